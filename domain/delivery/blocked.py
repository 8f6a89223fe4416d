"""A card is blocked by its column, by a label, or by another issue, for as long as work is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from domain.delivery.history import OPEN_STAGES, is_closed, stage_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from domain.delivery.history import History
    from domain.issue import IssueEvent
    from domain.team.digests import Digests
    from domain.work_item import WorkItem


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """One thing that blocked a card; ``since`` None is not known, ``until`` None is still."""

    since: datetime | None
    until: datetime | None = None


def is_blocked(item: WorkItem, policy: Digests) -> bool:
    """Tell whether a column, a label or another issue blocks a card that is not over."""
    columns = policy.columns
    if is_closed(item) or stage_of(item.column, columns) == "done":
        return False
    labels = {label.casefold() for label in item.labels}
    return (
        item.column in columns.blocked
        or bool(item.blocked_by)
        or not labels.isdisjoint(label.casefold() for label in policy.blocked_labels)
    )


def blocked_since(history: History, policy: Digests) -> datetime | None:
    """Since when a card that is blocked now is blocked; None where nothing tells."""
    now = [block.since for block in _blocks(history, policy) if block.until is None]
    return min((since for since in now if since is not None), default=None)


def time_blocked(history: History, policy: Digests, since: datetime, until: datetime) -> timedelta:
    """How long a card was blocked between two instants, as far as that is known.

    What blocked it at once counts once, and only while it lay on the board and was not done.
    """
    blocks = [
        (max(since, block.since), min(until, block.until or until))
        for block in _blocks(history, policy)
        if block.since is not None
    ]
    live = [
        (span.since, span.until or until) for span in history.spans if span.stage in OPEN_STAGES
    ]
    parts = sorted((max(a, c), min(b, d)) for a, b in blocks for c, d in live)
    total, reached = timedelta(), since
    for begins, ends in parts:
        if ends > max(begins, reached):
            total += ends - max(begins, reached)
            reached = ends
    return total


def _blocks(history: History, policy: Digests) -> Iterator[_Block]:
    item = history.item
    for span in history.spans:
        if span.stage == "started" and span.column in policy.columns.blocked:
            yield _Block(since=span.since, until=span.until)
    labels = {label.casefold() for label in policy.blocked_labels}
    worn = {label.casefold() for label in item.labels}
    for label in sorted(labels):
        yield from _between(
            [e for e in item.events if e.subject.casefold() == label],
            ("label_added", "label_removed"),
            is_now=label in worn,
        )
    blockers = {f"{ref.owner}/{ref.repository}#{ref.number}".casefold() for ref in item.blocked_by}
    told = {e.subject.casefold() for e in item.events if e.kind == "blocked_by_removed"}
    for name in sorted(blockers | told):
        yield from _between(
            [e for e in item.events if e.subject.casefold() == name],
            ("blocked_by_added", "blocked_by_removed"),
            is_now=name in blockers,
        )


def _between(events: list[IssueEvent], kinds: tuple[str, str], *, is_now: bool) -> Iterator[_Block]:
    """The whiles between something that begins and something that ends.

    One that began and never ended, and yet is no more, ended nobody knows when: it is left out.
    """
    since: datetime | None = None
    for event in events:
        if event.kind == kinds[0]:
            since = since or event.at
        elif event.kind == kinds[1] and since is not None:
            yield _Block(since=since, until=event.at)
            since = None
    if is_now:
        yield _Block(since=since)
