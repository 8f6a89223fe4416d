"""Builders of a handoff and all that is known around it, in the week of ``builders_requests``."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from domain.handoff import Handoff, Last, Memory, Spell
from domain.handoff.inventory import take_stock
from domain.handoff.outlook import look_ahead
from domain.handoff.turn import Track, Turn
from domain.handoff_text import Brief
from domain.on_call import Timeline
from domain.people import Identity, SlackUser, resolve_people
from domain.request_text import BlindSpots
from domain.sla import prepare_targets
from domain.standing import Standing
from domain.support_figures import measure_support
from domain.team import Team
from domain.team_requests import RequestFacts, TeamRequests
from domain.work_item import WorkItem
from tests.builders_reminders import NAMES, a_context
from tests.builders_requests import a_requests_team, at, some_people, some_rules

NOW = "Wed 09:05"
START = at("Wed 09:00")
WEEK = timedelta(weeks=1)
DAY = timedelta(days=1)
POLICY: dict[str, object] = {
    "absences": [{"email": "ada@acme.example", "since": "2026-12-02", "until": "2026-12-04"}],
    "links": {"Guidelines": "https://handbook.example/support"},
}
HANDOFF = Handoff(
    rotation="support",
    outgoing=("ada@acme.example",),
    incoming=("ben@acme.example",),
    people=("ben@acme.example",),
    start=START,
    end=START + WEEK,
    since=START - WEEK,
    following=("nova@acme.example",),
    last=Last(people=("ben@acme.example",), start=START),
)


def a_handing_team(**changes: object) -> Team:
    people = [
        {"email": f"{name}@acme.example", "role": role}
        for name, role in (("ada", "engineer"), ("frida", "em"), ("gus", "pm"))
    ]
    return a_requests_team(handoff=POLICY | changes, members=people)


def some_spells(*whose: str, length: timedelta = WEEK) -> tuple[Spell, ...]:
    """One after the other, a week each; the first one ends when the handoff is."""
    return tuple(
        Spell(
            people=(f"{name}@acme.example",) if name != "-" else (),
            start=START + (number - 1) * length,
            end=START + number * length,
        )
        for number, name in enumerate(whose)
    )


AHEAD = (
    *some_spells("ada", "ben", "nova"),
    Spell(people=("ben@acme.example",), start=START + 2 * WEEK, end=START + 2 * WEEK + 2 * DAY),
    Spell(people=(), start=START + 2 * WEEK + 2 * DAY, end=START + 3 * WEEK),
    Spell(people=("ada@acme.example",), start=START + 3 * WEEK, end=START + 5 * WEEK),
    Spell(people=("ben@acme.example",), start=START + 5 * WEEK, end=START + 6 * WEEK),
)


def identities(team: Team) -> dict[str, Identity]:
    users = {
        f"{user[2:].lower()}@acme.example": SlackUser(id=user, name=name)
        for user, name in NAMES.items()
    }
    people = [*users, "nova@acme.example"]
    return resolve_people(people, team, users | {"nova@acme.example": None})


def a_turn(verdict: object, **changes: object) -> Turn:
    base: dict[str, object] = {
        "track": Track(file="repo-management", rotation="support", schedule_id="b553cefc"),
        "timeline": Timeline(shifts=(), start=START - WEEK, end=START + 6 * WEEK),
        "spells": AHEAD,
        "memory": Memory(
            last=Last(people=("ada@acme.example",), start=START - WEEK),
            seen_at=START - timedelta(minutes=15),
            ahead=(),
            until=START + 4 * WEEK,
        ),
        "verdict": verdict,
        "moves": (),
        "now": at(NOW),
    }
    return Turn(**(base | changes))  # type: ignore[arg-type]


def a_brief(
    standings: Iterable[Standing] = (),
    now: datetime | None = None,
    cards: Iterable[WorkItem] = (),
    **changes: object,
) -> Brief:
    team = a_handing_team(**changes)
    now = now or at(NOW)
    context = replace(a_context(NOW), now=now)
    known = tuple(standings)
    rules = some_rules(team, some_people(), at(NOW))
    requests = TeamRequests(
        context=context,
        rules=rules,
        targets=prepare_targets(rules.policy, rules.working_time),
        facts=RequestFacts(channels={}, threads=(), issues={}),
        standings=known,
        findings=(),
        blind=BlindSpots(few_items=False),
    )
    return Brief(
        file="repo-management",
        team=team,
        rotation="support",
        now=now,
        people=identities(team),
        prospects=look_ahead(AHEAD, team, identities(team), now),
        why="by an override",
        requests=requests,
        items=take_stock(known, context),
        cards=tuple(cards),
        figures=measure_support(requests, START - WEEK, START),
    )
