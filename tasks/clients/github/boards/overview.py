"""A board's fields come first, with the issues that only a search by label finds."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from domain.board import BoardFields
from domain.issue_link import IssueRef
from tasks.clients.github.boards.asking import Asking
from tasks.clients.github.boards.queries import overview_query
from tasks.clients.github.calls import GithubRefusedError, QueryAnswer, unknown_shape
from tasks.clients.github.records import errors_about
from tasks.clients.github.values import (
    MALFORMED,
    all_nodes,
    flag,
    instant,
    nodes_of,
    reference,
    text,
    whole,
)

Json = Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Searches:
    """What to search for, in GitHub's language: open and closed actions, tracking issues."""

    open: str
    closed: str
    tracking: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundIssue:
    """An issue without its card.

    Attributes:
        id: GitHub's node id.
        ref: Which issue.
        title: As written.
        url: Its address.
        is_private: Whether its repository is private.
        state: ``OPEN`` or ``CLOSED``.
        state_reason: Why it was closed, or ``""``.
        created_at: When it was opened.
        closed_at: When it was closed; None while it is open.
        updated_at: When anything on it changed last.
        labels: All labels; empty where they were not asked for.
        assignees: Logins; empty where they were not asked for.
    """

    id: str
    ref: IssueRef
    title: str
    url: str
    is_private: bool
    state: str
    state_reason: str
    created_at: datetime
    closed_at: datetime | None
    updated_at: datetime
    labels: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search found.

    Attributes:
        issues: The first hundred.
        missing: How many more there are.
        why: Why it could not be read, or ``""``.
    """

    issues: tuple[FoundIssue, ...] = ()
    missing: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """A board as it is, and what was found besides; without searches nothing was."""

    id: str
    fields: BoardFields
    open_actions: Found = Found()
    closed_actions: Found = Found()
    tracking: Found = Found()


async def get_overview(
    asking: Asking, owner: str, number: int, searches: Searches | None
) -> Overview:
    """Read a board's fields, and search.

    Raises:
        GithubRefusedError: There is no such board, or the token cannot see it.
        UnknownShapeError: The answer is not of the documented shape.
    """
    what = f"board {number} of {owner}"
    variables: dict[str, Json] = {"owner": owner, "number": number}
    if searches is not None:
        variables |= {
            "open": searches.open,
            "closed": searches.closed,
            "tracking": searches.tracking,
        }
    query = overview_query(with_searches=searches is not None)
    answer = await asking.ask(what, lambda _: query, variables)
    overview = _read_board(answer, what, owner)
    if searches is None:
        return overview
    return replace(
        overview,
        open_actions=_read_search(answer, "open"),
        closed_actions=_read_search(answer, "closed"),
        tracking=_read_search(answer, "tracking"),
    )


def _read_board(answer: QueryAnswer, what: str, owner: str) -> Overview:
    wrong = errors_about(answer.errors, "organization")
    if wrong:  # a field that is missing here would look renamed
        raise GithubRefusedError(what, tuple(wrong))
    try:
        project = answer.data["organization"]["projectV2"]
        fields = all_nodes(project["fields"])
        return Overview(
            id=text(project["id"]),
            fields=BoardFields(
                owner=owner,
                number=whole(project["number"]),
                names=tuple(text(one["name"]) for one in fields),
                options={
                    one["name"]: tuple(text(option["name"]) for option in one["options"])
                    for one in fields
                    if "options" in one
                },
            ),
        )
    except MALFORMED as error:
        raise unknown_shape(what, error) from None


def _read_search(answer: QueryAnswer, name: str) -> Found:
    wrong = errors_about(answer.errors, name)
    if wrong:
        return Found(why=str(GithubRefusedError("a search", tuple(wrong))))
    try:
        found = answer.data[name]
        issues = tuple(read_issue(node) for node in nodes_of(found) if node)
        return Found(issues=issues, missing=max(0, whole(found["issueCount"]) - len(issues)))
    except MALFORMED as error:
        return Found(why=str(unknown_shape("a search", error)))


def read_issue(node: Json) -> FoundIssue:
    """Read an issue's facts; of unknown shape it is an error of Python's."""
    return FoundIssue(
        id=text(node["id"]),
        ref=reference(node),
        title=text(node["title"]),
        url=text(node["url"]),
        is_private=flag(node["repository"]["isPrivate"]),
        state=text(node["pullState"] if "pullState" in node else node["state"]),
        state_reason=text(node.get("stateReason") or ""),
        created_at=instant(node["createdAt"]),
        closed_at=instant(node["closedAt"]) if node["closedAt"] else None,
        updated_at=instant(node["updatedAt"]),
        labels=_names(node.get("labels"), "name"),
        assignees=_names(node.get("assignees"), "login"),
    )


def _names(connection: Json, key: str) -> tuple[str, ...]:
    return () if connection is None else tuple(text(one[key]) for one in all_nodes(connection))
