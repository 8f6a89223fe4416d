"""The people on call are exactly the members of the user group; told once, then all is still."""

from collections.abc import Sequence

import httpx
import pytest

from cli.prefect_server import PrefectServer
from flows.sync_rotation import SyncReport
from standins.control import StandIns
from tasks.ledger.schema import membership_change, outbox, problem
from tests.builders import OTHER_SCHEDULE, SCHEDULE
from tests.flows.scenario import (
    BEFORE,
    DAY,
    HANDOFF,
    MINUTE,
    NIGHTS,
    OPS,
    SQLITE,
    TEAM,
    TICK,
    TeamFiles,
    add_override,
    changes,
    outcome_of,
    platform,
    rows_of,
    run,
    run_again,
    run_twice,
    slack_of,
    support,
    texts,
)


async def test_a_handoff_swaps_the_member_and_is_announced_once(
    world: StandIns, teams: TeamFiles
) -> None:
    teams.write()
    assert (await run_twice(world, BEFORE)).sentence == "Every group already matches its schedule."
    report = await run_twice(world, HANDOFF)
    assert (report.sentence, report.exit_status) == ("1 group changed.", 0)
    assert world.members("@repo-management-support") == ["U0BEN"]
    (announced,) = texts(world, TEAM)
    assert announced == (
        "*@repo-management-support* now has <@U0BEN>.\n"
        "• Ben Okafor is on call in repo-management-support (Weekly support)"
        " until Mon 16 Nov 09:00 CET\n"
        "• Ada Marin is no longer in the group"
    )
    assert texts(world, OPS) == []
    assert await changes() == [
        ("S0SUPPORT", "adopt", "adopted", ["U0ADA"]),
        ("S0SUPPORT", "set", "applied", ["U0BEN"]),
    ]


@SQLITE
async def test_a_run_at_the_present_asks_for_the_present(world: StandIns, teams: TeamFiles) -> None:
    """As a deployment runs it: without `at`, the schedule's own clock decides."""
    teams.write(support(takeover_confirmed=True))
    world.set_clock(HANDOFF)
    assert await sentence_now() == "1 group changed."
    assert world.members("S0SUPPORT") == ["U0BEN"]
    (asked,) = world.requests("opsgenie", "GET /v2/schedules/on-calls")
    assert asked["arguments"] == {"flat": "true"}
    assert await sentence_now() == "Every group already matches its schedule."
    assert len(texts(world, TEAM)) == 1


@SQLITE
async def test_an_override_puts_somebody_in_and_its_end_puts_them_out(
    world: StandIns, teams: TeamFiles
) -> None:
    teams.write()
    await run(world, BEFORE)
    await run_twice(world, HANDOFF)
    add_override(world, SCHEDULE, "dana@acme.example", HANDOFF + 2 * TICK, HANDOFF + DAY)
    await run_twice(world, HANDOFF + 2 * TICK)
    assert world.members("S0SUPPORT") == ["U0DANA"]
    assert (
        "Dana Silva is on call in repo-management-support (Weekly support, by an override)"
        in (texts(world, TEAM)[-1])
    )
    await run_twice(world, HANDOFF + DAY)
    assert world.members("S0SUPPORT") == ["U0BEN"]
    assert len(texts(world, TEAM)) == 3


@SQLITE
async def test_a_group_holds_everybody_of_all_its_schedules_and_the_extra_members(
    world: StandIns, teams: TeamFiles
) -> None:
    teams.write(
        support(schedules=[SCHEDULE, OTHER_SCHEDULE], extra_members=["frida@acme.example"]),
    )
    await run_twice(world, BEFORE)
    assert sorted(world.members("S0SUPPORT")) == ["U0ADA", "U0FRIDA", "U0NORA"]
    (announced,) = texts(world, TEAM)
    assert "Frida Holm is an extra member" in announced
    assert "Nora Quist is on call in platform-support" in announced


@SQLITE
async def test_one_write_holds_the_whole_list(world: StandIns, teams: TeamFiles) -> None:
    teams.write(support(schedules=[SCHEDULE, OTHER_SCHEDULE]))
    await run(world, BEFORE)
    (write,) = world.requests("slack", "usergroups.users.update")
    assert write["arguments"] == {"usergroup": "S0SUPPORT", "users": "U0ADA,U0NORA"}
    await run_again(world, BEFORE + MINUTE)


@SQLITE
@pytest.mark.parametrize(
    ("policy", "members", "disabled", "told"),
    [
        ({}, ["U0ADA"], False, "keeps its last members"),
        (
            {
                "when_nobody_is_on_call": "fallback",
                "fallback_members": ["eva@acme.example", "gus@acme.example"],
            },
            ["U0EVA", "U0GUS"],
            False,
            "has its fallback members",
        ),
        ({"when_nobody_is_on_call": "disable"}, ["U0ADA"], True, "is disabled until somebody is"),
    ],
)
async def test_a_gap_follows_the_policy_and_ends_where_somebody_is_on_call(
    world: StandIns,
    teams: TeamFiles,
    policy: dict[str, object],
    members: Sequence[str],
    disabled: bool,  # noqa: FBT001  a column of the table
    told: str,
) -> None:
    teams.write(support(takeover_confirmed=True, **policy))
    add_override(world, SCHEDULE, "none", HANDOFF, HANDOFF + DAY)
    await run_twice(world, HANDOFF)
    group = group_of(world, "S0SUPPORT")
    assert (sorted(group["members"]), group["disabled"]) == (members, disabled)
    (gap,) = texts(world, OPS)
    assert f"Nobody is on call in repo-management-support; @repo-management-support {told}" in gap
    assert "_Fill the gap with an override in the schedule._" in gap

    await run_twice(world, HANDOFF + DAY)
    group = group_of(world, "S0SUPPORT")
    assert (group["members"], group["disabled"]) == (["U0BEN"], False)
    (over,) = texts(world, OPS)[1:]
    assert over == (
        ":white_check_mark: *Recovered*; this is over:\n• Nobody is on call in"
        f" repo-management-support; @repo-management-support {told}."
    )
    assert ("is back on, with <@U0BEN>." in texts(world, TEAM)[-1]) == disabled


