"""Each check of the guidelines looks at one request and finds what is missing, or nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from domain.guideline.finding import Finding, Fix
from domain.guideline.issues import (
    asked_issue,
    card_on,
    has_label,
    is_requesters,
    name_issue,
    name_issues,
)
from domain.guideline.sections import find_missing_sections
from domain.issue import Issue
from domain.membership_text import local_time
from domain.words import enumerate_words

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from domain.guideline.finding import CheckName
    from domain.standing import Context, Standing

    CheckFunction = Callable[[Standing, Context], Finding | None]

LINK_FOLLOWS = timedelta(minutes=15)
"""Working time in which people often send the link after the message."""


def missing_link(standing: Standing, context: Context) -> Finding | None:
    """More than a question, but no issue."""
    request, requests = standing.request, context.requests
    why = more_than_a_question(standing, context)
    if request.issues or not why:
        return None
    return Finding(
        request_key=standing.key,
        check="missing_link",
        sentence=f"It is more than a question ({why}), but links no issue.",
        remedy=(
            f"{context.name_of(request.requester)} can open one in {requests.issue_repository}"
            f" with the label {requests.label}, and post its link in the thread."
        ),
        since=context.working_time.add(request.opened_at, LINK_FOLLOWS),
    )


def missing_label(standing: Standing, context: Context) -> Finding | None:
    """An issue without the team's label, where no other linked issue has it or may have it."""
    requests, issues = context.requests, standing.request.issues
    issue = asked_issue(standing.request, requests)
    if issue is None or any(
        not isinstance(other, Issue) or has_label(other, requests.label) for other in issues
    ):
        return None
    may_fix = requests.checks.missing_label.fix and is_requesters(issue.ref, requests)
    return Finding(
        request_key=standing.key,
        check="missing_label",
        sentence=f"{name_issue(issue.ref)} does not carry the label {requests.label}.",
        remedy="Add the label to the issue.",
        since=_linked_at(standing, issue),
        fix=Fix(action="add_label", issue=issue, value=requests.label) if may_fix else None,
    )


def missing_sections(standing: Standing, context: Context) -> Finding | None:
    """An issue that leaves out description, background or impact."""
    issue = asked_issue(standing.request, context.requests)
    if issue is None or not is_requesters(issue.ref, context.requests):
        return None
    missing = find_missing_sections(issue.body, context.requests.sections)
    if not missing:
        return None
    return Finding(
        request_key=standing.key,
        check="missing_sections",
        sentence=f"{name_issue(issue.ref)} says nothing about {enumerate_words(missing)}.",
        remedy=(
            f"Ask {context.name_of(standing.request.requester)} to add it to the issue, under"
            f" {'a heading of that name' if len(missing) == 1 else 'headings of these names'}."
        ),
        since=_linked_at(standing, issue),
    )


def missing_card(standing: Standing, context: Context) -> Finding | None:
    """Acknowledged for a while, but no card in the support list; unknown is not missing."""
    state, requests = standing.state, context.requests
    issue = asked_issue(standing.request, requests)
    if state.acknowledged_at is None or issue is None or state.in_support_list is not False:
        return None
    check, wanted, name = (
        requests.checks.missing_card,
        requests.board.support_list,
        name_issue(issue.ref),
    )
    cards = [card_on(other, requests.board) for other in standing.request.issues]
    card = next((card for card in cards if card), None)
    # A card that somebody put elsewhere stays there: only people move it.
    fix = Fix(action="add_card", issue=issue, value=wanted) if check.fix and not card else None
    lacks = (
        f"the card of {name} is in “{card.column or 'no column'}”, not"
        if card
        else (f"{name} has no card")
    )
    return Finding(
        request_key=standing.key,
        check="missing_card",
        sentence=f"It is acknowledged, but {lacks} in “{wanted}”.",
        remedy=f"{'Move it there' if card else 'Add it to that list'}: {board_address(context)}",
        since=context.allow(state.acknowledged_at, check.after),
        fix=fix,
    )


def card_without_owner(standing: Standing, context: Context) -> Finding | None:
    """A card that nobody is assigned to."""
    board, allowed = context.requests.board, context.requests.checks.card_without_owner.after
    for issue in standing.request.issues:
        card = card_on(issue, board)
        if card is None or not isinstance(issue, Issue) or issue.assignees:
            continue
        if issue.state == "CLOSED":
            continue
        owner = standing.state.owner
        return Finding(
            request_key=standing.key,
            check="card_without_owner",
            sentence=f"The card of {name_issue(issue.ref)} has no owner.",
            remedy=f"Assign the issue to {context.name_of(owner) if owner else 'who takes it'}.",
            since=context.allow(card.entered_at or issue.created_at, allowed),
        )
    return None


