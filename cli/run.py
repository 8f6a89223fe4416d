"""A job run by hand reads like its plan: one line for each group, one sentence for the whole."""

import asyncio
import json
import sys
from datetime import datetime
from typing import Any

from prefect.client.schemas.objects import State
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from domain.errors import BadInputError, GoalieError
from domain.membership import Change, Hold, Verdict
from domain.membership_text import describe, tag
from flows.sync_rotation import SyncReport, sync_rotation

_COLOURS = {"change": "yellow", "disable": "yellow", "held": "red", "matches": "green"}


def run_job(job: str, *, team: str | None, at: datetime | None, apply: bool, as_json: bool) -> int:
    """Run one job through Prefect and print what it did.

    Returns:
        The exit status: 0 done, 1 something failed or was held, 2 bad input.
    """
    assert job == "sync-rotation"  # noqa: S101  the command line knows the jobs
    with Console(stderr=True).status(f"{job} runs …"):
        state, outcome = asyncio.run(_run(apply=apply, team=team, at=at))
    if isinstance(outcome, SyncReport):
        _print_json(outcome) if as_json else print_report(outcome, Console())
        return outcome.exit_status
    sys.stderr.write(f"{state.message}\n")
    return 2 if isinstance(outcome, BadInputError) else 1


async def _run(**parameters: Any) -> tuple[State[Any], Any]:  # noqa: ANN401
    """Run the flow; give its final state, and its report or the error it ended with."""
    state: State[Any] = await sync_rotation(return_state=True, **parameters)
    try:
        return state, await state.aresult(raise_on_failure=False)
    except GoalieError as error:
        return state, error


def print_report(report: SyncReport, console: Console) -> None:
    """Show each verdict, each message, then the run in one sentence."""
    print_verdicts(report, console)
    for delivery in report.deliveries:
        console.print(f"message  {escape(delivery.sentence)}")
    console.print(f"\n[bold]{escape(report.sentence)}[/]", soft_wrap=True)


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


def _print_json(report: SyncReport) -> None:
    json.dump(_as_json(report), sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")


def _as_json(report: SyncReport) -> dict[str, Any]:
    return {
        "sentence": report.sentence,
        "exit_status": report.exit_status,
        "applied": report.applied,
        "rotations": [_verdict_json(v, report) for v in report.plan.verdicts],
        "messages": [
            {"key": d.message.key, "outcome": d.outcome, "reason": d.reason}
            for d in report.deliveries
        ],
        "refused": list(report.refused),
        "locked": list(report.locked),
    }


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
