"""A replay says what the job would have said, had it looked at every one of its runs."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.guideline import find_findings
from domain.reminder import Told, plan_reminders
from domain.replay import STEP, Replay, as_of, replay, tick_at
from domain.replay_text import (
    TOO_SMALL,
    bars,
    csv_rows,
    figure_rows,
    inert,
    notes,
    per_day,
    rung_rows,
    say_per_day,
    worst_lines,
)
from domain.request.records import Request
from domain.sla import judge, prepare_targets
from domain.standing import Context
from tests.builders_reminders import a_context
from tests.builders_requests import LINK, a_request, an_issue, at, say, some_rules

STORIES = (
    ("Mon 09:00 hana: How do I rotate a token?",),
    ("Mon 16:30 hana: Is this known?", "Mon 16:40 ben: On it.", "Tue 10:00 hana: bump"),
    ("Mon 08:00 hana: p1 all clones fail", "Mon 09:00 ben: Looking.", "Mon 14:00 ada: Fixed it."),
    ("Mon 20:00 ivan: p0 everything is down",),
    ("Tue 09:00 hana: Could you review this?", "Tue 09:30 ben: Yes, ETA Wed 14:00."),
    (f"Tue 10:00 hana: Please see {LINK}", "Tue 10:10 ada: Which version?", "Fri 09:00 hana: 6"),
    ("Wed 11:00 hana: How?", "Wed 11:10..Thu 11:00 ben :eyes:", "Wed 12:00 hana: It is a p1 now."),
    ("Thu 16:59 hana: What about p2 things?", "Fri 16:00 hana deletes #1"),
    ("Fri 16:00 hana: Why?", "Fri 16:10 ben: Because.", "Fri 16:20 hana: But why then?"),
)


def told(done: Replay) -> list[tuple[str, str, str]]:
    return [(say(sent.at), sent.reminder.place, sent.reminder.subject) for sent in done.sent]


def replayed(stories: Sequence[Sequence[str]], until: str = "+Fri 17:00") -> Replay:
    requests, context, start = told_stories(stories, until)
    rules = some_rules(context.team, context.people, context.now)
    targets = prepare_targets(rules.policy, rules.working_time)
    return replay(requests, rules, targets, context, start)


def told_stories(
    stories: Sequence[Sequence[str]], until: str
) -> tuple[list[Request], Context, datetime]:
    found = [a_request(*lines, issues=[an_issue()]) for lines in stories]
    requests = [
        replace(request, key=f"{request.key}-{nth}") for nth, request in enumerate(found) if request
    ]
    return requests, a_context(until, on_call=()), at("Mon 00:00")


def by_every_run(
    requests: Sequence[Request], context: Context, start: datetime
) -> Iterator[object]:
    """Look at all requests at every single run, as the job does."""
    rules = some_rules(context.team, context.people, context.now)
    targets = prepare_targets(rules.policy, rules.working_time)
    keys: set[str] = set()
    now = tick_at(start)
    while now <= context.now:
        then = replace(context, now=now)
        opened = [as_of(request, now) for request in requests if request.opened_at <= now]
        standings = [judge(request, rules, targets, now) for request in opened]
        findings = find_findings(standings, None, then)
        for reminder in plan_reminders(standings, findings, then, Told(keys=frozenset(keys))):
            keys |= {entry.key for entry in reminder.entries}
            yield say(now), reminder.place, reminder.subject
        now += STEP


def test_it_says_what_every_run_would_have_said() -> None:
    requests, context, start = told_stories(STORIES, "+Fri 17:00")
    expected = list(by_every_run(requests, context, start))
    assert len(expected) > 15
    assert told(replayed(STORIES)) == expected


_TEXTS = st.sampled_from(
    ["How do I do it?", "On it.", "ETA tomorrow 14:00", "p1!", "Thanks!", "Because it is so.", LINK]
)
_MOMENTS = st.integers(min_value=0, max_value=5 * 24 * 12)


def _line(minute: int, who: str, text: str) -> str:
    when = at("Mon 00:00") + timedelta(minutes=5 * minute)
    return f"{say(when)} {who}: {text}"


@st.composite
def stories(draw: st.DrawFn) -> list[str]:
    moments = sorted(draw(st.lists(_MOMENTS, min_size=1, max_size=6, unique=True)))
    who = st.sampled_from(["hana", "ivan", "ada", "ben"])
    later = [_line(moment, draw(who), draw(_TEXTS)) for moment in moments[1:]]
    return [_line(moments[0], "hana", "Is it known?"), *later]


@settings(max_examples=12, deadline=None)
@given(st.lists(stories(), min_size=1, max_size=4))
def test_whatever_happened_it_says_what_every_run_would_have_said(past: list[list[str]]) -> None:
    requests, context, start = told_stories(past, "+Tue 12:00")
    assert told(replayed(past, "+Tue 12:00")) == list(by_every_run(requests, context, start))


def test_a_question_nobody_answers_climbs_the_ladder() -> None:
    done = replayed([STORIES[0]])
    assert [(when, place) for when, place, _ in told(done)] == [
        ("Mon 13:10", "thread"),  # 4 h to acknowledge it are over
        ("Tue 09:00", "thread"),  # 1 d to answer it was over at closing time
        ("Tue 09:00", "channel"),  # half a day past due
        ("Tue 13:00", "channel"),
        ("Tue 13:00", "leads"),  # a day past due
        ("Wed 09:00", "leads"),
    ]


def test_what_was_not_known_yet_is_not_used() -> None:
    request = a_request(
        f"Mon 09:00 hana: Could you look at {LINK}?",
        "Mon 10:00 hana: It is a p1.",
        issues=[an_issue()],
    )
    assert request is not None
    early, late = as_of(request, at("Mon 09:00")), as_of(request, at("Mon 10:00"))
    assert (early.priority, late.priority) == ("p2", "p1")
    assert len(early.events) < len(late.events) == len(request.events)


def test_requests_opened_before_the_past_began_are_left_out() -> None:
    requests, context, _ = told_stories(STORIES[:1], "Fri 17:00")
    rules = some_rules(context.team, context.people, context.now)
    targets = prepare_targets(rules.policy, rules.working_time)
    done = replay(requests, rules, targets, context, at("Mon 09:00:01"))
    assert (done.standings, done.sent) == ((), ())


@pytest.mark.parametrize(
    ("instant", "tick"),
    [("Mon 09:00", "Mon 09:00"), ("Mon 09:00:01", "Mon 09:10"), ("Mon 09:59:59", "Mon 10:00")],
)
def test_the_job_runs_at_whole_multiples_of_its_step(instant: str, tick: str) -> None:
    assert say(tick_at(at(instant))) == tick


def test_days_without_a_reminder_count_but_days_off_only_where_there_was_one() -> None:
    context = a_context("+Fri 17:00")
    evening = replayed([STORIES[3]])  # a p0 on Monday at 20:00
    assert list(per_day(evening, context).values()) == [8, 1, 0, 0, 0, 0, 0, 0, 0, 0]
    assert say_per_day(evening, context).endswith("at least 0, median 0, at most 8 a day.")
    weekend = replayed([("Sat 10:00 hana: p0 it is down",)])
    assert say_per_day(weekend, context) == (
        "9 reminders on 10 working days: at least 0, median 0, at most 1 a day; 8 on other days."
    )


def test_a_long_past_is_drawn_by_week() -> None:
    done = replayed([STORIES[0]])
    longer = replace(done, start=done.start - timedelta(days=60))
    context = a_context("+Fri 17:00")
    assert len(bars(done, context)) == 10
    assert [bar.first.weekday() for bar in bars(longer, context)] == [0] * 11
    assert sum(bar.count for bar in bars(longer, context)) == len(done.sent)


def test_few_requests_tell_no_share_and_no_percentile() -> None:
    context = a_context("+Fri 17:00")
    few = figure_rows(replayed(STORIES[:1] * 9), context)
    assert all(row[7:10] == (TOO_SMALL,) * 3 for row in few)
    enough = figure_rows(
        replayed([*STORIES[:1] * 9, ("Mon 09:00 hana: Why?", "Mon 10:00 ada: So.")]), context
    )
    late = ("10", "1", "9", "0", "0", "10%", "over 10 days", "over 10 days")
    assert [row[1:] for row in enough] == [
        ("acknowledgement", *late, "4h"),
        ("answer", *late, "1d"),
    ]


def test_the_worst_come_first_at_most_ten_with_their_links() -> None:
    context = a_context("+Fri 17:00")
    past = [(f"{day} 09:00 hana: Anybody about {day}?",) for day in ("Tue", "Mon", "Thu")] * 4
    lines = list(worst_lines(replayed(past), context))
    assert len(lines) == 10
    assert "Mon" in lines[0][1]
    assert lines[0][0] == "9 days 4 h late (p3, acknowledgement, still waits)"
    assert lines[0][2].startswith("https://acme.slack.com/archives/C0REPO/p")


def test_an_emoji_seen_too_late_to_tell_is_said() -> None:
    done = replayed([("Mon 09:00 hana: How?", "Mon 09:00..Wed 09:00 ben :eyes:")])
    assert [place for when, place, _ in told(done) if when < "Tue"] == []
    (note, *_) = notes(done, a_context("+Fri 17:00"))
    assert note.startswith("Emoji acknowledgements before Wed 11 Nov 09:00 CET are known only")
    sure = replayed([("Mon 09:00 hana: How?", "Mon 09:10..Mon 09:20 ben :eyes:")])
    assert not any("Emoji" in note for note in notes(sure, a_context("+Fri 17:00")))


def test_steps_are_counted_by_what_they_are_about() -> None:
    assert rung_rows(replayed([STORIES[0]])) == (
        ("acknowledgement", "", "1", "1", "1"),
        ("answer", "", "1", "1", "1"),
    )


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@sum(a1)", "\t=1", "\r=1", "\n=1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert inert(cell) == f"'{cell}"
    assert inert(f"x{cell}") == f"x{cell}"


def test_a_row_says_everything_about_a_request() -> None:
    (row,) = csv_rows(replayed([STORIES[0]]), a_context("+Fri 17:00"))
    assert row[1:] == (
        *("C0REPO", "2026-11-09T08:00:00+00:00", "Hana Sato", "How do I rotate a token?"),
        *("question", "p3", "waiting_on_us", "breached", "80.00", "breached", "80.00"),
        *("acknowledgement", "76.00", "6", ""),
    )


def test_ninety_days_of_a_busy_team_take_seconds() -> None:
    requests, context, start = told_stories(STORIES * 170, "+Fri 17:00")
    rules = some_rules(context.team, context.people, context.now)
    targets = prepare_targets(rules.policy, rules.working_time)
    began = time.monotonic()
    replay(requests, rules, targets, context, start)
    assert time.monotonic() - began < 15  # about 2 s on a quiet machine
