"""A policy over the past: what would have been told, when and to whom, and how soon was answered.

Nothing can become due between two instants that matter: after each thing that happened, the few at
which a clock gets at risk, is overdue, or has been so for long enough. Only these are looked at.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from domain.guideline import find_findings
from domain.guideline.checks import CHECKS
from domain.reminder import (
    TOLD_IN_THREAD,
    Reminder,
    Told,
    as_escalated,
    is_told_any_time,
    past_due,
    patience_of,
    plan_reminders,
)
from domain.sla import judge
from domain.sla.statistics import Figures, measure_sla

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from domain.request.records import Request
    from domain.request.rules import Rules
    from domain.sla.clock import Clock
    from domain.sla.targets import Targets
    from domain.standing import Context, Standing

STEP = timedelta(minutes=10)
"""How often the job runs, at whole multiples since midnight."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NEXT = timedelta(microseconds=1)  # what is strictly after an instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One message that would have been posted at an instant."""

    at: datetime
    reminder: Reminder


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """A request and its clock that was, or is, the longest past due.

    Attributes:
        standing: The request.
        clock: The clock.
        by: Time past due, of the kind that counts for its priority.
    """

    standing: Standing
    clock: Clock
    by: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What a policy would have done between two instants.

    Attributes:
        start: Requests opened from here on count.
        end: Until here; what is open now is judged at this instant.
        standings: Every such request, as it stands at the end.
        sent: Every message, in order of time.
        figures: How soon requests were answered, by priority and clock.
        late: Requests that were or are late, the worst first.
    """

    start: datetime
    end: datetime
    standings: tuple[Standing, ...]
    sent: tuple[Sent, ...]
    figures: tuple[Figures, ...]
    late: tuple[Late, ...]

    @property
    def unsure(self) -> tuple[Clock, ...]:
        """Clocks that an emoji stopped nobody knows whether in time: they count as in time."""
        return tuple(
            clock
            for standing in self.standings
            for clock in standing.clocks
            if clock.state == "met" and clock.stopped_until and clock.stopped_until > clock.due
        )


def replay(
    requests: Iterable[Request], rules: Rules, targets: Targets, context: Context, start: datetime
) -> Replay:
    """Run a policy over what happened, as the job would have run at the time.

    What is known of a request at an instant is what had happened by then; its issues are as they
    are now, but for what their timelines tell. Of an emoji only an interval is known: it counts
    from the interval's beginning, so a reminder is left out rather than made up.

    Args:
        requests: With their issues attached.
        rules: The policy's.
        targets: The policy's SLA.
        context: The policy's team; its ``now`` is the end, and ``on_call`` is not looked at.
        start: Requests opened earlier are left out.
    """
    end, timeless = context.now, replace(context, on_call=())
    asked = [request for request in requests if start <= request.opened_at <= end]
    standings = tuple(judge(request, rules, targets, end) for request in asked)
    clocks = (clock for standing in standings for clock in standing.clocks)
    return Replay(
        start=start,
        end=end,
        standings=standings,
        sent=tuple(_send(asked, rules, targets, timeless)),
        figures=measure_sla(clocks, targets),
        late=_late(standings, context),
    )


def as_of(request: Request, now: datetime) -> Request:
    """The request with what was known of it at an instant, not before it was opened."""
    events = tuple(event for event in request.events if event.at <= now)
    linked = {event.issue for event in events if event.kind == "issue_linked"}
    return replace(
        request,
        kind="request" if linked else "question",
        urgencies=tuple(u for u in request.urgencies if u.since <= now),
        events=events,
        issues=tuple(issue for issue in request.issues if issue.ref in linked),
    )


def tick_at(instant: datetime) -> datetime:
    """The first run of the job at an instant or after it."""
    return _EPOCH - (_EPOCH - instant) // STEP * STEP


def _send(
    requests: list[Request], rules: Rules, targets: Targets, context: Context
) -> Iterator[Sent]:
    """Plan at every run at which there may be news, with what earlier runs told."""
    due_at: dict[datetime, list[tuple[Request, Standing | None]]] = defaultdict(list)
    for request in requests:
        for tick, standing in _moments(request, rules, targets, context).items():
            due_at[tick].append((request, standing))
    told: dict[str, set[str]] = defaultdict(set)
    for tick, due in sorted(due_at.items()):
        then = replace(context, now=tick)
        standings = [
            standing or judge(as_of(request, tick), rules, targets, tick)
            for request, standing in due
        ]
        earlier = Told(keys=frozenset().union(*(told[standing.key] for standing in standings)))
        findings = find_findings(standings, None, then)
        for reminder in plan_reminders(standings, findings, then, earlier):
            for entry in reminder.entries:
                told[entry.request_key].add(entry.key)
            yield Sent(at=tick, reminder=reminder)


def _moments(
    request: Request, rules: Rules, targets: Targets, context: Context
) -> dict[datetime, Standing | None]:
    """The runs at which something about a request may be told, with its standing where known."""
    end = context.now
    news = sorted({tick_at(event.at) for event in request.events if tick_at(event.at) <= end})
    found: dict[datetime, Standing | None] = {}
    for tick, following in pairwise([*news, end + _NEXT]):
        standing = judge(as_of(request, tick), rules, targets, tick)
        if not standing.is_followed:
            continue
        then = replace(context, now=tick)
        for instant, any_time in _turning_points(standing, targets, then):
            chance = _first_chance(max(instant, tick), following, then, any_time=any_time)
            if chance is not None:
                found[chance] = standing if chance == tick else None
    return found


def _first_chance(
    instant: datetime, before: datetime, context: Context, *, any_time: bool
) -> datetime | None:
    """The first run from an instant on that may tell it, unless there is other news before."""
    tick = tick_at(instant)
    while tick < before:
        if any_time or context.working_time.is_open(tick):
            return tick
        tick = tick_at(max(context.working_time.next_opening(tick), tick + STEP))
    return None


def _turning_points(
    standing: Standing, targets: Targets, context: Context
) -> Iterator[tuple[datetime, bool]]:
    """When each rung is reached if nothing happens, and whether it is told at any hour."""
    for clock in standing.awaited:
        if clock.state in {"paused", "unknown"}:
            continue
        any_time = is_told_any_time(standing, clock, context)
        for instant in _rungs_of(standing, clock, targets, context):
            yield instant, any_time
    for name in TOLD_IN_THREAD:
        if not getattr(context.requests.checks, name).enabled:
            continue
        finding = CHECKS[name](standing, context)
        if finding is not None:
            yield finding.since + _NEXT, False


def _rungs_of(
    standing: Standing, clock: Clock, targets: Targets, context: Context
) -> Iterator[datetime]:
    if standing.request.priority in context.requests.urgent:
        used = clock.budget * targets.at_risk
        working_time = targets.by_priority[clock.priority].working_time
        if clock.kind == "eta":
            yield clock.started_at + used
        else:
            yield working_time.add(clock.started_at, used, clock.pauses)
    yield clock.due + _NEXT
    for one in as_escalated(standing, clock):
        for patience in (patience_of(one, context) / 2, patience_of(one, context)):
            if context.is_around_the_clock(one.priority):
                yield max(one.due + patience, one.due + _NEXT)
            else:
                yield max(context.working_time.add(one.due, patience), one.due + _NEXT)


def _late(standings: Iterable[Standing], context: Context) -> tuple[Late, ...]:
    """The worst clock of each request that was late, the worst request first."""
    found = []
    for standing in standings:
        breached = [clock for clock in standing.clocks if clock.state == "breached"]
        late = [
            Late(standing=standing, clock=clock, by=_past_due(clock, context)) for clock in breached
        ]
        found += [max(late, key=lambda one: one.by)] if late else []
    return tuple(sorted(found, key=lambda one: (-one.by, one.standing.key)))


def _past_due(clock: Clock, context: Context) -> timedelta:
    stopped = replace(context, now=clock.stopped_at) if clock.stopped_at else context
    return past_due(clock, stopped)
