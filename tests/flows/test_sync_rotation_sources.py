"""Who is on call comes from OpsGenie or JSM; what cannot be read is unknown, never nobody."""

import pytest

from domain.membership import Hold
from domain.problem import ProblemKind
from standins.control import StandIns
from tests.builders import OTHER_SCHEDULE, SCHEDULE
from tests.flows.scenario import (
    BEFORE,
    DAY,
    DISABLED,
    HANDOFF,
    ON_CALLS,
    OPS,
    SQLITE,
    TICK,
    WEDNESDAY,
    TeamFiles,
    add_override,
    changes,
    platform,
    run,
    run_twice,
    support,
    texts,
)

pytestmark = SQLITE
UNSEEN = "00000000-0000-4000-8000-000000000000"
JSM_ON_CALLS = "GET /jsm/ops/api/{cloudId}/v1/schedules/{scheduleId}/on-calls"


@pytest.mark.parametrize(
    ("fault", "why", "remedy"),
    [
        ({"kind": "error", "status": 500}, "OpsGenie answered 500", "The next run tries again"),
        ({"kind": "html_500"}, "OpsGenie answered 500", "The next run tries again"),
        ({"kind": "error", "status": 403}, "OpsGenie answered 403", "Check OPSGENIE_API_KEY"),
        ({"kind": "error", "status": 401}, "OpsGenie answered 401", "Check OPSGENIE_API_KEY"),
        (
            {"kind": "error", "status": 403, "body": {"message": "No", "code": 40301}},
            "OpsGenie answered 403",
            "The key belongs to one team's integration",
        ),
        ({"kind": "changed_shape"}, "in an unknown shape", "The next run tries again"),
        (
            {"kind": "changed_shape", "rename": {"_parent": "schedule"}},
            "in an unknown shape",
            "The next run tries again",
        ),
        (
            {"kind": "changed_shape", "rename": {"onCallRecipients": "onCallUsers"}},
            "OpsGenie answered in an unknown shape",
            "Run `goalie check`",
        ),
        ({"kind": "error", "status": 200}, "in an unknown shape", "The next run tries again"),
        ({"kind": "429", "retry_after": 0}, "OpsGenie answered 429", "The next run tries again"),
        ({"kind": "cut_before"}, "OpsGenie did not answer", "The next run tries again"),
        ({"kind": "cut_after"}, "OpsGenie did not answer", "The next run tries again"),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
async def test_what_opsgenie_does_not_say_is_unknown(
    world: StandIns, teams: TeamFiles, fault: dict[str, object], why: str, remedy: str
) -> None:
    teams.write(support(takeover_confirmed=True))
    world.add_fault("opsgenie", ON_CALLS, times=-1, **fault)  # type: ignore[arg-type]
    report = await run_twice(world, HANDOFF)
    assert (report.sentence, report.exit_status) == ("1 group is held.", 1)
    assert report.has_failed
    assert kinds(report.plan.holds) == [ProblemKind.UNKNOWN_ON_CALL]
    assert world.members("S0SUPPORT") == ["U0ADA"]
    (told,) = texts(world, OPS)
    assert why in told
    assert f"_{remedy}" in told


async def test_what_is_known_again_is_put_right(world: StandIns, teams: TeamFiles) -> None:
    teams.write(support(takeover_confirmed=True))
    world.add_fault("opsgenie", ON_CALLS, "html_500", times=-1)
    await run(world, HANDOFF)
    world.clear_faults()
    await run_twice(world, HANDOFF + TICK)
    assert world.members("S0SUPPORT") == ["U0BEN"]
    assert texts(world, OPS)[-1].startswith(":white_check_mark: *Recovered*")


@pytest.mark.parametrize("kind", ["html_500", "cut_before", "cut_after", "429"])
async def test_a_failure_that_passes_is_not_noticed(
    world: StandIns, teams: TeamFiles, kind: str
) -> None:
    teams.write(support(takeover_confirmed=True))
    world.add_fault("opsgenie", ON_CALLS, kind, times=2, retry_after=0)
    assert (await run_twice(world, HANDOFF)).exit_status == 0
    assert world.members("S0SUPPORT") == ["U0BEN"]
    assert texts(world, OPS) == []


@pytest.mark.parametrize(
    ("schedule", "why", "remedy"),
    [
        (UNSEEN, f"{UNSEEN} is unknown (no such schedule is visible", "repo-management-support ("),
        (DISABLED, "repo-management-2024 is unknown (the schedule is disabled)", "Enable it in"),
    ],
)
async def test_one_unknown_schedule_holds_its_own_group_only(
    world: StandIns, teams: TeamFiles, schedule: str, why: str, remedy: str
) -> None:
    teams.write(support(schedules=[SCHEDULE, schedule], takeover_confirmed=True))
    teams.write(platform(takeover_confirmed=True), team="platform")
    report = await run_twice(world, WEDNESDAY)
    assert report.sentence == "1 group changed, 1 group is held."
    assert world.members("S0SUPPORT") == ["U0ADA"]
    assert world.members("S0PLATFORM") == ["U0OMAR"]
    (told,) = texts(world, OPS)
    assert why in told
    assert remedy in told


async def test_a_key_of_another_team_says_so(
    world: StandIns, teams: TeamFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    teams.write(support(takeover_confirmed=True))
    monkeypatch.setenv("OPSGENIE_API_KEY", "standin-platform-key")
    await run_twice(world, HANDOFF)
    assert world.members("S0SUPPORT") == ["U0ADA"]
    (told,) = texts(world, OPS)
    assert "no such schedule is visible to the key" in told
    assert "a key that is not restricted to another team" in told


async def test_a_timeline_that_cannot_be_read_costs_the_reason_only(
    world: StandIns, teams: TeamFiles
) -> None:
    teams.write(support(takeover_confirmed=True))
    world.add_fault("opsgenie", "GET /v2/schedules/{identifier}/timeline", "html_500", times=-1)
    assert (await run_twice(world, HANDOFF)).exit_status == 0
    assert world.members("S0SUPPORT") == ["U0BEN"]


async def test_jsm_gives_the_same_members(world: StandIns, teams: TeamFiles) -> None:
    """The account ids become addresses on the Jira site; a hidden one is in the identity map."""
    teams.write(on_call_source="jsm")
    teams.write(
        platform(),
        team="platform",
        on_call_source="jsm",
        identities={"712020:pia": "U0PIA"},
    )
    assert (await run_twice(world, BEFORE)).exit_status == 0
    add_override(world, OTHER_SCHEDULE, "pia@acme.example", HANDOFF, HANDOFF + DAY)
    report = await run_twice(world, HANDOFF)
    assert (report.sentence, report.exit_status) == ("2 groups changed.", 0)
    assert world.members("S0SUPPORT") == ["U0BEN"]
    assert world.members("S0PLATFORM") == ["U0PIA"]
    assert world.requests("opsgenie", write=False) == []
    assert "(Weekly support) until Mon 16 Nov 09:00 CET" in texts(world, "#repo-management")[0]


async def test_a_hidden_address_that_nobody_mapped_holds_the_group(
    world: StandIns, teams: TeamFiles
) -> None:
    teams.write(platform(), on_call_source="jsm")
    await run(world, BEFORE)
    add_override(world, OTHER_SCHEDULE, "pia@acme.example", HANDOFF, HANDOFF + DAY)
    await run_twice(world, HANDOFF)
    assert world.members("S0PLATFORM") == ["U0NORA"]
    (told,) = texts(world, OPS)
    assert "712020:pia is on call but is an account without a visible email address" in told


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "error", "status": 403},
        {"kind": "html_500"},
        {"kind": "changed_shape"},
        {"kind": "changed_shape", "rename": {"onCallUsers": "onCallRecipients"}},
        {"kind": "cut_after"},
    ],
    ids=str,
)
async def test_what_jsm_does_not_say_is_unknown(
    world: StandIns, teams: TeamFiles, fault: dict[str, object]
) -> None:
    teams.write(support(takeover_confirmed=True), on_call_source="jsm")
    world.add_fault("jsm", "*", times=-1, **fault)  # type: ignore[arg-type]
    report = await run_twice(world, HANDOFF)
    assert kinds(report.plan.holds) == [ProblemKind.UNKNOWN_ON_CALL]
    assert world.members("S0SUPPORT") == ["U0ADA"]
    assert len(texts(world, OPS)) == 1
    assert await changes() == []


def kinds(holds: tuple[Hold, ...]) -> list[ProblemKind]:
    return [problem.kind for hold in holds for problem in hold.problems]
