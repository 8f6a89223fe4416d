"""What becomes of a request: who has to move next, who has it, what was promised, when it ends."""

import pytest

from domain.issue import Issue, UnseenIssue
from domain.request.records import RequestState
from tests.builders_requests import (
    ISSUE,
    LINK,
    a_card,
    a_comment,
    a_standing,
    an_issue,
    at,
    on_issue,
    say,
)

HOW = "Mon 09:00 hana: How do I …?"
ASKED = f"Mon 09:00 hana: Please see {LINK}"
DONE = "You need to set the token"
ANSWERED = (HOW, f"Mon 10:00 ben: {DONE}")
REVIEWED = (ASKED, f"Mon 10:00 ben: {DONE}")


def state(
    *story: str, now: str = "Mon 16:00", issue: Issue | UnseenIssue | None = None
) -> RequestState:
    """The state of a story, whose issue (if it links one) is open unless told otherwise."""
    return a_standing(*story, now=now, issues=[issue or an_issue()]).state


def closed(when: str, who: str = "ben-gh", *events: str) -> Issue:
    """The issue, closed then, and perhaps reopened later."""
    return an_issue(
        state="OPEN" if events else "CLOSED",
        closed_at=None if events else at(when),
        events=(
            on_issue(when, who, "closed", "COMPLETED"),
            *(on_issue(again, who, "reopened") for again in events),
        ),
    )


@pytest.mark.parametrize(
    ("story", "status"),
    [
        ([HOW], "waiting_on_us"),
        ([HOW, "Mon 10:00 ben: on it"], "waiting_on_us"),
        ([HOW, "Mon 10:00 ben :eyes:"], "waiting_on_us"),
        ([HOW, "Mon 10:00 ben: which version?"], "waiting_on_requester"),
        ([HOW, "Mon 10:00 ben: which version?", "Mon 11:00 hana: 4.2"], "waiting_on_us"),
        ([HOW, "Mon 10:00 robot: see the docs"], "waiting_on_us"),
        ([HOW, "Mon 10:00 ivan: see the docs"], "waiting_on_us"),
        (ANSWERED, "waiting_on_requester"),
        ([*ANSWERED, "Mon 11:00 hana: it still fails"], "waiting_on_us"),
        ([*ANSWERED, "Mon 11:00 hana: it still fails", "Mon 12:00 ben: looking"], "waiting_on_us"),
        ([*ANSWERED, "Mon 11:00 hana: thanks!"], "resolved"),
        ([HOW, "Mon 10:00 ben: on it", "Mon 11:00 hana: thanks!"], "waiting_on_us"),
        ([HOW, "Mon 10:00 hana: never mind"], "resolved"),
        ([HOW, "Mon 10:00 ben :white_check_mark:"], "resolved"),
        ([HOW, "Mon 10:00 hana :heavy_check_mark:"], "resolved"),
        ([HOW, "Mon 10:00 ivan :white_check_mark:"], "waiting_on_us"),
        ([HOW, "Mon 10:00 ben :white_check_mark:", "Mon 11:00 hana: thanks!"], "resolved"),
        ([HOW, "Mon 10:00 ben :white_check_mark:", "Mon 11:00 ben: by the way …"], "resolved"),
        ([HOW, "Mon 10:00 ben :white_check_mark:", "Mon 11:00 hana: and now?"], "waiting_on_us"),
        ([HOW, "Mon 10:00 ben :white_check_mark:", "Mon 11:00 ivan: and now?"], "waiting_on_us"),
        ([HOW, "Mon 10:00 ben :white_check_mark:", "Mon 11:00 robot: and now?"], "resolved"),
        ([HOW, "Mon 10:00 hana deletes #1"], "cancelled"),
        ([HOW, "Mon 10:00 hana deletes #1", "Mon 11:00 hana: and now?"], "cancelled"),
        ([HOW, "Mon 17:00 ben: on it"], "waiting_on_us"),  # later than now
        ([ASKED], "waiting_on_us"),
        (REVIEWED, "open"),
        ([*REVIEWED, "Mon 11:00 hana: thanks!"], "open"),
        ([*REVIEWED, "Mon 11:00 hana: solved, thanks!"], "resolved"),
    ],
)
def test_who_has_to_move_next(story: list[str], status: str) -> None:
    assert state(*story).status == status


