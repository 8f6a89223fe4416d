"""A replay for a machine: instants in ISO 8601, amounts in seconds of the time that counts."""

from typing import Any

from domain.replay import Late, Replay, Sent
from domain.replay_text import CSV_HEAD, WORST, count_rungs, csv_rows, notes, per_day
from domain.request_text import BlindSpots
from domain.sla.statistics import Figures, Quantile
from domain.standing import Context


def as_json(done: Replay, blind: BlindSpots, context: Context) -> dict[str, Any]:
    """Lay out everything that the screen says, and each request and reminder."""
    return {
        "team": context.name,
        "from": done.start.isoformat(),
        "until": done.end.isoformat(),
        "reminders_by_day": {str(day): count for day, count in per_day(done, context).items()},
        "told": count_rungs(done),
        "figures": [_figures(figures) for figures in done.figures],
        "worst": [_late(one) for one in done.late[:WORST]],
        "requests": [dict(zip(CSV_HEAD, row, strict=True)) for row in csv_rows(done, context)],
        "reminders": [_sent(one) for one in done.sent],
        "notes": [*notes(done, context), *blind.beyond_requests()],
    }


def _figures(figures: Figures) -> dict[str, Any]:
    return {
        "priority": figures.priority,
        "clock": figures.kind,
        "n": figures.count,
        "met": figures.met,
        "late": figures.breached,
        "open": figures.running,
        "unknown": figures.unknown,
        "n_too_small": figures.is_too_small,
        "share_met": figures.share_met,
        "p50": _quantile(figures.p50),
        "p90": _quantile(figures.p90),
    }


def _quantile(quantile: Quantile | None) -> dict[str, float | None] | None:
    if quantile is None:
        return None
    most = quantile.at_most
    return {
        "at_least": quantile.at_least.total_seconds(),
        "at_most": None if most is None else most.total_seconds(),
    }


def _late(one: Late) -> dict[str, Any]:
    return {
        "permalink": one.standing.request.permalink,
        "clock": one.clock.kind,
        "priority": one.clock.priority,
        "late": one.by.total_seconds(),
        "still_waits": one.clock.stopped_at is None,
    }


def _sent(sent: Sent) -> dict[str, Any]:
    return {
        "at": sent.at.isoformat(),
        "place": sent.reminder.place,
        "requests": list(sent.reminder.request_keys),
    }
