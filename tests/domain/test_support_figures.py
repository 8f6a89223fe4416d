"""Support figures: what came and went in a while, what waits, promises kept, and who asked."""

from collections.abc import Iterable
from datetime import timedelta

import pytest

from domain.conversation import Thread, UnreadChannel
from domain.sla import prepare_targets
from domain.support_figures import SupportFigures, measure_support
from domain.team_requests import RequestFacts, stand
from tests.builders_reminders import a_context
from tests.builders_requests import CHANNEL, a_thread, at, say, some_rules

MINUTE = timedelta(minutes=1)
MANY = tuple(
    a_thread(
        f"Mon 09:{n:02} hana: How do I {n}?",
        f"Mon 10:{n:02} ben: Like this: {n}",
        "Mon 11:00 hana :white_check_mark:",
    )
    for n in range(20)
)


def measure(
    *threads: Thread,
    now: str = "Wed 12:00",
    since: str = "Mon 00:00",
    unread: Iterable[UnreadChannel] = (),
    organisations: dict[str, set[str]] | None = None,
) -> SupportFigures:
    context, rules = a_context(now), some_rules(now=at(now))
    facts = RequestFacts(
        channels={CHANNEL: rules.policy.watched_channels[0]},
        threads=threads,
        unread=tuple(unread),
        issues={},
    )
    targets = prepare_targets(rules.policy, rules.working_time)
    requests = stand(context, rules, targets, facts)
    return measure_support(requests, at(since), at(now), organisations)


def test_nothing_asked_is_nothing_to_say() -> None:
    figures = measure()
    assert (figures.opened, figures.closed, figures.waiting, figures.judged) == (0, 0, (), 0)
    assert (figures.share_met, figures.first_response) == (None, None)
    assert (figures.by_organisation, figures.gaps) == ({}, ())


ASKED_BEFORE = a_thread(
    "Mon 09:00 hana: How?", "Tue 10:00 ben: So.", "Tue 10:05 hana :white_check_mark:"
)
WAITS = a_thread("Tue 11:00 ivan: Where?")
WAITS_LONGER = a_thread("Tue 09:30 ivan: When?", "Tue 09:40 ben :eyes:")


def test_what_counts_is_when_it_was_opened_and_when_it_was_over() -> None:
    figures = measure(ASKED_BEFORE, WAITS, WAITS_LONGER, since="Tue 00:00")
    assert (figures.opened, figures.closed) == (2, 1)
    assert [say(one.request.opened_at) for one in figures.waiting] == ["Tue 09:30", "Tue 11:00"]


def test_a_thread_that_could_not_be_read_is_a_gap_and_waits_for_nobody() -> None:
    gap = UnreadChannel(
        channel=CHANNEL, root_ts=WAITS.root.ts, why="Slack did not answer", remedy="Wait."
    )
    figures = measure(WAITS, unread=[gap])
    assert figures.waiting == ()
    assert figures.opened == 1
    assert measure(unread=[gap]).gaps == (f"A thread in {CHANNEL}: Slack did not answer. Wait.",)


def test_open_requests_count_as_not_met_yet() -> None:
    figures = measure(*MANY[:9], WAITS, now="Tue 11:30")
    assert (figures.met, figures.judged) == (18, 20)  # an acknowledgement and an answer for each
    assert figures.share_met == pytest.approx(0.9)
    assert figures.first_response is not None
    assert figures.first_response.at_least == 60 * MINUTE
    assert figures.first_response_p90 is not None


def test_a_percentile_that_still_waits_has_no_end() -> None:
    waiting = [a_thread(f"Tue 11:{n:02} ivan: Where is {n}?") for n in range(9)]
    figures = measure(*MANY[:2], *waiting, now="Tue 11:30")
    assert figures.first_response is not None
    assert figures.first_response.at_most is None


def test_too_few_say_nothing() -> None:
    figures = measure(*MANY[:4], now="Tue 11:30")
    assert (figures.met, figures.judged, figures.share_met) == (8, 8, None)
    assert (figures.first_response, figures.first_response_p90) == (None, None)


@pytest.mark.parametrize(
    ("organisations", "expected"),
    [
        ({}, {"": 3}),
        ({"Sales": {"U0JO"}, "Engineering": {"U0IVAN"}}, {"": 1, "Engineering": 2}),
        ({"Everybody": {"U0IVAN", "U0HANA"}, "Sales": {"U0HANA"}}, {"Everybody": 3}),
    ],
)
def test_each_request_counts_for_one_organisation(
    organisations: dict[str, set[str]], expected: dict[str, int]
) -> None:
    figures = measure(ASKED_BEFORE, WAITS, WAITS_LONGER, organisations=organisations)
    assert figures.by_organisation == expected
