"""Tests and the demo open boards, move and rank cards, and make the server an older one."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from standins.control_routes import post
from standins.github.cards import add_card, add_draft, archive, rank, remove_card
from standins.github.history import hub_of, play
from standins.github.hub import Hub
from standins.github.nodes.viewer import time_text
from standins.github.records import Board, Card, Draft
from standins.github.seed import choose, find_board, find_issue, text
from standins.seed import SeedError, check_keys
from standins.world import World

MOVE = ("issue", "draft", "board", "values", "archived", "rank", "above", "removed", "by")

Content = Mapping[str, Any]


def routes(world: World) -> list[web.RouteDef]:
    """Below `/control/github`: cards and boards change.

    `cards` takes an `issue`, or the title of a `draft`, and its `board`: the card is made if there
    is none; then `values` by field name (`null` empties one), `archived`, `rank` (0 is the top) or
    `above` another issue, and `removed`. `boards` takes a board with what happened to its cards:
    see ``standins.github.history``. `boards/{number}` takes `field`, `option` and the name `to`
    either gets. `server` takes `without`: what an older server does not know.
    """
    return [
        post("/control/github/cards", lambda content: _move(hub_of(world), content)),
        post("/control/github/boards", lambda content: play(hub_of(world), content)),
        post("/control/github/boards/{number}", lambda content: _rename(hub_of(world), content)),
        post("/control/github/server", lambda content: _make_older(hub_of(world), content)),
    ]


def card_state(card: Card) -> dict[str, Any]:
    """A card as the controls tell of it."""
    named = {field.id: field.name for field in card.board.fields}
    content = card.content
    what = {"draft": content.title} if isinstance(content, Draft) else {"issue": content.name}
    return {
        **what,
        "board": card.board.number,
        "values": {named[key]: value.option.name for key, value in card.values.items()},
        "archived": card.archived,
        "at": time_text(card.updated_at),
    }


def _move(hub: Hub, content: Content) -> dict[str, Any]:
    check_keys(content, MOVE, "cards")
    board, now = find_board(hub, content.get("board")), hub.world.now()
    where, actor = f"board {board.number}", str(content.get("by", ""))
    if "draft" in content:
        card = add_draft(hub, board, text(content, "draft", "cards"), actor, now)
    else:
        issue = find_issue(hub, text(content, "issue", "cards"))
        actor = actor or issue.author
        card = add_card(hub, board, issue, actor, now)
    for field, option in dict(content.get("values", {})).items():
        choose(hub, card, (str(field), option), (actor, now), where)
    archive(card, now, archived=bool(content.get("archived", card.archived)))
    _rank(hub, card, content)
    if content.get("removed"):
        remove_card(hub, card, actor, now)
    return {"id": card.id}


def _rank(hub: Hub, card: Card, content: Content) -> None:
    if "above" in content:
        rank(card, _card_of(hub, card.board, str(content["above"])))
    elif "rank" in content:
        others = [one for one in card.board.live if one is not card]
        place = int(content["rank"])
        rank(card, others[place] if place < len(others) else None)


def _card_of(hub: Hub, board: Board, reference: str) -> Card:
    for card in hub.cards_of(find_issue(hub, reference)):
        if card.board is board:
            return card
    raise SeedError(f"{reference} has no card on board {board.number}: put it there first.")


def _rename(hub: Hub, content: Content) -> dict[str, Any]:
    check_keys(content, ("number", "field", "option", "to"), "boards")
    board, to = find_board(hub, content["number"]), text(content, "to", "boards")
    field = board.field_named(text(content, "field", "boards"))
    if field is None:
        raise SeedError(f"Board {board.number} has no field {content['field']!r}: name another.")
    renamed = field.find(str(content["option"])) if "option" in content else field
    if renamed is None:
        raise SeedError(f"{field.name} has no option {content['option']!r}: name another.")
    renamed.name = to
    return {}


def _make_older(hub: Hub, content: Content) -> dict[str, Any]:
    check_keys(content, ("without",), "server")
    hub.without = frozenset(map(str, content.get("without", ())))
    return {}
