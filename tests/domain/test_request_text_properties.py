"""What must hold for every request: nobody is pinged by foreign text, at night, or twice."""

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.guideline import Finding, find_findings
from domain.issue import Issue
from domain.message import Message
from domain.reminder import Told, plan_reminders, read_told
from domain.request_text import (
    BlindSpots,
    announce_fix,
    render_reminder,
    render_sweep,
    requests_markdown,
)
from domain.standing import Context, Standing
from tests.builders_reminders import ASKED, BOARD, NO_CARD, a_context, a_good_issue
from tests.builders_requests import LINK, MONDAY, a_standing, at, say

EVIL = st.lists(
    st.sampled_from(
        [
            "<!channel>",
            "<@U0EVE>",
            "<!subteam^S0ALL>",
            "<",
            ">",
            "&lt;!here&gt;",
            "&lt;",
            "|",
            "*",
            "\n",
            "https://e.x ",
        ]
    ),
    max_size=6,
).map("".join)
TOKEN = re.compile(r"<([^<>]*)>")
FIXES: dict[str, object] = {
    "missing_label": {"fix": True},
    "missing_card": {"fix": True, "after": "1m"},
}
STORIES = (
    ("Mon 09:00 hana: how do I clone?",),
    ("Mon 09:00 hana: p2 clones fail",),
    ("Mon 09:00 hana: p2 clones fail", "Mon 09:30 ada: Looking, ETA Tue 18:00"),
    (ASKED, "Mon 09:30 ben: It is a bug; we fix it.", "Mon 16:30 hana: and when?"),
    (ASKED, "Mon 09:30 ben :eyes:"),
)


def may_stay(token: str, mentioned: Iterable[str]) -> bool:
    """Whether a piece of markup is one of ours."""
    return token.startswith(("https://", "!date^")) or token in {f"@{user}" for user in mentioned}


def markup_of(message: Message) -> list[str]:
    return TOKEN.findall(message.text) + TOKEN.findall(json.dumps(message.blocks))


def twisted(standing: Standing, evil: str) -> Standing:
    """The same request, with foreign text that means harm."""
    issues = tuple(
        replace(issue, title=evil, body=evil, labels=(evil,)) if isinstance(issue, Issue) else issue
        for issue in standing.request.issues
    )
    eta = standing.state.eta and replace(standing.state.eta, words=evil)
    return replace(
        standing,
        request=replace(standing.request, title=evil, text=evil, issues=issues),
        state=replace(standing.state, eta=eta),
    )


@settings(max_examples=60, deadline=None)
@given(EVIL, st.sampled_from(STORIES), st.sampled_from(["Mon 14:00", "Tue 15:30", "Fri 12:00"]))
def test_foreign_text_pings_nobody(evil: str, story: tuple[str, ...], now: str) -> None:
    policy: dict[str, object] = {"label": evil.strip() or "x", "checks": FIXES}
    issue = a_good_issue(**NO_CARD, is_private=False)
    standing = twisted(a_standing(*story, now=now, issues=(issue,)), evil)
    names = dict.fromkeys(("U0HANA", "U0ADA", "U0BEN", "U0FRIDA"), evil)
    context = a_context(now, people={"names": names}, **policy)  # type: ignore[arg-type]
    findings = find_findings([standing], BOARD, context)
    for reminder in plan_reminders([standing], findings, context, Told()):
        message = render_reminder(reminder, {standing.key: standing}, context)
        assert all(may_stay(token, reminder.to) for token in markup_of(message))
    sweep = render_sweep([standing], findings, BlindSpots(few_items=True), context, MONDAY)
    assert sweep
    told = [sweep.parent, *sweep.replies]
    told += [announce_fix(standing, f.fix, context) for f in findings if f.fix]
    assert all(may_stay(token, ()) for message in told for token in markup_of(message))
    table = requests_markdown([standing], findings, BlindSpots(), 0, context)
    assert not re.search(r"(?<!\\)<", table)


INSTANTS = st.integers(0, 14 * 24 * 6 - 1).map(
    lambda tens: at("Mon 00:00") + timedelta(minutes=10 * tens)
)


def standing_at(
    story: tuple[str, ...], now: datetime, **policy: object
) -> tuple[Standing, Context]:
    when = say(now)
    issues = (a_good_issue(),) if LINK in story[0] else ()
    standing = a_standing(*story, now=when, issues=issues, **policy)  # type: ignore[arg-type]
    return standing, a_context(when, **policy)  # type: ignore[arg-type]


def findings_of(standing: Standing, context: Context) -> tuple[Finding, ...]:
    return find_findings([standing], BOARD, context)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(STORIES), INSTANTS)
def test_nothing_is_told_outside_the_hours(story: tuple[str, ...], now: datetime) -> None:
    standing, context = standing_at(story, max(now, at("Mon 09:30")))
    local = context.now.astimezone(context.working_time.zone)
    is_open = local.weekday() < 5 and 9 <= local.hour < 17
    if not is_open:
        assert not plan_reminders([standing], findings_of(standing, context), context, Told())


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(STORIES), st.lists(INSTANTS, min_size=2, max_size=8))
def test_no_rung_of_a_due_instant_is_told_twice(
    story: tuple[str, ...], instants: list[datetime]
) -> None:
    subjects: list[str] = []
    keys: list[str] = []
    for now in sorted(max(instant, at("Mon 09:30")) for instant in instants):
        standing, context = standing_at(story, now, urgent=["p2"])
        findings, told = findings_of(standing, context), read_told(subjects)
        planned = plan_reminders([standing], findings, context, told)
        assert planned == plan_reminders([standing], findings, context, told)
        subjects += [reminder.subject for reminder in planned]
        keys += [entry.key for reminder in planned for entry in reminder.entries]
        assert not plan_reminders([standing], findings, context, read_told(subjects))
    assert len(set(keys)) == len(keys)
