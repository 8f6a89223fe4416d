"""Everybody on call within four weeks must be in Slack now, and no hour be left uncovered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.check.finding import Finding, Result
from domain.check.schedules import ScheduleFacts
from domain.membership_text import local_time
from domain.on_call import Shift, Timeline
from domain.people import Found, Identity, resolve_people
from domain.problem import ProblemKind
from domain.team import Rotation, Team

AHEAD = timedelta(weeks=4)
GAPS_TOLD = 2  # of each rotation; the others are counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """Why and from when a person is wanted.

    Attributes:
        person: Address or account id.
        role: "on call in …", "extra member" or "fallback member".
        start: When their first shift starts; None where they are wanted at any time.
    """

    person: str
    role: str
    start: datetime | None = None


def people_ahead(
    team: Team, schedules: Mapping[str, ScheduleFacts], at: datetime
) -> list[Appearance]:
    """List everyone a team wants in the next four weeks once, those without a shift last."""
    found = [
        appearance
        for rotation in team.rotations
        for appearance in (*_on_call(rotation, schedules, at), *_named(rotation))
    ]
    last = at + AHEAD
    found.sort(key=lambda appearance: appearance.start or last)
    first: dict[str, Appearance] = {}
    for appearance in found:
        first.setdefault(appearance.person, appearance)
    return list(first.values())


def check_people(
    name: str, team: Team, wanted: Sequence[Appearance], found: Mapping[str, Found], at: datetime
) -> list[Finding]:
    """Judge who each wanted person is in Slack.

    Args:
        name: The team's file.
        team: The team whose identities and zone apply.
        wanted: Everyone wanted; see :func:`people_ahead`.
        found: Slack's answer for every key of these people.
        at: The instant of the check.
    """
    identities = resolve_people([a.person for a in wanted if _is_one(a.person)], team, found)
    return [_check(name, team, a, identities.get(a.person), at) for a in wanted]


def check_coverage(
    name: str, team: Team, schedules: Mapping[str, ScheduleFacts], at: datetime
) -> list[Finding]:
    """Judge for each rotation whether somebody is on call throughout the next four weeks."""
    return [_check_rotation(name, team, rotation, schedules, at) for rotation in team.rotations]


def gaps(
    shifts: Iterable[Shift], start: datetime, end: datetime
) -> list[tuple[datetime, datetime]]:
    """List when nobody is on call between two instants, as (first instant, first after it)."""
    found: list[tuple[datetime, datetime]] = []
    covered_until = start
    for shift in sorted((s for s in shifts if s.person), key=lambda s: s.start):
        if shift.start >= end:
            break
        if shift.start > covered_until:
            found.append((covered_until, shift.start))
        covered_until = max(covered_until, shift.end)
    return [*found, (covered_until, end)] if covered_until < end else found


def _on_call(
    rotation: Rotation, schedules: Mapping[str, ScheduleFacts], at: datetime
) -> list[Appearance]:
    return [
        Appearance(person=s.person, role=f"on call in {facts.shown}", start=max(s.start, at))
        for facts in _readable(rotation, schedules)
        for s in _timeline(facts).shifts
        if s.person and s.end > at and s.start < at + AHEAD
    ]


def _named(rotation: Rotation) -> list[Appearance]:
    extra = [
        Appearance(person=p, role=f"an extra member of {rotation.name}")
        for p in rotation.extra_members
    ]
    fallback = [
        Appearance(person=p, role=f"a fallback member of {rotation.name}")
        for p in rotation.fallback_members
    ]
    return [*extra, *fallback]


def _readable(rotation: Rotation, schedules: Mapping[str, ScheduleFacts]) -> list[ScheduleFacts]:
    facts = [schedules[i] for i in rotation.schedules if i in schedules]
    return [f for f in facts if f.enabled and isinstance(f.timeline, Timeline)]


def _timeline(facts: ScheduleFacts) -> Timeline:
    assert isinstance(facts.timeline, Timeline)  # noqa: S101  only readable ones come here
    return facts.timeline


def _is_one(person: str) -> bool:
    """Whether a timeline names a person; it may name a team or an escalation, by type and name."""
    return " " not in person


def _check(
    name: str, team: Team, wanted: Appearance, identity: Identity | None, at: datetime
) -> Finding:
    when = _when(wanted, team.zone, at)
    if identity is None:
        return Finding(
            area=name,
            subject=wanted.person,
            result=Result.WARNING,
            detail=f"{when}; who that means shows only when the shift begins",
            remedy="Put people into the rotation, so that they can be looked up before.",
        )
    if identity.user is None:
        return _unresolved(name, wanted.person, identity, when)
    user = identity.user
    return Finding(
        area=name,
        subject=wanted.person,
        result=Result.OK,
        detail=f"{user.name} ({user.id}), {when}",
    )


def _unresolved(name: str, person: str, identity: Identity, when: str) -> Finding:
    if identity.kind is ProblemKind.UNKNOWN_PERSON:
        result = Result.UNKNOWN
        remedy = "Mend Slack's lines above if one failed; otherwise check again in a minute."
    else:
        result, remedy = Result.FAILED, identity.remedy.replace("{file}", f"teams/{name}.yaml")
    detail = f"{identity.why}; {when}"
    return Finding(area=name, subject=person, result=result, detail=detail, remedy=remedy)


def _when(wanted: Appearance, zone: str, at: datetime) -> str:
    if wanted.start is None:
        return wanted.role
    return (
        f"{wanted.role} now"
        if wanted.start <= at
        else f"{wanted.role} from {local_time(wanted.start, zone)}"
    )


def _check_rotation(
    name: str,
    team: Team,
    rotation: Rotation,
    schedules: Mapping[str, ScheduleFacts],
    at: datetime,
) -> Finding:
    subject = f"{rotation.name}, next 4 weeks"
    readable = _readable(rotation, schedules)
    if len(readable) < len(rotation.schedules):
        return Finding(
            area=name,
            subject=subject,
            result=Result.UNKNOWN,
            detail="not checked, because a schedule of this rotation could not be read",
            remedy="Mend what is wrong above first.",
        )
    shifts = [s for facts in readable for s in _timeline(facts).shifts]
    found = gaps(shifts, at, at + AHEAD)
    if not found:
        detail = "somebody is on call throughout"
        return Finding(area=name, subject=subject, result=Result.OK, detail=detail)
    return Finding(
        area=name,
        subject=subject,
        result=Result.WARNING,
        detail=_told(found, team.zone, at),
        remedy="Fill it with an override in the schedule, unless nobody is wanted then.",
    )


def _told(found: Sequence[tuple[datetime, datetime]], zone: str, at: datetime) -> str:
    spans = "; ".join(_span(start, end, zone, at) for start, end in found[:GAPS_TOLD])
    more = len(found) - GAPS_TOLD
    return f"nobody is on call {spans}" + (f"; {more} more gaps" if more > 0 else "")


def _span(start: datetime, end: datetime, zone: str, at: datetime) -> str:
    """Say from when to when; what lies beyond the four weeks is not known."""
    first = "now" if start <= at else local_time(start, zone)
    return f"from {first} on" if end >= at + AHEAD else f"from {first} to {local_time(end, zone)}"
