"""The planning's sections: what makes a line, what it says, and what makes it go away."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from urllib.parse import unquote

import pytest

from domain.delivery.records import ENOUGH_CYCLES
from domain.digest.ceremonies import make_digest
from domain.digest.scope import find_scope
from domain.work_item import Snapshot
from tests.builders_digest import (
    ZONE,
    a_board,
    a_cycle,
    a_delivery,
    a_draft,
    a_forecast,
    a_ref,
    a_share,
    a_tracking,
    an_ageing,
    an_item,
    an_occasion,
    noon,
    of,
    some_facts,
)
from tests.domain.digest_facts import empty, rich
from tests.domain.digest_words import READY, before, lines, mentioned, section


def test_the_first_two_lines_say_what_it_is_about() -> None:
    digest = make_digest(rich("planning"))
    assert digest.first_line == (
        "Planning, cycle 7 (9–22 Nov): Mon 9 Nov 11:00–12:00 CET. "  # noqa: RUF001
        "Data as of Mon 9 Nov 10:00 CET."
    )
    assert digest.second_line == (
        "4 decisions to take: 1 week without support, 1 card to split or stop,"
        " 1 growing piece of work and 1 card to make ready."
    )
    assert make_digest(empty("planning")).second_line == "No decision waits."


def test_an_empty_board_has_every_section_and_nothing_in_it() -> None:
    digest = make_digest(empty("planning"))
    assert [one.key for one in digest.sections] == [
        "decide",
        "capacity",
        "carried_over",
        "blocked",
        "queue",
        "tracking",
        "balance",
        "not_ready",
        "support",
        "actions",
    ]
    assert all(one.is_empty and one.empty and one.question.endswith("?") for one in digest.sections)
    assert not digest.charts


ENDLESS = "more than 26 cycles at today's pace"
TOO_FEW = "n too small to say how many cycles are left"
LATE = an_ageing(an_item(1), 13, is_beyond=True)
STUCK = an_ageing(an_item(2, blocked_by=(a_ref(9),)), 20, is_blocked=True, blocked_days=15)


def test_a_card_is_named_once_and_later_sections_say_that_it_was() -> None:
    digest = make_digest(before(items=READY, wip=(LATE, STUCK), carried_over=(LATE, STUCK)))
    assert len(lines(digest, "decide")) == 2
    assert lines(digest, "carried_over") == lines(digest, "blocked") == []
    assert section(digest, "carried_over").figures == ("1 named above.",)
    assert section(digest, "blocked").figures == ("1 named above.",)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"blocked_by": (a_ref(9), a_ref(7, "customer"))},
            "blocked for 3 days by #9 and customer#7",
        ),
        ({"column": "Blocked?"}, "blocked for 3 days, no cause given"),
        ({"labels": ("Blocked",)}, "blocked for 3 days by the label “Blocked”, no cause given"),
    ],
)
def test_what_blocks_a_card_is_said(changes: dict[str, object], expected: str) -> None:
    card = an_ageing(an_item(2, **changes), is_blocked=True, blocked_days=3)
    queued = an_item(30, blocked_by=(a_ref(31),))
    digest = make_digest(before(items=(*READY, queued), wip=(card,)))
    assert lines(digest, "blocked") == [f"#2: {expected}", "#30: in the queue, blocked by #31"]


def test_the_queue_shows_four_of_each_stream_in_board_order_side_by_side() -> None:
    other = tuple(an_item(n, stream="Permissions") for n in (40, 41))
    digest = make_digest(before(items=(*READY, *other)))
    first, second = section(digest, "queue").groups
    assert (first.title, second.title) == (
        "performance, 12 in the queue",
        "product, 2 in the queue",
    )
    assert [line.label for line in first.lines] == ["#20", "#21", "#22", "#23"]
    assert [line.reason for line in second.lines] == [
        "13th in the queue, P2",
        "14th in the queue, P2",
    ]
    assert (first.shown, first.others, second.others) == (4, 8, 0)
    wanted = 'status:"Backlog" stream:"Scale" -label:"team/repo-management","ad-hoc"'
    assert unquote(first.more_url).endswith(f"?filterQuery={wanted}")


def test_what_a_cycle_finishes_is_said_with_what_is_usual() -> None:
    past = tuple(a_cycle(n, {"product": 7 + n}, wip=n) for n in range(1, 7))
    totals = of([one.finished for one in past], ENOUGH_CYCLES)
    digest = make_digest(before(items=READY, past=past, throughput=totals))
    assert section(digest, "capacity").figures == (
        "Last cycle: 13 finished; usual 8–13 (6 cycles, half of them at least 10).",  # noqa: RUF001
        "In progress: 0 cards; 4–6 at the end of the last 3 cycles.",  # noqa: RUF001
        "Ready in the queue: 12 cards, enough for 0.9–1.5 cycles at today's pace.",  # noqa: RUF001
    )


def test_too_few_cycles_say_so() -> None:
    past = (a_cycle(5, {"product": 3}), a_cycle(6, {"product": 4}))
    too_few = of([3, 4], ENOUGH_CYCLES)
    share = a_share("product", 7, None, 35)
    facts = before(
        past=past,
        throughput=too_few,
        cycle_time=of([1, 2]),
        carried_over=(LATE,),
        shares=(share,),
        forecasts=(a_forecast(a_tracking(3, "Big", 5, 20)),),
    )
    digest = make_digest(facts)
    said = [figure for one in digest.sections for figure in one.figures] + lines(digest, "tracking")
    assert [sentence for sentence in said if "n too small" in sentence] == [
        "Last cycle: 4 finished; n too small to say what is usual (2 cycles).",
        "Ready in the queue: 0 cards, n too small to say for how long.",
        "1 card carried over; n too small to tell which take too long.",
        "Of 7 finished cards: product 7; n too small for shares.",
        f"gitserver#3: 5 of 20 done; {TOO_FEW}",
    ]


LONG_AGO = tuple(noon(date(2026, 9, day)) for day in (1, 2, 3, 4, 5))
LATELY = tuple(noon(date(2026, 10, day)) for day in (1, 2, 3, 4, 5))


@pytest.mark.parametrize(
    ("done_at", "forecast", "expected"),
    [
        ((), {"likely": 2, "careful": 4}, "5 of 20 done; 2–4 cycles at today's pace"),  # noqa: RUF001
        ((), {"likely": 1, "careful": 1}, "5 of 20 done; 1 cycle at today's pace"),
        ((), {"likely": 9}, "5 of 20 done; 9 cycles or more at today's pace"),
        (LONG_AGO, {"change": 3}, f"5 of 20 done, +3 this cycle; {ENDLESS}"),
        (LONG_AGO, {"change": -1}, f"5 of 20 done, -1 this cycle; {ENDLESS}"),
        (LONG_AGO[:4], {}, f"5 of 20 done; {TOO_FEW}"),
        (LATELY, {}, f"5 of 20 done; {TOO_FEW}"),
    ],
)
def test_larger_work_is_told_in_cycles_never_by_a_date(
    done_at: tuple[datetime, ...], forecast: dict[str, object], expected: str
) -> None:
    past = tuple(a_cycle(n, {"product": 2}) for n in range(1, 7))
    tracking = a_tracking(3, "Big", 5, 20, done_at=done_at)
    facts = before(items=READY, forecasts=(a_forecast(tracking, **forecast),), past=past)
    assert lines(make_digest(facts), "tracking") == [f"#3: {expected}"]


def test_larger_work_says_since_when_it_changed() -> None:
    tracking = a_forecast(a_tracking(3, "Big", 20, 20), change=3)
    facts = before(items=READY, forecasts=(tracking,))
    facts = replace(facts, scope_since=datetime(2026, 10, 26, 11, tzinfo=ZONE))
    assert lines(make_digest(facts), "tracking") == [
        "#3: 20 of 20 done, +3 since Mon 26 Oct; close it"
    ]


def test_what_is_not_ready_says_what_it_lacks() -> None:
    long_ago = datetime(2026, 8, 1, 10, tzinfo=ZONE)
    items = (
        *READY,
        an_item(60, stream=""),
        an_item(61, stream="", labels=("ad-hoc",)),
        a_draft(62, "Think", stream=""),
        an_item(63, priority=""),
        an_item(64, stream="", labels=("ad-hoc",), updated_at=long_ago),
        an_item(65, stream="Support"),
    )
    assert lines(make_digest(before(items=items)), "not_ready") == [
        "#60: no stream",
        "Think (draft): no stream",
        "#65: stream “Support” is of no kind of work",
        "#63: no priority",
        "#64: untouched for 100 days",
    ]


def test_a_schedule_that_was_not_read_is_not_a_week_without_support() -> None:
    facts = replace(some_facts(), turns=None, turns_unknown="OpsGenie did not answer.")
    digest = make_digest(facts)
    assert section(digest, "support").figures == ("Not known: OpsGenie did not answer.",)
    assert not lines(digest, "decide")


def test_what_is_missing_is_noted() -> None:
    moved = an_occasion("sync", moved_because="moved from Mon 16 Nov, a holiday")
    facts = replace(
        some_facts(),
        coming=(moved, an_occasion("retro")),
        board=a_board(
            (a_draft(1, "Idea"),), redacted=1, is_whole=False, gaps=("Page 3 is missing.",)
        ),
        delivery=a_delivery(current=a_cycle(6)),
        notes=("No snapshot of yesterday.",),
    )
    assert make_digest(facts).notes == (
        "The sync of cycle 7 is on Mon 16 Nov at 11:00: moved from Mon 16 Nov, a holiday.",
        "Page 3 is missing.",
        "1 card is hidden from Goalie: what it is about is not known here.",
        "1 draft on the board: drafts have no history to measure.",
        "Only the live columns were read: finished cards are those that earlier runs saw.",
        "Figures of “this cycle” are of cycle 6.",
        "No snapshot of yesterday.",
    )


def test_nobody_is_mentioned() -> None:
    assert mentioned(make_digest(rich("planning"))) == []


def test_issues_that_need_no_card_are_linked_by_a_search() -> None:
    digest = make_digest(rich("planning"))
    said = {name: unquote(address) for name, address in digest.links}
    search = "https://github.com/search?type=issues&q=org:acme is:issue is:open label:"
    assert said["Tracking issues"] == f'{search}"tracking"'
    assert said["Retro actions"] == f'{search}"retro-action"'
    addresses = [section(digest, key).groups[0].more_url for key in ("tracking", "actions")]
    assert [*map(unquote, addresses)] == [said["Tracking issues"], said["Retro actions"]]


def test_retro_actions_count_those_done_since_the_last_retro() -> None:
    digest = make_digest(rich("planning"))
    assert section(digest, "actions").figures == ("1 of 2 actions done.",)
    assert lines(digest, "actions") == ["#340: open for 69 days"]
    later = replace(rich("planning"), last_retro=datetime(2026, 11, 20, tzinfo=ZONE))
    assert section(make_digest(later), "actions").figures == ()


def test_working_days_between_occasions_do_not_matter_to_the_window() -> None:
    extra = an_occasion(extra=1, starts_at=an_occasion().starts_at + timedelta(days=30))
    digest = make_digest(replace(some_facts(), occasion=extra))
    assert digest.occasion == "planning/7+1"
    assert "cycle 7 (9–22 Nov)" in digest.first_line  # noqa: RUF001


@pytest.mark.parametrize(
    ("begins", "or_first", "found"),
    [(3, False, None), (3, True, 3), (4, False, 3), (6, True, 5), (9, False, 5)],
)
def test_larger_work_is_compared_with_the_last_scope_before_a_cycle(
    begins: int, found: int | None, *, or_first: bool
) -> None:
    def kept(day: int, *, scope: bool = True) -> Snapshot:
        known = ((a_ref(1), 2, 9),) if scope else ()
        return Snapshot(taken_at=noon(date(2026, 11, day)), cards=(), scope=known)

    snapshots = [kept(1, scope=False), kept(3), kept(5), kept(8, scope=False)]
    found_one = find_scope(snapshots, noon(date(2026, 11, begins)), or_first=or_first)
    assert (found_one.taken_at.day if found_one else None) == found
