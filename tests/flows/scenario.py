"""What the tests of a flow say often: team files, instants, runs, and what is left afterwards."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from sqlalchemy import Table, select

from domain.team import Rotation
from flows.sync_rotation import SyncReport, sync_rotation
from standins.control import StandIns
from tasks.ledger.address import parse_address
from tasks.ledger.opening import open_database
from tasks.ledger.schema import membership_change
from tests.builders import OTHER_SCHEDULE, a_rotation, a_team

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For tests in which it does not matter which database holds the ledger."""

BEFORE = datetime(2026, 11, 9, 7, 55, tzinfo=UTC)  # Ada is on call, Nora on the platform
HANDOFF = datetime(2026, 11, 9, 8, 5, tzinfo=UTC)  # Ben has just taken over
WEDNESDAY = datetime(2026, 11, 11, 9, 5, tzinfo=UTC)  # Omar has taken over from Nora
TICK = timedelta(minutes=5)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

NIGHTS = "2a6f0f5d-3b0c-4d8a-b2a7-8a5b7f1cc303"
DISABLED = "c1f4b8a0-9e52-4a0e-8d5f-2f3f5f9dd404"
ON_CALLS = "GET /v2/schedules/on-calls"
TEAM = "#repo-management"
OPS = "#repo-management-ops"


def support(**changes: object) -> Rotation:
    """Repo Management's rotation, announced in the team's channel."""
    return a_rotation(**{"user_group": "@repo-management-support", "announce": True} | changes)


def platform(**changes: object) -> Rotation:
    """The platform team's rotation, announced nowhere."""
    base = {"name": "platform", "user_group": "@platform-support", "schedules": [OTHER_SCHEDULE]}
    return a_rotation(**base | changes)


@dataclass(frozen=True, slots=True)
class TeamFiles:
    """The folder of team files that a run reads."""

    folder: Path

    def write(self, *rotations: Rotation, team: str = "repo-management", **changes: object) -> None:
        """Write a team's file with these rotations, or the support rotation."""
        content = a_team(*rotations or (support(),), **changes).model_dump(mode="json")
        self.write_text(yaml.safe_dump(content), team=team)

    def write_text(self, text: str, *, team: str) -> None:
        (self.folder / f"{team}.yaml").write_text(text, encoding="utf-8")


async def run(
    world: StandIns, at: datetime, *, apply: bool = True, **parameters: object
) -> SyncReport:
    """Run the flow at an instant at which the stand-ins are too."""
    world.set_clock(at)
    outcome = await outcome_of(at=at, apply=apply, **parameters)
    assert isinstance(outcome, SyncReport), outcome
    return outcome


async def outcome_of(**parameters: Any) -> object:  # noqa: ANN401  those of the flow
    """Run the flow; return its report, or the error it ended with."""
    state = await sync_rotation(return_state=True, **parameters)
    return await state.aresult(raise_on_failure=False)


async def run_twice(world: StandIns, at: datetime, **parameters: object) -> SyncReport:
    """Run the flow; the run a minute later must change and post nothing at all."""
    report = await run(world, at, **parameters)
    await run_again(world, at + MINUTE, **parameters)
    return report


async def run_again(world: StandIns, at: datetime, **parameters: object) -> SyncReport:
    """Run the flow and see that it changes and posts nothing."""
    before = slack_of(world)
    world.clear_requests()
    report = await run(world, at, **parameters)
    assert slack_of(world) == before
    assert world.requests("slack", "chat.postMessage") == []
    return report


def slack_of(world: StandIns) -> dict[str, Any]:
    """Everything in Slack but its clock."""
    return {key: value for key, value in world.state().items() if key != "now"}


def texts(world: StandIns, channel: str) -> list[str]:
    """The texts in a channel, oldest first."""
    return [message["text"] for message in world.messages(channel)]


def add_override(world: StandIns, schedule: str, user: str, start: datetime, end: datetime) -> None:
    """Make an override as a person does, through OpsGenie's own endpoint; ``none`` is a gap."""
    who = {"type": "none"} if user == "none" else {"type": "user", "username": user}
    answer = httpx.post(
        f"{world.opsgenie_url}/v2/schedules/{schedule}/overrides",
        headers={"Authorization": "GenieKey standin-opsgenie-key"},
        json={"user": who, "startDate": _iso(start), "endDate": _iso(end)},
        trust_env=False,
    )
    assert answer.status_code == 201, answer.text


def _iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


async def rows_of(table: Table) -> list[Mapping[str, Any]]:
    """Every row of one table of the ledger that the environment names, oldest first."""
    database = open_database(parse_address(os.environ["GOALIE_DATABASE_URL"]))
    try:
        async with database.transaction(reading=True) as connection:
            rows = await connection.execute(select(table).order_by(*table.primary_key))
            return [dict(row._mapping) for row in rows]  # noqa: SLF001  SQLAlchemy's public way
    finally:
        await database.engine.dispose()


async def changes() -> list[tuple[str, str, str | None, list[str]]]:
    """Group, action, outcome and members afterwards of every change in the ledger."""
    return [
        (row["user_group_id"], row["action"], row["outcome"], row["after"])
        for row in await rows_of(membership_change)
    ]
