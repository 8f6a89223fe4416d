"""What must hold for every story, in whatever order things happen."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.conversation import Post, Reaction, Thread
from domain.issue import IssueAnswer, UnseenIssue
from domain.request import attach_issues, find_requests
from domain.request.records import Request
from domain.sla import Clock, judge, prepare_targets
from domain.sla.explanation import explain
from domain.standing import Standing
from tests.builders_requests import (
    CHANNEL,
    LINK,
    USERS,
    a_comment,
    a_requests_team,
    an_issue,
    at,
    on_issue,
    some_rules,
    ts_of,
)

RULES = some_rules(a_requests_team())
TARGETS = prepare_targets(RULES.policy, RULES.working_time)
CHANNELS = {CHANNEL: RULES.policy.watched_channels[0]}
START = at("Mon 09:00")
TEXTS = (
    "on it",
    "You need to set the token",
    "which version?",
    "thanks!",
    "never mind, solved",
    "this is p1 now",
    "ETA tomorrow",
    "ETA in 2h",
    LINK,
    "",
    ":eyes:",
)
moments = st.integers(0, 14 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
people = st.sampled_from(["hana", "ivan", "ada", "ben", "frida", "robot"])
posts = st.tuples(moments, people, st.sampled_from(TEXTS), st.none() | moments)
reactions = st.tuples(
    moments, st.integers(0, 240), people, st.sampled_from(["eyes", "white_check_mark", "tada"])
)
labels = st.tuples(moments, st.sampled_from(["label_added", "label_removed", "closed", "reopened"]))


@st.composite
def requests(draw: st.DrawFn, *, with_deletions: bool = True) -> Request:
    """Any request, with or without an issue."""
    told = draw(st.lists(posts, max_size=8))
    replies = [
        _post(when + timedelta(seconds=n), who, text, deleted if with_deletions else None)
        for n, (when, who, text, deleted) in enumerate(told, start=1)
    ]
    seen = tuple(
        Reaction(
            name=name,
            user=USERS.get(who, who),
            not_before=when,
            first_seen=when + timedelta(minutes=late),
        )
        for when, late, who, name in draw(st.lists(reactions, max_size=4))
    )
    text = draw(st.sampled_from(["How do I …?", f"See {LINK}", "p1: it fails"]))
    root = replace(_post(START, "hana", text), reactions=seen)
    thread = Thread(channel=CHANNEL, root=root, replies=tuple(sorted(replies, key=lambda p: p.ts)))
    found = find_requests([thread], CHANNELS, RULES)
    issue = draw(st.sampled_from(["seen", "unseen"]))
    answer: IssueAnswer = UnseenIssue(ref=an_issue().ref)
    if issue == "seen":
        changes = sorted(draw(st.lists(labels, max_size=4)))
        answer = an_issue(
            events=tuple(
                replace(on_issue("Mon 09:00", "x", kind, "severity/p1"), at=when)
                for when, kind in changes
            ),
            comments=(a_comment("Tue 10:00", "ben-gh"),),
        )
    return attach_issues(found, {answer.ref: answer}, RULES)[0]


def _post(when: datetime, who: str, text: str, deleted: datetime | None = None) -> Post:
    gone = max(deleted, when) if deleted else None
    user, app = ("", "B0ROBOT") if who == "robot" else (USERS[who], "")
    return Post(ts=ts_of(when), user=user, app=app, text=text, deleted_at=gone)


def stand(request: Request, now: datetime | None = None) -> Standing:
    return judge(request, RULES, TARGETS, now or at("+Sun 12:00"))


@settings(deadline=None)
@given(requests(), moments)
def test_anything_can_be_judged_and_explained(request: Request, now: datetime) -> None:
    standing = stand(request, now)
    assert stand(request, now) == standing  # the same answer every time
    assert explain(request, RULES, TARGETS, now).standing == standing


@settings(deadline=None)
@given(requests(), moments)
def test_nothing_is_due_or_stopped_before_it_starts(request: Request, now: datetime) -> None:
    for clock in stand(request, now).clocks:
        assert clock.due >= clock.started_at
        assert clock.stopped_at is None or clock.stopped_at >= clock.started_at
        assert clock.used >= timedelta(0)
        assert all(start <= end for start, end in clock.pauses)


def _which(clock: Clock) -> tuple[str, str]:
    """A clock is known by its kind and the message, or the moment on the issue, it began with."""
    return clock.kind, clock.post or str(clock.started_at)


def _in(standing: Standing, *states: str) -> set[tuple[str, str]]:
    return {_which(clock) for clock in standing.clocks if clock.state in states}


@settings(deadline=None)
@given(requests(with_deletions=False), moments, moments)
def test_time_undoes_no_breach(request: Request, one: datetime, other: datetime) -> None:
    first, second = sorted([one, other])
    assert _in(stand(request, first), "breached") <= _in(
        stand(request, second), "breached", "unknown"
    )


@settings(deadline=None)
@given(requests(), moments, st.sampled_from([text for text in TEXTS if text != LINK]))
def test_another_reply_of_a_responder_makes_nothing_late_that_was_met(
    request: Request, when: datetime, text: str
) -> None:
    after = stand(_thread_with(request, when, text))
    assert not _in(stand(request), "met") & _in(after, "breached")


def _thread_with(request: Request, when: datetime, text: str) -> Request:
    """The same request with one more reply of Ada's."""
    reply = Post(ts=ts_of(when, 7), user="U0ADA", text=text)
    root = Post(ts=request.root_ts, user="U0HANA", text="How do I …?")
    only = find_requests([Thread(channel=CHANNEL, root=root, replies=(reply,))], CHANNELS, RULES)
    more = [event for event in only[0].events if event.ts == reply.ts]
    events = sorted([*request.events, *more], key=lambda event: event.at)
    return replace(request, events=tuple(events))


@settings(deadline=None)
@given(requests(), moments)
def test_later_events_change_nothing(request: Request, now: datetime) -> None:
    until_now = tuple(event for event in request.events if event.at <= now)
    assert stand(replace(request, events=until_now), now).clocks == stand(request, now).clocks
