"""Each real handoff is told once, to everybody it concerns, and nobody is told of any other."""

import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from rich.console import Console

from cli.reports.handoff import print_report, report_json
from standins.control import StandIns
from tasks.ledger.schema import lookup, outbox
from tests.builders import SCHEDULE
from tests.flows.handoff_scenario import direct, hand_off, hand_off_twice, heads, write_team
from tests.flows.requests_scenario import tell
from tests.flows.scenario import (
    BEFORE,
    DAY,
    HANDOFF,
    OPS,
    SQLITE,
    TEAM,
    TeamFiles,
    add_override,
    rows_of,
    run,
    slack_of,
    texts,
)

pytestmark = SQLITE
HOUR = timedelta(hours=1)
MINUTES = timedelta(minutes=1)
TOLD = "Handoff of support: Ada Marin → <@U0BEN>"


async def test_a_handoff_is_told_once_to_the_channel_and_to_both(
    world: StandIns, teams: TeamFiles
) -> None:
    """The first run adopts in silence; what is open is handed over, in both messages."""
    write_team(teams, requests=True)
    silent = await hand_off_twice(world, BEFORE)
    assert silent.sentence == "support: found Ada Marin on call, told nobody."
    assert heads(world, TEAM) == []
    tell(world, "Mon 08:00 hana: How do I rotate a token?")
    tell(world, "Mon 08:10 hana: p2 Can we move a repository?", "Mon 08:20 ada: Looking, ETA 12:00")
    report = await hand_off_twice(world, HANDOFF)
    assert report.sentence == "support: Ada Marin → Ben Okafor since Mon 9 Nov 09:00 CET."
    assert heads(world, TEAM) == [TOLD]
    (announced,) = [m["text"] for m in world.messages(TEAM) if "Handoff" in m["text"]]
    (checklist,) = direct(world, "BEN")
    for said in (announced, checklist):
        assert "Waiting for a first sign* (1)" in said or ":white_large_square: <" in said
        assert "|How do I rotate a token?> (question): Hana Sato" in said
        assert "Ada Marin promised it for Mon 9 Nov 12:00 CET" in said
    (farewell,) = direct(world, "ADA")
    assert "*1 request still names you*" in farewell
    assert "|p2 Can we move a repository?>" in farewell


async def test_a_dry_run_says_what_it_would_and_leaves_no_trace(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams)
    await hand_off(world, BEFORE)
    before, ledger = slack_of(world), await rows_of(lookup)
    report = await hand_off(world, HANDOFF, apply=False)
    assert report.sentence.startswith("Dry run: support: Ada Marin → Ben Okafor")
    assert [message.channel for message in report.messages] == [
        "#repo-management",
        "U0BEN",
        "U0ADA",
    ]
    assert slack_of(world) == before
    screen = io.StringIO()
    print_report(report, Console(file=screen, width=100))
    assert "says     U0BEN, alone" in screen.getvalue()
    assert "Handoff of support: Ada Marin → @Ben Okafor" in screen.getvalue()
    assert [row["On call"] for row in report_json(report)["ahead"]][:2] == [
        "Chidi Rao",
        "Dana Silva",
    ]
    assert await rows_of(outbox) == []
    assert [row["key"] for row in await rows_of(lookup)] >= [row["key"] for row in ledger]


async def test_what_stands_after_downtime_is_told_and_what_was_over_is_not(
    world: StandIns, teams: TeamFiles
) -> None:
    """Ben's week passes unseen; Chidi's, and Dana's day within it, are told."""
    write_team(teams)
    await hand_off(world, BEFORE)
    await hand_off_twice(world, HANDOFF + 8 * DAY)
    await hand_off_twice(world, HANDOFF + 9 * DAY)
    await hand_off_twice(world, HANDOFF + 10 * DAY)
    assert heads(world, TEAM) == [
        "Handoff of support: Ben Okafor → <@U0CHIDI>",
        "Handoff of support: Chidi Rao → <@U0DANA>",
        "Handoff of support: Dana Silva → <@U0CHIDI>",
    ]
    assert "Dana Silva is on call (by an override) until" in world.messages(TEAM)[1]["text"]


