"""What a team file lets Goalie mend is mended at GitHub once, and said once in the thread."""

import pytest

from standins.control import StandIns
from tests.flows.requests_scenario import (
    ALWAYS,
    CUSTOMER,
    everything,
    meanwhile,
    only,
    pings,
    said,
    sweep,
    sweep_twice,
    tell,
    write_team,
)
from tests.flows.scenario import SQLITE, TeamFiles

pytestmark = SQLITE
LABEL = "missing_label"
CARD: dict[str, object] = {"after": "1h"}
# 1203 has neither label nor card.
LINKED = f"Mon 09:00 hana: Which version do we need? {CUSTOMER}/1203"
TAKEN = "Mon 09:10 ben: On it."
LABELS = "POST /api/v3/repos/{owner}/{repo}/issues/{issue_number}/labels"


def labels_of(world: StandIns, number: int = 1203) -> list[str]:
    """The labels of an issue."""
    found = [i for i in world.github()["issues"] if i["issue"] == f"sourcegraph/customer#{number}"]
    labels: list[str] = found[0]["labels"]
    return labels


def column_of(world: StandIns, number: int = 1203) -> list[str]:
    """The columns of the cards of an issue."""
    name = f"sourcegraph/customer#{number}"
    return [c["values"].get("Status", "") for c in world.github()["cards"] if c["issue"] == name]


async def test_a_missing_label_is_added_and_said_once(world: StandIns, teams: TeamFiles) -> None:
    write_team(teams, checks=only(LABEL, fix=True))
    root = tell(world, LINKED)
    report = await sweep_twice(world, "Mon 09:30")
    assert (labels_of(world), report.exit_status) == (["team/repo-management"], 0)
    (text,) = said(world, root)
    assert "added the label “team/repo-management” to <" in text
    assert pings(text) == []
    assert "Add the team's label" not in said(world)[0]
    await sweep_twice(world, "Tue 09:30")
    assert said(world, root) == [text]


async def test_a_missing_card_is_put_into_the_support_list_and_said_once(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams, checks=only("missing_card", fix=True, **CARD))
    root = tell(world, LINKED, TAKEN)
    await sweep_twice(world, "Mon 10:20")
    assert column_of(world) == ["Support Issues"]
    (text,) = said(world, root)
    assert "put a card for <" in text
    await sweep_twice(world, "Tue 09:30")
    assert (column_of(world), said(world, root)) == (["Support Issues"], [text])


@pytest.mark.parametrize(
    ("check", "settings", "heading"),
    [(LABEL, {}, "Add the team's label"), ("missing_card", CARD, "Put a card into the")],
)
async def test_without_fix_it_is_only_told(
    world: StandIns, teams: TeamFiles, check: str, settings: dict[str, object], heading: str
) -> None:
    write_team(teams, checks=only(check, fix=False, **settings))
    root = tell(world, LINKED, TAKEN)
    before = everything(world)[1]
    await sweep_twice(world, "Mon 10:20")
    (text,) = said(world)
    assert (heading in text, said(world, root)) == (True, [])
    assert everything(world)[1] == before


async def test_a_card_that_somebody_put_elsewhere_stays_there(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams, checks=only("missing_card", fix=True, **CARD))
    root = tell(world, LINKED, TAKEN)
    world.move_card("sourcegraph/customer#1203", 209, "Backlog")
    await sweep_twice(world, "Mon 10:20")
    assert (column_of(world), said(world, root)) == (["Backlog"], [])
    assert "is in “Backlog”, not in “Support Issues”" in said(world)[0]


