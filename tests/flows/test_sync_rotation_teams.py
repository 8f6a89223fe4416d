"""Every team is looked after, and none can spoil it for the others or change more than it may."""

import asyncio

import pytest

from domain.errors import BadInputError
from standins.control import StandIns
from tasks.ledger import open_ledger
from tasks.settings import read_settings
from tests.builders import OTHER_SCHEDULE, SCHEDULE
from tests.flows.scenario import (
    BEFORE,
    HANDOFF,
    MINUTE,
    OPS,
    SQLITE,
    TEAM,
    WEDNESDAY,
    TeamFiles,
    changes,
    outcome_of,
    platform,
    run,
    run_again,
    run_twice,
    support,
    texts,
)

pytestmark = SQLITE
PLATFORM = {"team": "platform", "channels": {"team": "#platform", "ops": "#platform"}}
JOB = "sync-rotation"


def two_handoffs(teams: TeamFiles) -> None:
    teams.write(support(takeover_confirmed=True))
    teams.write(platform(takeover_confirmed=True, announce=True), **PLATFORM)


async def test_all_teams_are_synced_in_one_run(world: StandIns, teams: TeamFiles) -> None:
    two_handoffs(teams)
    report = await run_twice(world, WEDNESDAY)
    assert report.sentence == "2 groups changed."
    assert [world.members(g) for g in ("S0SUPPORT", "S0PLATFORM")] == [["U0BEN"], ["U0OMAR"]]
    assert len(texts(world, TEAM)) == len(texts(world, "#platform")) == 1


async def test_one_team_alone(world: StandIns, teams: TeamFiles) -> None:
    two_handoffs(teams)
    report = await run_twice(world, WEDNESDAY, team="platform")
    assert report.sentence == "1 group changed."
    assert [world.members(g) for g in ("S0SUPPORT", "S0PLATFORM")] == [["U0ADA"], ["U0OMAR"]]


async def test_a_steady_run_makes_two_requests_and_writes_nothing(
    world: StandIns, teams: TeamFiles
) -> None:
    two_handoffs(teams)
    await run(world, WEDNESDAY)
    await run_again(world, WEDNESDAY + MINUTE)
    asked = [(r["system"], r["write"]) for r in world.requests()]
    assert sorted(asked) == [("opsgenie", False), ("slack", False)]


async def test_a_group_in_two_rotations_is_held_for_both(world: StandIns, teams: TeamFiles) -> None:
    teams.write(support(takeover_confirmed=True), support(name="again", takeover_confirmed=True))
    teams.write(
        platform(takeover_confirmed=True),
        support(name="theirs", takeover_confirmed=True, user_group="S0SUPPORT"),
        **PLATFORM,
    )
    report = await run_twice(world, WEDNESDAY)
    assert report.sentence == "1 group changed, 3 groups are held."
    assert [world.members(g) for g in ("S0SUPPORT", "S0PLATFORM")] == [["U0ADA"], ["U0OMAR"]]
    claimants = "repo-management/support and repo-management/again all claim it"
    for channel in (OPS, "#platform"):
        (told,) = texts(world, channel)
        assert f"platform/theirs and {claimants}" in told


async def test_more_members_than_allowed_are_held(world: StandIns, teams: TeamFiles) -> None:
    everybody = [f"{name}@acme.example" for name in ("ben", "chidi", "dana", "eva")]
    teams.write(support(extra_members=everybody, max_members_changed=3))
    await run_twice(world, BEFORE)
    assert world.members("S0SUPPORT") == ["U0ADA"]
    (told,) = texts(world, OPS)
    assert "4 members would change at once, more than the 3 allowed" in told
    teams.write(support(extra_members=everybody, max_members_changed=4))
    await run_twice(world, BEFORE + 2 * MINUTE)
    assert len(world.members("S0SUPPORT")) == 5


