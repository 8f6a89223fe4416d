"""goalie replay shows what a policy would have said, from the channels alone, and posts nothing."""

import csv
import io
import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from rich.console import Console

from cli.replay import replay_policy
from domain.errors import BadInputError
from domain.replay import STEP
from standins.control import StandIns
from tasks.settings import PROJECT_FOLDER
from tests.builders_requests import POLICY, at, ts_of
from tests.cli.requests_world import Past, a_past
from tests.golden_files import Golden

END = at("+Fri 17:00")
DAYS = 12
STORIES = (
    (
        "Mon 09:00 hana: How do I rotate a token?",
        "Mon 09:20 ben: On it.",
        "Mon 15:00 ben: Like so.",
    ),
    ("Mon 10:00 ivan: Is [bold]7.0[/] slower?", "Tue 16:00 ada: No, but its cache is cold."),
    ("Mon 20:00 hana: p1 all clones fail", "Mon 20:10 ben: Looking.", "Tue 10:00 ben: Fixed now."),
    ("Wed 09:00 jo: Nobody ever reads this, right?",),
    ("Thu 11:00 hana: See sourcegraph/customer#1203", "Thu 11:30 ada: Looking, ETA tomorrow 12:00"),
    ("+Mon 09:00 ivan: =HYPERLINK(1)", "+Mon 09:05 ben: What do you mean by that?"),
    *((f"+Tue 1{n}:00 hana: Question {n}?", f"+Tue 1{n}:30 ben: Answer {n}.") for n in range(6)),
)


