"""A job is run by hand through Prefect, and prints what it found, did and said."""

import asyncio
import json
import sys
from collections.abc import Mapping
from datetime import datetime
from importlib import import_module
from typing import Any

from prefect import Flow
from prefect.client.schemas.objects import State
from rich.console import Console

from cli.screen import open_screen
from domain.errors import BadInputError, GoalieError

REPORTS: Mapping[str, str] = {
    "sync-rotation": "cli.reports.membership",
    "check-sla": "cli.reports.requests",
    "sweep-questions": "cli.reports.requests",
    "post-digest": "cli.reports.digest",
    "hand-off-rotation": "cli.reports.handoff",
}
"""Job → the module that prints its report."""


def load_job(job: str) -> Flow[..., Any]:
    """Import one job alone: what the others need is seldom small."""
    name = job.replace("-", "_")
    flow: Flow[..., Any] = getattr(import_module(f"flows.{name}"), name)
    return flow


def run_job(job: str, *, team: str | None, at: datetime | None, apply: bool, as_json: bool) -> int:
    """Run one job through Prefect and print what it did.

    Returns:
        The exit status: 0 done, 1 something failed or was held, 2 bad input.
    """
    with Console(stderr=True).status(f"{job} runs …"):
        state, outcome = asyncio.run(_run(load_job(job), apply=apply, team=team, at=at))
    if outcome is None or isinstance(outcome, GoalieError):
        sys.stderr.write(f"{state.message}\n")
        return 2 if isinstance(outcome, BadInputError) else int(not state.is_completed())
    report = import_module(REPORTS[job])
    if as_json:
        json.dump(report.report_json(outcome), sys.stdout, indent=2, ensure_ascii=False)
        sys.stdout.write("\n")
    else:
        report.print_report(outcome, open_screen())
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
