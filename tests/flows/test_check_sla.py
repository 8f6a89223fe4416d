"""Who must act on a late request is told, each step of the ladder once; then all is still."""

import pytest

from cli.prefect_server import PrefectServer
from standins.control import StandIns
from tests.flows.requests_scenario import (
    ASK,
    check,
    check_twice,
    latest_artifact,
    only,
    pings,
    said,
    tell,
    write_team,
)
from tests.flows.scenario import SQLITE, TeamFiles

ASKED = "Mon 09:00 hana: How do I rotate a token?"  # acknowledged by 11:00, answered by 17:00


async def test_who_is_on_rotation_then_the_channel_then_em_and_pm_each_once(
    world: StandIns, teams: TeamFiles, prefect_server: PrefectServer
) -> None:
    write_team(teams)
    root = tell(world, ASKED)
    report = await check(world, "Mon 11:00")
    assert report.sentence == (
        "Repo Management, Mon 9 Nov 11:00 CET: 1 open request, 0 overdue, 1 at risk,"
        " 0 reminders due."
    )
    assert (said(world), said(world, root)) == ([], [])

    report = await check_twice(world, "Mon 11:10")
    assert (report.exit_status, "1 overdue" in report.sentence) == (0, True)
    (first,) = said(world, root)
    assert first.startswith("<@U0BEN>: Hana Sato still waits for a first sign from us.")
    assert (pings(first), said(world)) == (["U0BEN"], [])
    published = latest_artifact(prefect_server, "check-sla-repo-management")
    assert "| How do I rotate a token? | question | Hana Sato | 2 h 10 min" in published["data"]

    await check_twice(world, "Mon 13:10")
    (channel,) = said(world)
    assert channel.startswith("<@U0BEN>: this request is past due.")

    await check_twice(world, "Mon 15:10")
    (leads,) = said(world)[1:]
    assert pings(leads) == ["U0FRIDA", "U0GUS"]
    assert "this request is long past due" in leads
    assert "On rotation: Ben Okafor." in leads

    await check_twice(world, "Mon 16:50")
    assert (said(world), said(world, root)) == ([channel, leads], [first])


