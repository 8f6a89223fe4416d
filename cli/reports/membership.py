"""A rotation sync reads like its plan: a line for each group, one sentence for the whole."""

from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from cli.reports.said import print_end, run_json
from domain.membership import Change, Hold, Verdict
from domain.membership_text import describe, tag
from flows.sync_rotation import SyncReport

_COLOURS = {"change": "yellow", "disable": "yellow", "held": "red", "matches": "green"}


def print_report(report: SyncReport, console: Console) -> None:
    """Show each verdict, each message, then the run in one sentence."""
    print_verdicts(report, console)
    print_end(report, console)


def print_verdicts(report: SyncReport, console: Console) -> None:
    """Show the verdict on each rotation with its reasons."""
    for verdict in report.plan.verdicts:
        word = tag(verdict)
        where = escape(f"{verdict.team}/{verdict.rotation}")
        console.print(f"[{_COLOURS[word]}]{word:8}[/] [bold]{escape(handle(verdict))}[/]  {where}")
        for line in describe(verdict, report.zones[verdict.team], report.names):
            console.print(Padding(escape(line), (0, 0, 0, 9)))


def handle(verdict: Verdict) -> str:
    """Name the group of a verdict."""
    return verdict.handle if isinstance(verdict, Hold) else f"@{verdict.group.handle}"


def report_json(report: SyncReport) -> dict[str, Any]:
    """Say the same for a machine."""
    verdicts = [_verdict_json(verdict, report) for verdict in report.plan.verdicts]
    return run_json(report, (d.message for d in report.deliveries), rotations=verdicts)


def _verdict_json(verdict: Verdict, report: SyncReport) -> dict[str, Any]:
    group = verdict.group
    return {
        "team": verdict.team,
        "rotation": verdict.rotation,
        "user_group": handle(verdict),
        "verdict": tag(verdict),
        "members": sorted(group.members) if group else None,
        "wanted": sorted(verdict.after) if isinstance(verdict, Change) else None,
        "why": describe(verdict, report.zones[verdict.team], report.names),
        "problems": [
            {"kind": p.kind.value, "sentence": p.sentence, "remedy": p.remedy}
            for p in verdict.problems
        ],
    }
