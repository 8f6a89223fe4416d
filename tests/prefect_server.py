"""A pytest plugin: ``prefect_server`` is one real server for the session, in its own folder.

A flow called without it fails at once instead of starting a server on the user's own database.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.prefect_server import PrefectServer, own_environment

DRAIN_SECONDS = 10
_NOWHERE = Path(__file__).resolve().parent.parent / ".cache" / "prefect-without-server"
_NOWHERE.mkdir(parents=True, exist_ok=True)
# Before anything imports Prefect: its settings are read once.
os.environ |= own_environment(_NOWHERE)
os.environ["PREFECT_SERVER_ALLOW_EPHEMERAL_MODE"] = "false"
os.environ["PREFECT_LOGGING_LEVEL"] = "WARNING"
os.environ.pop("PREFECT_API_URL", None)


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrefectServer]:
    """Start the server; flows in this process and its children use it."""
    from prefect import settings  # noqa: PLC0415  pure tests do without it
    from prefect.events.worker import EventsWorker  # noqa: PLC0415
    from prefect.logging.handlers import APILogWorker  # noqa: PLC0415

    with (
        PrefectServer.start(tmp_path_factory.mktemp("prefect")) as server,
        pytest.MonkeyPatch.context() as patch,
    ):
        for name, value in server.environment.items():
            patch.setenv(name, value)
        quick = {
            settings.PREFECT_API_URL: f"{server.url}/api",
            settings.PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None,
            # A quarter of a run; the one test that reads what was logged switches it on.
            settings.PREFECT_LOGGING_TO_API_ENABLED: False,
        }
        with settings.temporary_settings(quick):
            yield server
            # What they hold goes to the server now; later they would look for it for a minute.
            for worker in (EventsWorker, APILogWorker):
                worker.drain_all(timeout=DRAIN_SECONDS)
