"""Which messages are requests of the team, by whom, of what kind and priority."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.conversation import UnreadChannel
from domain.issue import UnreadableIssue, UnseenIssue
from domain.people import Identity, SlackUser
from domain.problem import ProblemKind
from domain.request import find_requests, identify_members, linked_issues
from domain.request.people import Membership
from tests.builders_requests import (
    CHANNEL,
    ISSUE,
    LINK,
    a_request,
    a_requests_team,
    a_standing,
    a_thread,
    an_issue,
    at,
    on_issue,
    say,
    some_people,
    some_rules,
)

ASK = "C0ASK"  # everybody's questions: only those that mention the team are ours
ASK_US = "<!subteam^S0SUPPORT|@support> how do I …?"


@pytest.mark.parametrize(
    ("story", "requester"),
    [
        (["Mon 09:00 hana: How do I …?"], "U0HANA"),
        (["Mon 09:00 hana: FYI, it fails"], "U0HANA"),
        (["Mon 09:00 hana: Thanks!"], None),
        (["Mon 09:00 hana: Thanks!", "Mon 09:05 hana: But how …?"], None),
        (["Mon 09:00 ben: We deploy today"], None),
        (["Mon 09:00 ben: We deploy today", "Mon 09:05 ivan: Nice"], None),
        (["Mon 09:00 ben: We deploy today", "Mon 09:05 ivan: Does it affect us?"], "U0IVAN"),
        (["Mon 09:00 ben: We deploy today", "Mon 09:05 ada: Does it affect us?"], None),
        (["Mon 09:00 ben: <!subteam^S0SUPPORT> who takes this?"], "U0BEN"),
        (["Mon 09:00 robot: Build failed"], None),
        (["Mon 09:00 robot: Build failed", "Mon 09:01 hana: Who broke it?"], None),
        (["Mon 09:00 robot: Build failed", f"Mon 09:01 hana: {ASK_US}"], "U0HANA"),
        (["Mon 09:00 form: Request by <@U0HANA> for <@U0BEN>"], "U0HANA"),
    ],
)
def test_requests_in_a_channel_of_the_team(story: list[str], requester: str | None) -> None:
    request = a_request(*story)
    assert (request and request.requester) == requester


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("How do I …?", False),
        (ASK_US, True),
        ("<!subteam^S0OTHER> how do I …?", False),
        ("@support how do I …?", True),  # typed, not completed
        ("Is this for Repo  Management?", False),
        ("Is this for repo management?", True),
        ("Our Code Hosts fail", True),
        ("Our code hosts' page fails", True),
        ("our barcode hosts fail", False),
        ("see <https://example.com/code hosts>", False),
        ("`code hosts`", False),
        ("<@U0BEN> how do I …?", False),
        ("Thanks <!subteam^S0SUPPORT>!", False),
    ],
)
def test_requests_in_a_channel_of_everybody(text: str, ours: bool) -> None:  # noqa: FBT001
    request = a_request(f"Mon 09:00 hana: {text}", channel=ASK)
    assert (request is not None) == ours


def test_a_later_reply_that_mentions_the_team_is_a_request_of_whoever_wrote_it() -> None:
    request = a_request(
        f"Mon 09:00 jo: How does {LINK} work?",
        "Mon 09:10 ivan: No idea",
        f"Mon 10:00 hana: {ASK_US}",
        "Mon 10:10 ben: on it",
        channel=ASK,
    )
    assert request
    assert (request.requester, say(request.opened_at)) == ("U0HANA", "Mon 10:00")
    assert request.root_ts == a_thread("Mon 09:00 jo: …").root.ts
    assert [event.kind for event in request.events] == ["opened", "issue_linked", "replied"]


def test_keywords_of_one_channel_do_not_count_in_another() -> None:
    assert a_request("Mon 09:00 ben: our code hosts", channel=CHANNEL) is None
    assert a_request("Mon 09:00 ben: our code hosts", channel=ASK) is not None


def test_a_form_that_is_not_allow_listed_is_an_app() -> None:
    rules = some_rules(a_requests_team(form_bots=[]))
    assert a_request("Mon 09:00 form: Request by <@U0HANA>", rules=rules) is None


def test_a_deleted_question_in_a_thread_gives_way_to_the_next() -> None:
    story = ["Mon 09:00 jo: hm", f"Mon 10:00 hana: {ASK_US}", "Mon 10:05 hana deletes #2"]
    first = a_request(*story, channel=ASK)
    again = a_request(*story, f"Mon 10:10 hana: {ASK_US}", channel=ASK)
    assert first
    assert again
    assert (say(first.opened_at), say(again.opened_at)) == ("Mon 10:00", "Mon 10:10")


def test_members_are_responders_only_while_they_are_in_the_team() -> None:
    people = some_people(
        memberships={
            "U0BEN": (Membership(user="U0BEN", since=at("Tue 00:00"), until=at("Thu 00:00")),)
        }
    )
    roles = {
        day: people.role_of("U0BEN", at(f"{day} 12:00")) for day in ("Mon", "Tue", "Wed", "Thu")
    }
    assert roles == {"Mon": "other", "Tue": "responder", "Wed": "responder", "Thu": "other"}


def test_the_days_of_members_are_the_teams_own() -> None:
    ben = {"email": "ben@acme.example", "since": "2026-11-10", "until": "2026-11-11"}
    team = a_requests_team(members=[ben | {"role": "em", "github": "Ben-GH"}])
    user = SlackUser(id="U0BEN", name="Ben")
    people = identify_members(
        team, {"ben@acme.example": Identity(person="ben@acme.example", user=user)}
    )
    (membership,) = people.memberships["U0BEN"]
    assert (say(membership.since), say(membership.until)) == ("Tue 00:00", "Thu 00:00")
    assert [people.lead_role("U0BEN", at(f"{day} 12:00")) for day in ("Tue", "Thu")] == ["em", ""]
    assert people.logins() == {"ben-gh": "U0BEN"}


def test_who_could_not_be_looked_up_makes_everybody_unknown() -> None:
    team = a_requests_team(members=[{"email": "ben@acme.example", "until": "2026-11-11"}])
    lost = Identity(person="ben@acme.example", kind=ProblemKind.UNKNOWN_PERSON, why="…")
    gone = Identity(person="ben@acme.example", kind=ProblemKind.UNUSABLE_PERSON, why="…")
    people = identify_members(team, {"ben@acme.example": lost})
    assert people.role_of("U0IVAN", at("Wed 12:00")) == "unknown"
    assert people.role_of("U0IVAN", at("Thu 12:00")) == "other"
    assert identify_members(team, {"ben@acme.example": gone}).unidentified == ()


def test_an_edit_may_add_the_issue() -> None:
    request = a_request("Mon 09:00 hana: It fails", f"Mon 11:00 hana edits #1: See {LINK}")
    assert request
    assert linked_issues([request]) == (ISSUE,)
    assert request.kind == "request"


@pytest.mark.parametrize(
    ("who", "closed", "kind"),
    [
        ("hana", "Mon 08:00", "request"),  # "it occurs again"
        ("ben", "Mon 08:00", "question"),  # "it was the same as that"
        ("ben", None, "request"),
        ("ben", "Mon 12:00", "request"),
    ],
)
def test_a_responders_link_to_a_closed_issue_is_a_reference(
    who: str, closed: str | None, kind: str
) -> None:
    closed_at = at(closed) if closed else None
    issue = an_issue(state="CLOSED" if closed else "OPEN", closed_at=closed_at)
    request = a_request("Mon 09:00 hana: It fails", f"Mon 11:00 {who}: {LINK}", issues=[issue])
    assert request
    assert request.kind == kind
    assert len(request.issues) == (kind == "request")


def test_an_issue_that_was_not_read_is_not_taken_for_missing() -> None:
    request = a_request(f"Mon 09:00 hana: {LINK}")
    unseen = a_request(f"Mon 09:00 hana: {LINK}", issues=[UnseenIssue(ref=ISSUE)])
    assert request
    assert unseen
    assert isinstance(request.issues[0], UnreadableIssue)
    assert unseen.issues == (UnseenIssue(ref=ISSUE),)


def test_the_title_is_one_short_line_of_plain_text() -> None:
    request = a_request(f"Mon 09:00 hana: <@U0ADA> *look*:\n&lt;!here&gt; {'x' * 200}")
    assert request
    assert request.title.startswith("@Ada Marin")
    assert "<!here>" in request.title
    assert len(request.title) == 100
    assert "x" * 200 in request.text


def test_what_could_not_be_read_says_so() -> None:
    rules = some_rules()
    thread = a_thread("Mon 09:00 hana: How …?")
    channels = {CHANNEL: rules.policy.watched_channels[0]}
    whole = UnreadChannel(channel="#repo-management", why="Slack answered 500", remedy="…")
    other = replace(whole, channel="#ask-engineering")
    one = replace(whole, root_ts=thread.root.ts)
    unread = [
        find_requests([thread], channels, rules, [gap])[0].unread
        for gap in (whole, one, other, replace(one, root_ts="1.0"))
    ]
    assert unread == ["Slack answered 500", "Slack answered 500", "", ""]


def test_a_request_by_somebody_who_may_be_a_member_is_unknown() -> None:
    lost = Membership(user="ben@acme.example", until=at("+Mon 00:00"))
    standing = a_standing("Mon 09:00 hana: How …?", people=some_people(unidentified=(lost,)))
    assert {clock.state for clock in standing.clocks} == {"unknown"}
    assert "could not be looked up" in standing.state.unknown


def test_channels_that_are_not_watched_have_no_requests() -> None:
    assert find_requests([a_thread("Mon 09:00 hana: How …?")], {}, some_rules()) == ()


def test_a_team_without_requests_cannot_be_asked() -> None:
    with pytest.raises(ValueError, match="has no `requests`"):
        some_rules(a_requests_team(requests=None))


def test_posts_keep_microseconds_apart() -> None:
    thread = a_thread("Mon 09:00 hana: a", "Mon 09:00 ben: b")
    assert thread.replies[0].at - thread.root.at == timedelta(microseconds=1)


def test_an_issue_brings_what_it_has_when_linked_and_what_happens_later_on_our_board() -> None:
    other_board = replace(on_issue("Mon 10:30", "x", "card_added", "Doing"), board=1)
    issue = an_issue(
        labels=("new", "old"),
        assignees=("ada-gh",),
        events=(
            on_issue("Mon 08:00", "x", "label_added", "old"),
            on_issue("Mon 08:10", "x", "label_added", "gone"),
            on_issue("Mon 08:20", "x", "label_removed", "gone"),
            on_issue("Mon 10:00", "x", "label_added", "new"),
            on_issue("Mon 10:10", "x", "unassigned", "ben-gh"),
            other_board,
            on_issue("Mon 10:40", "ada-gh", "card_added", "Support Issues"),
        ),
    )
    request = a_request(f"Mon 09:00 hana: {LINK}", issues=[issue])
    assert request
    assert [(say(e.at), e.kind, e.note, e.role) for e in request.events[2:]] == [
        ("Mon 09:00", "label_added", "old", "other"),
        ("Mon 09:00", "assigned", "ada-gh", "other"),
        ("Mon 09:00", "assigned", "ben-gh", "other"),
        ("Mon 10:00", "label_added", "new", "other"),
        ("Mon 10:10", "unassigned", "ben-gh", "other"),
        ("Mon 10:40", "card_added", "Support Issues", "responder"),
    ]
