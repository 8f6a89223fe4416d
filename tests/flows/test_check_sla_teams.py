"""Teams share channels and runs, not mistakes; secrets stay secret; late runs say nothing."""

import json
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cli.prefect_server import PrefectServer
from domain.errors import BadInputError
from flows import check_sla, sweep_questions
from standins.control import StandIns
from tasks.ledger import open_ledger
from tasks.ledger.schema import metadata
from tasks.runs import TOO_LATE
from tasks.settings import read_settings
from tests.builders_requests import at
from tests.flows.requests_scenario import (
    ALWAYS,
    ASK,
    CUSTOMER,
    POLICY,
    REPO,
    check,
    check_twice,
    outcome_of,
    pings,
    said,
    tell,
    write_team,
)
from tests.flows.scenario import SQLITE, TeamFiles, platform, rows_of
from tests.flows.test_sync_rotation_secrets import recorded_by

pytestmark = SQLITE
FLOWS = [check_sla.check_sla, sweep_questions.sweep_questions]
SECRETS = {
    "OPSGENIE_API_KEY": "standin-opsgenie-key",
    "SLACK_BOT_TOKEN": "xoxb-standin-goalie",
    "GITHUB_TOKEN": "standin-github-token",
}
OURS: dict[str, object] = {"channel": ASK, "messages": "ours"}
NORA = [{"email": f"{name}@acme.example"} for name in ("nora", "omar")]


def write_both(teams: TeamFiles, *, ours: str = ASK, theirs: str = ASK, **changes: object) -> None:
    """Repo Management and Platform, who both read one channel."""
    watched = [OURS | {"keywords": ["clones"], "channel": ours}]
    write_team(teams, watched_channels=watched, **changes)
    write_team(
        teams,
        "platform",
        name="Platform",
        rotations=[platform().model_dump()],
        channels={"team": "#platform", "ops": "#platform"},
        members=NORA,
        watched_channels=[OURS | {"keywords": ["kubernetes"], "channel": theirs}],
    )


async def test_two_teams_share_a_channel_and_each_follows_its_own(
    world: StandIns, teams: TeamFiles
) -> None:
    write_both(teams)
    roots = [
        tell(world, f"Mon 09:00 ivan: Who knows {what}?", channel=ASK)
        for what in ("clones", "kubernetes", "kubernetes and clones", "the way")
    ]
    await check_twice(world, "Mon 11:10")
    told = [sorted(user for one in said(world, r, ASK) for user in pings(one)) for r in roots]
    assert told == [["U0BEN"], ["U0NORA"], ["U0BEN", "U0NORA"], []]
    # An answer of one team is none of the other.
    tell(world, "Mon 11:20 ben: I do.", root=roots[2], channel=ASK)
    await check_twice(world, "Mon 13:20")
    assert [len(said(world)), len(said(world, channel="#platform"))] == [1, 1]
    assert said(world)[0].count("\n• ") == 1
    assert said(world, channel="#platform")[0].count("\n• ") == 2


@pytest.mark.parametrize("called", ["#platform", "C0PLATFORM"])
async def test_a_channel_that_cannot_be_read_is_unknown_to_both(
    world: StandIns, teams: TeamFiles, called: str
) -> None:
    write_both(teams, ours="#platform", theirs=called)
    text = "Mon 09:00 ivan: Who knows kubernetes and clones?"
    root = tell(world, text, channel="#platform")
    await check(world, "Mon 10:00")
    world.add_fault("slack", "conversations.history", "error", times=ALWAYS)
    report = await check_twice(world, "Mon 11:10")
    assert {name: one.blind.count > 0 for name, one in report.requests.items()} == {
        "repo-management": True,
        "platform": True,
    }
    assert said(world, root, "#platform") == []


async def test_each_team_looks_back_as_far_as_its_file_says(
    world: StandIns, teams: TeamFiles
) -> None:
    write_both(teams, look_back_days=2)
    root = tell(world, "Mon 09:00 ivan: Who knows clones?", channel=ASK)
    report = await check(world, "Fri 10:00")
    assert report.requests["platform"].standings == ()
    assert (report.requests["repo-management"].standings, said(world, root, ASK)) == ((), [])


async def test_a_file_that_cannot_be_used_stops_no_other_team(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams)
    teams.write_text("name: Platform\nmembrs: []\n", team="platform")
    root = tell(world, "Mon 09:00 hana: How?")
    report = await check_twice(world, "Mon 11:10")
    assert (report.exit_status, len(said(world, root))) == (2, 1)
    assert "teams/platform.yaml:2: `membrs` is no known key." in report.sentence


