"""The fewest cards explain a new order: those outside the longest run that kept its order."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def moved(before: Sequence[str], now: Sequence[str]) -> tuple[str, ...]:
    """Tell which must have been moved, in the order of now; what is only in one is left out.

    Of two cards that changed places, the one that went up counts as moved.

    Args:
        before: Distinct names in order.
        now: The same, later.
    """
    places = {name: place for place, name in enumerate(now)}
    common = [name for name in before if name in places]
    kept = _longest_run([places[name] for name in common])
    return tuple(sorted(set(common) - {now[place] for place in kept}, key=places.__getitem__))


def _longest_run(places: Sequence[int]) -> set[int]:
    """The longest increasing part of distinct numbers, found from the end (patience sorting)."""
    heads: list[int] = []  # negated: the best first number of a run of each length
    after: dict[int, int | None] = {}
    for place in reversed(places):
        length = bisect_left(heads, -place)
        after[place] = -heads[length - 1] if length else None
        heads[length : length + 1] = [-place]
    kept: set[int] = set()
    place_or_end = -heads[-1] if heads else None
    while place_or_end is not None:
        kept.add(place_or_end)
        place_or_end = after[place_or_end]
    return kept
