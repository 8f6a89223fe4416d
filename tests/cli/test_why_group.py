"""goalie why @handle says of a group in the stand-ins why people are in it, and writes nothing."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest

from domain.problem import ProblemRecord
from standins.control import StandIns
from tasks.ledger import MembershipIntent, Settlement, open_ledger
from tasks.settings import read_settings
from tests.builders import OTHER_SCHEDULE, SCHEDULE
from tests.cli.schedules_world import Schedules, some_schedules
from tests.cli.typed import Typed, typed
from tests.flows.scenario import DAY, HANDOFF, add_override, platform, support
from tests.golden_files import Golden

GROUP = "@repo-management-support"
AT = ("--at", HANDOFF.isoformat())
TIMELINE = "GET /v2/schedules/{identifier}/timeline"
ON_CALLS = "GET /v2/schedules/on-calls"


@pytest.fixture
def world(
    standins: StandIns, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_waiting: None
) -> Schedules:
    world = some_schedules(standins, tmp_path, monkeypatch)
    world.team(support(extra_members=["eva@acme.example"]))
    return world


@pytest.fixture
def goalie(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    return typed(monkeypatch, capsys)


def goalie_changed_it() -> None:
    """Write into the ledger what a sync at the handoff would, and a problem it then had."""
    intent = MembershipIntent(
        team="repo-management",
        rotation="support",
        user_group_id="S0SUPPORT",
        handle="repo-management-support",
        action="set",
        before=("U0ADA",),
        after=("U0BEN", "U0EVA"),
        reasons=("Ben Okafor is on call in repo-management-support", "Eva Lind is an extra member"),
    )
    problem = ProblemRecord(
        team="repo-management",
        fingerprint="support/write_failed/",
        sentence=f"{GROUP} could not be changed: Slack answered permission_denied.",
        first_seen=HANDOFF,
    )

    async def write() -> None:
        async with open_ledger(read_settings().database_url) as ledger:
            (change,) = await ledger.intend_changes([intent], HANDOFF)
            settled = [Settlement(change_id=change, outcome="applied")]
            await ledger.settle_changes("sync-rotation", settled, [], HANDOFF)
            await ledger.record_problems(
                "sync-rotation",
                opened=[problem],
                told=(),
                recovered=(),
                messages=(),
                now=HANDOFF,
            )

    asyncio.run(write())


def test_it_looks_like_this(world: Schedules, goalie: Typed, golden: Golden) -> None:
    """Dana stands in for Ben by an override; Frida put Gus in and took Eva out since."""
    goalie_changed_it()
    add_override(world.standins, SCHEDULE, "dana@acme.example", HANDOFF - DAY, HANDOFF + DAY)
    world.standins.set_clock(HANDOFF + timedelta(minutes=3))
    world.standins.change_user_group("S0SUPPORT", members=["ben", "gus"], by="frida")
    status, text, _ = goalie("why", GROUP, "--at", (HANDOFF + timedelta(minutes=5)).isoformat())
    assert status == 0
    golden("why_group.txt", text)
    assert world.standins.requests(write=True)[1:] == []  # but the override


def test_json_says_the_same_for_a_machine(world: Schedules, goalie: Typed) -> None:
    world.team(support())
    goalie_changed_it()
    add_override(world.standins, SCHEDULE, "dana@acme.example", HANDOFF - DAY, HANDOFF + DAY)
    status, out, _ = goalie("why", "repo-management-support", *AT, "--json")
    said = json.loads(out)
    assert (status, said["is_known"]) == (0, True)
    assert {p["slack_id"]: p["state"] for p in said["people"]} == {
        "U0ADA": "unwanted",
        "U0DANA": "missing",
    }
    (reason,) = said["people"][1]["reasons"]
    assert (reason["kind"], reason["until_is_known"]) == ("override", True)
    assert reason["until"] == (HANDOFF + DAY).isoformat()
    assert said["last_change"]["after"] == ["U0BEN", "U0EVA"]
    assert said["rotations"][0]["verdict"] == "change"


def test_a_forwarded_shift_names_whose_it_was(world: Schedules, goalie: Typed) -> None:
    """Over the turn of the year Dana's calls reach Ada; JSM names both by account."""
    world.team(support(), on_call_source="jsm")
    status, text, _ = goalie("why", "S0SUPPORT", "--at", "2026-12-29T12:00+01:00")
    said = "forwarded from Dana Silva in Weekly support, until Mon 4 Jan 09:00 CET"
    assert said in " ".join(text.split())
    assert status == 0


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (("opsgenie", ON_CALLS), "In the group, and not known whether they are wanted"),
        (("opsgenie", TIMELINE), "Until when the shifts of repo-management-support last is not"),
        (("slack", "users.lookupByEmail"), "could not be looked up in Slack"),
    ],
    ids=lambda value: value[1] if isinstance(value, tuple) else "",
)
def test_what_cannot_be_read_is_said(
    world: Schedules, goalie: Typed, fault: tuple[str, str], says: str
) -> None:
    world.standins.add_fault(*fault, "html_500", times=-1)
    status, text, _ = goalie("why", GROUP, *AT)
    assert status == 1
    assert says in " ".join(text.split())


def test_a_ledger_that_is_down_costs_the_last_change_only(
    world: Schedules, goalie: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOALIE_DATABASE_URL", "postgresql://127.0.0.1:1/none")
    status, text, _ = goalie("why", GROUP, *AT)
    assert status == 1
    assert "own turn in Weekly support, until Mon 16 Nov 09:00 CET" in " ".join(text.split())
    assert "What Goalie did to the group is not known" in " ".join(text.split())


def test_a_group_of_two_rotations_is_held_and_says_so(world: Schedules, goalie: Typed) -> None:
    other = platform(user_group=GROUP, schedules=[OTHER_SCHEDULE])
    world.team(support(), other)
    _, text, _ = goalie("why", GROUP, *AT)
    assert "rotation support of Repo Management and platform of Repo Management" in text
    assert "repo-management/support and repo-management/platform all claim it" in " ".join(
        text.split()
    )


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["@ada"], 1, "No team file names a user group @ada, and Slack has none either. Goalie"),
        (["repo-management-suport"], 1, f"Did you mean {GROUP}?"),
        (["S0PLATFORM"], 1, f"No team file names a user group S0PLATFORM. Goalie keeps {GROUP}."),
        (["two words"], 2, "A group is written as @handle"),
        ([GROUP, "--team", "nope"], 2, "There is no team 'nope'"),
        ([GROUP, "--at", "noon"], 2, "is no instant with a zone"),
    ],
)
def test_what_leads_nowhere_gets_a_sentence_and_a_status(
    world: Schedules, goalie: Typed, arguments: list[str], status: int, says: str
) -> None:
    ended, out, err = goalie("why", *arguments)
    assert (ended, out) == (status, "")
    assert says in " ".join(err.replace("│", " ").split())


def test_what_the_source_needs_is_named(
    world: Schedules, goalie: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPSGENIE_API_KEY")
    status, _, err = goalie("why", GROUP)
    assert (status, err[:27]) == (2, "OPSGENIE_API_KEY is not set")


def test_a_file_that_cannot_be_used_may_name_the_group_too(world: Schedules, goalie: Typed) -> None:
    (world.folder / "other.yaml").write_text("name: [", encoding="utf-8")
    status, text, _ = goalie("why", GROUP, *AT)
    assert status == 1
    assert "Whether that file names this group too is not known." in " ".join(text.split())
    status, _, err = goalie("why", GROUP, "--team", "other")
    assert (status, err[:17]) == (2, "teams/other.yaml:")
