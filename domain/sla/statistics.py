"""How soon a team answers: what still waits counts too, and what is not known exactly says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from domain.sla.clock import Clock, ClockKind
    from domain.sla.targets import Targets

ENOUGH = 10
"""Fewer clocks than this say nothing about a share or a percentile."""
_FOREVER = timedelta.max


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantile:
    """A share of all waits was over within so much time.

    Attributes:
        at_least: It was not less.
        at_most: It was not more; None where too many of them still wait.
    """

    at_least: timedelta
    at_most: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What one kind of clock shows, over one priority.

    Attributes:
        kind: Kind of clock.
        priority: The priority.
        count: All that counts: met, breached, and still running.
        met: In time.
        breached: Too late, or overdue.
        running: Not over, and not overdue either.
        unknown: Could not be judged; not in ``count``.
        p50: Median working time (of an ETA, wall-clock time); None where the count is too small.
        p90: Nine in ten; the same.
    """

    kind: ClockKind
    priority: str
    count: int
    met: int
    breached: int
    running: int
    unknown: int
    p50: Quantile | None
    p90: Quantile | None

    @property
    def is_too_small(self) -> bool:
        """Whether there are too few to say anything."""
        return self.count < ENOUGH

    @property
    def share_met(self) -> float | None:
        """Met, of all that are decided; None where those are too few."""
        decided = self.met + self.breached
        return self.met / decided if decided >= ENOUGH else None


def measure_sla(clocks: Iterable[Clock], targets: Targets) -> tuple[Figures, ...]:
    """Sum up clocks, by kind and priority, the most urgent first; cancelled ones do not count.

    Args:
        clocks: Of any number of requests, all judged at one instant.
        targets: The SLA by which they were judged.
    """
    groups: dict[tuple[int, ClockKind], list[Clock]] = {}
    for clock in clocks:
        if clock.state != "cancelled":
            rank = targets.by_priority[clock.priority].rank
            groups.setdefault((rank, clock.kind), []).append(clock)
    return tuple(_figures(group, targets) for _, group in sorted(groups.items()))


def _figures(clocks: Sequence[Clock], targets: Targets) -> Figures:
    known = _known(clocks)
    met = sum(clock.state == "met" for clock in known)
    breached = sum(clock.state == "breached" for clock in known)
    return Figures(
        kind=clocks[0].kind,
        priority=clocks[0].priority,
        count=len(known),
        met=met,
        breached=breached,
        running=len(known) - met - breached,
        unknown=len(clocks) - len(known),
        p50=measure_wait(known, targets, 50),
        p90=measure_wait(known, targets, 90),
    )


def _known(clocks: Iterable[Clock]) -> list[Clock]:
    return [clock for clock in clocks if clock.state not in {"unknown", "cancelled"}]


def _span(clock: Clock, targets: Targets) -> tuple[timedelta, timedelta]:
    """The least and the most time it took; what still waits may take any time."""
    if clock.stopped_at is None:
        return clock.used, _FOREVER
    if clock.stopped_until is None:
        return clock.used, clock.used
    if clock.kind == "eta":
        return clock.used, clock.used + (clock.stopped_until - clock.stopped_at)
    working_time = targets.by_priority[clock.priority].working_time
    unsure = working_time.between(clock.stopped_at, clock.stopped_until, clock.pauses)
    return clock.used, clock.used + unsure


def measure_wait(clocks: Iterable[Clock], targets: Targets, percent: int) -> Quantile | None:
    """The nearest-rank percentile, of the least and of the most that each wait may have taken.

    Args:
        clocks: Of any kind and priority; cancelled and unknown ones do not count.
        targets: The SLA by which they were judged.
        percent: 50 for the median.

    Returns:
        None where there are too few.
    """
    spans = [_span(clock, targets) for clock in _known(clocks)]
    if len(spans) < ENOUGH:
        return None
    nth = -(-len(spans) * percent // 100) - 1
    least = sorted(span[0] for span in spans)[nth]
    most = sorted(span[1] for span in spans)[nth]
    return Quantile(at_least=least, at_most=None if most == _FOREVER else most)
