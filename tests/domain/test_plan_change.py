"""What changed since a ceremony: cards that came, went, moved and got stuck."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.plan_change import PlanChanges, compare_plan
from domain.plan_change.order import moved
from domain.work_item import Snapshot, WorkItem
from tests.builders_board import (
    POLICY,
    SUPPORT_LIST,
    a_card,
    at,
    cards,
    forgotten,
    the_board,
    the_snapshot,
)
from tests.builders_digest import a_draft, a_tracking

SINCE = "9 Nov 12:00"  # planning is over
SOON = "10 Nov 09:30"  # the next day's snapshot
NOW = "16 Nov 10:00"


def changes(
    before: list[WorkItem] | tuple[WorkItem, ...],
    now: list[WorkItem] | tuple[WorkItem, ...],
    *,
    taken: str = SOON,
    is_whole: bool = True,
) -> PlanChanges:
    ranked = [replace(item, rank=rank) for rank, item in enumerate(now)]
    board = the_board(ranked, NOW, is_whole=is_whole)
    snapshots = [the_snapshot(before, taken)]
    return compare_plan(at(SINCE), snapshots, board, POLICY, SUPPORT_LIST)


def ids(items: tuple[WorkItem, ...]) -> str:
    return " ".join(item.id[5:] for item in items)


@pytest.mark.parametrize(
    ("before", "since", "told"),
    [
        ("2 Nov Backlog", "", "queued"),
        ("2 Nov In Progress", "", "started"),
        ("2 Nov Backlog", "11 Nov In Progress", "started"),
        ("2 Nov Backlog", "11 Nov In Progress, 12 Nov Backlog", "queued"),
        ("2 Nov In Progress", "11 Nov Backlog", "put_back"),
        ("2 Nov In Progress", "11 Nov Support Issues", "put_back"),
        ("2 Nov Backlog", "11 Nov Support Issues", "put_back"),
        ("2 Nov Backlog", "11 Nov archived", "put_back"),
        ("2 Nov Backlog", "11 Nov In Progress, 12 Nov Done & completed", "finished"),
        ("2 Nov Backlog", "11 Nov completed", "finished"),
        ("2 Nov Backlog", "11 Nov Done & merged", "finished"),
        ("2 Nov Backlog", "11 Nov Done", "started"),
        ("2 Nov Backlog", "11 Nov Done & not planned", "not_planned"),
        ("2 Nov Backlog", "11 Nov duplicate", "not_planned"),
    ],
)
def test_every_planned_card_has_one_fate(before: str, since: str, told: str) -> None:
    then, now = cards(before), cards(f"{before}, {since}" if since else before)
    found = changes(then, now)
    assert [one.fate for one in found.planned] == [told]
    assert ids(found.put_back) == ("1" if told == "put_back" else "")
    assert (found.added, found.pulled_in) == ((), ())


def test_a_card_that_is_no_more_is_gone_if_the_whole_board_was_read() -> None:
    then = cards("2 Nov Backlog", "2 Nov Backlog")
    found = changes(then, then[:1])
    told = [(one.fate, one.item.id, one.item.ref == then[1].ref) for one in found.planned]
    assert told == [("queued", "PVTI_1", False), ("gone", "PVTI_2", True)]
    live = changes(then, then[:1], is_whole=False)
    assert [one.fate for one in live.planned] == ["queued"]


def test_support_issues_and_done_cards_are_no_plan() -> None:
    then = cards("2 Nov Support Issues", "2 Nov Done & completed", "2 Nov Triage")
    assert changes(then, then).planned == ()


@pytest.mark.parametrize(
    ("before", "now", "added", "pulled_in"),
    [
        ("", "11 Nov Backlog", "1", ""),
        ("", "11 Nov Support Issues", "1", ""),
        ("", "11 Nov In Progress", "1", "1"),
        ("", "11 Nov Backlog, 12 Nov In Progress, 13 Nov Done & completed", "1", "1"),
        ("2 Nov Support Issues", "2 Nov Support Issues, 11 Nov Backlog", "", "1"),
        ("2 Nov Support Issues", "2 Nov Support Issues, 11 Nov In Progress", "", "1"),
        ("", "2 Nov Triage, 11 Nov Backlog", "", "1"),
        ("", "2 Nov Done & completed, 11 Nov reopened & In Progress", "", "1"),
        ("", "2 Nov In Progress, 3 Nov Done & completed", "", ""),
        ("", "11 Nov Backlog, 12 Nov not planned", "1", ""),
        ("", "9 Nov 13:00 Backlog", "1", ""),  # after planning, before the snapshot
    ],
)
def test_added_came_onto_the_board_and_pulled_in_was_not_in_the_plan(
    before: str, now: str, added: str, pulled_in: str
) -> None:
    found = changes(cards(before) if before else (), cards(now))
    assert (ids(found.added), ids(found.pulled_in)) == (added, pulled_in)


def test_cards_without_history_are_added_when_no_snapshot_had_them() -> None:
    seen = forgotten(a_card(1, "2 Nov Backlog"))
    draft = a_draft(2, "New", column="Backlog", entered_at=at("11 Nov"))
    found = changes([seen], [replace(seen, column="In Progress", entered_at=at("11 Nov")), draft])
    assert (ids(found.added), ids(found.pulled_in)) == ("2", "")
    assert [one.fate for one in found.planned] == ["started"]


@pytest.mark.parametrize(
    ("before", "now", "blocked", "unblocked"),
    [
        ("2 Nov In Progress", "2 Nov In Progress, 11 Nov Blocked?", "1", ""),
        ("2 Nov Backlog", "2 Nov Backlog, 11 Nov +by 12", "1", ""),
        ("2 Nov Blocked?", "2 Nov Blocked?", "", ""),
        ("2 Nov Blocked?", "2 Nov Blocked?, 11 Nov In Progress", "", "1"),
        ("2 Nov Blocked?", "2 Nov Blocked?, 11 Nov Done & completed", "", "1"),
        ("2 Nov Blocked?", "2 Nov Blocked?, 11 Nov not planned", "", ""),
        ("2 Nov Blocked?", "2 Nov Blocked?, 11 Nov In Progress & +blocked", "", ""),
    ],
)
def test_blocked_and_unblocked(before: str, now: str, blocked: str, unblocked: str) -> None:
    found = changes(cards(before), cards(now))
    assert (ids(found.blocked), ids(found.unblocked)) == (blocked, unblocked)


def queue(order: str, column: str = "Backlog") -> list[WorkItem]:
    return [a_card(int(number), f"2 Nov {column}") for number in order.split()]


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        ("1 2 3 4 5", "1 2 3 4 5", []),
        ("1 2 3 4 5", "5 1 2 3 4", ["5: 5 to 1"]),
        ("1 2 3 4 5", "2 3 4 5 1", ["1: 1 to 5"]),
        ("1 2 3 4 5", "1 2 4 3 5", ["4: 4 to 3"]),
        ("1 2 3 4 5", "9 1 3 8 4 5", []),  # one gone, two new
        ("1 2 3 4 5", "9 4 1 3 5", ["4: 4 to 2"]),
        ("1 2 3", "3 2 1", ["3: 3 to 1", "2: 2 to 2"]),
    ],
)
def test_re_ranked_are_the_fewest_cards_that_explain_the_order(
    before: str, now: str, told: list[str]
) -> None:
    found = changes(queue(before), queue(now))
    assert [f"{one.item.id[5:]}: {one.before} to {one.now}" for one in found.re_ranked] == told


def test_a_card_that_was_started_is_not_re_ranked() -> None:
    started = a_card(3, "2 Nov Backlog, 11 Nov In Progress")
    assert changes(queue("1 2 3"), [started, *queue("1 2")]).re_ranked == ()


@given(before=st.permutations(range(7)), now=st.permutations(range(9)))
def test_whoever_was_not_moved_kept_the_order(before: list[int], now: list[int]) -> None:
    names, later = [str(n) for n in before], [str(n) for n in now]
    found = set(moved(names, later))
    kept = [name for name in names if name not in found]
    assert kept == [name for name in later if name in kept]
    assert set(kept) | found == set(names)


@given(order=st.permutations(range(8)), card=st.integers(0, 7), place=st.integers(0, 7))
def test_one_move_is_one_card_and_none_is_none(order: list[int], card: int, place: int) -> None:
    names = [str(n) for n in order]
    later = [name for name in names if name != str(card)]
    later.insert(place, str(card))
    assert moved(names, names) == ()
    assert len(moved(names, later)) == (0 if later == names else 1)


def snapshots(*taken: str) -> list[Snapshot]:
    return [the_snapshot(queue("1 2"), when) for when in taken]


@pytest.mark.parametrize(
    ("taken", "known_from"),
    [
        ((), None),
        (("10 Nov 09:30",), SINCE),
        (("9 Nov 10:00",), SINCE),
        (("6 Nov 09:30",), SINCE),
        (("2 Nov 09:30",), None),  # too old, and nothing after it
        (("2 Nov 09:30", "12 Nov 09:30"), "12 Nov 09:30"),
        (("12 Nov 09:30", "11 Nov 09:30"), "11 Nov 09:30"),
        (("16 Nov 10:00",), None),  # that of this run
    ],
)
def test_changes_are_known_from_when_a_snapshot_tells(
    taken: tuple[str, ...], known_from: str | None
) -> None:
    board = the_board([a_card(1, "2 Nov Backlog", rank=5), a_card(2, "2 Nov Backlog")], NOW)
    found = compare_plan(at(SINCE), snapshots(*taken), board, POLICY, SUPPORT_LIST)
    assert found.known_from == (at(known_from) if known_from else None)
    assert bool(found.re_ranked) == (known_from is not None)


def test_a_snapshot_from_before_is_brought_forward_by_what_happened_until_then() -> None:
    then = cards("2 Nov Backlog", "2 Nov Support Issues")
    now = cards(
        "2 Nov Backlog, 9 Nov 11:30 In Progress", "2 Nov Support Issues, 9 Nov 11:30 Backlog"
    )
    found = changes(then, now, taken="9 Nov 10:00")
    assert [one.fate for one in found.planned] == ["started", "queued"]
    assert (found.pulled_in, found.put_back) == ((), ())
    back = cards("2 Nov Backlog, 9 Nov 11:30 In Progress, 10 Nov Backlog")
    assert ids(changes(then, back, taken="9 Nov 10:00").put_back) == "1"


def test_scope_is_compared_with_the_nearest_snapshot_that_has_it() -> None:
    before, now = a_tracking(1, "Large", 2, 10), a_tracking(1, "Large", 3, 14)
    new = a_tracking(2, "New", 0, 5)
    whole = the_snapshot([], "9 Nov 10:00", tracking=[before])
    live = the_snapshot([], SOON)
    board = the_board([], NOW, tracking=(now, new))
    found = compare_plan(at(SINCE), [whole, live], board, POLICY, SUPPORT_LIST)
    assert found.grown == ((now, 4),)
    assert found.grown_since == at("9 Nov 10:00")


def test_a_snapshot_keeps_the_live_columns_in_queue_order() -> None:
    board = the_board(
        [
            a_card(3, "2 Nov Backlog & +blocked", priority="P1"),
            a_card(1, "2 Nov In Progress"),
            a_card(2, "2 Nov Support Issues", stream="Permissions"),
            a_card(4, "2 Nov Done & completed"),
            a_card(5, "2 Nov Backlog, 3 Nov archived"),
            a_card(6, "2 Nov Triage"),
        ],
        NOW,
    )
    kept = the_snapshot(board.items, NOW)
    assert kept.taken_at == at(NOW)
    told = [(card.id, card.column, card.stream, card.is_blocked) for card in kept.cards]
    assert told == [
        ("PVTI_3", "Backlog", "Scale", True),
        ("PVTI_1", "In Progress", "Scale", False),
        ("PVTI_2", "Support Issues", "Permissions", False),
    ]
