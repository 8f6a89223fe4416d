"""Mutations put an issue onto a board and its card into a column; there is nothing else."""

from collections.abc import Mapping
from typing import Any

from standins.github.cards import add_card, set_value
from standins.github.nodes.graph import card_node
from standins.github.nodes.viewer import Viewer, not_found
from standins.github.paging import Node
from standins.github.records import Board, Card, Issue

Given = Mapping[str, Any]


def add_item(viewer: Viewer, given: Given) -> Node:
    """The issue's card, made if there is none: doing it twice is doing it once.

    Raises:
        GraphQLError: No such board or issue.
    """
    board = _board(viewer, given["projectId"])
    hub, issue_id = viewer.hub, given["contentId"]
    issue = hub.nodes.get(issue_id)
    if not isinstance(issue, Issue) or not hub.sees(viewer.token, issue):
        raise not_found(f"a node with the global id of '{issue_id}'")
    card = add_card(hub, board, issue, viewer.token.login, hub.world.now())
    return {**_same(given), "item": card_node(viewer, card)}


def update_field_value(viewer: Viewer, given: Given) -> Node:
    """Put a single-select field of a card to one of its options.

    Raises:
        GraphQLError: No such board, card, field or option.
    """
    board, hub = _board(viewer, given["projectId"]), viewer.hub
    card = hub.nodes.get(given["itemId"])
    field = next((one for one in board.fields if one.id == given["fieldId"]), None)
    on_board = isinstance(card, Card) and card.board is board
    if not isinstance(card, Card) or not on_board or field is None:
        missing = given["fieldId"] if on_board else given["itemId"]
        raise not_found(f"a node with the global id of '{missing}'")
    wanted = given["value"].get("singleSelectOptionId")
    option = next((one for one in field.options if one.id == wanted), None)
    if option is None:
        raise not_found(f"a single select option with the id '{wanted}'")
    set_value(hub, card, (field, option), viewer.token.login, hub.world.now())
    return {**_same(given), "projectV2Item": card_node(viewer, card)}


def _board(viewer: Viewer, board_id: str) -> Board:
    board = viewer.hub.nodes.get(board_id)
    if not isinstance(board, Board):
        raise not_found(f"a node with the global id of '{board_id}'")
    return board


def _same(given: Given) -> Node:
    return {"clientMutationId": given.get("clientMutationId")}
