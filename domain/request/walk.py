"""What each kind of event does to a request, one small function for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.request.course import Course, close, start, stop
from domain.request.records import Promise
from domain.request.said import OVER, Effect, close_if_done, reacted, replied, tell_requester

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta

    from domain.request.records import Event, EventKind, Request


def walk(request: Request, *, others_answer: bool, quiet_after: timedelta, now: datetime) -> Course:
    """Follow a request through its events until an instant.

    Args:
        request: With its events in order of time.
        others_answer: Whether somebody outside the team can answer.
        quiet_after: Silence after which an answered question is over.
        now: Events after it are not looked at.
    """
    course = Course(
        is_request=request.kind == "request",
        others_answer=others_answer,
        quiet_after=quiet_after,
        opening="",
        askers={request.requester},
    )
    for event in request.events:
        if event.at > now:
            break
        _fall_quiet(course, event.at)
        course.effects.append(_HANDLERS[event.kind](course, event))
        if event.role != "app":
            course.heard_at = event.at
    _fall_quiet(course, now)
    for kind, running in course.running.items():
        course.waits.append(close(kind, running, asked_since=course.asked_since))
    return course


def _fall_quiet(course: Course, now: datetime) -> None:
    quiet = course.is_quiet_from
    if quiet is not None and quiet <= now:
        course.resolved_at = quiet
        course.resolved_by = "it was answered, and nobody came back"


def _opened(course: Course, event: Event) -> Effect:
    course.opening = event.ts
    start(course, "acknowledgement", event)
    start(course, "answer", event)
    return True, "opens the request: acknowledgement and answer are waited for"


def _deleted(course: Course, event: Event) -> Effect:
    if event.ts != course.opening:
        return False, "a deleted message counts for nothing"
    for kind in list(course.running):
        stop(course, kind, event, "the request was deleted", void=True)
    course.is_cancelled = True
    return True, "cancels the request"


def _eta_given(course: Course, event: Event) -> Effect:
    if course.is_cancelled or course.resolved_at or event.until is None:
        return OVER
    promise = Promise(by=event.actor, given_at=event.at, due=event.until, words=event.note)
    renewed = stop(course, "eta", event, "a new ETA was given")
    start(course, "eta", event)
    course.running["eta"].promises.append(promise)
    if "answer" in course.running:
        course.running["answer"].promises.append(promise)
    course.promise = promise
    return True, "renews the promise" if renewed else "promises a review: it is due then"


def _brought_in(course: Course, event: Event) -> Effect:
    if course.brought_in_at is not None:
        return False, "they were brought in already"
    course.brought_in_at = event.at
    return True, f"brings in the {event.note.upper()}"


def _issue_linked(course: Course, event: Event) -> Effect:
    if event.issue is not None and event.note == "open":
        course.open_issues.add(event.issue)
        course.issue_closed_at = None
    return True, "makes it a request with an issue"


def _commented(course: Course, event: Event) -> Effect:
    if event.role != "responder":
        return False, "only a responder's comment is an update"
    course.updated_at = event.at
    if course.is_cancelled or course.resolved_at:
        return OVER
    kept = stop(course, "eta", event, "a responder commented on the issue")
    tell_requester(course, event)
    return True, "keeps the promise, on the issue" if kept else "is an update, on the issue"


def _issue_closed(course: Course, event: Event) -> Effect:
    if event.issue not in course.open_issues or event.issue is None:
        return OVER
    course.open_issues.discard(event.issue)
    if course.open_issues:
        return False, "another of its issues is still open"
    course.issue_closed_at = event.at
    if course.is_cancelled or course.resolved_at:
        return OVER
    if close_if_done(course, event):
        return True, "ends it: nobody waits for an answer"
    return False, "the thread still waits for an answer: it stays open"


def _issue_reopened(course: Course, event: Event) -> Effect:
    if event.issue is not None:
        course.open_issues.add(event.issue)
    course.issue_closed_at = None
    if not course.resolved_at:
        return False, "it was open anyway"
    course.resolved_at, course.resolved_by, course.asks_again = None, "", True
    course.reopened_at = event.at
    tell_requester(course, event)
    return True, "reopens it: the requester's next message starts the clocks"


def _changes_priority(_course: Course, _event: Event) -> Effect:
    return True, "decides the priority"


def _is_state(_course: Course, _event: Event) -> Effect:
    return False, "starts and stops no clock"


_HANDLERS: dict[EventKind, Callable[[Course, Event], Effect]] = {
    "opened": _opened,
    "replied": replied,
    "reacted": reacted,
    "edited": lambda _course, _event: (True, "it was read again as it is now"),
    "deleted": _deleted,
    "eta_given": _eta_given,
    "brought_in": _brought_in,
    "priority_named": _changes_priority,
    "issue_linked": _issue_linked,
    "label_added": _is_state,
    "label_removed": _is_state,
    "assigned": _is_state,
    "unassigned": _is_state,
    "card_added": _is_state,
    "card_moved": _is_state,
    "commented": _commented,
    "closed": _issue_closed,
    "reopened": _issue_reopened,
}
