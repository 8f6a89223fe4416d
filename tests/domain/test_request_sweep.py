"""The sweep, the artifact and the rows: all open requests at once, and what was not seen."""

import re
from dataclasses import replace
from datetime import date

import pytest

from domain.conversation import UnreadChannel
from domain.guideline import find_findings, find_unknowns
from domain.issue import IssueAnswer, UnseenIssue
from domain.reminder import Told, plan_reminders, sweep_day
from domain.request_text import (
    ROW_HEAD,
    BlindSpots,
    heartbeat,
    render_reminder,
    render_sweep,
    request_rows,
    requests_markdown,
    sweep_key,
)
from domain.slack_blocks import BLOCKS_LIMIT, SECTION_LIMIT, TEXT_LIMIT
from domain.standing import Context, Standing
from tests.builders_reminders import BOARD, NO_CARD, a_context, a_good_issue
from tests.builders_requests import ISSUE, LINK, MONDAY, a_standing, an_issue
from tests.golden_files import Golden

MENTION = re.compile(r"<[@!](?!date\^)[^>]*>")


def a_week() -> tuple[list[Standing], Context]:
    """Several requests on Wednesday morning, each with something to do."""
    now = "Wed 09:30"
    stories: list[tuple[tuple[str, ...], tuple[IssueAnswer, ...]]] = [
        (("Mon 15:00 hana: <@U0BEN> p2 clones of *acme/big* fail with &lt;500&gt;",), ()),
        (("Tue 16:00 ivan: How do I rotate a token?",), ()),
        (
            (f"Mon 10:00 ivan: {LINK}", "Mon 10:30 ada: Looking, ETA Tue 15:00"),
            (a_good_issue(**NO_CARD, labels=(), body="It fails.", title="SECRET"),),
        ),
        (
            (
                "Mon 11:00 hana: Where are the docs?",
                "Mon 11:10 ben: In the wiki under Repositories.",
                "Mon 12:00 hana: That page is empty",
            ),
            (),
        ),
        (("Wed 09:10 hana: p1 search is down",), ()),
    ]
    standings = [a_standing(*story, now=now, issues=issues) for story, issues in stories]
    return standings, a_context(now)


BLIND = BlindSpots(
    unread=(
        UnreadChannel(
            channel="#ask-engineering",
            why="Goalie is not in it",
            remedy="Invite it with /invite @Goalie.",
        ),
    ),
    few_items=True,
)


def test_the_sweep(golden: Golden) -> None:
    standings, context = a_week()
    findings = find_findings(standings, BOARD, context)
    unseen = a_standing(
        f"Tue 11:00 hana: {LINK}", now="Wed 09:30", issues=(UnseenIssue(ref=ISSUE),)
    )
    everything = [*standings, unseen]
    blind = replace(BLIND, unknowns=find_unknowns(everything))
    sweep = render_sweep(everything, findings, blind, context, MONDAY)
    assert sweep is not None
    pages = [sweep.parent, *sweep.replies]
    golden("sweep.txt", "\n\n— in the thread —\n".join(page.text for page in pages))
    assert sweep.parent.key == sweep_key("repo-management", MONDAY)
    assert sweep.parent.channel == "#repo-management"
    assert not any(MENTION.search(page.text) for page in pages)
    assert "SECRET" not in "".join(page.text for page in pages)


def test_a_sweep_with_nothing_to_say_is_silent_but_never_when_something_was_unseen() -> None:
    answered = a_standing(
        "Mon 09:00 hana: How?", "Mon 09:10 ben: Like this: run sync.", now="Mon 09:30"
    )
    context = a_context("Mon 09:30")
    assert render_sweep([answered], (), BlindSpots(), context, MONDAY) is None
    sweep = render_sweep([answered], (), BLIND, context, MONDAY)
    assert sweep is not None
    assert sweep.parent.text.startswith("*No request that Goalie can see waits on us*")


def test_words_from_a_channel_that_others_cannot_read_stay_there() -> None:
    standings, context = a_week()
    closed = replace(context, quotable=frozenset())
    sweep = render_sweep(standings, (), BlindSpots(), closed, MONDAY)
    assert sweep is not None
    assert "rotate a token" not in sweep.parent.text
    assert "|A question by Ivan Petrov>" in sweep.parent.text
    rows = request_rows(standings, (), closed)
    assert not any("rotate a token" in cell for row in rows for cell in row)


