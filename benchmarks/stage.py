"""A stage is a Prefect server, the stand-ins and one generated company, in a temporary folder."""

import asyncio
import itertools
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from benchmarks.company import Company, environment, generate_seed, write_team_files
from cli.prefect_server import PrefectServer
from standins.control import StandIns

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State

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
        points: What they cost of GitHub's limit.
    """

    sentence: str
    seconds: float
    requests: Counter[tuple[str, str]]
    writes: int
    points: int = 0


@dataclass(slots=True, kw_only=True)
class Stage:
    """Where the job is run; ``show`` puts a company on it."""

    standins: StandIns
    server: PrefectServer
    folder: Path
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def show(
        self,
        company: Company,
        more: Mapping[str, Any] | None = None,
        team: Mapping[str, Any] | None = None,
    ) -> Mapping[str, str]:
        """Begin anew with a company and an empty ledger; give what a process needs to run there.

        Args:
            company: Who is there.
            more: Parts of the seed to put in place of the company's.
            team: Further parts of each team file.
        """
        folder = self.folder / f"company-{next(self._numbers)}"
        self.standins.reset(generate_seed(company) | dict(more or {}))
        write_team_files(company, folder / "teams", team or {})
        needed = environment(self.standins.url, folder)
        os.environ |= needed
        return {**self.server.environment, **needed, **_QUIET}

    def run(self, at: datetime, *, max_groups_changed: int = 25) -> Run:
        """Run the job in this process at an instant, which the stand-ins are set to.

        Raises:
            BenchmarkError: The run failed.
        """
        from flows.sync_rotation import sync_rotation  # noqa: PLC0415  imports Prefect

        parameters = {"apply": True, "at": at, "max_groups_changed": max_groups_changed}
        return self._run(at, sync_rotation(**parameters, return_state=True))

    def run_digests(self, at: datetime) -> Run:
        """Run the job of the digests at an instant, which the stand-ins are set to.

        Raises:
            BenchmarkError: The run failed.
        """
        from flows.post_digest import post_digest  # noqa: PLC0415  imports Prefect

        self.standins.set_clock(at)
        before = self.github_points()
        run = self._run(at, post_digest(apply=True, at=at, return_state=True))
        return replace(run, points=self.github_points() - before)

    def github_points(self) -> int:
        """What was spent of GitHub's limit in this hour of the stand-ins."""
        token = os.environ["GITHUB_TOKEN"]
        answer = httpx.get(
            f"{self.standins.github_url}/rate_limit",
            headers={"Authorization": f"Bearer {token}"},
            trust_env=False,
        )
        return int(answer.raise_for_status().json()["resources"]["graphql"]["used"])

    def run_empty(self) -> float:
        """Run a flow without any work in this process; give its wall seconds."""
        return asyncio.run(_run_empty())

    def _run(self, at: datetime, flow: "Awaitable[State[Any]]") -> Run:
        self.standins.set_clock(at)
        self.standins.clear_requests()
        state, seconds = asyncio.run(_time(flow))
        if not state.is_completed():
            raise BenchmarkError(f"The run ended {state.name}: {state.message}")
        received = self.standins.requests()
        return Run(
            sentence=state.message or "",
            seconds=seconds,
            requests=Counter((one["system"], one["method"]) for one in received),
            writes=sum(1 for one in received if one["write"]),
        )


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


async def _time(flow: "Awaitable[State[Any]]") -> "tuple[State[Any], float]":
    start = time.monotonic()
    state = await flow
    return state, time.monotonic() - start


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
