"""Clocks of requests that are over, change their priority, or could not be known in full."""

from dataclasses import replace

import pytest

from domain.issue import UnreadableIssue, UnseenIssue
from domain.request.people import Membership
from tests.builders_requests import (
    ISSUE,
    LINK,
    a_standing,
    an_issue,
    at,
    clock_of,
    clocks_now,
    on_issue,
    say,
    some_people,
)

HOW = "Mon 09:00 hana: How do I …?"  # a question: p3, 4 h to acknowledge, a day to answer
P1 = "Mon 09:00 hana: p1, all is down"  # 30 min to acknowledge, 4 h to answer, at any hour
ASKED = f"Mon 09:00 hana: Please see {LINK}"  # p2: 4 h to acknowledge, 8 h to answer
DONE = "You need to set the token"


class TestOver:
    def test_a_deleted_request_is_cancelled(self) -> None:
        standing = a_standing(HOW, "Tue 12:00 hana deletes #1", now="Tue 13:00")
        assert set(clocks_now(standing).values()) == {"cancelled"}
        assert not any(c.is_running for c in standing.clocks)
        assert standing.state.status == "cancelled"

    def test_what_the_requester_withdraws_in_time_is_cancelled(self) -> None:
        in_time = a_standing(HOW, "Mon 10:00 hana: never mind, solved", now="Tue 13:00")
        late = a_standing(HOW, "Mon 14:00 hana: never mind, solved", now="Tue 13:00")
        assert clocks_now(in_time) == {"acknowledgement": "cancelled", "answer": "cancelled"}
        assert clocks_now(late) == {"acknowledgement": "breached", "answer": "cancelled"}

    def test_an_issue_closed_while_the_requester_owes_a_reply_cancels_the_answer(self) -> None:
        issue = an_issue(state="CLOSED", closed_at=at("Mon 11:00"))
        story = (ASKED, "Mon 10:00 ben: which version?")
        assert clocks_now(a_standing(*story, issues=[issue]))["answer"] == "cancelled"

    def test_a_new_question_afterwards_starts_all_over(self) -> None:
        standing = a_standing(
            HOW,
            f"Mon 10:00 ben: {DONE}",
            "Mon 10:30 hana :white_check_mark:",
            "Tue 10:00 hana: and how do I undo it?",
            now="Tue 11:00",
        )
        assert [(c.kind, say(c.started_at), c.state) for c in standing.clocks] == [
            ("acknowledgement", "Mon 09:00", "met"),
            ("answer", "Mon 09:00", "met"),
            ("acknowledgement", "Tue 10:00", "pending"),
            ("answer", "Tue 10:00", "pending"),
        ]

    def test_a_deleted_follow_up_is_not_waited_for(self) -> None:
        story = (HOW, f"Mon 10:00 ben: {DONE}", "Mon 11:00 hana: hm?", "Mon 11:01 hana deletes #3")
        assert "next_response" not in clocks_now(a_standing(*story))

    def test_a_deleted_reply_answers_nothing(self) -> None:
        story = (HOW, f"Mon 10:00 ben: {DONE}", "Mon 11:00 ben deletes #2")
        assert clocks_now(a_standing(*story))["answer"] == "pending"