async def test_a_run_at_work_on_a_team_keeps_others_away(world: StandIns, teams: TeamFiles) -> None:
    write_both(teams)
    root = tell(world, "Mon 09:00 ivan: Who knows clones and kubernetes?", channel=ASK)
    url = read_settings().database_url
    async with open_ledger(url) as ledger, ledger.lock("check-sla", "platform"):
        report = await check(world, "Mon 11:10")
    assert "Another run is at work on platform." in report.sentence
    assert [pings(one) for one in said(world, root, ASK)] == [["U0BEN"]]


@pytest.mark.parametrize("flow", FLOWS)
@pytest.mark.parametrize("missing", SECRETS)
async def test_a_missing_variable_is_named_before_anything_is_read(
    world: StandIns,
    teams: TeamFiles,
    monkeypatch: pytest.MonkeyPatch,
    flow: Any,  # noqa: ANN401
    missing: str,
) -> None:
    write_team(teams)
    monkeypatch.delenv(missing)
    for _ in range(2):
        refused = await outcome_of(flow, apply=True, at=at("Mon 11:10"))
        assert isinstance(refused, BadInputError)
        assert str(refused).startswith(f"{missing} is not set: put ")
    assert world.requests() == []


@pytest.mark.parametrize("flow", FLOWS)
async def test_only_a_rehearsal_may_speak_of_another_instant(
    world: StandIns,
    teams: TeamFiles,
    monkeypatch: pytest.MonkeyPatch,
    flow: Any,  # noqa: ANN401
) -> None:
    write_team(teams)
    monkeypatch.setenv("SLACK_API_URL", "https://slack.example/api")
    for _ in range(2):
        refused = await outcome_of(flow, apply=True, at=at("Mon 11:10"))
        assert str(refused) == "An apply run speaks of what is true now: leave out `at`."
    assert world.requests() == []


@pytest.mark.parametrize("flow", FLOWS)
@pytest.mark.parametrize(("late", "reads"), [(29, True), (31, False)])
async def test_a_run_that_should_have_started_long_ago_says_nothing(
    world: StandIns,
    teams: TeamFiles,
    monkeypatch: pytest.MonkeyPatch,
    flow: Any,  # noqa: ANN401
    late: int,
    reads: bool,  # noqa: FBT001  a column of the table
) -> None:
    write_team(teams)
    tell(world, "Mon 09:00 hana: How?")
    now = datetime.now(UTC)  # noqa: TID251  the flow's own clock, as Prefect's
    scheduled = now - timedelta(minutes=late)
    monkeypatch.setattr("prefect.runtime.flow_run.scheduled_start_time", scheduled, raising=False)
    world.set_clock(at("Mon 11:10"))
    for _ in range(2):
        world.clear_requests()
        state = await flow(apply=True, at=at("Mon 11:10"), return_state=True)
        assert (state.message == TOO_LATE) is not reads
        assert state.is_completed(), state.message
    # The first of them said it, or nobody did.
    assert bool(world.messages(REPO)[1:] or world.messages(REPO)[0]["replies"]) is reads


@pytest.mark.parametrize(
    ("flow", "kind"),
    [
        *((FLOWS[0], kind) for kind in ("", "html_500", "changed_shape", "wrong")),
        *((FLOWS[1], kind) for kind in ("", "cut_after", "error")),
    ],
)
async def test_no_token_leaves_the_process(
    world: StandIns,
    teams: TeamFiles,
    prefect_server: PrefectServer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    flow: Any,  # noqa: ANN401
    kind: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    write_team(teams, watched_channels=[*POLICY["watched_channels"], OURS])
    tell(world, f"Mon 09:00 hana: How? {CUSTOMER}/1203")
    for name, value in SECRETS.items() if kind == "wrong" else ():
        monkeypatch.setenv(name, f"{value}-but-wrong")
    for system in ("slack", "github", "opsgenie") if kind not in ("", "wrong") else ():
        world.add_fault(system, "*", kind, times=ALWAYS)
    world.set_clock(at("Mon 13:10"))
    state = await flow(apply=True, at=at("Mon 13:10"), return_state=True)
    report = await state.aresult(raise_on_failure=False)
    seen = [repr(state), repr(report), str(report), json.dumps(world.state()), caplog.text]
    seen += [repr([await rows_of(table) for table in metadata.sorted_tables])]
    seen += [recorded_by(prefect_server)]
    assert flow.name in "".join(seen)
    for secret in SECRETS.values():
        assert not [text for text in seen if secret in text]
