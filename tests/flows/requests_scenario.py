"""What the tests of both request flows say often: the team, what people do, runs, and what is left.

What people do is told in lines, in Berlin, in the week of Monday 9 November 2026 (``Mon`` …
``Sun``; ``+Mon`` is a week later). The team works from 09:00 to 17:00; Ben is on rotation.

    Mon 09:00 hana: How do I …?     a message; the first one is the root
    Mon 09:10 ben :eyes:            an emoji under the root
    Mon 09:30 hana edits: …         the root reads so now
    Mon 09:40 hana deletes          the root is gone
"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
import yaml

from cli.prefect_server import PrefectServer
from domain.team import Team
from flows.check_sla import SlaReport, check_sla
from flows.sweep_questions import SweepReport, sweep_questions
from standins.control import StandIns
from tests.builders import a_team
from tests.builders_requests import at
from tests.flows.scenario import TeamFiles, slack_of, support

REPO = "#repo-management"
ASK = "#ask-engineering"
HANDLE = "<!subteam^S0SUPPORT>"
CUSTOMER = "https://github.com/sourcegraph/customer/issues"
ALWAYS = -1
SECOND = timedelta(seconds=1)

MEMBERS = [
    *({"email": f"{name}@acme.example", "github": name} for name in ("ada", "ben", "chidi")),
    {"email": "frida@acme.example", "github": "frida", "role": "em"},
    {"email": "gus@acme.example", "github": "gus", "role": "pm"},
]
CHECKS = (
    *("missing_link", "missing_label", "missing_sections", "missing_card", "card_without_owner"),
    *("missing_eta", "missing_triage", "silent_owner", "closed_but_waiting", "two_threads"),
)
USUAL: dict[str, dict[str, object]] = {
    "missing_card": {"after": "1d"},
    "card_without_owner": {"after": "1d"},
    "missing_eta": {"after": "1d"},
    "silent_owner": {"after": "1d"},
    "missing_triage": {"priorities": ["p1"]},
}
P1 = {
    "words": ["p1"],
    "labels": ["priority/p1"],
    "acknowledgement": "30m",
    "answer": "4h",
    "escalate_after": "1h",
}
P2 = {
    "words": ["p2"],
    "labels": ["priority/p2"],
    "acknowledgement": "4h",
    "answer": "2d",
    "next_response": "8h",
    "update": "2d",
    "escalate_after": "4h",
}
QUESTION = {
    "acknowledgement": "2h",
    "answer": "1d",
    "next_response": "4h",
    "escalate_after": "4h",
}
POLICY: dict[str, Any] = {
    "watched_channels": [{"channel": REPO, "messages": "all"}],
    "label": "team/repo-management",
    "issue_repository": "sourcegraph/customer",
    "board": {"owner": "sourcegraph", "number": 209, "support_list": "Support Issues"},
    "sla": {"p1": P1, "p2": P2, "question": QUESTION},
    "default_priority": "p2",
    "question_priority": "question",
    "urgent": ["p1"],
    "sweep_at": "09:30",
}
_LINE = re.compile(
    r"(?P<at>\+?\w+ [\d:]+) (?P<who>\w+)"
    r"(?:: (?P<text>.*)| :(?P<emoji>\w+):| edits: (?P<edited>.*)| deletes)",
    re.DOTALL,
)


def only(*checks: str, **settings: object) -> dict[str, dict[str, object]]:
    """The checks of the guidelines: these on, with the same settings, all others off."""
    return {
        name: USUAL.get(name, {}) | (settings if name in checks else {"enabled": False})
        for name in CHECKS
    }


def write_team(teams: TeamFiles, file: str = "repo-management", /, **changes: object) -> None:
    """Write a team file; changes are keys of ``requests``, or of the team.

    The checks of the guidelines are off unless said otherwise.
    """
    own = {key: value for key, value in changes.items() if key in Team.model_fields}
    policy = {key: value for key, value in changes.items() if key not in own}
    usual = {"members": MEMBERS, "requests": POLICY | {"checks": only()} | policy}
    team = a_team(support(), **(usual | own))
    teams.write_text(yaml.safe_dump(team.model_dump(mode="json")), team=file)


def tell(world: StandIns, *lines: str, root: str = "", channel: str = REPO) -> str:
    """Make what the lines tell happen; gives the root's ``ts``."""
    for line in lines:
        told = _LINE.fullmatch(line)
        assert told, line
        world.set_clock(at(told["at"]))
        if told["text"]:
            ts = world.write_message(channel, told["who"], told["text"], thread_ts=root or None)
            root = root or ts
        elif told["emoji"]:
            world.react(channel, root, told["who"], told["emoji"])
        elif told["edited"]:
            world.edit_message(channel, root, told["edited"])
        else:
            world.delete_message(channel, root)
    return root


