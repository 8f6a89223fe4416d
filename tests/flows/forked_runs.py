"""A run is a process of its own, forked from a warm one, and can be killed at any instant.

The warm process (``python -m tests.flows.forked_runs sync_rotation``) has imported everything a run
of that job needs, because importing Prefect costs more than the run itself. Nothing is altered but
in the child: a deadly call is wrapped there, after the fork.
"""

import asyncio
import contextlib
import functools
import importlib
import json
import os
import select
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from standins.control import StandIns
from tasks.settings import Settings, read_settings

ROOT = Path(__file__).resolve().parent.parent.parent
WARM = [
    "aiosqlite",
    "fastapi",
    "prefect.client.orchestration",
    "prefect.events.clients",
    "prefect.flow_engine",
    "prefect.task_engine",
    "sqlalchemy.dialects.postgresql.asyncpg",
    "sqlalchemy.dialects.sqlite.aiosqlite",
    "tasks.ledger.postgresql",
    "tasks.ledger.sqlite",
]
READY = "ready"
HANDED = ("GITHUB_", "GOALIE_", "JSM_", "OPSGENIE_", "SLACK_")
STUCK_SECONDS = 10
When = Literal["before", "after"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Death:
    """The run is killed just before or just after a call, the first or a later one of its kind."""

    when: When
    call: str
    nth: int = 1

    def __str__(self) -> str:
        return f"{self.when} {self.call.rpartition(':')[2]}" + f" {self.nth}" * (self.nth > 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a run ended: exit status 0, or minus the signal, and seconds since the flow began."""

    status: int
    seconds: float

    @property
    def was_killed(self) -> bool:
        return self.status == -signal.SIGKILL


@dataclass(frozen=True, slots=True)
class ForkedRuns:
    """The running warm process."""

    process: subprocess.Popen[str]

    def run(
        self,
        environment: Mapping[str, str],
        at: datetime,
        *,
        death: Death | None = None,
        kill_after: float | None = None,
    ) -> Ended:
        """Run the flow to its end, or kill it at a call or so many seconds after it began."""
        order = {
            "environment": dict(environment),
            "at": at.isoformat(),
            "death": None if death is None else asdict(death),
            "kill_after": kill_after,
        }
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return Ended(**json.loads(self._line()))

    def wait_until_ready(self) -> None:
        assert self._line() == READY

    def stop(self) -> None:
        self.process.communicate()

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@contextlib.contextmanager
def start_forked_runs(job: str = "sync_rotation") -> Iterator[ForkedRuns]:
    """Start the warm process of a job with this one's environment, and end it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.flows.forked_runs", job],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    runs = ForkedRuns(process)
    try:
        runs.wait_until_ready()
        yield runs
    finally:
        runs.stop()


def run_in_child(runs: ForkedRuns, world: StandIns, at: datetime, **how: object) -> Ended:
    """Run the flow in a process of its own; what it sent has arrived when this returns."""
    world.set_clock(at)
    handed = {key: value for key, value in os.environ.items() if key.startswith(HANDED)}
    ended = runs.run(handed, at, **how)  # type: ignore[arg-type]
    deadline = time.monotonic() + STUCK_SECONDS
    while any(r["status"] is None and not r["error"] for r in world.requests()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return ended


def serve_forever(job: str) -> None:
    """Fork a child for each order on standard input, and say how it ended."""
    for module in (f"flows.{job}", *WARM):
        importlib.import_module(module)
    from prefect import settings  # noqa: PLC0415  it costs a second

    # All is plain HTTP on loopback; reading certificates takes half of a run.
    ssl.SSLContext.load_verify_locations = lambda *_, **__: None  # type: ignore[method-assign]
    say(READY)
    quick = {
        settings.PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None,
        settings.PREFECT_LOGGING_TO_API_ENABLED: False,
    }
    with settings.temporary_settings(quick):
        for line in sys.stdin:
            say(json.dumps(fork(job, json.loads(line))))


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def fork(job: str, order: Mapping[str, Any]) -> dict[str, Any]:
    began, begin = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(began)
        run_and_exit(job, order, begin)
    os.close(begin)
    os.read(began, 1)  # nothing comes from a child that dies before
    start = time.monotonic()
    if order["kill_after"] is not None:
        # The end of the pipe, when the child ends by itself, ends the wait.
        select.select([began], [], [], order["kill_after"])
        os.kill(child, signal.SIGKILL)  # not reaped yet, so this is nobody else
    _, status = os.waitpid(child, 0)
    os.close(began)
    return {"status": os.waitstatus_to_exitcode(status), "seconds": time.monotonic() - start}


def run_and_exit(job: str, order: Mapping[str, Any], begin: int) -> None:
    """Be the run: never return into the warm process."""
    status = 1
    try:
        os.environ |= order["environment"]
        if order["death"] is not None:
            arm(Death(**order["death"]))
        asyncio.run(run_flow(job, order, begin))
        status = 0
    finally:
        os._exit(status)


async def run_flow(job: str, order: Mapping[str, Any], begin: int) -> None:
    def begun() -> Settings:
        os.write(begin, b"!")
        return read_settings()

    module = importlib.import_module(f"flows.{job}")
    for reader in (module, importlib.import_module("tasks.runs")):
        if hasattr(reader, "read_settings"):
            reader.read_settings = begun  # type: ignore[attr-defined]
    at = datetime.fromisoformat(order["at"])
    await getattr(module, job)(apply=True, at=at, return_state=True)


def arm(death: Death) -> None:
    """Make one call deadly in this process."""
    module, _, path = death.call.partition(":")
    *owners, name = path.split(".")
    owner: Any = functools.reduce(getattr, owners, importlib.import_module(module))
    setattr(owner, name, deadly(getattr(owner, name), death))


def deadly(call: Callable[..., Awaitable[Any]], death: Death) -> Callable[..., Awaitable[Any]]:
    calls = 0

    async def wrapped(*arguments: object, **named: object) -> object:
        nonlocal calls
        calls += 1
        is_this_one = calls == death.nth  # others may be under way at once
        if is_this_one and death.when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        answer = await call(*arguments, **named)
        if is_this_one:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    return wrapped


if __name__ == "__main__":
    serve_forever(sys.argv[1])
