"""What the board's history says about delivery: percentiles and counts, never averages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from domain.work_item import TrackingIssue, WorkItem

ENOUGH = 10
"""Fewer samples than this say nothing: percentiles are None, and texts say "n too small"."""
ENOUGH_CYCLES = 6
"""The same of whole cycles, of which a quarter of a year has six."""

Kind = str
"""A delivery stream, ``support``, ``ad hoc`` or ``unknown``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Percentiles:
    """Nearest-rank percentiles of ``count`` samples; all None under ENOUGH (or ENOUGH_CYCLES)."""

    count: int
    p15: float | None
    p50: float | None
    p85: float | None
    p95: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedItem:
    """An item whose last entry to done was completed work.

    Attributes:
        item: Which.
        kind: Its kind of work.
        started_at: First entry to a started column; None where it never had one.
        finished_at: Last entry to done, or the closing where its card does not lie there.
        cycle_days: Elapsed days from start to finish, plus one; None without a start.
        lead_days: Elapsed days from the opening to the finish, plus one; None where the opening
            is not known.
    """

    item: WorkItem
    kind: Kind
    started_at: datetime | None
    finished_at: datetime
    cycle_days: int | None
    lead_days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleFigures:
    """One cycle in figures; of the running one, up to now.

    Attributes:
        number: The cycle's number.
        first_day: Its first local day.
        next_first_day: First local day of the next one.
        finished: Items finished in it.
        finished_by_kind: Kind → how many of those.
        not_planned: Items closed as not planned or duplicate.
        arrived: Items that came onto the board.
        arrived_by_kind: Kind → how many of those.
        wip: Items in started columns at its end.
        cycle_time: Of the items finished in it, in days.
    """

    number: int
    first_day: date
    next_first_day: date
    finished: int
    finished_by_kind: Mapping[Kind, int]
    not_planned: int
    arrived: int
    arrived_by_kind: Mapping[Kind, int]
    wip: int
    cycle_time: Percentiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Ageing:
    """An item in a started column, and how its age there compares with the past.

    Attributes:
        item: Which.
        kind: Its kind of work.
        started_at: First entry to a started column.
        days_in_column: Elapsed days since it entered this column, plus one.
        days_in_progress: Elapsed days since it started, plus one.
        pace: Share of the past stays in the same column that were shorter, 0 to 1; None where
            those are too few.
        is_beyond: Whether it is in progress for longer than 85 % of finished items took.
        is_blocked: By a column, a label or another issue.
        blocked_days: Elapsed days since it is blocked, plus one; None where that is not known.
        silent_days: Working days since anything changed on it.
    """

    item: WorkItem
    kind: Kind
    started_at: datetime
    days_in_column: int
    days_in_progress: int
    pace: float | None
    is_beyond: bool
    is_blocked: bool
    blocked_days: int | None
    silent_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnTime:
    """How long items that were finished in the running cycle stayed in one started column.

    Attributes:
        column: Which.
        days: Elapsed days of all of them together.
        share: Of the days in all started columns, 0 to 1.
        past: Stays of earlier cycles in it, in days, for the bands of the ageing chart.
    """

    column: str
    days: float
    share: float
    past: Percentiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """How many more cycles a tracking issue takes, by how many leaves past cycles finished.

    Attributes:
        tracking: Which.
        change: Leaves done since the last snapshot before this cycle, or where there is none
            in this cycle; None where that is not known.
        grown: Leaves added since that snapshot; None where there is none.
        likely: Cycles that are enough in half of the simulated futures; None where the past has
            too few cycles, or where it never ends in them.
        careful: Cycles that are enough in 85 % of them; None the same.
    """

    tracking: TrackingIssue
    change: int | None
    grown: int | None
    likely: int | None
    careful: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One kind's part of what was finished over the cycles looked at.

    Attributes:
        kind: Which.
        finished: How many items.
        percent: Of all finished items; None under ENOUGH of them.
        target: What the team aims at in percent; None where the team file names none.
    """

    kind: Kind
    finished: int
    percent: int | None
    target: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Cards in each column at the end of a day, for the cumulative flow."""

    day: date
    queue: int
    started: int
    done: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Everything the digests say about delivery.

    Attributes:
        known_from: Where the history begins; cycles before it are left out.
        past: Whole cycles, oldest first, at most ten.
        current: The running cycle up to now.
        throughput: Items finished in each of the past cycles.
        throughput_by_now: Items finished in each of them by the same day and hour of the cycle.
        arrivals: Items that came onto the board in each of them.
        ad_hoc: Ad hoc items that came in each of them.
        cycle_time: Of all items finished in the past cycles, in days.
        lead_time: The same.
        finished: In the past and the running cycle, oldest first.
        wip: In started columns now; the highest pace first, unknown paces last.
        carried_over: Those of ``wip`` that started before the running cycle began.
        column_times: For each started column, from left to right.
        moved_back: Items that went from started back to the queue in the running cycle.
        reopened: Items that left done, or were reopened, in the running cycle.
        blocked_days: Elapsed days blocked in the running cycle, over all items.
        shares: Kinds of work over the past cycles and the running one.
        forecasts: For each tracking issue.
        cumulative: One for each day of the past cycles and the running one.
    """

    known_from: date | None
    past: tuple[CycleFigures, ...]
    current: CycleFigures
    throughput: Percentiles
    throughput_by_now: Percentiles
    arrivals: Percentiles
    ad_hoc: Percentiles
    cycle_time: Percentiles
    lead_time: Percentiles
    finished: tuple[FinishedItem, ...]
    wip: tuple[Ageing, ...]
    carried_over: tuple[Ageing, ...]
    column_times: tuple[ColumnTime, ...]
    moved_back: tuple[WorkItem, ...]
    reopened: tuple[WorkItem, ...]
    blocked_days: int
    shares: tuple[Share, ...]
    forecasts: tuple[Forecast, ...]
    cumulative: tuple[Flow, ...]
