"""The plan is what the board showed when the ceremony was over, as near as a snapshot tells."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from domain.delivery.history import History
    from domain.issue_link import IssueRef
    from domain.work_item import Snapshot, SnapshotCard

SOON_AFTER = timedelta(days=1)
"""A snapshot so soon after a ceremony shows what the ceremony decided."""
LATELY = timedelta(days=4)
"""One before it may be so old: a weekend with a holiday lies between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The board to compare with.

    Attributes:
        known_from: From when on changes can be told.
        at: The instant whose columns ``cards`` show.
        cards: Card id → what it was like.
        scope: Tracking issue → leaves in all.
        scope_at: When that was so; None where no snapshot has tracking issues.
    """

    known_from: datetime
    at: datetime
    cards: Mapping[str, SnapshotCard]
    scope: Mapping[IssueRef, int]
    scope_at: datetime | None


def find_baseline(
    since: datetime, snapshots: Iterable[Snapshot], histories: Mapping[str, History], now: datetime
) -> Baseline | None:
    """Choose the snapshot to compare with; None where there is none of use.

    One soon after the ceremony is best, then a late one before it, whose columns are brought
    forward by what happened in between; else the first one after it.

    Args:
        since: The end of the ceremony.
        snapshots: In any order.
        histories: Card id → its history, for all cards that are known now.
        now: The instant of the run; a snapshot of this run tells nothing.
    """
    past = sorted((one for one in snapshots if one.taken_at < now), key=lambda one: one.taken_at)
    after = next((one for one in past if one.taken_at >= since), None)
    before = next((one for one in reversed(past) if one.taken_at < since), None)
    if after and after.taken_at - since <= SOON_AFTER:
        return _baseline(after, past, known_from=since)
    if before and since - before.taken_at <= LATELY:
        return _bring_forward(_baseline(before, past, known_from=since), since, histories)
    return _baseline(after, past, known_from=after.taken_at) if after else None


def _baseline(chosen: Snapshot, past: Sequence[Snapshot], known_from: datetime) -> Baseline:
    # Tracking issues are not read every day: the nearest snapshot that has them serves.
    scoped = [one for one in past if one.scope]
    earlier = [one for one in scoped if one.taken_at <= chosen.taken_at]
    nearest = earlier[-1] if earlier else next(iter(scoped), None)
    return Baseline(
        known_from=known_from,
        at=chosen.taken_at,
        cards={card.id: card for card in chosen.cards},
        scope={ref: total for ref, _, total in nearest.scope} if nearest else {},
        scope_at=nearest.taken_at if nearest else None,
    )


def _bring_forward(
    baseline: Baseline, until: datetime, histories: Mapping[str, History]
) -> Baseline:
    """Put cards that were moved until then where they went; their order is not known."""
    cards = dict(baseline.cards)
    for card in baseline.cards.values():
        span = histories[card.id].at(until) if card.id in histories else None
        if span is not None and span.since > baseline.at:
            cards[card.id] = replace(card, column=span.column)
    return replace(baseline, at=until, cards=cards)
