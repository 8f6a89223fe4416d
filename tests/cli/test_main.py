"""The goalie command, as a person types it, against the stand-ins and a real server."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
import yaml

from cli.main import main
from cli.prefect_server import PrefectServer
from standins.control import StandIns
from tests.conftest import environment

ROOT = Path(__file__).resolve().parents[2]
AT = "2026-11-09T09:05+01:00"


Goalie = Callable[..., tuple[int, str, str]]


@pytest.fixture
def outside(standins: StandIns, prefect_server: PrefectServer, tmp_path: Path) -> dict[str, str]:
    ledger = f"sqlite:///{tmp_path / 'goalie.sqlite3'}"
    return {
        **os.environ,
        **prefect_server.environment,
        **environment(standins, ledger),
        "PREFECT_LOGGING_TO_API_ENABLED": "false",  # a quarter of a run
    }


@pytest.fixture
def goalie(
    outside: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Goalie:
    """Type a command, without a process of its own: Prefect takes seconds to import."""

    def type_command(*arguments: str, **changes: str) -> tuple[int, str, str]:
        # What the command itself puts into the environment goes when the test ends.
        outside["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"] = "CRITICAL"
        for name, value in (outside | changes).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["goalie", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return type_command


def in_a_process(outside: dict[str, str], *arguments: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        cwd=ROOT,
        env=outside,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_a_run_by_hand_shows_its_plan_and_ends_with_the_sentence(outside: dict[str, str]) -> None:
    status, out, err = in_a_process(outside, "run", "sync-rotation")
    assert (status, err) == (0, "")
    assert out.startswith("matches  @repo-management-support  repo-management/support\n")
    assert "Ada Marin is on call in repo-management-support" in out
    assert out.endswith("Every group already matches its schedule.\n")


def test_json_says_the_same_for_a_machine(goalie: Goalie, standins: StandIns) -> None:
    status, out, _ = goalie("run", "sync-rotation", "--at", AT, "--json")
    report = json.loads(out)
    assert status == report["exit_status"] == 1
    (rotation,) = report["rotations"]
    assert rotation["verdict"] == "held"
    assert rotation["members"] == ["U0ADA"]
    assert rotation["problems"][0]["kind"] == "unconfirmed_takeover"
    assert not standins.requests(write=True)


@pytest.mark.parametrize(
    ("arguments", "changes", "says"),
    [
        (["--team", "nope"], {}, "There is no team 'nope'"),
        (["--at", "tomorrow"], {}, "write one such as 2026-11-09T09:00+01:00"),
        (["--at", "2026-11-09"], {}, "write one such as 2026-11-09T09:00+01:00"),
        ([], {"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN is not set"),
        ([], {"OPSGENIE_API_KEY": ""}, "OPSGENIE_API_KEY is not set"),
        ([], {"OPSGENIE_API_URL": "http://api.opsgenie.com"}, "sends tokens over plain http"),
        ([], {"GOALIE_TEAMS": "/nowhere"}, "There is no team file in /nowhere"),
        ([], {"GOALIE_DATABASE_URL": "mysql://x"}, "GOALIE_DATABASE_URL"),
        (
            ["--apply", "--at", AT],
            {"SLACK_API_URL": "https://slack.com/api"},
            "An apply run writes what is true now",
        ),
    ],
)
def test_bad_input_gets_one_sentence_and_status_2(
    goalie: Goalie,
    standins: StandIns,
    arguments: list[str],
    changes: dict[str, str],
    says: str,
) -> None:
    status, out, err = goalie("run", "sync-rotation", *arguments, **changes)
    assert status == 2, out + err
    assert says in " ".join(err.replace("│", " ").split())
    assert "Traceback" not in out + err
    assert not standins.requests()


def test_the_schema_accepts_the_shipped_file_and_refuses_a_misspelt_key(
    goalie: Goalie,
) -> None:
    status, out, _ = goalie("schema")
    assert status == 0
    schema = json.loads(out)
    shipped = yaml.safe_load((ROOT / "teams" / "repo-management.yaml").read_text())
    jsonschema.validate(shipped, schema)
    with pytest.raises(jsonschema.ValidationError, match="zne"):
        jsonschema.validate(shipped | {"zne": "UTC"}, schema)


def test_the_demo_plays_its_week_and_leaves_nothing_running(outside: dict[str, str]) -> None:
    status, out, err = in_a_process(outside, "demo")
    assert (status, err) == (0, "")
    for said in (
        "now has @Ben Okafor",
        "by an override) until Wed 11 Nov 18:00 CET",
        "Nobody is on call in repo-management-support",
        "now has @Chidi Rao",
        "make demo ARGS=--stay",
    ):
        assert said in " ".join(out.split())
    processes = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)  # noqa: S607
    assert str(ROOT / ".demo") not in processes.stdout
