"""A digest is due from its lead until its ceremony begins, then missed for the rest of the day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from domain.cycle.calendar import CycleCalendar, occasions
from domain.cycle.records import Due, Occasion

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from domain.team.digests import CeremonyName

_DAY = timedelta(days=1)
_LONGEST_LEAD = 3 * _DAY  # two days in the team file, and some room
_LONGEST_DAY = 2 * _DAY  # 25 hours, and some room
_NEAR = 2  # cycles in which a neighbour nearly always is
_FAR = 24  # cycles, when nearer ones were skipped


def due(now: datetime, calendar: CycleCalendar, posted: Collection[str]) -> tuple[Due, ...]:
    """Tell the digests to post now, and those whose ceremony began today without one.

    Args:
        now: The instant.
        calendar: The team's.
        posted: Keys of the occasions whose digests went out, or need no more.
    """
    found = (_state(now.astimezone(UTC), calendar, one) for one in _around(calendar, now))
    return tuple(one for one in found if one is not None and one.occasion.key not in posted)


def latest(
    calendar: CycleCalendar, ceremony: CeremonyName | None, now: datetime
) -> Occasion | None:
    """Find the last occasion of a ceremony (of any for None) that has begun by now."""
    for after in _reaching_back(calendar, now):
        begun = _held(calendar, after, now + timedelta.resolution, ceremony)
        if begun:
            return begun[-1]
    return None


def upcoming(
    calendar: CycleCalendar, ceremony: CeremonyName | None, now: datetime
) -> Occasion | None:
    """Find the next occasion of a ceremony (of any for None) that has not begun by now."""
    for before in _reaching_ahead(calendar, now):
        ahead = _held(calendar, now + timedelta.resolution, before, ceremony)
        if ahead:
            return ahead[0]
    return None


def _state(now: datetime, calendar: CycleCalendar, occasion: Occasion) -> Due | None:
    # In UTC: two times of one zone would be compared by what their clocks show.
    starts_at = occasion.starts_at.astimezone(UTC)
    if now < occasion.digest_at.astimezone(UTC):
        return None
    if now < starts_at:
        return Due(occasion=occasion, state="due")
    tomorrow = occasion.starts_at.date() + _DAY
    if now < calendar.working_time.midnight(tomorrow):
        return Due(occasion=occasion, state="missed")
    return None


def _around(calendar: CycleCalendar, now: datetime) -> list[Occasion]:
    return _held(calendar, now - _LONGEST_DAY, now + _LONGEST_LEAD, None)


def _held(
    calendar: CycleCalendar, after: datetime, before: datetime, ceremony: CeremonyName | None
) -> list[Occasion]:
    """The occasions from one instant until another, without the skipped ones, in order."""
    return [
        one
        for one in occasions(calendar, after.astimezone(UTC), before.astimezone(UTC))
        if isinstance(one, Occasion) and ceremony in {one.ceremony, None}
    ]


def _reaching_back(calendar: CycleCalendar, now: datetime) -> Iterator[datetime]:
    """Instants to look back to: near, then before the very first ceremony."""
    yield now - _NEAR * calendar.cycle.length_days * _DAY
    named = [at.date() for at in _overridden(calendar)]
    yield calendar.working_time.midnight(min([calendar.cycle.anchor, *named]))


def _reaching_ahead(calendar: CycleCalendar, now: datetime) -> Iterator[datetime]:
    """Instants to look ahead to: near, then far, since a ceremony may never be held again."""
    yield now + _NEAR * calendar.cycle.length_days * _DAY
    first = max(1, calendar.number(now))
    named = [at.date() for at in _overridden(calendar)]
    last = max([calendar.first_day(first + _FAR), *named])
    yield calendar.working_time.midnight(last + _DAY)


def _overridden(calendar: CycleCalendar) -> list[datetime]:
    times = [at for one in calendar.cycle.overrides for at in (one.moved_to, one.extra_at)]
    return [at for at in times if at is not None]
