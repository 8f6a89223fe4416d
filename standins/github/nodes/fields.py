"""A board's fields, their options, its views, and what a card has in a field."""

from standins.github.nodes.viewer import Info, time_text
from standins.github.paging import Node
from standins.github.records import Board, Card, Field, Option, Value

TITLE = "Title"


def title_field(board: Board) -> Field:
    """The field that every board has: it has no options."""
    return Field(id=f"PVTF_{board.number}", name=TITLE, options=[])


def field_node(field: Field) -> Node:
    """One field; without options it is the title."""
    if not field.options:
        told = {"id": field.id, "name": field.name, "dataType": "TITLE"}
        return {"__typename": "ProjectV2Field", **told}

    def options(_: Info, names: list[str] | None = None) -> list[Node]:
        return [_option_node(one) for one in field.options if names is None or one.name in names]

    return {
        "__typename": "ProjectV2SingleSelectField",
        "dataType": "SINGLE_SELECT",
        "id": field.id,
        "name": field.name,
        "options": options,
    }


def value_node(card: Card, value: Value) -> Node:
    """What a card has in a field, and since when."""
    return {
        "__typename": "ProjectV2ItemFieldSingleSelectValue",
        "id": f"{card.id}_{value.option.id}",
        "name": value.option.name,
        "optionId": value.option.id,
        "updatedAt": time_text(value.updated_at),
    }


def view_node(board: Board) -> Node:
    """The one view that every board here has: its columns."""
    return {
        "__typename": "ProjectV2View",
        "filter": "",
        "id": f"PVTV_{board.number}",
        "layout": "BOARD_LAYOUT",
        "name": "Board",
        "number": 1,
    }


def _option_node(option: Option) -> Node:
    return {"id": option.id, "name": option.name}
