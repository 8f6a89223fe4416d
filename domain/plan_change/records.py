"""What became of the plan since the last ceremony, from snapshots and the board's history."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.work_item import TrackingIssue, WorkItem

Fate = Literal["finished", "started", "queued", "put_back", "not_planned", "gone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedItem:
    """One card of the plan, where it lay then, and what became of it."""

    item: WorkItem
    fate: Fate
    was: Literal["queue", "started"] = "queue"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReRanked:
    """A card that was moved within the queue: its place then and now, 1 is the top."""

    item: WorkItem
    before: int
    now: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChanges:
    """What changed since an instant.

    Attributes:
        since: The instant asked for: the last ceremony, or the last planning.
        known_from: From when on it can be told: ``since`` where a snapshot of that time exists,
            else the first snapshot after it; None where there is none at all.
        added: Came onto the board.
        pulled_in: Were started, or went into the queue from elsewhere on the board, without
            being in the plan; a new card that waits in the queue is ``added`` alone.
        put_back: Left the started columns or the queue without being finished; what was closed
            as not planned is told by ``planned`` alone.
        re_ranked: Moved within the queue by more than others' moving explains.
        blocked: Became blocked and still are.
        unblocked: Were blocked and no longer are.
        grown: Tracking issues with more leaves, and how many more.
        grown_since: The snapshot that tells so: tracking issues are not read every day.
        planned: The queue and what was started at ``known_from``, with what became of each. A
            card that this read does not know is ``gone``, and left out unless the read is whole.
    """

    since: datetime
    known_from: datetime | None
    added: tuple[WorkItem, ...] = ()
    pulled_in: tuple[WorkItem, ...] = ()
    put_back: tuple[WorkItem, ...] = ()
    re_ranked: tuple[ReRanked, ...] = ()
    blocked: tuple[WorkItem, ...] = ()
    unblocked: tuple[WorkItem, ...] = ()
    grown: tuple[tuple[TrackingIssue, int], ...] = ()
    grown_since: datetime | None = None
    planned: tuple[PlannedItem, ...] = ()
