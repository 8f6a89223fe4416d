"""Cards are read with what they show; what cannot be seen of one is counted, never left out."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.work_item import WorkItem, WorkItemType
from tasks.clients.github.boards.asking import Asking, place_of
from tasks.clients.github.boards.overview import read_issue
from tasks.clients.github.boards.queries import (
    BoardNames,
    CardFilter,
    cards_by_id_query,
    cards_query,
)
from tasks.clients.github.calls import GithubRefusedError, QueryError, unknown_shape
from tasks.clients.github.records import NOT_FOUND
from tasks.clients.github.values import (
    MALFORMED,
    flag,
    instant,
    next_cursor,
    nodes_of,
    text,
    whole,
)

_TYPES: Mapping[str, WorkItemType] = {
    "ISSUE": "issue",
    "PULL_REQUEST": "pull_request",
    "DRAFT_ISSUE": "draft",
    "REDACTED": "redacted",
}

Json = Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCard:
    """A card without its history.

    Attributes:
        item: The card; its rank is its place on the page.
        blockers: How many open issues block it.
        above: Node ids of the issues that it is a part of, the nearest first.
        hidden: Why its content could not be read although it may be seen, or ``""``.
    """

    item: WorkItem
    blockers: int = 0
    above: tuple[str, ...] = ()
    hidden: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardsPage:
    """One page of a board.

    Attributes:
        cards: In queue order.
        lost: Why others on it could not be read at all, one for each.
        total: How many cards all pages have.
        after: Where the next page begins; None after the last.
    """

    cards: tuple[ReadCard, ...]
    lost: tuple[str, ...]
    total: int
    after: str | None


async def get_cards_page(
    asking: Asking, board_id: str, names: BoardNames, wanted: CardFilter, after: str | None
) -> CardsPage:
    """Read up to a hundred cards.

    Raises:
        GithubRefusedError: It cannot be told which cards there are, or where they stand.
        UnknownShapeError: The answer is not of the documented shape.
    """
    what = "the cards of the board"
    answer = await asking.ask(
        what,
        lambda unknown: cards_query(names, wanted, unknown),
        {"board": board_id, "after": after},
    )
    wrong = _by_place(what, answer.errors, "node", "items", "nodes")
    try:
        items = answer.data["node"]["items"]
        cards, lost = _read_cards(nodes_of(items), wrong)
        total, cursor = whole(items["totalCount"]), next_cursor(items)
    except MALFORMED as error:
        raise unknown_shape(what, error) from None
    return CardsPage(cards=cards, lost=lost, total=total, after=cursor)


async def get_cards(
    asking: Asking, ids: Sequence[str], names: BoardNames
) -> tuple[dict[str, ReadCard | None], tuple[str, ...]]:
    """Read up to a hundred cards by their ids.

    Returns:
        Id → the card, or None where it was taken off the board; and for each of the others why
        it could not be read.

    Raises:
        GithubRefusedError: None of them could be read.
        UnknownShapeError: The answer is not of the documented shape.
    """
    what = "cards that were on the board"
    answer = await asking.ask(
        what, lambda unknown: cards_by_id_query(names, unknown), {"ids": list(ids)}
    )
    wrong = _by_place(what, answer.errors, "nodes")
    gone = {place for place, one in wrong.items() if any(e.kind == NOT_FOUND for e in one)}
    try:
        nodes = answer.data["nodes"]
        kept = [place for place in range(len(ids)) if nodes[place] or place not in gone]
        cards, lost = _read_cards(
            [nodes[place] for place in kept],
            {place: wrong[was] for place, was in enumerate(kept) if was in wrong},
        )
    except (*MALFORMED, IndexError) as error:
        raise unknown_shape(what, error) from None
    found: dict[str, ReadCard | None] = {card.item.id: card for card in cards}
    return found | {ids[place]: None for place in gone if not nodes[place]}, lost


def _by_place(
    what: str, errors: Sequence[QueryError], *root: str
) -> Mapping[int, list[QueryError]]:
    """Errors by the card they are about; one about more than that spoils the whole answer."""
    wrong: dict[int, list[QueryError]] = defaultdict(list)
    for error in errors:
        place = place_of(error, *root)
        if place is None:
            raise GithubRefusedError(what, tuple(errors))
        wrong[place].append(error)
    return wrong


def _read_cards(
    nodes: Sequence[Json], wrong: Mapping[int, list[QueryError]]
) -> tuple[tuple[ReadCard, ...], tuple[str, ...]]:
    cards: list[ReadCard] = []
    lost: list[str] = []
    for place, node in enumerate(nodes):
        errors = wrong.get(place, [])
        if not node or any("content" not in error.path for error in errors):
            lost.append(_said(errors))
        else:
            cards.append(_read_card(node, place, _said(errors) if errors else ""))
    return tuple(cards), tuple(lost)


def _said(errors: Sequence[QueryError]) -> str:
    return "; ".join(dict.fromkeys(error.message for error in errors)) or "GitHub gave nothing"


def _read_card(node: Json, place: int, hidden: str) -> ReadCard:
    status, content = node["status"], node["content"]
    kind = _TYPES[node["type"]]
    if hidden or kind == "redacted" or content is None:
        kind, content = "redacted", {}
        hidden = hidden or ("" if node["type"] == "REDACTED" else "GitHub gave none")
    return ReadCard(
        item=WorkItem(
            id=text(node["id"]),
            type=kind,
            rank=place,
            column=_chosen(status),
            entered_at=instant(status["updatedAt"]) if _chosen(status) else None,
            archived=flag(node["isArchived"]),
            priority=_chosen(node["priority"]),
            stream=_chosen(node["stream"]),
            **_content(kind, content, node["updatedAt"]),
        ),
        blockers=whole(content.get("issueDependenciesSummary", {}).get("blockedBy", 0)),
        above=tuple(_above(content)),
        hidden=hidden,
    )


def _above(content: Json) -> Iterator[str]:
    parent = content.get("parent")
    while parent:
        yield text(parent["id"])
        parent = parent.get("parent")


def _content(kind: WorkItemType, content: Json, updated_at: Json) -> dict[str, Any]:
    """The parts of a card that its issue, pull request or draft gives."""
    parts: dict[str, Any] = {
        "content_id": "",
        "ref": None,
        "title": "",
        "url": "",
        "is_private": False,
        "state": "",
        "state_reason": "",
        "labels": (),
        "assignees": (),
        "created_at": None,
        "closed_at": None,
        "updated_at": instant(updated_at),
    }
    if kind == "redacted":
        return parts
    newest = max(parts["updated_at"], instant(content["updatedAt"]))
    if kind == "draft":
        draft = {"content_id": text(content["id"]), "title": text(content["title"])}
        return parts | draft | {"created_at": instant(content["createdAt"]), "updated_at": newest}
    issue = read_issue(content)
    named = {name: getattr(issue, name) for name in parts if name != "content_id"}
    return named | {"content_id": issue.id, "updated_at": newest}


def _chosen(value: Json) -> str:
    """The option a card has in a field, or ``""``."""
    return text(value["name"] or "") if value else ""
