"""Each wait of a request becomes a clock: when it is due, how much is used, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from domain.request.life import blind_spot
from domain.request.urgency import raised_by_labels
from domain.sla.clock import Clock
from domain.sla.due import Due, due_of

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from domain.request.course import Course, Wait
    from domain.request.records import Request
    from domain.request.rules import Rules
    from domain.sla.clock import ClockState
    from domain.sla.targets import Targets


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """What every clock of one request depends on."""

    request: Request
    targets: Targets
    now: datetime
    blind: str
    harsher: tuple[str, ...]  # priorities that labels nobody could see may give


def clocks_of(
    request: Request, course: Course, rules: Rules, targets: Targets, now: datetime
) -> tuple[Clock, ...]:
    """Measure every wait of a request, in the order in which they began.

    Args:
        request: With its issues attached.
        course: Its course until now.
        rules: The team's.
        targets: The team's SLA.
        now: The instant that is asked about.
    """
    blind = blind_spot(request)
    case = _Case(
        request=request,
        targets=targets,
        now=now,
        blind=blind,
        harsher=tuple(raised_by_labels(request.priority, rules)) if blind else (),
    )
    clocks = [clock for wait in course.waits if (clock := _clock(wait, case))]
    clocks.sort(key=lambda clock: clock.started_at)
    return tuple(clocks)


def _clock(wait: Wait, case: _Case) -> Clock | None:
    due = due_of(wait, case.request.urgencies, case.targets, wait.stopped_at or case.now)
    if due is None:
        return None
    clock = _read(wait, due, case)
    if clock.state == "cancelled":
        return clock
    why = _unknown(wait, clock, case)
    return replace(clock, state="unknown", because=why) if why else clock


def _read(wait: Wait, due: Due, case: _Case) -> Clock:
    end = wait.stopped_at or case.now
    used = due.used(end)
    state = _state(wait, due, used, case)
    return Clock(
        kind=wait.kind,
        state=state,
        priority=due.target.priority,
        started_at=due.started_at,
        due=due.at,
        budget=due.budget,
        used=used,
        stopped_at=wait.stopped_at,
        stopped_until=wait.stopped_until,
        pauses=due.pauses,
        around_the_clock=due.target.around_the_clock or wait.kind == "eta",
        because=_because(wait, due, state),
        post=wait.post,
        promised_by=wait.promises[0].by if wait.kind == "eta" and wait.promises else "",
    )


def _state(wait: Wait, due: Due, used: timedelta, case: _Case) -> ClockState:
    if wait.void:
        return "cancelled"
    if wait.stopped_at is not None:
        if wait.stopped_at > due.at:
            return "breached"
        return "cancelled" if wait.withdrawn else "met"
    # While it waits for the requester, what was due before then was due all the same.
    if wait.paused_since is not None and wait.paused_since <= due.at:
        return "paused"
    if case.now > due.at:
        return "breached"
    return "at_risk" if used >= due.budget * case.targets.at_risk else "pending"


def _because(wait: Wait, due: Due, state: ClockState) -> str:
    if state == "paused":
        return "it waits for the requester"
    if state == "met" and wait.stopped_until is not None and wait.stopped_until > due.at:
        # Nobody knows when the emoji was set: the responder has the benefit of the doubt.
        return f"{wait.because}, at some time from before to after it was due"
    return wait.because


def _unknown(wait: Wait, clock: Clock, case: _Case) -> str:
    """Say why a verdict could be another if all were known, or nothing."""
    if case.request.unread and clock.stopped_at is None:
        return case.request.unread
    if wait.doubt is not None and clock.state != "met":
        return wait.doubt[1]
    if not case.blind:
        return ""
    if wait.kind in ("eta", "update"):
        # A comment on the issue might have been what was waited for.
        return case.blind if clock.state == "breached" or clock.stopped_at is None else ""
    return case.blind if _label_matters(wait, clock, case) else ""


def _label_matters(wait: Wait, clock: Clock, case: _Case) -> bool:
    """Whether a label that nobody could see might make it late."""
    if clock.state == "breached" or not case.harsher:
        return False
    first = replace(case.request.urgencies[0], priority=case.harsher[0])
    due = due_of(wait, (first,), case.targets, wait.stopped_at or case.now)
    return due is not None and _read(wait, due, case).state == "breached"
