"""What pauses a clock, and the clocks after the first answer: next response, ETA, update."""

import pytest

from tests.builders_requests import (
    LINK,
    a_comment,
    a_standing,
    an_issue,
    clock_of,
    clocks_now,
    say,
    some_people,
)

HOW = "Mon 09:00 hana: How do I …?"  # a question: p3, 4 h to acknowledge, a day to answer
P1 = "Mon 09:00 hana: p1, all is down"  # 30 min to acknowledge, 4 h to answer, at any hour
ASKED = f"Mon 09:00 hana: Please see {LINK}"  # p2: 4 h to acknowledge, 8 h to answer
DONE = "You need to set the token"


class TestWaitingForTheRequester:
    story = (HOW, "Mon 10:00 ben: which version?")

    def test_pauses_the_answer(self) -> None:
        standing = a_standing(*self.story, now="Fri 12:00")
        answer = clock_of(standing, "answer")
        assert (answer.state, answer.used.total_seconds()) == ("paused", 3600)
        assert (say(answer.due), answer.is_running) == ("+Mon 11:00", True)

    @pytest.mark.parametrize(
        "line",
        ["Tue 10:00 hana: 4.2", "Tue 10:00 hana: thanks, will check", "Tue 10:00 ivan: it is 4.2"],
    )
    def test_ends_with_any_message_by_somebody_else(self, line: str) -> None:
        answer = clock_of(a_standing(*self.story, line, now="Tue 11:00"), "answer")
        assert (answer.state, say(answer.due)) == ("pending", "Tue 17:00")
        assert [(say(a), say(b)) for a, b in answer.pauses] == [("Mon 10:00", "Tue 10:00")]

    @pytest.mark.parametrize(
        "line", ["Tue 10:00 robot: reminder", "Tue 10:00 ada: on it", "Tue 10:00 hana :eyes:"]
    )
    def test_does_not_end_otherwise(self, line: str) -> None:
        assert clocks_now(a_standing(*self.story, line, now="Tue 11:00"))["answer"] == "paused"

    def test_does_not_undo_a_breach(self) -> None:
        late = (HOW, "Tue 10:00 ben: which version?")
        assert clocks_now(a_standing(*late, now="Tue 11:00"))["answer"] == "breached"

    def test_an_answer_ends_all(self) -> None:
        standing = a_standing(*self.story, f"Thu 10:00 ben: {DONE}", now="Fri 12:00")
        assert clocks_now(standing) == {"acknowledgement": "met", "answer": "met"}

    def test_asking_twice_is_one_pause(self) -> None:
        standing = a_standing(
            *self.story, "Mon 11:00 ada: and which host?", "Mon 12:00 hana: 4.2", now="Mon 13:00"
        )
        pauses = clock_of(standing, "answer").pauses
        assert [(say(a), say(b)) for a, b in pauses] == [("Mon 10:00", "Mon 12:00")]


