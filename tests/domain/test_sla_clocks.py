"""Every clock: what starts it, what stops it, what does not, when it is due and how it stands."""

import pytest

from tests.builders_requests import (
    LINK,
    a_standing,
    at,
    clock_of,
    clocks_now,
    say,
)

HOW = "Mon 09:00 hana: How do I …?"  # a question: p3, 4 h to acknowledge, a day to answer
P1 = "Mon 09:00 hana: p1, all is down"  # 30 min to acknowledge, 4 h to answer, at any hour
ASKED = f"Mon 09:00 hana: Please see {LINK}"  # p2: 4 h to acknowledge, 8 h to answer
DONE = "You need to set the token"


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("Mon 09:00", "pending"),
        ("Mon 11:59:59", "pending"),
        ("Mon 12:00", "at_risk"),  # 75 % of 4 h
        ("Mon 13:00", "at_risk"),  # due at this instant: overdue is strictly after
        ("Mon 13:00:01", "breached"),
        ("Sun 12:00", "breached"),
    ],
)
def test_a_clock_is_pending_then_at_risk_then_breached(now: str, state: str) -> None:
    standing = a_standing(HOW, now=now)
    assert clocks_now(standing)["acknowledgement"] == state


def test_a_budget_that_ends_at_closing_is_due_then() -> None:
    standing = a_standing(HOW, now="Mon 17:00")
    answer = clock_of(standing, "answer")
    assert (say(answer.due), answer.state) == ("Mon 17:00", "at_risk")
    later = a_standing(HOW, now="Tue 09:00:01")
    assert clock_of(later, "answer").state == "breached"


@pytest.mark.parametrize(
    ("line", "stops"),
    [
        ("Mon 10:00 ben: on it", ["acknowledgement"]),
        ("Mon 10:00 ben: which version?", ["acknowledgement"]),
        (f"Mon 10:00 ben: {DONE}", ["acknowledgement", "answer"]),
        ("Mon 10:00 frida: on it", ["acknowledgement"]),  # the EM is of the team
        ("Mon 10:00 ben :eyes:", ["acknowledgement"]),
        ("Mon 10:00 ben :eyes::skin-tone-4:", ["acknowledgement"]),
        ("Mon 10:00 ben :white_check_mark:", ["acknowledgement", "answer"]),
        ("Mon 10:00 hana :white_check_mark:", ["answer"]),  # nobody took it, she gave up
        ("Mon 10:00 ben :tada:", []),
        ("Mon 10:00 hana :eyes:", []),
        ("Mon 10:00 ivan :eyes:", []),
        ("Mon 10:00 ivan :white_check_mark:", []),
        ("Mon 10:00 hana: bump?", []),
        ("Mon 10:00 hana: any news", []),
        ("Mon 10:00 hana: thanks!", []),
        ("Mon 10:00 robot: Did you try the docs?", []),
        (f"Mon 10:00 ivan: {DONE}", []),
    ],
)
def test_what_stops_acknowledgement_and_answer(line: str, stops: list[str]) -> None:
    clocks = a_standing(HOW, line, now="Mon 11:00").clocks
    assert [c.kind for c in clocks if c.state == "met"] == stops


def test_another_persons_answer_counts_where_the_policy_says_so() -> None:
    story = (HOW, f"Mon 10:00 ivan: {DONE}")
    assert clocks_now(a_standing(*story, answers_by_others_count=True)) == {
        "acknowledgement": "met",
        "answer": "met",
    }
    for says in ("same here?", "on it", ":eyes:"):
        asked = a_standing(HOW, f"Mon 10:00 ivan: {says}", answers_by_others_count=True)
        assert clocks_now(asked)["answer"] == "pending"


def test_emojis_mean_what_the_policy_says() -> None:
    story = (HOW, "Mon 10:00 ben :wave:", "Mon 10:30 ben :tada:")
    meant = {"acknowledged": ["wave"], "answered": ["tada"]}
    standing = a_standing(*story, emojis=meant)
    assert [say(c.stopped_at) for c in standing.clocks] == ["Mon 10:00", "Mon 10:30"]


