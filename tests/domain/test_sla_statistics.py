"""Figures that do not flatter: what still waits counts, and what is not known exactly says so."""

from dataclasses import replace
from datetime import timedelta

from domain.sla import Clock, prepare_targets
from domain.sla.statistics import Figures, measure_sla
from tests.builders_requests import a_requests_team, a_standing, at, some_rules

HOUR = timedelta(hours=1)


def a_clock(hours: float, **changes: object) -> Clock:
    """An answer that took so many hours on Monday, of the day that a p3 has."""
    base: dict[str, object] = {
        "kind": "answer",
        "state": "met",
        "priority": "p3",
        "started_at": at("Mon 09:00"),
        "due": at("Mon 17:00"),
        "budget": 8 * HOUR,
        "used": hours * HOUR,
        "stopped_at": at("Mon 09:00") + hours * HOUR,
    }
    return Clock(**(base | changes))  # type: ignore[arg-type]


def figures(*clocks: Clock) -> Figures:
    rules = some_rules(a_requests_team())
    (found,) = measure_sla(clocks, prepare_targets(rules.policy, rules.working_time))
    return found


def waiting(hours: float, state: str = "pending") -> Clock:
    return a_clock(hours, state=state, stopped_at=None)


def test_percentiles_are_of_all_waits() -> None:
    found = figures(*(a_clock(hours) for hours in range(1, 11)))
    assert found.p50
    assert found.p90
    assert (found.p50.at_least, found.p50.at_most) == (5 * HOUR, 5 * HOUR)
    assert (found.p90.at_least, found.p90.at_most) == (9 * HOUR, 9 * HOUR)
    assert (found.count, found.share_met) == (10, 1.0)


def test_what_still_waits_may_take_for_ever() -> None:
    found = figures(*(a_clock(1) for _ in range(6)), *(waiting(9, "breached") for _ in range(4)))
    assert found.p50
    assert found.p90
    assert found.p50.at_most == HOUR
    assert (found.p90.at_least, found.p90.at_most) == (9 * HOUR, None)
    assert found.share_met == 0.6


def test_an_emoji_makes_an_interval_of_it() -> None:
    seen = [a_clock(1, stopped_until=at("Mon 12:00")) for _ in range(10)]
    found = figures(*seen)
    assert found.p50
    assert (found.p50.at_least, found.p50.at_most) == (HOUR, 3 * HOUR)


def test_an_interval_counts_working_time() -> None:
    seen = [
        a_clock(7, stopped_at=at("Mon 16:00"), stopped_until=at("Tue 10:00")) for _ in range(10)
    ]
    found = figures(*seen)
    assert found.p50
    assert found.p50.at_most == 9 * HOUR


def test_few_say_nothing() -> None:
    found = figures(*(a_clock(1) for _ in range(9)))
    assert (found.is_too_small, found.p50, found.p90, found.share_met) == (True, None, None, None)


def test_pending_ones_are_not_decided_and_unknown_and_cancelled_ones_do_not_count() -> None:
    found = figures(
        *(a_clock(1) for _ in range(8)),
        *(a_clock(9, state="breached") for _ in range(2)),
        *(waiting(1) for _ in range(5)),
        waiting(1, "paused"),
        waiting(1, "unknown"),
        a_clock(1, state="cancelled"),
    )
    assert (found.count, found.met, found.breached, found.running) == (16, 8, 2, 6)
    assert (found.unknown, found.share_met) == (1, 0.8)


def test_groups_are_by_priority_and_kind() -> None:
    rules = some_rules(a_requests_team())
    targets = prepare_targets(rules.policy, rules.working_time)
    urgent = replace(a_clock(1), priority="p1")
    taken = replace(a_clock(1), kind="acknowledgement")
    found = measure_sla([a_clock(1), taken, urgent], targets)
    assert [(one.priority, one.kind) for one in found] == [
        ("p1", "answer"),
        ("p3", "acknowledgement"),
        ("p3", "answer"),
    ]


def test_three_messages_of_one_requester_are_one_wait() -> None:
    story = ("Mon 09:00 hana: Why?", "Mon 09:01 hana: I mean", "Mon 09:02 hana: why not?")
    assert [c.kind for c in a_standing(*story).clocks] == ["acknowledgement", "answer"]
