"""Each digest is posted once, in the hours before its ceremony, and never after it began."""

import re

import pytest

from cli.prefect_server import PrefectServer
from standins.control import StandIns
from tasks.ledger.schema import board_snapshot, outbox
from tests.builders_cycle import local
from tests.flows.digest_scenario import (
    NAME,
    PLANNING,
    RETRO,
    SYNC,
    cycle_with,
    digests_in,
    heads,
    in_thread,
    post,
    post_twice,
    told_ops,
    write_team,
)
from tests.flows.requests_scenario import latest_artifact
from tests.flows.scenario import SQLITE, TeamFiles, rows_of


async def snapshots() -> list[str]:
    rows = await rows_of(board_snapshot)
    return [row["taken_at"].astimezone(local(PLANNING).tzinfo).strftime("%a %H:%M") for row in rows]


@SQLITE
async def test_two_weeks_of_a_team(
    world: StandIns, teams: TeamFiles, prefect_server: PrefectServer
) -> None:
    """Planning, sync and retro with six cycles behind them; what is kept in between."""
    away = {"email": "gus@acme.example", "since": "2026-11-18", "until": "2026-11-20"}
    write_team(teams, handoff={"absences": [away]})
    world.board().play()

    planning = await post_twice(world, PLANNING)
    assert planning.exit_status == 0
    assert planning.sentence.startswith(
        "Repo Management: the digest before planning, cycle 7, names "
    )
    (message,) = digests_in(world)
    assert message["text"].startswith("*Planning, cycle 7 (9")
    assert "data_visualization" in [block["type"] for block in message["blocks"]]
    pages, pictures = in_thread(message)
    assert (len(pages), pictures) == (1, [])
    assert re.search(r"Gus \w+ is away 18.20 Nov\.", pages[0])
    published = latest_artifact(prefect_server, "post-digest-repo-management-planning")
    assert "What must we decide today?" in published["data"]

    await post_twice(world, "2026-11-09 12:00")  # it is over: what was decided is kept
    await post_twice(world, "2026-11-10 07:00")

    await post_twice(world, SYNC)
    _, pictures = in_thread(digests_in(world)[1])
    assert pictures == ["Cards in progress, by days in their column"]
    assert "Who is on support is not known" not in digests_in(world)[1]["text"]
    assert "On support: Chidi" in digests_in(world)[1]["text"]

    await post_twice(world, RETRO)
    _, pictures = in_thread(digests_in(world)[2])
    assert pictures == ["Cumulative flow", "Cycle time of every finished card"]
    assert heads(world) == ["Planning, cycle 7", "Sync, cycle 7", "Retro, cycle 7"]
    assert await snapshots() == [
        *("Mon 10:00", "Mon 12:00", "Tue 07:00", "Mon 10:00", "Fri 14:00"),
    ]
    assert told_ops(world) == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_the_ledger_may_be_on_a_server(world: StandIns, teams: TeamFiles) -> None:
    write_team(teams)
    await post_twice(world, PLANNING)
    await post_twice(world, "2026-11-09 12:00")
    await post_twice(world, "2026-11-16 11:30")
    assert heads(world) == ["Planning, cycle 7"]
    assert len(told_ops(world)) == 1
    assert await snapshots() == ["Mon 10:00", "Mon 12:00", "Mon 11:30"]


@SQLITE
async def test_after_it_began_it_is_told_once_and_never_posted(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams)
    first = await post_twice(world, "2026-11-09 11:00")  # begins with Goalie: nobody missed it
    assert first.sentence == (
        "Repo Management: nothing is due; next is the digest before sync, cycle 7,"
        " on Mon 16 Nov 10:00 CET."
    )
    assert (digests_in(world), told_ops(world)) == ([], [])

    await post_twice(world, SYNC)
    late = await post_twice(world, "2026-11-20 15:00")
    assert late.sentence == (
        "Repo Management: the digest before retro, cycle 7, was not posted: the retro began on"
        " Fri 20 Nov 15:00 CET, before a run could post it."
    )
    (told,) = told_ops(world)
    assert "the digest before retro, cycle 7, was not posted" in told
    assert "`goalie preview retro --team repo-management --at 2026-11-20T14:00+01:00`" in told

    await post_twice(world, "2026-11-20 19:50")
    await post_twice(world, "2026-11-23 07:00")
    assert (heads(world), told_ops(world)) == (["Sync, cycle 7"], [told])


