"""What a message or an emoji does to a request, by whom it is and what it amounts to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.request.course import OWED, Course, start, stop

if TYPE_CHECKING:
    from datetime import datetime

    from domain.request.records import Event

Effect = tuple[bool, str]
"""Whether an event counted; what it did, or why it did nothing."""

OVER: Effect = (False, "it was over already")


def replied(course: Course, event: Event) -> Effect:
    """Take a message into account."""
    if course.is_cancelled:
        return OVER
    match event.role:
        case "app":
            return False, "an app answers nothing"
        case "unknown":
            return _doubt(course, event, "wrote")
        case "responder":
            return _responder_wrote(course, event)
        case _:
            goes_on = _end_pause(course, event.at)
            counted, effect = _somebody_wrote(course, event)
            return counted or goes_on, f"ends the pause; {effect}" if goes_on else effect


def _doubt(course: Course, event: Event, did: str) -> Effect:
    """Somebody who may be of the team did something: what lasts may have ended here."""
    why = f"somebody {did} who may be a member whose Slack account could not be looked up"
    course.doubt = why
    for running in course.running.values():
        running.doubt = running.doubt or (event.at, why)
    return False, why


def _responder_wrote(course: Course, event: Event) -> Effect:
    course.updated_at = event.at
    if course.resolved_at:
        return OVER
    course.taken_by = course.taken_by or event.actor
    did = []
    if stop(course, "acknowledgement", event, "a responder replied"):
        course.acknowledged_at = event.at
        did.append("acknowledges the request")
    if stop(course, "next_response", event, "a responder replied"):
        did.append("replies to the requester")
        if event.says == "acknowledgement":
            start(course, "answer", event)
            did.append("the answer itself is waited for from here")
    did += _said(course, event)
    if not close_if_done(course, event):
        tell_requester(course, event)
    return bool(did), "; ".join(did) or "nobody waited for it"


def _said(course: Course, event: Event) -> list[str]:
    if event.says == "question":
        course.asked_since = course.asked_since or event.at
        return ["asks the requester something: the answer clock pauses"]
    if event.says != "substance":
        return ["only an acknowledgement: no answer yet"] if "answer" in course.running else []
    did = []
    if stop(course, "answer", event, "a responder answered"):
        did.append("answers")
    if stop(course, "eta", event, "what was promised was said"):
        did.append("keeps the promise")
    course.first_response_at = course.first_response_at or event.at
    course.asked_since = None
    return did


def tell_requester(course: Course, event: Event) -> None:
    """Let the requester of a request with an issue wait for the next update from here."""
    if not course.is_request or not course.first_response_at or course.resolved_at:
        return
    stop(course, "update", event, "a responder told something")
    start(course, "update", event)


def _somebody_wrote(course: Course, event: Event) -> Effect:
    if course.resolved_at:
        if event.says not in ("substance", "question"):
            return False, "thanks open nothing"
        return _reopen(course, event)
    if event.role != "other" or event.actor in course.askers:
        return _asker_wrote(course, event)
    if course.others_answer and event.says == "substance":
        return _other_answered(course, event)
    return False, "another person's message neither answers nor asks"


def _asker_wrote(course: Course, event: Event) -> Effect:
    match event.says:
        case "done":
            return _withdraw(course, event)
        case "thanks" if not course.is_request and not course.is_owed:
            return _resolve(course, event, "the requester said thanks")
        case "thanks" | "acknowledgement":
            return False, "opens no wait"
    return _asked_more(course, event)


def _asked_more(course: Course, event: Event) -> Effect:
    if course.asks_again:
        return _reopen(course, event)
    if "answer" in course.running:
        return False, "the answer is waited for already; asking again starts no new wait"
    if "next_response" in course.running:
        return False, "an older message is waited for already"
    start(course, "next_response", event)
    return True, "the next response is waited for"


def _other_answered(course: Course, event: Event) -> Effect:
    because = "another person answered, which counts in this team"
    stopped = [stop(course, kind, event, because) for kind in OWED]
    course.first_response_at = course.first_response_at or event.at
    return any(stopped), because if any(stopped) else "nobody waited for it"


def _end_pause(course: Course, at: datetime) -> bool:
    """Tell whether a clock had been paused that goes on from here."""
    if course.asked_since is None:
        return False
    paused = [r for kind in ("answer", "update") if (r := course.running.get(kind))]
    for running in paused:
        running.pauses.append((max(course.asked_since, running.started_at), at))
    course.asked_since = None
    return bool(paused)


def _reopen(course: Course, event: Event) -> Effect:
    course.resolved_at, course.resolved_by, course.asks_again = None, "", False
    course.acknowledged_at = course.first_response_at = course.issue_closed_at = None
    course.reopened_at = event.at
    course.askers.add(event.actor)
    start(course, "acknowledgement", event)
    start(course, "answer", event)
    return True, "asks again after it was over: acknowledgement and answer are waited for"


def _withdraw(course: Course, event: Event) -> Effect:
    because = "the requester said that it is solved"
    for kind in OWED:
        stop(course, kind, event, because, withdrawn=True)
    return _resolve(course, event, because)


def _resolve(course: Course, event: Event, because: str) -> Effect:
    for kind in list(course.running):
        stop(course, kind, event, because)
    course.asked_since = None
    course.resolved_at, course.resolved_by = event.at, because
    return True, f"ends it: {because}"


def close_if_done(course: Course, event: Event) -> bool:
    """End a request all of whose issues are closed, unless somebody waits for words."""
    if course.issue_closed_at is None or course.resolved_at or course.is_owed:
        return False
    stop(course, "answer", event, "its issue is closed", withdrawn=True)
    _resolve(course, event, "its issue is closed")
    return True


def reacted(course: Course, event: Event) -> Effect:
    """Take an emoji into account."""
    if event.says == "nothing":
        return False, "this emoji has no meaning for the team"
    if course.is_cancelled or course.resolved_at:
        return OVER
    if event.role == "unknown":
        return _doubt(course, event, "reacted")
    return (_marked_done if event.says == "done" else _marked_seen)(course, event)


def _marked_seen(course: Course, event: Event) -> Effect:
    if event.role != "responder":
        return False, "only a responder's emoji acknowledges"
    course.taken_by = course.taken_by or event.actor
    if not stop(course, "acknowledgement", event, f"a responder's :{event.note}:"):
        return False, "it was acknowledged already"
    course.acknowledged_at = event.at
    return True, "acknowledges the request"


def _marked_done(course: Course, event: Event) -> Effect:
    if event.role not in ("responder", "requester"):
        return False, "only the requester's or a responder's emoji says that it is done"
    if event.role == "responder":
        course.taken_by = course.taken_by or event.actor
        course.acknowledged_at = course.acknowledged_at or event.at
        course.first_response_at = course.first_response_at or event.at
    else:
        because = "the requester's emoji says that it is done"
        for kind in ("acknowledgement", "next_response"):
            stop(course, kind, event, because, withdrawn=True)
    return _resolve(course, event, f"the {event.role}'s :{event.note}:")
