"""A connection is one page of a list, as GraphQL clients walk through it."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from graphql import GraphQLError

Item = TypeVar("Item")
Node = dict[str, Any]


def connection(
    items: Sequence[Item],
    node: Callable[[Item], Node],
    arguments: dict[str, Any],
    *,
    short: bool = False,
) -> Node:
    """The page the arguments ask for, or half of it where ``short``.

    Cursors are places in the list; the bounds of ``first`` and ``last`` were checked before.

    Raises:
        GraphQLError: A cursor that no answer gave.
    """
    start = _place(arguments.get("after"), 0)
    end = _place(arguments.get("before"), len(items) + 1) - 1
    first, last = arguments.get("first"), arguments.get("last")
    if first is not None:
        end = min(end, start + (max(1, first // 2) if short else first))
    elif last is not None:
        start = max(start, end - (max(1, last // 2) if short else last))
    page = items[start:end]
    return {
        "nodes": lambda _: [node(item) for item in page],
        "totalCount": len(items),
        "pageInfo": {
            "hasNextPage": end < len(items),
            "hasPreviousPage": start > 0,
            "startCursor": str(start + 1) if page else None,
            "endCursor": str(start + len(page)) if page else None,
        },
    }


def _place(cursor: str | None, otherwise: int) -> int:
    if cursor is None:
        return otherwise
    if not cursor.isdecimal():
        known = {"type": "INVALID_CURSOR_ARGUMENTS"}
        raise GraphQLError(f"`{cursor}` does not appear to be a valid cursor.", extensions=known)
    return int(cursor)
