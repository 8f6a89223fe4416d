"""How the explanation of a group reads: people by how they stand, a line for each reason."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.group_why.records import (
    Claim,
    Explanation,
    GroupFacts,
    LedgerRead,
    Person,
    State,
    Turn,
    UnknownLedger,
)
from domain.membership import Hold, Member, MembershipRecord
from domain.membership_text import local_time
from domain.problem import ProblemRecord
from domain.words import enumerate_words

_HEADINGS: Mapping[State, str] = {
    "in": "In the group, and why",
    "kept": "Kept in the group",
    "unsure": "In the group, and not known whether they are wanted",
    "unwanted": "In the group, though nobody wants them there",
    "missing": "Wanted, and not in the group",
}
_COUNTED: Mapping[State, tuple[str, str]] = {
    "in": ("is in it as wanted", "are in it as wanted"),
    "kept": ("is kept in it", "are kept in it"),
    "unsure": ("is in it and may or may not be wanted", "are in it and may or may not be wanted"),
    "unwanted": ("is in it and not wanted", "are in it and not wanted"),
    "missing": ("is missing", "are missing"),
}
_PAST = "whether by turn, override or forwarding is not told of the past"
_DONE = {
    "set": "changed its members",
    "adopt": "found it right and has kept it since",
    "disable": "switched it off",
    "enable_and_set": "switched it on again",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line, and what stands below it."""

    text: str
    below: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A heading and its lines."""

    heading: str
    items: tuple[Item, ...]


def headline(explanation: Explanation) -> tuple[str, ...]:
    """Say which group it is, and how it stands."""
    facts = explanation.facts
    claims = enumerate_words([f"{c.rotation.name} of {c.team.name}" for c in facts.claims])
    off = ", switched off" if facts.group.disabled else ""
    at = local_time(facts.at, facts.zone)
    counts = Counter(person.state for person in explanation.people)
    parts = [
        f"{counts[state]} {_COUNTED[state][counts[state] > 1]}"
        for state in _COUNTED
        if counts[state]
    ]
    when = f"{at}:" if facts.is_now else f"The group as it is now, by the schedule of {at}:"
    return (
        f"@{facts.group.handle} ({facts.group.id}){off}, rotation {claims}",
        f"{when} {', '.join(parts) or 'nobody is in it, and nobody is wanted there'}.",
    )


def lay_out(explanation: Explanation) -> tuple[Part, ...]:
    """Lay out everything that is known, under headings; what is empty is left out."""
    facts = explanation.facts
    parts = [
        Part(
            heading=heading,
            items=tuple(_person(p, facts) for p in explanation.people if p.state == state),
        )
        for state, heading in _HEADINGS.items()
    ]
    is_held = any(isinstance(claim.verdict, Hold) for claim in facts.claims)
    problems = "Held as it is, because" if is_held else "What is wrong"
    parts += [
        Part(heading=problems, items=tuple(_problems(explanation))),
        Part(heading="Told earlier, and not seen to be over", items=tuple(_open_ones(explanation))),
        Part(heading="Last change", items=tuple(_history(facts))),
        Part(
            heading="Not known",
            items=tuple(_item(one.sentence, one.remedy) for one in explanation.unknowns),
        ),
    ]
    return tuple(part for part in parts if part.items)


def _item(sentence: str, *below: str) -> Item:
    return Item(text=sentence, below=tuple(f"→ {line}" for line in below if line))


def _person(person: Person, facts: GroupFacts) -> Item:
    user = f" ({person.user})" if person.user and person.user != person.name else ""
    lines = [say_reason(member, facts) for member in person.reasons]
    lines += [say_turn(turn, facts.zone) for turn in person.turns]
    lines += person.why
    remedy = [f"→ {person.remedy}"] if person.remedy else []
    return Item(text=f"{person.name}{user}", below=(*lines, *remedy))


def say_reason(member: Member, facts: GroupFacts) -> str:
    """Say why somebody is wanted: schedule, its own rotation, kind of shift, until when."""
    match member.source:
        case "extra member":
            return "an extra member of the rotation: always in it"
        case "fallback member":
            return "a fallback member: nobody is on call"
        case "in the overlap":
            return f"in around the handoff of {member.schedule}"
    shift = member.shift
    if shift is None:
        return f"on call in {member.schedule}"
    end = local_time(shift.end, facts.zone)
    until = f"until {end}" if member.end_known else f"at least until {end}: it was read so far"
    return f"on call in {member.schedule}: {_how(member, facts)}, {until}"


def _how(member: Member, facts: GroupFacts) -> str:
    shift = member.shift
    assert shift is not None  # noqa: S101  asked only of those with one
    if shift.forwarded_from:
        known = (people.get(shift.forwarded_from) for people in facts.people.values())
        names = (identity.user.name for identity in known if identity and identity.user)
        return f"forwarded from {next(names, shift.forwarded_from)} in {shift.rotation}"
    how = {"base": "own turn in", "override": "an override in", "forwarding": "forwarded in"}
    if shift.kind in how:
        return f"{how[shift.kind]} {shift.rotation}"
    return f"{shift.rotation} ({_PAST})"


def say_turn(turn: Turn, zone: str) -> str:
    """Say when somebody was on call in a schedule, and will be."""
    was = (
        f"was on call in {turn.schedule} until {local_time(turn.was_until, zone)}"
        if turn.was_until
        else ""
    )
    if turn.is_from is None:
        return was
    begins = local_time(turn.is_from, zone)
    return (
        f"{was}, and is again from {begins}"
        if was
        else f"is on call in {turn.schedule} from {begins}"
    )


def _problems(explanation: Explanation) -> Iterator[Item]:
    ledger, facts = explanation.facts.ledger, explanation.facts
    records = ledger.problems if isinstance(ledger, LedgerRead) else ()
    known = {record.key: record for record in records}
    for claim in facts.claims:
        for problem in claim.verdict.problems:
            since = _since(known.get((problem.team, problem.fingerprint)), claim, facts)
            yield Item(text=problem.sentence, below=(f"→ {problem.remedy}", *since))


def _since(record: ProblemRecord | None, claim: Claim, facts: GroupFacts) -> tuple[str, ...]:
    if record is None or not facts.is_now:
        return ()
    seen = f"first seen {local_time(record.first_seen, facts.zone)}"
    if record.told_at is None:
        return (seen,)
    told = local_time(record.told_at, facts.zone)
    return (f"{seen}, last told in {claim.team.channels.ops} {told}",)


def _open_ones(explanation: Explanation) -> Iterator[Item]:
    """Problems that a run saw and nobody sees now, such as a write that failed."""
    facts = explanation.facts
    if isinstance(facts.ledger, UnknownLedger) or not facts.is_now:
        return
    now = {(problem.team, problem.fingerprint) for problem in explanation.problems}
    for record in facts.ledger.problems:
        if record.key not in now:
            seen = local_time(record.first_seen, facts.zone)
            yield Item(text=record.sentence, below=(f"first seen {seen}",))


def _history(facts: GroupFacts) -> Iterator[Item]:
    if isinstance(facts.ledger, UnknownLedger):
        return
    last = facts.ledger.last
    if last is None:
        yield Item(text=f"Goalie has never changed this group.{_edited(facts)}")
        return
    when = local_time(last.intended_at, facts.zone)
    done = f"{when}: Goalie {_DONE[last.action]}{_moved(last.before, last.after, facts)}."
    why = tuple(f"• {reason}" for reason in last.reasons)
    yield Item(text=done, below=why)
    if since := _changed_since(last, facts):
        yield Item(text=f"Since then somebody else {since}.{_edited(facts)}")


def _moved(before: Sequence[str], after: Sequence[str], facts: GroupFacts) -> str:
    came = [facts.name(user) for user in after if user not in before]
    went = [facts.name(user) for user in before if user not in after]
    parts = [f"{enumerate_words(came)} came in"] if came else []
    parts += [f"{enumerate_words(went)} went out"] if went else []
    return f": {', '.join(parts)}" if parts else ""


def _changed_since(last: MembershipRecord, facts: GroupFacts) -> str:
    """What the group is that Goalie did not make it, as the rest of a sentence; or empty."""
    group, was_off = facts.group, last.action == "disable"
    parts = []
    if group.disabled != was_off:
        parts.append("switched it off" if group.disabled else "switched it on")
    if group.members != frozenset(last.after):
        moved = _moved(last.after, sorted(group.members), facts)
        parts.append(f"changed its members{moved}")
    return " and ".join(parts)


def _edited(facts: GroupFacts) -> str:
    """Whom Slack names; it counts a new name or description as an edit too."""
    group = facts.group
    if not group.edited_by or group.edited_at is None:
        return ""
    when = local_time(group.edited_at, facts.zone)
    return f" Slack says that {facts.name(group.edited_by)} edited it last, on {when}."