class TestPriority:
    def test_that_rises_gives_its_own_budget_from_then_on(self) -> None:
        story = (HOW, "Mon 11:00 hana edits #1: p1: how do I …?")
        acknowledgement = clock_of(a_standing(*story, now="Mon 11:10"), "acknowledgement")
        assert (say(acknowledgement.started_at), say(acknowledgement.due)) == (
            "Mon 11:00",
            "Mon 11:30",
        )
        assert acknowledgement.priority == "p1"

    def test_that_rises_never_gives_more_time(self) -> None:
        story = (HOW, "Mon 12:50 hana edits #1: p1: how do I …?")
        acknowledgement = clock_of(a_standing(*story, now="Mon 12:55"), "acknowledgement")
        assert (say(acknowledgement.due), acknowledgement.priority) == ("Mon 13:00", "p3")

    def test_that_rises_after_the_stop_changes_nothing(self) -> None:
        story = (HOW, "Mon 11:00 ben: on it", "Mon 12:00 hana: this is p1 now")
        standing = a_standing(*story)
        assert clocks_now(standing)["acknowledgement"] == "met"
        assert clock_of(standing, "answer").priority == "p1"

    def test_that_falls_does_not_undo_a_breach(self) -> None:
        removed = on_issue("Mon 09:20", "x", "label_removed", "severity/p1")
        in_time = a_standing(ASKED, issues=[an_issue(events=(removed,))], now="Mon 12:00")
        late = replace(removed, at=at("Mon 09:31"))
        too_late = a_standing(ASKED, issues=[an_issue(events=(late,))], now="Mon 12:00")
        assert clocks_now(in_time)["acknowledgement"] == "at_risk"
        assert clocks_now(too_late)["acknowledgement"] == "breached"


class TestUnknown:
    def test_a_thread_that_was_not_read_is_neither_unanswered_nor_fine(self) -> None:
        standing = a_standing(
            HOW, "Mon 14:00 ben: on it", now="Tue 12:00", unread="Slack answered 500"
        )
        assert clocks_now(standing) == {"acknowledgement": "breached", "answer": "unknown"}
        assert clock_of(standing, "answer").because == "Slack answered 500"
        assert standing.state.unknown == "Slack answered 500"

    @pytest.mark.parametrize(
        ("now", "expected"),
        [
            ("Mon 09:20", "pending"),  # in time even if it is a p1
            ("Mon 10:00", "unknown"),  # late if it is a p1
            ("Mon 13:01", "breached"),  # late whatever it is
        ],
    )
    @pytest.mark.parametrize(
        "issue",
        [UnseenIssue(ref=ISSUE), UnreadableIssue(ref=ISSUE, why="GitHub answered 502", remedy="…")],
    )
    def test_a_label_that_nobody_could_see_might_matter(
        self, issue: UnseenIssue | UnreadableIssue, now: str, expected: str
    ) -> None:
        standing = a_standing(ASKED, issues=[issue], now=now)
        assert clocks_now(standing)["acknowledgement"] == expected
        assert "acme/customer#7" in standing.state.unknown

    def test_an_acknowledgement_is_met_where_no_label_could_make_it_late(self) -> None:
        unseen = UnseenIssue(ref=ISSUE)
        early = a_standing(ASKED, "Mon 09:10 ben: on it", issues=[unseen])
        late = a_standing(ASKED, "Mon 10:00 ben: on it", issues=[unseen])
        assert clocks_now(early)["acknowledgement"] == "met"
        assert clocks_now(late)["acknowledgement"] == "unknown"

    def test_updates_and_promises_may_have_been_kept_on_the_issue(self) -> None:
        unseen = UnseenIssue(ref=ISSUE)
        story = (ASKED, f"Mon 10:00 ben: {DONE}", "Mon 10:01 ben: ETA Tuesday 10:00")
        clocks = clocks_now(a_standing(*story, issues=[unseen], now="Fri 12:00"))
        assert (clocks["eta"], clocks["update"]) == ("unknown", "unknown")

    @pytest.mark.parametrize("line", ["Mon 10:00 nova: Set the token", "Mon 10:00 nova :eyes:"])
    def test_somebody_who_may_be_a_member_leaves_a_doubt(self, line: str) -> None:
        lost = Membership(user="nova@acme.example", since=at("Mon 09:30"))
        standing = a_standing(HOW, line, people=some_people(unidentified=(lost,)))
        assert set(clocks_now(standing).values()) == {"unknown"}
        assert "could not be looked up" in standing.state.unknown

    def test_a_doubt_that_does_not_matter_is_none(self) -> None:
        lost = Membership(user="nova@acme.example", since=at("Mon 09:30"))
        story = (HOW, "Mon 10:00 nova: Set the token", "Mon 11:00 ben: on it")
        standing = a_standing(*story, people=some_people(unidentified=(lost,)))
        assert clocks_now(standing) == {"acknowledgement": "met", "answer": "unknown"}