@SQLITE
@pytest.mark.parametrize(
    ("then", "reminders"),
    [
        ([], 1),
        (["Mon 10:00 ben: With `goalie token rotate`."], 0),
        (["Mon 10:00 ben :white_check_mark:"], 0),
        (["Mon 10:00 ben :eyes:"], 0),  # the answer has until the evening
        (["Mon 10:00 ben: Looking."], 0),
        (["Mon 10:00 hana :white_check_mark:"], 0),
        (["Mon 10:00 hana :eyes:"], 1),
        (["Mon 10:00 hana: bump?"], 1),  # her own
        (["Mon 10:00 hana: anyone?", "Mon 10:30 hana: please"], 1),
        (["Mon 10:00 ivan: I would like to know, too."], 1),
        (["Mon 10:00 ivan :white_check_mark:"], 1),
        (["Mon 10:00 U0DEPLOY: You asked: How do I rotate a token?"], 1),
        (["Mon 10:00 U0DEPLOY :eyes:"], 1),
        (["Mon 10:00 hana deletes"], 0),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_only_a_sign_of_the_team_ends_the_first_wait(
    world: StandIns, teams: TeamFiles, then: list[str], reminders: int
) -> None:
    write_team(teams)
    root = tell(world, ASKED)
    tell(world, *then, root=root)
    report = await check_twice(world, "Mon 11:10")
    assert report.exit_status == 0
    assert len(report.messages["repo-management"]) == reminders
    gone = "deletes" in str(then)
    assert gone or len(said(world, root)) == reminders
    assert said(world) == []


@SQLITE
async def test_an_emoji_acknowledges_and_a_later_one_answers(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams)
    root = tell(world, ASKED, "Mon 10:00 ben :eyes:")
    await check_twice(world, "Mon 11:10")
    await check_twice(world, "Mon 16:59")
    assert said(world, root) == []
    await check_twice(world, "Tue 09:10")
    (told,) = said(world, root)
    assert told.startswith("<@U0BEN>: Hana Sato still waits for an answer.")
    tell(world, "Tue 09:30 ben :white_check_mark:", root=root)
    report = await check_twice(world, "Tue 16:00")
    assert "0 open requests, 0 overdue" in report.sentence
    assert (said(world, root), said(world)) == ([told], [])


@SQLITE
async def test_her_bump_does_not_start_her_wait_anew(world: StandIns, teams: TeamFiles) -> None:
    write_team(teams)
    root = tell(world, ASKED, "Mon 10:55 hana: bump?")
    await check_twice(world, "Mon 11:10")
    tell(world, "Mon 12:00 hana: bump!", root=root)
    await check_twice(world, "Mon 13:10")
    assert (len(said(world, root)), len(said(world))) == (1, 1)


@SQLITE
async def test_what_she_asks_after_an_answer_is_waited_for_from_its_oldest_message(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams)
    root = tell(
        world,
        ASKED,
        "Mon 09:10 ben: With `goalie token rotate`.",
        "Mon 10:00 hana: It says no. What now?",
        "Mon 13:00 hana: Hello?",
    )
    await check(world, "Mon 14:00")
    assert said(world, root) == []
    await check_twice(world, "Mon 14:10")
    (told,) = said(world, root)
    assert told.startswith("<@U0BEN>: Hana Sato still waits for a reply.")


@SQLITE
async def test_a_p1_is_told_while_at_risk_and_escalated_within_the_hour(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams)
    root = tell(world, "Mon 09:00 hana: p1 search is down")
    await check_twice(world, "Mon 09:20")
    assert said(world, root) == []
    await check_twice(world, "Mon 09:25")
    assert said(world, root)[0].startswith("<@U0BEN>: Hana Sato waits for a first sign from us.")
    await check_twice(world, "Mon 09:35")
    assert said(world, root)[1].startswith("<@U0BEN>: Hana Sato still waits for a first sign")
    assert said(world) == []
    await check_twice(world, "Mon 10:01")
    await check_twice(world, "Mon 10:31")
    channel, leads = said(world)
    assert (pings(channel), pings(leads)) == (["U0BEN"], ["U0FRIDA", "U0GUS"])
    assert len(said(world, root)) == 2


@SQLITE
async def test_a_priority_that_an_edit_raises_is_told_anew(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams)
    root = tell(world, ASKED)
    await check_twice(world, "Mon 11:10")
    assert len(said(world, root)) == 1
    # Overdue already, it cannot be due again; but EM and PM hear of a p1 much sooner.
    tell(world, "Mon 11:20 hana edits: p1 How do I rotate a token? All is down!", root=root)
    await check_twice(world, "Mon 12:10")
    assert [pings(text) for text in said(world)] == [["U0FRIDA", "U0GUS"]]

    later = tell(world, "Mon 13:00 ivan: Which version?")
    await check_twice(world, "Mon 13:10")
    tell(world, "Mon 13:15 ivan edits: p1 Which version?", root=later)
    await check_twice(world, "Mon 13:40")
    (at_risk,) = said(world, later)
    assert at_risk.startswith("<@U0BEN>: Ivan Petrov waits for a first sign from us. It is due ")
    await check_twice(world, "Mon 13:50")
    assert len(said(world, later)) == 2


@SQLITE
async def test_in_a_channel_of_everybodys_only_our_questions_count(
    world: StandIns, teams: TeamFiles
) -> None:
    watched = [{"channel": ASK, "messages": "ours", "keywords": ["gitserver"]}]
    write_team(teams, watched_channels=watched)
    roots = [
        tell(world, "Mon 09:00 ivan: Does gitserver need a restart?", channel=ASK),
        tell(world, "Mon 09:00 jo: <!subteam^S0SUPPORT> who knows clones?", channel=ASK),
        tell(world, "Mon 09:00 jo: <@U0BEN> do you know about clones?", channel=ASK),
        tell(world, "Mon 09:00 ivan: Where is the canteen?", channel=ASK),
    ]
    await check_twice(world, "Mon 11:10")
    assert [len(said(world, root, ASK)) for root in roots] == [1, 1, 0, 0]


@SQLITE
async def test_more_than_a_question_is_asked_for_its_issue_once(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams, checks=only("missing_link"))
    root = tell(world, "Mon 09:00 hana: p2 clones fail", "Mon 09:10 ben: Which ones?")
    await check_twice(world, "Mon 09:20")
    (asked,) = said(world, root)
    assert pings(asked) == ["U0HANA"]
    assert "open an <https://github.com/sourcegraph/customer/issues/new/choose|issue in" in asked


@SQLITE
async def test_an_open_request_is_followed_however_old_it_gets(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams, look_back_days=2)
    old = tell(world, "Mon 09:00 hana: How do I rotate a token?")
    await check_twice(world, "Mon 10:00")
    world.clear_requests()
    report = await check_twice(world, "Fri 11:10")
    assert "1 open request, 1 overdue" in report.sentence
    assert len(said(world, old)) == 1
    # What nobody ever followed, and is older than that, is not begun with.
    tell(world, "+Mon 09:00 hana: Thanks, it works", root=old)
    await check_twice(world, "+Wed 09:10")
    assert len(said(world, old)) == 1


@SQLITE
async def test_what_is_older_than_the_look_back_is_not_begun_with(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams, look_back_days=2)
    root = tell(world, "Mon 09:00 hana: How do I rotate a token?")
    report = await check(world, "Fri 11:10")
    assert "0 open requests" in report.sentence
    write_team(teams, look_back_days=5)
    report = await check_twice(world, "Fri 11:20")
    assert "1 open request" in report.sentence
    assert len(said(world, root)) == 1
