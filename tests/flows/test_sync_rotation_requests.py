"""A run makes two requests, and more only for what changed; the company is the benchmarks'."""

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from benchmarks.company import CLOCK, HOUR, TICK, Company, generate_seed, write_team_files
from flows.sync_rotation import sync_rotation
from standins.control import StandIns
from tests.flows.scenario import SQLITE

pytestmark = SQLITE

STEADY = {"GET /v2/schedules/on-calls": 1, "usergroups.list": 1}
TEN_CHANGED = {
    "GET /v2/schedules/on-calls": 1,
    "GET /v2/schedules/{identifier}/timeline": 9,
    "usergroups.list": 2,
    "usergroups.users.update": 10,
}
JSM = "GET /jsm/ops/api/{cloudId}/v1/schedules"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "teams"
    monkeypatch.setenv("GOALIE_TEAMS", str(folder))
    return folder


async def run(world: StandIns, at: datetime) -> Counter[str]:
    """Apply at an instant; give how often each method was called."""
    world.set_clock(at)
    world.clear_requests()
    state = await sync_rotation(apply=True, at=at, return_state=True)
    assert state.is_completed(), state.message
    assert state.name == "Completed", state.message
    return Counter(request["method"] for request in world.requests())


def show(world: StandIns, folder: Path, company: Company) -> None:
    world.reset(generate_seed(company))
    write_team_files(company, folder)


@pytest.mark.parametrize(
    ("rotations", "lookups"),
    [
        (1, {"users.lookupByEmail": 1}),
        (20, {"users.lookupByEmail": 20}),
        (21, {"users.list": 1}),
        (120, {"users.list": 1}),
    ],
)
async def test_only_the_first_run_looks_people_up(
    world: StandIns, folder: Path, rotations: int, lookups: dict[str, int]
) -> None:
    show(world, folder, Company(rotations=rotations))
    assert await run(world, CLOCK) == STEADY | lookups
    assert await run(world, CLOCK + TICK) == STEADY


@pytest.mark.parametrize(
    ("newcomers", "lookups"), [(False, {}), (True, {"users.lookupByEmail": 10})]
)
async def test_a_changed_group_costs_a_write_and_at_most_one_read(
    world: StandIns,
    folder: Path,
    newcomers: bool,  # noqa: FBT001
    lookups: dict[str, int],
) -> None:
    show(world, folder, Company(rotations=20, changing=10, newcomers=newcomers))
    await run(world, CLOCK)
    assert await run(world, CLOCK + HOUR) == TEN_CHANGED | lookups
    assert await run(world, CLOCK + HOUR + TICK / 2) == STEADY


async def test_jsm_is_asked_schedule_by_schedule(world: StandIns, folder: Path) -> None:
    show(world, folder, Company(rotations=3, source="jsm"))
    await run(world, CLOCK)
    assert await run(world, CLOCK + TICK) == {
        "usergroups.list": 1,
        JSM: 1,
        f"{JSM}/{{scheduleId}}/on-calls": 3,
        "GET /rest/api/3/user": 3,
    }
