"""What has become of a request by an instant, read off its course and its issues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.issue import Issue, UnreadableIssue, UnseenIssue
from domain.request.course import OWED
from domain.request.records import RequestState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from domain.issue import Card
    from domain.request.course import Course
    from domain.request.records import Request, Status
    from domain.request.rules import Rules


def state_of(request: Request, course: Course, rules: Rules) -> RequestState:
    """Sum up a request.

    Args:
        request: With its issues attached.
        course: Its course until the instant that is asked about.
        rules: The team's.
    """
    seen = [issue for issue in request.issues if isinstance(issue, Issue)]
    card = _card(seen, rules)
    blind = len(seen) < len(request.issues)
    listed = _was_listed(request, rules) or (card is not None and _is_listed(card, rules))
    waits = [course.running[kind].started_at for kind in OWED if kind in course.running]
    return RequestState(
        status=_status(course),
        acknowledged_at=course.acknowledged_at,
        first_response_at=course.first_response_at,
        waiting_since=min(waits) if course.is_owed else None,
        eta=course.promise,
        owner=_owner(seen, card, course, rules),
        on_board=True if card else None if blind else False,
        column=card.column if card else "",
        in_support_list=True if listed else None if blind else False,
        brought_in_at=course.brought_in_at,
        updated_at=course.updated_at,
        resolved_at=course.resolved_at,
        resolved_by=course.resolved_by,
        reopened_at=course.reopened_at,
        issue_closed_at=course.issue_closed_at,
        unknown=_unknown(request, course),
    )


def blind_spot(request: Request) -> str:
    """Say which linked issue could not be seen or read, as a clause; empty if all were."""
    for issue in request.issues:
        name = f"{issue.ref.owner}/{issue.ref.repository}#{issue.ref.number}"
        match issue:
            case UnseenIssue():
                return f"{name} does not exist, or the GitHub token cannot see it"
            case UnreadableIssue(why=why):
                return f"{name} could not be read: {why}"
    return ""


def _unknown(request: Request, course: Course) -> str:
    return request.unread or course.doubt or blind_spot(request)


def _status(course: Course) -> Status:
    if course.is_cancelled:
        return "cancelled"
    if course.resolved_at:
        return "resolved"
    if course.is_owed:
        return "waiting_on_us"
    if course.asked_since or not course.is_request:
        return "waiting_on_requester"
    return "open"


def _card(issues: Iterable[Issue], rules: Rules) -> Card | None:
    """The card on the team's board; one that is not archived before one that is."""
    board = (rules.policy.board.owner.casefold(), rules.policy.board.number)
    cards = [
        card
        for issue in issues
        for card in issue.cards
        if (card.board_owner.casefold(), card.board_number) == board
    ]
    return min(cards, key=lambda card: card.archived, default=None)


def _is_listed(card: Card, rules: Rules) -> bool:
    return card.column.casefold() == rules.policy.board.support_list.casefold()


def _was_listed(request: Request, rules: Rules) -> bool:
    """Whether a card has ever been in the support list; it moves on as the work does."""
    board = rules.policy.board
    return any(
        event.subject.casefold() == board.support_list.casefold()
        for issue in request.issues
        if isinstance(issue, Issue)
        for event in issue.events
        if event.kind in ("card_added", "card_moved") and event.board == board.number
    )


def _owner(issues: Iterable[Issue], card: Card | None, course: Course, rules: Rules) -> str:
    """Find who has the issue with the card, else any issue; else who took it in the thread.

    Members come first: the requester may well be assigned to the issue they opened.
    """
    logins = rules.people.logins()
    carded = sorted(issues, key=lambda issue: card not in issue.cards)
    assignees = [login for issue in carded for login in issue.assignees]
    members = [logins[login.casefold()] for login in assignees if login.casefold() in logins]
    found = [owner for owner in (*members, course.taken_by, *assignees) if owner]
    return next(iter(found), "")
