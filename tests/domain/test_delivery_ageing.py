"""What is in progress, how it compares with the past, and where time went."""

import pytest

from domain.delivery.blocked import is_blocked
from domain.delivery.records import Delivery
from domain.work_item import WorkItem
from tests.builders_board import POLICY, a_card, cards, the_delivery

OLD = a_card(99, "17 Aug 08:00 Backlog")
NOW = "16 Nov 10:00"  # Monday, day 8 of cycle 7


def stayed(*days: int) -> list[WorkItem]:
    """Cards that stayed in progress for so many days in September."""
    return [
        a_card(100 + n, f"1 Sep In Progress, {day} Sep 13:00 Done & completed")
        for n, day in enumerate(days)
    ]


def in_progress(delivery: Delivery) -> list[str]:
    return [
        f"{one.item.id[5:]}: {one.days_in_column} of {one.days_in_progress}" for one in delivery.wip
    ]


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ("16 Nov 09:00 In Progress", ["1: 1 of 1"]),
        ("12 Nov In Progress", ["1: 5 of 5"]),
        ("9 Nov In Progress, 12 Nov Blocked?", ["1: 5 of 8"]),
        ("2 Nov In Progress, 3 Nov Backlog, 12 Nov In Progress", ["1: 5 of 15"]),
        (
            "9 Nov In Progress, 12 Nov Done & completed, 13 Nov reopened & In Progress",
            ["1: 4 of 8"],
        ),
        ("9 Nov In Progress, 12 Nov In Progress", ["1: 8 of 8"]),
        ("9 Nov In Progress, 12 Nov completed", []),
        ("9 Nov In Progress, 12 Nov not planned", []),
        ("9 Nov In Progress, 12 Nov archived", []),
        ("9 Nov In Progress, 12 Nov Backlog", []),
        ("9 Nov In Progress, 12 Nov Support Issues", []),
        ("9 Nov In Progress, 12 Nov completed, 13 Nov reopened", ["1: 4 of 8"]),
    ],
)
def test_in_progress_is_what_lies_in_a_started_column_and_is_not_over(
    story: str, expected: list[str]
) -> None:
    delivery = the_delivery([OLD, a_card(1, story)], NOW)
    assert in_progress(delivery) == expected
    assert delivery.current.wip == len(expected)


def test_pace_is_the_share_of_past_stays_in_the_same_column_that_were_shorter() -> None:
    past = stayed(*range(1, 11))  # stays of 1, 2, … 10 days
    doing = cards(
        "16 Nov 09:00 In Progress", "12 Nov In Progress", "9 Nov In Progress, 12 Nov Blocked?"
    )
    delivery = the_delivery([OLD, *past, *doing], NOW)
    assert [(one.item.id, one.pace) for one in delivery.wip] == [
        ("PVTI_2", 0.4),
        ("PVTI_1", 0.0),
        ("PVTI_3", None),  # nothing was ever blocked long enough ago
    ]


def test_fewer_than_ten_stays_say_nothing_and_those_of_this_cycle_do_not_count() -> None:
    this_cycle = a_card(50, "9 Nov In Progress, 10 Nov Done & completed")
    delivery = the_delivery([OLD, *stayed(*range(1, 10)), this_cycle, *cards("12 Nov In Progress")])
    assert [(one.pace, one.is_beyond) for one in delivery.wip] == [(None, False)]


@pytest.mark.parametrize(("since", "is_beyond"), [("8 Nov", False), ("7 Nov", True)])
def test_beyond_is_longer_than_85_percent_of_finished_items_took(
    since: str, *, is_beyond: bool
) -> None:
    delivery = the_delivery([OLD, *stayed(*range(1, 11)), *cards(f"{since} In Progress")], NOW)
    assert delivery.cycle_time.p85 == 9
    assert [one.is_beyond for one in delivery.wip] == [is_beyond]


def test_carried_over_was_started_before_the_cycle_began() -> None:
    stories = ("8 Nov 23:59 In Progress", "9 Nov 00:00 In Progress")
    delivery = the_delivery([OLD, *cards(*stories)], NOW)
    assert [one.item.id for one in delivery.carried_over] == ["PVTI_1"]


@pytest.mark.parametrize(
    ("updated", "holidays", "days"),
    [
        ("16 Nov 09:00", (), 0),
        ("13 Nov", (), 1),  # over a weekend
        ("9 Nov", (), 5),
        ("9 Nov", ("2026-11-11",), 4),
        ("14 Nov", (), 1),
    ],
)
def test_silence_is_counted_in_working_days(
    updated: str, holidays: tuple[str, ...], days: int
) -> None:
    card = a_card(1, f"2 Nov In Progress, {updated} updated")
    delivery = the_delivery([OLD, card], NOW, holidays=holidays)
    assert [one.silent_days for one in delivery.wip] == [days]


