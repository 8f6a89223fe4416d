"""A flow meets the stand-ins on a real Prefect server, with team files of the test's own."""

import ssl
from pathlib import Path

import pytest

from cli.prefect_server import PrefectServer
from standins.control import StandIns
from tasks.clients.github import client as github_client
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
def _no_waiting(no_waiting: None) -> None:
    """Clients try as often as ever, without waiting in between."""


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests to GitHub follow each other at once."""
    connect = github_client._github  # noqa: SLF001  the one place that knows the pace
    monkeypatch.setattr(github_client, "_github", lambda access, _between: connect(access, 0))
