"""What must hold for every board, whatever happened on it."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.delivery.history import read_history
from domain.issue import IssueEvent, IssueEventKind
from domain.work_item import WorkItem
from tests.builders_board import BOARD, POLICY, at, the_delivery
from tests.builders_digest import COLUMNS, an_item

START = at("17 Aug")
NOW = "16 Nov 10:00"
_MINUTES = 90 * 24 * 60
moments = st.integers(0, _MINUTES).map(lambda minutes: START + timedelta(minutes=minutes))
moves = st.tuples(moments, st.sampled_from([*COLUMNS, "", "Doing"]))
closings = st.tuples(moments, st.sampled_from(["COMPLETED", "NOT_PLANNED", "reopened"]))


@st.composite
def items(draw: st.DrawFn) -> list[WorkItem]:
    """Any cards, with any history, of which some lost it."""
    return [
        _item(
            number,
            draw(st.lists(moves, min_size=1, max_size=5)),
            draw(st.lists(closings, max_size=3)),
            stream=draw(st.sampled_from(["Scale", "Permissions", ""])),
            labels=draw(st.sampled_from([(), ("ad-hoc",), ("blocked",)])),
            archived=draw(st.booleans()),
            **draw(st.sampled_from([{}, {"events": ()}, {"type": "pull_request"}])),
        )
        for number in range(draw(st.integers(0, 5)))
    ]


def _item(
    number: int,
    moved: list[tuple[object, str]],
    closed: list[tuple[object, str]],
    **changes: object,
) -> WorkItem:
    went = sorted(moved)  # type: ignore[type-var]
    ended = sorted(closed)  # type: ignore[type-var]
    over = bool(ended) and ended[-1][1] != "reopened"
    last = max([went[-1][0], *(when for when, _ in ended)])  # type: ignore[type-var]
    base: dict[str, object] = {
        "column": went[-1][1],
        "entered_at": went[-1][0] if went[-1][1] else None,
        "state": "CLOSED" if over else "OPEN",
        "state_reason": ended[-1][1] if over else "",
        "closed_at": ended[-1][0] if over else None,
        "created_at": START,
        "updated_at": last,
        "events": tuple(sorted(_events(went, ended), key=lambda event: event.at)),
    }
    return an_item(number, **(base | changes))  # type: ignore[arg-type]


def _events(went: list[tuple[object, str]], ended: list[tuple[object, str]]) -> list[IssueEvent]:
    def event(kind: IssueEventKind, when: object, subject: str, board: int | None) -> IssueEvent:
        return IssueEvent(kind=kind, at=when, actor="", subject=subject, board=board)  # type: ignore[arg-type]

    return [event("card_moved", when, column, BOARD) for when, column in went] + [
        event("reopened", when, "", None)
        if reason == "reopened"
        else event("closed", when, reason, None)
        for when, reason in ended
    ]


@settings(max_examples=60, deadline=None)
@given(items(), st.randoms(use_true_random=False))
def test_sums_agree_and_the_order_of_items_never_matters(
    board: list[WorkItem],
    random: st.randoms,  # type: ignore[valid-type]
) -> None:
    delivery = the_delivery(board, NOW)
    for cycle in (*delivery.past, delivery.current):
        assert sum(cycle.finished_by_kind.values()) == cycle.finished
        assert sum(cycle.arrived_by_kind.values()) == cycle.arrived
    cycles = (*delivery.past, delivery.current)
    assert sum(cycle.finished for cycle in cycles) == len(delivery.finished)
    assert sum(share.finished for share in delivery.shares) == len(delivery.finished)
    assert delivery.current.wip == len(delivery.wip) == delivery.cumulative[-1].started
    assert set(delivery.carried_over) <= set(delivery.wip)
    assert not {one.item.id for one in delivery.wip} & {one.item.id for one in delivery.finished}
    for one in delivery.finished:
        assert one.cycle_days is None or one.cycle_days >= 1
    shuffled = list(board)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert the_delivery(shuffled, NOW) == delivery


@settings(max_examples=60)
@given(items())
def test_every_card_is_somewhere_at_every_time_and_only_there(board: list[WorkItem]) -> None:
    for item in board:
        spans = read_history(item, BOARD, POLICY).spans
        assert [a.until for a, _ in pairwise(spans)] == [b.since for _, b in pairwise(spans)]
        assert [span.until is None for span in spans] == [False] * (len(spans) - 1) + [True]
        assert spans[-1].column == item.column
        assert all(a.since <= b.since for a, b in pairwise(spans))


@settings(max_examples=30, deadline=None)
@given(items())
def test_each_day_counts_every_card_once(board: list[WorkItem]) -> None:
    histories = [read_history(item, BOARD, POLICY) for item in board]
    delivery = the_delivery(board, NOW)
    for day in delivery.cumulative[:-1:7]:
        end = at(f"{day.day + timedelta(days=1):%-d %b} 00:00") - timedelta(microseconds=1)
        spans = [span for history in histories if (span := history.at(end))]
        for stage, count in (("queue", day.queue), ("started", day.started), ("done", day.done)):
            assert sum(span.stage == stage for span in spans) == count


@settings(max_examples=30, deadline=None)
@given(items())
def test_a_forgotten_archived_card_changes_no_other(board: list[WorkItem]) -> None:
    delivery = the_delivery(board, NOW)
    away = an_item(90, column="Backlog", archived=True, entered_at=at("1 Sep"))
    more = the_delivery([*board, replace(away, updated_at=at("2 Sep"))], NOW)
    assert more.finished == delivery.finished
    assert [one.item for one in more.wip] == [one.item for one in delivery.wip]
