"""The window of a measurement is the running cycle and up to ten whole cycles before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from zoneinfo import ZoneInfo

    from numpy.typing import NDArray

    from domain.cycle import CycleCalendar
    from domain.delivery.history import History

MOST_CYCLES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Cycles by number, and their first local days.

    Attributes:
        zone: The team's; all days are its local ones.
        known_from: First local day that the history tells of; None where there is none.
        numbers: Of the cycles, oldest first; the last one is running.
        first_days: One for each, and that of the next cycle.
        now: The instant of the run.
    """

    zone: ZoneInfo
    known_from: date | None
    numbers: tuple[int, ...]
    first_days: tuple[date, ...]
    now: datetime

    @property
    def today(self) -> date:
        """The local day of the run."""
        return self.now.astimezone(self.zone).date()

    @property
    def into_cycle(self) -> timedelta:
        """How far the running cycle is, by the clock on the wall."""
        local = self.now.astimezone(self.zone).replace(tzinfo=None)
        return local - datetime.combine(self.first_days[-2], time.min)

    def places(self, days: NDArray[np.datetime64]) -> NDArray[np.int64]:
        """The place of each local day's cycle in ``numbers``; -1 for a day in none or no day."""
        starts = np.array(self.first_days, dtype="M8[D]")
        places = np.searchsorted(starts, days.astype("M8[D]"), side="right") - 1
        outside = np.isnat(days) | (places >= len(self.numbers))
        return np.where(outside, -1, places).astype(np.int64)


def prepare_window(
    calendar: CycleCalendar,
    histories: Iterable[History],
    now: datetime,
    known_since: datetime | None,
) -> Window:
    """Find the whole cycles that the history tells of, the latest ones.

    Args:
        calendar: The team's, in its zone.
        histories: Of all cards; it begins with the first thing that is known of any.
        now: The instant of the run.
        known_since: From when on history was read; None where it was read whole.
    """
    zone = calendar.zone
    firsts = [history.spans[0].since for history in histories if history.spans]
    known_from = min(firsts).astimezone(zone).date() if firsts else None
    if known_since is not None:
        local = known_since.astimezone(zone)
        whole = local.date() + timedelta(days=local.time() != time.min)
        known_from = max(whole, known_from or whole)
    current = calendar.number(now)
    past = [
        number
        for number in range(max(1, current - MOST_CYCLES), current)
        if known_from is not None and calendar.first_day(number) >= known_from
    ]
    numbers = (*past, current)
    first_days = (*map(calendar.first_day, numbers), calendar.first_day(current + 1))
    return Window(zone=zone, known_from=known_from, numbers=numbers, first_days=first_days, now=now)


def local_times(instants: Sequence[datetime | None], zone: ZoneInfo) -> NDArray[np.datetime64]:
    """What the clock on the wall shows at each instant; NaT for None."""
    column = pd.to_datetime(pd.Series(list(instants), dtype="object"), utc=True)
    return column.dt.tz_convert(zone).dt.tz_localize(None).to_numpy("M8[us]")