class TestNextResponse:
    answered = (HOW, f"Mon 10:00 ben: {DONE}")

    def test_starts_with_the_oldest_message_that_nobody_answered(self) -> None:
        standing = a_standing(
            *self.answered,
            "Mon 11:00 hana: it still fails",
            "Mon 12:00 hana: bump?",
            now="Mon 13:00",
        )
        waits = [c for c in standing.clocks if c.kind == "next_response"]
        assert [(say(c.started_at), say(c.due)) for c in waits] == [("Mon 11:00", "Tue 11:00")]

    def test_does_not_start_before_a_first_response(self) -> None:
        standing = a_standing(HOW, "Mon 09:30 ben: on it", "Mon 10:00 hana: any news?")
        assert clocks_now(standing) == {"acknowledgement": "met", "answer": "pending"}

    @pytest.mark.parametrize(
        "line",
        ["Mon 11:00 hana: thanks!", "Mon 11:00 hana: ok, will try", "Mon 11:00 ivan: same here"],
    )
    def test_is_not_started_by(self, line: str) -> None:
        assert "next_response" not in clocks_now(a_standing(*self.answered, line))

    @pytest.mark.parametrize(
        ("line", "state"),
        [
            ("Mon 11:30 ben: try again", "met"),
            ("Mon 11:30 ben: which version?", "met"),
            ("Mon 11:30 ben: looking", "met"),
            ("Mon 11:30 ben :white_check_mark: #3", "met"),
            ("Mon 11:30 ben :eyes: #3", "pending"),
            ("Mon 11:30 hana :white_check_mark: #3", "cancelled"),
            ("Mon 11:30 hana: never mind, solved", "cancelled"),
            ("Mon 11:30 ivan: try again", "pending"),
            ("Mon 11:30 robot: try again", "pending"),
        ],
    )
    def test_is_stopped_by(self, line: str, state: str) -> None:
        standing = a_standing(*self.answered, "Mon 11:00 hana: it still fails", line)
        assert clocks_now(standing)["next_response"] == state

    def test_an_acknowledgement_leaves_the_answer_to_wait_for(self) -> None:
        standing = a_standing(
            *self.answered, "Mon 11:00 hana: it still fails", "Mon 11:30 ben: looking"
        )
        answer = clock_of(standing, "answer")
        assert (answer.state, say(answer.started_at)) == ("pending", "Mon 11:30")

    def test_is_owed_to_whoever_reopened_it_as_well(self) -> None:
        story = (
            *self.answered,
            "Mon 11:00 ben :white_check_mark:",
            "Mon 12:00 ivan: we have it too",
            f"Mon 13:00 ben: {DONE}",
            "Mon 14:00 ivan: it still fails",
        )
        for others_count in (False, True):  # who asks does not answer
            standing = a_standing(*story, now="Mon 15:00", answers_by_others_count=others_count)
            assert clocks_now(standing)["next_response"] == "pending"

    def test_without_a_budget_there_is_no_clock_of(self) -> None:
        p0 = a_standing("Mon 09:00 hana: p0", "Mon 09:05 ben: reverted it", "Mon 10:00 hana: hm")
        assert set(clocks_now(p0)) == {"acknowledgement", "answer"}
        assert p0.state.status == "waiting_on_us"


