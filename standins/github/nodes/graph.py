"""Repositories, issues, boards and cards lead to one another; each is resolved when asked for."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from standins.github.board_filter import filtered
from standins.github.nodes.fields import field_node, title_field, value_node, view_node
from standins.github.nodes.viewer import (
    Info,
    Viewer,
    comment_node,
    content_type,
    draft_node,
    label_node,
    not_found,
    time_text,
    user_node,
    went_wrong,
)
from standins.github.paging import Node, connection
from standins.github.records import OPEN, Board, Card, Draft, Event, Issue, Repository

WEB = "https://github.com"
KINDS_OF_ISSUES = ("subIssue", "parent", "blockingIssue", "blockedIssue")


def organization_node(viewer: Viewer) -> Node:
    """The organisation."""

    def board(_: Info, number: int) -> Node:
        found = viewer.hub.boards.get(number)
        if found is None:
            raise not_found(f"a ProjectV2 with the number {number}")
        return board_node(viewer, found)

    login = viewer.hub.login
    return {"__typename": "Organization", "id": f"O_{login}", "login": login, "projectV2": board}


def repository_node(viewer: Viewer, repository: Repository) -> Node:
    """One repository."""

    def numbered(number: int, what: str, *, is_pull_request: bool) -> Node:
        if viewer.loses_this():
            raise went_wrong()
        found = viewer.hub.find_issue(repository, number)
        if found is None or found.is_pull_request is not is_pull_request:
            raise not_found(f"{what} with the number of {number}")
        return issue_node(viewer, found)

    def label(_: Info, name: str) -> Node | None:
        found = repository.labels.get(name.casefold())
        return None if found is None else label_node(found)

    return {
        "__typename": "Repository",
        "databaseId": repository.database_id,
        "id": repository.id,
        "isPrivate": repository.private,
        "name": repository.name,
        "nameWithOwner": repository.full_name,
        "owner": lambda _: organization_node(viewer),
        "issue": lambda _, number: numbered(number, "an Issue", is_pull_request=False),
        "pullRequest": lambda _, number: numbered(number, "a PullRequest", is_pull_request=True),
        "label": label,
        "labels": lambda _, **asked: connection(
            list(repository.labels.values()), label_node, asked, short=viewer.short
        ),
    }


def issue_node(viewer: Viewer, issue: Issue) -> Node:
    """One issue or pull request."""
    short = viewer.short
    path = "pull" if issue.is_pull_request else "issues"
    own = _pull_request_parts(issue) if issue.is_pull_request else _issue_parts(viewer, issue)
    return {
        "author": user_node(issue.author),
        "body": issue.body,
        "closed": issue.closed_at is not None,
        "closedAt": time_text(issue.closed_at),
        "createdAt": time_text(issue.created_at),
        "databaseId": issue.database_id,
        "id": issue.id,
        "number": issue.number,
        "repository": lambda _: repository_node(viewer, issue.repository),
        "state": issue.state,
        "title": issue.title,
        "updatedAt": time_text(issue.updated_at),
        "url": f"{WEB}/{issue.repository.full_name}/{path}/{issue.number}",
        "assignees": lambda _, **a: connection(issue.assignees, user_node, a, short=short),
        "comments": lambda _, **a: connection(issue.comments, comment_node, a, short=short),
        "labels": lambda _, **a: connection(issue.labels, label_node, a, short=short),
        "projectItems": lambda _, **a: _cards_of(viewer, issue, **a),
        "timelineItems": lambda _, **a: _timeline(viewer, issue, **a),
        **own,
    }


def _issue_parts(viewer: Viewer, issue: Issue) -> Node:
    seen = viewer.hub.sees
    parent = issue.parent

    def issues(found: Sequence[Issue], asked: dict[str, object]) -> Node:
        shown = [one for one in found if seen(viewer.token, one)]
        return connection(shown, lambda one: issue_node(viewer, one), asked, short=viewer.short)

    return {
        "__typename": "Issue",
        "stateReason": issue.state_reason,
        "blockedBy": lambda _, **asked: issues(issue.blocked_by, asked),
        "blocking": lambda _, **asked: issues(issue.blocking, asked),
        "issueDependenciesSummary": lambda _: {
            "blockedBy": _open(issue.blocked_by),
            "blocking": _open(issue.blocking),
            "totalBlockedBy": len(issue.blocked_by),
            "totalBlocking": len(issue.blocking),
        },
        "parent": lambda _: (
            issue_node(viewer, parent) if parent and seen(viewer.token, parent) else None
        ),
        "subIssues": lambda _, **asked: issues(issue.sub_issues, asked),
        "subIssuesSummary": lambda _: _progress(issue),
    }


def _pull_request_parts(issue: Issue) -> Node:
    return {
        "__typename": "PullRequest",
        "isDraft": issue.is_draft,
        "merged": issue.merged_at is not None,
        "mergedAt": time_text(issue.merged_at),
    }


def _open(issues: Sequence[Issue]) -> int:
    return sum(one.state == OPEN for one in issues)


def _progress(issue: Issue) -> Node:
    """GitHub counts direct sub-issues, and any closed one as completed."""
    total = len(issue.sub_issues)
    completed = total - _open(issue.sub_issues)
    percent = 100 * completed // total if total else 0
    return {"completed": completed, "percentCompleted": percent, "total": total}


def _cards_of(viewer: Viewer, issue: Issue, *, includeArchived: bool, **asked: object) -> Node:  # noqa: N803
    found = [one for one in viewer.hub.cards_of(issue) if includeArchived or not one.archived]
    return connection(found, lambda one: card_node(viewer, one), asked, short=viewer.short)


def _timeline(
    viewer: Viewer,
    issue: Issue,
    *,
    itemTypes: list[str] | None = None,  # noqa: N803
    since: str | None = None,
    **asked: object,
) -> Node:
    kinds = {_type_name(kind) for kind in itemTypes or ()}
    start = datetime.fromisoformat(since) if since else issue.created_at
    found = [one for one in issue.events if (not kinds or one.kind in kinds) and one.at >= start]
    return connection(found, lambda one: _event_node(viewer, one), asked, short=viewer.short)


def _type_name(kind: str) -> str:
    """``CLOSED_EVENT`` is told by a ``ClosedEvent``."""
    return "".join(word.capitalize() for word in kind.split("_"))


def _event_node(viewer: Viewer, event: Event) -> Node:
    told = dict(event.details)
    if "label" in told:
        told["label"] = label_node(told["label"])
    if "assignee" in told:
        told["assignee"] = user_node(told["assignee"])
    if "board" in told:
        board = told.pop("board")
        told |= {"project": lambda _: board_node(viewer, board), "wasAutomated": False}
    for key in KINDS_OF_ISSUES:
        if key in told:
            other = told[key]
            seen = viewer.hub.sees(viewer.token, other)
            told[key] = issue_node(viewer, other) if seen else None
    return {
        "__typename": event.kind,
        "id": event.id,
        "actor": user_node(event.actor),
        "createdAt": time_text(event.at),
        **told,
    }


def board_node(viewer: Viewer, board: Board) -> Node:
    """One board."""
    short = viewer.short

    def items(
        _: Info,
        *,
        archivedStates: list[str],  # noqa: N803
        orderBy: Mapping[str, str],  # noqa: N803
        query: str,
        **asked: object,
    ) -> Node:
        wanted = {state == "ARCHIVED" for state in archivedStates}
        found = filtered(viewer, [one for one in board.cards if one.archived in wanted], query)
        if orderBy["direction"] == "DESC":
            found.reverse()
        return connection(found, lambda one: card_node(viewer, one), asked, short=short)

    def field(_: Info, name: str) -> Node | None:
        found = board.field_named(name)
        return None if found is None else field_node(found)

    fields = [title_field(board), *board.fields]
    return {
        "__typename": "ProjectV2",
        "closed": False,
        "id": board.id,
        "number": board.number,
        "owner": lambda _: organization_node(viewer),
        "title": board.title,
        "url": f"{WEB}/orgs/{board.owner}/projects/{board.number}",
        "field": field,
        "fields": lambda _, **asked: connection(fields, field_node, asked, short=short),
        "items": items,
        "view": lambda _, number: view_node(board) if number == 1 else None,
        "views": lambda _, **asked: connection([board], view_node, asked, short=short),
    }


def card_node(viewer: Viewer, card: Card) -> Node:
    """One card; what the token may not see is redacted."""
    shown = content_type(viewer, card)

    def content(_: Info) -> Node | None:
        if viewer.loses_this():
            raise went_wrong()
        if shown == "REDACTED":
            return None
        if isinstance(card.content, Draft):
            return draft_node(card.content)
        return issue_node(viewer, card.content)

    def value(_: Info, name: str) -> Node | None:
        field = card.board.field_named(name)
        found = card.values.get(field.id) if field else None
        return None if found is None else value_node(card, found)

    return {
        "__typename": "ProjectV2Item",
        "content": content,
        "createdAt": time_text(card.created_at),
        "creator": user_node(card.creator),
        "fieldValueByName": value,
        "id": card.id,
        "isArchived": card.archived,
        "project": lambda _: board_node(viewer, card.board),
        "type": shown,
        "updatedAt": time_text(card.updated_at),
    }
