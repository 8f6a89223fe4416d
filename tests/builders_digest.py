"""Builders of what a digest is made of, for cycle 7 of Acme: 9 to 22 November 2026 in Berlin."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.cycle import Occasion
from domain.delivery.records import (
    ENOUGH,
    Ageing,
    ColumnTime,
    CycleFigures,
    Delivery,
    FinishedItem,
    Flow,
    Forecast,
    Percentiles,
    Share,
)
from domain.digest.facts import DigestFacts, Owner
from domain.issue_link import IssueRef
from domain.plan_change import PlanChanges
from domain.support_figures import SupportFigures
from domain.team import Team
from domain.team.digests import CeremonyName
from domain.work_item import BoardRead, TrackingIssue, WorkItem
from tests.builders_requests import a_requests_team

ZONE = ZoneInfo("Europe/Berlin")
ANCHOR = date(2026, 8, 17)
CYCLE = 7
COLUMNS = ("Support Issues", "Backlog", "In Progress", "Blocked?", "Done")
DIGESTS: dict[str, object] = {
    "cycle": {
        "anchor": ANCHOR,
        "planning": {"day": 1, "at": "11:00"},
        "sync": {"day": 8, "at": "11:00", "minutes": 30},
        "retro": {"day": 12, "at": "15:00"},
    },
    "columns": {
        "queue": ["Backlog"],
        "started": ["In Progress", "Blocked?"],
        "blocked": ["Blocked?"],
        "done": ["Done"],
    },
    "kinds": {
        "support_labels": ["team/repo-management"],
        "ad_hoc_labels": ["ad-hoc"],
        "streams": {"performance": ["Scale"], "product": ["Permissions"]},
        "target": {"performance": 35, "product": 35, "support": 20, "ad hoc": 10},
    },
    "retro_prompts": ["What do we want to keep doing?"],
}
BEGINS: Mapping[CeremonyName, datetime] = {
    "planning": datetime(2026, 11, 9, 11, tzinfo=ZONE),
    "sync": datetime(2026, 11, 16, 11, tzinfo=ZONE),
    "retro": datetime(2026, 11, 20, 15, tzinfo=ZONE),
}
OWNERS = {
    "ada-gh": Owner(name="Ada Marin", slack_id="U0ADA"),
    "ben-gh": Owner(name="Ben Okafor", slack_id="U0BEN"),
    "chidi-gh": Owner(name="Chidi Obi", slack_id="U0CHIDI"),
    "dana-gh": Owner(name="Dana Roth", slack_id="U0DANA"),
}


def a_digest_team(**changes: object) -> Team:
    """The usual team with digests; changes are keys of ``digests``."""
    return a_requests_team(digests=DIGESTS | changes)


def noon(day: date) -> datetime:
    """An instant of a local day."""
    return datetime.combine(day, time(12), ZONE).astimezone(UTC)


def a_ref(number: int, repository: str = "gitserver") -> IssueRef:
    """An issue of Acme."""
    return IssueRef(owner="acme", repository=repository, number=number)


def an_item(
    number: int,
    title: str = "",
    *,
    column: str = "Backlog",
    repository: str = "gitserver",
    **changes: object,
) -> WorkItem:
    """An open issue's card on the board; its rank is its number."""
    opened = datetime(2026, 9, 1, 8, tzinfo=UTC)
    base: dict[str, object] = {
        "id": f"PVTI_{number}",
        "type": "issue",
        "rank": number,
        "column": column,
        "entered_at": opened,
        "archived": False,
        "priority": "P2",
        "stream": "Scale",
        "content_id": f"I_{number}",
        "ref": a_ref(number, repository),
        "title": title or f"Card {number}",
        "url": f"https://github.com/acme/{repository}/issues/{number}",
        "is_private": False,
        "state": "OPEN",
        "state_reason": "",
        "labels": (),
        "assignees": (),
        "created_at": opened,
        "closed_at": None,
        "updated_at": datetime(2026, 11, 6, 8, tzinfo=UTC),
    }
    return WorkItem(**(base | changes))  # type: ignore[arg-type]


def a_draft(number: int, title: str, **changes: object) -> WorkItem:
    """A card without an issue."""
    nothing: dict[str, object] = {"ref": None, "url": "", "state": "", "created_at": None}
    return an_item(number, title, **({"type": "draft"} | nothing | changes))  # type: ignore[arg-type]


def an_ageing(item: WorkItem, days: int = 4, **changes: object) -> Ageing:
    """A card that is in progress for so many days, at an ordinary pace."""
    base: dict[str, object] = {
        "item": item,
        "kind": "performance",
        "started_at": datetime(2026, 11, 9, 9, tzinfo=UTC) - timedelta(days=days - 1),
        "days_in_column": days,
        "days_in_progress": days,
        "pace": 0.5,
        "is_beyond": False,
        "is_blocked": False,
        "blocked_days": None,
        "silent_days": 1,
    }
    return Ageing(**(base | changes))  # type: ignore[arg-type]


def a_finished(item: WorkItem, day: date, days: int | None = 4, kind: str = "") -> FinishedItem:
    """A card that was finished on a day after so many days."""
    started = None if days is None else noon(day) - timedelta(days=days - 1)
    return FinishedItem(
        item=replace(item, column="Done", state="CLOSED", state_reason="COMPLETED"),
        kind=kind or "performance",
        started_at=started,
        finished_at=noon(day),
        cycle_days=days,
        lead_days=None if days is None else days + 10,
    )