class TestEta:
    promised = (HOW, "Mon 10:00 ben: on it, ETA tomorrow 14:00")

    def test_is_due_when_it_was_promised(self) -> None:
        eta = clock_of(a_standing(*self.promised), "eta")
        assert (eta.state, say(eta.due), eta.promised_by) == ("pending", "Tue 14:00", "U0BEN")

    @pytest.mark.parametrize(
        ("now", "state"),
        [
            ("Tue 07:00", "at_risk"),
            ("Tue 14:00", "at_risk"),
            ("Tue 14:00:01", "breached"),
        ],
    )
    def test_lapses(self, now: str, state: str) -> None:
        assert clocks_now(a_standing(*self.promised, now=now))["eta"] == state

    @pytest.mark.parametrize(
        ("line", "states"),
        [
            (f"Tue 13:00 ben: {DONE}", ["met"]),
            (f"Tue 13:00 ada: {DONE}", ["met"]),  # it is the team's promise
            ("Tue 13:00 ben :white_check_mark:", ["met"]),
            ("Tue 13:00 ben: still looking", ["breached"]),
            ("Tue 13:00 hana: any news?", ["breached"]),
            ("Tue 13:00 ben: new ETA Thursday", ["met", "pending"]),
            ("Tue 14:30 ben: new ETA Thursday", ["breached", "pending"]),
            (f"Tue 14:30 ben: {DONE}", ["breached"]),
        ],
    )
    def test_is_kept_lapsed_or_renewed(self, line: str, states: list[str]) -> None:
        standing = a_standing(*self.promised, line, now="Tue 15:00")
        assert [c.state for c in standing.clocks if c.kind == "eta"] == states

    def test_a_promise_puts_the_answer_off(self) -> None:
        standing = a_standing(*self.promised, now="Tue 13:00")
        assert clock_of(standing, "answer").state in ("pending", "at_risk")
        assert say(clock_of(standing, "answer").due) == "Tue 14:00"
        assert clocks_now(a_standing(*self.promised, now="Tue 14:01"))["answer"] == "breached"

    def test_an_early_promise_does_not_bring_the_answer_forward(self) -> None:
        standing = a_standing(HOW, "Mon 09:30 ben: ETA 10:00")
        assert say(clock_of(standing, "answer").due) == "Mon 17:00"

    def test_a_promise_after_the_answer_was_due_changes_nothing(self) -> None:
        late = a_standing(HOW, "Tue 10:00 ben: ETA Friday", now="Tue 11:00")
        assert clocks_now(late)["answer"] == "breached"

    def test_an_urgent_answer_is_not_put_off(self) -> None:
        standing = a_standing(P1, "Mon 09:10 ben: ETA Friday")
        assert say(clock_of(standing, "answer").due) == "Mon 13:00"

    def test_only_a_responder_promises(self) -> None:
        assert "eta" not in clocks_now(a_standing(HOW, "Mon 10:00 ivan: ETA tomorrow"))

    def test_is_read_in_the_responders_own_zone(self) -> None:
        people = some_people(zones={"U0BEN": "America/New_York"})
        eta = clock_of(a_standing(*self.promised, people=people), "eta")
        assert say(eta.due) == "Tue 20:00"

    def test_a_comment_on_the_issue_keeps_it(self) -> None:
        issue = an_issue(comments=(a_comment("Tue 10:00", "ben-gh"),))
        standing = a_standing(ASKED, self.promised[1], issues=[issue], now="Tue 15:00")
        assert clocks_now(standing)["eta"] == "met"


class TestUpdate:
    story = (ASKED, f"Mon 10:00 ben: {DONE}")  # p2: told something every two days

    @pytest.mark.parametrize(
        ("line", "due"),
        [
            ("Tue 10:00 ben: still on it", "Thu 10:00"),
            ("Tue 10:00 ada: the fix is in review", "Thu 10:00"),
            ("Tue 10:00 hana: thanks", "Wed 10:00"),
            ("Tue 10:00 robot: merged", "Wed 10:00"),
        ],
    )
    def test_starts_anew_with_every_word_of_a_responder(self, line: str, due: str) -> None:
        standing = a_standing(*self.story, line, issues=[an_issue()], now="Tue 12:00")
        assert say(clock_of(standing, "update").due) == due

    def test_a_comment_by_a_responder_is_an_update(self) -> None:
        issue = an_issue(comments=(a_comment("Tue 11:00", "Ben-GH"), a_comment("Tue 12:00", "x")))
        standing = a_standing(*self.story, issues=[issue], now="Tue 13:00")
        assert say(clock_of(standing, "update").started_at) == "Tue 11:00"

    def test_waiting_for_the_requester_pauses_it(self) -> None:
        story = (*self.story, "Mon 11:00 ben: does it help?")
        assert clocks_now(a_standing(*story, issues=[an_issue()], now="Fri 12:00"))["update"] == (
            "paused"
        )

    def test_a_day_around_the_clock_has_24_hours(self) -> None:
        story = (f"{ASKED} p1", f"Mon 10:00 ben: {DONE}")
        standing = a_standing(*story, issues=[an_issue()], now="Mon 11:00")
        assert say(clock_of(standing, "update").due) == "Tue 10:00"

    def test_there_is_none_for_a_question_or_before_an_answer(self) -> None:
        assert "update" not in clocks_now(a_standing(HOW, self.story[1]))
        early = a_standing(ASKED, "Mon 10:00 ben: on it", issues=[an_issue()])
        assert "update" not in clocks_now(early)
