"""What is finished, since when it was started, and which cycle it counts in."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.delivery.kinds import kind_of
from domain.delivery.records import Delivery
from domain.issue import IssueEvent
from tests.builders_board import POLICY, a_card, at, cards, forgotten, the_delivery
from tests.builders_digest import a_draft

OLD = a_card(99, "17 Aug 08:00 Backlog")  # so that the history begins with cycle 1


def finished(delivery: Delivery) -> list[str]:
    return [
        f"#{one.item.ref.number if one.item.ref else 0} {one.finished_at:%-d %b}"
        f" cycle {one.cycle_days} lead {one.lead_days}"
        for one in delivery.finished
    ]


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        pytest.param(
            "2 Nov Backlog, 9 Nov In Progress, 12 Nov Done & completed", "12 Nov cycle 4 lead 11"
        ),
        pytest.param(
            "9 Nov 09:00 In Progress, 9 Nov 17:00 Done & completed",
            "9 Nov cycle 1 lead 1",
            id="the same day is one day",
        ),
        pytest.param(
            "9 Nov 23:50 In Progress, 10 Nov 00:10 Done & completed",
            "9 Nov cycle 2 lead 2",
            id="local days, not hours",
        ),
        pytest.param(
            "2 Nov In Progress, 3 Nov Backlog, 10 Nov In Progress, 12 Nov Done & completed",
            "12 Nov cycle 11 lead 11",
            id="started is the first entry",
        ),
        pytest.param(
            "2 Nov In Progress, 3 Nov Done & completed, 9 Nov reopened & In Progress,"
            " 12 Nov Done & completed",
            "12 Nov cycle 11 lead 11",
            id="finished is the last entry",
        ),
        pytest.param(
            "9 Nov In Progress, 10 Nov Done, 13 Nov completed",
            "10 Nov cycle 2 lead 2",
            id="closed later than it was done",
        ),
        pytest.param(
            "9 Nov In Progress, 10 Nov completed, 13 Nov Done",
            "13 Nov cycle 5 lead 5",
            id="put into done later than it was closed",
        ),
        pytest.param(
            "9 Nov In Progress, 11 Nov completed",
            "11 Nov cycle 3 lead 3",
            id="closed without a card move",
        ),
        pytest.param(
            "9 Nov Backlog, 11 Nov Done & completed", "11 Nov cycle None lead 3", id="never started"
        ),
        pytest.param(
            "9 Nov In Progress, 10 Nov Done & completed, 11 Nov archived",
            "10 Nov cycle 2 lead 2",
            id="archived",
        ),
        pytest.param("2 Nov In Progress, 11 Nov Done & merged", "11 Nov cycle 10 lead 10"),
        pytest.param("9 Nov In Progress, 10 Nov Done & not planned", None),
        pytest.param("9 Nov In Progress, 10 Nov Done & duplicate", None),
        pytest.param("9 Nov In Progress, 10 Nov Done", None, id="in done and still open"),
        pytest.param("9 Nov In Progress, 10 Nov Done & completed, 11 Nov reopened", None),
    ],
)
def test_finished_is_the_last_entry_to_done_of_completed_work(
    story: str, expected: str | None
) -> None:
    delivery = the_delivery([OLD, a_card(1, story)])
    assert finished(delivery) == ([f"#1 {expected}"] if expected else [])
    assert delivery.current.finished == len(delivery.finished)


def test_a_card_without_events_is_dated_by_its_last_move() -> None:
    done = forgotten(a_card(1, "2 Nov opened, 12 Nov Done & completed"))
    draft = a_draft(2, "Notes", column="Done", entered_at=at("13 Nov"))
    doing = forgotten(a_card(3, "2 Nov opened, 12 Nov In Progress"))
    delivery = the_delivery([OLD, done, draft, doing])
    assert [(one.item.id, one.finished_at, one.cycle_days) for one in delivery.finished] == [
        ("PVTI_1", at("12 Nov"), None),
        ("PVTI_2", at("13 Nov"), None),
    ]
    assert [(one.item.id, one.started_at) for one in delivery.wip] == [("PVTI_3", at("12 Nov"))]


def test_a_redacted_card_is_in_progress_but_never_known_to_be_finished() -> None:
    unseen = {"type": "redacted", "ref": None, "state": "", "created_at": None, "stream": ""}
    doing = a_card(1, "9 Nov In Progress", **unseen, events=())
    done = a_card(2, "9 Nov Done", **unseen, events=())
    delivery = the_delivery([OLD, doing, done])
    assert [one.kind for one in delivery.wip] == ["unknown"]
    assert delivery.finished == ()


def test_what_happened_on_another_board_does_not_count() -> None:
    card = a_card(1, "9 Nov In Progress, 12 Nov Done & completed")
    elsewhere = IssueEvent(
        kind="card_moved", at=at("1 Sep"), actor="", subject="In Progress", board=7
    )
    delivery = the_delivery([OLD, replace(card, events=(elsewhere, *card.events))])
    assert finished(delivery) == ["#1 12 Nov cycle 4 lead 4"]


def test_a_column_renamed_since_is_believed_to_be_what_it_is_called_now() -> None:
    card = a_card(1, "2 Nov Backlog, 9 Nov Doing")
    renamed = replace(card, column="In Progress")
    delivery = the_delivery([OLD, renamed])
    assert [(one.started_at, one.days_in_column) for one in delivery.wip] == [(at("9 Nov"), 8)]


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"labels": ("Team/Repo-Management", "ad-hoc"), "stream": "Scale"}, "support"),
        ({"labels": ("AD-HOC",), "stream": "Scale"}, "ad hoc"),
        ({"stream": "Scale"}, "performance"),
        ({"stream": "Permissions"}, "product"),
        ({"stream": "Other"}, "unknown"),
        ({"stream": ""}, "unknown"),
    ],
)
def test_the_first_of_support_ad_hoc_and_stream_tells_the_kind(
    changes: dict[str, object], kind: str
) -> None:
    assert kind_of(a_card(1, "9 Nov Backlog", **changes), POLICY.kinds) == kind


def test_cycles_are_summed_up() -> None:
    delivery = the_delivery(
        [
            OLD,
            *cards(
                "12 Oct In Progress, 20 Oct Done & completed",  # cycle 5: 12 to 25 October
                "12 Oct Backlog, 25 Oct 23:59 Done & completed",
                "13 Oct Backlog, 26 Oct 00:00 Done & completed",  # the first instant of cycle 6
                "13 Oct In Progress, 9 Nov Backlog, 10 Nov In Progress",
                "26 Oct In Progress, 9 Nov Done & not planned",
            ),
            a_card(6, "26 Oct In Progress & +ad-hoc, 27 Oct Done & completed", stream=""),
        ]
    )
    told = [
        (one.number, one.finished, one.not_planned, one.arrived, one.wip)
        for one in (*delivery.past[-2:], delivery.current)
    ]
    assert told == [(5, 2, 0, 4, 1), (6, 2, 0, 2, 2), (7, 0, 1, 0, 1)]
    assert delivery.past[-1].finished_by_kind == {
        "performance": 1,
        "product": 0,
        "support": 0,
        "ad hoc": 1,
        "unknown": 0,
    }
    assert [item.id for item in delivery.moved_back] == ["PVTI_4"]
    assert [one.first_day for one in delivery.past] == [
        date(2026, 8, 17),
        date(2026, 8, 31),
        date(2026, 9, 14),
        date(2026, 9, 28),
        date(2026, 10, 12),
        date(2026, 10, 26),
    ]


@pytest.mark.parametrize(
    ("begins", "known_since", "known_from", "cycles"),
    [
        ("17 Aug 08:00 Backlog", None, date(2026, 8, 17), [1, 2, 3, 4, 5, 6]),
        ("18 Aug 08:00 Backlog", None, date(2026, 8, 18), [2, 3, 4, 5, 6]),
        ("30 Oct Backlog", None, date(2026, 10, 30), []),
        ("3 Aug Backlog", None, date(2026, 8, 3), [1, 2, 3, 4, 5, 6]),
        ("3 Aug Backlog", "1 Oct 10:00", date(2026, 10, 2), [5, 6]),
        ("3 Aug Backlog", "12 Oct 00:00", date(2026, 10, 12), [5, 6]),
        ("3 Aug Backlog", "12 Oct 00:01", date(2026, 10, 13), [6]),
    ],
)
def test_cycles_that_the_history_does_not_tell_whole_are_left_out(
    begins: str, known_since: str | None, known_from: date, cycles: list[int]
) -> None:
    delivery = the_delivery(cards(begins), known_since=known_since)
    assert delivery.known_from == known_from
    assert [one.number for one in delivery.past] == cycles


def test_at_most_ten_whole_cycles_are_looked_at() -> None:
    delivery = the_delivery(cards("2 Jan Backlog"), anchor="2026-01-05")
    assert [one.number for one in delivery.past] == list(range(13, 23))
    assert delivery.current.number == 23
    assert (delivery.cumulative[0].day, len(delivery.cumulative)) == (date(2026, 6, 22), 148)


def test_before_the_anchor_there_is_no_whole_cycle() -> None:
    delivery = the_delivery(cards("2 Jan Backlog, 9 Nov In Progress"), anchor="2026-11-23")
    assert (delivery.past, delivery.current.number, delivery.current.wip) == ((), 0, 1)


def test_nothing_is_known_of_an_empty_board() -> None:
    delivery = the_delivery([])
    assert delivery.known_from is None
    assert (delivery.past, delivery.finished, delivery.wip) == ((), (), ())
    assert delivery.current.finished == 0
    assert delivery.throughput.p50 is None
    assert [one.percent for one in delivery.shares] == [None] * 4


@pytest.mark.parametrize(
    ("now", "counts"),
    [
        ("9 Nov 11:59", 0),
        ("9 Nov 12:00", 1),
        ("12 Nov 18:00", 2),
        ("20 Nov 12:00", 3),
    ],
)
def test_by_now_is_the_same_day_and_hour_of_each_cycle(now: str, counts: int) -> None:
    # Each of six cycles finishes one at noon of its first day, its fourth, and its twelfth.
    first = date(2026, 8, 17)
    days = [first + timedelta(days=14 * n + day) for n in range(6) for day in (0, 3, 11)]
    stories = [f"17 Aug Backlog, {day:%-d %b} Done & completed" for day in days]
    delivery = the_delivery([OLD, *cards(*stories)], now)
    assert delivery.throughput.p50 == 3
    assert (delivery.throughput_by_now.count, delivery.throughput_by_now.p50) == (6, counts)
