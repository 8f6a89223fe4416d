"""A week of Goalie in a minute: stand-ins, a Prefect server of its own, nothing to configure."""

import asyncio
import os
import shutil
import signal
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from cli.demo_story import EDITS, SCENES
from cli.prefect_server import PrefectServer
from cli.screen import open_screen
from domain.errors import GoalieError
from domain.mrkdwn import decode
from standins.control import StandIns
from tasks.settings import PROJECT_FOLDER

FOLDER = PROJECT_FOLDER / ".demo"
CHANNELS = ("#repo-management", "#repo-management-ops", "#ask-engineering")
DRAIN_SECONDS = 5
BAD_INPUT = 2  # the exit status


def run_demo(*, stay: bool) -> int:
    """Play the week and show what each run planned, changed and posted.

    Args:
        stay: Keep the servers up afterwards, until Ctrl-C.

    Returns:
        The exit status: 0 when every run ended as the story says.
    """
    for how in (signal.SIGINT, signal.SIGTERM):  # a shell's `&` would have it ignore the first
        signal.signal(how, _leave)
    console = open_screen()
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
        "GITHUB_API_URL": standins.github_url,
        "GITHUB_TOKEN": "standin-github-token",
        "GOALIE_DATABASE_URL": f"sqlite:///{FOLDER / 'goalie.sqlite3'}",
        "GOALIE_TEAMS": str(FOLDER / "teams"),
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    }


def _copy_team_file(shipped: Path) -> None:
    """Play on a copy with Acme's people in it: the story edits it once more."""
    (FOLDER / "teams").mkdir(parents=True)
    text = shipped.read_text()
    for written, instead in EDITS.items():
        text = text.replace(written, instead)
    (FOLDER / "teams" / shipped.name).write_text(text)


async def _play(standins: StandIns, console: Console) -> int:
    """Run each scene's job; count the runs that ended in an error of their own."""
    from cli.run import JOBS  # noqa: PLC0415  imports Prefect: after its environment

    failures = 0
    seen: set[str] = set()
    for scene in SCENES:
        at = datetime.fromisoformat(scene.at)
        standins.set_clock(at - timedelta(minutes=1))  # what happens, happens before the run
        scene.happens(standins, FOLDER / "teams")
        standins.set_clock(at)
        console.print(f"\n[bold cyan]{at:%a %d %b %H:%M}[/]  {escape(scene.story)}")
        with console.status(f"{scene.job} runs …"):
            run: Any = JOBS[scene.job](apply=True, at=at, return_state=True)
            state: Any = await run
            report = await state.aresult(raise_on_failure=False)
        if not _print_run(scene.job, state, report, console):
            failures += 1
        _print_new_messages(standins, console, seen)
    return failures


def _print_run(job: str, state: Any, report: Any, console: Console) -> bool:  # noqa: ANN401
    """Show what a run planned and its sentence; False where its input was bad."""
    from cli.membership_report import print_verdicts  # noqa: PLC0415
    from flows.sync_rotation import SyncReport  # noqa: PLC0415

    if report is None or isinstance(report, GoalieError):
        console.print(f"[red]{escape(str(state.message))}[/]")
        return False
    if isinstance(report, SyncReport):
        print_verdicts(report, console)
    console.print(f"[dim]{job}[/]  {state.name}: {escape(report.sentence)}", soft_wrap=True)
    return bool(report.exit_status != BAD_INPUT)


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
        for root in standins.messages(channel):
            for message in (root, *root.get("replies", ())):
                if "bot_id" not in message or message["ts"] in seen:
                    continue
                seen.add(message["ts"])
                place = channel if message is root else f"{channel}, in the thread"
                console.print(f"posted   [bold]{place}[/]")
                text = decode(message["text"], names)
                console.print(Padding(escape(text), (0, 0, 0, 9)))


def _say_where(console: Console, prefect: str, standins: str, *, stay: bool) -> None:
    console.print("\n[bold]Where to look[/]")
    console.print(f"  Prefect, its runs and plans   {prefect}/runs")
    console.print(f"  Slack and every request       {standins}/")
    if stay:
        console.print("Both stay up until Ctrl-C.")
    else:
        console.print("Both are down again; [bold]make demo ARGS=--stay[/] keeps them up.")
