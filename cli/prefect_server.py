"""A Prefect server of one's own: free loopback port, own folder, nothing left when it stops."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from domain.errors import GoalieError

START_SECONDS = 90  # the first start creates the database
STOP_SECONDS = 15
_QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",  # else locked-database errors on a fresh SQLite
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_LOGGING_SERVER_LEVEL": "WARNING",
    # On SQLite the recorder is otherwise several times slower than a short run.
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "50",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "50",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
}


class PrefectServerError(GoalieError):
    """The server did not start; the text has the end of what it said."""


@dataclass(slots=True)
class PrefectServer:
    """A running server.

    Attributes:
        url: Where people look.
        environment: What a process needs to use this server and no other.
    """

    url: str
    environment: Mapping[str, str]
    _process: subprocess.Popen[bytes]

    @classmethod
    def start(cls, home: Path) -> Self:
        """Start a server with an empty database in ``home`` and wait until it answers.

        Raises:
            PrefectServerError: It ended, or did not answer in time.
        """
        home.mkdir(parents=True, exist_ok=True)
        port = _free_port()
        url = f"http://127.0.0.1:{port}"
        environment = own_environment(home) | {"PREFECT_API_URL": f"{url}/api"}
        with (home / "server.log").open("wb") as log:
            process = subprocess.Popen(  # noqa: S603  our own interpreter and arguments
                [sys.executable, "-m", "prefect", "server", "start", "--port", str(port)],
                env=os.environ | environment,
                stdout=log,
                stderr=log,
                start_new_session=True,  # so that it ends with all its children
            )
        server = cls(url, environment, process)
        try:
            server._wait_until_ready(home / "server.log")
        except BaseException:
            server.stop()
            raise
        return server

    def stop(self) -> None:
        """End the server and every process it started."""
        for how in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self._process.pid, how)
            except ProcessLookupError:
                return
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                continue

    def __enter__(self) -> Self:
        """Run until the block ends."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the server."""
        self.stop()

    def _wait_until_ready(self, log: Path) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                break
            try:
                if httpx.get(f"{self.url}/api/health", trust_env=False, timeout=2).is_success:
                    return
            except httpx.TransportError:
                time.sleep(0.2)
        said = log.read_text(errors="replace")[-2000:]
        raise PrefectServerError(f"The Prefect server did not start:\n{said}")


def own_environment(home: Path) -> dict[str, str]:
    """Keep everything that Prefect writes inside ``home``."""
    return _QUIET | {
        "PREFECT_HOME": str(home),
        "PREFECT_PROFILES_PATH": str(home / "profiles.toml"),
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{home / 'prefect.db'}",
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
