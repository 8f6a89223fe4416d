"""The guidelines' checks: when each finds something, when it does not, and which key decides."""

from dataclasses import replace

import pytest

from domain.guideline import Finding, find_findings
from domain.guideline.checks import CHECKS
from domain.issue import Issue, IssueAnswer
from tests.builders_reminders import (
    ASKED,
    BOARD,
    EYES,
    NO_CARD,
    TAKEN,
    a_context,
    a_good_issue,
    find_in,
)
from tests.builders_requests import (
    LINK,
    a_comment,
    a_standing,
    at,
    on_issue,
)


def names(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.check for finding in findings]


def test_a_request_that_follows_the_guidelines_has_no_findings() -> None:
    assert find_in(ASKED, TAKEN, now="Tue 12:00", issues=(a_good_issue(),)) == ()


FOUND: dict[str, tuple[tuple[str, ...], str, tuple[IssueAnswer, ...]]] = {
    "missing_link": (("Mon 09:00 hana: p1 clones fail",), "Mon 09:30", ()),
    "missing_label": ((ASKED, TAKEN), "Mon 12:00", (a_good_issue(labels=("bug",)),)),
    "missing_sections": ((ASKED, TAKEN), "Mon 12:00", (a_good_issue(body="It fails."),)),
    "missing_card": ((ASKED, TAKEN), "Tue 10:00", (a_good_issue(**NO_CARD),)),
    "card_without_owner": ((ASKED, TAKEN), "Tue 10:30", (a_good_issue(assignees=()),)),
    "missing_eta": ((ASKED, EYES), "Mon 13:30", (a_good_issue(),)),
    "missing_triage": (("Mon 09:00 hana: p1 " + LINK, TAKEN), "Mon 12:00", (a_good_issue(),)),
    "silent_owner": (
        (ASKED, "Mon 09:10 ben: It is a bug, we fix it."),
        "Thu 09:11",
        (a_good_issue(),),
    ),
    "closed_but_waiting": (
        (ASKED, "Mon 09:10 ben: It is a bug, we fix it.", "Mon 13:00 hana: It still fails?"),
        "Mon 16:00",
        (
            a_good_issue(
                state="CLOSED",
                closed_at=at("Mon 14:00"),
                state_reason="COMPLETED",
                events=(
                    on_issue("Mon 10:00", "ben-gh", "card_added", "Support Issues"),
                    on_issue("Mon 14:00", "ben-gh", "closed", "COMPLETED"),
                ),
            ),
        ),
    ),
}


@pytest.mark.parametrize("check", CHECKS)
def test_each_check_finds_its_own_and_nothing_else(check: str) -> None:
    story, now, issues = FOUND[check]
    assert names(find_in(*story, now=now, issues=issues)) == [check]


@pytest.mark.parametrize("check", CHECKS)
def test_each_check_can_be_switched_off(check: str) -> None:
    story, now, issues = FOUND[check]
    key = {"enabled": False}
    if check in {"missing_card", "card_without_owner", "missing_eta", "silent_owner"}:
        key |= {"after": "1m"}  # type: ignore[dict-item]
    assert find_in(*story, now=now, issues=issues, checks={check: key}) == ()


@pytest.mark.parametrize("check", CHECKS)
def test_what_is_over_or_unread_has_no_findings(check: str) -> None:
    story, now, issues = FOUND[check]
    context = a_context(now)
    done = a_standing(*story, f"{now} hana :white_check_mark:", now=now, issues=issues)
    unread = a_standing(*story, now=now, issues=issues, unread="Slack answered 429")
    assert done.state.is_over
    assert find_findings([done, unread], BOARD, context) == ()


@pytest.mark.parametrize("check", CHECKS)
def test_each_finding_says_what_to_do_and_quotes_no_issue(check: str) -> None:
    story, now, issues = FOUND[check]
    secret = tuple(replace(i, title="SECRET") if isinstance(i, Issue) else i for i in issues)
    (finding,) = find_in(*story, now=now, issues=secret)
    assert finding.sentence.endswith(".")
    assert finding.remedy
    assert "SECRET" not in finding.sentence + finding.remedy


@pytest.mark.parametrize(
    ("check", "still_allowed", "told"),
    [
        ("missing_card", "Tue 09:10", "Tue 09:11"),
        ("card_without_owner", "Tue 10:00", "Tue 10:01"),
        ("missing_eta", "Mon 13:10", "Mon 13:11"),
        ("silent_owner", "Thu 09:10", "Thu 09:11"),
    ],
)
def test_some_checks_allow_time_first(check: str, still_allowed: str, told: str) -> None:
    story, _, issues = FOUND[check]
    assert names(find_in(*story, now=still_allowed, issues=issues)) == []
    assert names(find_in(*story, now=told, issues=issues)) == [check]


@pytest.mark.parametrize(
    ("check", "now"),
    [
        ("missing_card", "Mon 09:42"),
        ("card_without_owner", "Mon 10:31"),
        ("missing_eta", "Mon 09:42"),
        ("silent_owner", "Mon 09:42"),
    ],
)
def test_how_much_time_is_the_teams_choice(check: str, now: str) -> None:
    story, _, issues = FOUND[check]
    assert find_in(*story, now=now, issues=issues) == ()
    hasty = {"checks": {check: {"after": "30m"}}}
    assert check in names(find_in(*story, now=now, issues=issues, **hasty))


