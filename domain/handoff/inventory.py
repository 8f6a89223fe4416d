"""What is handed over is every request that is not over, in the order in which to look at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from domain.standing import Context, Standing
    from domain.work_item import BoardRead, WorkItem

Pile = Literal[
    "urgent",
    "unacknowledged",
    "waiting_on_us",
    "in_progress",
    "without_owner",
    "waiting_on_requester",
]
PILES: tuple[Pile, ...] = get_args(Pile)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One request that is handed over, and where it lies."""

    pile: Pile
    standing: Standing


def take_stock(standings: Sequence[Standing], context: Context) -> tuple[Item, ...]:
    """Sort what is not over: pile by pile, the most urgent and overdue first, then the oldest.

    A request whose thread could not be read is left out: nobody knows how it stands.
    """
    items = [
        Item(pile=_pile(standing, context), standing=standing)
        for standing in standings
        if standing.is_followed
    ]
    return tuple(sorted(items, key=lambda item: _rank(item, context)))


def cards_without_owner(
    board: BoardRead, standings: Sequence[Standing], support_list: str
) -> tuple[WorkItem, ...]:
    """List the cards in the support list that nobody owns, the oldest first.

    Those of requests that are handed over anyway are left out, and so are cards that nobody may
    see: they have no owner that could be told.
    """
    listed = {issue.ref for one in standings if one.is_followed for issue in one.request.issues}
    found = [
        item
        for item in board.items
        if item.column == support_list
        and not (item.archived or item.assignees or item.ref in listed)
        and item.state not in {"CLOSED", "MERGED"}
        and item.type != "redacted"
    ]
    return tuple(sorted(found, key=lambda item: (item.entered_at or board.read_at, item.rank)))


def names_person(standing: Standing, user: str) -> bool:
    """Whether a request that is not over still waits for a person: its owner, or who promised."""
    if not standing.is_followed or not user:
        return False
    return standing.state.owner == user or any(c.promised_by == user for c in standing.awaited)


def _pile(standing: Standing, context: Context) -> Pile:
    state, pressing = standing.state, standing.pressing
    if standing.request.priority in context.requests.urgent:
        return "urgent"
    if state.status == "waiting_on_us" and state.acknowledged_at is None:
        return "unacknowledged"
    if state.status == "waiting_on_us" or (pressing and pressing.kind in {"eta", "answer"}):
        return "waiting_on_us"
    if state.status == "waiting_on_requester":
        return "waiting_on_requester"
    if not state.owner and state.column == context.requests.board.support_list:
        return "without_owner"
    return "in_progress"


def _rank(item: Item, context: Context) -> tuple[int, int, bool, datetime, str]:
    """Where an item stands in the list; by its priority among the urgent ones alone."""
    priority, policy = item.standing.request.priority, context.requests
    urgency = list(policy.sla).index(priority) if priority in policy.urgent else 0
    pressing, opened = item.standing.pressing, item.standing.request.opened_at
    is_late = pressing is not None and pressing.is_overdue
    since = pressing.due if pressing is not None and is_late else opened
    return PILES.index(item.pile), urgency, not is_late, since, item.standing.key
