"""A deed is one line of a history: a card enters a column, or something happens to its issue."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from standins.github.cards import add_card, add_draft, archive, rank
from standins.github.hub import Hub
from standins.github.records import Board, Card, Issue
from standins.github.relations import block, unblock
from standins.github.seed import choose, closing_reason, find_issue, read_issue
from standins.seed import SeedError

OF_ISSUES = ("title", "author", "body", "labels", "assignees", "hidden", "pull_request", "parent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One card of a history, as written there, and its board.

    Attributes:
        board: Where its card is.
        entry: All that the history says of it.
        archive_after: How long after it was finished its card is put away; None for never.
    """

    board: Board
    entry: Mapping[str, Any]
    archive_after: timedelta | None

    @property
    def name(self) -> str:
        """Its reference, or the title of a draft."""
        return str(self.entry.get("issue") or self.entry.get("draft"))

    @property
    def author(self) -> str:
        """Who did all that happened: one of those who work on it, if it does not say."""
        first = next(iter(self.entry.get("assignees", ())), "gus")
        return str(self.entry.get("author", first))


Act = Callable[[Hub, Item, str, datetime], None]


def do(hub: Hub, item: Item, deed: str, at: datetime) -> None:
    """Let one thing happen: a word of ``DEEDS`` and what follows it, or a column's name.

    Raises:
        SeedError: The column or what the word names does not exist.
    """
    for word, act in DEEDS.items():
        if deed == word or deed.startswith(f"{word} "):
            act(hub, item, deed.removeprefix(word).strip(), at)
            return
    _enter(hub, item, deed, at)


def _open(hub: Hub, item: Item, _: str, at: datetime) -> None:
    name, _, number = item.name.rpartition("#")
    repository = hub.repositories.get(name.rpartition("/")[2].casefold())
    if repository is None or not number.isdecimal():
        raise SeedError(f"{item.name} is in no known repository: write repository#number.")
    own = {key: item.entry[key] for key in OF_ISSUES if key in item.entry}
    entry = {**own, "number": int(number), "author": item.author, "created": at}
    read_issue(hub, repository, entry, "history")


def _enter(hub: Hub, item: Item, column: str, at: datetime) -> None:
    """Put the card into a column; the last one closes its issue, as the board's workflow does."""
    card = _card(hub, item, at)
    choose(hub, card, (item.board.status.name, column), (item.author, at), item.name)
    if column != item.board.status.options[-1].name:
        return
    if isinstance(card.content, Issue) and card.content.closed_at is None:
        _end(hub, card.content, "COMPLETED", item.author, at)
    _archive_later(hub, item, card, at)


def _card(hub: Hub, item: Item, at: datetime) -> Card:
    if "draft" in item.entry:
        known = len(item.board.cards)
        card = add_draft(hub, item.board, item.name, item.author, at)
    else:
        issue, known = find_issue(hub, item.name), len(item.board.cards)
        card = add_card(hub, item.board, issue, item.author, at)
    if len(item.board.cards) > known:
        for field, option in item.entry.get("values", {}).items():
            choose(hub, card, (field, option), (item.author, at), item.name)
    return card


def _end(hub: Hub, issue: Issue, reason: str, actor: str, at: datetime) -> None:
    if issue.is_pull_request:
        hub.merge(issue, actor, at)
    else:
        hub.close(issue, reason, actor, at)


def _archive_later(hub: Hub, item: Item, card: Card, at: datetime) -> None:
    if item.archive_after is None:
        return
    done, due = card.values[item.board.status.id], at + item.archive_after

    def put_away() -> None:
        if card.values.get(item.board.status.id) is done:
            archive(card, due, archived=True)

    hub.later(due, put_away)


def _close(hub: Hub, item: Item, reason: str, at: datetime) -> None:
    """Close the issue; its card goes to the last column, as the board's workflow has it."""
    issue = find_issue(hub, item.name)
    reason = closing_reason({"reason": reason.replace(" ", "_") or "completed"}, item.name)
    hub.close(issue, reason, item.author, at)
    if hub.cards_of(issue):
        _enter(hub, item, item.board.status.options[-1].name, at)


def _reopen(hub: Hub, item: Item, _: str, at: datetime) -> None:
    hub.reopen(find_issue(hub, item.name), item.author, at)


def _block(hub: Hub, item: Item, other: str, at: datetime) -> None:
    block(hub, find_issue(hub, item.name), find_issue(hub, other), item.author, at)


def _unblock(hub: Hub, item: Item, other: str, at: datetime) -> None:
    unblock(hub, find_issue(hub, item.name), find_issue(hub, other), item.author, at)


def _label(hub: Hub, item: Item, name: str, at: datetime) -> None:
    hub.add_label(find_issue(hub, item.name), name, item.author, at)


def _unlabel(hub: Hub, item: Item, name: str, at: datetime) -> None:
    issue = find_issue(hub, item.name)
    hub.remove_label(issue, hub.label(issue.repository, name), item.author, at)


def _assign(hub: Hub, item: Item, login: str, at: datetime) -> None:
    hub.assign(find_issue(hub, item.name), login, item.author, at)


def _comment(hub: Hub, item: Item, text: str, at: datetime) -> None:
    hub.comment(find_issue(hub, item.name), item.author, text, at)


def _set(hub: Hub, item: Item, value: str, at: datetime) -> None:
    field, _, option = value.partition(" ")
    choose(hub, _card(hub, item, at), (field, option), (item.author, at), item.name)


def _rank(hub: Hub, item: Item, other: str, at: datetime) -> None:
    above = next(iter(hub.cards_of(find_issue(hub, other))), None)
    rank(_card(hub, item, at), above)


DEEDS: Mapping[str, Act] = {
    "opened": _open,
    "closed": _close,  # `closed`, `closed not planned`, `closed duplicate`
    "reopened": _reopen,
    "blocked by": _block,
    "unblocked by": _unblock,
    "labeled": _label,
    "unlabeled": _unlabel,
    "assigned": _assign,
    "commented": _comment,
    "set": _set,  # `set Priority p1`
    "ranked above": _rank,
}
