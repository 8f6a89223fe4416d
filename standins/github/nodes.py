"""Nodes are what GraphQL sees of a record: its fields by GitHub's names, lists as pages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from graphql import GraphQLError

from standins.github.hub import Hub
from standins.github.paging import Node, connection
from standins.github.records import (
    Board,
    Card,
    Comment,
    Event,
    Field,
    Issue,
    Label,
    Option,
    Repository,
    Token,
    Value,
)

EVENT_TYPES = {
    "ADDED_TO_PROJECT_V2_EVENT": "AddedToProjectV2Event",
    "ASSIGNED_EVENT": "AssignedEvent",
    "CLOSED_EVENT": "ClosedEvent",
    "LABELED_EVENT": "LabeledEvent",
    "PROJECT_V2_ITEM_STATUS_CHANGED_EVENT": "ProjectV2ItemStatusChangedEvent",
    "REOPENED_EVENT": "ReopenedEvent",
    "UNASSIGNED_EVENT": "UnassignedEvent",
    "UNLABELED_EVENT": "UnlabeledEvent",
}
TITLE = "Title"
WENT_WRONG = (
    "Something went wrong while executing your query. This may be the result of a timeout, or it"
    " could be a GitHub bug."
)

Info = Any
Answer = Node | GraphQLError


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who looks at the hub, and how badly this one answer goes.

    Attributes:
        hub: GitHub.
        token: Whose eyes.
        short: Pages hold fewer than asked.
        partial: Every second issue is lost with an error.
        asked: Counts the issues asked for.
    """

    hub: Hub
    token: Token
    short: bool
    partial: bool
    asked: Iterator[int]


def not_found(what: str) -> GraphQLError:
    """What GitHub says of everything that is missing, or not for this token to see."""
    return GraphQLError(f"Could not resolve to {what}.", extensions={"type": "NOT_FOUND"})


def time_text(at: datetime | None) -> str | None:
    """An instant as GitHub writes it, to the second."""
    return None if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def user_node(login: str) -> Node:
    """One user."""
    return {"__typename": "User", "id": f"U_{login}", "login": login}


def label_node(label: Label) -> Node:
    """One label."""
    return {"__typename": "Label", "id": label.id, "name": label.name}


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

    def issue(_: Info, number: int) -> Node:
        if viewer.partial and next(viewer.asked) % 2:
            raise GraphQLError(WENT_WRONG)
        found = viewer.hub.find_issue(repository, number)
        if found is None:
            raise not_found(f"an Issue with the number of {number}")
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
        "issue": issue,
        "label": label,
        "labels": lambda _, **asked: connection(
            list(repository.labels.values()), label_node, asked, short=viewer.short
        ),
    }


def issue_node(viewer: Viewer, issue: Issue) -> Node:
    """One issue."""

    def cards(_: Info, *, includeArchived: bool, **asked: object) -> Node:  # noqa: N803
        found = [one for one in viewer.hub.cards_of(issue) if includeArchived or not one.archived]
        return connection(found, lambda one: card_node(viewer, one), asked, short=viewer.short)

    def timeline(
        _: Info,
        itemTypes: list[str] | None = None,  # noqa: N803
        since: str | None = None,
        **asked: object,
    ) -> Node:
        kinds = {EVENT_TYPES[kind] for kind in itemTypes or EVENT_TYPES}
        start = datetime.fromisoformat(since) if since else issue.created_at
        found = [one for one in issue.events if one.kind in kinds and one.at >= start]
        return connection(found, lambda one: _event_node(viewer, one), asked, short=viewer.short)

    short = viewer.short
    return {
        "__typename": "Issue",
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
        "stateReason": issue.state_reason,
        "title": issue.title,
        "updatedAt": time_text(issue.updated_at),
        "assignees": lambda _, **a: connection(issue.assignees, user_node, a, short=short),
        "comments": lambda _, **a: connection(issue.comments, _comment_node, a, short=short),
        "labels": lambda _, **a: connection(issue.labels, label_node, a, short=short),
        "projectItems": cards,
        "timelineItems": timeline,
    }


def board_node(viewer: Viewer, board: Board) -> Node:
    """One board."""

    def items(
        _: Info,
        *,
        archivedStates: list[str],  # noqa: N803
        orderBy: Mapping[str, str] | None = None,  # noqa: N803
        **asked: object,
    ) -> Node:
        wanted = {state == "ARCHIVED" for state in archivedStates}
        found = [one for one in board.cards if one.archived in wanted]
        if orderBy and orderBy["direction"] == "DESC":
            found.reverse()
        return connection(found, lambda one: card_node(viewer, one), asked, short=viewer.short)

    def fields(_: Info, **asked: object) -> Node:
        title = Field(id=f"PVTF_{board.number}", name=TITLE, options=[])
        return connection([title, *board.fields], _field_node, asked, short=viewer.short)

    return {
        "__typename": "ProjectV2",
        "id": board.id,
        "number": board.number,
        "owner": lambda _: organization_node(viewer),
        "title": board.title,
        "fields": fields,
        "items": items,
    }


def card_node(viewer: Viewer, card: Card) -> Node:
    """One card; what the token may not see is redacted."""
    seen = viewer.hub.sees(viewer.token, card.issue)

    def value(_: Info, name: str) -> Node | None:
        field = card.board.field_named(name)
        found = card.values.get(field.id) if field else None
        return None if found is None else _value_node(card, found)

    return {
        "__typename": "ProjectV2Item",
        "content": lambda _: issue_node(viewer, card.issue) if seen else None,
        "createdAt": time_text(card.created_at),
        "fieldValueByName": value,
        "id": card.id,
        "isArchived": card.archived,
        "project": lambda _: board_node(viewer, card.board),
        "type": "ISSUE" if seen else "REDACTED",
        "updatedAt": time_text(card.updated_at),
    }


def _value_node(card: Card, value: Value) -> Node:
    return {
        "__typename": "ProjectV2ItemFieldSingleSelectValue",
        "id": f"{card.id}_{value.option.id}",
        "name": value.option.name,
        "optionId": value.option.id,
        "updatedAt": time_text(value.updated_at),
    }


def _field_node(field: Field) -> Node:
    if not field.options:
        told = {"id": field.id, "name": field.name, "dataType": "TITLE"}
        return {"__typename": "ProjectV2Field", **told}

    def options(_: Info, names: list[str] | None = None) -> list[Node]:
        return [_option_node(one) for one in field.options if names is None or one.name in names]

    return {
        "__typename": "ProjectV2SingleSelectField",
        "dataType": "SINGLE_SELECT",
        "id": field.id,
        "name": field.name,
        "options": options,
    }


def _option_node(option: Option) -> Node:
    return {"id": option.id, "name": option.name}


def _comment_node(comment: Comment) -> Node:
    return {
        "__typename": "IssueComment",
        "author": user_node(comment.author),
        "body": comment.body,
        "createdAt": time_text(comment.at),
        "id": comment.id,
    }


def _event_node(viewer: Viewer, event: Event) -> Node:
    told = dict(event.details)
    if "label" in told:
        told["label"] = label_node(told["label"])
    if "assignee" in told:
        told["assignee"] = user_node(told["assignee"])
    if "board" in told:
        told["project"] = board_node(viewer, told.pop("board"))
        told["wasAutomated"] = False
    return {
        "__typename": event.kind,
        "id": event.id,
        "actor": user_node(event.actor),
        "createdAt": time_text(event.at),
        **told,
    }