@SQLITE
async def test_a_gap_in_one_of_two_schedules_leaves_the_other_ones_people(
    world: StandIns, teams: TeamFiles
) -> None:
    teams.write(support(schedules=[SCHEDULE, NIGHTS]))
    await run_twice(world, BEFORE)
    assert world.members("S0SUPPORT") == ["U0ADA"]
    assert texts(world, OPS) == []


async def test_a_dry_run_publishes_the_plan_and_writes_nothing(
    world: StandIns, teams: TeamFiles, prefect_server: PrefectServer
) -> None:
    teams.write(support(takeover_confirmed=True), platform(schedules=[NIGHTS]))
    before = slack_of(world)
    report = await run_twice(world, HANDOFF, apply=False)
    assert report.sentence == "Dry run: 1 group would change, 1 group is held."
    assert slack_of(world) == before
    assert world.requests(write=True) == []
    for table in (membership_change, problem, outbox):
        assert await rows_of(table) == []
    published = latest_artifact(prefect_server)
    assert published["description"] == "Plan: 1 group would change, 1 group is held."
    assert "**Plan: 1 group would change, 1 group is held.**" in published["data"]
    assert "| @repo-management-support | change | Ben Okafor is on call" in published["data"]
    assert "| @platform-support | held | Nobody is on call in platform-nights" in published["data"]


@SQLITE
async def test_only_a_dry_run_may_be_at_another_instant_against_the_real_services(
    world: StandIns, teams: TeamFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    teams.write(support(takeover_confirmed=True))
    monkeypatch.setenv("SLACK_API_URL", "https://slack.example/api")
    for _ in range(2):
        refused = await outcome_of(at=HANDOFF, apply=True)
        assert str(refused) == "An apply run writes what is true now: leave out `at`."
    assert world.requests() == []


@pytest.mark.parametrize(
    ("members", "confirmed", "taken"),
    [
        (["ada"], False, True),  # right already
        (["ada", "ben"], False, True),  # one of two stays
        (["ada", "ben", "chidi"], False, False),  # much bigger
        (["ben"], False, False),  # no overlap
        (["ben"], True, True),
        (["ada", "ben", "chidi"], True, True),
        ([], False, True),  # nobody to lose
    ],
)
@SQLITE
async def test_a_group_that_looks_wrong_at_first_sight_is_held_until_confirmed(
    world: StandIns,
    teams: TeamFiles,
    members: Sequence[str],
    confirmed: bool,  # noqa: FBT001  a column of the table
    taken: bool,  # noqa: FBT001  a column of the table
) -> None:
    teams.write(support(takeover_confirmed=confirmed))
    world.change_user_group("S0SUPPORT", members=members)
    before = world.members("S0SUPPORT")
    report = await run_twice(world, BEFORE)
    assert world.members("S0SUPPORT") == (["U0ADA"] if taken else before)
    assert report.exit_status == (0 if taken else 1)
    assert ["it may be the wrong group" in text for text in texts(world, OPS)] == [True] * (
        not taken
    )


async def test_a_takeover_once_confirmed_goes_on_by_itself(
    world: StandIns, teams: TeamFiles
) -> None:
    teams.write()
    await run_twice(world, HANDOFF)
    assert world.members("S0SUPPORT") == ["U0ADA"]
    assert (
        "_If it is the right one, set `takeover_confirmed: true` in the rotation in"
        in (texts(world, OPS)[0])
    )
    teams.write(support(takeover_confirmed=True))
    await run_twice(world, HANDOFF + TICK)
    assert world.members("S0SUPPORT") == ["U0BEN"]
    assert texts(world, OPS)[1].startswith(":white_check_mark: *Recovered*")
    teams.write()
    await run_twice(world, HANDOFF + 14 * DAY)
    assert world.members("S0SUPPORT") == ["U0DANA"]


@SQLITE
async def test_who_edits_the_group_by_hand_is_put_right(world: StandIns, teams: TeamFiles) -> None:
    teams.write()
    await run_twice(world, BEFORE)
    world.change_user_group("S0SUPPORT", members=["jo", "gus"])
    await run_twice(world, BEFORE + MINUTE)
    assert world.members("S0SUPPORT") == ["U0ADA"]


async def sentence_now() -> str:
    report = await outcome_of(apply=True)
    assert isinstance(report, SyncReport)
    return report.sentence


def latest_artifact(server: PrefectServer) -> dict[str, str]:
    answer = httpx.get(f"{server.url}/api/artifacts/sync-rotation-plan/latest", trust_env=False)
    found: dict[str, str] = answer.json()
    return found


def group_of(world: StandIns, group_id: str) -> dict[str, object]:
    return next(g for g in world.state()["user_groups"] if g["id"] == group_id)
