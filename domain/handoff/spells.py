"""A timeline becomes a row of spells: who covers the schedule, with short covers left out."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from domain.handoff.records import Spell
from domain.on_call import Timeline


def read_spells(timeline: Timeline, shortest: timedelta, zone: str) -> tuple[Spell, ...]:
    """Read who covers a schedule, gaps included.

    A cover shorter than ``shortest`` is left out: who is back after it never left, and between
    two others it leaves a hole. Days are the zone's: the one on which clocks go forward is whole.

    Args:
        timeline: The final timeline.
        shortest: The shortest cover that counts, and the shortest gap.
        zone: Where the clock hangs.
    """
    clock = ZoneInfo(zone)

    def is_short(start: datetime, end: datetime) -> bool:
        return _wall(end, clock) - _wall(start, clock) < shortest

    joined: list[Spell] = []
    for piece in _pieces(timeline):
        back = [
            position
            for position, spell in enumerate(joined)
            # A gap leaves nobody in between out: who works by day comes back after every night.
            if piece.people and spell.people == piece.people and is_short(spell.end, piece.start)
        ]
        if back:
            joined[back[-1] :] = [replace(joined[back[-1]], end=piece.end)]
        else:
            joined.append(piece)
    # At the window's edges nobody knows how long a spell really is.
    counted = (
        spell
        for spell in joined
        if spell.start <= timeline.start
        or spell.end >= timeline.end
        or not is_short(spell.start, spell.end)
    )
    return tuple(_merged(counted))


def running(spells: Iterable[Spell], at: datetime) -> Spell | None:
    """The spell at an instant; None in the hole that a short cover leaves."""
    return next((spell for spell in spells if spell.start <= at < spell.end), None)


def ahead(spells: Iterable[Spell], start: datetime, end: datetime) -> tuple[Spell, ...]:
    """The spells between two instants, cut at both."""
    return tuple(
        replace(spell, start=max(spell.start, start), end=min(spell.end, end))
        for spell in spells
        if spell.end > start and spell.start < end
    )


def _pieces(timeline: Timeline) -> Iterable[Spell]:
    """Cut the window wherever somebody comes or goes."""
    inside = [s for s in timeline.shifts if s.end > timeline.start and s.start < timeline.end]
    cuts = {timeline.start, timeline.end}
    cuts |= {max(shift.start, timeline.start) for shift in inside}
    cuts |= {min(shift.end, timeline.end) for shift in inside}
    pieces = (
        Spell(
            people=tuple(sorted({s.person for s in inside if s.person and s.start <= at < s.end})),
            start=at,
            end=until,
        )
        for at, until in pairwise(sorted(cuts))
    )
    return _merged(pieces)


def _merged(spells: Iterable[Spell]) -> Sequence[Spell]:
    """Join neighbours with the same people."""
    merged: list[Spell] = []
    for spell in spells:
        if merged and merged[-1].people == spell.people:
            merged[-1] = replace(merged[-1], end=spell.end)
        else:
            merged.append(spell)
    return merged


def _wall(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)
