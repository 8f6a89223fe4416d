"""A stage is a Prefect server, the stand-ins and one generated company, in a temporary folder."""

import asyncio
import itertools
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.company import Company, environment, generate_seed, write_team_files
from cli.prefect_server import PrefectServer
from standins.control import StandIns

DRAIN_SECONDS = 5
_QUIET = {"PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL"}


class BenchmarkError(Exception):
    """What was to be measured did not happen; the text says what happened in its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of the job.

    Attributes:
        sentence: Its final state's message.
        seconds: Wall time around the flow.
        requests: (system, method) → how often it was called.
        writes: How many of these requests could change something.
    """

    sentence: str
    seconds: float
    requests: Counter[tuple[str, str]]
    writes: int


@dataclass(slots=True, kw_only=True)
class Stage:
    """Where the job is run; ``show`` puts a company on it."""

    standins: StandIns
    server: PrefectServer
    folder: Path
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def show(self, company: Company, more: Mapping[str, Any] | None = None) -> Mapping[str, str]:
        """Begin anew with a company and an empty ledger; give what a process needs to run there.

        Args:
            company: Who is there.
            more: Parts of the seed to put in place of the company's.
        """
        folder = self.folder / f"company-{next(self._numbers)}"
        self.standins.reset(generate_seed(company) | dict(more or {}))
        write_team_files(company, folder / "teams")
        needed = environment(self.standins.url, folder)
        os.environ |= needed
        return {**self.server.environment, **needed, **_QUIET}

    def run(self, at: datetime, *, max_groups_changed: int = 25) -> Run:
        """Run the job in this process at an instant, which the stand-ins are set to.

        Raises:
            BenchmarkError: The run failed.
        """
        self.standins.set_clock(at)
        self.standins.clear_requests()
        sentence, seconds = asyncio.run(_run(at, max_groups_changed))
        received = self.standins.requests()
        return Run(
            sentence=sentence,
            seconds=seconds,
            requests=Counter((one["system"], one["method"]) for one in received),
            writes=sum(1 for one in received if one["write"]),
        )

    def run_empty(self) -> float:
        """Run a flow without any work in this process; give its wall seconds."""
        return asyncio.run(_run_empty())


@contextmanager
def open_stage() -> Iterator[Stage]:
    """Start everything, and leave nothing behind."""
    with (
        tempfile.TemporaryDirectory(prefix="goalie-benchmarks-") as name,
        StandIns.start() as standins,
        PrefectServer.start(Path(name) / "prefect") as server,
    ):
        # Before anything imports Prefect: its settings are read once.
        os.environ |= {**server.environment, **_QUIET}
        try:
            yield Stage(standins=standins, server=server, folder=Path(name))
        finally:
            _drain()


async def _run(at: datetime, max_groups_changed: int) -> tuple[str, float]:
    from flows.sync_rotation import sync_rotation  # noqa: PLC0415  imports Prefect

    start = time.monotonic()
    state = await sync_rotation(
        apply=True, at=at, max_groups_changed=max_groups_changed, return_state=True
    )
    seconds = time.monotonic() - start
    if not state.is_completed():
        raise BenchmarkError(f"The run ended {state.name}: {state.message}")
    return state.message or "", seconds


async def _run_empty() -> float:
    from benchmarks.empty_flow import do_nothing  # noqa: PLC0415  imports Prefect

    start = time.monotonic()
    await do_nothing()
    return time.monotonic() - start


def _drain() -> None:
    """Let the server have the last log lines and events before it stops."""
    if "prefect" not in sys.modules:
        return
    from prefect.events.worker import EventsWorker  # noqa: PLC0415
    from prefect.logging.handlers import APILogWorker  # noqa: PLC0415

    EventsWorker.drain_all(timeout=DRAIN_SECONDS)
    APILogWorker.drain_all(timeout=DRAIN_SECONDS)
