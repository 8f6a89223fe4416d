"""The retro's sections: what was done, what became of the plan, what surprised, what to ask."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from domain.delivery.records import Percentiles
from domain.digest.ceremonies import make_digest
from domain.plan_change import PlannedItem
from domain.sla.statistics import Quantile
from tests.builders_digest import (
    BEGINS,
    CYCLE,
    ZONE,
    a_board,
    a_column_time,
    a_cycle,
    a_delivery,
    a_finished,
    a_forecast,
    a_ref,
    a_tracking,
    an_ageing,
    an_item,
    an_occasion,
    of,
    some_changes,
    some_facts,
    some_flow,
    some_support,
)
from tests.domain.digest_facts import empty, rich
from tests.domain.digest_words import TIMES, before, grouped, lines, mentioned, section

FRIDAY = date(2026, 11, 13)
PAST = tuple(a_cycle(n, {"product": 8, "support": 2}, wip=5) for n in range(1, 7))
TOO_FEW = "n too small to say how many cycles are left"
HOUR = timedelta(hours=1)


def test_an_empty_board_has_every_section_and_nothing_in_it() -> None:
    digest = make_digest(empty("retro"))
    assert [one.key for one in digest.sections] == [
        "finished",
        "plan",
        "flow",
        "columns",
        "surprises",
        "support",
        "not_planned",
        "actions",
        "question",
    ]
    assert all(one.is_empty and one.empty and one.question.endswith("?") for one in digest.sections)


def test_what_was_finished_is_told_by_kind_with_what_is_usual() -> None:
    facts = before(
        "retro",
        current=a_cycle(CYCLE, {"product": 3, "ad hoc": 1}),
        past=PAST,
        finished=(
            a_finished(an_item(1), date(2026, 11, 8), 3, "product"),
            a_finished(an_item(2), FRIDAY, 3, "product"),
            a_finished(an_item(3), FRIDAY, None, "ad hoc"),
        ),
        forecasts=(
            a_forecast(a_tracking(7, "Big", 4, 9), change=2),
            a_forecast(a_tracking(8, "", 1, 2)),
        ),
    )
    digest = make_digest(facts)
    by_kind = "performance 0 (0), product 3 (8), support 0 (2), ad hoc 1 (0)"
    assert section(digest, "finished").figures == (
        "4 finished; usual 10.",
        f"By kind, the usual in brackets: {by_kind}.",
    )
    assert grouped(digest, "finished") == {
        "tracking issues": [f"gitserver#7: 4 of 9 done, +2 this cycle; {TOO_FEW}"],
        "cards": ["gitserver#3: ad hoc", "gitserver#2: product, 3 days"],
    }


def test_the_plan_is_what_was_begun_and_as_much_as_a_good_cycle_finishes() -> None:
    """Below that the queue is a list of wishes."""
    begun = [PlannedItem(item=an_item(n), fate="started", was="started") for n in (1, 2)]
    queued = [PlannedItem(item=an_item(n), fate="queued") for n in range(3, 23)]
    facts = some_facts("retro")
    reach = Percentiles(count=6, p15=8, p50=10, p85=13, p95=14)
    digest = make_digest(
        replace(
            facts,
            delivery=replace(facts.delivery, throughput=reach),
            since_planning=some_changes(BEGINS["planning"], planned=(*begun, *queued)),
        )
    )
    (figure,) = section(digest, "plan").figures
    assert figure.startswith("Of 15 planned cards (2 begun and the top 13 of the queue): ")
    assert "gitserver#15" in str(grouped(digest, "plan"))
    assert "gitserver#16" not in str(grouped(digest, "plan"))


def test_the_plan_is_set_against_what_happened() -> None:
    planned = [
        PlannedItem(item=an_item(1), fate="finished"),
        PlannedItem(item=an_item(2), fate="queued"),
        PlannedItem(item=an_item(3), fate="started", was="started"),
        PlannedItem(item=an_item(4), fate="put_back"),
        PlannedItem(item=an_item(5), fate="gone"),
        PlannedItem(item=an_item(6), fate="not_planned"),
    ]
    facts = replace(
        some_facts("retro"),
        since_planning=some_changes(
            BEGINS["planning"], planned=tuple(planned), pulled_in=(an_item(9),)
        ),
        since_last=some_changes(BEGINS["sync"], pulled_in=(an_item(9),)),
    )
    digest = make_digest(facts)
    whole = "Of 6 planned cards (1 begun and the top 5 of the queue)"
    rest = "1 put back, 1 closed as not planned, 1 gone from the board"
    assert section(digest, "plan").figures == (
        f"{whole}: 1 finished, 1 in progress, 1 still in the queue, {rest}.",
        "Pulled in without being planned: 1 card.",
    )
    assert grouped(digest, "plan") == {
        "planned, not finished": [
            "gitserver#4: put back",
            "gitserver#5: gone from the board",
            "gitserver#3: in progress",
            "gitserver#2: still in the queue",
        ],
        "pulled in since Mon 16 Nov": ["gitserver#9: now in “Backlog”"],
    }


def test_flow_is_told_beside_the_three_cycles_before() -> None:
    times = [of([n] * 8 + [n + 6] * 4) for n in (3, 4, 5)]
    past = tuple(
        a_cycle(number, {"product": 12}, cycle_time=time, wip=number)
        for number, time in enumerate(times, start=4)
    )
    current = a_cycle(CYCLE, {"product": 12}, cycle_time=of([2] * 12), arrived=10, not_planned=1)
    facts = before("retro", current=current, past=past, arrivals=of([9, 10, 11, 12, 12, 13], 6))
    past_times = "before that 3–5 and 9–11 in the last 3 cycles"  # noqa: RUF001
    assert section(make_digest(facts), "flow").figures == (
        f"Cycle time: half within 2 days, 85 % within 2; {past_times}.",
        "In progress: 0 cards; 4–6 at the end of the last 3 cycles.",  # noqa: RUF001
        "10 cards came (usual 9–13), 13 were finished or closed: 3 more went than came.",  # noqa: RUF001
    )
    few = replace(facts.delivery, current=a_cycle(CYCLE, {"product": 3}), past=past[:1])
    assert section(make_digest(replace(facts, delivery=few)), "flow").figures[0] == (
        "Cycle time: n too small (0); before that 3 and 9 in the last cycle."
    )


def test_where_time_went_names_columns_and_causes_not_people() -> None:
    held = an_ageing(an_item(1, blocked_by=(a_ref(9),), assignees=("ada-gh",)), is_blocked=True)
    loose = an_ageing(an_item(2, column="Blocked?"), is_blocked=True)
    facts = before(
        "retro",
        wip=(held, replace(held, item=replace(held.item, id="x", ref=a_ref(3))), loose),
        column_times=(
            a_column_time("In Progress", 30.0, 0.75, TIMES),
            a_column_time("Blocked?", 10.4, 0.25, TIMES),
        ),
        blocked_days=4,
    )
    spent = "30 days in “In Progress” (75 %) and 10 days in “Blocked?” (25 %)"
    assert section(make_digest(facts), "columns").figures == (
        f"Cards finished in this cycle spent {spent}.",
        "Blocked: 4 days, over all cards.",
        "Still blocked by: gitserver#9 (2 cards) and no cause given (1 card).",
    )


def test_a_surprise_is_no_mere_change_of_the_plan() -> None:
    slow, back, again = an_item(1), an_item(2), an_item(3)
    facts = before(
        "retro",
        finished=(a_finished(slow, FRIDAY, 10),),
        moved_back=(back,),
        reopened=(again,),
    )
    planned = some_changes(BEGINS["planning"], planned=(PlannedItem(item=back, fate="queued"),))
    last = some_changes(BEGINS["sync"], unblocked=(slow,), pulled_in=(again, an_item(4)))
    digest = make_digest(replace(facts, since_planning=planned, since_last=last))
    assert grouped(digest, "plan") == {
        "pulled in since Mon 16 Nov": ["gitserver#4: now in “Backlog”"]
    }
    assert [*grouped(digest, "surprises")] == ["took long", "moved back", "reopened"]


def test_a_card_that_surprised_is_named_by_what_surprised_about_it() -> None:
    late = an_ageing(an_item(3, column="In Progress"), 20, is_beyond=True)
    facts = before(
        "retro",
        current=a_cycle(CYCLE, {"product": 2}),
        finished=(a_finished(an_item(1), FRIDAY, 10), a_finished(an_item(2), FRIDAY, 9)),
        wip=(late,),
        moved_back=(an_item(4),),
        reopened=(an_item(5, column=""),),
    )
    planned = some_changes(
        BEGINS["planning"], planned=(PlannedItem(item=late.item, fate="started"),)
    )
    digest = make_digest(replace(facts, since_planning=planned))
    assert grouped(digest, "finished") == {"cards": ["gitserver#2: performance, 9 days"]}
    assert grouped(digest, "plan") == {}
    assert grouped(digest, "surprises") == {
        "took long": [
            "gitserver#1: took 10 days; 85 % of cards took at most 9",
            "gitserver#3: in progress for 20 days; 85 % of cards took at most 9",
        ],
        "moved back": ["gitserver#4: now in “Backlog”"],
        "reopened": ["gitserver#5: in no column"],
    }


def test_support_counts_open_requests_and_names_organisations() -> None:
    figures = some_support(
        opened=12,
        closed=9,
        met=9,
        judged=12,
        share_met=0.75,
        first_response=Quantile(at_least=HOUR, at_most=2 * HOUR),
        first_response_p90=Quantile(at_least=8 * HOUR, at_most=None),
        by_organisation={"": 7, "Sales": 2, "Customer Engineering": 3},
    )
    digest = make_digest(replace(some_facts("retro"), support=figures))
    assert section(digest, "support").figures == (
        "12 requests opened and 9 closed since Mon 9 Nov; 0 wait on us.",
        "SLA met: 9 of 12 (75 %), open ones counted.",
        "First response in working time: half within 1 h to 2 h, 90 % within 8 h or more.",
        "Asked by: Customer Engineering 3, Sales 2, others 7.",
    )


def test_too_few_requests_say_so() -> None:
    figures = some_support(opened=2, met=1, judged=2, by_organisation={"": 2})
    digest = make_digest(replace(some_facts("retro"), support=figures))
    assert section(digest, "support").figures[1:] == (
        "SLA met: 1 of 2 (n too small), open ones counted.",
        "First response: n too small to say.",
    )


def test_what_was_stopped_in_this_cycle_says_how_and_when() -> None:
    def closed(number: int, reason: str, day: int) -> object:
        at = datetime(2026, 11, day, 12, tzinfo=ZONE)
        return an_item(number, state="CLOSED", state_reason=reason, closed_at=at)

    items = (
        closed(1, "NOT_PLANNED", 12),
        closed(2, "DUPLICATE", 11),
        closed(3, "COMPLETED", 11),
        closed(4, "NOT_PLANNED", 8),
    )
    digest = make_digest(replace(some_facts("retro"), board=a_board(items)))  # type: ignore[arg-type]
    assert lines(digest, "not_planned") == [
        "#2: closed as a duplicate on Wed 11 Nov",
        "#1: closed as not planned on Thu 12 Nov",
    ]


def test_owners_of_open_actions_are_mentioned_and_nobody_else() -> None:
    assert mentioned(make_digest(rich("retro"))) == ["U0BEN"]


def test_a_retro_after_its_cycle_tells_of_its_own_cycle() -> None:
    current = a_cycle(CYCLE, {"product": 4})
    delivery = a_delivery(past=(*PAST, current), current=a_cycle(CYCLE + 1))
    begins = datetime(2026, 11, 23, 15, tzinfo=ZONE)
    late = an_occasion("retro", starts_at=begins, ends_at=begins + HOUR)
    digest = make_digest(replace(some_facts("retro"), occasion=late, delivery=delivery))
    assert section(digest, "finished").figures[0].startswith("4 finished;")
    assert digest.notes == (
        "Cycle 8 has begun: time by column, blocked days and what moved back are of that cycle.",
    )


def test_a_retro_after_its_cycle_compares_it_with_the_cycles_before_it() -> None:
    own = a_cycle(CYCLE, {"product": 30}, arrived=40)
    slow = a_finished(an_item(1), FRIDAY, 30)
    earlier = [a_finished(an_item(10 + n), date(2026, 11, 5), 1 + n) for n in range(10)]
    delivery = a_delivery(
        past=(*PAST, own),
        current=a_cycle(CYCLE + 1),
        throughput=of([10, 10, 10, 10, 30, 30, 30], 6),
        arrivals=of([10, 10, 10, 10, 40, 40, 40], 6),
        cycle_time=of([*range(1, 11), 30]),
        finished=(*earlier, slow),
    )
    digest = make_digest(replace(some_facts("retro"), delivery=delivery))
    assert section(digest, "finished").figures[0] == "30 finished; usual 10."
    assert "40 cards came (usual 10)" in section(digest, "flow").figures[-1]
    assert grouped(digest, "surprises") == {
        "took long": ["gitserver#1: took 30 days; 85 % of cards took at most 9"]
    }


def test_the_teams_own_prompts_come_last_and_never_alone() -> None:
    assert section(make_digest(rich("retro")), "question").figures[-1] == (
        "What do we want to keep doing?"
    )
    assert section(make_digest(empty("retro")), "question").is_empty


def test_the_charts_show_cycle_times_and_the_cumulative_flow() -> None:
    line, flow, scatter = make_digest(rich("retro")).charts
    assert (line.key, flow.key, scatter.key) == ("cycle_time", "cumulative_flow", "scatter")
    assert len(line.categories) == 20
    assert [(one.name, set(one.values[:1])) for one in line.series[1:]] == [
        ("50 %", {5.0}),
        ("85 %", {9.0}),
    ]
    assert scatter.levels == (("50 %", 5.0), ("85 %", 9.0))
    assert [one.name for one in flow.series] == ["Done", "In progress", "Queue"]
    assert len(flow.categories) <= 20
    last = some_flow(90)[-1]
    assert [one.values[-1] for one in flow.series] == [last.done, last.started, last.queue]
