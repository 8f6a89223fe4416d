"""The plan then and the board now differ in cards that came, went, moved and got stuck."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from domain.delivery.blocked import is_blocked
from domain.delivery.history import is_not_planned, read_history, stage_of
from domain.plan_change.baseline import Baseline, find_baseline
from domain.plan_change.order import moved
from domain.plan_change.records import PlanChanges, PlannedItem, ReRanked
from domain.work_item import WorkItem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from domain.delivery.history import History, Stage
    from domain.plan_change.records import Fate
    from domain.team.digests import Digests
    from domain.work_item import BoardRead, Snapshot, SnapshotCard, TrackingIssue

_PLANNED: frozenset[Stage] = frozenset({"queue", "started"})


def compare_plan(
    since: datetime,
    snapshots: Sequence[Snapshot],
    board: BoardRead,
    policy: Digests,
    support_list: str,
) -> PlanChanges:
    """Tell what changed since a ceremony, and what became of the plan.

    Args:
        since: The end of the ceremony.
        snapshots: Those around ``since``, in any order; that of this run does no harm.
        board: As it is now, finished cards too.
        policy: What columns and labels mean.
        support_list: The column of support issues, whose cards are no plan.
    """
    items = sorted(board.items, key=lambda item: (item.rank, item.id))
    histories = {item.id: read_history(item, board.number, policy) for item in items}
    baseline = find_baseline(since, snapshots, histories, board.read_at)
    if baseline is None:
        return PlanChanges(since=since, known_from=None)
    then = _Then(baseline=baseline, policy=policy, support_list=support_list)
    planned = _planned(then, histories, is_whole=board.is_whole)

    def which(changed: Callable[[_Then, History], bool]) -> tuple[WorkItem, ...]:
        return tuple(one.item for one in histories.values() if changed(then, one))

    return PlanChanges(
        since=since,
        known_from=baseline.known_from,
        added=which(_was_added),
        pulled_in=which(_was_pulled_in),
        put_back=which(_was_put_back),
        re_ranked=_re_ranked(then, histories),
        blocked=which(_became_blocked),
        unblocked=which(_became_unblocked),
        grown=_grown(baseline, board.tracking),
        grown_since=baseline.scope_at,
        planned=planned,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Then:
    """The board to compare with, and what its columns mean."""

    baseline: Baseline
    policy: Digests
    support_list: str

    def stage(self, history: History) -> Stage | None:
        """The stage of a card's column; None for a card that did not lie in a live column."""
        card = self.baseline.cards.get(history.item.id)
        return None if card is None else self.stage_of(card)

    def stage_of(self, card: SnapshotCard) -> Stage:
        return stage_of(card.column, self.policy.columns)

    def is_planned(self, history: History) -> bool:
        """Whether it was lined up or started then, by the snapshot or by its own history."""
        span = history.at(self.baseline.at)
        return self.stage(history) in _PLANNED or (span is not None and span.stage in _PLANNED)

    def is_live(self, history: History) -> bool:
        """Whether the card lies where work is lined up or done, now."""
        stage, column = _stage(history), history.item.column
        return stage in _PLANNED or (stage == "elsewhere" and column == self.support_list)


def _stage(history: History) -> Stage:
    return history.now.stage if history.now else "elsewhere"


def _was_added(then: _Then, history: History) -> bool:
    """An arrival after a snapshot that has the card already is only its last move: a guess."""
    arrived_at, baseline = history.arrived_at, then.baseline
    if arrived_at is None or arrived_at <= baseline.known_from:
        return False
    return arrived_at <= baseline.at or history.item.id not in baseline.cards


def _was_pulled_in(then: _Then, history: History) -> bool:
    """Only what happened since counts: a card that was finished long ago was started long ago."""
    if then.is_planned(history) or _stage(history) == "away":
        return False
    later = [span.stage for span in history.spans if span.since > then.baseline.at]
    if "started" in later:
        return True
    return _stage(history) == "queue" and "queue" in later and not _was_added(then, history)


def _was_put_back(then: _Then, history: History) -> bool:
    if history.finished_at is not None or is_not_planned(history.item):
        return False
    before, now = then.stage(history), _stage(history)
    if before == "started":
        return now in ("queue", "elsewhere", "away")
    return before == "queue" and now in ("elsewhere", "away")


def _became_blocked(then: _Then, history: History) -> bool:
    card = then.baseline.cards.get(history.item.id)
    was = card is not None and card.is_blocked
    return not was and then.is_live(history) and is_blocked(history.item, then.policy)


def _became_unblocked(then: _Then, history: History) -> bool:
    card = then.baseline.cards.get(history.item.id)
    if card is None or not card.is_blocked or is_blocked(history.item, then.policy):
        return False
    return then.is_live(history) or history.finished_at is not None


def _re_ranked(then: _Then, histories: Mapping[str, History]) -> tuple[ReRanked, ...]:
    found: list[ReRanked] = []
    for column in then.policy.columns.queue:
        cards = [card for card in then.baseline.cards.values() if card.column == column]
        before = [card.id for card in sorted(cards, key=lambda card: (card.rank, card.id))]
        now = [
            history.item.id
            for history in histories.values()
            if _stage(history) == "queue" and history.item.column == column
        ]
        found += [
            ReRanked(
                item=histories[card].item, before=before.index(card) + 1, now=now.index(card) + 1
            )
            for card in moved(before, now)
        ]
    return tuple(found)


def _grown(
    baseline: Baseline, tracking: Iterable[TrackingIssue]
) -> tuple[tuple[TrackingIssue, int], ...]:
    more = ((one, one.total - baseline.scope.get(one.ref, one.total)) for one in tracking)
    return tuple((one, count) for one, count in more if count > 0)


def _planned(
    then: _Then, histories: Mapping[str, History], *, is_whole: bool
) -> tuple[PlannedItem, ...]:
    cards = [card for card in then.baseline.cards.values() if then.stage_of(card) in _PLANNED]
    found: list[PlannedItem] = []
    for card in sorted(cards, key=lambda card: (card.rank, card.id)):
        history = histories.get(card.id)
        was: Literal["queue", "started"] = "queue" if then.stage_of(card) == "queue" else "started"
        if history is None and is_whole:
            found.append(PlannedItem(item=_as_remembered(card, then), fate="gone", was=was))
        elif history is not None and history.item.type != "redacted":
            found.append(PlannedItem(item=history.item, fate=_fate(then, history), was=was))
    return tuple(found)


def _fate(then: _Then, history: History) -> Fate:
    if history.finished_at is not None:
        return "finished"
    if is_not_planned(history.item):
        return "not_planned"
    if _was_put_back(then, history):
        return "put_back"
    # In done and still open is not finished: somebody has yet to close it.
    return "queued" if _stage(history) == "queue" else "started"


def _as_remembered(card: SnapshotCard, then: _Then) -> WorkItem:
    """A card that is no more, as far as the snapshot knew it."""
    return WorkItem(
        id=card.id,
        type="issue" if card.ref else "draft",
        rank=card.rank,
        column=card.column,
        entered_at=None,
        archived=False,
        priority=card.priority,
        stream=card.stream,
        content_id="",
        ref=card.ref,
        title="",
        url="",
        is_private=False,
        state="",
        state_reason="",
        labels=(),
        assignees=(),
        created_at=None,
        closed_at=None,
        updated_at=then.baseline.at,
    )
