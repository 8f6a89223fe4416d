"""What the tests of the digests say often: the team, its board, runs, and what is left in Slack.

Cycle 7 begins on Monday 9 November 2026 in Berlin: planning at 11:00, sync a week later at 11:00,
retro on Friday 20 November at 15:00; each digest goes out an hour before.
"""

import json
from datetime import datetime, timedelta
from typing import Any

import yaml

from domain.team import Team
from flows.post_digest import DigestReport, post_digest
from standins.control import StandIns
from tests.builders import a_team
from tests.builders_cycle import local
from tests.builders_digest import DIGESTS
from tests.flows.requests_scenario import MEMBERS, POLICY, everything, only, outcome_of, posts
from tests.flows.scenario import OPS, TeamFiles, support

NAME = "repo-management"
REPO = "#repo-management"
PLANNING = "2026-11-09 10:00"
SYNC = "2026-11-16 10:00"
RETRO = "2026-11-20 14:00"
SECOND = timedelta(seconds=1)
QUERY = "graphql query"
ALIASES = {"acme-corp.example": ["acme.example"]}


def write_team(teams: TeamFiles, file: str = NAME, /, **changes: object) -> None:
    """Write a team file with digests; changes are keys of ``digests``, or of the team."""
    own = {key: value for key, value in changes.items() if key in Team.model_fields}
    policy = {key: value for key, value in changes.items() if key not in own}
    usual = {
        "members": MEMBERS,
        "email_domain_aliases": ALIASES,
        "requests": POLICY | {"checks": only()},
        "digests": DIGESTS | policy,
    }
    team = a_team(support(), **(usual | own))
    teams.write_text(yaml.safe_dump(team.model_dump(mode="json")), team=file)


def cycle_with(*overrides: dict[str, object]) -> dict[str, object]:
    """The usual cycle with overrides."""
    usual = DIGESTS["cycle"]
    assert isinstance(usual, dict)
    return usual | {"overrides": overrides}


def renamed(**columns: object) -> dict[str, object]:
    """The usual meaning of columns with changes."""
    usual = DIGESTS["columns"]
    assert isinstance(usual, dict)
    return usual | columns


def put(world: StandIns, number: int, happened: str, **details: object) -> None:
    """Let an issue of sourcegraph/sourcegraph and its card have a history."""
    issue = {"issue": f"sourcegraph#{number}", "title": f"Issue {number}", "happened": happened}
    world.board().add([issue | details])


async def post(world: StandIns, when: str | datetime, **parameters: Any) -> DigestReport:  # noqa: ANN401  those of the flow
    """Run the flow at a local time at which the stand-ins are too."""
    now = local(when) if isinstance(when, str) else when
    world.set_clock(now)
    outcome = await outcome_of(post_digest, **({"at": now, "apply": True} | parameters))
    assert isinstance(outcome, DigestReport), outcome
    return outcome


async def post_twice(world: StandIns, when: str, **parameters: object) -> DigestReport:
    """Run the flow; the run a second later must write nothing and read no board."""
    report = await post(world, when, **parameters)
    later = local(when) + SECOND
    world.set_clock(later)
    before = everything(world)
    world.clear_requests()
    again = await post(world, later, **parameters)
    assert (again.messages, again.deliveries) == (dict.fromkeys(again.messages, ()), ())
    assert [one["arguments"] for one in posts(world)] == []
    assert world.requests("github") == []
    assert everything(world) == before
    return report


def digests_in(world: StandIns, channel: str = REPO) -> list[dict[str, Any]]:
    """Goalie's messages in a channel, oldest first, each with its ``replies``."""
    return [one for one in world.messages(channel) if one["user"] == "U0GOALIE"]


def heads(world: StandIns, channel: str = REPO) -> list[str]:
    """``Planning, cycle 7``: the beginning of each digest in a channel."""
    return [one["text"].lstrip("*").partition(" (")[0] for one in digests_in(world, channel)]


def texts(world: StandIns, channel: str = REPO) -> list[str]:
    """All that each digest says in words, its thread too."""
    return [
        "\n".join([one["text"], *(reply["text"] for reply in one["replies"])])
        for one in digests_in(world, channel)
    ]


def in_thread(message: dict[str, Any]) -> tuple[list[str], list[str]]:
    """The replies with words, and the titles of the pictures, below a message."""
    pages = [reply["text"] for reply in message["replies"] if not reply.get("files")]
    files = [file["title"] for reply in message["replies"] for file in reply.get("files", ())]
    return pages, files


def told_ops(world: StandIns) -> list[str]:
    """What whoever runs Goalie was told."""
    return [one["text"] for one in world.messages(OPS)]


def all_text(world: StandIns, channel: str = REPO) -> str:
    """Everything in the digests of a channel, in texts, blocks and file titles."""
    return json.dumps(digests_in(world, channel), ensure_ascii=False)
