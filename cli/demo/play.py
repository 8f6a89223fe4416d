"""Two weeks of Goalie in a minute: stand-ins, a Prefect server of its own, nothing to configure."""

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

from cli.demo.story import EDITS, SCENES
from cli.prefect_server import PrefectServer
from cli.screen import open_screen
from domain.errors import GoalieError
from domain.mrkdwn import decode
from domain.words import count_words, enumerate_words
from standins.control import StandIns
from tasks.settings import PROJECT_FOLDER

FOLDER = PROJECT_FOLDER / ".demo"
PAGES = FOLDER / "digests"
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
    from cli.run import load_job  # noqa: PLC0415  imports Prefect: after its environment

    standins.board().play()
    failures = 0
    seen: set[str] = set()
    for scene in SCENES:
        at = datetime.fromisoformat(scene.at)
        standins.set_clock(at - timedelta(minutes=1))  # what happens, happens before the run
        scene.happens(standins, FOLDER / "teams")
        standins.set_clock(at)
        console.print(f"\n[bold cyan]{at:%a %d %b %H:%M}[/]  {escape(scene.story)}")
        with console.status(f"{scene.job} runs …"):
            run: Any = load_job(scene.job)(apply=True, at=at, return_state=True)
            state: Any = await run
            report = await state.aresult(raise_on_failure=False)
        if not _print_run(scene.job, state, report, console):
            failures += 1
        _print_new_messages(standins, console, seen)
    return failures


def _print_run(job: str, state: Any, report: Any, console: Console) -> bool:  # noqa: ANN401
    """Show what a run planned and its sentence; False where its input was bad."""
    from cli.reports.membership import print_verdicts  # noqa: PLC0415
    from flows.post_digest import DigestReport  # noqa: PLC0415
    from flows.sync_rotation import SyncReport  # noqa: PLC0415

    if report is None or isinstance(report, GoalieError):
        console.print(f"[red]{escape(str(state.message))}[/]")
        return False
    if isinstance(report, SyncReport):
        print_verdicts(report, console)
    if isinstance(report, DigestReport):
        _write_pages(report)
    console.print(f"[dim]{job}[/]  {state.name}: {escape(report.sentence)}", soft_wrap=True)
    return bool(report.exit_status != BAD_INPUT)


def _write_pages(report: Any) -> None:  # noqa: ANN401
    """Keep each digest as a page that looks like Slack."""
    from cli.preview.show import write_page  # noqa: PLC0415

    for team, digests in report.digests.items():
        for digest in digests:
            own = [m for m in report.messages[team] if m.subject == digest.occasion]
            write_page(digest, own, report.names, PAGES / f"{digest.ceremony}.html")


def _drain() -> None:
    """Let the server have the last log lines and events before it stops."""
    from prefect.events.worker import EventsWorker  # noqa: PLC0415
    from prefect.logging.handlers import APILogWorker  # noqa: PLC0415

    EventsWorker.drain_all(timeout=DRAIN_SECONDS)
    APILogWorker.drain_all(timeout=DRAIN_SECONDS)


def _print_new_messages(standins: StandIns, console: Console, seen: set[str]) -> None:
    """Show what the run posted, with names in place of ids; of a digest's thread how long it is."""
    names = {person["id"]: person["name"] for person in standins.state()["people"]}
    for channel in CHANNELS:
        for root in standins.messages(channel):
            new = [m for m in (root, *root.get("replies", ())) if _is_new(m, seen)]
            seen |= {message["ts"] for message in new}
            if new and new[0] is root and len(new) > 1:
                _print_message(new[0], channel, names, console)
                console.print(f"posted   [bold]{channel}[/], {_thread(new[1:])} in the thread")
                continue
            for message in new:
                place = channel if message is root else f"{channel}, in the thread"
                _print_message(message, place, names, console)
    _print_new_directs(standins, names, console, seen)


def _print_new_directs(
    standins: StandIns, names: dict[str, str], console: Console, seen: set[str]
) -> None:
    """Show how what the run wrote to somebody alone begins."""
    for channel in standins.state()["channels"]:
        if not channel["id"].startswith("D"):
            continue
        people = [names[user] for user in channel["members"] if user != "U0GOALIE"]
        for message in channel["messages"]:
            if _is_new(message, seen):
                seen.add(message["ts"])
                console.print(f"posted   [bold]to {enumerate_words(people)} alone[/]")
                head, _, rest = message["text"].partition("\n")
                more = f" … and {count_words(rest.count(chr(10)) + 1, 'line')}" if rest else ""
                said = f"{decode(head, names)}{more}"
                console.print(Padding(escape(said), (0, 0, 0, 9)))


def _is_new(message: dict[str, Any], seen: set[str]) -> bool:
    return "bot_id" in message and message["ts"] not in seen


def _thread(replies: list[dict[str, Any]]) -> str:
    pictures = sum(bool(reply.get("files")) for reply in replies)
    texts = len(replies) - pictures
    counts = [(texts, "reply", "replies"), (pictures, "picture", "pictures")]
    return enumerate_words([f"{n} {one if n == 1 else many}" for n, one, many in counts if n])


def _print_message(
    message: dict[str, Any], place: str, names: dict[str, str], console: Console
) -> None:
    console.print(f"posted   [bold]{place}[/]")
    console.print(Padding(escape(decode(message["text"], names)), (0, 0, 0, 9)))


def _say_where(console: Console, prefect: str, standins: str, *, stay: bool) -> None:
    console.print("\n[bold]Where to look[/]")
    console.print(f"  Prefect, its runs and plans   {prefect}/runs")
    console.print(f"  Slack and every request       {standins}/")
    console.print(f"  The digests, as in Slack      {PAGES}/*.html")
    if stay:
        console.print("Both stay up until Ctrl-C.")
    else:
        console.print("The servers are down again; [bold]make demo ARGS=--stay[/] keeps them up.")
