"""What holds of every digest, whatever the board is like."""

import re
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.delivery.records import ENOUGH_CYCLES
from domain.digest.ceremonies import MAKERS, make_digest
from domain.digest.chart import Chart
from domain.digest.facts import DigestFacts
from domain.digest.records import Digest
from domain.plan_change import PlanChanges, PlannedItem, ReRanked
from domain.team.digests import CeremonyName
from domain.work_item import WorkItem
from tests.builders_digest import (
    BEGINS,
    CYCLE,
    OWNERS,
    a_board,
    a_cycle,
    a_delivery,
    a_digest_team,
    a_finished,
    a_forecast,
    a_ref,
    a_tracking,
    an_ageing,
    an_item,
    of,
    some_changes,
    some_facts,
)
from tests.domain.digest_facts import SECRET, rich

SECRET_TITLE = "Initech"
DAY = BEGINS["planning"].date()


@st.composite
def cards(draw: st.DrawFn) -> WorkItem:
    """A card of any kind, perhaps private; ten numbers, so that cards come up again and again."""
    number = draw(st.integers(1, 10))
    private = number % 3 == 0
    changes = {
        "repository": "customer" if private else "gitserver",
        "is_private": private,
        "title": f"{SECRET_TITLE} {number}" if private else f"Card {number}",
        "column": draw(st.sampled_from(["Backlog", "In Progress", "Blocked?", "Done", ""])),
        "stream": draw(st.sampled_from(["Scale", "Permissions", ""])),
        "priority": draw(st.sampled_from(["P1", ""])),
        "labels": draw(st.sampled_from([(), ("ad-hoc",), ("team/repo-management",), ("blocked",)])),
        "assignees": draw(st.sampled_from([(), ("ada-gh",), ("nobody", "ben-gh")])),
        "blocked_by": draw(st.sampled_from([(), (a_ref(99),)])),
        "state_reason": draw(st.sampled_from(["", "NOT_PLANNED"])),
    }
    return an_item(number, **changes)  # type: ignore[arg-type]


