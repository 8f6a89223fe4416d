"""Why a request stands as it does: what each event did, and each interval that counted."""

import pytest

from domain.sla import prepare_targets
from domain.sla.explanation import Explanation, explain
from tests.builders_requests import a_request, a_requests_team, at, say, some_rules

STORY = (
    "Mon 16:00 hana: How do I …?",
    "Mon 16:10 robot: Have you seen the docs?",
    "Mon 16:20 ben :eyes:",
    "Mon 16:30 ben: which version?",
    "Tue 09:30 hana: 4.2",
    "Tue 10:00 hana: bump?",
    "Tue 10:30 ivan: same here",
    "Wed 10:00 ben: You need to set the token",
)


def explained(*story: str, now: str, **policy: object) -> Explanation:
    rules = some_rules(a_requests_team(**policy))
    request = a_request(*story, rules=rules)
    assert request
    targets = prepare_targets(rules.policy, rules.working_time)
    return explain(request, rules, targets, at(now))


def test_each_event_says_what_it_did_or_why_not() -> None:
    found = explained(*STORY, now="Tue 12:00")
    assert [(one.event.role, one.counted, one.effect) for one in found.events] == [
        ("requester", True, "opens the request: acknowledgement and answer are waited for"),
        ("app", False, "an app answers nothing"),
        ("responder", True, "acknowledges the request"),
        ("responder", True, "asks the requester something: the answer clock pauses"),
        (
            "requester",
            True,
            "ends the pause; the answer is waited for already; asking again starts no new wait",
        ),
        ("requester", False, "the answer is waited for already; asking again starts no new wait"),
        ("other", False, "another person's message neither answers nor asks"),
        ("responder", False, "it is later than the instant that is asked about"),
    ]


def test_each_clock_shows_the_time_it_counts() -> None:
    found = explained(*STORY, now="Tue 12:00")
    answer = next(one for one in found.clocks if one.clock.kind == "answer")
    assert [(say(start), say(end)) for start, end in answer.intervals] == [
        ("Mon 16:00", "Mon 16:30"),
        ("Tue 09:30", "Tue 12:00"),
    ]
    assert [(say(start), say(end)) for start, end in answer.clock.pauses] == [
        ("Mon 16:30", "Tue 09:30")
    ]
    assert answer.clock.used == sum(
        (end - start for start, end in answer.intervals), start=answer.clock.used * 0
    )


def test_an_eta_counts_by_the_clock_on_the_wall() -> None:
    found = explained("Mon 16:00 hana: Why?", "Mon 16:10 ben: ETA tomorrow 10:00", now="Tue 09:00")
    eta = next(one for one in found.clocks if one.clock.kind == "eta")
    assert [(say(start), say(end)) for start, end in eta.intervals] == [("Mon 16:10", "Tue 09:00")]


PROMISED = "A responder tells what was promised, in the thread or on the issue, or gives a new ETA."
MARKED = ", or the requester or a responder adds :white_check_mark: or :heavy_check_mark:."


@pytest.mark.parametrize(
    ("story", "kind", "remedy"),
    [
        (
            ["Mon 09:00 hana: Why?"],
            "acknowledgement",
            f"A responder replies in the thread or adds :eyes:{MARKED}",
        ),
        (
            ["Mon 09:00 hana: Why?"],
            "answer",
            f"A responder replies with more than an acknowledgement{MARKED}",
        ),
        (
            ["Mon 09:00 hana: Why?", "Mon 09:10 ben: which?"],
            "answer",
            f"The requester replies{MARKED}",
        ),
        (
            ["Mon 09:00 hana: Why?", "Mon 09:10 ben: because", "Mon 09:20 hana: but why?"],
            "next_response",
            f"A responder replies in the thread{MARKED}",
        ),
        (["Mon 09:00 hana: Why?", "Mon 09:10 ben: ETA 14:00"], "eta", PROMISED),
        (["Mon 09:00 hana: Why?", "Mon 09:10 ben: on it"], "acknowledgement", ""),
    ],
)
def test_what_would_stop_a_clock(story: list[str], kind: str, remedy: str) -> None:
    found = explained(*story, now="Mon 10:00")
    assert [one.remedy for one in found.clocks if one.clock.kind == kind] == [remedy]


def test_the_verdict_is_the_same_as_ever() -> None:
    found = explained(*STORY, now="+Mon 12:00")
    assert [c.clock for c in found.clocks] == list(found.standing.clocks)
