"""Working time is counted in the team's open hours, minus holidays and pauses, and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from domain.working_time.hours import parse_holidays, parse_week, parse_zone
from domain.working_time.open_year import EPOCH, OpenYear, open_year

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from domain.working_time.columns import Column
    from domain.working_time.hours import Week

Pause = tuple[datetime, datetime]  # half-open, aware

_MICROSECOND = timedelta(microseconds=1)
YEARS_AHEAD = 100
TOO_MUCH = (
    f"a budget is not worked off within {YEARS_AHEAD} years; the open hours are too few for it"
)


def _micros(instant: datetime) -> int:
    if instant.tzinfo is None:
        raise ValueError(f"{instant} has no time zone; working time needs aware datetimes")
    return (instant - EPOCH) // _MICROSECOND


def _instant(micros: int) -> datetime:
    return EPOCH + timedelta(microseconds=micros)


def _join(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Put time spans in order and join those that overlap or touch."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _join_pauses(pauses: Sequence[Pause]) -> list[tuple[int, int]]:
    for start, end in pauses:
        if end < start:
            raise ValueError(f"a pause cannot end ({end}) before it starts ({start})")
    return _join((_micros(start), _micros(end)) for start, end in pauses)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingTime:
    """A team's week in its zone, and the days on which it does not work.

    An instant is open exactly when the local clock shows a time inside a window on a day that is
    no holiday. Windows are half-open. In the night when clocks go forward the skipped times never
    are, so a window over them is shorter; when clocks go back the repeated times count twice.

    Answers are aware and in UTC.

    Attributes:
        zone: Where the clock hangs.
        week: Each weekday's windows, Monday first, in seconds since local midnight.
        holidays: Local dates without working time.
    """

    zone: ZoneInfo
    week: Week
    holidays: frozenset[date]
    _years: dict[int, OpenYear] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def parse(
        cls,
        *,
        zone: str,
        hours: Mapping[str, Sequence[Sequence[str]]],
        holidays: Iterable[str | date] = (),
    ) -> WorkingTime:
        """Read working time from plain values.

        Args:
            zone: IANA name.
            hours: ``mon`` to ``sun`` → windows ``["09:00", "17:00"]``; ``"24:00"`` ends a day;
                a weekday that is missing is closed.
            holidays: ISO dates or dates.

        Raises:
            ValueError: Something cannot be used; one sentence says what and what to write.
        """
        return cls(zone=parse_zone(zone), week=parse_week(hours), holidays=parse_holidays(holidays))

    def in_zone(self, zone: ZoneInfo) -> WorkingTime:
        """Hang the same hours on a clock in another zone."""
        return self if zone == self.zone else replace(self, zone=zone)

    def add(self, start: datetime, budget: timedelta, pauses: Sequence[Pause] = ()) -> datetime:
        """Tell when a budget of working time that runs from start is used up.

        A budget that ends exactly at closing (or at a pause's start) is due at that instant, not
        at the next opening. A budget of zero is due at start itself, open or not.

        Raises:
            ValueError: The budget is negative, or is not worked off within a century.
        """
        left, cursor = budget // _MICROSECOND, _micros(start)
        if left < 0:
            raise ValueError(f"a budget cannot be negative: {budget}")
        for pause_start, pause_end in _join_pauses(pauses):
            if pause_end <= cursor:
                continue
            before_pause = self._between(cursor, pause_start)
            if left <= before_pause:
                break
            left, cursor = left - before_pause, pause_end
        return _instant(self._add(cursor, left))

    def between(self, start: datetime, end: datetime, pauses: Sequence[Pause] = ()) -> timedelta:
        """Count the working time from start until end; zero where end is not after start."""
        low, high = _micros(start), _micros(end)
        paused = sum(self._between(max(low, a), min(high, b)) for a, b in _join_pauses(pauses))
        return timedelta(microseconds=self._between(low, high) - paused)

    def intervals(
        self, start: datetime, end: datetime, pauses: Sequence[Pause] = ()
    ) -> tuple[tuple[datetime, datetime], ...]:
        """List the working intervals from start until end; their lengths add up to ``between``."""
        found: list[tuple[int, int]] = []
        cursor, high = _micros(start), _micros(end)
        for pause_start, pause_end in [*_join_pauses(pauses), (high, high)]:
            found += self._open_intervals(cursor, min(pause_start, high))
            cursor = max(cursor, pause_end)
        return tuple((_instant(a), _instant(b)) for a, b in _join(found))

    def is_open(self, instant: datetime) -> bool:
        """Tell whether the team works at this instant; the closing instant is closed."""
        return self._between(micros := _micros(instant), micros + 1) == 1

    def next_opening(self, instant: datetime) -> datetime:
        """The first open instant at or after this one; itself where it is open.

        Raises:
            ValueError: The team does not open within a century.
        """
        return _instant(self._add(_micros(instant), 1) - 1)

    def closing_of(self, day: date) -> datetime | None:
        """The instant at which the last window of a local day closes; None where it is closed."""
        pieces = self.intervals(self.midnight(day), self.midnight(day + timedelta(days=1)))
        return pieces[-1][1] if pieces else None

    def midnight(self, day: date) -> datetime:
        """The instant at which a local day begins."""
        return datetime.combine(day, time.min, self.zone).astimezone(UTC)

    def add_many(self, starts: Column, budgets: Column | timedelta | int) -> Column:
        """Do ``add`` for whole columns; see ``domain.working_time.columns``."""
        from domain.working_time.columns import add_many  # noqa: PLC0415  NumPy takes 0.2 s

        return add_many(self, starts, budgets)

    def between_many(self, starts: Column, ends: Column) -> Column:
        """Do ``between`` for whole columns; see ``domain.working_time.columns``."""
        from domain.working_time.columns import between_many  # noqa: PLC0415  NumPy takes 0.2 s

        return between_many(self, starts, ends)

    def open_year(self, year: int) -> OpenYear:
        """The open intervals of a calendar year (UTC), worked out once."""
        if year not in self._years:
            closed = frozenset((day - EPOCH.date()).days for day in self.holidays)
            self._years[year] = open_year(self.week, closed, self.zone, year)
        return self._years[year]

    def _between(self, low: int, high: int) -> int:
        if high <= low:
            return 0
        first, last = _instant(low).year, _instant(high).year
        whole = sum(self.open_year(year).total for year in range(first, last))
        return (
            whole
            + self.open_year(last).worked_until(high)
            - self.open_year(first).worked_until(low)
        )

    def _add(self, start: int, budget: int) -> int:
        if budget == 0:
            return start
        first = _instant(start).year
        wanted = self.open_year(first).worked_until(start) + budget
        for year in range(first, first + YEARS_AHEAD):
            if wanted <= self.open_year(year).total:
                return self.open_year(year).instant_of(wanted)
            wanted -= self.open_year(year).total
        raise ValueError(TOO_MUCH)

    def _open_intervals(self, low: int, high: int) -> Iterator[tuple[int, int]]:
        if high <= low:
            return
        for year in range(_instant(low).year, _instant(high).year + 1):
            yield from self.open_year(year).within(low, high)
