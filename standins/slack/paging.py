"""A page is part of a list, with a cursor that names where the next one begins."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from standins.faults import page_size
from standins.slack.call import Call, Refused

Item = TypeVar("Item")


def read_limit(call: Call, *, default: int, most: int, otherwise: str) -> int:
    """How many items the caller wants; 0 and nothing mean ``default``.

    Raises:
        Refused: With the code ``otherwise``: no number, negative, or more than ``most``.
    """
    raw = str(call.arguments.get("limit") or default)
    if not raw.isdecimal() or int(raw) > most:
        raise Refused(otherwise)
    return page_size(call.request, int(raw) or default)


def read_cursor(call: Call) -> str | None:
    """The key of the first item wanted; None for the first page.

    Raises:
        Refused: ``invalid_cursor`` for what never was a cursor of this method.
    """
    raw = str(call.arguments.get("cursor") or "")
    if not raw:
        return None
    try:
        kind, _, key = base64.b64decode(raw, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise Refused("invalid_cursor") from error
    if kind != "next" or not key:
        raise Refused("invalid_cursor")
    return key


def write_cursor(key: str) -> str:
    """The cursor that names this key."""
    return base64.b64encode(f"next:{key}".encode()).decode()


def cut_page(
    items: Sequence[Item], size: int, key: Callable[[Item], str]
) -> tuple[list[Item], dict[str, Any]]:
    """The first ``size`` items, and the ``response_metadata`` that leads to the others."""
    rest = items[size : size + 1]
    return list(items[:size]), {"next_cursor": write_cursor(key(rest[0])) if rest else ""}


def starting_at(call: Call, items: Sequence[Item], key: Callable[[Item], str]) -> Sequence[Item]:
    """The items from the one the cursor names.

    Raises:
        Refused: ``invalid_cursor``: no item has that key.
    """
    start = read_cursor(call)
    if start is None:
        return items
    keys = [key(item) for item in items]
    if start not in keys:
        raise Refused("invalid_cursor")
    return items[keys.index(start) :]
