"""The sync's sections: what to talk about first, what is new, what changed since when."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.digest.ceremonies import make_digest
from domain.digest.facts import Turn
from domain.issue import IssueEvent
from domain.plan_change import PlanChanges, PlannedItem, ReRanked
from tests.builders_digest import (
    BEGINS,
    CYCLE,
    a_cycle,
    a_ref,
    a_tracking,
    an_ageing,
    an_item,
    of,
    some_changes,
    some_facts,
    some_support,
)
from tests.builders_reminders import a_context
from tests.builders_requests import CHANNEL, a_standing
from tests.domain.digest_facts import empty, rich
from tests.domain.digest_words import before, grouped, lines, mentioned, section

PLANNED = BEGINS["planning"]


def card(number: int, **changes: object) -> object:
    return an_ageing(an_item(number, column="In Progress"), **changes)  # type: ignore[arg-type]


def test_an_empty_board_has_every_section_and_nothing_in_it() -> None:
    digest = make_digest(empty("sync"))
    assert [one.key for one in digest.sections] == [
        "talk",
        "new",
        "changes",
        "progress",
        "support",
        "ad_hoc",
        "open_decisions",
    ]
    assert all(one.is_empty and one.empty and one.question.endswith("?") for one in digest.sections)
    assert digest.second_line == "No decision waits."


def test_slow_cards_come_first_then_blocked_ones_then_silent_ones() -> None:
    wip = (
        card(1, pace=0.84, silent_days=4),
        card(2, silent_days=5),
        card(3, is_blocked=True, blocked_days=2, silent_days=9),
        card(4, pace=0.85, days_in_column=7),
        card(5, pace=1.0, days_in_column=30),
        card(6, is_blocked=True, blocked_days=8, pace=0.99),
        card(7, pace=None, is_beyond=True, days_in_progress=12),
    )
    assert lines(make_digest(before("sync", wip=wip)), "talk") == [
        "gitserver#5: 30 days in “In Progress”, longer than any card before",
        "gitserver#4: 7 days in “In Progress”, longer than 85 % of cards before",
        "gitserver#7: in progress for 12 days; 85 % of cards took at most 9",
        "gitserver#6: blocked for 8 days, no cause given",
        "gitserver#3: blocked for 2 days, no cause given",
        "gitserver#2: no update for 5 working days",
    ]


def test_only_owners_of_the_cards_that_are_shown_are_mentioned() -> None:
    wip = tuple(
        an_ageing(an_item(number, assignees=("nobody", "Ada-GH")), silent_days=20 - number)
        for number in range(7)
    )
    digest = make_digest(before("sync", wip=wip))
    assert mentioned(digest) == ["U0ADA"] * 5
    (group,) = section(digest, "talk").groups
    assert group.shown == 5
    assert {line.owner for line in group.lines} == {"nobody and Ada Marin"}
    assert digest.second_line == "7 decisions to take: 7 cards to unstick."


def test_what_is_new_stands_by_kind_of_work() -> None:
    came = IssueEvent(kind="card_added", at=PLANNED + timedelta(days=2), actor="", board=209)
    added = (
        an_item(1, stream=""),
        an_item(2, labels=("ad-hoc",), events=(came,)),
        an_item(3, labels=("team/repo-management",), column="", created_at=None),
        an_item(4, stream="Permissions"),
    )
    facts = some_facts("sync", since_planning=some_changes(PLANNED, added=added))
    assert grouped(make_digest(facts), "new") == {
        "product": ["gitserver#4: in “Backlog”, came Tue 1 Sep"],
        "support": ["gitserver#3: in no column"],
        "ad hoc": ["gitserver#2: in “Backlog”, came Wed 11 Nov"],
        "unknown": ["gitserver#1: in “Backlog”, came Tue 1 Sep"],
    }


def test_each_change_of_the_plan_stands_under_what_changed() -> None:
    changes = some_changes(
        PLANNED,
        pulled_in=(an_item(1, column="In Progress"),),
        put_back=(an_item(2), an_item(3, column="")),
        re_ranked=(ReRanked(item=an_item(4), before=9, now=2),),
        blocked=(an_item(5, blocked_by=(a_ref(9),)),),
        unblocked=(an_item(6),),
        grown=((a_tracking(7, "Big", 1, 9), 1), (a_tracking(8, "Bigger", 1, 9), 4)),
    )
    digest = make_digest(some_facts("sync", since_last=changes))
    assert (
        section(digest, "changes").question == "What changed since our last ceremony (Mon 9 Nov)?"
    )
    assert grouped(digest, "changes") == {
        "pulled in": ["gitserver#1: now in “In Progress”"],
        "put back": ["gitserver#2: now in “Backlog”", "gitserver#3: now in no column"],
        "re-ranked": ["gitserver#4: from place 9 to 2"],
        "blocked": ["gitserver#5: blocked by gitserver#9"],
        "unblocked": ["gitserver#6: now in “Backlog”"],
        "grown": ["gitserver#7: 1 more sub-issue", "gitserver#8: 4 more sub-issues"],
    }


def test_larger_work_that_grew_says_since_when_if_that_is_another_day() -> None:
    grown = ((a_tracking(7, "Big", 1, 9), 1),)
    for days, expected in ((0, "1 more sub-issue"), (-4, "1 more sub-issue since Thu 5 Nov")):
        since = PLANNED + timedelta(days=days)
        changes = some_changes(PLANNED, grown=grown, grown_since=since)
        digest = make_digest(some_facts("sync", since_last=changes))
        assert lines(digest, "changes") == [f"gitserver#7: {expected}"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (some_changes(PLANNED), ()),
        (some_changes(PLANNED, known_from=PLANNED + timedelta(hours=3)), ()),
        (
            some_changes(PLANNED, known_from=PLANNED + timedelta(days=2)),
            ("Told from Wed 11 Nov on: no snapshot of the board was stored on Mon 9 Nov.",),
        ),
        (
            some_changes(PLANNED, known_from=None),
            ("Not known: no snapshot of the board was stored since Mon 9 Nov.",),
        ),
        (None, ("Not known: there was no ceremony before.",)),
    ],
)
def test_a_missing_snapshot_is_said(changes: PlanChanges | None, expected: tuple[str, ...]) -> None:
    digest = make_digest(some_facts("sync", since_last=changes))
    assert section(digest, "changes").figures == expected


def test_what_is_done_so_far_is_compared_with_the_same_day_of_past_cycles() -> None:
    facts = before(
        "sync",
        current=a_cycle(CYCLE, {"product": 3, "support": 1}),
        past=(a_cycle(6, {"ad hoc": 2}),),
        throughput_by_now=of([2, 3, 4, 4, 5, 6], 6),
        ad_hoc=of([0, 1, 1, 2, 2, 2], 6),
    )
    digest = make_digest(facts)
    assert section(digest, "progress").figures == (
        "4 finished so far (product 3, support 1); usual 2–6 by this day of a cycle.",  # noqa: RUF001
        "0 cards in progress; 6 at the end of the last cycle.",
    )
    assert section(digest, "ad_hoc").figures == ("0 so far; usual 0–2 in a whole cycle.",)  # noqa: RUF001


def test_support_names_what_waits_longest_and_who_is_on() -> None:
    waiting = (a_standing("Mon 09:00 hana: How do I clone?", now="Tue 12:00"),)
    turn = Turn(starts_on=date(2026, 11, 16), ends_on=date(2026, 11, 20), names=("Ben Okafor",))
    facts = replace(
        some_facts("sync"),
        support=some_support(opened=3, closed=2, waiting=waiting, gaps=("A thread is missing.",)),
        support_context=a_context("Tue 12:00"),
        turns=(turn,),
    )
    digest = make_digest(facts)
    assert section(digest, "support").figures == (
        "3 requests opened and 2 closed since Mon 9 Nov; 1 waits on us.",
        "A thread is missing.",
        "On support: Ben Okafor.",
    )
    assert lines(digest, "support") == ["How do I clone?: p3, waits for 1 day 3 h"]


def test_words_from_a_channel_that_others_cannot_read_are_not_repeated() -> None:
    waiting = (a_standing("Mon 09:00 hana: Initech is down", now="Tue 12:00"),)
    facts = replace(
        some_facts("sync"),
        support=some_support(waiting=waiting),
        support_context=a_context("Tue 12:00", quotable=()),
    )
    assert lines(make_digest(facts), "support") == [
        "A question by Hana Sato: p3, waits for 1 day 3 h"
    ]
    open_to_all = replace(facts, support_context=a_context("Tue 12:00", quotable=(CHANNEL,)))
    assert lines(make_digest(open_to_all), "support") == [
        "Initech is down: p3, waits for 1 day 3 h"
    ]


@pytest.mark.parametrize(
    ("why", "expected"),
    [
        ("Slack did not answer.", "Not known: Slack did not answer."),
        ("", "Not known: requests were not read."),
    ],
)
def test_support_that_is_not_known_is_not_no_support(why: str, expected: str) -> None:
    facts = replace(some_facts("sync"), support=None, support_unknown=why, turns=None)
    assert section(make_digest(facts), "support").figures == (
        expected,
        "Who is on support is not known: it was not read.",
    )


def test_a_decision_is_still_open_where_it_was_due_at_planning_and_nothing_changed() -> None:
    planned = (an_item(20), an_item(21, priority=""), an_item(22))
    newer = an_item(23, stream="")
    late = an_ageing(an_item(24, column="In Progress"), 20)
    just_late = an_ageing(an_item(25, column="In Progress"), 13)
    changes = some_changes(
        PLANNED,
        planned=tuple(
            PlannedItem(item=one, fate="queued") for one in (*planned, late.item, just_late.item)
        ),
    )
    facts = before("sync", items=(*planned, newer), wip=(late, just_late))
    digest = make_digest(replace(facts, since_planning=changes))
    assert lines(digest, "open_decisions") == [
        "#24: in progress for 20 days; 85 % of cards took at most 9",
        "#21: 2nd in the queue, no priority",
    ]
    assert digest.second_line == "2 decisions to take: 2 decisions still open from planning."
    unknown = replace(facts, since_planning=replace(changes, known_from=None))
    assert lines(make_digest(unknown), "open_decisions") == []


def test_a_card_that_planning_did_not_reach_was_no_decision_then() -> None:
    far, near = an_item(40, priority=""), an_item(41, priority="")
    queue = (near, *(an_item(number) for number in range(50, 60)), far)
    planned = tuple(PlannedItem(item=one, fate="queued") for one in queue)
    facts = before("sync", items=(near, far))
    facts = replace(facts, since_planning=some_changes(PLANNED, planned=planned))
    assert lines(make_digest(facts), "open_decisions") == ["#41: 1st in the queue, no priority"]


def test_the_chart_shows_ages_by_column_and_no_titles() -> None:
    (chart,) = make_digest(rich("sync")).charts
    assert (chart.key, chart.kind, chart.categories) == (
        "ageing",
        "ageing",
        ("In Progress", "Blocked?"),
    )
    assert [(p.label, p.x, p.y) for p in chart.points][:2] == [
        ("#301", 0.0, 23.0),
        ("customer#1201", 1.0, 16.0),
    ]
    assert [(b.category, b.p50, b.p85, b.p95) for b in chart.bands] == [("In Progress", 4, 12, 15)]