async def test_who_mends_it_while_the_sweep_reads_is_not_spoken_for(
    world: StandIns, teams: TeamFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_team(teams, checks=only(LABEL, fix=True))
    root = tell(world, LINKED)
    meanwhile(
        monkeypatch,
        "flows.sweep_questions.fetch_requests",
        lambda: world.change_issue("sourcegraph/customer#1203", labels=["team/repo-management"]),
        after=True,
    )
    await sweep_twice(world, "Mon 09:30")
    assert (labels_of(world), said(world, root)) == (["team/repo-management"], [])


@pytest.mark.parametrize("kind", ["cut_before", "cut_after", "html_500"])
async def test_a_write_whose_answer_is_lost_is_done_once(
    world: StandIns, teams: TeamFiles, kind: str
) -> None:
    write_team(teams, checks=only(LABEL, fix=True))
    tell(world, LINKED)
    world.add_fault("github", LABELS, kind)
    await sweep_twice(world, "Mon 09:30")
    await sweep_twice(world, "Tue 09:30")
    assert labels_of(world) == ["team/repo-management"]


@pytest.mark.parametrize(
    ("label", "token", "reason"),
    [
        ("team/renamed", "standin-github-token", "team/renamed"),
        ("team/repo-management", "standin-github-readonly", ""),
    ],
)
async def test_what_cannot_be_mended_fails_the_run_and_stays_told(
    world: StandIns,
    teams: TeamFiles,
    monkeypatch: pytest.MonkeyPatch,
    label: str,
    token: str,
    reason: str,
) -> None:
    """A label that the repository lacks, or a token that may not add cards."""
    monkeypatch.setenv("GITHUB_TOKEN", token)
    name, settings = ("missing_card", CARD) if not reason else (LABEL, {})
    write_team(teams, label=label, checks=only(name, fix=True, **settings))
    root = tell(world, LINKED, TAKEN)
    report = await sweep(world, "Mon 10:20")
    assert (report.exit_status, said(world, root), len(said(world))) == (1, [], 1)
    assert "It could not be mended: " in report.sentence
    assert reason in report.sentence
    assert column_of(world) == []


async def test_a_list_that_was_renamed_on_the_board_makes_cards_unknown_not_missing(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams, checks=only("missing_card", fix=True, **CARD))
    root = tell(world, LINKED, TAKEN)
    world.rename_on_board(209, "Status", "Help", option="Support Issues")
    report = await sweep(world, "Mon 10:20")
    assert (column_of(world), said(world, root)) == ([], [])
    assert report.exit_status == 1
    assert "The board sourcegraph/209: it has no column “Support Issues”. Correct" in said(world)[0]


async def test_a_board_that_cannot_be_read_is_said(world: StandIns, teams: TeamFiles) -> None:
    write_team(
        teams,
        checks=only("missing_card", fix=True, **CARD),
        board={"owner": "sourcegraph", "number": 210, "support_list": "Support Issues"},
    )
    tell(world, LINKED, TAKEN)
    report = await sweep_twice(world, "Mon 10:20")
    assert report.exit_status == 1
    assert "The board sourcegraph/210: " in said(world)[0]


async def test_the_columns_are_those_of_the_field_in_the_team_file(
    world: StandIns, teams: TeamFiles
) -> None:
    """The card of 1201 is in the list “Support” by its stream, and in another by its status."""
    board = {"owner": "sourcegraph", "number": 209, "support_list": "Support"}
    root_of = f"Mon 09:00 hana: Clones fail {CUSTOMER}/1201"
    for field, count in (("Stream", 0), ("Status", 1)):
        write_team(
            teams,
            checks=only("missing_card", **CARD),
            board=board | {"status_field": field},
            sweep_at="09:30",
        )
        tell(world, root_of, TAKEN)
        report = await sweep(world, "Mon 10:20", apply=False)
        blind = report.requests["repo-management"].blind.beyond_requests()
        assert (report.requests["repo-management"].findings, len(blind)) == ((), count)


async def test_an_issue_of_another_repository_is_never_written(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams, checks=only(LABEL, fix=True), label="bug")
    tell(world, "Mon 09:00 hana: https://github.com/sourcegraph/sourcegraph/issues/301")
    before = everything(world)[1]
    await sweep_twice(world, "Mon 09:30")
    assert everything(world)[1] == before
    assert "Add the team's label" in said(world)[0]


async def test_while_github_cannot_be_read_nothing_is_mended(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams, checks=only(LABEL, fix=True))
    root = tell(world, LINKED)
    world.add_fault("github", "*", "html_500", times=ALWAYS)
    before = everything(world)[1]
    report = await sweep_twice(world, "Mon 09:30")
    assert (report.exit_status, said(world, root)) == (1, [])
    assert everything(world)[1] == before
