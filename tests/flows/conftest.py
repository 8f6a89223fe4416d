"""A flow meets the stand-ins on a real Prefect server, with team files of the test's own."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import stamina
from slack_sdk.http_retry.handler import default_interval_calculator

from cli.prefect_server import PrefectServer
from standins.control import StandIns
from tests.flows.scenario import TeamFiles


@pytest.fixture
def world(world: StandIns, prefect_server: PrefectServer) -> StandIns:
    """The stand-ins, and a Prefect server to run flows on."""
    del prefect_server
    return world


@pytest.fixture
def teams(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TeamFiles:
    """An empty folder of team files, and the environment says so."""
    folder = tmp_path / "teams"
    folder.mkdir()
    monkeypatch.setenv("GOALIE_TEAMS", str(folder))
    return TeamFiles(folder)


@pytest.fixture(autouse=True)
def _no_certificates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything here is plain HTTP on loopback; reading certificates takes half of a run."""
    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", lambda *_, **__: None)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Clients try as often as ever, without waiting in between."""
    monkeypatch.setattr(
        default_interval_calculator, "calculate_sleep_duration", lambda _attempt: 0.0
    )
    with stamina.set_testing(True, attempts=100, cap=True):
        yield
