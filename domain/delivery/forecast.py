"""A forecast draws the past cycles of a tracking issue again and again, and never names a date."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from domain.delivery.percentiles import nearest_rank
from domain.delivery.records import Forecast
from domain.delivery.window import local_times

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from domain.delivery.window import Window
    from domain.work_item import Snapshot, TrackingIssue

FUTURES = 2000
MOST_CYCLES = 26
"""A year; work that takes longer than that cannot be told."""
FEWEST_CYCLES = 4
"""Whole cycles since the first leaf was done, below which nothing is forecast."""


def forecast_tracking(
    tracking: Sequence[TrackingIssue], window: Window, earlier: Snapshot | None
) -> tuple[Forecast, ...]:
    """Forecast each tracking issue, by the leaves that its own past cycles finished.

    All of them draw the same futures, seeded with the number of the running cycle: the answer
    stays the same for the whole cycle, and less to do never takes longer.

    Args:
        tracking: As read now.
        window: The past cycles, and the running one.
        earlier: The last snapshot before the running cycle.
    """
    random = np.random.default_rng(abs(window.numbers[-1]))
    futures = random.random((FUTURES, MOST_CYCLES))
    scope = {ref: (done, total) for ref, done, total in (earlier.scope if earlier else ())}
    return tuple(_forecast(one, window, scope.get(one.ref), futures) for one in tracking)


def cycles_needed(
    left: int, samples: NDArray[np.int64], futures: NDArray[np.float64], percent: int
) -> int | None:
    """How many cycles are enough in so many percent of the futures; None for more than a year.

    Args:
        left: Leaves that are open.
        samples: Leaves done in each past cycle.
        futures: A row a future, a column a cycle; uniform in [0, 1).
        percent: 1 to 100.
    """
    if left <= 0:
        return 0
    drawn = samples[(futures * len(samples)).astype(np.int64)].cumsum(axis=1)
    short = (drawn < left).sum(axis=1)  # cycles after which something is left
    needed = nearest_rank(sorted(short.tolist()), percent) + 1
    return None if needed > futures.shape[1] else int(needed)


def _forecast(
    tracking: TrackingIssue,
    window: Window,
    before: tuple[int, int] | None,
    futures: NDArray[np.float64],
) -> Forecast:
    per_cycle = _done_per_cycle(tracking, window)
    past = None if per_cycle is None else per_cycle[:-1][_since_first_done(tracking, window) :]
    left = tracking.total - tracking.done
    likely = careful = 0 if left <= 0 else None
    if left > 0 and past is not None and len(past) >= FEWEST_CYCLES:
        likely, careful = (cycles_needed(left, past, futures, percent) for percent in (50, 85))
    this_cycle = None if per_cycle is None else int(per_cycle[-1])
    return Forecast(
        tracking=tracking,
        change=tracking.done - before[0] if before else this_cycle,
        grown=tracking.total - before[1] if before else None,
        likely=likely,
        careful=careful,
    )


def _done_per_cycle(tracking: TrackingIssue, window: Window) -> NDArray[np.int64] | None:
    """Leaves done in each cycle of the window; None where it was not read when they were."""
    if len(tracking.done_at) < tracking.done:
        return None
    places = window.places(local_times(tracking.done_at, window.zone).astype("M8[D]"))
    return np.bincount(places[places >= 0], minlength=len(window.numbers)).astype(np.int64)


def _since_first_done(tracking: TrackingIssue, window: Window) -> int:
    """The place of the first cycle that counts: the one in which its first leaf was done."""
    if not tracking.done_at:
        return len(window.numbers)
    first = min(tracking.done_at).astimezone(window.zone).date()
    return sum(following <= first for following in window.first_days[1:])