@pytest.mark.parametrize(
    ("when", "state", "because"),
    [
        ("Mon 12:00..Mon 12:10", "met", "a responder's :eyes:"),
        (
            "Mon 12:55..Mon 13:05",
            "met",
            "a responder's :eyes:, at some time from before to after it was due",
        ),
        ("Mon 13:01..Mon 13:10", "breached", "a responder's :eyes:"),
    ],
)
def test_an_emoji_is_an_interval(when: str, state: str, because: str) -> None:
    standing = a_standing(HOW, f"{when} ben :eyes:", now="Mon 15:00")
    acknowledgement = clock_of(standing, "acknowledgement")
    assert (acknowledgement.state, acknowledgement.because) == (state, because)
    assert f"{say(acknowledgement.stopped_at)}..{say(acknowledgement.stopped_until)}" == when


def test_a_late_stop_stays_a_breach_but_is_not_overdue() -> None:
    standing = a_standing(HOW, "Mon 14:00 ben: on it", now="Mon 15:00")
    acknowledgement = clock_of(standing, "acknowledgement")
    assert acknowledgement.state == "breached"
    assert not acknowledgement.is_overdue
    assert not acknowledgement.is_running


def test_who_replies_at_the_due_instant_is_in_time() -> None:
    for when, state in (("Mon 13:00", "met"), ("Mon 13:00:01", "breached")):
        standing = a_standing(HOW, f"{when} ben: on it", now="Mon 15:00")
        assert clocks_now(standing)["acknowledgement"] == state


def test_an_acknowledgement_never_silences_everything() -> None:
    standing = a_standing(HOW, "Mon 09:05 ben: on it", now="Tue 09:00:01")
    assert clocks_now(standing) == {"acknowledgement": "met", "answer": "breached"}


def test_a_weekend_and_a_holiday_do_not_count() -> None:
    standing = a_standing(
        "Fri 16:00 hana: How do I …?",
        now="Fri 16:30",
        holidays={"dates": ["2026-11-16"]},  # the Monday after
    )
    assert {c.kind: say(c.due) for c in standing.clocks} == {
        "acknowledgement": "+Tue 12:00",
        "answer": "+Tue 16:00",
    }


def test_public_holidays_of_the_country_count() -> None:
    story = "+Tue 16:00 hana: How do I …?"  # the Wednesday is Buß- und Bettag, in Saxony only
    everywhere = a_standing(story, now="+Tue 16:30", holidays={"country": "DE"})
    saxony = a_standing(story, now="+Tue 16:30", holidays={"country": "DE", "subdivision": "SN"})
    assert say(clock_of(everywhere, "answer").due) == "+Wed 16:00"
    assert say(clock_of(saxony, "answer").due) == "+Thu 16:00"


@pytest.mark.parametrize(
    ("night", "due"),
    [
        ("2026-10-25", "2026-10-25 03:30"),  # the hour from 02:00 comes twice
        ("2026-03-29", "2026-03-29 05:30"),  # the hour from 02:00 is skipped
    ],
)
def test_budgets_are_exact_in_the_nights_in_which_clocks_change(night: str, due: str) -> None:
    sundays = {"sun": [["00:00", "08:00"]]}
    asked = f"{night} 00:30 hana: How do I …?"
    standing = a_standing(asked, now=f"{night} 00:40", working_hours=sundays)
    assert clock_of(standing, "acknowledgement").due == at(due)


@pytest.mark.parametrize(
    ("opened", "due"),
    [("Fri 23:50", "Sat 00:20"), ("Sat 12:00", "Sat 12:30"), ("Mon 09:00", "Mon 09:30")],
)
def test_a_p1_runs_around_the_clock_of(opened: str, due: str) -> None:
    standing = a_standing(f"{opened} hana: p1!", now=opened)
    acknowledgement = clock_of(standing, "acknowledgement")
    assert (say(acknowledgement.due), acknowledgement.around_the_clock) == (due, True)


def test_at_risk_begins_where_the_policy_says() -> None:
    for percent, state in ((49, "at_risk"), (51, "pending")):
        standing = a_standing(HOW, now="Mon 11:00", at_risk_percent=percent)
        assert clocks_now(standing)["acknowledgement"] == state
