"""Kinds of work share what was finished in whole percent that add up to a hundred."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from domain.delivery.kinds import UNKNOWN, all_kinds
from domain.delivery.records import ENOUGH, Share

if TYPE_CHECKING:
    from collections.abc import Iterable

    from domain.delivery.records import FinishedItem
    from domain.team.digests import Kinds


def measure_shares(finished: Iterable[FinishedItem], kinds: Kinds) -> tuple[Share, ...]:
    """Tell each kind's part of finished items; the unknown kind only where there are such."""
    counts = Counter(one.kind for one in finished)
    names = [kind for kind in all_kinds(kinds) if kind != UNKNOWN or counts[UNKNOWN]]
    percents = _percents([counts[kind] for kind in names])
    return tuple(
        Share(
            kind=kind,
            finished=counts[kind],
            percent=percent if counts.total() >= ENOUGH else None,
            target=kinds.target.get(kind),
        )
        for kind, percent in zip(names, percents, strict=True)
    )


def _percents(counts: list[int]) -> list[int]:
    """Round down, then give what is missing to those that lost most."""
    total = sum(counts) or 1
    percents = [100 * count // total for count in counts]
    lost = sorted(range(len(counts)), key=lambda nth: (-(100 * counts[nth] % total), nth))
    for nth in lost[: 100 - sum(percents)] if any(counts) else []:
        percents[nth] += 1
    return percents
