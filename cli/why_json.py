"""Why a request stands as it does, for a machine: instants in ISO 8601, amounts in seconds."""

from datetime import datetime
from typing import Any

from domain.conversation import Thread
from domain.guideline import name_issue
from domain.request_text.why import event_lines, remedies
from domain.sla.explanation import ExplainedClock, ExplainedEvent, Explanation
from domain.team_requests import TeamRequests
from domain.working_time import Pause


def as_json(explanation: Explanation, thread: Thread, requests: TeamRequests) -> dict[str, Any]:
    """Lay out everything that the text says, and the values it says it from."""
    standing = explanation.standing
    request, state = standing.request, standing.state
    lines = event_lines(explanation, thread, requests.context)
    return {
        "at": explanation.now.isoformat(),
        "team": request.team,
        "permalink": request.permalink,
        "title": request.title,
        "kind": request.kind,
        "requester": request.requester,
        "opened_at": request.opened_at.isoformat(),
        "status": state.status,
        "resolved_at": instant(state.resolved_at),
        "resolved_by": state.resolved_by,
        "owner": state.owner,
        "issues": [name_issue(issue.ref) for issue in request.issues],
        "priorities": [
            {"priority": u.priority, "since": u.since.isoformat(), "because": u.because}
            for u in request.urgencies
        ],
        "events": [
            _event(one) | {"says": line.what}
            for one, line in zip(explanation.events, lines, strict=True)
        ],
        "clocks": [_clock(one) for one in explanation.clocks],
        "findings": [
            {"check": f.check, "since": f.since.isoformat(), "sentence": f.sentence}
            | {"remedy": f.remedy}
            for f in requests.findings
        ],
        "unknown": [{"sentence": u.sentence, "remedy": u.remedy} for u in requests.blind.unknowns],
        "clears": list(remedies(explanation, requests.findings)),
    }


def instant(at: datetime | None) -> str | None:
    """Write an instant, or that there is none."""
    return at.isoformat() if at else None


def _event(one: ExplainedEvent) -> dict[str, Any]:
    event = one.event
    return {
        "at": event.at.isoformat(),
        "until": instant(event.until),
        "kind": event.kind,
        "role": event.role,
        "actor": event.actor,
        "amounts_to": event.says,
        "note": event.note,
        "issue": name_issue(event.issue) if event.issue else None,
        "counted": one.counted,
        "effect": one.effect,
    }


def _clock(one: ExplainedClock) -> dict[str, Any]:
    clock = one.clock
    return {
        "kind": clock.kind,
        "state": clock.state,
        "priority": clock.priority,
        "started_at": clock.started_at.isoformat(),
        "due": clock.due.isoformat(),
        "budget": clock.budget.total_seconds(),
        "used": clock.used.total_seconds(),
        "stopped_at": instant(clock.stopped_at),
        "stopped_until": instant(clock.stopped_until),
        "because": clock.because,
        "intervals": [_pair(interval) for interval in one.intervals],
        "pauses": [_pair(pause) for pause in clock.pauses],
        "remedy": one.remedy,
    }


def _pair(pair: Pause) -> list[str]:
    return [one.isoformat() for one in pair]
