"""The people on call in a rotation's schedules are exactly the members of its user group.

Unknown is never nobody: whatever cannot be read or resolved holds the group as it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from domain import rotation_problems as reasons
from domain.membership import (
    Change,
    Hold,
    Match,
    Member,
    OwnedGroups,
    Plan,
    Source,
    UnknownUserGroups,
    UserGroup,
    Verdict,
)
from domain.on_call import NobodyOnCall, OnCall, OnCallAnswer, Timeline, UnknownOnCall
from domain.people import Identity
from domain.problem import Problem
from domain.rotation_problems import Case
from domain.team import Rotation, Team

MUCH_BIGGER = 2  # a first takeover that keeps fewer than one member in two is asked about


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that was read before deciding.

    Attributes:
        on_call: The answer for each configured schedule id.
        groups: Every user group of the workspace, or why they are unknown.
        people: For each team, who each named person is in Slack.
        owned: The groups Goalie has changed or found right before.
    """

    on_call: Mapping[str, OnCallAnswer]
    groups: Sequence[UserGroup] | UnknownUserGroups
    people: Mapping[str, Mapping[str, Identity]]
    owned: OwnedGroups


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One reason to be in the group: a person, and what they are wanted for."""

    person: str
    source: Source
    schedule_id: str = ""
    schedule: str = ""


def people_named(rotation: Rotation, on_call: Mapping[str, OnCallAnswer]) -> tuple[str, ...]:
    """List everyone whose Slack account the decision needs, each once."""
    return tuple(dict.fromkeys(seat.person for seat in seats_of(rotation, on_call)))


def plan_membership(teams: Mapping[str, Team], facts: Facts, *, max_groups_changed: int) -> Plan:
    """Decide for every rotation of every team: already right, one change, or hold.

    Args:
        teams: The teams by the name of their file.
        facts: Everything that was read.
        max_groups_changed: At most this many groups change in one run; the rest are held.
    """
    cases = [
        Case(team=key, rotation=rotation, handle=_handle(rotation.user_group))
        for key, team in teams.items()
        for rotation in team.rotations
    ]
    if isinstance(facts.groups, UnknownUserGroups):
        unknown = facts.groups
        return Plan(
            verdicts=tuple(_hold(c, None, reasons.unknown_user_groups(c, unknown)) for c in cases)
        )
    groups = _by_reference(facts.groups)
    claimed = [(case, groups.get(case.rotation.user_group)) for case in cases]
    shared = _claimants(claimed)
    verdicts = [_judge(case, group, facts, shared) for case, group in claimed]
    return Plan(verdicts=_capped(cases, verdicts, max_groups_changed))


def explain(plan: Plan, timelines: Mapping[str, Timeline], at: datetime) -> Plan:
    """Add to each on-call member of a change the shift they are in.

    Args:
        plan: The plan so far.
        timelines: Schedule id → its timeline around the instant.
        at: The instant of the run.
    """

    def explained(change: Change) -> Change:
        return replace(
            change, wanted=tuple(explain_member(m, timelines, at) for m in change.wanted)
        )

    return Plan(verdicts=tuple(explained(v) if isinstance(v, Change) else v for v in plan.verdicts))


def explain_member(member: Member, timelines: Mapping[str, Timeline], at: datetime) -> Member:
    """Add the shift that a member is in at an instant, where its timeline was read."""
    timeline = timelines.get(member.schedule_id)
    shift = timeline.shift_at(member.person, at) if timeline else None
    if timeline is None or shift is None:
        return member
    return replace(member, shift=shift, end_known=not timeline.reaches_beyond(shift))


def _handle(reference: str) -> str:
    return reference if reference.startswith("@") else f"User group {reference}"


def _by_reference(groups: Sequence[UserGroup]) -> dict[str, UserGroup]:
    """Each way to name a group → the first group of that name."""
    return {name: group for group in reversed(groups) for name in (group.id, f"@{group.handle}")}


def _claimants(claimed: Iterable[tuple[Case, UserGroup | None]]) -> dict[str, list[str]]:
    """Group id → the rotations that name it, by team and name."""
    claimants: dict[str, list[str]] = defaultdict(list)
    for case, group in claimed:
        if group is not None:
            claimants[group.id].append(f"{case.team}/{case.rotation.name}")
    return claimants


def _judge(
    case: Case, group: UserGroup | None, facts: Facts, shared: Mapping[str, Sequence[str]]
) -> Verdict:
    """Look for reasons to hold, cheapest first; only then compare members."""
    if group is None:
        return _hold(case, None, reasons.missing_user_group(case))
    case = replace(case, handle=f"@{group.handle}")
    disabled_by_us = facts.owned.get(group.id, False)
    if len(shared[group.id]) > 1:
        return _hold(case, group, reasons.shared_user_group(case, shared[group.id]))
    if group.locks:
        return _hold(case, group, reasons.locked_user_group(case, group))
    if group.disabled and not disabled_by_us:
        return _hold(case, group, reasons.disabled_user_group(case))
    answers = [facts.on_call[schedule] for schedule in case.rotation.schedules]
    if unknown := [answer for answer in answers if isinstance(answer, UnknownOnCall)]:
        return _hold(case, group, *(reasons.unknown_on_call(case, answer) for answer in unknown))
    verdict = _compare(case, group, facts)
    return verdict if group.id in facts.owned else _asked_first(case, verdict)


def _compare(case: Case, group: UserGroup, facts: Facts) -> Verdict:
    """Hold the wanted members against the actual ones; a gap follows the rotation's policy."""
    nobody = [
        answer.schedule
        for schedule in case.rotation.schedules
        if isinstance(answer := facts.on_call[schedule], NobodyOnCall)
    ]
    is_gap = len(nobody) == len(case.rotation.schedules)
    policy = case.rotation.when_nobody_is_on_call
    told = (reasons.nobody_on_call(case, nobody),) if is_gap else ()
    if is_gap and policy == "keep":
        return _hold(case, group, *told)
    if is_gap and policy == "disable":
        return _disabled(case, group, told)
    verdict = _fill(case, group, facts)
    return replace(verdict, problems=(*told, *verdict.problems))


