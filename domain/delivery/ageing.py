"""A card in progress is compared with the past: how long others stayed where it lies now."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from domain.delivery.blocked import blocked_since, is_blocked
from domain.delivery.percentiles import percentiles
from domain.delivery.records import ENOUGH, Ageing, ColumnTime

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from numpy.typing import NDArray

    from domain.delivery.frames import Frames
    from domain.delivery.history import History, Span
    from domain.delivery.records import Percentiles
    from domain.delivery.window import Window
    from domain.team.digests import Digests
    from domain.working_time import WorkingTime


def past_stays(frames: Frames, window: Window) -> dict[str, NDArray[np.float64]]:
    """Started column → days of every stay that ended in an earlier cycle, the shortest first."""
    stays, running = frames.stays, len(window.numbers) - 1
    earlier = (stays["ended_in"] >= 0) & (stays["ended_in"] < running)
    ended = stays[earlier & (stays["stage"] == "started")]
    return {
        str(column): np.sort(days.to_numpy()) for column, days in ended.groupby("column")["days"]
    }


def measure_ageing(
    histories: Sequence[History],
    past: Mapping[str, NDArray[np.float64]],
    cycle_time: Percentiles,
    policy: Digests,
    window: Window,
    working_time: WorkingTime,
) -> tuple[Ageing, ...]:
    """Compare every card in progress with the past; the highest pace first, unknown ones last."""
    found = [
        _ageing(history, span, past, cycle_time, policy, window, working_time)
        for history, span in _in_progress(histories)
    ]
    return tuple(sorted(found, key=_urgency))


def time_by_column(
    frames: Frames,
    past: Mapping[str, NDArray[np.float64]],
    columns: Sequence[str],
    policy: Digests,
    window: Window,
) -> tuple[ColumnTime, ...]:
    """Add up how long the cards finished in the running cycle stayed in each started column.

    Args:
        frames: The tables.
        past: As ``past_stays`` tells.
        columns: Of the board, from left to right.
        policy: Which of them are started.
        window: Its last cycle is the running one.
    """
    finished = frames.cards.index[frames.cards["finished_in"] == len(window.numbers) - 1]
    stays = frames.stays
    theirs = stays[stays["card"].isin(finished) & (stays["stage"] == "started")]
    days = theirs.groupby("column")["exact_days"].sum()
    total = float(days.sum())
    started = policy.columns.started
    ordered = [name for name in dict.fromkeys((*columns, *started)) if name in started]
    return tuple(
        ColumnTime(
            column=name,
            days=float(days.get(name, 0.0)),
            share=float(days.get(name, 0.0)) / total if total else 0.0,
            past=percentiles(past.get(name, ())),
        )
        for name in ordered
    )


def _in_progress(histories: Sequence[History]) -> Iterator[tuple[History, Span]]:
    for history in histories:
        if history.now is not None and history.now.stage == "started":
            yield history, history.now


def _ageing(
    history: History,
    span: Span,
    past: Mapping[str, NDArray[np.float64]],
    cycle_time: Percentiles,
    policy: Digests,
    window: Window,
    working_time: WorkingTime,
) -> Ageing:
    item, started_at = history.item, history.started_at or span.since
    in_column, in_progress = _days(span.since, window), _days(started_at, window)
    blocked = is_blocked(item, policy)
    since = blocked_since(history, policy) if blocked else None
    return Ageing(
        item=item,
        kind=history.kind,
        started_at=started_at,
        days_in_column=in_column,
        days_in_progress=in_progress,
        pace=_pace(in_column, past.get(span.column)),
        is_beyond=cycle_time.p85 is not None and in_progress > cycle_time.p85,
        is_blocked=blocked,
        blocked_days=None if since is None else _days(since, window),
        silent_days=_silent_days(item.updated_at, window, working_time),
    )


def _pace(days: int, past: NDArray[np.float64] | None) -> float | None:
    """The share of past stays that were shorter."""
    if past is None or len(past) < ENOUGH:
        return None
    return float(np.searchsorted(past, days, side="left") / len(past))


def _days(since: datetime, window: Window) -> int:
    """Local days from an instant to today, plus one."""
    return max((window.today - since.astimezone(window.zone).date()).days, 0) + 1


def _silent_days(since: datetime, window: Window, working_time: WorkingTime) -> int:
    """Working days after the local day of an instant, today included."""
    first = since.astimezone(window.zone).date() + timedelta(days=1)
    return max(
        int(
            np.busday_count(
                first,
                window.today + timedelta(days=1),
                weekmask=[bool(hours) for hours in working_time.week],
                holidays=np.array(sorted(working_time.holidays), dtype="M8[D]"),
            )
        ),
        0,
    )


def _urgency(ageing: Ageing) -> tuple[bool, float, int, int, str]:
    pace = ageing.pace
    longest = -ageing.days_in_column
    return pace is None, -(pace or 0.0), longest, ageing.item.rank, ageing.item.id