@pytest.mark.parametrize(
    ("story", "blocked", "days"),
    [
        ("9 Nov In Progress", False, None),
        ("9 Nov In Progress, 12 Nov Blocked?", True, 5),
        ("9 Nov In Progress, 12 Nov +Blocked", True, 5),
        ("9 Nov In Progress, 12 Nov +blocked, 13 Nov -blocked", False, None),
        ("9 Nov In Progress & +blocked, 10 Nov -blocked, 13 Nov +blocked", True, 4),
        ("9 Nov In Progress, 12 Nov +blocked, 14 Nov Blocked?", True, 5),
        ("9 Nov In Progress, 13 Nov +by 12", True, 4),
        ("9 Nov In Progress, 12 Nov +by 12, 13 Nov -by 12", False, None),
    ],
)
def test_blocked_is_by_column_label_or_issue(
    story: str, days: int | None, *, blocked: bool
) -> None:
    delivery = the_delivery([OLD, a_card(1, story)], NOW)
    assert [(one.is_blocked, one.blocked_days) for one in delivery.wip] == [(blocked, days)]


def test_since_when_an_issue_blocks_another_may_not_be_known() -> None:
    card = a_card(1, "9 Nov In Progress, 13 Nov +by 12")
    silent = a_card(2, "9 Nov In Progress", blocked_by=card.blocked_by)
    delivery = the_delivery([OLD, silent], NOW)
    assert [(one.is_blocked, one.blocked_days) for one in delivery.wip] == [(True, None)]


def test_what_is_over_is_not_blocked() -> None:
    story = "9 Nov In Progress & +blocked, 12 Nov Done"
    assert not is_blocked(a_card(1, story), POLICY)
    assert not is_blocked(a_card(1, f"{story} & completed"), POLICY)
    assert is_blocked(a_card(1, "9 Nov Backlog & +blocked"), POLICY)


@pytest.mark.parametrize(
    ("story", "days"),
    [
        ("2 Nov In Progress, 3 Nov Blocked?", 7),  # from the cycle's first instant to now: 7.4
        ("9 Nov In Progress & +blocked, 11 Nov Done & completed", 2),  # the label is left on
        ("9 Nov In Progress, 10 Nov Blocked? & +blocked, 12 Nov In Progress & -blocked", 2),
        ("9 Nov In Progress, 10 Nov +by 12, 13 Nov -by 12", 3),
        ("2 Nov In Progress, 3 Nov Blocked?, 6 Nov In Progress", 0),
    ],
)
def test_time_blocked_in_this_cycle_counts_once(story: str, days: int) -> None:
    assert the_delivery([OLD, a_card(1, story)], NOW).blocked_days == days


def test_time_by_column_is_of_cards_finished_in_this_cycle() -> None:
    delivery = the_delivery(
        [
            OLD,
            *cards(
                "1 Nov In Progress, 3 Nov Blocked?, 4 Nov In Progress, 10 Nov Done & completed",
                "9 Nov Backlog, 12 Nov In Progress, 13 Nov Done & completed",
                "1 Oct In Progress, 20 Oct Done & completed",
                "1 Nov In Progress",
            ),
        ],
        NOW,
    )
    assert [(one.column, one.days, one.share) for one in delivery.column_times] == [
        ("In Progress", 9.0, 0.9),
        ("Blocked?", 1.0, 0.1),
    ]


@pytest.mark.parametrize(
    ("story", "moved_back", "reopened"),
    [
        ("2 Nov In Progress, 9 Nov Backlog", True, False),
        ("2 Nov In Progress, 8 Nov Backlog", False, False),
        ("9 Nov In Progress, 10 Nov Backlog, 11 Nov In Progress", True, False),
        ("2 Nov Backlog, 9 Nov Support Issues", False, False),
        ("2 Nov Done & completed, 9 Nov reopened", False, True),
        ("2 Nov Done & completed, 3 Nov reopened", False, False),
        ("2 Nov Done, 9 Nov In Progress", False, True),
        ("2 Nov Done & completed, 9 Nov reopened, 10 Nov completed", False, True),
        ("2 Nov Done & completed, 9 Nov archived", False, False),
    ],
)
def test_surprises_are_cards_that_went_the_wrong_way_in_this_cycle(
    story: str, *, moved_back: bool, reopened: bool
) -> None:
    delivery = the_delivery([OLD, a_card(1, story)], NOW)
    assert (bool(delivery.moved_back), bool(delivery.reopened)) == (moved_back, reopened)


def test_a_deleted_column_reopens_nothing() -> None:
    card = a_card(1, "2 Nov Done & completed, 9 Nov updated", column="", entered_at=None)
    assert the_delivery([OLD, card], NOW).reopened == ()


def test_the_cumulative_flow_shows_each_day_at_its_end() -> None:
    story = "9 Nov Backlog, 10 Nov In Progress, 10 Nov 23:59 Blocked?, 12 Nov Done & completed"
    delivery = the_delivery(cards(story, "10 Nov Backlog, 11 Nov archived"), "13 Nov")
    told = [(f"{one.day:%-d}", one.queue, one.started, one.done) for one in delivery.cumulative]
    assert told == [
        ("9", 1, 0, 0),
        ("10", 1, 1, 0),
        ("11", 0, 1, 0),
        ("12", 0, 0, 1),
        ("13", 0, 0, 1),
    ]
