"""A week of Goalie in a minute: stand-ins, a Prefect server of its own, nothing to configure."""

import asyncio
import os
import re
import shutil
import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any

import httpx
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from cli.prefect_server import PrefectServer
from standins.control import StandIns
from tasks.settings import PROJECT_FOLDER

FOLDER = PROJECT_FOLDER / ".demo"
SCHEDULE = "b553cefc-2466-4ad2-ad0c-66937c790bbf"
GROUP = "S0SUPPORT"
CHANNELS = ("#repo-management", "#repo-management-ops")
DRAIN_SECONDS = 5
ON_CALLS = "GET /v2/schedules/on-calls"
OLD_ALIASES = "email_domain_aliases: {}"
NEW_ALIASES = "email_domain_aliases: {acme-corp.example: [acme.example]}"
_MENTION = re.compile(r"<@(\w+)>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One instant of the week: what happened before it, and one run of the job."""

    at: str
    story: str
    happens: Callable[[StandIns], None] = lambda _: None


def run_demo(*, stay: bool) -> int:
    """Play the week and show what each run planned, changed and posted.

    Args:
        stay: Keep the servers up afterwards, until Ctrl-C.

    Returns:
        The exit status: 0 when every run ended as the story says.
    """
    for how in (signal.SIGINT, signal.SIGTERM):  # a shell's `&` would have it ignore the first
        signal.signal(how, _leave)
    console = Console(width=max(Console().width, 100) if not sys.stdout.isatty() else None)
    shutil.rmtree(FOLDER, ignore_errors=True)
    with ExitStack() as stack:
        with console.status("Starting the stand-ins and a Prefect server …"):
            standins = stack.enter_context(StandIns.start())
            server = stack.enter_context(PrefectServer.start(FOLDER / "prefect"))
        os.environ |= {**server.environment, **_environment(standins)}
        _copy_team_file(PROJECT_FOLDER / "teams" / "repo-management.yaml")
        failures = asyncio.run(_play(standins, console))
        _drain()
        _say_where(console, server.url, standins.url, stay=stay)
        if stay:
            signal.pause()
    return 1 if failures else 0


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _environment(standins: StandIns) -> dict[str, str]:
    return {
        "OPSGENIE_API_URL": standins.opsgenie_url,
        "OPSGENIE_API_KEY": "standin-opsgenie-key",
        "SLACK_API_URL": standins.slack_url,
        "SLACK_BOT_TOKEN": "xoxb-standin-goalie",
        "GOALIE_DATABASE_URL": f"sqlite:///{FOLDER / 'goalie.sqlite3'}",
        "GOALIE_TEAMS": str(FOLDER / "teams"),
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    }


def _copy_team_file(shipped: Path) -> None:
    """Play on a copy: the week edits it once."""
    (FOLDER / "teams").mkdir(parents=True)
    shutil.copy(shipped, FOLDER / "teams")


def _scenes() -> list[Scene]:
    return [
        Scene(at="2026-11-09T08:55+01:00", story="Ada's week ends in five minutes."),
        Scene(at="2026-11-09T09:05+01:00", story="The handoff: Ben's week has begun."),
        Scene(at="2026-11-09T09:10+01:00", story="Five minutes later nothing is new."),
        Scene(
            at="2026-11-10T14:00+01:00",
            story="OpsGenie breaks: every request is answered with an error page.",
            happens=lambda s: s.add_fault("opsgenie", ON_CALLS, "html_500", times=-1),
        ),
        Scene(
            at="2026-11-10T14:05+01:00",
            story="OpsGenie is back.",
            happens=lambda s: s.clear_faults(),
        ),
        Scene(
            at="2026-11-11T12:00+01:00",
            story="Ben sees a doctor: Dana takes his afternoon with an override.",
            happens=lambda s: _override(
                s, "dana@acme.example", "2026-11-11T11:00:00Z", "2026-11-11T17:00:00Z"
            ),
        ),
        Scene(at="2026-11-11T18:05+01:00", story="The override is over."),
        Scene(
            at="2026-11-12T10:00+01:00",
            story="Somebody adds Gus to the group by hand, in Slack.",
            happens=lambda s: s.change_user_group(GROUP, members=["U0BEN", "U0GUS"]),
        ),
        Scene(
            at="2026-11-13T22:00+01:00",
            story="Nobody covers this night: an override to nobody.",
            happens=lambda s: _override(s, None, "2026-11-13T21:00:00Z", "2026-11-14T07:00:00Z"),
        ),
        Scene(at="2026-11-14T08:05+01:00", story="The night is over."),
        Scene(
            at="2026-11-16T09:05+01:00",
            story="Chidi's week begins. OpsGenie knows him by an address that Slack does not.",
        ),
        Scene(
            at="2026-11-16T09:10+01:00",
            story=f"The team adds to its file: {NEW_ALIASES}",
            happens=lambda _: _add_aliases(),
        ),
    ]


def _override(standins: StandIns, user: str | None, start: str, end: str) -> None:
    """Make an override through OpsGenie's own API, as a person would in its pages."""
    who = {"type": "user", "username": user} if user else {"type": "none"}
    httpx.post(
        f"{standins.opsgenie_url}/v2/schedules/{SCHEDULE}/overrides",
        headers={"Authorization": "GenieKey standin-opsgenie-key"},
        json={"user": who, "startDate": start, "endDate": end},
        trust_env=False,
    ).raise_for_status()


def _add_aliases() -> None:
    file = FOLDER / "teams" / "repo-management.yaml"
    file.write_text(file.read_text().replace(OLD_ALIASES, NEW_ALIASES))


async def _play(standins: StandIns, console: Console) -> int:
    """Run the job once a scene; count the runs that ended in an error of their own."""
    from cli.run import print_verdicts  # noqa: PLC0415  imports Prefect: after its environment
    from flows.sync_rotation import SyncReport, sync_rotation  # noqa: PLC0415

    failures = 0
    seen: set[str] = set()
    for scene in _scenes():
        at = datetime.fromisoformat(scene.at)
        standins.set_clock(at)
        scene.happens(standins)
        console.print(f"\n[bold cyan]{at:%a %d %b %H:%M}[/]  {escape(scene.story)}")
        with console.status("sync-rotation runs …"):
            state: Any = await sync_rotation(apply=True, at=at, return_state=True)
            report = await state.aresult(raise_on_failure=False)
        if not isinstance(report, SyncReport):
            failures += 1
            console.print(f"[red]{escape(str(state.message))}[/]")
            continue
        print_verdicts(report, console)
        console.print(f"run      {state.name}: {escape(report.sentence)}", soft_wrap=True)
        _print_new_messages(standins, console, seen)
    return failures


def _drain() -> None:
    """Let the server have the last log lines and events before it stops."""
    from prefect.events.worker import EventsWorker  # noqa: PLC0415
    from prefect.logging.handlers import APILogWorker  # noqa: PLC0415

    EventsWorker.drain_all(timeout=DRAIN_SECONDS)
    APILogWorker.drain_all(timeout=DRAIN_SECONDS)


def _print_new_messages(standins: StandIns, console: Console, seen: set[str]) -> None:
    """Show what the run posted, with names in place of ids."""
    names = {person["id"]: person["name"] for person in standins.state()["people"]}
    for channel in CHANNELS:
        for message in standins.messages(channel):
            if message["ts"] in seen:
                continue
            seen.add(message["ts"])
            text = _MENTION.sub(lambda m: f"@{names.get(m[1], m[1])}", message["text"])
            console.print(f"posted   [bold]{channel}[/]")
            console.print(Padding(escape(_plain(text)), (0, 0, 0, 9)))


def _plain(text: str) -> str:
    """Undo Slack's escaping, for the terminal."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _say_where(console: Console, prefect: str, standins: str, *, stay: bool) -> None:
    console.print("\n[bold]Where to look[/]")
    console.print(f"  Prefect, its runs and plans   {prefect}/runs")
    console.print(f"  Slack and every request       {standins}/")
    if stay:
        console.print("Both stay up until Ctrl-C.")
    else:
        console.print("Both are down again; [bold]make demo ARGS=--stay[/] keeps them up.")
