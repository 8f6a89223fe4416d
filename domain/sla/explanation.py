"""Why a request stands as it does: each event, each interval of time used, and what would help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.request.walk import walk
from domain.sla.judge import judge

if TYPE_CHECKING:
    from datetime import datetime

    from domain.request.records import Event, Request
    from domain.request.rules import Rules
    from domain.sla.clock import Clock
    from domain.sla.targets import Targets
    from domain.standing import Standing
    from domain.working_time import Pause

_LATER = (False, "it is later than the instant that is asked about")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedEvent:
    """One event, and what it did.

    Attributes:
        event: The event; it has who did it and as what.
        counted: Whether it changed anything.
        effect: A clause: what it did, or why it did nothing.
    """

    event: Event
    counted: bool
    effect: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedClock:
    """One clock, and the time it counts.

    Attributes:
        clock: The clock; it has the pauses.
        intervals: The intervals that were counted until it stopped, or until now.
        remedy: What would stop it, as a sentence; empty where it does not run.
    """

    clock: Clock
    intervals: tuple[Pause, ...]
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Everything behind a verdict, as values.

    Attributes:
        standing: The verdict.
        events: All events of the request, in order of time.
        clocks: All its clocks, in the order in which they began.
        now: The instant that is asked about.
    """

    standing: Standing
    events: tuple[ExplainedEvent, ...]
    clocks: tuple[ExplainedClock, ...]
    now: datetime


def explain(request: Request, rules: Rules, targets: Targets, now: datetime) -> Explanation:
    """Tell why a request stands as it does; the verdict is that of :func:`domain.sla.judge`."""
    standing = judge(request, rules, targets, now)
    course = walk(
        request, others_answer=targets.others_answer, quiet_after=targets.quiet_after, now=now
    )
    later = len(request.events) - len(course.effects)
    effects = [*course.effects, *[_LATER] * later]
    return Explanation(
        standing=standing,
        events=tuple(
            ExplainedEvent(event=event, counted=counted, effect=effect)
            for event, (counted, effect) in zip(request.events, effects, strict=True)
        ),
        clocks=tuple(
            ExplainedClock(
                clock=clock,
                intervals=_intervals(clock, targets, now),
                remedy=_remedy(clock, rules) if clock.is_running else "",
            )
            for clock in standing.clocks
        ),
        now=now,
    )


def _intervals(clock: Clock, targets: Targets, now: datetime) -> tuple[Pause, ...]:
    end = clock.stopped_at or now
    if clock.kind == "eta":
        return ((clock.started_at, end),) if clock.started_at < end else ()
    working_time = targets.by_priority[clock.priority].working_time
    return working_time.intervals(clock.started_at, end, clock.pauses)


def _remedy(clock: Clock, rules: Rules) -> str:
    done = " or ".join(f":{name}:" for name in rules.policy.emojis.answered)
    marked = f", or the requester or a responder adds {done}" if done else ""
    if clock.state == "paused":
        return f"The requester replies{marked}."
    match clock.kind:
        case "acknowledgement":
            taken = " or ".join(f":{name}:" for name in rules.policy.emojis.acknowledged)
            return f"A responder replies in the thread{taken and f' or adds {taken}'}{marked}."
        case "answer":
            return f"A responder replies with more than an acknowledgement{marked}."
        case "next_response":
            return f"A responder replies in the thread{marked}."
        case "eta":
            return (
                "A responder tells what was promised, in the thread or on the issue,"
                " or gives a new ETA."
            )
        case "update":
            return "A responder tells the requester something, in the thread or on the issue."
