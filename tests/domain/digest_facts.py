"""Two examples for each ceremony: cycle 7 of a busy team with all there can be, and an empty board.

Foreign text in the busy one is as nasty as it gets: titles ping, link and format.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from domain.delivery.records import Ageing, Delivery, FinishedItem, Percentiles
from domain.digest.facts import DigestFacts, Turn
from domain.plan_change import PlanChanges, PlannedItem, ReRanked
from domain.sla.statistics import Quantile
from domain.support_figures import SupportFigures
from domain.team.digests import CeremonyName
from domain.work_item import BoardRead, WorkItem
from tests.builders_digest import (
    BEGINS,
    CYCLE,
    ZONE,
    a_board,
    a_column_time,
    a_cycle,
    a_delivery,
    a_draft,
    a_finished,
    a_forecast,
    a_ref,
    a_share,
    a_tracking,
    an_ageing,
    an_item,
    an_occasion,
    of,
    some_changes,
    some_facts,
    some_flow,
)
from tests.builders_reminders import a_context
from tests.builders_requests import a_standing

QUICK = timedelta(hours=1, minutes=20)
LONG_AGO = datetime(2026, 7, 20, 9, tzinfo=UTC)
SECRET = "Initech: clones of their payroll repository fail"
"""Title of a private issue; nobody in the channel may read it."""

CLONES = an_item(301, "Clone large repositories in parts", assignees=("ada-gh",), priority="P1")
RULES = an_item(305, "Sync drops sub-repository rules", stream="Permissions", assignees=("ben-gh",))
SHALLOW = an_item(309, "Collect garbage of shallow clones", assignees=("chidi-gh",))
LIMITS = an_item(312, "Limit rates <!channel> per code host & *user*", stream="Permissions")
PAYROLL = an_item(
    1201,
    SECRET,
    repository="customer",
    is_private=True,
    labels=("team/repo-management",),
    assignees=("dana-gh",),
    blocked_by=(a_ref(290),),
    column="Blocked?",
    stream="",
)
IN_PROGRESS = tuple(replace(one, column="In Progress") for one in (CLONES, RULES, SHALLOW, LIMITS))
WIP: tuple[Ageing, ...] = (
    an_ageing(IN_PROGRESS[0], 23, pace=0.97, is_beyond=True),
    an_ageing(
        PAYROLL, 16, kind="support", pace=0.9, is_blocked=True, blocked_days=9, is_beyond=True
    ),
    an_ageing(IN_PROGRESS[1], 12, kind="product", pace=0.88),
    an_ageing(IN_PROGRESS[2], 9, pace=0.6, silent_days=7),
    an_ageing(IN_PROGRESS[3], 3, kind="product", pace=0.3),
)
QUEUE = (
    an_item(320, "Serve archives from the cache", priority="P1"),
    an_item(321, "Explicit permissions API: list users", stream="Permissions", priority="P1"),
    an_item(322, "Measure fetch times by host"),
    an_item(323, "Sync permissions in batches", stream="Permissions"),
    an_item(324, "Prune references <https://evil.example|click>"),
    an_item(325, "Show who may read a repository", stream="Permissions"),
    an_item(326, "Retry broken packs"),
    an_item(327, "Audit log of permission changes", stream="Permissions"),
    an_item(328, "Answer ls-remote from memory"),
    an_item(329, "Rename the sync button", stream="", labels=("ad-hoc",)),
    an_item(330, "Look into slow blame", stream="", priority=""),
    an_item(331, "Old idea: packs on object storage", updated_at=LONG_AGO),
    a_draft(332, "Think about monorepos", stream="", priority=""),
)
ACTIONS = (
    an_item(340, "Write the on-call guide", labels=("retro-action",), assignees=("ben-gh",)),
    an_item(
        341,
        "Alert on slow syncs",
        labels=("retro-action",),
        column="Done",
        state="CLOSED",
        state_reason="COMPLETED",
        closed_at=datetime(2026, 11, 12, 9, tzinfo=UTC),
    ),
)
FASTER = a_tracking(270, "Faster clones", 14, 22)
PERMISSIONS = a_tracking(280, "Permissions API, version 2", 5, 18, is_private=True)
PAST_KINDS = (
    {"performance": 3, "product": 4, "support": 2},
    {"performance": 4, "product": 5, "support": 2, "ad hoc": 1},
    {"performance": 2, "product": 3, "support": 3},
    {"performance": 5, "product": 6, "support": 3, "ad hoc": 1},
    {"performance": 3, "product": 4, "support": 3, "ad hoc": 1},
    {"performance": 3, "product": 3, "support": 4, "unknown": 1},
)
DAYS = (2, 3, 3, 4, 4, 5, 5, 6, 7, 8, 9, 14)
PAST_STAYS = {"In Progress": of([1, 2, 2, 3, 3, 4, 5, 5, 7, 9, 12, 15]), "Blocked?": of([2, 5, 9])}


def rich(ceremony: CeremonyName) -> DigestFacts:
    """The busy team before a ceremony of cycle 7."""
    now = BEGINS[ceremony] - timedelta(hours=1)
    facts = some_facts(
        ceremony,
        now=now,
        occasion=an_occasion(ceremony, moved_because=_moved(ceremony)),
        board=_board(now),
        delivery=_delivery(ceremony),
        since_last=_changes(now - timedelta(days=7)),
        since_planning=_changes(BEGINS["planning"]),
        support=_support(now),
        support_context=a_context(),
        last_retro=datetime(2026, 11, 6, 15, tzinfo=ZONE),
        turns=_turns(),
        holidays=(date(2026, 11, 18),),
        absences=("Eva Klein is away on 12 Nov.",),
        notes=("Snapshots of 3 and 4 Nov are missing.",),
    )
    coming = [an_occasion(other) for other in BEGINS if BEGINS[other] > BEGINS[ceremony]]
    return replace(facts, coming=tuple(coming))


def empty(ceremony: CeremonyName) -> DigestFacts:
    """An empty board, all of it known."""
    return some_facts(ceremony)


def _moved(ceremony: CeremonyName) -> str:
    return "moved from Wed 18 Nov, a holiday" if ceremony == "retro" else ""


def _board(now: datetime) -> BoardRead:
    return a_board(
        (*QUEUE, *(one.item for one in WIP)),
        read_at=now,
        tracking=(FASTER, PERMISSIONS),
        retro_actions=ACTIONS,
        redacted=2,
        gaps=("History of 3 cards could not be read; their times are left out.",),
    )


def _cycle_time(cycle: int) -> Percentiles:
    return of(days + cycle % 3 for days in DAYS)


def _delivery(ceremony: CeremonyName) -> Delivery:
    past = tuple(
        a_cycle(
            number,
            kinds,
            cycle_time=_cycle_time(number),
            wip=5 + number % 3,
            arrived=sum(kinds.values()) + number % 2,
        )
        for number, kinds in enumerate(PAST_KINDS, start=1)
    )
    running = {"performance": 2, "product": 3, "support": 3, "ad hoc": 3}
    current = a_cycle(
        CYCLE,
        {} if ceremony == "planning" else running,
        wip=5,
        arrived=13,
        arrived_by_kind={"product": 7, "support": 3, "ad hoc": 3},
        not_planned=1,
        cycle_time=of([]) if ceremony == "planning" else of([*DAYS[:10], 19]),
    )
    totals = [one.finished for one in past]
    return a_delivery(
        known_from=past[0].first_day,
        past=past,
        current=current,
        throughput=of(totals, 6),
        throughput_by_now=of([n // 2 for n in totals], 6),
        arrivals=of([one.arrived for one in past], 6),
        ad_hoc=of([one.arrived_by_kind.get("ad hoc", 0) for one in past], 6),
        cycle_time=of([*DAYS, *DAYS]),
        lead_time=of([days + 9 for days in DAYS]),
        finished=_finished(ceremony),
        wip=WIP,
        carried_over=WIP[:4],
        column_times=(
            a_column_time("In Progress", 61.0, 0.78, PAST_STAYS["In Progress"]),
            a_column_time("Blocked?", 17.0, 0.22, PAST_STAYS["Blocked?"]),
        ),
        moved_back=(QUEUE[6],),
        reopened=(IN_PROGRESS[1],),
        blocked_days=12,
        shares=(
            a_share("performance", 22, 31, 35),
            a_share("product", 28, 39, 35),
            a_share("support", 17, 24, 20),
            a_share("ad hoc", 4, 6, 10),
            a_share("unknown", 1, 1, None),
        ),
        forecasts=(
            a_forecast(FASTER, change=3, grown=0, likely=2, careful=4),
            a_forecast(PERMISSIONS, change=1, grown=4),
        ),
        cumulative=some_flow(90),
    )


def _finished(ceremony: CeremonyName) -> tuple[FinishedItem, ...]:
    """Twenty-four of the past; eleven of this cycle, one of them private, one slow."""
    past = [
        a_finished(an_item(200 + n, f"Finished before {n}"), date(2026, 10, 1), DAYS[n % 12])
        for n in range(24)
    ]
    if ceremony == "planning":
        return tuple(past)
    kinds = ["performance"] * 2 + ["product"] * 3 + ["support"] * 3 + ["ad hoc"] * 3
    now = [
        a_finished(
            an_item(350 + n, f"Finished now {n}"), date(2026, 11, 10 + n // 2), DAYS[n], kind
        )
        for n, kind in enumerate(kinds)
    ]
    now[4] = a_finished(
        an_item(1188, SECRET, repository="customer", is_private=True), date(2026, 11, 12), 3
    )
    now[5] = a_finished(an_item(355, "Move off old storage"), date(2026, 11, 13), 19, "product")
    return (*past, *now)


def _changes(since: datetime) -> PlanChanges:
    done = replace(an_item(350, "Finished now 0"), column="Done", state="CLOSED")
    fresh = {"created_at": datetime(2026, 11, 10, 9, tzinfo=UTC)}
    asked = an_item(361, "Rename two more buttons", labels=("ad-hoc",), stream="", **fresh)
    planned = [
        PlannedItem(item=done, fate="finished"),
        PlannedItem(item=IN_PROGRESS[0], fate="started"),
        PlannedItem(item=IN_PROGRESS[1], fate="started"),
        *(PlannedItem(item=one, fate="queued") for one in QUEUE[:6]),
        PlannedItem(item=QUEUE[6], fate="put_back"),
        PlannedItem(item=_dropped(), fate="not_planned"),
    ]
    return some_changes(
        since,
        added=(an_item(360, "Fetch times out on big hosts", **fresh), asked, PAYROLL),
        pulled_in=(IN_PROGRESS[3], asked),
        put_back=(QUEUE[6],),
        re_ranked=(ReRanked(item=QUEUE[3], before=9, now=4),),
        blocked=(PAYROLL,),
        unblocked=(IN_PROGRESS[2],),
        grown=((PERMISSIONS, 4),),
        planned=tuple(planned),
    )


def _dropped() -> WorkItem:
    return an_item(345, "Support Subversion", state="CLOSED", state_reason="NOT_PLANNED")


def _support(now: datetime) -> SupportFigures:
    waiting = (
        a_standing("Mon 09:00 hana: How do I clone a <!here> repository?", now="Tue 12:00"),
        a_standing("Mon 10:00 ivan: p2 Permissions are late", now="Tue 12:00"),
    )
    return SupportFigures(
        since=datetime(2026, 11, 9, tzinfo=ZONE),
        until=now,
        opened=14,
        closed=11,
        waiting=waiting,
        met=22,
        judged=26,
        share_met=22 / 26,
        first_response=Quantile(at_least=QUICK, at_most=QUICK),
        first_response_p90=Quantile(at_least=timedelta(hours=6), at_most=None),
        by_organisation={"Customer Engineering": 8, "Sales": 4, "": 2},
    )


def _turns() -> tuple[Turn, ...]:
    monday = date(2026, 11, 9)
    names = (("Ben Okafor",), ("Chidi Obi",), ("Dana Roth",), ())
    return tuple(
        Turn(
            starts_on=monday + timedelta(days=7 * week),
            ends_on=monday + timedelta(days=7 * week + 6),
            names=people,
            because="in place of Ada Marin" if week == 1 else "",
        )
        for week, people in enumerate(names)
    )