def missing_eta(standing: Standing, context: Context) -> Finding | None:
    """More than a question and acknowledged, but neither answered nor promised for a time."""
    state = standing.state
    if state.acknowledged_at is None or not more_than_a_question(standing, context):
        return None
    if state.first_response_at or state.eta or state.status == "waiting_on_requester":
        return None
    return Finding(
        request_key=standing.key,
        check="missing_eta",
        sentence="It is acknowledged, but nobody said when it will be reviewed.",
        remedy="Say when in the thread, such as “ETA tomorrow 14:00”.",
        since=context.allow(state.acknowledged_at, context.requests.checks.missing_eta.after),
    )


def missing_triage(standing: Standing, context: Context) -> Finding | None:
    """Acknowledged and not trivial, but neither EM nor PM was brought in."""
    state = standing.state
    if state.acknowledged_at is None or state.brought_in_at is not None:
        return None
    why = _not_trivial(standing, context)
    if why is None:
        return None
    leads = [context.name_of(lead) for lead in context.leads()] or ["EM", "PM"]
    whom = enumerate_words(leads, "or")
    return Finding(
        request_key=standing.key,
        check="missing_triage",
        sentence=f"It is not trivial ({why[0]}), but neither EM nor PM was brought in.",
        remedy=f"Mention {whom} in the thread, to agree on priority and timing.",
        since=why[1],
    )


def silent_owner(standing: Standing, context: Context) -> Finding | None:
    """Taken, but for long without a word to the requester; a promise not yet due is a word."""
    request, state = standing.request, standing.state
    last = state.updated_at or state.acknowledged_at
    if state.acknowledged_at is None or last is None or state.status == "waiting_on_requester":
        return None
    if state.eta and state.eta.due >= context.now:
        return None
    requester, since = context.name_of(request.requester), local_time(last, context.team.zone)
    said = f"{context.name_of(state.owner)} has not told" if state.owner else "Nobody has told"
    return Finding(
        request_key=standing.key,
        check="silent_owner",
        sentence=f"{said} {requester} anything since {since}.",
        remedy="Post an update in the thread, even if nothing changed.",
        since=context.allow(last, context.requests.checks.silent_owner.after),
    )


def closed_but_waiting(standing: Standing, context: Context) -> Finding | None:
    """All its issues are closed, and the requester still waits in the thread."""
    state = standing.state
    if state.issue_closed_at is None or state.status != "waiting_on_us":
        return None
    requester = context.name_of(standing.request.requester)
    is_one = len(standing.request.issues) == 1
    return Finding(
        request_key=standing.key,
        check="closed_but_waiting",
        sentence=(
            f"{name_issues(standing.request.issues)} {'is' if is_one else 'are'} closed,"
            f" but {requester} still waits in the thread."
        ),
        remedy=f"Answer in the thread, or reopen {'the issue' if is_one else 'an issue'}.",
        since=state.issue_closed_at,
    )


def more_than_a_question(standing: Standing, context: Context) -> str:
    """Say as a clause why something is more than a question; empty for a simple one.

    Questions need no issue and no priority: who names one, or is promised a review, asks for more.
    """
    request = standing.request
    if request.issues or request.kind == "request":
        return "it links an issue"
    if request.priority != context.requests.question_priority:
        return request.urgencies[-1].because
    return "a review was promised" if standing.state.eta else ""


def board_address(context: Context) -> str:
    """The address of the team's board."""
    board = context.requests.board
    return f"https://github.com/orgs/{board.owner}/projects/{board.number}"


def _linked_at(standing: Standing, issue: Issue) -> datetime:
    """When the issue was linked, or when the request was opened."""
    for event in standing.request.events:
        if event.kind == "issue_linked" and event.issue == issue.ref:
            return event.at
    return standing.request.opened_at


def _not_trivial(standing: Standing, context: Context) -> tuple[str, datetime] | None:
    """Say why a request is not trivial, and since when; None for one that may be."""
    request, check = standing.request, context.requests.checks.missing_triage
    for urgency in request.urgencies:
        if urgency.priority in check.priorities:
            return urgency.priority, urgency.since
    for issue in request.issues:
        for label in check.labels:
            if isinstance(issue, Issue) and has_label(issue, label):
                return f"the label {label}", _linked_at(standing, issue)
    too_old = context.allow(request.opened_at, check.age)
    if too_old < context.now:
        return f"open since {local_time(request.opened_at, context.team.zone)}", too_old
    return None


CHECKS: dict[CheckName, CheckFunction] = {
    "missing_link": missing_link,
    "missing_label": missing_label,
    "missing_sections": missing_sections,
    "missing_card": missing_card,
    "card_without_owner": card_without_owner,
    "missing_eta": missing_eta,
    "missing_triage": missing_triage,
    "silent_owner": silent_owner,
    "closed_but_waiting": closed_but_waiting,
}
"""Those that need one request alone."""
