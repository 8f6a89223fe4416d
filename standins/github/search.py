"""Search finds the issues that a token sees and that fit every qualifier of the query."""

from collections.abc import Callable, Mapping

from standins.github.nodes.graph import issue_node
from standins.github.nodes.viewer import Viewer
from standins.github.paging import Node, connection
from standins.github.query_words import Word, fits_time, words
from standins.github.records import CLOSED, OPEN, Issue

MOST_RESULTS = 1000

Test = Callable[[Issue, str], bool]


def search_node(viewer: Viewer, query: str, asked: dict[str, object]) -> Node:
    """The newest first, a thousand at most; what the token does not see is left out silently."""
    parts = words(query)
    seen = (one for one in viewer.hub.issues if viewer.hub.sees(viewer.token, one))
    found = [one for one in seen if all(_fits(one, part) is not part.excludes for part in parts)]
    found.sort(key=lambda one: (one.created_at, one.number), reverse=True)
    page = connection(
        found[:MOST_RESULTS], lambda one: issue_node(viewer, one), asked, short=viewer.short
    )
    return page | {"issueCount": len(found)}


def _fits(issue: Issue, part: Word) -> bool:
    test = _TESTS.get(part.key, _nothing)
    return any(test(issue, value) for value in part.values)


def _nothing(_: Issue, __: str) -> bool:
    return False


def _is(issue: Issue, value: str) -> bool:
    """`is:` and `type:` and `state:` share their words, as on GitHub."""
    known = {
        "issue": not issue.is_pull_request,
        "pr": issue.is_pull_request,
        "open": issue.state == OPEN,
        "closed": issue.state != OPEN,
        "merged": issue.state not in (OPEN, CLOSED),
        "private": issue.repository.private,
        "public": not issue.repository.private,
        "blocked": any(one.state == OPEN for one in issue.blocked_by),
    }
    return known.get(value, False)


def _no(issue: Issue, value: str) -> bool:
    known = {"assignee": issue.assignees, "label": issue.labels, "parent-issue": issue.parent}
    return value in known and not known[value]


_TESTS: Mapping[str, Test] = {
    "": lambda issue, value: value in f"{issue.title} {issue.body}".casefold(),
    "is": _is,
    "type": _is,
    "state": _is,
    "no": _no,
    "archived": lambda _, value: value == "false",  # of the repository: none here is
    "org": lambda issue, value: issue.repository.owner.casefold() == value,
    "repo": lambda issue, value: issue.repository.full_name.casefold() == value,
    "label": lambda issue, value: value in {one.name.casefold() for one in issue.labels},
    "assignee": lambda issue, value: value in {one.casefold() for one in issue.assignees},
    "author": lambda issue, value: issue.author.casefold() == value,
    "reason": lambda issue, value: (issue.state_reason or "").casefold() == value.replace(" ", "_"),
    "created": lambda issue, value: fits_time(issue.created_at, value),
    "updated": lambda issue, value: fits_time(issue.updated_at, value),
    "closed": lambda issue, value: fits_time(issue.closed_at, value),
}