def of(samples: Iterable[float], enough: int = ENOUGH) -> Percentiles:
    """Nearest-rank percentiles of samples."""
    values = sorted(samples)
    if len(values) < enough:
        return Percentiles(count=len(values), p15=None, p50=None, p85=None, p95=None)
    nth = [values[-(-len(values) * percent // 100) - 1] for percent in (15, 50, 85, 95)]
    return Percentiles(count=len(values), p15=nth[0], p50=nth[1], p85=nth[2], p95=nth[3])


def a_cycle(number: int, kinds: Mapping[str, int] | None = None, **changes: object) -> CycleFigures:
    """A cycle in which so many cards of each kind were finished; as many came."""
    kinds = dict(kinds or {})
    first = ANCHOR + timedelta(days=14 * (number - 1))
    base: dict[str, object] = {
        "number": number,
        "first_day": first,
        "next_first_day": first + timedelta(days=14),
        "finished": sum(kinds.values()),
        "finished_by_kind": kinds,
        "not_planned": 0,
        "arrived": sum(kinds.values()),
        "arrived_by_kind": kinds,
        "wip": 6 if kinds else 0,
        "cycle_time": of([]),
    }
    return CycleFigures(**(base | changes))  # type: ignore[arg-type]


def a_delivery(**changes: object) -> Delivery:
    """Nothing is in progress, nothing was ever finished."""
    nothing = of([])
    base: dict[str, object] = {
        "known_from": None,
        "past": (),
        "current": a_cycle(CYCLE),
        **dict.fromkeys(["throughput", "throughput_by_now", "arrivals", "ad_hoc"], nothing),
        **dict.fromkeys(["cycle_time", "lead_time"], nothing),
        **dict.fromkeys(["finished", "wip", "carried_over", "column_times"], ()),
        **dict.fromkeys(["moved_back", "reopened", "shares", "forecasts", "cumulative"], ()),
        "blocked_days": 0,
    }
    return Delivery(**(base | changes))  # type: ignore[arg-type]


def a_tracking(number: int, title: str, done: int, total: int, **changes: object) -> TrackingIssue:
    """Larger work with so many leaves done."""
    base: dict[str, object] = {
        "ref": a_ref(number),
        "title": title,
        "url": f"https://github.com/acme/gitserver/issues/{number}",
        "is_private": False,
        "done": done,
        "total": total,
    }
    return TrackingIssue(**(base | changes))  # type: ignore[arg-type]


def a_forecast(tracking: TrackingIssue, **changes: object) -> Forecast:
    """Nothing changed, and it is not known how long it takes."""
    base: dict[str, object] = {"change": 0, "grown": 0, "likely": None, "careful": None}
    return Forecast(tracking=tracking, **(base | changes))  # type: ignore[arg-type]


def a_share(kind: str, finished: int, percent: int | None, target: int | None) -> Share:
    return Share(kind=kind, finished=finished, percent=percent, target=target)


def a_column_time(column: str, days: float, share: float, past: Percentiles) -> ColumnTime:
    return ColumnTime(column=column, days=days, share=share, past=past)


def some_flow(days: int) -> tuple[Flow, ...]:
    """A cumulative flow from the anchor on: two cards come, and go, every third day."""
    return tuple(
        Flow(
            day=ANCHOR + timedelta(days=n),
            queue=14 + n % 5,
            started=5 + n % 3,
            done=2 * (n // 3),
        )
        for n in range(days)
    )


def an_occasion(ceremony: CeremonyName = "planning", **changes: object) -> Occasion:
    """The ceremony of cycle 7; its digest goes out an hour before."""
    begins = BEGINS[ceremony]
    base: dict[str, object] = {
        "ceremony": ceremony,
        "cycle": CYCLE,
        "starts_at": begins,
        "ends_at": begins + timedelta(minutes=30 if ceremony == "sync" else 60),
        "digest_at": begins - timedelta(hours=1),
    }
    return Occasion(**(base | changes))  # type: ignore[arg-type]


def a_board(items: Sequence[WorkItem] = (), **changes: object) -> BoardRead:
    """Board 209 of Acme with these cards, read as a whole."""
    base: dict[str, object] = {
        "read_at": BEGINS["planning"] - timedelta(hours=1),
        "owner": "acme",
        "number": 209,
        "columns": COLUMNS,
        "items": tuple(items),
        "is_whole": True,
    }
    return BoardRead(**(base | changes))  # type: ignore[arg-type]


def some_changes(since: datetime, **changes: object) -> PlanChanges:
    """Nothing changed since an instant of which there is a snapshot."""
    return PlanChanges(**({"since": since, "known_from": since} | changes))  # type: ignore[arg-type]


def some_support(**changes: object) -> SupportFigures:
    """Nobody asked for anything in this cycle."""
    base: dict[str, object] = {
        "since": datetime(2026, 11, 9, tzinfo=ZONE),
        "until": BEGINS["sync"],
        **dict.fromkeys(["opened", "closed", "met", "judged"], 0),
        **dict.fromkeys(["share_met", "first_response", "first_response_p90"], None),
        "waiting": (),
        "by_organisation": {},
    }
    return SupportFigures(**(base | changes))  # type: ignore[arg-type]


def some_facts(ceremony: CeremonyName = "planning", **changes: object) -> DigestFacts:
    """An empty board before a ceremony, all of it known."""
    now = BEGINS[ceremony] - timedelta(hours=1)
    base: dict[str, object] = {
        "name": "repo-management",
        "team": a_digest_team(),
        "occasion": an_occasion(ceremony),
        "now": now,
        "board": a_board(read_at=now),
        "delivery": a_delivery(),
        "since_last": some_changes(now - timedelta(days=3)),
        "since_planning": some_changes(BEGINS["planning"]),
        "support": some_support(),
        "turns": (),
        "owners": OWNERS,
    }
    return DigestFacts(**(base | changes))  # type: ignore[arg-type]
