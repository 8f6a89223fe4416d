"""A policy is run over the past, to see how much it would have said before it is switched on."""

import asyncio
import csv
import json
import sys
from collections.abc import Sequence
from dataclasses import replace as changed
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from cli.replay_json import as_json as to_json
from domain.errors import BadInputError
from domain.membership_text import local_time
from domain.replay import Replay, replay
from domain.replay_text import (
    CSV_HEAD,
    FIGURES_HEAD,
    RUNGS,
    bars,
    csv_rows,
    figure_rows,
    inert,
    notes,
    per_day,
    rung_rows,
    say_per_day,
    worst_lines,
)
from domain.request_text import BlindSpots
from domain.standing import Context
from domain.team import Team
from domain.team_requests import TeamRequests
from domain.words import count_words
from tasks.request_history import load_asked_teams, read_past
from tasks.settings import Settings, read_settings
from tasks.team_files import load_team

BAR_WIDTH = 40
NAMES = 2  # columns at the left of a table that are never broken


def replay_policy(
    days: int,
    *,
    team: str | None,
    policy: Path | None,
    at: datetime | None,
    csv_file: Path | None,
    as_json: bool,
    console: Console,
) -> int:
    """Read a team's channels, run a policy over them, and print what it would have said.

    Args:
        days: How long a past.
        team: One team's file name without ``.yaml``.
        policy: Another team file to run in place of the team's own.
        at: Another end of the past than now.
        csv_file: Where to write one row per request.
        as_json: Print JSON in place of the tables.
        console: Where to print the tables.

    Returns:
        The exit status: 0, or 1 where something could not be read.

    Raises:
        BadInputError: A file cannot be used, or several teams are meant.
    """
    clock = datetime.now(UTC)  # noqa: TID251  a command reads the clock once, as a flow does
    settings = read_settings()
    name, played = choose_policy(settings, team, policy)
    end = at or clock
    if end > clock and not settings.is_rehearsal:
        raise BadInputError("The past ends now at the latest: give an earlier --at.")
    # What is read now is remembered as of now, unless time itself is pretended.
    reading_at = end if settings.is_rehearsal else clock
    requests = _read(name, played, end - timedelta(days=days), reading_at)
    context = changed(requests.context, now=end)
    done = replay(
        [standing.request for standing in requests.standings],
        requests.rules,
        requests.targets,
        context,
        end - timedelta(days=days),
    )
    if csv_file is not None:
        write_csv(done, context, csv_file)
    if as_json:
        json.dump(to_json(done, requests.blind, context), sys.stdout, indent=2, ensure_ascii=False)
        sys.stdout.write("\n")
    else:
        print_replay(done, requests.blind, context, console)
    return 1 if requests.blind.unread or requests.blind.few_items else 0


def choose_policy(settings: Settings, team: str | None, policy: Path | None) -> tuple[str, Team]:
    """Find the team file to run.

    Raises:
        BadInputError: There is none, or there are several.
    """
    if policy is not None:
        played = load_team(policy)
        if played.requests is None:
            raise BadInputError(f"{policy.name} watches no requests: add `requests` to it.")
        return team or policy.stem, played
    teams = load_asked_teams(settings, team)
    if len(teams) > 1:
        raise BadInputError(f"Several teams watch requests: --team {' or --team '.join(teams)}.")
    ((name, own),) = teams.items()
    return name, own


def _read(name: str, team: Team, since: datetime, now: datetime) -> TeamRequests:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    hidden = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as progress:
        bar = progress.add_task("Reading channels and threads", total=None)

        def tell(count: int, total: int) -> None:
            progress.update(bar, completed=count, total=total)

        return asyncio.run(read_past(name, team, since, now, tell))


def print_replay(done: Replay, blind: BlindSpots, context: Context, console: Console) -> None:
    """Show how often, on which step, how soon and how late, without any need of colour."""
    zone = context.team.zone
    asked = count_words(len(done.standings), "request")
    console.print(
        Text(f"{context.team.name}, {local_time(done.start, zone)} to {local_time(done.end, zone)}")
    )
    console.print(Text(f"{asked} opened. {say_per_day(done, context)}", "bold"))
    _print_bars(done, context, console)
    _print_table(("About", *RUNGS.values()), rung_rows(done), "What was told, by step", console)
    figures = figure_rows(done, context)
    _print_table(FIGURES_HEAD, figures, "How soon, in the time that counts", console)
    _print_worst(done, context, console)
    said = [*notes(done, context), *blind.beyond_requests()]
    if said:
        console.print(Text("\nTo know", "bold"))
        for note in said:
            console.print(Text(f"• {note}"))


def _print_bars(done: Replay, context: Context, console: Console) -> None:
    shown = bars(done, context)
    most = max((bar.count for bar in shown), default=0)
    if not most:
        return
    weekly = len(shown) < len(per_day(done, context))
    console.print(Text(f"\nReminders {'by week' if weekly else 'by day'}", "bold"))
    for bar in shown:
        length = -(-bar.count * BAR_WIDTH // most)
        day = f"{bar.first:%a} {bar.first.day:>2} {bar.first:%b}"
        console.print(Text(f"  {day}  {'█' * length} {bar.count or '·'}"))


def _print_table(
    head: Sequence[str], rows: Sequence[Sequence[str]], heading: str, console: Console
) -> None:
    if not rows:
        return
    console.print(Text(f"\n{heading}", "bold"))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for nth, column in enumerate(head):
        numeric = all(row[nth].isdigit() or not row[nth] for row in rows)
        justify: Literal["left", "right"] = "right" if numeric else "left"
        table.add_column(column, justify=justify, overflow="fold", no_wrap=nth < NAMES)
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(table)


def _print_worst(done: Replay, context: Context, console: Console) -> None:
    lines = list(worst_lines(done, context))
    if not lines:
        return
    console.print(Text("\nThe worst", "bold"))
    for late, what, link in lines:
        console.print(Text(f"  {late}: {what}"))
        console.print(Text(f"    {link}"), soft_wrap=True)


def write_csv(done: Replay, context: Context, file: Path) -> None:
    """Write one row per request; no cell is a formula.

    Raises:
        BadInputError: The file cannot be written.
    """
    try:
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(CSV_HEAD)
            writer.writerows([inert(cell) for cell in row] for row in csv_rows(done, context))
    except OSError as error:
        raise BadInputError(f"{file} cannot be written: {error.strerror}.") from None
