"""goalie compare-sources holds both services of the stand-ins together, and writes nothing."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from standins.control import StandIns
from tests.builders import SCHEDULE
from tests.cli.schedules_world import Schedules, some_schedules
from tests.cli.typed import Typed, typed
from tests.flows.scenario import DISABLED, HANDOFF, NIGHTS, platform, support
from tests.golden_files import Golden

SEED = Path(__file__).resolve().parents[2] / "standins" / "seed.yaml"
AT = ("--at", HANDOFF.isoformat())
ONLY_IN_JSM = "5e9d7a34-0c46-4f39-a9c8-6d2f1c7ee505"
MOVED = "9b1c6d1e-0c46-4f39-a9c8-6d2f1c7ee606"
A_DAY_OF_EVA = {
    "schedule": SCHEDULE,
    "alias": "eva-for-ben",
    "user": "eva",
    "start": "2026-11-12T08:00:00Z",
    "end": "2026-11-13T08:00:00Z",
}


@pytest.fixture
def world(
    standins: StandIns, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_waiting: None
) -> Schedules:
    world = some_schedules(standins, tmp_path, monkeypatch)
    world.team(support())
    return world


@pytest.fixture
def goalie(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    return typed(monkeypatch, capsys)


def differ(standins: StandIns, **differences: Any) -> None:  # noqa: ANN401  as in the seed
    """Start anew with what a move left different in JSM."""
    seed = yaml.safe_load(SEED.read_text(encoding="utf-8"))
    seed["jsm"]["differences"] |= differences
    standins.reset(seed)


def test_schedules_that_moved_well_are_the_same(world: Schedules, goalie: Typed) -> None:
    """Chidi has another address in OpsGenie than in Jira and Slack: he is one person."""
    status, out, _ = goalie("compare-sources", *AT)
    assert status == 0
    assert "the same people at every instant" in out
    assert "A move changes nothing: write `on_call_source: jsm` into" in " ".join(out.split())
    assert world.standins.requests(write=True) == []


def test_what_differs_and_what_is_unknown_looks_like_this(
    world: Schedules, goalie: Typed, golden: Golden
) -> None:
    """Eva's override is only in JSM; Pia's address is hidden there; one schedule is not there."""
    differ(world.standins, overrides=[A_DAY_OF_EVA], remove=[NIGHTS])
    rotations = platform(), platform(name="nights", schedules=[NIGHTS, DISABLED, ONLY_IN_JSM])
    world.team(support(), *rotations)
    status, out, _ = goalie("compare-sources", *AT)
    assert status == 1
    golden("compare_sources.txt", out)


def test_an_account_that_the_team_file_names_is_known(world: Schedules, goalie: Typed) -> None:
    world.team(platform(), identities={"712020:pia": "U0PIA"})
    assert goalie("compare-sources", *AT)[0] == 0


def test_a_schedule_with_another_id_is_found_by_its_name(world: Schedules, goalie: Typed) -> None:
    seed = yaml.safe_load(SEED.read_text(encoding="utf-8"))
    (own,) = [one for one in seed["opsgenie"]["schedules"] if one["id"] == SCHEDULE]
    differ(world.standins, remove=[SCHEDULE], schedules=[own | {"id": MOVED}])
    status, out, _ = goalie("compare-sources", *AT)
    assert status == 0
    assert f"JSM has it as {MOVED}: write that into teams/repo-management.yaml" in out


def test_json_has_every_difference(world: Schedules, goalie: Typed) -> None:
    differ(world.standins, overrides=[A_DAY_OF_EVA])
    status, out, _ = goalie("compare-sources", *AT, "--weeks", "1", "--json")
    said = json.loads(out)
    (schedule,) = said["schedules"]
    assert status == said["exit_status"] == 1
    assert (schedule["schedule"], schedule["result"]) == (SCHEDULE, "different")
    assert schedule["differences"] == [
        {
            "from": "2026-11-12T08:00:00+00:00",
            "until": "2026-11-13T08:00:00+00:00",
            "certain": True,
            "opsgenie": [{"slack_id": "U0BEN", "name": "Ben Okafor"}],
            "jsm": [{"slack_id": "U0EVA", "name": "Eva Lind"}],
        }
    ]


@pytest.mark.parametrize(
    ("system", "method", "says"),
    [
        ("jsm", "*", "JSM Operations answered 500"),
        ("opsgenie", "GET /v2/schedules", "OpsGenie answered 500"),
        ("opsgenie", "GET /v2/schedules/{identifier}/timeline", "OpsGenie answered 500"),
    ],
)
def test_a_service_that_cannot_be_read_is_unknown(
    world: Schedules, goalie: Typed, system: str, method: str, says: str
) -> None:
    world.standins.add_fault(system, method, "html_500", times=-1)
    status, out, _ = goalie("compare-sources", *AT)
    assert status == 1
    assert "it could not be compared" in out
    assert says in out


@pytest.mark.parametrize(
    ("missing", "arguments", "says"),
    [
        ("JSM_API_TOKEN", [], "JSM_API_TOKEN is not set: put an Atlassian API token"),
        ("JSM_CLOUD_ID", [], "JSM_CLOUD_ID is not set"),
        ("OPSGENIE_API_KEY", [], "OPSGENIE_API_KEY is not set"),
        ("", ["--team", "nope"], "There is no team 'nope'"),
        ("", ["--weeks", "0"], "'--weeks'"),
        ("", ["--at", "noon"], "is no instant with a zone"),
    ],
)
def test_bad_input_gets_a_sentence_and_status_2(
    world: Schedules,
    goalie: Typed,
    monkeypatch: pytest.MonkeyPatch,
    missing: str,
    arguments: list[str],
    says: str,
) -> None:
    monkeypatch.delenv(missing, raising=False)
    status, out, err = goalie("compare-sources", *arguments)
    assert (status, out) == (2, "")
    assert says in " ".join(err.replace("│", " ").split())


def test_without_the_jira_site_it_says_what_would_help(
    world: Schedules, goalie: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JSM_SITE_URL")
    status, out, _ = goalie("compare-sources", *AT)
    assert status == 1
    assert out.count("Set JSM_SITE_URL to your Jira site.") == 1


def test_a_team_file_that_cannot_be_used_does_not_stop_the_others(
    world: Schedules, goalie: Typed
) -> None:
    (world.folder / "other.yaml").write_text("name: [", encoding="utf-8")
    status, out, err = goalie("compare-sources", *AT)
    assert status == 2
    assert "1 schedule compared" in out
    assert "teams/other.yaml:2: this is not YAML" in err