@pytest.mark.parametrize(
    ("story", "issue", "status", "resolved"),
    [
        (REVIEWED, closed("Mon 11:00"), "resolved", "Mon 11:00"),
        ([ASKED], closed("Mon 11:00"), "waiting_on_us", "never"),
        ([ASKED, "Mon 12:00 ben: fixed in main"], closed("Mon 11:00"), "resolved", "Mon 12:00"),
        ([ASKED, "Mon 12:00 ben: on it"], closed("Mon 11:00"), "waiting_on_us", "never"),
        ([ASKED, "Mon 10:00 ben: which version?"], closed("Mon 11:00"), "resolved", "Mon 11:00"),
        ([*REVIEWED, "Mon 10:30 hana: hm?"], closed("Mon 11:00"), "waiting_on_us", "never"),
        (REVIEWED, closed("Mon 08:55"), "open", "never"),  # closed before it was linked
        (REVIEWED, closed("Mon 11:00", "x", "Mon 12:00"), "open", "never"),
    ],
)
def test_a_closed_issue_ends_it_unless_the_thread_waits(
    story: list[str], issue: Issue, status: str, resolved: str
) -> None:
    found = state(*story, issue=issue)
    assert (found.status, say(found.resolved_at)) == (status, resolved)


def test_the_flow_can_tell_a_closed_issue_whose_thread_waits() -> None:
    found = state(ASKED, issue=closed("Mon 11:00"))
    assert (found.status, say(found.issue_closed_at)) == ("waiting_on_us", "Mon 11:00")


def test_after_an_issue_was_reopened_the_next_message_starts_all_over() -> None:
    issue = closed("Mon 11:00", "x", "Mon 12:00")
    quiet = a_standing(*REVIEWED, issues=[issue], now="Mon 16:00")
    asked = a_standing(*REVIEWED, "Mon 13:00 hana: it is back", issues=[issue], now="Mon 16:00")
    assert say(quiet.state.reopened_at) == "Mon 12:00"
    assert [say(c.started_at) for c in asked.clocks if c.kind == "acknowledgement"] == [
        "Mon 09:00",
        "Mon 13:00",
    ]


def test_several_issues_are_closed_when_the_last_one_is() -> None:
    other = f"Mon 09:05 hana: and {LINK.replace('/7', '/8')}"
    story = (ASKED, other, REVIEWED[1])
    eight = an_issue(ref=type(ISSUE)(owner="acme", repository="customer", number=8))
    open_one = a_standing(*story, issues=[closed("Mon 11:00"), eight], now="Mon 16:00")
    assert open_one.state.status == "open"


def test_an_answered_question_is_over_when_nobody_comes_back() -> None:
    before = a_standing(*ANSWERED, now="Thu 09:59", look_back_days=3)
    after = a_standing(*ANSWERED, now="Thu 10:00", look_back_days=3)
    back = a_standing(*ANSWERED, "Fri 10:00 hana: and now?", now="Fri 11:00", look_back_days=3)
    assert (before.state.status, after.state.status) == ("waiting_on_requester", "resolved")
    assert (say(after.state.resolved_at), say(back.state.reopened_at)) == ("Thu 10:00", "Fri 10:00")


@pytest.mark.parametrize("story", [[HOW], [HOW, "Mon 10:00 ben: on it"], list(REVIEWED)])
def test_nothing_that_waits_ever_falls_off(story: list[str]) -> None:
    found = a_standing(*story, issues=[an_issue()], now="2027-11-09 12:00", look_back_days=3)
    assert not found.state.is_over


@pytest.mark.parametrize(
    ("story", "acknowledged", "answered"),
    [
        ([HOW], "never", "never"),
        ([HOW, "Mon 10:00 ben: on it"], "Mon 10:00", "never"),
        ([HOW, "Mon 10:00 ben :eyes:", "Mon 11:00 ada: on it"], "Mon 10:00", "never"),
        (ANSWERED, "Mon 10:00", "Mon 10:00"),
        ([HOW, "Mon 10:00 ben :white_check_mark:"], "Mon 10:00", "Mon 10:00"),
        ([HOW, "Mon 10:00 hana :white_check_mark:"], "never", "never"),
    ],
)
def test_when_it_was_taken_and_answered(story: list[str], acknowledged: str, answered: str) -> None:
    found = state(*story)
    assert (say(found.acknowledged_at), say(found.first_response_at)) == (acknowledged, answered)


