"""Who is on rotation, who is away and when nobody works is told in whole days of two cycles."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from domain.digest.facts import Turn
from domain.digest.phrases import say_days
from domain.handoff import ahead, read_spells
from domain.handoff.outlook import name_of
from domain.on_call import Timeline

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from domain.cycle import CycleCalendar
    from domain.handoff import Spell
    from domain.team_digest.reads import DigestReads

SHORTEST_TURN = timedelta(days=1)
_HALF_A_DAY = timedelta(hours=12)
_DAY = timedelta(days=1)


def read_turns(
    reads: DigestReads, calendar: CycleCalendar, cycle: int
) -> tuple[tuple[Turn, ...] | None, str]:
    """Who is on rotation in a cycle and the next, or why that is not known."""
    start = max(reads.now, calendar.start_of(cycle))
    spells: list[Spell] = []
    for timeline in reads.timelines:
        if not isinstance(timeline, Timeline):
            return None, f"{timeline.why[:1].upper()}{timeline.why[1:]}. {timeline.remedy}"
        spells += ahead(
            read_spells(timeline, SHORTEST_TURN, reads.team.zone),
            start,
            calendar.start_of(cycle + 2),
        )
    spells.sort(key=lambda spell: (spell.start, spell.people))
    turns = (_turn(spell, reads) for spell in spells)
    # Whoever hands over within hours is not said to be on rotation today.
    return tuple(turn for turn in turns if turn.starts_on <= turn.ends_on), ""


def _turn(spell: Spell, reads: DigestReads) -> Turn:
    """A turn in whole days: one that ends on Monday at nine has ended on Sunday."""
    zone = ZoneInfo(reads.team.zone)
    return Turn(
        starts_on=spell.start.astimezone(zone).date(),
        ends_on=(spell.end.astimezone(zone) - _HALF_A_DAY).date(),
        names=tuple(name_of(person, reads.people) for person in spell.people),
    )


def holidays_in(calendar: CycleCalendar, cycle: int) -> Iterator[date]:
    """Weekdays with hours of their own on which nobody works, in this cycle and the next."""
    day, working_time = calendar.first_day(cycle), calendar.working_time
    while day < calendar.first_day(cycle + 2):
        if working_time.week[day.weekday()] and working_time.closing_of(day) is None:
            yield day
        day += _DAY


def absences_in(reads: DigestReads, calendar: CycleCalendar, cycle: int) -> Iterator[str]:
    """Who is away in a cycle and the next, by the team file."""
    policy = reads.team.handoff
    first, end = calendar.first_day(cycle), calendar.first_day(cycle + 2)
    for absence in policy.absences if policy else ():
        if absence.until >= first and absence.since < end:
            who = name_of(absence.email, reads.people)
            yield f"{who} is away {say_days(absence.since, absence.until)}."