@pytest.mark.parametrize(
    ("is_private", "title"),
    [(True, "acme/customer#7"), (False, "acme/customer#7: Clone fails")],
)
def test_a_message_that_is_only_a_link_is_called_by_its_issue(
    *, is_private: bool, title: str
) -> None:
    standing = a_standing(
        f"Mon 09:00 hana: {LINK}", now="Mon 10:00", issues=(an_issue(is_private=is_private),)
    )
    ((seen, *_),) = request_rows([standing], (), a_context("Mon 10:00"))
    assert seen == title


def test_the_artifact(golden: Golden) -> None:
    standings, context = a_week()
    findings = find_findings(standings, BOARD, context)
    unread = a_standing("Tue 11:00 hana: p2", now="Wed 09:30", unread="Slack answered 429")
    golden("requests.md", requests_markdown([*standings, unread], findings, BLIND, 2, context))


def test_a_quiet_run_still_says_that_it_looked() -> None:
    line = heartbeat([], BlindSpots(), 0, a_context("Mon 09:30"))
    assert line == (
        "Repo Management, Mon 9 Nov 09:30 CET: 0 open requests, 0 overdue, 0 at risk,"
        " 0 reminders due."
    )


def test_rows_for_the_terminal_have_a_cell_for_each_heading() -> None:
    standings, context = a_week()
    rows = request_rows(standings, find_findings(standings, BOARD, context), context)
    assert len(rows) == len(standings)
    assert all(len(row) == len(ROW_HEAD) for row in rows)


def test_five_hundred_requests_stay_within_slacks_limits() -> None:
    standings, context = a_week()
    long_names = dict.fromkeys(context.people.names, "&" * 200)
    crowded = replace(context, people=replace(context.people, names=long_names))
    many = [
        replace(
            standing,
            request=replace(standing.request, key=f"C0REPO/{n}.1", title="<&>" * 100),
        )
        for n in range(100)
        for standing in standings[:1]
        for n in range(n * 5, n * 5 + 5)
    ]
    findings = find_findings(many, BOARD, crowded)
    blind = replace(BLIND, unread=BLIND.unread * 50)
    sweep = render_sweep(many, findings, blind, crowded, MONDAY)
    assert sweep is not None
    assert len(sweep.parent.text) <= TEXT_LIMIT
    pages = [sweep.parent, *sweep.replies]
    assert len({page.key for page in pages}) == len(pages)
    assert {page.thread_of for page in sweep.replies} == {sweep.parent.key}
    for page in pages:
        assert len(page.blocks) <= BLOCKS_LIMIT
        texts = [block["text"]["text"] for block in page.blocks]
        assert all(len(text) <= SECTION_LIMIT for text in texts)
        assert "\n".join(texts) == page.text, "nothing is cut off"
    assert sum(page.text.count("\n• ") for page in pages) == 500 + len(findings) + 51
    reminders = plan_reminders(many, findings, crowded, Told())
    by_key = {standing.key: standing for standing in many}
    for reminder in reminders:
        message = render_reminder(reminder, by_key, crowded)
        assert len(message.key) < 1500
        assert all(
            len(block["text"]["text"]) <= SECTION_LIMIT
            for block in message.blocks
            if block["type"] == "section"
        )


@pytest.mark.parametrize(
    ("now", "policy", "day"),
    [
        ("Mon 09:29", {}, None),
        ("Mon 09:30", {}, date(2026, 11, 9)),
        ("Mon 16:59", {}, date(2026, 11, 9)),
        ("Mon 17:00", {}, None),
        ("Sat 10:00", {}, None),
        ("Mon 10:00", {"holidays": {"dates": ["2026-11-09"]}}, None),
        ("Mon 09:30", {"sweep_at": "11:00"}, None),
        ("Mon 11:00", {"sweep_at": "11:00"}, date(2026, 11, 9)),
        ("Mon 08:00", {"sweep_at": "08:00"}, date(2026, 11, 9)),
        ("Mon 18:00", {"sweep_at": "18:00"}, date(2026, 11, 9)),
    ],
)
def test_the_sweep_comes_once_on_working_days(
    now: str, policy: dict[str, object], day: date | None
) -> None:
    context = a_context(now, **policy)  # type: ignore[arg-type]
    assert sweep_day(context.requests.sweep_at, context.working_time, context.now) == day
