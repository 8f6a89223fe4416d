"""What the tests of the handoff say often: the team, runs at an instant, and who was told what."""

import re
from datetime import datetime, timedelta
from typing import Any

import yaml

from flows.hand_off_rotation import HandoffReport, hand_off_rotation
from standins.control import StandIns
from tests.builders import a_team
from tests.flows.requests_scenario import MEMBERS, POLICY, only, outcome_of
from tests.flows.scenario import TeamFiles, slack_of, support

SECOND = timedelta(seconds=1)
ALIASES = {"acme-corp.example": ["acme.example"]}


def write_team(teams: TeamFiles, *, requests: bool = False, **changes: object) -> None:
    """Write a team file with a handoff; changes are keys of ``handoff``."""
    asked = {"requests": POLICY | {"checks": only()}} if requests else {}
    team = a_team(
        support(), handoff=changes, members=MEMBERS, email_domain_aliases=ALIASES, **asked
    )
    teams.write_text(yaml.safe_dump(team.model_dump(mode="json")), team="repo-management")


async def hand_off(world: StandIns, at: datetime, **parameters: Any) -> HandoffReport:  # noqa: ANN401
    """Run the job when the stand-ins' clock is there too."""
    world.set_clock(at)
    outcome = await outcome_of(hand_off_rotation, **({"at": at, "apply": True} | parameters))
    assert isinstance(outcome, HandoffReport), outcome
    return outcome


async def hand_off_twice(world: StandIns, at: datetime, **parameters: Any) -> HandoffReport:  # noqa: ANN401
    """Run the job; the run a second later must post nothing at all."""
    report = await hand_off(world, at, **parameters)
    before = slack_of(world)
    world.clear_requests()
    await hand_off(world, at + SECOND, **parameters)
    assert slack_of(world) == before
    assert world.requests("slack", "chat.postMessage") == []
    return report


def heads(world: StandIns, channel: str) -> list[str]:
    """The first lines of Goalie's messages in a channel, without emphasis."""
    return [
        re.sub(r"[*]|:\w+: ", "", message["text"].partition("\n")[0])
        for message in world.messages(channel)
        if message["user"] == "U0GOALIE"
    ]


def direct(world: StandIns, person: str) -> list[str]:
    """What Goalie wrote to a person alone."""
    found = [
        channel["messages"]
        for channel in world.state()["channels"]
        if channel["id"].startswith("D") and person in channel["id"]
    ]
    return [message["text"] for messages in found for message in messages]