@pytest.mark.parametrize(
    ("story", "since"),
    [
        ([HOW], "Mon 09:00"),
        ([HOW, "Mon 10:00 ben: on it", "Mon 11:00 hana: bump?"], "Mon 09:00"),
        ([*ANSWERED, "Mon 11:00 hana: hm?", "Mon 12:00 hana: bump?"], "Mon 11:00"),
        (ANSWERED, "never"),
    ],
)
def test_waiting_is_since_the_oldest_message_nobody_answered(story: list[str], since: str) -> None:
    assert say(state(*story).waiting_since) == since


@pytest.mark.parametrize(
    ("changes", "story", "owner"),
    [
        ({}, [ASKED], ""),
        ({}, [ASKED, "Mon 10:00 ben: on it", "Mon 11:00 ada: me too"], "U0BEN"),
        ({}, [ASKED, "Mon 10:00 ben :eyes:", "Mon 11:00 ada: on it"], "U0BEN"),
        ({"assignees": ("ada-gh",)}, [ASKED, "Mon 10:00 ben: on it"], "U0ADA"),
        ({"assignees": ("hana-gh", "Ada-GH")}, [ASKED, "Mon 10:00 ben: on it"], "U0ADA"),
        ({"assignees": ("hana-gh",)}, [ASKED, "Mon 10:00 ben: on it"], "U0BEN"),
        ({"assignees": ("hana-gh",)}, [ASKED], "hana-gh"),
    ],
)
def test_the_owner_is_a_member_who_is_assigned_or_who_took_it(
    changes: dict[str, object], story: list[str], owner: str
) -> None:
    assert state(*story, issue=an_issue(**changes)).owner == owner


@pytest.mark.parametrize(
    ("issue", "on_board", "column", "listed"),
    [
        (an_issue(), False, "", False),
        (an_issue(cards=(a_card(),)), True, "Support Issues", True),
        (an_issue(cards=(a_card("Doing"),)), True, "Doing", False),
        (
            an_issue(
                cards=(a_card("Doing"),),
                events=(on_issue("Mon 10:00", "ben-gh", "card_moved", "Support Issues"),),
            ),
            True,
            "Doing",
            True,
        ),
        (an_issue(cards=(a_card(board_number=1),)), False, "", False),
        (UnseenIssue(ref=ISSUE), None, "", None),
    ],
)
def test_the_card_on_the_board(
    issue: Issue | UnseenIssue,
    on_board: bool | None,  # noqa: FBT001
    column: str,
    listed: bool | None,  # noqa: FBT001
) -> None:
    found = state(ASKED, issue=issue)
    assert (found.on_board, found.column, found.in_support_list) == (on_board, column, listed)


@pytest.mark.parametrize(
    ("story", "changes", "when"),
    [
        ([ASKED, "Mon 10:00 ben: on it"], {}, "never"),
        ([ASKED, "Mon 10:00 ben: <@U0FRIDA> please prioritise"], {}, "Mon 10:00"),
        ([ASKED, "Mon 10:00 gus: on it"], {}, "Mon 10:00"),
        ([f"{ASKED} <@U0GUS>"], {}, "Mon 09:00"),
        ([ASKED], {"comments": (a_comment("Mon 11:00", "frida-gh"),)}, "Mon 11:00"),
        ([ASKED], {"assignees": ("frida-gh",)}, "Mon 09:00"),
        (
            [ASKED],
            {
                "assignees": ("frida-gh",),
                "events": (on_issue("Mon 12:00", "x", "assigned", "frida-gh"),),
            },
            "Mon 12:00",
        ),
        (["Mon 09:00 frida: <!subteam^S0SUPPORT> please"], {}, "never"),  # she asks
    ],
)
def test_when_em_or_pm_were_brought_in(
    story: list[str], changes: dict[str, object], when: str
) -> None:
    assert say(state(*story, issue=an_issue(**changes)).brought_in_at) == when


def test_the_last_promise_is_shown() -> None:
    found = state(HOW, "Mon 10:00 ben: ETA 14:00", "Mon 11:00 ada: ETA tomorrow 10:00")
    assert found.eta
    assert (found.eta.by, say(found.eta.due), found.eta.words) == (
        "U0ADA",
        "Tue 10:00",
        "ETA tomorrow 10:00",
    )


def test_the_last_word_of_a_responder_is_in_the_thread_or_on_the_issue() -> None:
    issue = an_issue(comments=(a_comment("Mon 12:00", "ben-gh"), a_comment("Mon 13:00", "x")))
    assert say(state(*REVIEWED, issue=issue).updated_at) == "Mon 12:00"
    assert say(state(*REVIEWED).updated_at) == "Mon 10:00"