async def check(world: StandIns, when: str, *, apply: bool = True, **parameters: Any) -> SlaReport:  # noqa: ANN401  those of the flow
    """Run check_sla when the stand-ins' clock is there too."""
    world.set_clock(at(when))
    outcome = await outcome_of(check_sla, at=at(when), apply=apply, **parameters)
    assert isinstance(outcome, SlaReport), outcome
    return outcome


async def sweep(
    world: StandIns,
    when: str,
    *,
    apply: bool = True,
    **parameters: Any,  # noqa: ANN401  those of the flow
) -> SweepReport:
    """Run sweep_questions when the stand-ins' clock is there too."""
    world.set_clock(at(when))
    outcome = await outcome_of(sweep_questions, at=at(when), apply=apply, **parameters)
    assert isinstance(outcome, SweepReport), outcome
    return outcome


async def outcome_of(flow: Any, **parameters: Any) -> object:  # noqa: ANN401  a Prefect flow
    """Run a flow; return its report, or the error it ended with."""
    state = await flow(return_state=True, **parameters)
    return await state.aresult(raise_on_failure=False)


async def check_twice(world: StandIns, when: str, **parameters: object) -> SlaReport:
    """Run check_sla; the run a second later must write nothing at all."""
    report = await check(world, when, **parameters)
    await nothing_more(world, check_sla, when, **parameters)
    return report


async def sweep_twice(world: StandIns, when: str, **parameters: object) -> SweepReport:
    """Run sweep_questions; the run a second later must write nothing at all."""
    report = await sweep(world, when, **parameters)
    await nothing_more(world, sweep_questions, when, **parameters)
    return report


async def nothing_more(world: StandIns, flow: Any, when: str, **parameters: object) -> None:  # noqa: ANN401
    """Run a flow a second after an instant; neither Slack nor GitHub changes."""
    later = at(when) + SECOND
    world.set_clock(later)
    before = everything(world)
    world.clear_requests()
    await outcome_of(flow, **({"at": later, "apply": True} | parameters))
    assert [one["arguments"] for one in posts(world)] == []
    assert everything(world) == before


def everything(world: StandIns) -> tuple[dict[str, Any], dict[str, Any]]:
    """All that is in Slack and on GitHub."""
    return slack_of(world), world.github()


def posts(world: StandIns) -> list[dict[str, Any]]:
    """The requests that wanted to post."""
    return world.requests("slack", "chat.postMessage")


def said(world: StandIns, root: str = "", channel: str = REPO) -> list[str]:
    """What Goalie said in a thread, or in the channel itself; oldest first."""
    roots = world.messages(channel)
    if not root:
        return [one["text"] for one in roots if one["user"] == "U0GOALIE"]
    (replies,) = [one["replies"] for one in roots if one["ts"] == root]
    return [one["text"] for one in replies if one["user"] == "U0GOALIE"]


def pings(text: str) -> list[str]:
    """Slack ids of the people that a text notifies, and whom else it would."""
    assert "<!here" not in text
    assert "<!channel" not in text
    assert "<!everyone" not in text
    assert "<!subteam" not in text
    return re.findall(r"<@(\w+)>", text)


def meanwhile(
    monkeypatch: pytest.MonkeyPatch, step: str, happens: Callable[[], object], *, after: bool
) -> None:
    """Make something happen in the middle of each run, before or after one of its steps."""
    module, _, name = step.rpartition(".")
    done = __import__(module, fromlist=[name])
    call = getattr(done, name)

    async def wrapped(*arguments: object, **named: object) -> object:
        if not after:
            happens()
        answer = await call(*arguments, **named)
        if after:
            happens()
        return answer

    monkeypatch.setattr(done, name, wrapped)


def latest_artifact(server: PrefectServer, key: str) -> dict[str, str]:
    """The newest artifact of a key."""
    answer = httpx.get(f"{server.url}/api/artifacts/{key}/latest", trust_env=False)
    found: dict[str, str] = answer.json()
    return found
