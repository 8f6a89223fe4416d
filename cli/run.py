"""A job is run by hand through Prefect, and prints what it found, did and said."""

import asyncio
import json
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from prefect import Flow
from prefect.client.schemas.objects import State
from rich.console import Console

from cli import membership_report, requests_report
from cli.screen import open_screen
from domain.errors import BadInputError, GoalieError
from flows.check_sla import check_sla
from flows.sweep_questions import sweep_questions
from flows.sync_rotation import SyncReport, sync_rotation

JOBS: Mapping[str, Flow[..., Any]] = {
    flow.name: flow for flow in (sync_rotation, check_sla, sweep_questions)
}


def run_job(job: str, *, team: str | None, at: datetime | None, apply: bool, as_json: bool) -> int:
    """Run one job through Prefect and print what it did.

    Returns:
        The exit status: 0 done, 1 something failed or was held, 2 bad input.
    """
    with Console(stderr=True).status(f"{job} runs …"):
        state, outcome = asyncio.run(_run(JOBS[job], apply=apply, team=team, at=at))
    if outcome is None or isinstance(outcome, GoalieError):
        sys.stderr.write(f"{state.message}\n")
        return 2 if isinstance(outcome, BadInputError) else int(not state.is_completed())
    if as_json:
        json.dump(_json(outcome), sys.stdout, indent=2, ensure_ascii=False)
        sys.stdout.write("\n")
    else:
        print_outcome(outcome, open_screen())
    status: int = outcome.exit_status
    return status


async def _run(flow: Flow[..., Any], **parameters: Any) -> tuple[State[Any], Any]:  # noqa: ANN401
    """Run the flow; give its final state, and its report or the error it ended with."""
    run: Any = flow(return_state=True, **parameters)
    state: State[Any] = await run
    try:
        return state, await state.aresult(raise_on_failure=False)
    except GoalieError as error:
        return state, error


def print_outcome(report: SyncReport | requests_report.Report, console: Console) -> None:
    """Show a job's report for a person."""
    if isinstance(report, SyncReport):
        membership_report.print_report(report, console)
    else:
        requests_report.print_report(report, console)


def _json(report: SyncReport | requests_report.Report) -> dict[str, Any]:
    if isinstance(report, SyncReport):
        return membership_report.report_json(report)
    return requests_report.report_json(report)