@pytest.fixture
def past(standins: StandIns, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Past:
    made = a_past(standins, tmp_path, monkeypatch)
    for lines in STORIES:
        made.tell(*lines)
    return made


def replayed(days: int = DAYS, **options: Any) -> tuple[int, str]:  # noqa: ANN401
    base = {"team": None, "policy": None, "at": END, "csv_file": None, "as_json": False}
    console = Console(file=io.StringIO(), width=120)
    status = replay_policy(days, **(base | options), console=console)
    text: str = console.file.getvalue()  # type: ignore[attr-defined]
    return status, text


def as_json(capsys: pytest.CaptureFixture[str], **options: object) -> dict[str, Any]:
    capsys.readouterr()
    status, _ = replayed(as_json=True, **options)
    assert status == 0
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    return said


def test_it_looks_like_this(past: Past, golden: Golden) -> None:
    past.standins.react("C0REPO", ts_of(at("Wed 09:00")), "ada", "eyes")
    status, text = replayed()
    assert status == 0
    golden("replay.txt", text)


def test_it_steps_as_often_as_the_job_is_registered_to_run() -> None:
    register = yaml.safe_load((PROJECT_FOLDER / "prefect.yaml").read_text())
    (job,) = (one for one in register["deployments"] if one["name"] == "check-sla")
    minutes = STEP // timedelta(minutes=1)
    assert [one["cron"] for one in job["schedules"]] == [f"*/{minutes} * * * *"]


def test_nothing_is_posted_and_the_schedule_is_not_asked(past: Past) -> None:
    replayed()
    assert past.standins.requests(write=True) == []
    assert past.standins.requests("opsgenie") == []


def test_a_second_replay_is_cheap(past: Past) -> None:
    first = replayed()
    past.standins.clear_requests()
    assert replayed() == first
    made = [one["method"] for one in past.standins.requests("slack")]
    assert "conversations.replies" not in made


def test_another_policy_is_compared_over_the_same_past(
    past: Past, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    ours = as_json(capsys)
    sla: Any = POLICY["sla"]
    patient = sla["p3"] | {"acknowledgement": "9d", "answer": "9d", "next_response": "9d"}
    file = past.team("patient", sla=sla | {"p3": patient}).rename(tmp_path / "patient.yaml")
    theirs = as_json(capsys, policy=file)
    assert theirs["team"] == "patient"
    assert len(theirs["requests"]) == len(ours["requests"]) == len(STORIES)
    assert 0 < len(theirs["reminders"]) < len(ours["reminders"])


def test_nothing_but_the_answer_is_printed_where_nobody_watches(
    past: Past, capfd: pytest.CaptureFixture[str]
) -> None:
    replayed()
    assert capfd.readouterr() == ("", "")


def test_the_past_is_as_long_as_asked(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    assert len(as_json(capsys, days=2)["requests"]) == 0
    assert len(as_json(capsys, days=5)["requests"]) == 7
    assert len(as_json(capsys, at=END - timedelta(days=4))["requests"]) == 6


def test_json_says_the_same_for_a_machine(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    said = as_json(capsys)
    assert sum(said["reminders_by_day"].values()) == len(said["reminders"]) > 0
    figures = {(one["priority"], one["clock"]): one for one in said["figures"]}
    few, many = figures["p1", "answer"], figures["p3", "answer"]
    assert (few["n_too_small"], few["share_met"], few["p50"]) == (True, None, None)
    assert (many["n"], many["late"], many["open"] + many["met"]) == (10, 2, 8)
    assert many["p50"] == {"at_least": 1800, "at_most": 1800}
    assert said["worst"][0]["still_waits"] is True
    assert said["worst"][0]["permalink"].startswith("https://acme.slack.com/archives/C0REPO/p")


def test_csv_has_a_row_per_request_and_no_formula(past: Past, tmp_path: Path) -> None:
    file = tmp_path / "requests.csv"
    status, _ = replayed(csv_file=file)
    assert status == 0
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == len(STORIES)
    assert rows[0]["title"] == "How do I rotate a token?"
    assert rows[0]["acknowledgement"] == "met"
    assert "'=HYPERLINK(1)" in {row["title"] for row in rows}
    assert not [cell for row in rows for cell in row.values() if cell[:1] in tuple("=+-@")]


def test_no_github_is_needed_where_nobody_links_an_issue(
    past: Past, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_TOKEN")
    assert replayed(days=5)[0] == 0
    with pytest.raises(BadInputError, match="GITHUB_TOKEN is not set"):
        replayed()


def test_a_channel_that_cannot_be_read_is_said(past: Past) -> None:
    past.team(
        watched_channels=[
            {"channel": "#repo-management", "messages": "all"},
            {"channel": "#sales", "messages": "all"},
        ]
    )
    status, text = replayed()
    assert status == 1
    assert "Channel #sales: the app is not in the channel." in text


def test_a_past_without_requests_is_told_as_such(past: Past) -> None:
    status, text = replayed(days=1)
    assert status == 0
    assert "0 requests opened. 0 reminders on 2 working days" in text


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"team": "nope"}, "There is no team 'nope'"),
        ({"policy": Path("/nowhere/policy.yaml")}, "cannot be read as text"),
        ({"csv_file": Path("/nowhere/rows.csv")}, "cannot be written: No such file or directory"),
    ],
)
def test_what_cannot_be_used_is_refused(past: Past, options: dict[str, Any], says: str) -> None:
    with pytest.raises(BadInputError, match=says):
        replayed(**options)


def test_a_team_that_watches_nothing_has_no_past(past: Past) -> None:
    silent = past.team("silent", requests=None)
    for options in ({"team": "silent"}, {"policy": silent}):
        with pytest.raises(BadInputError, match="watches no requests"):
            replayed(**options)


def test_of_several_teams_one_is_named(past: Past) -> None:
    past.team("other")
    with pytest.raises(BadInputError, match="--team other or --team repo-management"):
        replayed()
    assert replayed(team="other")[0] == 0


def test_the_future_is_no_past(past: Past, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_API_URL", "https://slack.com/api")
    with pytest.raises(BadInputError, match="The past ends now at the latest"):
        replayed(at=END + timedelta(days=36500))


@pytest.mark.parametrize("arguments", [["--days", "0"], ["--days", "x"], ["--at", "now"]])
def test_bad_arguments_end_with_status_2(past: Past, arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cli", "replay", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ,
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
