"""Each cycle is summed up by what came, what was finished, and what was under way at its end."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from domain.delivery.percentiles import percentiles
from domain.delivery.records import CycleFigures, Flow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from domain.delivery.frames import Frames
    from domain.delivery.history import Stage
    from domain.delivery.records import Kind
    from domain.delivery.window import Window

_SHOWN: tuple[Stage, ...] = ("queue", "started", "done")
_DAY = timedelta(days=1)


def cycle_figures(
    frames: Frames, window: Window, flow: Sequence[Flow], kinds: Sequence[Kind]
) -> tuple[CycleFigures, ...]:
    """Sum up each cycle of the window, oldest first, the running one last."""
    cards = frames.cards
    finished = _by_kind(cards, "finished_in", window, kinds)
    arrived = _by_kind(cards, "arrived_in", window, kinds)
    not_planned = cards.groupby("not_planned_in").size()
    days = cards.groupby("finished_in")["cycle_days"]
    samples = {place: values.dropna() for place, values in days}
    wip = {one.day: one.started for one in flow}
    figures = []
    for place, number in enumerate(window.numbers):
        first, following = window.first_days[place : place + 2]
        last = min(window.today, following - _DAY)
        figures.append(
            CycleFigures(
                number=number,
                first_day=first,
                next_first_day=following,
                finished=sum(finished[place].values()),
                finished_by_kind=finished[place],
                not_planned=int(not_planned.get(place, 0)),
                arrived=sum(arrived[place].values()),
                arrived_by_kind=arrived[place],
                wip=wip[last],
                cycle_time=percentiles(samples.get(place, ())),
            )
        )
    return tuple(figures)


def finished_by_now(frames: Frames, window: Window) -> list[int]:
    """Count what each past cycle had finished when it was as old as the running one is now."""
    cards, places = frames.cards, frames.cards["finished_in"].to_numpy()
    starts = np.array(window.first_days, dtype="M8[us]")[places]
    soon = cards["finished"].to_numpy("M8[us]") - starts <= np.timedelta64(window.into_cycle)
    return [int((soon & (places == place)).sum()) for place in range(len(window.numbers) - 1)]


def cumulative_flow(frames: Frames, window: Window) -> tuple[Flow, ...]:
    """Count the cards in each stage at the end of each local day, and now."""
    first = window.first_days[0]
    dates = [first + nth * _DAY for nth in range((window.today - first).days + 1)]
    days = np.array(dates, dtype="M8[D]")
    stays = frames.stays
    counts = {stage: _at_end_of(days, stays[stays["stage"] == stage]) for stage in _SHOWN}
    return tuple(
        Flow(day=day, queue=int(queue), started=int(started), done=int(done))
        for day, queue, started, done in zip(
            dates, *(counts[stage] for stage in _SHOWN), strict=True
        )
    )


def _at_end_of(days: NDArray[np.datetime64], stays: pd.DataFrame) -> NDArray[np.int64]:
    """How many stays last beyond the end of each day: begun by then, and not ended by then."""
    begun = np.sort(stays["since_day"].to_numpy("M8[D]"))
    ended = np.sort(stays["until_day"].dropna().to_numpy("M8[D]"))
    begun_by, ended_by = (np.searchsorted(one, days, side="right") for one in (begun, ended))
    return begun_by - ended_by


def _by_kind(
    cards: pd.DataFrame, place: str, window: Window, kinds: Sequence[Kind]
) -> list[dict[Kind, int]]:
    """Kind → count for each cycle, every kind named."""
    table = pd.crosstab(cards[place], cards["kind"])
    table = table.reindex(index=range(len(window.numbers)), columns=list(kinds), fill_value=0)
    return [
        {kind: int(count) for kind, count in zip(kinds, row, strict=True)}
        for row in table.to_numpy()
    ]