def _disabled(case: Case, group: UserGroup, told: tuple[Problem, ...]) -> Verdict:
    team, rotation = case.team, case.rotation.name
    if group.disabled:
        return Match(team=team, rotation=rotation, group=group, wanted=(), problems=told)
    return Change(
        team=team, rotation=rotation, group=group, action="disable", wanted=(), problems=told
    )


def _fill(case: Case, group: UserGroup, facts: Facts) -> Verdict:
    """Compare with everyone who has a seat; one unusable person holds the whole group."""
    identities = facts.people[case.team]
    wanted: dict[str, Member] = {}
    problems: dict[str, Problem] = {}
    for seat in seats_of(case.rotation, facts.on_call):
        identity = identities[seat.person]
        if identity.user is None and seat.source == "in the overlap":
            continue  # a courtesy; on call, they are told in their own time
        if identity.user is None:
            problem = reasons.unresolved_person(case, identity, seat.source)
            problems.setdefault(seat.person, problem)
            continue
        wanted.setdefault(identity.user.id, member_of(seat, identity.user.id, identity.user.name))
    if problems:
        return _hold(case, group, *problems.values())
    return _match_or_change(case, group, tuple(wanted.values()))


def _match_or_change(case: Case, group: UserGroup, wanted: tuple[Member, ...]) -> Verdict:
    team, rotation = case.team, case.rotation.name
    if not group.disabled and group.members == {member.id for member in wanted}:
        return Match(team=team, rotation=rotation, group=group, wanted=wanted)
    action: Literal["set", "enable_and_set"] = "enable_and_set" if group.disabled else "set"
    change = Change(team=team, rotation=rotation, group=group, action=action, wanted=wanted)
    size = len(change.added) + len(change.removed)
    if size > case.rotation.max_members_changed:
        return _hold(case, group, reasons.too_many_members(case, size))
    return change


def _asked_first(case: Case, verdict: Verdict) -> Verdict:
    """Hold the first takeover of a group that does not look like this rotation's."""
    if not isinstance(verdict, Change) or case.rotation.takeover_confirmed:
        return verdict
    before, after = verdict.group.members, verdict.after
    looks_right = bool(before & after) and len(before) <= MUCH_BIGGER * len(after)
    if not before or looks_right:
        return verdict
    problem = reasons.unconfirmed_takeover(case, len(before), len(before & after))
    return _hold(case, verdict.group, problem)


def _capped(cases: Sequence[Case], verdicts: Sequence[Verdict], most: int) -> tuple[Verdict, ...]:
    """Let the first changes through and hold the rest for the next runs."""
    left = most
    capped: list[Verdict] = []
    for case, verdict in zip(cases, verdicts, strict=True):
        if isinstance(verdict, Change) and left == 0:
            capped.append(_hold(case, verdict.group, reasons.too_many_user_groups(case, most)))
            continue
        left -= isinstance(verdict, Change)
        capped.append(verdict)
    return tuple(capped)


def seats_of(rotation: Rotation, on_call: Mapping[str, OnCallAnswer]) -> list[Seat]:
    """Everyone wanted, with why: those on call, else the fallback; and the extra members."""
    seats = [
        Seat(person=person, source="on call", schedule_id=schedule_id, schedule=answer.schedule)
        for schedule_id in rotation.schedules
        if isinstance(answer := on_call.get(schedule_id), OnCall)
        for person in answer.people
    ]
    seats += [
        Seat(person=p, source="in the overlap", schedule_id=schedule_id, schedule=answer.schedule)
        for schedule_id in rotation.schedules
        if isinstance(answer := on_call.get(schedule_id), OnCall)
        for p in answer.overlapping
    ]
    if not seats and rotation.when_nobody_is_on_call == "fallback":
        seats = [Seat(person=p, source="fallback member") for p in rotation.fallback_members]
    return seats + [Seat(person=p, source="extra member") for p in rotation.extra_members]


def member_of(seat: Seat, user_id: str, name: str) -> Member:
    """Make a seat's person a member, without the shift they are in."""
    return Member(
        id=user_id,
        name=name,
        person=seat.person,
        source=seat.source,
        schedule_id=seat.schedule_id,
        schedule=seat.schedule,
    )


def _hold(case: Case, group: UserGroup | None, *problems: Problem) -> Hold:
    return Hold(
        team=case.team,
        rotation=case.rotation.name,
        handle=case.handle if group is None else f"@{group.handle}",
        group=group,
        problems=problems,
    )
