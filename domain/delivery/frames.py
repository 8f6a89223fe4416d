"""Histories become two tables: one row a card, and one row a stay in a column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from domain.delivery.window import local_times

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from domain.delivery.history import History
    from domain.delivery.window import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """The tables; places are those of cycles in the window, -1 for none.

    Attributes:
        cards: ``kind``, ``finished`` (local time), ``finished_in``, ``arrived_in`` and
            ``not_planned_in`` (places), ``cycle_days`` and ``lead_days`` (NaN if not known);
            one row a history, in its order.
        stays: ``card`` (row of the card), ``column``, ``stage``, ``since_day`` and ``until_day``
            (local days, NaT for until now), ``days`` (elapsed, plus one), ``exact_days``,
            ``ended_in`` (place); those of no length are left out.
    """

    cards: pd.DataFrame
    stays: pd.DataFrame


def prepare_frames(histories: Sequence[History], window: Window) -> Frames:
    """Lay histories out as tables, by the days of the window's zone."""
    return Frames(cards=_cards(histories, window), stays=_stays(histories, window))


def _cards(histories: Sequence[History], window: Window) -> pd.DataFrame:
    finished, started, arrived, dropped, opened = (
        local_times(column, window.zone)
        for column in (
            [history.finished_at for history in histories],
            [history.started_at for history in histories],
            [history.arrived_at for history in histories],
            [history.not_planned_at for history in histories],
            [history.item.created_at for history in histories],
        )
    )
    return pd.DataFrame(
        {
            "kind": pd.Series([history.kind for history in histories], dtype="object"),
            "finished": finished,
            "finished_in": window.places(finished.astype("M8[D]")),
            "arrived_in": window.places(arrived.astype("M8[D]")),
            "not_planned_in": window.places(dropped.astype("M8[D]")),
            "cycle_days": _elapsed(started, finished),
            "lead_days": _elapsed(opened, finished),
        }
    )


def _stays(histories: Sequence[History], window: Window) -> pd.DataFrame:
    spans = [
        (card, span)
        for card, history in enumerate(histories)
        for span in history.spans
        if span.until is None or span.since < span.until
    ]
    since = local_times([span.since for _, span in spans], window.zone)
    until = local_times([span.until for _, span in spans], window.zone)
    exact = [
        (span.until - span.since).total_seconds() / 86400 if span.until else np.nan
        for _, span in spans
    ]
    return pd.DataFrame(
        {
            "card": pd.Series([card for card, _ in spans], dtype="int64"),
            "column": pd.Series([span.column for _, span in spans], dtype="object"),
            "stage": pd.Series([span.stage for _, span in spans], dtype="object"),
            "since_day": since.astype("M8[D]").astype("M8[s]"),
            "until_day": until.astype("M8[D]").astype("M8[s]"),
            "days": _elapsed(since, until),
            "exact_days": pd.Series(exact, dtype="float64"),
            "ended_in": window.places(until.astype("M8[D]")),
        }
    )


def _elapsed(start: NDArray[np.datetime64], end: NDArray[np.datetime64]) -> NDArray[np.float64]:
    """Local days from start to end, plus one; NaN where either is not known or they are swapped."""
    days = (end.astype("M8[D]") - start.astype("M8[D]")) / np.timedelta64(1, "D") + 1
    return np.where(days >= 1, days, np.nan)
