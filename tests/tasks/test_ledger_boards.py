"""The ledger remembers a board as it was last read, and snapshots of how it was before."""

import json
import time
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, get_args, get_origin

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.issue import IssueEvent
from domain.issue_link import IssueRef
from domain.work_item import Snapshot, SnapshotCard, WorkItem
from tasks.ledger import Ledger
from tasks.ledger.board_json import (
    item_from_json,
    item_to_json,
    snapshot_from_json,
    snapshot_to_json,
)
from tests.builders_digest import an_item

NOW = datetime(2026, 11, 9, 7, 55, tzinfo=UTC)
DAY = timedelta(days=1)
TEAM, BOARD = "repo-management", "sourcegraph/209"
MOVED = IssueEvent(kind="card_moved", at=NOW, actor="ada", subject="In Progress", board=209)
SIMPLE: dict[object, st.SearchStrategy[Any]] = {
    str: st.text(max_size=5),
    int: st.integers(0, 10**6),
    bool: st.booleans(),
    type(None): st.none(),
    datetime: st.datetimes(timezones=st.just(UTC)),
}


def any_value(kind: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401  a type, of whatever form
    """Every field is drawn by its type, so that a new one cannot be forgotten."""
    if kind in SIMPLE:
        return SIMPLE[kind]
    if isinstance(kind, type) and is_dataclass(kind):
        return st.builds(kind, **{one.name: any_value(one.type) for one in fields(kind)})
    if get_origin(kind) is Literal:
        return st.sampled_from(get_args(kind))
    if get_origin(kind) is not tuple:
        return st.one_of([any_value(one) for one in get_args(kind)])
    *parts, last = (any_value(one) for one in get_args(kind) if one is not ...)
    if get_args(kind)[-1] is ...:
        return st.lists(last, max_size=3).map(tuple)
    return st.tuples(*parts, last)


def a_snapshot(taken_at: datetime = NOW, cards: int = 1) -> Snapshot:
    ref = IssueRef(owner="acme", repository="gitserver", number=7)
    return Snapshot(
        taken_at=taken_at,
        cards=tuple(
            SnapshotCard(
                id=f"PVTI_{rank}",
                ref=ref if rank else None,
                column="Backlog",
                rank=rank,
                priority="P1",
                stream="",
                is_blocked=bool(rank % 2),
            )
            for rank in range(cards)
        ),
        scope=((ref, 3, 8),),
    )


class TestJson:
    @settings(max_examples=60)
    @given(item=any_value(WorkItem))
    def test_a_card_comes_back_as_it_was(self, item: WorkItem) -> None:
        assert item_from_json(json.loads(json.dumps(item_to_json(item)))) == item

    @settings(max_examples=40)
    @given(snapshot=any_value(Snapshot))
    def test_a_snapshot_comes_back_as_it_was(self, snapshot: Snapshot) -> None:
        content = json.loads(json.dumps(snapshot_to_json(snapshot)))
        assert snapshot_from_json(snapshot.taken_at, content) == snapshot


class TestItems:
    async def test_they_are_recalled_as_they_were_last_read(self, ledger: Ledger) -> None:
        first = [an_item(1, "Zoë \x00 😀", events=(MOVED,)), an_item(2)]
        await ledger.boards.remember_items(TEAM, BOARD, first)
        later = [replace(first[0], column="Done"), an_item(3, blocked_by=(first[1].ref,))]
        await ledger.boards.remember_items(TEAM, BOARD, later)
        assert await ledger.boards.recall_items(TEAM, BOARD) == {one.id: one for one in later}

    async def test_each_team_has_its_own_board(self, ledger: Ledger) -> None:
        await ledger.boards.remember_items(TEAM, BOARD, [an_item(1)])
        await ledger.boards.remember_items("platform", BOARD, [an_item(2)])
        assert list(await ledger.boards.recall_items(TEAM, BOARD)) == ["PVTI_1"]
        assert await ledger.boards.recall_items(TEAM, "sourcegraph/210") == {}

    async def test_of_a_former_board_nothing_stays(self, ledger: Ledger) -> None:
        await ledger.boards.remember_items(TEAM, BOARD, [an_item(1)])
        await ledger.boards.remember_items(TEAM, "sourcegraph/210", [an_item(1)])
        assert await ledger.boards.recall_items(TEAM, BOARD) == {}
        assert list(await ledger.boards.recall_items(TEAM, "sourcegraph/210")) == ["PVTI_1"]

    async def test_an_empty_board_is_remembered_as_one(self, ledger: Ledger) -> None:
        await ledger.boards.remember_items(TEAM, BOARD, [an_item(1)])
        await ledger.boards.remember_items(TEAM, BOARD, [])
        assert await ledger.boards.recall_items(TEAM, BOARD) == {}

    async def test_a_thousand_are_recalled_at_once(self, ledger: Ledger) -> None:
        events = tuple(replace(MOVED, at=NOW + hour * DAY / 24) for hour in range(15))
        items = [an_item(n, labels=("a", "b"), events=events) for n in range(1000)]
        await ledger.boards.remember_items(TEAM, BOARD, items)
        start = time.process_time()
        found = await ledger.boards.recall_items(TEAM, BOARD)
        assert time.process_time() - start < 0.3
        assert len(found) == 1000


class TestSnapshots:
    async def test_they_are_kept_for_as_long_as_they_are_looked_at(self, ledger: Ledger) -> None:
        days = [a_snapshot(NOW + number * DAY, cards=number) for number in range(5)]
        for one in days:
            await ledger.boards.save_snapshot(TEAM, BOARD, one, keep_since=one.taken_at - 2 * DAY)
        await ledger.boards.save_snapshot("platform", BOARD, a_snapshot(NOW), keep_since=NOW)
        assert await ledger.boards.snapshots(TEAM, BOARD, NOW - DAY) == days[2:]
        assert await ledger.boards.snapshots("platform", BOARD, NOW) == [a_snapshot(NOW)]
        assert await ledger.boards.snapshots(TEAM, "sourcegraph/210", NOW - DAY) == []

    async def test_one_of_the_same_instant_is_replaced(self, ledger: Ledger) -> None:
        for cards in (3, 2):
            await ledger.boards.save_snapshot(TEAM, BOARD, a_snapshot(cards=cards), keep_since=NOW)
        assert await ledger.boards.snapshots(TEAM, BOARD, NOW) == [a_snapshot(cards=2)]
