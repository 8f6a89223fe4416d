"""Whole columns of working time: cumulative working time over the open intervals, then a search.

A column of instants is a pandas Series or a NumPy array of ``datetime64`` (a Series must have a
time zone, an array is read as UTC) or of integers (whole seconds since the epoch). A column of
spans is a Series or an array of ``timedelta64`` or of integers (whole seconds). Columns are
paired by position and have one length. NaT stays NaT.

Answers have the container and the index of the first column. Where that holds integers they are
whole seconds; otherwise they are in UTC and count microseconds.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd

from domain.working_time.open_year import SECOND
from domain.working_time.working_time import TOO_MUCH, YEARS_AHEAD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from domain.working_time.open_year import OpenYear
    from domain.working_time.working_time import WorkingTime

Column = TypeVar("Column", "pd.Series[Any]", "NDArray[Any]")

_NAT = np.iinfo(np.int64).min  # how NumPy stores it


def add_many(
    working_time: WorkingTime, starts: Column, budgets: Column | timedelta | int
) -> Column:
    """Tell when each budget that runs from each start is used up; one budget may serve all.

    Raises:
        ValueError: A column is of another kind, a budget is negative, or one is not worked off
            within a century.
    """
    start, budget = np.broadcast_arrays(_micros(starts, "M"), _micros(budgets, "m"))
    known = (start != _NAT) & (budget != _NAT)
    if (budget[known] < 0).any():
        raise ValueError("a budget cannot be negative")
    due = np.full(len(start), _NAT)
    due[known] = _add(working_time, start[known], budget[known])
    return _like(starts, due, "M8[us]")


def between_many(working_time: WorkingTime, starts: Column, ends: Column) -> Column:
    """Count the working time from each start until each end; zero where end is not after start.

    Raises:
        ValueError: A column is of another kind.
    """
    start, end = np.broadcast_arrays(_micros(starts, "M"), _micros(ends, "M"))
    known = (start != _NAT) & (end != _NAT)
    spans = np.full(len(start), _NAT)
    spans[known] = _between(working_time, start[known], end[known])
    return _like(starts, spans, "m8[us]")


def _between(
    working_time: WorkingTime, start: NDArray[np.int64], end: NDArray[np.int64]
) -> NDArray[np.int64]:
    if not len(start):
        return start
    first, last = (_year(t) for t in (min(start.min(), end.min()), max(start.max(), end.max())))
    table = _table([working_time.open_year(year) for year in range(first, last + 1)])
    worked = _worked_until(table, end) - _worked_until(table, start)
    return worked.clip(min=0)


def _add(
    working_time: WorkingTime, start: NDArray[np.int64], budget: NDArray[np.int64]
) -> NDArray[np.int64]:
    if not len(start):
        return start
    first, last = _year(start.min()), _year(start.max())
    years = [working_time.open_year(year) for year in range(first, last + 1)]
    wanted = _worked_until(_table(years), start) + budget
    worked, most = sum(year.total for year in years), wanted.max()
    for ahead in range(1, YEARS_AHEAD):
        if worked >= most:
            break
        years.append(working_time.open_year(last + ahead))
        worked += years[-1].total
    if worked < most:
        raise ValueError(TOO_MUCH)
    _, ends, sums = _table(years)
    nth = np.searchsorted(sums, wanted)  # the first that suffices: due at closing, not at opening
    return np.where(budget == 0, start, ends[nth] - (sums[nth] - wanted))


def _table(years: Sequence[OpenYear]) -> tuple[NDArray[np.int64], ...]:
    """Starts, ends and working time up to each end, over several years in a row."""
    before = accumulate((year.total for year in years), initial=0)
    sums = [
        worked + sum_ for sum_, year in zip(before, years, strict=False) for worked in year.worked
    ]
    starts = chain.from_iterable(year.starts for year in years)
    ends = chain.from_iterable(year.ends for year in years)
    return tuple(np.fromiter(column, np.int64) for column in (starts, ends, sums))


def _worked_until(
    table: tuple[NDArray[np.int64], ...], instants: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Working time from the table's beginning until each instant."""
    starts, ends, sums = table
    nth = np.searchsorted(starts, instants, side="right") - 1
    return np.where(nth < 0, 0, sums[nth] - np.maximum(ends[nth] - instants, 0))


def _micros(
    column: pd.Series[Any] | NDArray[Any] | timedelta | int, kind: str
) -> NDArray[np.int64]:
    """Read a column (or one span) as microseconds, NaT as the lowest integer.

    Args:
        column: The column.
        kind: NumPy's letter for what it must hold, unless integers: M instants, m spans.
    """
    if isinstance(column, pd.Series) and kind == "M" and column.dtype.kind == "M":
        if column.dt.tz is None:
            raise ValueError("a column of instants has no time zone; give it UTC")
        return column.to_numpy("M8[us]").astype(np.int64)
    values = np.asarray(column, "m8[us]") if isinstance(column, timedelta) else np.asarray(column)
    if values.dtype.kind == "i":
        return values.astype(np.int64) * SECOND
    if values.dtype.kind != kind:
        wanted = "instants (datetime64)" if kind == "M" else "spans (timedelta64)"
        raise ValueError(f"a column of {wanted} or integers is needed, not of {values.dtype}")
    return values.astype(f"{kind}8[us]").astype(np.int64)


def _like(column: Column, micros: NDArray[np.int64], dtype: str) -> Column:
    """Put microseconds into the container of a column."""
    values = micros // SECOND if column.dtype.kind == "i" else micros.view(dtype)
    if not isinstance(column, pd.Series):
        return values
    answer = pd.Series(values, index=column.index)
    return answer.dt.tz_localize("UTC") if values.dtype.kind == "M" else answer


def _year(instant: np.int64) -> int:
    return int(np.datetime64(int(instant), "us").astype("M8[Y]").astype(int)) + 1970