async def test_neither_the_same_person_nor_a_short_cover_is_a_handoff(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams)
    await hand_off(world, HANDOFF)
    add_override(world, SCHEDULE, "ben@acme.example", HANDOFF + DAY, HANDOFF + 3 * DAY)
    add_override(
        world, SCHEDULE, "eva@acme.example", HANDOFF + 4 * DAY, HANDOFF + 4 * DAY + 5 * HOUR
    )
    for later in (DAY + HOUR, 3 * DAY + HOUR, 4 * DAY + HOUR, 4 * DAY + 6 * HOUR):
        report = await hand_off(world, HANDOFF + later)
        assert "no handoff" in report.sentence
    assert heads(world, TEAM) == []
    assert direct(world, "") == []


async def test_who_has_no_slack_account_is_told_instead_until_they_have(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams)
    await hand_off(world, BEFORE)
    add_override(world, SCHEDULE, "milo@acme.example", HANDOFF, HANDOFF + 3 * DAY)
    report = await hand_off_twice(world, HANDOFF + HOUR)
    assert report.sentence == "support: milo@acme.example cannot be reached in Slack."
    assert heads(world, TEAM) == []
    assert heads(world, OPS) == [
        "support cannot be handed over from Ada Marin (since Mon 9 Nov 09:05 CET):"
    ]
    world.change_person("U0KAI", email="milo@acme.example", guest=False)
    await hand_off_twice(world, HANDOFF + 2 * HOUR)
    assert heads(world, TEAM) == ["Handoff of support: Ada Marin → <@U0KAI>"]
    await hand_off_twice(world, HANDOFF + 3 * DAY)
    assert heads(world, TEAM)[1:] == ["Handoff of support: Kai Contractor → <@U0BEN>"]


async def test_a_gap_is_told_and_nothing_where_the_same_person_comes_back(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams)
    await hand_off(world, HANDOFF)
    add_override(world, SCHEDULE, "none", HANDOFF + DAY, HANDOFF + 3 * DAY)
    await hand_off_twice(world, HANDOFF + DAY + HOUR)
    await hand_off_twice(world, HANDOFF + 3 * DAY + HOUR)
    (told,) = heads(world, TEAM)
    assert told == (
        "Nobody is on call for support until Thu 12 Nov 09:05 CET. The shift of Ben Okafor is"
        " over, and nobody took over. Then comes Ben Okafor. Fill the gap with an override in"
        " the schedule."
    )


async def test_what_cannot_be_read_is_no_handoff_and_no_gap(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams)
    await hand_off(world, BEFORE)
    world.change_schedule(SCHEDULE, enabled=False)
    disabled = await hand_off(world, HANDOFF)
    assert disabled.exit_status == 1
    assert "the schedule is disabled" in disabled.sentence
    world.change_schedule(SCHEDULE, enabled=True)
    world.add_fault("slack", "users.lookupByEmail", "error", error="fatal_error", times=-1)
    assert (await hand_off(world, HANDOFF)).exit_status == 1
    assert heads(world, TEAM) == heads(world, OPS) == []
    world.clear_faults()
    await hand_off_twice(world, HANDOFF)
    assert heads(world, TEAM) == [TOLD]


async def test_who_does_not_confirm_is_reminded_and_then_em_and_pm_are_told(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams, confirm_after="2h", escalate_after="4h")
    await hand_off(world, BEFORE)
    await hand_off(world, HANDOFF)
    await hand_off_twice(world, HANDOFF + 110 * MINUTES)
    assert replies(world) == []
    await hand_off_twice(world, HANDOFF + 121 * MINUTES)
    asks = "please confirm that you have support now, with any emoji under the handoff"
    assert replies(world) == [f"<@U0BEN>: {asks} or a reply here."]
    await hand_off_twice(world, HANDOFF + 5 * HOUR)
    again = await hand_off(world, HANDOFF + 6 * HOUR, apply=False)
    assert again.messages == ()
    assert len(replies(world)) == 1
    (told,) = heads(world, TEAM)[1:]
    assert re.sub(r"<https[^|]+\|", "<", told) == (
        "<@U0FRIDA> <@U0GUS>: Ben Okafor took over support on Mon 9 Nov 09:00 CET by the schedule,"
        " and has not confirmed <the handoff>. Please ask, or put somebody else into the schedule."
    )


