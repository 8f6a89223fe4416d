"""A value of an answer is taken as what it should be, or refused with an error of Python's."""

from datetime import datetime
from typing import Any

from domain.issue_link import IssueRef

MALFORMED = (KeyError, TypeError, ValueError, AttributeError)
"""What reading an answer of unknown shape raises, for the caller to name."""

Json = Any


def all_nodes(connection: Json) -> list[Json]:
    """Take the nodes of a connection that must be whole."""
    if connection["pageInfo"]["hasNextPage"] is not False:
        raise ValueError("more than one page")
    return nodes_of(connection)


def nodes_of(connection: Json) -> list[Json]:
    """Take the nodes of one page."""
    nodes = connection["nodes"]
    if not isinstance(nodes, list):
        raise TypeError("nodes")
    return nodes


def next_cursor(connection: Json) -> str | None:
    """Where the next page begins; None after the last."""
    page = connection["pageInfo"]
    return text(page["endCursor"]) if flag(page["hasNextPage"]) else None


def text(value: Json) -> str:
    """Take a text."""
    if not isinstance(value, str):
        raise TypeError(type(value).__name__)
    return value


def flag(value: Json) -> bool:
    """Take a yes or no."""
    if not isinstance(value, bool):
        raise TypeError(type(value).__name__)
    return value


def whole(value: Json) -> int:
    """Take a whole number."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(type(value).__name__)
    return value


def login(actor: Json) -> str:
    """Take a login; the account may be deleted."""
    return "" if actor is None else text(actor["login"])


def instant(value: Json) -> datetime:
    """Take an aware instant."""
    at = datetime.fromisoformat(value)
    if at.tzinfo is None:
        raise ValueError(value)
    return at


def reference(node: Json) -> IssueRef:
    """Take which issue a node is, from its number and its repository's ``nameWithOwner``."""
    owner, _, name = text(node["repository"]["nameWithOwner"]).casefold().partition("/")
    return IssueRef(owner=owner, repository=name, number=whole(node["number"]))
