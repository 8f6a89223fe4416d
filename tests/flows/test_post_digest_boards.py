"""Whatever is wrong with the board, a digest is right or says what is missing; never is it lost."""

from typing import Any

import pytest

from standins.control import StandIns
from standins.seed import SHIPPED_SEED, load_seed
from tests.flows.digest_scenario import (
    PLANNING,
    QUERY,
    RETRO,
    SYNC,
    digests_in,
    heads,
    in_thread,
    post,
    post_twice,
    put,
    renamed,
    texts,
    write_team,
)
from tests.flows.scenario import SQLITE, TeamFiles

pytestmark = SQLITE


async def test_a_renamed_column_is_waited_for_until_the_last_call(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams)
    await post(world, "2026-11-09 07:00")  # what is remembered must not stand in for it
    world.rename_on_board(209, "Status", "Doing", option="In Progress")
    why, remedy = 'has no option "In Progress" in', "`digests.columns.started`"

    first = await post(world, PLANNING)
    assert first.sentence.startswith(
        "Repo Management: the board could not be read, the digest waits for the next run: Board 209"
    )
    assert (first.sentence.count(why), first.sentence.count(remedy)) == (1, 1)
    assert (first.exit_status, digests_in(world)) == (1, [])

    last = await post(world, "2026-11-09 10:40")
    assert last.sentence.startswith(
        "Repo Management: the digest before planning, cycle 7, goes out without the board."
        " Repo Management: the board could not be read, the digest says so: Board 209"
    )
    (blind,) = digests_in(world)
    assert "What to decide is not known: the board could not be read." in blind["text"]
    assert why in blind["text"]
    assert remedy.strip("`") in blind["text"]
    assert "in progress" not in blind["text"]
    assert blind["replies"] == []
    await post(world, "2026-11-09 10:50")
    await post(world, "2026-11-09 12:00")
    assert digests_in(world) == [blind]


async def test_a_column_whose_new_name_is_told_in_time_is_read_with_its_history(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams)
    put(world, 311, "10-01 opened, 10-05 In Progress", assignees=["ada"])
    world.rename_on_board(209, "Status", "Doing", option="In Progress")
    assert (await post(world, PLANNING)).exit_status == 1
    columns = renamed(started=["Doing", "Blocked?"], aliases={"In Progress": "Doing"})
    write_team(teams, columns=columns)
    assert (await post_twice(world, "2026-11-09 10:30")).exit_status == 0
    (text,) = texts(world)
    assert "In progress: 2 cards" in text
    assert "2 cards carried over" in text


LIMIT = {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded."}]}


@pytest.mark.parametrize(
    ("day", "kind", "details"),
    [
        ("2026-11-09", "error", {"status": 200, "body": LIMIT}),
        ("2026-11-16", "error", {"status": 200, "body": {"data": None}}),
        ("2026-11-09", "bad_gateway", {}),
    ],
)
async def test_a_board_that_cannot_be_read_now_is_read_by_the_next_run(
    world: StandIns, teams: TeamFiles, day: str, kind: str, details: dict[str, Any]
) -> None:
    write_team(teams)
    await post(world, f"{day} 07:00")
    world.add_fault("github", QUERY, kind, times=-1, **details)
    blind = await post(world, f"{day} 10:00")
    assert (blind.exit_status, digests_in(world)) == (1, [])
    assert "the digest waits for the next run" in blind.sentence
    world.clear_faults()
    assert (await post(world, f"{day} 10:10")).exit_status == 0
    (text,) = texts(world)
    assert "0 cards in progress" not in text
    assert "#301" in text or "In progress: 1 card" in text


async def test_a_board_that_the_token_may_not_see_is_said_with_the_remedy(
    world: StandIns, teams: TeamFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_team(teams)
    monkeypatch.setenv("GITHUB_TOKEN", "standin-github-no-boards")
    report = await post(world, "2026-11-09 10:50")
    assert "Give GITHUB_TOKEN the scopes" in report.sentence
    assert "Give GITHUB_TOKEN the scopes" in digests_in(world)[0]["text"]


async def test_one_failure_is_nothing_to_talk_about(world: StandIns, teams: TeamFiles) -> None:
    write_team(teams)
    world.add_fault("github", QUERY, "bad_gateway")
    world.add_fault("github", QUERY, "html_500", after=2)
    report = await post_twice(world, PLANNING)
    assert (report.exit_status, heads(world)) == (0, ["Planning, cycle 7"])
    assert "could not be read" not in str(digests_in(world))


async def test_redacted_cards_drafts_and_partial_answers_are_told_and_counted(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams)
    put(world, 311, "10-01 opened, 10-05 In Progress", assignees=["ada"])
    world.board().add_redacted("customer", "In Progress")
    world.board().add_draft("Perhaps a cache", "Backlog")
    world.add_fault("github", QUERY, "partial", times=-1, after=2)
    report = await post(world, PLANNING)
    assert report.exit_status == 0
    (text,) = texts(world)
    assert "In progress: 3 cards" in text
    assert "Perhaps a cache (draft)" in text
    assert "1 card is hidden from Goalie" in text
    assert "1 draft on the board" in text
    assert "The history of 2 cards could not be read (GitHub refused an issue: " in text


async def test_an_empty_board_is_no_error(world: StandIns, teams: TeamFiles) -> None:
    seed = load_seed(SHIPPED_SEED)
    seed["github"]["boards"][0]["cards"] = []
    world.reset(seed)
    write_team(teams)
    for when in (PLANNING, SYNC, RETRO):
        assert (await post(world, when)).exit_status == 0
    for text in texts(world):
        assert "No decision waits." in text
        assert "\nNothing: " in text
        assert "•" not in text
    assert [in_thread(message) for message in digests_in(world)] == [([], [])] * 3


async def test_fewer_than_ten_finished_cards_make_no_percentiles(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams)
    for number in (310, 311, 312):
        put(world, number, "10-20 opened, 10-21 Backlog, 10-27 In Progress, 10-29 Done")
    put(world, 320, "08-03 opened, 08-03 In Progress", assignees=["ada"])
    for when in (PLANNING, SYNC, RETRO):
        assert (await post(world, when)).exit_status == 0
    planning, sync, retro = texts(world)
    assert "2 cards carried over; n too small to tell which take too long." in planning
    assert "#320> Issue 320 — no update for 75 working days" in sync.replace("|", "")
    assert "Cycle time: n too small (0)" in retro
    assert "85 % of cards took" not in planning + sync + retro


async def test_slack_or_opsgenie_that_cannot_be_read_is_said(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams, organisations={"Customer Engineering": ["@customer-engineering"]})
    for method in ("conversations.history", "usergroups.list", "users.lookupByEmail"):
        world.add_fault("slack", method, "error", error="internal_error", times=-1)
    world.add_fault("opsgenie", "*", "error", status=403, times=-1)
    report = await post(world, RETRO)
    assert (report.exit_status, heads(world)) == (0, ["Retro, cycle 7"])
    (text,) = texts(world)
    assert "Who asks for whom is not known" in text
    assert "#repo-management: " in text
    await post(world, "2026-11-23 10:00")
    assert "Not known: OpsGenie answered 403" in texts(world)[1]
