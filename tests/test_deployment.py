"""The register works on a real server: deployed with Prefect's own command, run by a worker."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from cli.prefect_server import PrefectServer
from standins.control import StandIns
from tests.conftest import environment

ROOT = Path(__file__).resolve().parent.parent
DEPLOYMENT = "sync-rotation/sync-rotation"
PATIENCE = 60  # seconds


@pytest.fixture(scope="module")
def outside(
    standins_server: StandIns,
    prefect_server: PrefectServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, str]:
    """The environment of somebody who works with the stand-ins and the server from a shell."""
    ledger = f"sqlite:///{tmp_path_factory.mktemp('outside') / 'goalie.sqlite3'}"
    return {
        **os.environ,
        **prefect_server.environment,
        **environment(standins_server, ledger),
        "PREFECT_LOGGING_TO_API_ENABLED": "false",  # a quarter of a run
    }


@pytest.fixture(scope="module")
def deployed(outside: dict[str, str]) -> str:
    """Deploy with `goalie deploy`, which calls Prefect's own deploy; what it said."""
    return call(outside, "-m", "cli", "deploy")


@pytest.fixture
def worker(standins: StandIns, deployed: str, outside: dict[str, str]) -> Iterator[None]:
    """A worker of the pool, as a process of its own, at stand-ins as their seed describes them."""
    del standins
    command = [sys.executable, "-m", "prefect", "worker", "start", "--pool", "goalie"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=outside, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    yield
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def call(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def ask(server: PrefectServer, path: str, **body: object) -> object:
    answer = httpx.post(f"{server.url}/api/{path}", json=body, trust_env=False)
    answer.raise_for_status()
    return answer.json()


def eventually_some(server: PrefectServer, path: str, **body: object) -> list:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := ask(server, path, **body):
            return found
        time.sleep(0.5)
    pytest.fail(f"nothing came of {path} {json.dumps(body)} within {PATIENCE} s")


def test_a_deployed_job_is_scheduled_run_by_a_worker_and_completes(
    worker: None, outside: dict[str, str], prefect_server: PrefectServer
) -> None:
    # Scheduled runs are inserted: under SQLAlchemy 2.1 none would be.
    scheduled = eventually_some(
        prefect_server,
        "flow_runs/filter",
        flow_runs={"state": {"type": {"any_": ["SCHEDULED"]}}, "tags": {"all_": ["goalie"]}},
        deployments={"name": {"any_": ["sync-rotation"]}},
    )
    assert len(scheduled) > 1
    assert all(run["parameters"] == {"apply": False} for run in scheduled)
    said = call(outside, "-m", "prefect", "deployment", "run", DEPLOYMENT, "--watch")
    assert "finished successfully" in re.sub(r"\s+", " ", said)
    completed = ask(
        prefect_server,
        "flow_runs/filter",
        flow_runs={"state": {"type": {"any_": ["COMPLETED"]}}},
        deployments={"name": {"any_": ["sync-rotation"]}},
    )
    assert completed[-1]["state"]["message"] == "Every group already matches its schedule."
    artifact = ask(prefect_server, "artifacts/latest/filter", artifacts={})
    assert any(a["key"] == "sync-rotation-plan" for a in artifact)


def test_what_has_left_the_register_is_removed(
    deployed: str, outside: dict[str, str], prefect_server: PrefectServer
) -> None:
    (ours,) = ask(
        prefect_server, "deployments/filter", deployments={"name": {"any_": ["sync-rotation"]}}
    )
    ask(
        prefect_server,
        "deployments/",
        name="swept-away",
        flow_id=ours["flow_id"],
        tags=["goalie"],
        entrypoint=ours["entrypoint"],
    )
    assert "Removed swept-away" in call(outside, "-m", "cli", "deploy")
    names = {d["name"] for d in ask(prefect_server, "deployments/filter")}
    assert "swept-away" not in names
    assert "sync-rotation" in names


def test_deploying_without_a_server_says_what_to_do(outside: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cli", "deploy"],
        cwd=ROOT,
        env={name: value for name, value in outside.items() if name != "PREFECT_API_URL"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("PREFECT_API_URL is not set: start a server")
