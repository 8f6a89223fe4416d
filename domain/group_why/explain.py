"""Each member is wanted for a reason, kept in a gap, unwanted, or nobody can say; some are missing.

Unknown is never nobody: while a schedule cannot be read, nobody in the group is unwanted.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from domain.group_why.records import (
    Claim,
    Explanation,
    GroupFacts,
    LedgerRead,
    Person,
    State,
    Turn,
    Unknown,
    UnknownLedger,
)
from domain.membership import Hold, Member
from domain.on_call import NobodyOnCall, Timeline, UnknownOnCall
from domain.people import Identity
from domain.problem import ProblemKind
from domain.rotation import Seat, explain_member, member_of, seats_of
from domain.words import enumerate_words

_ORDER: tuple[State, ...] = ("in", "kept", "unsure", "unwanted", "missing")


def explain_group(facts: GroupFacts) -> Explanation:
    """Say of everybody in the group, and of everybody wanted there, why."""
    wanted, lost = _wanted(facts)
    present = [_present(user, wanted.get(user, ()), facts) for user in sorted(facts.group.members)]
    missing = [
        _missing(user, reasons, facts)
        for user, reasons in wanted.items()
        if user not in facts.group.members
    ]
    people = sorted([*present, *missing, *lost], key=lambda one: _ORDER.index(one.state))
    return Explanation(facts=facts, people=tuple(people), unknowns=tuple(_unknowns(facts, wanted)))


def _wanted(facts: GroupFacts) -> tuple[dict[str, tuple[Member, ...]], list[Person]]:
    """Everybody wanted by Slack id, with the reasons; and those who have no usable account."""
    timelines = {i: t for i, t in facts.timelines.items() if isinstance(t, Timeline)}
    wanted: dict[str, list[Member]] = defaultdict(list)
    lost: dict[str, Person] = {}
    for claim in facts.claims:
        for seat in seats_of(claim.rotation, facts.on_call):
            identity = facts.people[claim.file][seat.person]
            user = identity.user
            member = member_of(seat, user.id if user else "", user.name if user else seat.person)
            member = explain_member(member, timelines, facts.at)
            if user is not None:
                wanted[user.id].append(member)
            elif seat.source != "in the overlap":  # there is no place to keep for them
                lost[seat.person] = _lost(seat, identity, claim, member)
    return {user: tuple(reasons) for user, reasons in wanted.items()}, list(lost.values())


def _lost(seat: Seat, identity: Identity, claim: Claim, member: Member) -> Person:
    return Person(
        user="",
        name=seat.person,
        state="missing",
        reasons=(member,),
        why=(identity.why,),
        remedy=identity.remedy.replace("{file}", f"teams/{claim.file}.yaml"),
    )


def _missing(user: str, reasons: tuple[Member, ...], facts: GroupFacts) -> Person:
    if not facts.is_now:
        why = "is not in it now"
    elif any(isinstance(claim.verdict, Hold) for claim in facts.claims):
        why = "the group is held as it is, see below"
    else:
        why = "the next run of sync-rotation that may write puts them in"
    name = reasons[0].name
    turns = _turns(user, facts) if reasons[0].source == "in the overlap" else ()
    return Person(user=user, name=name, state="missing", reasons=reasons, why=(why,), turns=turns)


def _present(user: str, reasons: tuple[Member, ...], facts: GroupFacts) -> Person:
    name = facts.name(user)
    if reasons:
        turns = _turns(user, facts) if reasons[0].source == "in the overlap" else ()
        return Person(user=user, name=name, state="in", reasons=reasons, turns=turns)
    state, why = _unwanted(facts)
    if state == "unwanted":
        why = (*_put_in_by(user, facts), *why)
    return Person(user=user, name=name, state=state, why=why, turns=_turns(user, facts))


def _unwanted(facts: GroupFacts) -> tuple[State, tuple[str, ...]]:
    """What is so with everybody in the group whom nobody names."""
    if doubts := _doubts(facts):
        return "unsure", (f"whether they are wanted is not known: {enumerate_words(doubts)}",)
    gaps = [claim for claim in facts.claims if _is_gap(claim, facts)]
    if kept := [c for c in gaps if c.rotation.when_nobody_is_on_call != "fallback"]:
        return "kept", (_say_gap(kept[0], facts),)
    if not facts.is_now:
        return "unwanted", ()
    if any(isinstance(claim.verdict, Hold) for claim in facts.claims):
        return "unwanted", ("they stay while the group is held, see below",)
    return "unwanted", ("the next run of sync-rotation that may write takes them out",)


def _doubts(facts: GroupFacts) -> list[str]:
    """Clauses about what would have to be known to call anybody unwanted."""
    doubts = [
        f"who is on call in {answer.schedule or schedule} could not be read"
        for schedule in _schedules(facts)
        if isinstance(answer := facts.on_call[schedule], UnknownOnCall)
    ]
    named = [
        facts.people[claim.file][seat.person]
        for claim in facts.claims
        for seat in seats_of(claim.rotation, facts.on_call)
    ]
    doubts += [f"{one.person} {one.why}" for one in named if _may_be_anybody(one)]
    return list(dict.fromkeys(doubts))


def _may_be_anybody(identity: Identity) -> bool:
    """Whether a wanted person may be somebody in the group, as far as anybody can tell."""
    is_account = "@" not in identity.person
    return identity.user is None and (is_account or identity.kind is ProblemKind.UNKNOWN_PERSON)


def _is_gap(claim: Claim, facts: GroupFacts) -> bool:
    return all(isinstance(facts.on_call[i], NobodyOnCall) for i in claim.rotation.schedules)


def _say_gap(claim: Claim, facts: GroupFacts) -> str:
    schedules = [facts.on_call[i].schedule for i in claim.rotation.schedules]
    gap = f"nobody is on call in {enumerate_words(schedules, 'or')}"
    if claim.rotation.when_nobody_is_on_call == "keep":
        return f"{gap}, and the group keeps its last members"
    off = "is" if facts.group.disabled else "will be"
    return f"{gap}, and the group {off} switched off until somebody is"


def _put_in_by(user: str, facts: GroupFacts) -> tuple[str, ...]:
    ledger = facts.ledger
    if not isinstance(ledger, LedgerRead) or ledger.last is None:
        return ()
    if user in ledger.last.after:
        return ("was in it when Goalie last changed it",)
    return ("was put in by somebody else since Goalie last changed it",)


def _turns(user: str, facts: GroupFacts) -> tuple[Turn, ...]:
    """When somebody was and will be on call, in each schedule where they ever are."""
    turns = []
    for claim in facts.claims:
        own = {p for p, i in facts.people[claim.file].items() if i.user and i.user.id == user}
        for schedule in claim.rotation.schedules:
            timeline = facts.timelines.get(schedule)
            if not isinstance(timeline, Timeline):
                continue
            shifts = [s for s in timeline.shifts if s.person in own]
            before = [s.end for s in shifts if s.end <= facts.at]
            after = [s.start for s in shifts if s.start > facts.at]
            if before or after:
                turns.append(
                    Turn(
                        schedule=facts.on_call[schedule].schedule or schedule,
                        was_until=max(before, default=None),
                        is_from=min(after, default=None),
                    )
                )
    return tuple(turns)


def _unknowns(facts: GroupFacts, wanted: Mapping[str, tuple[Member, ...]]) -> Iterator[Unknown]:
    """What could not be known; what a problem says already is left to it."""
    told = {p.kind for claim in facts.claims for p in claim.verdict.problems}
    for schedule in _schedules(facts):
        answer, timeline = facts.on_call[schedule], facts.timelines.get(schedule)
        if isinstance(answer, UnknownOnCall):
            if ProblemKind.UNKNOWN_ON_CALL not in told:
                where = answer.schedule or schedule
                why = f"Who is on call in {where} is not known: {answer.why}."
                yield Unknown(sentence=why, remedy=answer.remedy)
        elif isinstance(timeline, UnknownOnCall):
            why = f"Until when the shifts of {answer.schedule} last is not known: {timeline.why}."
            yield Unknown(sentence=why, remedy=timeline.remedy)
        else:
            yield from _shiftless(schedule, wanted)
    nameless = [u for u in sorted(facts.group.members) if u not in facts.names]
    if nameless:
        yield Unknown(sentence=f"Slack did not say who {enumerate_words(nameless)} is.")
    yield from _unknown_changes(facts)
    for refusal in facts.refused:
        lost = "Whether that file names this group too is not known."
        yield Unknown(sentence=f"{refusal} {lost}", remedy="Correct the file.")


def _shiftless(schedule: str, wanted: Mapping[str, tuple[Member, ...]]) -> Iterator[Unknown]:
    for reasons in wanted.values():
        for member in reasons:
            is_meant = member.schedule_id == schedule and member.source == "on call"
            if is_meant and member.shift is None:
                yield Unknown(
                    sentence=f"The timeline of {member.schedule} does not show by which shift"
                    f" {member.name} is on call: perhaps by a team or an escalation.",
                )


def _unknown_changes(facts: GroupFacts) -> Iterator[Unknown]:
    if isinstance(facts.ledger, UnknownLedger):
        yield Unknown(
            sentence=f"What Goalie did to the group is not known: {facts.ledger.why}",
            remedy="Ask again when the ledger can be read.",
        )
    elif facts.ledger.begun:
        yield Unknown(
            sentence="A run began to change the group, and nobody knows how that ended.",
            remedy="The next run of sync-rotation that may write finds out.",
        )


def _schedules(facts: GroupFacts) -> tuple[str, ...]:
    return tuple(dict.fromkeys(i for claim in facts.claims for i in claim.rotation.schedules))
