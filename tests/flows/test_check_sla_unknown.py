"""What could not be read is unknown: said, never guessed, and it stops nothing else."""

import pytest

from cli.prefect_server import PrefectServer
from standins.control import StandIns
from tests.flows.requests_scenario import (
    ALWAYS,
    ASK,
    CUSTOMER,
    HANDLE,
    POLICY,
    REPO,
    check,
    check_twice,
    latest_artifact,
    pings,
    said,
    tell,
    write_team,
)
from tests.flows.scenario import SQLITE, TeamFiles

pytestmark = SQLITE
ASKED = "Mon 09:00 hana: How do I rotate a token?"
HISTORY, REPLIES = "conversations.history", "conversations.replies"
BOTH = [*POLICY["watched_channels"], {"channel": ASK, "messages": "all"}]


@pytest.mark.parametrize(
    ("channel", "why"),
    [
        ("#sales", "the app is not in the channel"),
        ("C0SALES", "the app is not in the channel"),
        ("#no-such-channel", "Slack shows the app no such channel"),
    ],
)
async def test_a_channel_that_cannot_be_read_is_said_and_the_others_go_on(
    world: StandIns,
    teams: TeamFiles,
    prefect_server: PrefectServer,
    channel: str,
    why: str,
) -> None:
    watched = [{"channel": channel, "messages": "all"}, *POLICY["watched_channels"]]
    write_team(teams, watched_channels=watched)
    root = tell(world, ASKED)
    report = await check_twice(world, "Mon 11:10")
    assert (report.exit_status, len(said(world, root)), said(world)) == (1, 1, [])
    assert "1 thing could not be seen" in report.sentence
    (unread,) = report.requests["repo-management"].blind.unread
    assert (why in unread.why, bool(unread.remedy)) == (True, True)
    published = latest_artifact(prefect_server, "check-sla-repo-management")
    assert "**Not seen**" in published["data"]


async def test_what_waits_in_an_archived_channel_is_unknown_and_stops_nothing(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams, watched_channels=BOTH)
    old = tell(world, ASKED, channel=ASK)
    root = tell(world, ASKED)
    await check(world, "Mon 10:00")
    world.change_channel("C0ASK", archived=True)
    report = await check(world, "Mon 11:10")  # it is told by the refusal
    assert (report.exit_status, "is_archived" in report.sentence) == (1, True)
    for when in ("Mon 11:20", "Mon 13:10", "Mon 15:10"):
        report = await check_twice(world, when)
        assert (report.exit_status, "1 thing could not be seen" in report.sentence) == (1, True)
    assert (said(world, old, ASK), len(said(world, root))) == ([], 1)
    assert [text.count("How do I rotate") for text in said(world)] == [1, 1]
    world.change_channel("C0ASK", archived=False)
    await check_twice(world, "Tue 15:20")  # it was remembered as archived for a day
    assert len(said(world, old, ASK)) == 1


@pytest.mark.parametrize(
    ("method", "kind"),
    [(HISTORY, "429"), (HISTORY, "html_500"), (REPLIES, "429"), (REPLIES, "cut_before")],
)
async def test_a_fault_that_lasts_makes_it_unknown_and_once_it_is_over_all_is_said(
    world: StandIns, teams: TeamFiles, method: str, kind: str
) -> None:
    write_team(teams)
    root = tell(world, ASKED)
    await check(world, "Mon 10:00")
    tell(world, "Mon 10:30 ivan: I wonder, too.", root=root)
    details = {"retry_after": 0} if kind == "429" else {}
    world.add_fault("slack", method, kind, times=ALWAYS, **details)
    report = await check_twice(world, "Mon 11:10")
    assert (report.exit_status, said(world, root)) == (1, [])
    assert "1 open request, 0 overdue" in report.sentence
    world.clear_faults()
    report = await check_twice(world, "Mon 11:20")
    assert (report.exit_status, len(said(world, root))) == (0, 1)


async def test_a_cut_in_the_middle_of_the_pages_is_no_all_clear(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams)
    old = tell(world, ASKED)
    world.write_messages([{"channel": REPO, "user": "ada", "text": "Noted."}] * 999)
    world.add_fault("slack", HISTORY, "cut_before", times=ALWAYS, after=1)
    report = await check_twice(world, "Mon 11:10")
    assert (report.exit_status, said(world, old)) == (1, [])
    assert report.sentence.endswith("1 thing could not be seen.")
    world.clear_faults()
    await check_twice(world, "Mon 11:20")
    assert len(said(world, old)) == 1


