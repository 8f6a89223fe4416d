"""Builders of what was read for a digest, around cycle 7 of ``builders_digest``."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

from domain.conversation import Thread
from domain.cycle import upcoming
from domain.digest.records import Digest
from domain.on_call import Shift, Timeline
from domain.people import SlackUser, resolve_people
from domain.sla import prepare_targets
from domain.team import Team
from domain.team.digests import CeremonyName
from domain.team_digest import DigestReads, team_calendar, write_digest
from domain.team_requests import RequestFacts, stand
from domain.work_item import BoardRead, Snapshot, WorkItem
from tests.builders import a_shift
from tests.builders_cycle import local
from tests.builders_digest import DIGESTS, a_board, a_digest_team
from tests.builders_reminders import NAMES, a_context
from tests.builders_requests import CHANNEL, some_rules

CYCLE: dict[str, Any] = dict(DIGESTS["cycle"])  # type: ignore[call-overload]
BEFORE_PLANNING = "2026-11-09 10:00"
BEFORE_RETRO = "2026-11-20 14:00"


def a_team_with(*overrides: dict[str, object], **own: object) -> Team:
    """The usual team with overrides of its cycle, or another handoff, hours and the like."""
    team = a_digest_team(cycle=CYCLE | {"overrides": overrides})
    return Team.model_validate(team.model_dump() | own)


def a_snapshot(when: str, scope: Iterable[tuple[object, int, int]] = ()) -> Snapshot:
    return Snapshot(taken_at=local(when).astimezone(UTC), cards=(), scope=tuple(scope))  # type: ignore[arg-type]


def week(person: str, first: str, days: float = 7, clock: str = "09:00") -> Shift:
    start = local(f"{first} {clock}")
    end = (start.replace(tzinfo=None) + timedelta(days=days)).replace(tzinfo=start.tzinfo)
    return a_shift(f"{person}@acme.example", start=start, end=end)


ROTA = (
    week("ada", "2026-11-02"),
    week("ben", "2026-11-09"),
    week("nova", "2026-11-16"),
    week("ada", "2026-11-23"),
    week("ben", "2026-11-30"),
    week("ada", "2026-12-07"),
)


def a_timeline(*shifts: Shift) -> Timeline:
    return Timeline(
        shifts=shifts or ROTA,
        start=local("2026-11-02 00:00"),
        end=local("2026-12-14 00:00"),
    )


def some_reads(
    now: str,
    *,
    team: Team | None = None,
    items: Iterable[WorkItem] = (),
    board: BoardRead | None = None,
    threads: Iterable[Thread] = (),
    **changes: object,
) -> DigestReads:
    """What was read at an instant of a team that nobody asked for anything."""
    team, at = team or a_digest_team(), local(now)
    context, rules = replace(a_context(), now=at), some_rules(team, now=at)
    channels = {CHANNEL: rules.policy.watched_channels[0]}
    facts = RequestFacts(channels=channels, threads=tuple(threads), issues={})
    targets = prepare_targets(rules.policy, rules.working_time)
    users = {
        f"{user[2:].lower()}@acme.example": SlackUser(id=user, name=name)
        for user, name in NAMES.items()
    }
    people = [*users, "nova@acme.example"]
    base: dict[str, object] = {
        "name": "repo-management",
        "team": team,
        "now": at,
        "board": board or a_board(tuple(items), read_at=at),
        "snapshots": (),
        "requests": stand(context, rules, targets, facts),
        "groups": (),
        "timelines": (a_timeline(),),
        "people": resolve_people(people, team, users | {"nova@acme.example": None}),
    }
    return DigestReads(**(base | changes))  # type: ignore[arg-type]


def write(reads: DigestReads, ceremony: CeremonyName = "planning") -> Digest:
    occasion = upcoming(team_calendar(reads.team, reads.now), ceremony, reads.now)
    assert occasion is not None
    return write_digest(reads, occasion)
