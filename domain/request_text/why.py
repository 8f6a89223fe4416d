"""Why a request stands as it does reads as lines: each event, each clock, what would clear it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.guideline import name_issue
from domain.membership_text import local_time
from domain.mrkdwn import excerpt
from domain.request_text.phrases import AWAITED, how_late, say_amount
from domain.words import say_span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from domain.conversation import Thread
    from domain.guideline import Finding
    from domain.request.records import Event, EventKind, Says, Status
    from domain.sla.clock import Clock, ClockState
    from domain.sla.explanation import ExplainedClock, ExplainedEvent, Explanation
    from domain.standing import Context

WORDS_LIMIT = 80  # characters of somebody's words
_STATES: dict[ClockState, str] = {
    "pending": "running",
    "at_risk": "running, at risk",
    "breached": "overdue",
    "met": "met in time",
    "paused": "paused",
    "cancelled": "cancelled",
    "unknown": "unknown",
}
_SAYS: dict[Says, str] = {
    "nothing": "",
    "acknowledgement": "read as an acknowledgement",
    "question": "read as a question",
    "substance": "read as substance",
    "thanks": "read as thanks",
    "done": "read as “done”",
}
_STATUSES: dict[Status, str] = {
    "open": "is open, and nobody waits for a message",
    "waiting_on_us": "waits on us",
    "waiting_on_requester": "waits on the requester",
    "resolved": "is resolved",
    "cancelled": "is cancelled",
}
_IN_THREAD: dict[EventKind, str] = {
    "opened": "asked",
    "replied": "wrote",
    "edited": "edited, so that it reads",
    "deleted": "deleted",
}
_FORMS: dict[EventKind, str] = {
    "brought_in": "brought in as {upper}",
    "priority_named": "named the priority “{note}”",
    "eta_given": "promised “{note}”",
    "label_added": "label “{note}” on {issue}",
    "label_removed": "took the label “{note}” off {issue}",
    "assigned": "{note} assigned to {issue}",
    "unassigned": "{note} no longer assigned to {issue}",
    "card_added": "put a card for {issue} on the board{column}",
    "card_moved": "moved the card of {issue}{column}",
    "commented": "commented on {issue}",
    "closed": "closed {issue}",
    "reopened": "reopened {issue}",
    "issue_linked": "linked {issue}{state}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLine:
    """One event in words.

    Attributes:
        when: In the team's zone.
        who: Name and role at that time.
        what: What they did or said.
        counted: Whether it changed anything.
        effect: What it did, or why it did nothing.
    """

    when: str
    who: str
    what: str
    counted: bool
    effect: str


def headline(explanation: Explanation, context: Context) -> tuple[str, ...]:
    """Say which request it is, how urgent, and how it stands."""
    standing, zone = explanation.standing, context.team.zone
    request, state = standing.request, standing.state
    kind = "A question" if request.kind == "question" else "A request with an issue"
    how = _STATUSES[state.status]
    if state.resolved_at:
        how = f"{how} since {local_time(state.resolved_at, zone)}: {state.resolved_by}"
    return (
        request.title or "A message without words",
        request.permalink,
        f"{kind} by {context.name_of(request.requester)} to {context.team.name}.",
        *(
            f"Priority {u.priority} since {local_time(u.since, zone)}: {u.because}."
            for u in request.urgencies
            if u.since <= max(explanation.now, request.opened_at)
        ),
        f"{local_time(explanation.now, zone)}: it {how}.",
        *([f"{context.name_of(state.owner)} takes care of it."] if state.owner else []),
    )


def event_lines(
    explanation: Explanation, thread: Thread, context: Context
) -> tuple[EventLine, ...]:
    """Lay out every event in words.

    Args:
        explanation: The request's.
        thread: What was said.
        context: The team, with names.
    """
    texts = {post.ts: post.text for post in (thread.root, *thread.replies)}
    return tuple(_event_line(one, texts, context) for one in explanation.events)


def _event_line(one: ExplainedEvent, texts: dict[str, str], context: Context) -> EventLine:
    event = one.event
    return EventLine(
        when=local_time(event.at, context.team.zone),
        who=_who(event, context),
        what=_what(event, texts, context),
        counted=one.counted,
        effect=one.effect,
    )


def _who(event: Event, context: Context) -> str:
    user = context.people.logins().get(event.actor.casefold(), event.actor)
    if event.role == "app":
        return "an app"
    role = {"other": "not of the team", "unknown": "perhaps of the team"}.get(event.role)
    if not event.actor:
        return "somebody"
    return f"{context.name_of(user)} ({role or event.role})"


def _what(event: Event, texts: dict[str, str], context: Context) -> str:
    zone, names = context.team.zone, context.people.names
    words = excerpt(texts.get(event.ts, ""), names, WORDS_LIMIT)
    if event.kind in _IN_THREAD:
        read = f" ({_SAYS[event.says]})" if event.kind == "replied" and _SAYS[event.says] else ""
        return f"{_IN_THREAD[event.kind]} “{words}”{read}"
    if event.kind == "reacted":
        return f"set :{event.note}: under “{words}”{_between(event, context)}"
    if event.kind == "eta_given" and event.until:
        quote = excerpt(event.note, names, WORDS_LIMIT)
        return f"promised “{quote}”, read as {local_time(event.until, zone)}"
    return _FORMS[event.kind].format(
        note=event.note,
        upper=event.note.upper(),
        issue=name_issue(event.issue) if event.issue else "an issue",
        column=f", into “{event.note}”" if event.note else "",
        state=f" ({event.note} then)" if event.note else "",
    )


def _between(event: Event, context: Context) -> str:
    if event.until is None or event.until <= event.at:
        return ""
    return f", between then and {local_time(event.until, context.team.zone)} when it was first seen"


def clock_lines(one: ExplainedClock, context: Context) -> tuple[str, ...]:
    """Lay out a clock: its verdict first, then from what it follows, interval by interval."""
    clock, zone = one.clock, context.team.zone
    state = "too late" if clock.state == "breached" and clock.stopped_at else _STATES[clock.state]
    start, due = local_time(clock.started_at, zone), local_time(clock.due, zone)
    promise = f"{AWAITED[clock.kind]} within {_amount(clock.budget, clock, context)} from {start}"
    if clock.kind == "eta":
        promise = f"promised by {context.name_of(clock.promised_by)} on {start}"
    lines = [
        f"{_label(clock)}: {state}",
        f"{clock.priority}, {promise}, so due {due}",
        _used(clock, context),
    ]
    lines += [
        f"counted {_span(start, end, zone)}: {say_span(end - start)}"
        for start, end in one.intervals
    ]
    lines += [f"paused {_span(start, end, zone)}" for start, end in clock.pauses]
    return tuple(lines)


def _label(clock: Clock) -> str:
    return "ETA" if clock.kind == "eta" else clock.kind.replace("_", " ")


def _used(clock: Clock, context: Context) -> str:
    used = f"used {_amount(clock.used, clock, context)}"
    if clock.stopped_at is None:
        late = "" if clock.state in {"paused", "unknown", "cancelled"} else how_late(clock, context)
        return "; ".join(part for part in (used, late, clock.because) if part)
    stopped = f"{used} until {local_time(clock.stopped_at, context.team.zone)}"
    return f"{stopped}: {clock.because}" if clock.because else stopped


def _amount(amount: timedelta, clock: Clock, context: Context) -> str:
    if clock.kind == "eta":
        return say_span(amount)
    return say_amount(amount, clock.priority, context)


def _span(start: datetime, end: datetime, zone: str) -> str:
    return f"{local_time(start, zone)} to {local_time(end, zone)}"


def remedies(explanation: Explanation, findings: Sequence[Finding]) -> tuple[str, ...]:
    """Say what would clear it, a sentence each; nothing where it is over."""
    if explanation.standing.state.is_over:
        return ()
    clocks = [
        f"For the {_label(one.clock)}: {one.remedy}" for one in explanation.clocks if one.remedy
    ]
    return tuple(dict.fromkeys([*clocks, *(finding.remedy for finding in findings)]))
