"""A wait is due when its budget of working time is used up, or at the instant promised."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from domain.request.records import Promise

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from domain.request.course import Wait
    from domain.request.records import Urgency
    from domain.sla.targets import Target, Targets
    from domain.working_time import Pause


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A due instant and where it comes from.

    Attributes:
        at: It is overdue strictly after this instant.
        started_at: From when on the budget counts: the wait's start, or when the priority rose.
        target: The priority's target.
        budget: Time allowed from start until due; of an ETA by the clock on the wall.
        pauses: Spells that do not count; one that lasts, as if it ended now.
        is_wall_time: Whether budget and use are counted by the clock on the wall.
    """

    at: datetime
    started_at: datetime
    target: Target
    budget: timedelta
    pauses: tuple[Pause, ...] = ()
    is_wall_time: bool = False

    def used(self, end: datetime) -> timedelta:
        """Time used until an instant."""
        if self.is_wall_time:
            return max(end, self.started_at) - self.started_at
        return self.target.working_time.between(self.started_at, end, self.pauses)


def due_of(wait: Wait, urgencies: Sequence[Urgency], targets: Targets, end: datetime) -> Due | None:
    """Work out when a wait is due, by what was known until its end; None where it has no budget.

    A priority that rises gives its own budget from that instant on, and never more time than
    there was. One that falls gives its budget from the start, unless the wait was overdue then.
    A promise that was given in time puts an answer off, but not an urgent one.

    Args:
        wait: The wait.
        urgencies: The course of the request's priority.
        targets: The team's SLA.
        end: When the wait stopped, or now.
    """
    first = targets.by_priority[urgencies[0].priority]
    if wait.kind == "eta":
        return _promised(wait, first)
    due = _budgeted(wait, first, wait.started_at, end)
    current = first
    for since, change in _changes(wait, urgencies):
        if since > end or (due is not None and since > due.at):
            break
        if isinstance(change, Promise):
            due = due and _put_off(due, change, _pauses(wait, end))
            continue
        before, current = current, targets.by_priority[change.priority]
        if current.rank < before.rank:
            fresh = _budgeted(wait, current, max(since, wait.started_at), end)
            due = min((d for d in (due, fresh) if d), key=lambda d: d.at, default=None)
        else:
            due = _budgeted(wait, current, wait.started_at, end)
    return due


def _changes(wait: Wait, urgencies: Sequence[Urgency]) -> list[tuple[datetime, Urgency | Promise]]:
    """Everything that can move a due instant, in order of time."""
    changes: list[tuple[datetime, Urgency | Promise]] = [(u.since, u) for u in urgencies[1:]]
    if wait.promises:
        changes += [(promise.given_at, promise) for promise in wait.promises]
        changes.sort(key=lambda change: change[0])
    return changes


def _pauses(wait: Wait, end: datetime) -> tuple[Pause, ...]:
    if wait.paused_since is None or wait.paused_since >= end:
        return wait.pauses
    return (*wait.pauses, (wait.paused_since, end))


def _budgeted(wait: Wait, target: Target, start: datetime, end: datetime) -> Due | None:
    budget = target.budgets.get(wait.kind)
    if budget is None:
        return None
    pauses = _pauses(wait, end)
    at = target.working_time.add(start, budget, pauses)
    return Due(at=at, started_at=start, target=target, budget=budget, pauses=pauses)


def _put_off(due: Due, promise: Promise, pauses: tuple[Pause, ...]) -> Due:
    if due.target.is_urgent or promise.due <= due.at:
        return due
    budget = due.target.working_time.between(due.started_at, promise.due, pauses)
    return replace(due, at=promise.due, budget=budget)


def _promised(wait: Wait, target: Target) -> Due | None:
    if not wait.promises:
        return None
    due = max(wait.promises[0].due, wait.started_at)
    return Due(
        at=due,
        started_at=wait.started_at,
        target=target,
        budget=due - wait.started_at,
        is_wall_time=True,
    )
