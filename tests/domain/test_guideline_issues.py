"""What the guidelines ask of issues, what Goalie may mend, and what it must not judge unseen."""

from dataclasses import replace

import pytest

from domain.conversation import UnreadChannel
from domain.guideline import Finding, find_findings, find_unknowns
from domain.issue import Board, Issue, IssueAnswer, UnreadableIssue, UnseenIssue
from domain.request_text import BlindSpots
from tests.builders_reminders import (
    ASKED,
    BOARD,
    NO_CARD,
    OTHER,
    OTHER_LINK,
    TAKEN,
    a_context,
    a_good_issue,
    find_in,
)
from tests.builders_requests import ISSUE, LINK, a_card, a_request, a_standing, an_issue, at


def names(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.check for finding in findings]


@pytest.mark.parametrize(
    ("answers", "is_found"),
    [
        ((a_good_issue(labels=()),), True),
        ((a_good_issue(labels=("Team/Repo-Management",)),), False),
        ((a_good_issue(labels=(), state="CLOSED", closed_at=at("Mon 09:30")),), False),
        ((a_good_issue(labels=()), an_issue(ref=OTHER)), False),
        ((a_good_issue(labels=()), an_issue(ref=OTHER, labels=())), True),
        ((a_good_issue(labels=()), UnseenIssue(ref=OTHER)), False),
        ((UnseenIssue(ref=ISSUE),), False),
        ((UnreadableIssue(ref=ISSUE, why="GitHub answered 502", remedy="Wait."),), False),
    ],
)
def test_one_issue_with_the_label_is_enough_and_an_unseen_one_may_have_it(
    answers: tuple[IssueAnswer, ...], *, is_found: bool
) -> None:
    links = f"{LINK} {OTHER_LINK}" if len(answers) > 1 else LINK
    seen = find_in(f"Mon 09:00 hana: Clones fail {links}", now="Mon 09:31", issues=answers)
    assert ("missing_label" in names(seen)) is is_found


def test_another_label_may_be_the_teams() -> None:
    issues = (a_good_issue(labels=("bug",)),)
    assert find_in(ASKED, TAKEN, now="Mon 12:00", issues=issues, label="bug") == ()


def test_only_issues_of_requesters_are_asked_for_sections() -> None:
    story = f"Mon 09:00 hana: See {OTHER_LINK}"
    bare = an_issue(ref=OTHER, body="")
    assert names(find_in(story, now="Mon 12:00", issues=(bare,))) == []
    own = {"issue_repository": "acme/other"}
    assert names(find_in(story, now="Mon 12:00", issues=(bare,), **own)) == ["missing_sections"]


def test_the_headings_are_the_teams() -> None:
    issues = (a_good_issue(body="Fails.\n## Story\nMonday.\n## Reach\nTwo."),)
    assert names(find_in(ASKED, TAKEN, now="Mon 12:00", issues=issues)) == ["missing_sections"]
    words = {"sections": {"background": ["story"], "impact": ["reach"]}}
    assert find_in(ASKED, TAKEN, now="Mon 12:00", issues=issues, **words) == ()


@pytest.mark.parametrize(
    ("issue", "board", "is_found"),
    [
        (a_good_issue(**NO_CARD), BOARD, True),
        (a_good_issue(**NO_CARD), None, False),
        (a_good_issue(**NO_CARD), replace(BOARD, columns=()), False),
        (UnseenIssue(ref=ISSUE), BOARD, False),
        (a_good_issue(cards=(a_card(column="Doing"),)), BOARD, False),  # it was in the list before
        (a_good_issue(cards=(a_card(column="Doing"),), events=()), BOARD, True),
        (a_good_issue(**NO_CARD, state="CLOSED", closed_at=at("Mon 12:00")), BOARD, False),
    ],
)
def test_a_card_is_missed_only_where_it_is_known_to_be_missing(
    issue: IssueAnswer, board: Board | None, *, is_found: bool
) -> None:
    seen = find_in(ASKED, TAKEN, now="Tue 12:00", issues=(issue,), board=board)
    assert ("missing_card" in names(seen)) is is_found


