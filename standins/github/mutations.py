"""Mutations put an issue onto a board and its card into a column; there is nothing else."""

from collections.abc import Mapping
from typing import Any

from standins.github.nodes import Viewer, card_node, not_found
from standins.github.paging import Node
from standins.github.records import Board

Given = Mapping[str, Any]


def add_item(viewer: Viewer, given: Given) -> Node:
    """The issue's card, made if there is none: doing it twice is doing it once.

    Raises:
        GraphQLError: No such board or issue.
    """
    board = _board(viewer, given["projectId"])
    hub, issue_id = viewer.hub, given["contentId"]
    for issue in hub.issues:
        if issue.id == issue_id and hub.sees(viewer.token, issue):
            card = hub.add_card(board, issue, viewer.token.login, hub.world.now())
            return {**_same(given), "item": card_node(viewer, card)}
    raise not_found(f"a node with the global id of '{issue_id}'")


def update_field_value(viewer: Viewer, given: Given) -> Node:
    """Put a single-select field of a card to one of its options.

    Raises:
        GraphQLError: No such board, card, field or option.
    """
    board, hub = _board(viewer, given["projectId"]), viewer.hub
    card = next((one for one in board.cards if one.id == given["itemId"]), None)
    field = next((one for one in board.fields if one.id == given["fieldId"]), None)
    if card is None or field is None:
        missing = given["itemId"] if card is None else given["fieldId"]
        raise not_found(f"a node with the global id of '{missing}'")
    wanted = given["value"].get("singleSelectOptionId")
    option = next((one for one in field.options if one.id == wanted), None)
    if option is None:
        raise not_found(f"a single select option with the id '{wanted}'")
    hub.set_value(card, field, option, viewer.token.login, hub.world.now())
    return {**_same(given), "projectV2Item": card_node(viewer, card)}


def _board(viewer: Viewer, board_id: str) -> Board:
    for board in viewer.hub.boards.values():
        if board.id == board_id:
            return board
    raise not_found(f"a node with the global id of '{board_id}'")


def _same(given: Given) -> Node:
    return {"clientMutationId": given.get("clientMutationId")}