async def test_more_groups_than_allowed_wait_their_turn(world: StandIns, teams: TeamFiles) -> None:
    two_handoffs(teams)
    report = await run(world, WEDNESDAY, max_groups_changed=1)
    assert report.sentence == "1 group changed, 1 group is held."
    assert "waits: this run already changes 1 user groups" in " ".join(
        texts(world, OPS) + texts(world, "#platform")
    )
    await run_twice(world, WEDNESDAY + MINUTE, max_groups_changed=1)
    assert [world.members(g) for g in ("S0SUPPORT", "S0PLATFORM")] == [["U0BEN"], ["U0OMAR"]]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name: Broken\nzone: Mars/Olympus\n", "teams/broken.yaml:2: `zone`: 'Mars/Olympus'"),
        ("name: [\n", "this is not YAML"),
        ("name: Broken\nrotatoins: []\n", "Did you mean `rotations`?"),
    ],
)
async def test_a_broken_team_file_stops_no_other_team(
    world: StandIns, teams: TeamFiles, text: str, sentence: str
) -> None:
    teams.write(support(takeover_confirmed=True))
    teams.write_text(text, team="broken")
    report = await run_twice(world, HANDOFF)
    assert (report.exit_status, report.has_failed) == (2, True)
    assert report.sentence.startswith("1 group changed. ")
    assert sentence in report.sentence
    assert world.members("S0SUPPORT") == ["U0BEN"]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SLACK_BOT_TOKEN", "", "SLACK_BOT_TOKEN is not set"),
        ("OPSGENIE_API_KEY", "", "OPSGENIE_API_KEY is not set"),
        ("OPSGENIE_API_URL", "http://opsgenie.example", "sends tokens over plain http"),
        ("SLACK_API_URL", "http://slack.example/api", "sends tokens over plain http"),
        ("GOALIE_TEAMS", "/nowhere", "There is no team file in /nowhere"),
        ("GOALIE_DATABASE_URL", "mysql://somewhere", "cannot be read; write it as sqlite:///"),
    ],
)
async def test_an_environment_that_cannot_be_used_is_one_sentence(
    world: StandIns,
    teams: TeamFiles,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str,
    sentence: str,
) -> None:
    teams.write()
    monkeypatch.setenv(name, value)
    for _ in range(2):
        error = await outcome_of(apply=True)
        assert isinstance(error, BadInputError)
        assert sentence in str(error)
    assert world.requests() == []


async def test_an_unknown_team_is_one_sentence(world: StandIns, teams: TeamFiles) -> None:
    two_handoffs(teams)
    error = await outcome_of(apply=True, at=HANDOFF, team="nobody")
    assert isinstance(error, BadInputError)
    assert "known are platform, repo-management" in str(error)
    assert world.requests() == []


async def test_a_team_another_run_is_at_work_on_is_left_to_it(
    world: StandIns, teams: TeamFiles
) -> None:
    two_handoffs(teams)
    async with (
        open_ledger(read_settings().database_url) as ledger,
        ledger.lock(JOB, "repo-management"),
    ):
        report = await run_twice(world, WEDNESDAY)
        assert "Another run is at work on repo-management." in report.sentence
        assert world.members("S0SUPPORT") == ["U0ADA"]
        assert world.members("S0PLATFORM") == ["U0OMAR"]
    await run_twice(world, WEDNESDAY + 2 * MINUTE)
    assert world.members("S0SUPPORT") == ["U0BEN"]


async def test_two_runs_at_once_change_and_announce_once(world: StandIns, teams: TeamFiles) -> None:
    two_handoffs(teams)
    world.set_clock(WEDNESDAY)
    await asyncio.gather(*(outcome_of(apply=True, at=WEDNESDAY) for _ in range(3)))
    await run_again(world, WEDNESDAY + MINUTE)
    assert [world.members(g) for g in ("S0SUPPORT", "S0PLATFORM")] == [["U0BEN"], ["U0OMAR"]]
    assert len(texts(world, TEAM)) == len(texts(world, "#platform")) == 1
    assert [outcome for _, _, outcome, _ in await changes()].count("applied") == 2


async def test_a_team_may_use_several_schedules_of_another(
    world: StandIns, teams: TeamFiles
) -> None:
    teams.write(support(schedules=[SCHEDULE, OTHER_SCHEDULE]))
    teams.write(platform(), **PLATFORM)
    assert (await run_twice(world, BEFORE)).exit_status == 0
    assert sorted(world.members("S0SUPPORT")) == ["U0ADA", "U0NORA"]