def test_another_issue_that_nobody_could_see_may_have_the_card() -> None:
    story = (f"Mon 09:00 hana: Clones fail {LINK} {OTHER_LINK}", TAKEN)
    issues = (a_good_issue(**NO_CARD), UnseenIssue(ref=OTHER))
    assert "missing_card" not in names(find_in(*story, now="Tue 12:00", issues=issues))


def test_the_list_is_the_teams() -> None:
    own = {"board": {"owner": "acme", "number": 209, "support_list": "Doing"}}
    standing = a_standing(ASKED, TAKEN, now="Tue 12:00", issues=(a_good_issue(),), **own)
    seen = find_findings([standing], BOARD, a_context("Tue 12:00", **own))
    assert names(seen) == ["missing_card"]


@pytest.mark.parametrize(
    ("check", "issue", "fix"),
    [
        ("missing_label", a_good_issue(labels=()), ("add_label", "team/repo-management")),
        ("missing_card", a_good_issue(**NO_CARD), ("add_card", "Support Issues")),
        # Where people put a card, it stays.
        ("missing_card", a_good_issue(cards=(a_card(column="Doing"),), events=()), None),
    ],
)
def test_what_may_be_mended(check: str, issue: Issue, fix: tuple[str, str] | None) -> None:
    told = find_in(ASKED, TAKEN, now="Tue 12:00", issues=(issue,))
    allowed = {check: {"fix": True} | ({"after": "1d"} if check == "missing_card" else {})}
    mended = find_in(ASKED, TAKEN, now="Tue 12:00", issues=(issue,), checks=allowed)
    assert [f.fix for f in told] == [None]
    (finding,) = mended
    assert (finding.fix and (finding.fix.action, finding.fix.value)) == fix


def test_a_label_is_never_added_to_issues_of_others() -> None:
    (finding,) = find_in(
        f"Mon 09:00 hana: See {OTHER_LINK}",
        now="Mon 12:00",
        issues=(an_issue(ref=OTHER, labels=()),),
        checks={"missing_label": {"fix": True}},
    )
    assert finding.check == "missing_label"
    assert finding.fix is None


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (UnseenIssue(ref=ISSUE), "acme/customer#7 cannot be seen"),
        (
            UnreadableIssue(ref=ISSUE, why="GitHub answered 502", remedy="Wait."),
            "acme/customer#7 could not be read: GitHub answered 502.",
        ),
    ],
)
def test_what_is_not_known_is_said_once_and_is_no_finding(answer: IssueAnswer, said: str) -> None:
    now = "+Fri 12:00"
    standing = a_standing(ASKED, TAKEN, "+Fri 10:00 ben: On it.", now=now, issues=(answer,))
    (unknown,) = find_unknowns([standing])
    assert said in unknown.sentence
    assert unknown.remedy
    issue_checks = {"missing_label", "missing_sections", "missing_card", "card_without_owner"}
    assert not issue_checks & set(names(find_findings([standing], BOARD, a_context(now))))


def test_an_unread_thread_is_unknown() -> None:
    standing = a_standing(
        ASKED, now="Mon 12:00", issues=(a_good_issue(),), unread="Slack answered 429"
    )
    (unknown,) = find_unknowns([standing])
    assert unknown.sentence == "The thread could not be read: Slack answered 429."
    whole = UnreadChannel(channel="#repo-management", why="Slack answered 429", remedy="Wait.")
    assert find_unknowns([standing], [whole]) == (), "the channel is told, once"
    thread = replace(whole, root_ts=standing.request.root_ts)
    assert BlindSpots(unread=(thread,), unknowns=(unknown,)).count == 1
    assert BlindSpots(unread=(thread,)).count == 1


def test_what_is_known_is_not_unknown() -> None:
    assert a_request(ASKED, issues=(a_good_issue(),)) is not None
    assert find_unknowns([a_standing(ASKED, now="Mon 12:00", issues=(a_good_issue(),))]) == ()