async def test_an_issue_that_cannot_be_seen_is_said_and_its_clocks_go_on(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams)
    roots = [tell(world, f"Mon 09:00 hana: {CUSTOMER}/9999"), tell(world, ASKED)]
    report = await check_twice(world, "Mon 13:10")
    assert report.exit_status == 1
    (unknown,) = report.requests["repo-management"].blind.unknowns
    assert unknown.sentence.startswith("sourcegraph/customer#9999 cannot be seen: ")
    assert len(said(world, roots[1])) == 1


@pytest.mark.parametrize(
    ("kind", "details"),
    [("html_500", {}), ("error", {"status": 401}), ("primary_limit", {}), ("cut_before", {})],
)
async def test_where_github_fails_the_questions_go_on(
    world: StandIns, teams: TeamFiles, kind: str, details: dict[str, object]
) -> None:
    write_team(teams)
    tell(world, f"Mon 09:00 hana: {CUSTOMER}/1202")
    question = tell(world, ASKED)
    world.add_fault("github", "*", kind, times=ALWAYS, **details)
    report = await check_twice(world, "Mon 11:10")
    assert (report.exit_status, len(said(world, question))) == (1, 1)
    (unknown,) = report.requests["repo-management"].blind.unknowns
    assert "sourcegraph/customer#1202 could not be read: " in unknown.sentence


async def test_a_distributed_app_is_told_of_its_limits(world: StandIns, teams: TeamFiles) -> None:
    write_team(teams)
    for _ in range(40):
        tell(world, "Mon 09:00 ada: Noted.")
    world.change_workspace(distributed_app=True)
    report = await check(world, "Mon 10:00")
    assert report.exit_status == 1
    assert report.requests["repo-management"].blind.few_items


async def test_where_nobody_knows_who_is_on_rotation_the_thread_is_told_all_the_same(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams)
    root = tell(world, ASKED)
    world.add_fault("opsgenie", "*", "html_500", times=ALWAYS)
    await check_twice(world, "Mon 11:10")
    (told,) = said(world, root)
    assert (pings(told), told.startswith("Whoever is on rotation: ")) == ([], True)


async def test_a_member_who_could_not_be_looked_up_is_not_taken_for_a_stranger(
    world: StandIns, teams: TeamFiles
) -> None:
    """Whether the reply is an answer is unknown, and nobody is told that there is none."""
    write_team(teams)
    root = tell(world, ASKED, "Mon 10:00 chidi: With `goalie token rotate`.")
    world.add_fault("slack", "users.lookupByEmail", "error", error="fatal_error", times=ALWAYS)
    world.add_fault("slack", "users.list", "error", error="fatal_error", times=ALWAYS)
    report = await check_twice(world, "Mon 11:10")
    assert (report.exit_status, said(world, root)) == (1, [])
    world.clear_faults()
    report = await check_twice(world, "Mon 11:20")
    assert (report.exit_status, said(world, root)) == (0, [])


async def test_a_channel_that_cannot_be_written_fails_the_run_and_is_tried_again(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams)
    root = tell(world, ASKED)
    world.add_fault("slack", "chat.postMessage", "error", error="restricted_action", times=2)
    for when in ("Mon 11:10", "Mon 11:20"):
        report = await check(world, when)
        assert (report.exit_status, said(world, root)) == (1, [])
        assert "could not be posted" in report.sentence
    report = await check_twice(world, "Mon 11:30")
    assert (report.exit_status, len(said(world, root))) == (0, 1)


async def test_without_the_user_groups_nobody_knows_who_calls_the_team(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams, watched_channels=[{"channel": ASK, "messages": "ours"}])
    root = tell(world, f"Mon 09:00 hana: {HANDLE} how do I rotate a token?", channel=ASK)
    world.add_fault("slack", "usergroups.list", "error", error="missing_scope", times=ALWAYS)
    report = await check_twice(world, "Mon 11:10")
    assert (report.exit_status, said(world, root, ASK)) == (1, [])
    assert "1 thing could not be seen" in report.sentence
    world.clear_faults()
    report = await check_twice(world, "Mon 11:20")
    assert (report.exit_status, len(said(world, root, ASK))) == (0, 1)
