"""Whoever cannot be in a user group holds it as it is; that is told once, repeated, taken back."""

from collections.abc import Mapping

import pytest

from standins.control import StandIns
from tests.builders import SCHEDULE
from tests.flows.scenario import (
    BEFORE,
    DAY,
    HANDOFF,
    MINUTE,
    OPS,
    SQLITE,
    TEAM,
    TICK,
    TeamFiles,
    add_override,
    changes,
    run,
    run_twice,
    support,
    texts,
)

NEEDS = ":warning: *Needs somebody*"
STILL = ":warning: *Still needs somebody*"
OVER = ":white_check_mark: *Recovered*; this is over:"


@pytest.mark.parametrize(
    ("person", "spoilt", "why", "remedy"),
    [
        ("milo", {}, "has no active Slack account under that address", "Invite them to Slack"),
        ("lena", {}, "has no active Slack account under that address", "Invite them to Slack"),
        ("dana", {"guest": True}, "is a guest in Slack (U0DANA)", "Change the schedule"),
        ("dana", {"bot": True}, "is a bot in Slack (U0DANA)", "Change the schedule"),
    ],
)
@SQLITE
async def test_a_person_who_cannot_be_in_the_group_holds_it(
    world: StandIns,
    teams: TeamFiles,
    person: str,
    spoilt: Mapping[str, bool],
    why: str,
    remedy: str,
) -> None:
    teams.write(support(takeover_confirmed=True))
    add_override(world, SCHEDULE, f"{person}@acme.example", HANDOFF, HANDOFF + DAY)
    world.change_person(f"{person}@acme.example", **spoilt)
    report = await run_twice(world, HANDOFF)
    assert (report.sentence, report.exit_status) == ("1 group is held.", 1)
    assert world.members("S0SUPPORT") == ["U0ADA"]
    (told,) = texts(world, OPS)
    assert told.startswith(NEEDS)
    assert f"{person}@acme.example is on call but {why}" in told
    assert f"_{remedy}" in told
    assert "teams/repo-management.yaml" in told
    assert texts(world, TEAM) == []


@SQLITE
async def test_a_problem_is_told_every_day_and_over_once(world: StandIns, teams: TeamFiles) -> None:
    teams.write()
    await run(world, BEFORE)
    teams.write(support(extra_members=["milo@acme.example"]))
    for quarter in range(9):
        await run(world, HANDOFF + quarter * DAY / 4)
    assert [text.partition("\n")[0] for text in texts(world, OPS)] == [NEEDS, STILL, STILL]
    teams.write()
    await run_twice(world, HANDOFF + 3 * DAY)
    await run_twice(world, HANDOFF + 3 * DAY + TICK)
    assert [text.partition("\n")[0] for text in texts(world, OPS)] == [NEEDS, STILL, STILL, OVER]
    teams.write(support(extra_members=["milo@acme.example"]))
    await run_twice(world, HANDOFF + 4 * DAY)
    assert texts(world, OPS)[-1].startswith(NEEDS)


@SQLITE
async def test_everybody_who_cannot_is_named_in_one_message(
    world: StandIns, teams: TeamFiles
) -> None:
    teams.write(
        support(extra_members=["milo@acme.example", "kai@partner.example", "ben@acme.example"])
    )
    await run_twice(world, BEFORE)
    (told,) = texts(world, OPS)
    assert [name in told for name in ("milo@", "kai@", "ben@")] == [True, True, False]
    assert world.members("S0SUPPORT") == ["U0ADA"]


@SQLITE
async def test_somebody_invited_meanwhile_is_found_within_the_hour(
    world: StandIns, teams: TeamFiles
) -> None:
    teams.write(support(extra_members=["nova@acme.example"]))
    await run_twice(world, BEFORE - 30 * MINUTE)
    world.change_person("U0HANA", email="nova@acme.example")
    await run_twice(world, BEFORE)
    assert sorted(world.members("S0SUPPORT")) == ["U0ADA", "U0HANA"]


@pytest.mark.parametrize(
    "more",
    [
        {"identities": {"chidi@acme-corp.example": "U0CHIDI"}},
        {"email_domain_aliases": {"acme-corp.example": ["acme.example"]}},
    ],
)
@SQLITE
async def test_another_address_leads_to_the_person(
    world: StandIns, teams: TeamFiles, more: dict[str, object]
) -> None:
    teams.write(**more)
    await run_twice(world, BEFORE)
    await run_twice(world, HANDOFF + 7 * DAY)
    assert world.members("S0SUPPORT") == ["U0CHIDI"]


@SQLITE
async def test_people_are_asked_for_once_a_day(world: StandIns, teams: TeamFiles) -> None:
    teams.write()
    await run_twice(world, BEFORE)
    world.clear_requests()
    await run_twice(world, BEFORE + 2 * MINUTE)
    assert [r["method"] for r in world.requests("slack")] == ["usergroups.list"]


@SQLITE
async def test_people_whom_slack_refuses_are_asked_for_anew(
    world: StandIns, teams: TeamFiles
) -> None:
    """Deactivated since they were looked up: refused once, and found out in the next run."""
    teams.write(support(extra_members=["hana@acme.example"]))
    await run_twice(world, BEFORE)
    world.change_person("U0HANA", deactivated=True)
    report = await run(world, HANDOFF)
    assert report.exit_status == 1
    assert sorted(world.members("S0SUPPORT")) == ["U0ADA", "U0HANA"]
    report = await run_twice(world, HANDOFF + TICK)
    assert report.sentence == "1 group is held."
    assert "hana@acme.example is an extra member but has no active" in texts(world, OPS)[1]
    assert [outcome for _, _, outcome, _ in await changes()] == ["applied", "failed"]


@pytest.mark.parametrize("kind", ["html_500", "changed_shape", "cut_before"])
@SQLITE
async def test_a_person_who_cannot_be_looked_up_is_not_gone(
    world: StandIns, teams: TeamFiles, kind: str
) -> None:
    teams.write(support(takeover_confirmed=True))
    world.add_fault("slack", "users.lookupByEmail", kind, times=-1)
    report = await run_twice(world, HANDOFF)
    assert (report.sentence, report.exit_status) == ("1 group is held.", 1)
    assert world.members("S0SUPPORT") == ["U0ADA"]
    assert "could not be looked up in Slack" in texts(world, OPS)[0]
    world.clear_faults()
    await run(world, HANDOFF + TICK)
    assert world.members("S0SUPPORT") == ["U0BEN"]
