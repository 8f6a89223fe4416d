"""The histories of issues on a board, and what blocks them, a hundred in one request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from domain.issue import IssueEvent
from domain.issue_link import IssueRef
from tasks.clients.github.boards.asking import Asking
from tasks.clients.github.boards.queries import histories_query, more_history_query
from tasks.clients.github.calls import GithubRefusedError, QueryAnswer, unknown_shape
from tasks.clients.github.records import errors_about, read_event
from tasks.clients.github.values import (
    MALFORMED,
    all_nodes,
    next_cursor,
    nodes_of,
    reference,
)

MOST_PAGES = 10
"""Of one timeline; an issue with a thousand changes of this kind is told of as a gap."""

Json = Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Histories:
    """What was learned of some issues, by their node ids; nothing of those in ``wrong``.

    Attributes:
        events: Issue → its timeline, as far as it is about this board or no board.
        blockers: Issue → the open issues that block it.
        wrong: Issue → why its history could not be read.
        unseen: Issue → why what blocks it could not be read.
    """

    events: dict[str, tuple[IssueEvent, ...]] = field(default_factory=dict)
    blockers: dict[str, tuple[IssueRef, ...]] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    unseen: dict[str, str] = field(default_factory=dict)


async def get_histories(
    asking: Asking, board_id: str, ids: Sequence[str], blocked: Sequence[str]
) -> Histories:
    """Read the timelines of up to a hundred issues, and what blocks up to a hundred.

    Args:
        asking: Whom to ask.
        board_id: Events about another board are left out.
        ids: Node ids of the issues whose timelines are wanted.
        blocked: Node ids of issues that are blocked.

    Raises:
        GithubRefusedError: Nothing could be read; and all errors of the client.
    """
    variables: dict[str, Json] = {"ids": list(ids)} | (
        {"blocked": list(blocked)} if blocked else {}
    )
    answer = await asking.ask(
        "the history of issues",
        lambda unknown: histories_query(unknown, with_blockers=bool(blocked)),
        variables if blocked else {"ids": list(ids)},
    )
    found, pages = Histories(), {}
    for place, issue in enumerate(ids):
        page = _node(answer, "histories", place)
        pages[issue] = _add_page(found, board_id, issue, page)
    for place, issue in enumerate(blocked):
        _add_blockers(found, issue, _node(answer, "blocked", place))
    await _add_more(asking, board_id, found, {i: after for i, after in pages.items() if after})
    return found


async def _add_more(
    asking: Asking, board_id: str, found: Histories, open_ends: Mapping[str, str]
) -> None:
    for _ in range(MOST_PAGES - 1):
        if not open_ends:
            return
        places = list(enumerate(open_ends.items()))
        variables = {f"id{place}": issue for place, (issue, _) in places}
        variables |= {f"after{place}": after for place, (_, after) in places}
        answer = await asking.ask(
            "the history of issues",
            partial(more_history_query, len(places)),
            variables,
        )
        ends = {
            issue: _add_page(found, board_id, issue, _node(answer, f"h{place}"))
            for place, (issue, _) in places
        }
        open_ends = {issue: after for issue, after in ends.items() if after}
    for issue in open_ends:
        _give_up(found, issue, f"it has more than {MOST_PAGES * 100} changes")


def _node(answer: QueryAnswer, *path: str | int) -> Json | str:
    """An issue of the answer, or why it is not there, or not whole."""
    wrong = errors_about(answer.errors, *path)
    if wrong:
        return str(GithubRefusedError("an issue", tuple(wrong)))
    node: Json = answer.data
    try:
        for part in path:
            node = node[part]
    except (KeyError, IndexError, TypeError) as error:
        return str(unknown_shape("an issue", error))
    return node if isinstance(node, dict) and node else "GitHub gave nothing for an issue"


def _add_page(found: Histories, board_id: str, issue: str, node: Json | str) -> str | None:
    """Add a page of a timeline; gives where the next begins."""
    if isinstance(node, str):
        _give_up(found, issue, node)
        return None
    try:
        timeline = node["timelineItems"]
        events = [read_event(one) for one in nodes_of(timeline) if _is_ours(one, board_id)]
        after = next_cursor(timeline)
    except MALFORMED as error:
        _give_up(found, issue, str(unknown_shape("an issue's history", error)))
        return None
    found.events[issue] = (*found.events.get(issue, ()), *events)
    return after


def _is_ours(node: Json, board_id: str) -> bool:
    """Whether an event is about this board, or about none; another's project may be unseen."""
    return "project" not in node or bool(node["project"] and node["project"]["id"] == board_id)


def _add_blockers(found: Histories, issue: str, node: Json | str) -> None:
    if isinstance(node, str):
        found.unseen[issue] = node
        return
    try:
        nodes = [one for one in all_nodes(node["blockedBy"]) if one]
        found.blockers[issue] = tuple(reference(one) for one in nodes if one["state"] == "OPEN")
    except MALFORMED as error:
        found.unseen[issue] = str(unknown_shape("what blocks an issue", error))


def _give_up(found: Histories, issue: str, why: str) -> None:
    found.events.pop(issue, None)
    found.wrong[issue] = why
