"""What planning must decide: what makes a decision, and what is just short of one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

import pytest

from domain.digest.ceremonies import make_digest
from domain.digest.facts import Turn
from tests.builders_digest import (
    ZONE,
    a_forecast,
    a_ref,
    a_share,
    a_tracking,
    an_ageing,
    an_item,
)
from tests.domain.digest_words import READY, before, lines

TOO_FEW = "n too small to say how many cycles are left"
LESS = "plan less of it, or change the target."
LATE = an_ageing(an_item(1), 13, is_beyond=True)
STUCK = an_ageing(an_item(2, blocked_by=(a_ref(9),)), 20, is_blocked=True, blocked_days=15)
NOBODY = Turn(starts_on=date(2026, 11, 16), ends_on=date(2026, 11, 20), names=())


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"wip": (LATE,)}, ["#1: in progress for 13 days; 85 % of cards took at most 9"]),
        ({"wip": (replace(LATE, days_in_progress=12),)}, []),
        ({"wip": (STUCK,)}, ["#2: blocked for 15 days by #9"]),
        ({"wip": (replace(STUCK, blocked_days=14),)}, []),
        ({"wip": (replace(STUCK, blocked_days=None),)}, []),
        (
            {"forecasts": (a_forecast(a_tracking(3, "Big", 5, 20), change=1, grown=2),)},
            [f"#3: 5 of 20 done, +1 this cycle, 2 more to do than before; {TOO_FEW}"],
        ),
        ({"forecasts": (a_forecast(a_tracking(3, "Big", 5, 20), change=2, grown=2),)}, []),
        ({"forecasts": (a_forecast(a_tracking(3, "Big", 5, 20), change=None, grown=None),)}, []),
        (
            {"shares": (a_share("support", 30, 30, 20),)},
            [f": 30 % of the work was support, the target is 20 %: {LESS}"],
        ),
        ({"shares": (a_share("support", 29, 29, 20),)}, []),
        ({"shares": (a_share("support", 3, None, 20),)}, []),
    ],
)
def test_what_is_to_be_decided(changes: Mapping[str, object], expected: list[str]) -> None:
    digest = make_digest(before(items=READY, **changes))
    assert lines(digest, "decide") == expected


def test_a_week_without_support_is_to_be_decided_until_it_is_over() -> None:
    facts = replace(before(items=READY), turns=(NOBODY,))
    assert lines(make_digest(facts), "decide") == [
        ": Nobody is on support 16–20 Nov: name somebody."  # noqa: RUF001
    ]
    somebody = replace(NOBODY, names=("Ben Okafor",))
    assert lines(make_digest(replace(facts, turns=(NOBODY, somebody))), "decide") == []
    later = replace(facts, now=datetime(2026, 11, 21, 10, tzinfo=ZONE))
    assert lines(make_digest(later), "decide") == []


def test_a_card_that_this_cycle_reaches_must_be_ready() -> None:
    items = (*READY[:9], an_item(50, stream="", priority=""), an_item(51, priority=""))
    digest = make_digest(before(items=(*items, *READY[9:])))
    assert lines(digest, "decide") == ["#50: 10th in the queue, no stream, no priority"]
    assert lines(digest, "not_ready") == ["#51: no priority"]


def test_a_queue_that_runs_out_is_to_be_decided() -> None:
    digest = make_digest(before(items=READY[:3]))
    assert lines(digest, "decide") == [
        ": Only 3 cards in the queue can be started; even a slow cycle finishes 10: refill it."
    ]
    assert digest.second_line == "1 decision to take: 1 short queue."


def test_a_blocked_card_cannot_be_started() -> None:
    stuck = tuple(replace(one, blocked_by=(a_ref(9),)) for one in READY[:3])
    digest = make_digest(before(items=(*stuck, *READY[3:])))
    assert [one.partition(";")[0] for one in lines(digest, "decide")] == [
        ": Only 9 cards in the queue can be started"
    ]
