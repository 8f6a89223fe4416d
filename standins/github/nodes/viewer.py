"""A viewer looks at the hub with the eyes of one token; the smallest nodes need nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from graphql import GraphQLError

from standins.github.hub import Hub
from standins.github.paging import Node, connection
from standins.github.records import Card, Comment, Draft, Label, Token

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
        partial: Every second thing asked for is lost with an error.
        asked: Counts the things asked for: issues by number, nodes by id, contents of cards.
    """

    hub: Hub
    token: Token
    short: bool
    partial: bool
    asked: Iterator[int]

    def loses_this(self) -> bool:
        """Whether the thing asked for now is lost."""
        return self.partial and next(self.asked) % 2 == 1


def went_wrong() -> GraphQLError:
    """What GitHub says where it failed at a part of an answer."""
    return GraphQLError(WENT_WRONG)


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


def comment_node(comment: Comment) -> Node:
    """One comment."""
    return {
        "__typename": "IssueComment",
        "author": user_node(comment.author),
        "body": comment.body,
        "createdAt": time_text(comment.at),
        "id": comment.id,
    }


def draft_node(draft: Draft) -> Node:
    """One draft."""
    return {
        "__typename": "DraftIssue",
        "assignees": lambda _, **asked: connection(draft.assignees, user_node, asked),
        "body": draft.body,
        "createdAt": time_text(draft.created_at),
        "creator": user_node(draft.author),
        "id": draft.id,
        "title": draft.title,
        "updatedAt": time_text(draft.updated_at),
    }


def content_type(viewer: Viewer, card: Card) -> str:
    """What a card is to this viewer, as `ProjectV2ItemType` says it."""
    if isinstance(card.content, Draft):
        return "DRAFT_ISSUE"
    if not viewer.hub.sees(viewer.token, card.content):
        return "REDACTED"
    return "PULL_REQUEST" if card.content.is_pull_request else "ISSUE"
