"""Every test gets the stand-ins as their seed describes them, over HTTP."""

from collections.abc import Iterator

import pytest
import stamina
from slack_sdk.http_retry.handler import default_interval_calculator

from standins.control import StandIns

pytest_plugins = ["tests.databases", "tests.prefect_server", "tests.golden_files"]


@pytest.fixture(scope="session")
def standins_server() -> Iterator[StandIns]:
    with StandIns.start() as running:
        yield running


@pytest.fixture
def standins(standins_server: StandIns) -> StandIns:
    standins_server.reset()
    return standins_server


@pytest.fixture
def world(standins: StandIns, database_url: str, monkeypatch: pytest.MonkeyPatch) -> StandIns:
    """The stand-ins as the environment names them, and an empty ledger on each database."""
    for name, value in environment(standins, database_url).items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("SLACK_ADMIN_TOKEN", raising=False)
    return standins


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Clients try as often as ever, without waiting in between."""
    monkeypatch.setattr(
        default_interval_calculator, "calculate_sleep_duration", lambda _attempt: 0.0
    )
    with stamina.set_testing(True, attempts=100, cap=True):
        yield


def environment(standins: StandIns, database_url: str) -> dict[str, str]:
    return {
        "OPSGENIE_API_URL": standins.opsgenie_url,
        "OPSGENIE_API_KEY": "standin-opsgenie-key",
        "JSM_API_URL": standins.jsm_url,
        "JSM_SITE_URL": standins.site_url,
        "JSM_CLOUD_ID": "standin-cloud",
        "JSM_EMAIL": "goalie@acme.example",
        "JSM_API_TOKEN": "standin-jsm-token",
        "SLACK_API_URL": standins.slack_url,
        "SLACK_BOT_TOKEN": "xoxb-standin-goalie",
        "GITHUB_API_URL": standins.github_url,
        "GITHUB_TOKEN": "standin-github-token",
        "GOALIE_DATABASE_URL": database_url,
    }
