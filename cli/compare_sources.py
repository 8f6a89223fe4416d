"""OpsGenie and JSM Operations are compared before a team moves: a line for each schedule."""

import asyncio
import json
import logging
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from domain.errors import BadInputError
from domain.source_comparison import Comparison, Party, ScheduleRead
from domain.source_comparison.text import advise, describe, say_shortly, summarize
from domain.team import Team
from tasks.settings import read_settings
from tasks.source_comparison import compare_sources
from tasks.team_files import load_teams

_COLOURS = {"same": "green", "different": "bold red", "unknown": "magenta"}


def compare_teams(
    team: str | None, *, weeks: int, at: datetime | None, as_json: bool, console: Console
) -> int:
    """Compare every schedule of the teams in both services and print what was found.

    Args:
        team: One team's file name without ``.yaml``; all teams without it.
        weeks: How many weeks.
        at: Another instant than now from which to compare.
        as_json: Print JSON in place of the table.
        console: Where to print the table.

    Returns:
        The exit status: 0 all the same, 1 something is different or unknown, 2 a team file could
        not be used.

    Raises:
        BadInputError: A variable or every team file cannot be used.
    """
    clock = datetime.now(UTC)  # noqa: TID251  a command reads the clock once, as a flow does
    start = at or clock
    # Retries are told by what comes of them.
    logging.getLogger("stamina").setLevel(logging.CRITICAL)
    settings = read_settings()
    loaded = load_teams(settings.teams_folder, team)
    if not loaded.teams:
        raise BadInputError("\n".join(loaded.refused.values()))
    with Console(stderr=True).status("Reading both services …"):
        found = asyncio.run(compare_sources(loaded.teams, settings, start, weeks, clock))
    zone = next(iter(loaded.teams.values())).zone
    sentence = f"{summarize(found, start, weeks, zone)} {advise(found, start)}"
    status = 2 if loaded.refused else int(any(one.result != "same" for one in found))
    if as_json:
        answer = {"sentence": sentence, "exit_status": status, "weeks": weeks}
        answer |= {"from": start.isoformat(), "schedules": [_json(one) for one in found]}
        json.dump(answer, sys.stdout, indent=2, ensure_ascii=False)
        sys.stdout.write("\n")
    else:
        print_comparisons(found, loaded.teams, console)
        console.print(Text(sentence, "bold"))
    for refusal in loaded.refused.values():
        sys.stderr.write(f"{refusal}\n")
    return status


def print_comparisons(
    found: Sequence[Comparison], teams: Mapping[str, Team], console: Console
) -> None:
    """Show each schedule with what came of it, then what is not the same, without any colour."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Rotation", overflow="fold", max_width=36)
    table.add_column("Schedule", overflow="fold", max_width=36)
    table.add_column("OpsGenie against JSM", no_wrap=True)
    table.add_column("In short", overflow="fold")
    for one in found:
        result = Text(one.result, _COLOURS[one.result])
        table.add_row(Text(_rotation(one)), Text(_schedule(one)), result, Text(say_shortly(one)))
    console.print(table)
    for one in found:
        if lines := describe(one, teams[one.team].zone):
            _print_details(one, lines, console)


def _print_details(one: Comparison, lines: Sequence[tuple[str, str]], console: Console) -> None:
    console.print(Text(f"{_rotation(one)}, {_schedule(one)}", "bold"))
    for sentence, remedy in lines:
        grid = Table.grid()
        grid.add_row(Text("  • "), Text(sentence))
        if remedy:
            grid.add_row("", Text(f"→ {remedy}"))
        console.print(grid)
    console.print()


def _rotation(one: Comparison) -> str:
    return f"{one.team}/{one.rotation}"


def _schedule(one: Comparison) -> str:
    return one.left.name or one.right.name or one.schedule_id


def _json(one: Comparison) -> dict[str, Any]:
    return {
        "team": one.team,
        "rotation": one.rotation,
        "schedule": one.schedule_id,
        "result": one.result,
        **{read.service: _read_json(read) for read in (one.left, one.right)},
        "differences": [
            {
                "from": stretch.start.isoformat(),
                "until": stretch.end.isoformat(),
                "certain": stretch.is_certain,
                one.left.service: _parties_json(stretch.left),
                one.right.service: _parties_json(stretch.right),
            }
            for stretch in one.stretches
        ],
        "unknown": [{"sentence": gap.sentence, "remedy": gap.remedy} for gap in one.gaps],
    }


def _read_json(read: ScheduleRead) -> dict[str, str]:
    return {"id": read.id, "name": read.name}


def _parties_json(parties: frozenset[Party]) -> list[dict[str, str | None]]:
    ordered = sorted(parties, key=lambda party: party.name)
    return [{"slack_id": p.key if p.is_known else None, "name": p.name} for p in ordered]
