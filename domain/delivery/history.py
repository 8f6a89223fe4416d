"""The history of a card is where it lay and when, replayed from events and from where it lies now.

Closed is closed, wherever the card lies: as completed it is done, otherwise it is off the board.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from domain.delivery.kinds import kind_of

if TYPE_CHECKING:
    from datetime import datetime

    from domain.delivery.records import Kind
    from domain.team.digests import BoardColumns, Digests
    from domain.work_item import WorkItem

Stage = Literal["queue", "started", "done", "elsewhere", "away"]
"""``elsewhere`` is another column or none; ``away`` is archived, or closed as not completed."""
OPEN_STAGES: frozenset[Stage] = frozenset({"queue", "started", "elsewhere"})

_COMPLETED = "COMPLETED"
_NOT_PLANNED = frozenset({"NOT_PLANNED", "DUPLICATE"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A while that a card spent in one column; ``until`` is None for where it lies now."""

    column: str
    stage: Stage
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What became of one card.

    Attributes:
        item: Which.
        kind: Its kind of work.
        spans: Where it lay, without holes, from when on that is known; the last one is now.
        arrived_at: When it came onto the board; None where nothing tells.
        started_at: First entry to a started column.
        finished_at: Last entry to done if it was completed; the closing if it lies elsewhere.
        not_planned_at: When it was closed as not planned or duplicate.
        moved_back_at: When it went from started back to the queue.
        reopened_at: When it was reopened, or left done.
    """

    item: WorkItem
    kind: Kind
    spans: tuple[Span, ...]
    arrived_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    not_planned_at: datetime | None
    moved_back_at: tuple[datetime, ...]
    reopened_at: tuple[datetime, ...]

    @property
    def now(self) -> Span | None:
        """Where it lies now; None for a card without a column of which nothing is known."""
        return self.spans[-1] if self.spans else None

    def at(self, instant: datetime) -> Span | None:
        """Where it lay at an instant; None before it came."""
        return next((span for span in reversed(self.spans) if span.since <= instant), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """The card went to a column, or its issue was closed (``completed`` or not) or reopened."""

    at: datetime
    what: Literal["moved", "closed", "reopened"]
    column: str = ""
    completed: bool = False


def read_history(item: WorkItem, board: int, policy: Digests) -> History:
    """Replay what happened to one card.

    Args:
        item: With its events, oldest first.
        board: Number of the board; what happened on others does not count.
        policy: What columns and labels mean.
    """
    moves, closings = _moves(item, board), _closings(item)
    spans = _spans(item, moves, closings, policy.columns)
    closed_at = item.closed_at or (closings[-1].at if closings else None)
    changes = list(pairwise(spans))
    # A column that was deleted leaves its cards without one: nobody took them out of done.
    left_done = [
        b.since for a, b in changes if a.stage == "done" and b.stage in OPEN_STAGES and b.column
    ]
    return History(
        item=item,
        kind=kind_of(item, policy.kinds),
        spans=spans,
        arrived_at=moves[0].at if moves else None,
        started_at=next((span.since for span in spans if span.stage == "started"), None),
        finished_at=_finished_at(item, moves, closed_at, policy.columns),
        not_planned_at=closed_at if is_not_planned(item) else None,
        moved_back_at=tuple(
            b.since for a, b in changes if (a.stage, b.stage) == ("started", "queue")
        ),
        reopened_at=(*(step.at for step in closings if step.what == "reopened"), *left_done),
    )


def is_closed(item: WorkItem) -> bool:
    """Whether its issue or pull request is over."""
    return item.state in ("CLOSED", "MERGED")


def is_completed(item: WorkItem) -> bool:
    """Whether the work was done: merged, or closed as completed."""
    return item.state == "MERGED" or (is_closed(item) and item.state_reason == _COMPLETED)


def is_not_planned(item: WorkItem) -> bool:
    """Whether it was given up: closed as not planned or duplicate, or without a merge."""
    if item.type == "pull_request":
        return item.state == "CLOSED"
    return is_closed(item) and item.state_reason in _NOT_PLANNED


def stage_of(column: str, columns: BoardColumns) -> Stage:
    """What a column means."""
    if column in columns.queue:
        return "queue"
    if column in columns.started:
        return "started"
    return "done" if column in columns.done else "elsewhere"


def _moves(item: WorkItem, board: int) -> list[_Step]:
    """Every column it was in; where it lies now is believed over what events tell."""
    moves = [
        _Step(at=event.at, what="moved", column=event.subject)
        for event in item.events
        if event.kind in ("card_added", "card_moved") and event.board == board
    ]
    if not moves and item.created_at and (item.type == "draft" or item.entered_at is None):
        moves = [_Step(at=item.created_at, what="moved")]
    if moves and moves[-1].column == item.column:
        return moves
    entered_at = item.entered_at or (item.updated_at if moves or item.column else None)
    if entered_at is None:
        return moves
    if moves and entered_at <= moves[-1].at:  # the column was renamed since
        return [*moves[:-1], replace(moves[-1], column=item.column)]
    return [*moves, _Step(at=entered_at, what="moved", column=item.column)]


def _closings(item: WorkItem) -> list[_Step]:
    """Every closing and reopening, made to agree with whether it is closed now, and why."""
    steps = [
        _Step(at=event.at, what=event.kind, completed=event.subject not in _NOT_PLANNED)
        for event in item.events
        if event.kind == "closed" or event.kind == "reopened"  # noqa: PLR1714  mypy narrows it
    ]
    was_closed = bool(steps) and steps[-1].what == "closed"
    if not is_closed(item):
        return steps[:-1] if was_closed else steps
    at = steps[-1].at if was_closed else item.closed_at or item.updated_at
    last = _Step(at=at, what="closed", completed=is_completed(item))
    return [*(steps[:-1] if was_closed else steps), last]


def _spans(
    item: WorkItem, moves: list[_Step], closings: list[_Step], columns: BoardColumns
) -> tuple[Span, ...]:
    spans: list[Span] = []
    column: str | None = None
    closed: _Step | None = None
    for step in sorted([*moves, *closings], key=lambda step: step.at):
        if step.what == "moved":
            column = step.column
        else:
            closed = step if step.what == "closed" else None
        if column is not None:
            _go(spans, column, _stage(column, closed, columns), step.at)
    if item.archived and spans and spans[-1].stage in OPEN_STAGES:
        _go(spans, spans[-1].column, "away", max(item.updated_at, spans[-1].since))
    return tuple(spans)


def _stage(column: str, closed: _Step | None, columns: BoardColumns) -> Stage:
    if closed is None:
        return stage_of(column, columns)
    return "done" if closed.completed else "away"


def _go(spans: list[Span], column: str, stage: Stage, at: datetime) -> None:
    """End the last span and begin the next, unless nothing changes."""
    if spans and (spans[-1].column, spans[-1].stage) == (column, stage):
        return
    if spans:
        spans[-1] = replace(spans[-1], until=at)
    spans.append(Span(column=column, stage=stage, since=at))


def _finished_at(
    item: WorkItem, moves: list[_Step], closed_at: datetime | None, columns: BoardColumns
) -> datetime | None:
    is_done = item.column in columns.done
    if not is_completed(item) and not (item.type == "draft" and is_done):
        return None
    if not is_done:
        return closed_at
    entries = [
        step.at
        for before, step in pairwise([None, *moves])
        if step and step.column in columns.done and not (before and before.column in columns.done)
    ]
    return entries[-1] if entries else closed_at
