"""One calendar year (UTC) of open intervals: the instants whose local time is in a window."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from domain.working_time.hours import DAY, Week

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = 1_000_000  # microseconds
_THURSDAY = 3  # the weekday of the epoch


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenYear:
    """The open intervals of one year, half-open, in order, apart from each other.

    Attributes:
        starts: First instant of each interval, in microseconds since the epoch.
        ends: First instant after each.
        worked: Working microseconds of the year up to the end of each interval.
    """

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    worked: tuple[int, ...]

    @property
    def total(self) -> int:
        """Working microseconds of the whole year."""
        return self.worked[-1] if self.worked else 0

    def worked_until(self, instant: int) -> int:
        """Working microseconds from the start of the year until an instant in it."""
        nth = bisect_right(self.starts, instant) - 1
        if nth < 0:
            return 0
        return self.worked[nth] - max(self.ends[nth] - instant, 0)

    def instant_of(self, worked: int) -> int:
        """The first instant by which so many microseconds (1 to total) were worked."""
        nth = bisect_left(self.worked, worked)
        return self.ends[nth] - (self.worked[nth] - worked)

    def within(self, low: int, high: int) -> Iterator[tuple[int, int]]:
        """The open intervals between two instants, cut off at both."""
        for nth in range(bisect_right(self.ends, low), bisect_left(self.starts, high)):
            yield max(low, self.starts[nth]), min(high, self.ends[nth])


def open_year(week: Week, holidays: frozenset[int], zone: ZoneInfo, year: int) -> OpenYear:
    """Lay the windows of every day onto one year.

    An instant is open exactly when the clock on the wall shows a time inside a window. So a
    window loses the hour that spring skips, and the hour that autumn repeats is open both times.

    Args:
        week: Windows by weekday.
        holidays: Closed days, as days since the epoch.
        zone: Where the clock hangs.
        year: Calendar year in UTC.
    """
    intervals: list[list[int]] = []
    for start, end, offset in _segments(zone, _new_year(year), _new_year(year + 1)):
        for opens, closes in _windows(week, holidays, start + offset, end + offset):
            if intervals and intervals[-1][1] == opens - offset:
                intervals[-1][1] = closes - offset
            else:
                intervals.append([opens - offset, closes - offset])
    return OpenYear(
        starts=tuple(start * SECOND for start, _ in intervals),
        ends=tuple(end * SECOND for _, end in intervals),
        worked=tuple(accumulate((end - start) * SECOND for start, end in intervals)),
    )


def _new_year(year: int) -> int:
    return int(datetime(year, 1, 1, tzinfo=UTC).timestamp())


def _windows(
    week: Week, holidays: frozenset[int], low: int, high: int
) -> Iterator[tuple[int, int]]:
    """Windows between two local times, in seconds as if local time were UTC."""
    for day in range(low // DAY, -(-high // DAY)):
        if day in holidays:
            continue
        for opens, closes in week[(day + _THURSDAY) % 7]:
            start, end = max(low, day * DAY + opens), min(high, day * DAY + closes)
            if start < end:
                yield start, end


def _segments(zone: ZoneInfo, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Cut a time span (seconds since the epoch) where the zone's UTC offset changes.

    Zones change at most once a day, so one look a day finds every change.
    """
    offset = _offset(zone, start)
    for probe in range(start + DAY, end + DAY, DAY):
        changed = _offset(zone, min(probe, end))
        if changed == offset:
            continue
        low, high = probe - DAY, min(probe, end)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if _offset(zone, middle) == offset else (low, middle)
        yield start, high, offset
        start, offset = high, changed
    if start < end:
        yield start, end, offset


def _offset(zone: ZoneInfo, instant: int) -> int:
    moment = (EPOCH + timedelta(seconds=instant)).astimezone(zone)
    return round((moment.utcoffset() or timedelta()).total_seconds())
