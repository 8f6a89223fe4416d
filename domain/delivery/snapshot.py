"""A snapshot keeps what GitHub forgets: the order of the queue, fields, and what was blocked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.delivery.blocked import is_blocked
from domain.work_item import Snapshot, SnapshotCard

if TYPE_CHECKING:
    from domain.team.digests import Digests
    from domain.work_item import BoardRead


def take_snapshot(board: BoardRead, policy: Digests, support_list: str) -> Snapshot:
    """Keep the live columns of the board as they are now.

    Args:
        board: As one run saw it.
        policy: Which columns are the queue and which are started.
        support_list: The column of support issues.
    """
    live = {*policy.columns.queue, *policy.columns.started, support_list}
    cards = [
        SnapshotCard(
            id=item.id,
            ref=item.ref,
            column=item.column,
            rank=item.rank,
            priority=item.priority,
            stream=item.stream,
            is_blocked=is_blocked(item, policy),
        )
        for item in board.items
        if item.column in live and not item.archived
    ]
    return Snapshot(
        taken_at=board.read_at,
        cards=tuple(sorted(cards, key=lambda card: (card.rank, card.id))),
        scope=tuple((one.ref, one.done, one.total) for one in board.tracking),
    )
