"""Linked issues add to a request what happened on them since they were linked."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from domain.issue import Issue, IssueAnswer, IssueEvent, IssueEventKind, UnreadableIssue
from domain.issue_link import IssueRef
from domain.request.records import Event, EventKind, Request, Role
from domain.request.rules import Rules
from domain.request.urgency import urgencies_of

_KINDS: Mapping[IssueEventKind, EventKind] = {
    "label_added": "label_added",
    "label_removed": "label_removed",
    "assigned": "assigned",
    "unassigned": "unassigned",
    "card_added": "card_added",
    "card_moved": "card_moved",
    "closed": "closed",
    "reopened": "reopened",
}


def attach_issues(
    requests: Iterable[Request], issues: Mapping[IssueRef, IssueAnswer], rules: Rules
) -> tuple[Request, ...]:
    """Complete requests with the issues they link to.

    What an issue already had when it was linked counts from then on. A responder's link to an
    issue that was closed already is a reference and not the request's issue.

    Args:
        requests: As found among the threads.
        issues: The answer for every linked issue; one that is missing counts as not readable.
        rules: The team's.
    """
    logins = rules.people.logins()
    return tuple(_attach(request, issues, rules, logins) for request in requests)


def _attach(
    request: Request,
    issues: Mapping[IssueRef, IssueAnswer],
    rules: Rules,
    logins: Mapping[str, str],
) -> Request:
    links = [event for event in request.events if event.kind == "issue_linked" and event.issue]
    if not links:
        return request
    kept: list[IssueAnswer] = []
    events = [event for event in request.events if event.kind != "issue_linked"]
    for link in links:
        issue = _answer(link.issue, issues)
        if link.role == "responder" and _closed_before(issue, link.at):
            continue
        kept.append(issue)
        events.append(replace(link, note=_condition(issue, link.at)))
        if isinstance(issue, Issue):
            events += _events(issue, link, rules, logins)
    events.sort(key=lambda event: event.at)
    opened = next(event for event in events if event.kind == "opened")
    return replace(
        request,
        kind="request" if kept else "question",
        events=tuple(events),
        issues=tuple(kept),
        urgencies=urgencies_of(opened, events, rules),
    )


def _answer(ref: IssueRef | None, issues: Mapping[IssueRef, IssueAnswer]) -> IssueAnswer:
    assert ref is not None  # noqa: S101  links have one
    missing = UnreadableIssue(
        ref=ref, why="it was not asked for", remedy="The next run asks for it."
    )
    return issues.get(ref, missing)


def _closed_before(issue: IssueAnswer, at: datetime) -> bool:
    return isinstance(issue, Issue) and not _is_open_at(issue, at)


def _condition(issue: IssueAnswer, at: datetime) -> str:
    """As it was when it was linked: open, closed, or unknown."""
    if not isinstance(issue, Issue):
        return "unknown"
    return "open" if _is_open_at(issue, at) else "closed"


def _is_open_at(issue: Issue, at: datetime) -> bool:
    """Look at the last change before, else at the first one after, else at what it is now."""
    changes = [event for event in issue.events if event.kind in ("closed", "reopened")]
    before = [event for event in changes if event.at <= at]
    if before:
        return before[-1].kind == "reopened"
    if changes:
        return changes[0].kind == "closed"
    return issue.closed_at is None or issue.closed_at > at


def _events(issue: Issue, link: Event, rules: Rules, logins: Mapping[str, str]) -> Iterator[Event]:
    board = rules.policy.board.number
    yield from _already(issue, link)
    for change in issue.events:
        kind = _KINDS.get(change.kind)  # what blocks an issue is no news about a request
        if kind is None or change.at <= link.at or change.board not in (None, board):
            continue
        yield _event(issue, kind, change.at, change.actor, change.subject, rules, logins)
    if issue.closed_at is not None and issue.closed_at > link.at and not _tells_closing(issue):
        yield _event(issue, "closed", issue.closed_at, "", "", rules, logins)
    for comment in issue.comments:
        if comment.at > link.at:
            yield _event(issue, "commented", comment.at, comment.author, "", rules, logins)
    yield from _leads(issue, link, rules, logins)


def _event(
    issue: Issue,
    kind: EventKind,
    at: datetime,
    login: str,
    subject: str,
    rules: Rules,
    logins: Mapping[str, str],
) -> Event:
    role: Role = "app" if login.endswith("[bot]") else "other"
    user = logins.get(login.casefold(), "")
    if user:
        role = rules.people.role_of(user, at)
    return Event(kind=kind, at=at, role=role, actor=login, note=subject, issue=issue.ref)


def _tells_closing(issue: Issue) -> bool:
    return any(event.kind == "closed" for event in issue.events)


def _already(issue: Issue, link: Event) -> Iterator[Event]:
    """What it had when it was linked: what it has now, with everything since taken back."""
    kinds: tuple[tuple[EventKind, EventKind, tuple[str, ...]], ...] = (
        ("label_added", "label_removed", issue.labels),
        ("assigned", "unassigned", issue.assignees),
    )
    for added, removed, now in kinds:
        had = dict.fromkeys(now)
        for change in reversed([event for event in issue.events if event.at > link.at]):
            if change.kind == added:
                had.pop(change.subject, None)
            elif change.kind == removed:
                had[change.subject] = None
        for subject in had:
            yield Event(kind=added, at=link.at, role="other", note=subject, issue=issue.ref)


def _leads(issue: Issue, link: Event, rules: Rules, logins: Mapping[str, str]) -> Iterator[Event]:
    """EM and PM are brought in when they are assigned, or write a comment."""
    touched = [(comment.author, comment.at) for comment in issue.comments]
    touched += [(event.subject, event.at) for event in issue.events if event.kind == "assigned"]
    touched += [(login, link.at) for login in issue.assignees if not _assigned(issue, login)]
    for login, at in touched:
        user = logins.get(login.casefold(), "")
        known_at = max(at, link.at)
        if lead := rules.people.lead_role(user, known_at):
            yield Event(
                kind="brought_in",
                at=known_at,
                role="responder",
                actor=user,
                note=lead,
                issue=issue.ref,
            )


def _assigned(issue: Issue, login: str) -> bool:
    return any(_is_assignment(event, login) for event in issue.events)


def _is_assignment(event: IssueEvent, login: str) -> bool:
    return event.kind == "assigned" and event.subject == login
