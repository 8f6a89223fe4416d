"""The retro's question: the biggest change asks, by a fixed rule, and takes no side."""

from collections.abc import Mapping

import pytest

from domain.digest.question import ASK, NOTHING, neutral_question
from tests.builders_digest import CYCLE, a_cycle, a_delivery, of

PAST = tuple(a_cycle(n, {"product": 8, "support": 2}, wip=5) for n in range(1, 7))
USUAL = of([10] * 6, 6)


@pytest.mark.parametrize(
    ("now", "past", "expected"),
    [
        ({}, {}, ""),
        ({"finished": 12}, {"throughput": USUAL}, NOTHING),
        ({"finished": 13}, {"throughput": USUAL}, f"We finished 13 cards; usual is 10. {ASK}"),
        ({"finished": 1}, {"throughput": USUAL}, f"We finished 1 card; usual is 10. {ASK}"),
        (
            {"finished": 13, "arrived": 14},
            {"throughput": USUAL, "arrivals": USUAL},
            f"14 new cards came; usual is 10. {ASK}",
        ),
        (
            {"finished": 14, "arrived": 14},
            {"throughput": USUAL, "arrivals": USUAL},
            f"We finished 14 cards; usual is 10. {ASK}",
        ),
        (
            {"arrived_by_kind": {"ad hoc": 2}},
            {"ad_hoc": of([0] * 6, 6)},
            f"2 ad hoc cards came; usual is 0. {ASK}",
        ),
        (
            {"cycle_time": of([4] * 12)},
            {"past": tuple(a_cycle(n, {}, cycle_time=of([8] * 12)) for n in (5, 6))},
            f"85 % of cards took at most 4 days; before it was 8. {ASK}",
        ),
        ({}, {"past": PAST}, f"0 cards in progress; cycles before ended with 5. {ASK}"),
    ],
)
def test_the_question_is_about_what_changed_most(
    now: Mapping[str, object], past: Mapping[str, object], expected: str
) -> None:
    delivery = a_delivery(current=a_cycle(CYCLE, {}, **now), **past)
    assert neutral_question(delivery) == expected
