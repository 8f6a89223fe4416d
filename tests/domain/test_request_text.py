"""What people read about requests; the golden files show each message whole."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from domain.guideline import find_findings
from domain.issue import IssueAnswer
from domain.message import Message
from domain.reminder import Told, plan_reminders
from domain.request_text import (
    announce_fix,
    render_reminder,
)
from tests.builders_reminders import BOARD, NO_CARD, a_context, a_good_issue
from tests.builders_requests import LINK, a_standing, an_issue
from tests.golden_files import Golden

MENTION = re.compile(r"<[@!](?!date\^)[^>]*>")


def remind(
    *story: str,
    now: str,
    place: str = "thread",
    issues: Sequence[IssueAnswer] = (),
    with_findings: bool = False,
    on_call: Sequence[str] = ("U0BEN",),
    **policy: object,
) -> Message:
    """The one reminder for a place that a story leads to."""
    standing = a_standing(*story, now=now, issues=issues, **policy)  # type: ignore[arg-type]
    context = a_context(now, on_call=on_call, **policy)  # type: ignore[arg-type]
    findings = find_findings([standing], None, context) if with_findings else ()
    reminders = plan_reminders([standing], findings, context, Told())
    (reminder,) = [r for r in reminders if r.place == place]
    return render_reminder(reminder, {standing.key: standing}, context)


REMINDERS: dict[str, tuple[tuple[str, ...], dict[str, object]]] = {
    "acknowledgement": (("Mon 09:00 hana: p2 Clones fail",), {"now": "Mon 15:10"}),
    "at_risk": (("Mon 09:00 hana: p1 Clones fail",), {"now": "Mon 09:23"}),
    "answer": (
        ("Mon 09:00 hana: How do I clone?", "Mon 09:10 ben :eyes:"),
        {"now": "Tue 09:00"},
    ),
    "next_response": (
        (
            "Mon 09:00 hana: How do I clone?",
            "Mon 09:10 ben: Set http.proxy, then it works.",
            "Mon 10:00 hana: It does not work",
        ),
        {"now": "Tue 16:00"},
    ),
    "eta_to_its_author": (
        (f"Mon 09:00 hana: Clones fail {LINK}", "Mon 09:10 ada: I look at it, ETA Mon 14:00"),
        {"now": "Mon 14:20", "issues": (an_issue(),)},
    ),
    "update": (
        (f"Mon 09:00 hana: Clones fail {LINK}", "Mon 09:10 ada: It is a bug; we fix it."),
        {"now": "Wed 09:30", "issues": (an_issue(),)},
    ),
    "two_clocks": (("Mon 09:00 hana: How do I clone?",), {"now": "Tue 09:40"}),
    "nobody_on_rotation": (
        ("Mon 09:00 hana: p2 Clones fail",),
        {"now": "Mon 13:10", "on_call": ()},
    ),
    "missing_link": (
        ("Mon 09:00 hana: p2 Clones fail",),
        {"now": "Mon 09:30", "with_findings": True},
    ),
    "missing_eta": (
        (f"Mon 09:00 hana: Clones fail {LINK}", "Mon 09:10 ada: I'll take it."),
        {"now": "Mon 13:20", "issues": (an_issue(),), "with_findings": True},
    ),
    "channel": (("Mon 09:00 hana: p2 Clones fail",), {"now": "Mon 15:10", "place": "channel"}),
    "leads": (("Mon 09:00 hana: p1 Clones fail",), {"now": "Mon 10:40", "place": "leads"}),
}


@pytest.mark.parametrize("name", REMINDERS)
def test_each_reminder(golden: Golden, name: str) -> None:
    story, how = REMINDERS[name]
    message = remind(*story, **how)  # type: ignore[arg-type]
    small = [b["elements"][0]["text"] for b in message.blocks if b["type"] == "context"]
    golden(f"reminder_{name}.txt", "\n".join([message.text, *small]))


@pytest.mark.parametrize(
    ("name", "mentioned"),
    [
        ("acknowledgement", ["<@U0BEN>"]),
        ("eta_to_its_author", ["<@U0ADA>"]),
        ("missing_link", ["<@U0HANA>"]),
        ("missing_eta", ["<@U0ADA>"]),
        ("channel", ["<@U0BEN>"]),
        ("leads", ["<@U0FRIDA>", "<@U0GUS>"]),
        ("nobody_on_rotation", []),
    ],
)
def test_a_reminder_mentions_only_those_who_must_act(name: str, mentioned: list[str]) -> None:
    story, how = REMINDERS[name]
    assert MENTION.findall(remind(*story, **how).text) == mentioned  # type: ignore[arg-type]


def test_where_a_reminder_goes_and_under_which_key() -> None:
    story, how = REMINDERS["acknowledgement"]
    message = remind(*story, **how)  # type: ignore[arg-type]
    assert (message.channel, message.thread_ts) == ("C0REPO", "1794211200.000000")
    assert message.key == (
        "repo-management/reminder:thread/C0REPO/1794211200.000000:acknowledgement:1794225600:thread"
    )
    story, how = REMINDERS["channel"]
    message = remind(*story, **how)  # type: ignore[arg-type]
    assert (message.channel, message.thread_ts) == ("#repo-management", None)
    assert message.expires_at is not None


def test_a_promise_is_quoted_without_pinging_anybody() -> None:
    now = "Mon 14:20"
    told = a_standing("Mon 09:00 hana: p2", "Mon 09:10 ada: Looking, ETA Mon 14:00", now=now)
    assert told.state.eta
    eta = replace(told.state.eta, words="ETA &lt;!here&gt; <!channel> 14:00")
    standing = replace(told, state=replace(told.state, eta=eta))
    (reminder,) = plan_reminders([standing], (), a_context(now), Told())
    text = render_reminder(reminder, {standing.key: standing}, a_context(now)).text
    assert "“ETA &lt;!here&gt; @channel 14:00”" in text


@pytest.mark.parametrize(
    ("name", "policy", "words"),
    [
        ("acknowledgement", {"emojis": {"acknowledged": ["ack"]}}, "A reply or :ack: on"),
        ("acknowledgement", {"emojis": {"acknowledged": []}}, "A reply is enough"),
        ("two_clocks", {"emojis": {"answered": ["done"]}}, "or set :done: on the message"),
        ("two_clocks", {"emojis": {"answered": []}}, "Answer here."),
        ("missing_link", {"label": "support"}, "label “support”"),
        ("missing_link", {"issue_repository": "acme/help"}, "issue in acme/help"),
        ("channel", {"channels": {"team": "#us", "ops": "#ops"}}, "past due"),
    ],
)
def test_the_words_are_the_teams(name: str, policy: dict[str, object], words: str) -> None:
    story, how = REMINDERS[name]
    message = remind(*story, **how, **policy)  # type: ignore[arg-type]
    assert words in message.text
    assert message.channel == ("#us" if name == "channel" else "C0REPO")


@pytest.mark.parametrize("name", ["missing_label", "missing_card"])
def test_what_was_mended_is_said_in_the_thread(golden: Golden, name: str) -> None:
    now = "Tue 12:00"
    policy = {"checks": {name: {"fix": True} | ({"after": "1d"} if name[-1] == "d" else {})}}
    issue = a_good_issue(**({"labels": ()} if name == "missing_label" else NO_CARD))
    story = (f"Mon 09:00 hana: Clones fail {LINK}", "Mon 09:10 ben: On it, ETA Wed 16:00")
    standing = a_standing(*story, now=now, issues=(issue,), **policy)
    context = a_context(now, **policy)
    (finding,) = find_findings([standing], BOARD, context)
    assert finding.fix
    message = announce_fix(standing, finding.fix, context)
    assert message.thread_ts == standing.request.root_ts
    golden(f"fixed_{name}.txt", f"{message.key}\n{message.text}")