@pytest.mark.parametrize(
    "confirm",
    [
        pytest.param(lambda w, ts: w.react(TEAM, ts, "U0BEN", "wave"), id="emoji"),
        pytest.param(
            lambda w, ts: w.write_message(TEAM, "ben", "Got it", thread_ts=ts), id="reply"
        ),
    ],
)
async def test_any_emoji_or_reply_of_the_one_who_takes_over_confirms(
    world: StandIns, teams: TeamFiles, confirm: Callable[[StandIns, str], object]
) -> None:
    write_team(teams)
    await hand_off(world, BEFORE)
    report = await hand_off(world, HANDOFF)
    assert "not confirmed" not in report.sentence
    ts = world.messages(TEAM)[0]["ts"]
    world.react(TEAM, ts, "U0ADA", "tada")
    waits = await hand_off(world, HANDOFF + HOUR)
    assert waits.sentence == "support: no handoff, Ben Okafor on call, not confirmed yet."
    confirm(world, ts)
    done = await hand_off(world, HANDOFF + 30 * HOUR)
    assert done.sentence == "support: no handoff, Ben Okafor on call."
    assert len(heads(world, TEAM)) == 1
    assert [text for text in replies(world) if "Got it" not in text] == []


async def test_a_message_to_one_person_that_is_refused_stops_no_other(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams)
    await hand_off(world, BEFORE)
    world.add_fault("slack", "conversations.open", "error", error="missing_scope", times=-1)
    report = await hand_off(world, HANDOFF)
    assert heads(world, TEAM) == [TOLD]
    assert report.exit_status == 1
    assert "could not be posted in U0BEN: Slack refused conversations.open" in report.sentence
    assert ".." not in report.sentence
    world.clear_faults()
    await hand_off_twice(world, HANDOFF + HOUR)
    assert heads(world, TEAM) == [TOLD]
    assert len(direct(world, "BEN")) == len(direct(world, "ADA")) == 1


async def test_whose_coming_shift_moved_reads_it_alone(world: StandIns, teams: TeamFiles) -> None:
    write_team(teams)
    await hand_off(world, HANDOFF)
    week = HANDOFF.replace(minute=0) + 14 * DAY  # Dana's, from 23 November
    add_override(world, SCHEDULE, "eva@acme.example", week, week + 7 * DAY)
    await hand_off_twice(world, HANDOFF + DAY)
    assert heads(world, TEAM) == []
    (told,) = direct(world, "DANA")
    assert told == (
        "Your shift on support from Mon 23 Nov 09:00 CET (until Mon 30 Nov 09:00 CET) is no longer"
        " yours. So says the schedule now; if that is wrong, correct it there."
    )
    (told,) = direct(world, "EVA")
    assert told.startswith(
        "Your shift on support moved from Mon 30 Nov 09:00 CET (until Mon 7 Dec 09:00 CET) to"
        " Mon 23 Nov 09:00 CET (until Mon 7 Dec 09:00 CET)."
    )


async def test_around_a_handoff_both_are_in_the_group(world: StandIns, teams: TeamFiles) -> None:
    write_team(teams, overlap_minutes=20)
    nine = HANDOFF.replace(minute=0)
    for minutes, members in (
        (-21, ["U0ADA"]),
        (-20, ["U0ADA", "U0BEN"]),
        (0, ["U0ADA", "U0BEN"]),
        (19, ["U0ADA", "U0BEN"]),
        (20, ["U0BEN"]),
    ):
        await run(world, nine + minutes * MINUTES)
        assert sorted(world.members("S0SUPPORT")) == members, minutes
    said = texts(world, TEAM)
    assert "Ben Okafor is in around the handoff of repo-management-support" in said[0]
    assert "Ada Marin is no longer in the group" in said[-1]


def replies(world: StandIns) -> list[str]:
    return [reply["text"] for reply in world.messages(TEAM)[0]["replies"]]