@st.composite
def digest_facts(draw: st.DrawFn) -> DigestFacts:
    """A team's facts before any ceremony, with the same cards in all places."""
    some = draw(st.lists(cards(), min_size=1, max_size=12, unique_by=lambda one: one.id))

    def few() -> tuple[WorkItem, ...]:
        return tuple(draw(st.lists(st.sampled_from(some), max_size=6, unique_by=lambda i: i.id)))

    wip = tuple(
        an_ageing(
            item,
            draw(st.integers(1, 40)),
            pace=draw(st.sampled_from([None, 0.3, 0.9, 1.0])),
            is_beyond=draw(st.booleans()),
            is_blocked=draw(st.booleans()),
            blocked_days=draw(st.sampled_from([None, 2, 20])),
            silent_days=draw(st.integers(0, 9)),
        )
        for item in few()
    )
    known = draw(st.booleans())
    delivery = a_delivery(
        wip=wip,
        carried_over=wip[: len(wip) // 2],
        past=tuple(a_cycle(n, {"product": n}) for n in range(1, 7)) if known else (),
        current=a_cycle(CYCLE, {"support": draw(st.integers(0, 5))}),
        throughput=of([8] * 6 if known else [], ENOUGH_CYCLES),
        cycle_time=of([5] * 12 if known else []),
        finished=tuple(a_finished(item, DAY, draw(st.integers(1, 30))) for item in few()),
        moved_back=few(),
        reopened=few(),
        forecasts=tuple(
            a_forecast(a_tracking(n, f"{SECRET_TITLE} {n}", 1, 9, is_private=True), grown=n % 4)
            for n in (1, 2, 3)
        ),
    )
    changes: tuple[PlanChanges | None, ...] = tuple(
        some_changes(
            BEGINS["planning"],
            added=few(),
            pulled_in=few(),
            put_back=few(),
            re_ranked=tuple(ReRanked(item=item, before=9, now=2) for item in few()),
            blocked=few(),
            unblocked=few(),
            planned=tuple(PlannedItem(item=item, fate="started") for item in few()),
        )
        if draw(st.booleans())
        else None
        for _ in range(2)
    )
    ceremony: CeremonyName = draw(st.sampled_from(sorted(MAKERS)))
    return replace(
        some_facts(ceremony),
        board=a_board(some, retro_actions=few()),
        delivery=delivery,
        since_last=changes[0],
        since_planning=changes[1],
    )


def said(digest: Digest) -> list[str]:
    """Every word of a digest."""
    rows = [line for one in digest.sections for group in one.groups for line in group.lines]
    words = [f"{line.label} {line.title} {line.reason} {line.owner}" for line in rows]
    figures = [figure for one in digest.sections for figure in one.figures]
    drawn = [f"{chart.alt} {chart.categories} {chart.points}" for chart in digest.charts]
    return [digest.first_line, digest.second_line, *figures, *words, *drawn, *digest.notes]


@settings(max_examples=100, deadline=None)
@given(digest_facts())
def test_any_digest_keeps_the_rules(facts: DigestFacts) -> None:
    digest = make_digest(facts)
    lines = [line for one in digest.sections for group in one.groups for line in group.lines]

    named = Counter(line.url for line in lines if line.url)
    assert not [url for url, times in named.items() if times > 1], "an item is named twice"

    assert not [words for words in said(digest) if SECRET_TITLE in words]
    assert digest.withheld == sum(not line.title for line in lines if line.label)

    counted = re.match(r"\d+", digest.second_line)
    decide = {"planning": ("decide",), "sync": ("talk", "open_decisions"), "retro": ("actions",)}
    asked = [
        line
        for one in digest.sections
        if one.key in decide[digest.ceremony]
        for group in one.groups
        for line in group.lines
    ]
    assert len(asked) == int(counted[0] if counted else 0)

    for one in digest.sections:
        limit = 8 if one.key == "queue" else 5
        assert sum(group.shown for group in one.groups) <= limit
        assert all(0 < group.shown <= len(group.lines) for group in one.groups)

    names = {owner.name for owner in OWNERS.values()}
    figures = " ".join(figure for one in digest.sections for figure in one.figures)
    assert not [name for name in names if name in figures], "figures count people"
    assert sum(bool(line.mention) for line in lines) <= 5


@settings(max_examples=100, deadline=None)
@given(digest_facts())
def test_a_chart_is_always_one_that_can_be_drawn(facts: DigestFacts) -> None:
    for chart in make_digest(facts).charts:
        check_chart(chart)


@pytest.mark.parametrize("ceremony", sorted(MAKERS))
def test_the_busy_teams_charts_can_be_drawn(ceremony: CeremonyName) -> None:
    digest = make_digest(rich(ceremony))
    assert digest.charts
    for chart in digest.charts:
        check_chart(chart)


def check_chart(chart: Chart) -> None:
    assert 0 < len(chart.title) <= 50
    assert chart.alt.endswith(".")
    assert len(chart.categories) <= 20
    assert len(set(chart.categories)) == len(chart.categories)
    assert all(0 < len(name) <= 20 for name in chart.categories)
    assert len(chart.series) <= 6
    assert len({one.name for one in chart.series}) == len(chart.series)
    assert all(len(one.values) == len(chart.categories) for one in chart.series)
    assert {band.category for band in chart.bands} <= set(chart.categories)
    assert SECRET not in repr(chart)


@pytest.mark.parametrize("ceremony", sorted(MAKERS))
def test_titles_of_a_repository_that_everybody_may_read_are_shown(ceremony: CeremonyName) -> None:
    hidden = make_digest(rich(ceremony))
    team = a_digest_team(show_titles_of=["Acme/Customer"])
    shown = make_digest(replace(rich(ceremony), team=team))
    assert not [words for words in said(hidden) if SECRET in words]
    assert [words for words in said(shown) if SECRET in words]
    assert shown.withheld < hidden.withheld


def test_a_main_repository_that_is_private_is_named_where_its_title_is_not() -> None:
    items = (an_item(1, SECRET, is_private=True, priority=""),)
    digest = make_digest(replace(some_facts(), board=a_board(items)))
    (line,) = [n for one in digest.sections for group in one.groups for n in group.lines]
    assert (line.label, line.title, digest.withheld) == ("gitserver#1", "", 1)


def test_many_kinds_of_work_fit_into_one_chart() -> None:
    streams = {f"stream {n}": [f"S{n}"] for n in range(9)}
    team = a_digest_team(kinds={"streams": streams})
    past = (a_cycle(6, {**dict.fromkeys(streams, 1), "support": 4, "unknown": 2}),)
    facts = replace(some_facts(), team=team, delivery=a_delivery(past=past))
    (chart,) = make_digest(facts).charts
    check_chart(chart)
    assert sum(one.values[0] for one in chart.series) == 15
    assert chart.series[-1].name == "other"