@SQLITE
async def test_slack_is_tried_until_it_begins_then_it_is_told(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams)
    world.add_fault("slack", "chat.postMessage", "error", error="not_in_channel", times=-1)
    refused = await post(world, PLANNING)  # the first digest ever
    assert (refused.exit_status, digests_in(world)) == (1, [])
    assert "could not be posted in #repo-management" in refused.sentence
    await post(world, "2026-11-09 11:00")  # dropped
    world.clear_faults()
    assert told_ops(world) == []
    await post_twice(world, "2026-11-09 11:10")
    (told,) = told_ops(world)
    assert "the digest before planning, cycle 7, was not posted" in told

    world.add_fault("slack", "chat.postMessage", "error", error="not_in_channel")
    assert (await post(world, SYNC)).exit_status == 1
    again = await post(world, "2026-11-16 10:10")
    assert (again.exit_status, heads(world)) == (0, ["Sync, cycle 7"])
    assert "Data as of Mon 16 Nov 10:00 CET" in digests_in(world)[0]["text"]
    assert told_ops(world) == [told]


@SQLITE
@pytest.mark.parametrize(
    ("override", "quiet", "due"),
    [
        pytest.param({"skip": True}, [PLANNING, "2026-11-09 11:00"], {}, id="skipped"),
        pytest.param(
            {"moved_to": "2026-11-10T14:00"},
            [PLANNING, "2026-11-10 12:50"],
            {"2026-11-10 13:00": "Moved from Mon 9 Nov, as the team decided."},
            id="moved",
        ),
        pytest.param(
            {"extra_at": "2026-11-11T09:00"},
            ["2026-11-11 07:50"],
            {PLANNING: "", "2026-11-11 08:00": "Held once more, as the team decided."},
            id="once more",
        ),
    ],
)
async def test_what_the_team_decided_about_a_cycle(
    world: StandIns,
    teams: TeamFiles,
    override: dict[str, object],
    quiet: list[str],
    due: dict[str, str],
) -> None:
    write_team(teams, cycle=cycle_with({"cycle": 7, "ceremony": "planning"} | override))
    for when in sorted([*quiet, *due]):
        before = len(digests_in(world))
        await post(world, when)
        assert len(digests_in(world)) - before == (when in due), when
        if when in due:
            assert due[when] in digests_in(world)[-1]["text"]
    assert told_ops(world) == []


@SQLITE
async def test_a_ceremony_moved_after_it_was_missed_has_its_digest(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams, cycle=cycle_with({"cycle": 6, "ceremony": "retro", "skip": True}))
    await post(world, "2026-11-02 10:00")  # a sync, so that Goalie is in use
    await post(world, "2026-11-09 11:00")
    assert len(told_ops(world)) == 1
    moved = {"cycle": 7, "ceremony": "planning", "moved_to": "2026-11-09T16:00"}
    write_team(teams, cycle=cycle_with(moved))
    await post_twice(world, "2026-11-09 15:00")
    assert heads(world) == ["Sync, cycle 6", "Planning, cycle 7"]
    assert "moved from 11:00" in digests_in(world)[1]["text"].lower()
    assert len(told_ops(world)) == 1


@SQLITE
async def test_a_dry_run_writes_nothing_anywhere(
    world: StandIns, teams: TeamFiles, prefect_server: PrefectServer
) -> None:
    write_team(teams)
    report = await post(world, PLANNING, apply=False)
    assert report.sentence.startswith("Dry run: Repo Management: the digest before planning")
    assert [m.key for m in report.messages[NAME]][:1] == ["repo-management/digest/planning/7"]
    assert report.deliveries == ()
    assert digests_in(world) == []
    assert (await rows_of(outbox), await rows_of(board_snapshot)) == ([], [])
    assert world.requests("slack", write=True) == []
    published = latest_artifact(prefect_server, "post-digest-repo-management-planning")
    assert "Planning, cycle 7" in published["data"]

    world.clear_requests()
    await post(world, "2026-11-09 12:00", apply=False)
    assert world.requests("github") == []  # no snapshot is kept, so none is read


@SQLITE
async def test_one_broken_team_keeps_no_other_from_its_digest(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams)
    write_team(teams, "other", name="Other", channel="#platform", stream_field="Flow")
    teams.write_text("name: Broken\nzone: Nowhere/Land\n", team="broken")
    report = await post(world, PLANNING)
    assert report.exit_status == 2
    assert heads(world) == ["Planning, cycle 7"]
    assert heads(world, "#platform") == []
    assert "Other: the board could not be read, the digest waits for the next run" in (
        report.sentence
    )
    assert "broken.yaml" in report.sentence

    write_team(teams, "other", name="Other", channel="#platform")
    await post(world, "2026-11-09 10:10")
    assert (heads(world), heads(world, "#platform")) == (["Planning, cycle 7"],) * 2
