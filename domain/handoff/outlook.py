"""The coming shifts are judged today: who has no account, who is away, who is on twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from domain.handoff.records import Spell
from domain.handoff.spells import ahead
from domain.people import Identity, slack_keys
from domain.team import Team

AHEAD = timedelta(weeks=4)
CLOCK_CHANGE = timedelta(hours=1)
ENOUGH = 3  # whole spells by which to know how long one usually lasts


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """One coming spell.

    Attributes:
        spell: Cut where the look ahead ends.
        goes_on: Whether it was cut there.
        warnings: What is wrong with it today: clauses that begin with the person.
    """

    spell: Spell
    goes_on: bool
    warnings: tuple[str, ...]


def look_ahead(
    spells: Sequence[Spell], team: Team, people: Mapping[str, Identity], now: datetime
) -> tuple[Prospect, ...]:
    """Judge every spell that begins in the next four weeks.

    Args:
        spells: Of one schedule, as long as the timeline is.
        team: Whose absences count.
        people: Who each of them is in Slack now, or why that cannot be said.
        now: The instant of the run.
    """
    end = now + AHEAD
    coming = [spell for spell in ahead(spells, now, end) if spell.start > now]
    usual = usual_length(spells)
    return tuple(
        Prospect(
            spell=spell,
            goes_on=spell.end >= end,
            warnings=tuple(
                warning
                for person in spell.people
                for warning in _warnings(person, _whole(spell, spells), team, people, usual)
            ),
        )
        for spell in coming
    )


def absences_in(person: str, spell: Spell, team: Team) -> list[tuple[date, date]]:
    """When a person is away during a spell, by the team file: first and last day of each time."""
    if team.handoff is None:
        return []
    names = {person.casefold(), *slack_keys(person, team)}
    zone = ZoneInfo(team.zone)
    first = spell.start.astimezone(zone).date()
    last = (spell.end - timedelta(microseconds=1)).astimezone(zone).date()
    return [
        (absence.since, absence.until)
        for absence in team.handoff.absences
        if absence.email in names and absence.since <= last and first <= absence.until
    ]


def name_of(person: str, people: Mapping[str, Identity]) -> str:
    """Call a person by their name in Slack, or by their address."""
    identity = people.get(person)
    return identity.user.name if identity and identity.user else person


def is_twice(spell: Spell, usual: timedelta | None) -> bool:
    """Whether a spell lasts as long as two usual ones."""
    return usual is not None and spell.end - spell.start >= 2 * usual - CLOCK_CHANGE


def _warnings(
    person: str,
    spell: Spell,
    team: Team,
    people: Mapping[str, Identity],
    usual: timedelta | None,
) -> list[str]:
    identity, name = people.get(person), name_of(person, people)
    found = []
    if identity is not None and identity.user is None:
        found.append(f"{name} {identity.why}")
    found += [
        f"{name} is on holiday {day_span(since, until)}"
        for since, until in absences_in(person, spell, team)
    ]
    if is_twice(spell, usual):
        found.append(f"{name} is on for two shifts in a row")
    return found


def day_span(since: date, until: date) -> str:
    """Write days as a person does: ``on 21 Dec``, ``from 21 Dec to 1 Jan``."""
    first, last = f"{since:%-d %b}", f"{until:%-d %b}"
    return f"on {first}" if since == until else f"from {first} to {last}"


def _whole(cut: Spell, spells: Sequence[Spell]) -> Spell:
    return next(spell for spell in spells if spell.start == cut.start)


def usual_length(spells: Sequence[Spell]) -> timedelta | None:
    """How long a spell usually lasts; None where there are few that no edge of the window cuts.

    Half of the time is covered by spells that are no longer: a few swapped days do not count much.
    """
    lengths = sorted(spell.end - spell.start for spell in spells[1:-1] if spell.people)
    if len(lengths) < ENOUGH:
        return None
    half = sum(lengths, timedelta()) / 2
    totals = accumulate(lengths)
    return next(length for length, total in zip(lengths, totals, strict=True) if total >= half)