@pytest.mark.parametrize(
    ("story", "is_found"),
    [
        (("Mon 09:00 hana: how do I clone?",), False),
        (("Mon 09:00 hana: p2 how do I clone?",), True),
        (("Mon 09:00 hana: how do I clone?", "Mon 09:10 ben: ETA Wed 14:00"), True),
        (("Mon 09:00 hana: p3 how do I clone?",), False),  # no more than a question has anyway
    ],
)
def test_more_than_a_question_names_a_priority_or_is_promised_a_review(
    story: tuple[str, ...], *, is_found: bool
) -> None:
    assert ("missing_link" in names(find_in(*story, now="Mon 09:30"))) is is_found


@pytest.mark.parametrize(
    ("story", "is_found"),
    [
        ((ASKED, EYES), True),
        ((ASKED, "Mon 09:10 ben: Looking, ETA Wed 14:00"), False),
        ((ASKED, "Mon 09:10 ben: It is the proxy; set http.proxy and it works."), False),
        ((ASKED,), False),
        (("Mon 09:00 hana: how do I clone?", EYES), False),
        (("Mon 09:00 hana: p2 how do I clone?", EYES), True),
        ((ASKED, EYES, "Mon 09:20 ben: Which version do you use?"), False),
    ],
)
def test_an_acknowledgement_of_more_than_a_question_comes_with_an_eta(
    story: tuple[str, ...], *, is_found: bool
) -> None:
    seen = find_in(*story, now="Mon 14:00", issues=(a_good_issue(),))
    assert ("missing_eta" in names(seen)) is is_found


@pytest.mark.parametrize(
    ("asked", "policy", "now", "is_found"),
    [
        ("p1", {"priorities": ["p1"]}, "Mon 12:00", True),
        ("p1", {"priorities": ["p0"]}, "Mon 12:00", False),
        ("p2", {"priorities": ["p1"]}, "Mon 12:00", False),
        ("p2", {"priorities": [], "labels": ["Size/Large"]}, "Mon 12:00", True),
        ("p2", {"priorities": [], "labels": ["size/small"]}, "Mon 12:00", False),
        ("p2", {"priorities": []}, "Fri 17:00", False),
        ("p2", {"priorities": []}, "+Mon 09:01", True),
        ("p2", {"priorities": [], "age": "1d"}, "Tue 09:01", True),
    ],
)
def test_what_is_not_trivial_is_the_teams_choice(
    asked: str, policy: dict[str, object], now: str, *, is_found: bool
) -> None:
    issues = (a_good_issue(labels=("team/repo-management", "size/large")),)
    story = (f"Mon 09:00 hana: {asked} {LINK}", TAKEN)
    seen = find_in(*story, now=now, issues=issues, checks={"missing_triage": policy})
    assert ("missing_triage" in names(seen)) is is_found


@pytest.mark.parametrize(
    "story",
    [
        ("Mon 09:20 frida: Let us talk.",),
        ("Mon 09:20 ben: <@U0GUS> please have a look.",),
    ],
)
def test_em_or_pm_in_the_thread_is_enough(story: tuple[str, ...]) -> None:
    asked = f"Mon 09:00 hana: p1 {LINK}"
    seen = find_in(asked, TAKEN, *story, now="Mon 12:00", issues=(a_good_issue(),))
    assert "missing_triage" not in names(seen)


def test_nobody_triages_what_nobody_took() -> None:
    assert find_in(f"Mon 09:00 hana: p1 {LINK}", now="Mon 12:00", issues=(a_good_issue(),)) == ()


@pytest.mark.parametrize(
    ("word", "is_found"),
    [
        ("Tue 12:00 ben: Still on it.", False),
        ("Tue 12:00 hana: bump?", True),
        ("Tue 12:00 ben: We are at it, ETA Fri 12:00", False),
    ],
)
def test_a_word_of_the_team_breaks_the_silence(word: str, *, is_found: bool) -> None:
    story, now, issues = FOUND["silent_owner"]
    assert ("silent_owner" in names(find_in(*story, word, now=now, issues=issues))) is is_found


def test_a_promise_not_yet_due_is_no_silence() -> None:
    story = (ASKED, "Mon 09:10 ben: It is a bug, ETA Fri 16:00")
    assert "silent_owner" not in names(find_in(*story, now="Fri 15:00", issues=(a_good_issue(),)))
    assert "silent_owner" in names(find_in(*story, now="+Mon 10:00", issues=(a_good_issue(),)))


def test_a_comment_on_the_issue_breaks_the_silence() -> None:
    story, now, _ = FOUND["silent_owner"]
    spoken = a_good_issue(comments=(a_comment("Wed 10:00", "ben-gh"),))
    assert find_in(*story, now=now, issues=(spoken,)) == ()


def test_the_later_of_two_threads_on_one_issue_points_to_the_first() -> None:
    now = "Mon 12:00"
    first = a_standing(ASKED, TAKEN, now=now, issues=(a_good_issue(),))
    again = f"Mon 11:00 ivan: Any news? {LINK}"
    second = a_standing(
        again, "Mon 11:10 ben: Soon, ETA Wed 16:00", now=now, issues=(a_good_issue(),)
    )
    (finding,) = find_findings([second, first], BOARD, a_context(now))
    assert finding.check == "two_threads"
    assert finding.request_key == second.key
    assert first.request.permalink in finding.sentence
    off = a_context(now, checks={"two_threads": {"enabled": False}})
    assert find_findings([second, first], BOARD, off) == ()
    assert find_findings([second], BOARD, a_context(now)) == ()
