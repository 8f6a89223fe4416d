"""How many more cycles a tracking issue takes, and how kinds of work share a hundred percent."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.delivery.forecast import cycles_needed
from domain.delivery.percentiles import percentiles
from domain.delivery.records import Forecast, Percentiles
from domain.work_item import TrackingIssue
from tests.builders_board import a_card, at, cards, the_delivery, the_snapshot
from tests.builders_digest import a_tracking

OLD = a_card(99, "17 Aug 08:00 Backlog")
CYCLES = ("18 Aug", "1 Sep", "15 Sep", "29 Sep", "13 Oct", "27 Oct", "10 Nov")


def tracked(*per_cycle: int, total: int) -> TrackingIssue:
    """Larger work of which each cycle, the running one last, finished so many leaves."""
    days = CYCLES[-len(per_cycle) :]
    done_at = tuple(
        at(day) for day, count in zip(days, per_cycle, strict=True) for _ in range(count)
    )
    return a_tracking(1, "Large", len(done_at), total, done_at=done_at)


def forecast(tracking: TrackingIssue) -> Forecast:
    return the_delivery([OLD], tracking=[tracking]).forecasts[0]


@pytest.mark.parametrize(
    ("tracking", "likely", "careful"),
    [
        (tracked(2, 2, 2, 2, 2, 2, 0, total=18), 3, 3),
        (tracked(1, 3, 1, 3, 1, 3, 0, total=22), 5, 6),
        (tracked(2, 2, 2, 2, 0, total=9), 1, 1),
        (tracked(2, 2, 2, 0, total=9), None, None),
        (tracked(1, 0, 0, 0, 0, 0, 0, total=9), None, None),
        (tracked(2, 2, 2, 2, total=8), 0, 0),
        (a_tracking(1, "Not read when", 3, 9), None, None),
        (a_tracking(1, "Not begun", 0, 9), None, None),
    ],
)
def test_a_forecast_is_a_number_of_cycles_or_none(
    tracking: TrackingIssue, likely: int | None, careful: int | None
) -> None:
    told = forecast(tracking)
    assert (told.likely, told.careful) == (likely, careful)


def test_change_is_since_the_snapshot_else_since_the_cycle_began() -> None:
    tracking = tracked(2, 2, 3, total=12)
    assert (forecast(tracking).change, forecast(tracking).grown) == (3, None)
    earlier = the_snapshot([], "6 Nov", tracking=[a_tracking(1, "Large", 3, 10)])
    told = the_delivery([OLD], tracking=[tracking], earlier=earlier).forecasts[0]
    assert (told.change, told.grown) == (4, 2)
    unread = the_delivery([OLD], tracking=[a_tracking(1, "Large", 3, 10)]).forecasts[0]
    assert (unread.change, unread.grown) == (None, None)


@settings(max_examples=50)
@given(
    left=st.integers(1, 60),
    more=st.integers(0, 60),
    samples=st.lists(st.integers(0, 9), min_size=4, max_size=10),
    percent=st.integers(1, 85),
)
def test_more_to_do_and_more_care_never_take_less_time(
    left: int, more: int, samples: list[int], percent: int
) -> None:
    futures = np.random.default_rng(7).random((200, 26))
    past = np.array(samples)

    def needed(left: int, percent: int) -> float:
        return cycles_needed(left, past, futures, percent) or float("inf")

    assert needed(left, percent) <= needed(left + more, percent)
    assert needed(left, percent) <= needed(left, percent + 15)
    assert needed(left, percent) == needed(left, percent)
    assert needed(left, percent) >= -(-left // max(1, *samples))


@pytest.mark.parametrize(
    ("samples", "expected"),
    [
        (range(9), (None, None, None, None)),
        (range(1, 11), (2, 5, 9, 10)),
        (range(1, 21), (3, 10, 17, 19)),
        ([3] * 10, (3, 3, 3, 3)),
    ],
)
def test_percentiles_are_nearest_rank(
    samples: list[int], expected: tuple[float | None, ...]
) -> None:
    p15, p50, p85, p95 = expected
    assert percentiles(samples) == Percentiles(
        count=len(samples), p15=p15, p50=p50, p85=p85, p95=p95
    )


def test_shares_are_whole_percent_that_add_up() -> None:
    stories = ["9 Nov Backlog, 10 Nov Done & completed"] * 7
    support = ["9 Nov Backlog & +team/repo-management, 10 Nov Done & completed"] * 4
    told = the_delivery([OLD, *cards(*stories, *support)]).shares
    assert [(one.kind, one.finished, one.percent, one.target) for one in told] == [
        ("performance", 7, 64, 35),
        ("product", 0, 0, 35),
        ("support", 4, 36, 20),
        ("ad hoc", 0, 0, 10),
    ]


def test_shares_of_few_items_are_not_told_in_percent_and_unknown_ones_are_named() -> None:
    card = a_card(1, "9 Nov Backlog, 10 Nov Done & completed", stream="")
    told = the_delivery([OLD, card]).shares
    assert [(one.kind, one.finished, one.percent) for one in told][-1] == ("unknown", 1, None)
