"""Percentiles are nearest-rank: always a value that was really there, or None for too few."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.delivery.records import ENOUGH, Percentiles

if TYPE_CHECKING:
    from collections.abc import Iterable


def percentiles(samples: Iterable[float], enough: int = ENOUGH) -> Percentiles:
    """Take the percentiles of samples in any order; all None where they are too few."""
    values = sorted(float(sample) for sample in samples)
    if len(values) < enough:
        return Percentiles(count=len(values), p15=None, p50=None, p85=None, p95=None)
    return Percentiles(
        count=len(values),
        p15=nearest_rank(values, 15),
        p50=nearest_rank(values, 50),
        p85=nearest_rank(values, 85),
        p95=nearest_rank(values, 95),
    )


def nearest_rank(values: list[float], percent: int) -> float:
    """The least of sorted values that so many percent of them do not exceed."""
    return values[-(-len(values) * percent // 100) - 1]
