"""``goalie preview`` reads all that a digest reads, shows it, and leaves everything as it was."""

import asyncio
import json
from datetime import datetime
from pathlib import Path

import pytest

from cli.prefect_server import PrefectServer
from domain.digest.phrases import TO
from standins.control import StandIns
from tasks.ledger.schema import board_snapshot, outbox, work_item
from tests.cli.typed import Typed, typed
from tests.flows.digest_scenario import cycle_with, write_team
from tests.flows.requests_scenario import everything
from tests.flows.scenario import SQLITE, TeamFiles, rows_of

pytestmark = [SQLITE, pytest.mark.usefixtures("no_waiting")]
AT = "2026-11-09T10:00+01:00"


@pytest.fixture
def teams(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TeamFiles:
    """An empty folder of team files, in the folder one is in."""
    (tmp_path / "teams").mkdir()
    monkeypatch.setenv("GOALIE_TEAMS", str(tmp_path / "teams"))
    monkeypatch.chdir(tmp_path)
    return TeamFiles(tmp_path / "teams")


@pytest.fixture
def goalie(
    world: StandIns, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Typed:
    del world
    return typed(monkeypatch, capsys)


@pytest.mark.parametrize(
    ("ceremony", "question", "pictures"),
    [
        ("planning", "What must we decide today?", 1),
        ("sync", "What should we talk about first?", 1),
        ("retro", "What do we want to learn?", 3),
    ],
)
def test_a_digest_is_shown_and_nothing_is_posted_or_kept(
    world: StandIns, teams: TeamFiles, goalie: Typed, ceremony: str, question: str, pictures: int
) -> None:
    write_team(teams)
    world.board().play()
    before = everything(world)
    status, out, err = goalie("preview", ceremony, "--at", AT)
    assert (status, err) == (0, "")
    assert question in out
    assert f".preview/repo-management-{ceremony}.html" in out
    page = Path(f".preview/repo-management-{ceremony}.html").read_text(encoding="utf-8")
    assert question in page
    assert page.count("data:image/png") == pictures
    assert everything(world) == before
    for table in (outbox, board_snapshot, work_item):
        assert asyncio.run(rows_of(table)) == []


def test_the_page_goes_where_one_wants_it(teams: TeamFiles, goalie: Typed) -> None:
    write_team(teams)
    later = "2026-11-12T10:00+01:00"
    status, out, _ = goalie("preview", "planning", "--at", later, "--html", "pages/next.html")
    assert (status, "pages/next.html" in out) == (0, True)
    page = Path("pages/next.html").read_text(encoding="utf-8")
    assert "Planning digest, cycle 8" in page
    assert f"14{TO}20 Dec Ben Okafor" in page  # the last turn of the cycle after it
    assert not Path(".preview").exists()


def test_one_page_for_two_teams_is_refused(teams: TeamFiles, goalie: Typed) -> None:
    write_team(teams)
    write_team(teams, "other", name="Other")
    status, _, err = goalie("preview", "sync", "--at", AT, "--html", "sync.html")
    assert (status, err) == (
        2,
        "--html names one page: say --team too, other, repo-management.\n",
    )
    assert not Path("sync.html").exists()


def test_each_team_that_holds_it_is_shown(teams: TeamFiles, goalie: Typed) -> None:
    write_team(teams)
    write_team(teams, "other", name="Other", cycle=cycle_with() | {"retro": None})
    status, out, err = goalie("preview", "retro", "--at", AT)
    assert (status, out.count("Retro, cycle 7")) == (0, 1)
    assert err == (
        "Other holds no retro, only planning and sync: see `digests.cycle` in its team file.\n"
    )
    assert [page.name for page in Path(".preview").iterdir()] == ["repo-management-retro.html"]


@pytest.mark.parametrize(
    ("cycle", "sentence"),
    [
        (
            cycle_with() | {"sync": None},
            "Repo Management holds no sync, only planning and retro: see `digests.cycle`",
        ),
        (
            cycle_with(*({"cycle": n, "ceremony": "sync", "skip": True} for n in range(1, 40))),
            "Repo Management: no sync is ahead; see `digests.cycle.overrides`.",
        ),
    ],
)
def test_a_ceremony_that_is_never_held_is_bad_input(
    teams: TeamFiles, goalie: Typed, cycle: dict[str, object], sentence: str
) -> None:
    write_team(teams, cycle=cycle)
    status, out, err = goalie("preview", "sync", "--at", AT)
    assert (status, out, err.startswith(sentence)) == (2, "", True)


def test_a_team_without_digests_is_bad_input(teams: TeamFiles, goalie: Typed) -> None:
    teams.write(team="platform")
    asked = goalie("preview", "sync", "--team", "platform")
    assert asked == (2, "", "platform has no digests: add `digests` to the team file.\n")
    assert goalie("preview", "sync")[::2] == (
        2,
        "No team file has `digests`; see the README for how to add them.\n",
    )


def test_a_board_that_cannot_be_read_is_said(
    world: StandIns, teams: TeamFiles, goalie: Typed
) -> None:
    write_team(teams)
    world.rename_on_board(209, "Stream", "Flow")
    status, out, err = goalie("preview", "planning", "--at", AT)
    assert (status, out) == (1, "")
    assert err.startswith('Repo Management: Board 209 of sourcegraph has no single-select field "')
    assert "`digests.stream_field`" in err


def test_a_run_shows_what_it_posted_and_says_it_to_machines(
    world: StandIns, teams: TeamFiles, goalie: Typed, prefect_server: PrefectServer
) -> None:
    del prefect_server
    write_team(teams)
    world.set_clock(datetime.fromisoformat(AT))
    status, out, _ = goalie("run", "post-digest", "--at", AT)
    assert (status, "How much do we usually finish in a cycle?" in out) == (0, True)
    assert "Dry run: Repo Management: the digest before planning, cycle 7, names" in out

    status, out, _ = goalie("run", "post-digest", "--at", AT, "--apply", "--json")
    said = json.loads(out)
    assert (status, said["exit_status"], said["applied"]) == (0, 0, True)
    (digest,) = said["digests"]
    assert (digest["team"], digest["occasion"]) == ("repo-management", "planning/7")
    assert digest["starts_at"] == "2026-11-09T11:00:00+01:00"
    keys = [one["key"] for one in said["deliveries"] if one["outcome"] == "posted"]
    assert keys == ["repo-management/digest/planning/7"]
