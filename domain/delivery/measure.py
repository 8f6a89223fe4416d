"""Delivery is counted in the team's local days over whole cycles, and never by person."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.delivery.ageing import measure_ageing, past_stays, time_by_column
from domain.delivery.blocked import time_blocked
from domain.delivery.cycles import cumulative_flow, cycle_figures, finished_by_now
from domain.delivery.forecast import forecast_tracking
from domain.delivery.frames import prepare_frames
from domain.delivery.history import read_history
from domain.delivery.kinds import AD_HOC, all_kinds
from domain.delivery.percentiles import percentiles
from domain.delivery.records import ENOUGH_CYCLES, Delivery, FinishedItem
from domain.delivery.shares import measure_shares
from domain.delivery.window import prepare_window

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from domain.cycle import CycleCalendar
    from domain.delivery.frames import Frames
    from domain.delivery.history import History
    from domain.delivery.records import Percentiles
    from domain.delivery.window import Window
    from domain.team.digests import Digests
    from domain.work_item import BoardRead, Snapshot, WorkItem
    from domain.working_time import WorkingTime

_DAY = 86400


def measure_delivery(
    board: BoardRead,
    policy: Digests,
    calendar: CycleCalendar,
    working_time: WorkingTime,
    now: datetime,
    *,
    earlier: Snapshot | None = None,
    known_since: datetime | None = None,
) -> Delivery:
    """Measure delivery over the running cycle and up to ten whole cycles before it.

    Args:
        board: Finished cards too, each with its history; in any order.
        policy: What columns, labels and streams mean.
        calendar: The team's cycles, in its zone.
        working_time: Days on which the team works.
        now: The instant of the run.
        earlier: The last snapshot before the running cycle that has a scope.
        known_since: From when on history was read; None where it was read whole.
    """
    items = sorted(board.items, key=lambda item: (item.rank, item.id))
    histories = [read_history(item, board.number, policy) for item in items]
    window = prepare_window(calendar, histories, now, known_since)
    seen = _Seen(
        histories=histories,
        window=window,
        frames=prepare_frames(histories, window),
        begins=calendar.start_of(window.numbers[-1]),
    )
    return _measure(seen, board, policy, working_time, earlier)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """The board's history in three forms, and the instant at which the running cycle began."""

    histories: Sequence[History]
    window: Window
    frames: Frames
    begins: datetime


def _measure(
    seen: _Seen,
    board: BoardRead,
    policy: Digests,
    working_time: WorkingTime,
    earlier: Snapshot | None,
) -> Delivery:
    histories, window, frames = seen.histories, seen.window, seen.frames
    flow = cumulative_flow(frames, window)
    *past, current = cycle_figures(frames, window, flow, all_kinds(policy.kinds))
    finished = _finished(histories, frames)
    cycle_time, stays = _earlier_days(seen, "cycle_days"), past_stays(frames, window)
    wip = measure_ageing(histories, stays, cycle_time, policy, window, working_time)
    return Delivery(
        known_from=window.known_from,
        past=tuple(past),
        current=current,
        throughput=percentiles((one.finished for one in past), ENOUGH_CYCLES),
        throughput_by_now=percentiles(finished_by_now(frames, window), ENOUGH_CYCLES),
        arrivals=percentiles((one.arrived for one in past), ENOUGH_CYCLES),
        ad_hoc=percentiles((one.arrived_by_kind[AD_HOC] for one in past), ENOUGH_CYCLES),
        cycle_time=cycle_time,
        lead_time=_earlier_days(seen, "lead_days"),
        finished=finished,
        wip=wip,
        carried_over=tuple(one for one in wip if one.started_at < seen.begins),
        column_times=time_by_column(frames, stays, board.columns, policy, window),
        moved_back=_moved_back(histories, seen.begins),
        reopened=_reopened(histories, seen.begins),
        blocked_days=_blocked_days(seen, policy),
        shares=measure_shares(finished, policy.kinds),
        forecasts=forecast_tracking(board.tracking, window, earlier),
        cumulative=flow,
    )


def _earlier_days(seen: _Seen, column: str) -> Percentiles:
    """Percentiles of a column of days, over the cards finished in the past cycles."""
    places = seen.frames.cards["finished_in"]
    earlier = (places >= 0) & (places < len(seen.window.numbers) - 1)
    return percentiles(seen.frames.cards.loc[earlier, column].dropna())


def _finished(histories: Sequence[History], frames: Frames) -> tuple[FinishedItem, ...]:
    """The items finished in the window, oldest first."""
    cards = frames.cards
    rows = zip(
        histories, cards["finished_in"], cards["cycle_days"], cards["lead_days"], strict=True
    )
    found = [
        FinishedItem(
            item=history.item,
            kind=history.kind,
            started_at=history.started_at,
            finished_at=history.finished_at,
            cycle_days=_whole(cycle_days),
            lead_days=_whole(lead_days),
        )
        for history, place, cycle_days, lead_days in rows
        if history.finished_at is not None and place >= 0
    ]
    return tuple(sorted(found, key=lambda one: (one.finished_at, one.item.id)))


def _whole(days: float) -> int | None:
    return None if math.isnan(days) else int(days)


def _moved_back(histories: Sequence[History], since: datetime) -> tuple[WorkItem, ...]:
    return tuple(one.item for one in histories if any(at >= since for at in one.moved_back_at))


def _reopened(histories: Sequence[History], since: datetime) -> tuple[WorkItem, ...]:
    return tuple(one.item for one in histories if any(at >= since for at in one.reopened_at))


def _blocked_days(seen: _Seen, policy: Digests) -> int:
    """Elapsed days over all cards, rounded."""
    spans = (time_blocked(one, policy, seen.begins, seen.window.now) for one in seen.histories)
    return round(sum(span.total_seconds() for span in spans) / _DAY)
