"""What was checked is one table: a line for each thing, and under what is not well its remedy."""

import asyncio
import json
import logging
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cli.screen import open_screen
from domain.check.finding import Finding, Result, exit_status, summarize
from domain.check.report import check_all
from tasks.check.gather import gather_facts
from tasks.settings import read_settings

_COLOURS = {
    Result.OK: "green",
    Result.WARNING: "yellow",
    Result.FAILED: "bold red",
    Result.UNKNOWN: "magenta",
}


def check_teams(team: str | None, *, as_json: bool, at: datetime | None = None) -> int:
    """Check everything the teams need and print what was found.

    Args:
        team: One team's file name without ``.yaml``; all teams without it.
        as_json: Print JSON in place of the table.
        at: Another instant than now from which to look four weeks ahead.

    Returns:
        The exit status: 0 all is well, 1 something failed or is unknown, 2 bad input.
    """
    clock = datetime.now(UTC)  # noqa: TID251  a command reads the clock once, as a flow does
    # Retries are told by what comes of them.
    logging.getLogger("stamina").setLevel(logging.CRITICAL)
    progress = Console(stderr=True)
    with progress.status("Reading the team files") as status:
        gathering = gather_facts(
            read_settings(), team, at=at or clock, clock=clock, tell=status.update
        )
        findings = check_all(asyncio.run(gathering))
    _print_json(findings) if as_json else print_findings(findings, open_screen())
    return exit_status(findings)


def print_findings(findings: Sequence[Finding], console: Console) -> None:
    """Show the findings under their areas, then the whole in one sentence."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column("What", overflow="fold", max_width=36)
    table.add_column("Result", no_wrap=True)
    table.add_column("Detail", overflow="fold")
    area = None
    for finding in findings:
        if finding.area != area:
            area = finding.area
            table.add_row(f"[bold]{escape(area)}[/]")
        _add(table, finding)
    console.print(table)
    console.print(f"\n[bold]{escape(summarize(findings))}[/]")


def _add(table: Table, finding: Finding) -> None:
    colour = _COLOURS[finding.result]
    remedy = f"\n[dim]→[/] {escape(finding.remedy)}" if finding.remedy else ""
    table.add_row(
        f"  {escape(finding.subject)}",
        f"[{colour}]{finding.result.value}[/]",
        escape(finding.detail) + remedy,
    )


def _print_json(findings: Sequence[Finding]) -> None:
    keys = ("area", "subject", "result", "detail", "remedy")
    shown = [{key: asdict(finding)[key] for key in keys} for finding in findings]
    answer = {"findings": shown, "exit_status": exit_status(findings)}
    json.dump(answer, sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
