"""The sub-issues of a hundred issues come in one request, one level at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.issue_link import IssueRef
from tasks.clients.github.boards.asking import Asking
from tasks.clients.github.boards.overview import FoundIssue, read_issue
from tasks.clients.github.boards.queries import sub_issues_query
from tasks.clients.github.calls import GithubRefusedError, unknown_shape
from tasks.clients.github.records import errors_about
from tasks.clients.github.values import MALFORMED, flag, instant, nodes_of, reference, text, whole

_CHILD = ("nodes", 0, "subIssues", "nodes", 0)

Json = Any


@dataclass(frozen=True, slots=True, kw_only=True)
class SubIssue:
    """One sub-issue, and whether it has some of its own."""

    id: str
    ref: IssueRef
    is_open: bool
    state_reason: str
    closed_at: datetime | None
    is_leaf: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Children:
    """The sub-issues of one issue that the token can see.

    Attributes:
        issue: The one that has them, where it was asked for.
        issues: In order.
        unseen: How many more there are.
        why: Why they could not be read, or ``""``.
    """

    issue: FoundIssue | None = None
    issues: tuple[SubIssue, ...] = ()
    unseen: int = 0
    why: str = ""


async def get_sub_issues(
    asking: Asking, ids: Sequence[str], *, with_facts: bool
) -> dict[str, Children]:
    """Read the sub-issues of up to a hundred issues, by their node ids.

    Args:
        asking: Whom to ask.
        ids: Node ids of the issues.
        with_facts: Read these issues themselves too; they cost two points more.

    Raises:
        GithubRefusedError: Nothing could be read; and all errors of the client.
    """
    query = sub_issues_query(with_facts=with_facts)
    answer = await asking.ask("sub-issues", lambda _: query, {"ids": list(ids)})
    nodes = answer.data.get("nodes")
    if not isinstance(nodes, list) or len(nodes) != len(ids):
        raise unknown_shape("sub-issues")
    found = {}
    for place, issue in enumerate(ids):
        wrong = [
            error
            for error in errors_about(answer.errors, "nodes", place)
            if len(error.path) != len(_CHILD)  # one that is not for this token counts as unseen
        ]
        lost = str(GithubRefusedError("sub-issues", tuple(wrong))) if wrong else ""
        found[issue] = Children(why=lost) if lost else _read(nodes[place], with_facts=with_facts)
    return found


def _read(node: Json, *, with_facts: bool) -> Children:
    try:
        children = node["subIssues"]
        issues = tuple(_sub_issue(one) for one in nodes_of(children) if one)
        total = whole(node["subIssuesSummary"]["total"])
        unseen = max(total - len(issues), int(flag(children["pageInfo"]["hasNextPage"])))
        issue = read_issue(node) if with_facts else None
    except MALFORMED as error:
        return Children(why=str(unknown_shape("sub-issues", error)))
    return Children(issue=issue, issues=issues, unseen=unseen)


def _sub_issue(node: Json) -> SubIssue:
    return SubIssue(
        id=text(node["id"]),
        ref=reference(node),
        is_open=text(node["state"]) == "OPEN",
        state_reason=text(node["stateReason"] or ""),
        closed_at=instant(node["closedAt"]) if node["closedAt"] else None,
        is_leaf=whole(node["subIssuesSummary"]["total"]) == 0,
    )
