"""Tests and the demo act as GitHub's people, and a person sees it all on the page."""

import re

import httpx
import pytest

from standins.control import StandIns, StandInsError

EVIL = '<script>alert("x")</script>'


def test_a_person_opens_an_issue(standins: StandIns) -> None:
    number = standins.open_issue("sourcegraph/customer", "Help", "jo", labels=["team/platform"])

    assert number == 1206
    (found,) = [i for i in standins.github()["issues"] if i["issue"] == "sourcegraph/customer#1206"]
    assert (found["title"], found["labels"]) == ("Help", ["team/platform"])


def test_people_change_an_issue(standins: StandIns) -> None:
    changes = {"title": "T", "labels": ["x"], "assignees": ["ben"], "comment": "c"}
    standins.change_issue("customer#1201", **changes, state="closed", reason="duplicate")

    (found,) = [i for i in standins.github()["issues"] if i["issue"].endswith("#1201")]
    assert found == {
        "issue": "sourcegraph/customer#1201",
        "title": "T",
        "state": "CLOSED",
        "labels": ["x"],
        "assignees": ["ben"],
        "comments": ["Reproduced with their configuration. ETA for a fix: Tuesday.", "c"],
    }


def test_people_move_and_archive_cards(standins: StandIns) -> None:
    standins.move_card("customer#1205", 209, "Backlog")
    standins.move_card("customer#1205", 209, archived=True)

    card = standins.github()["cards"][-1]
    assert card == {
        "issue": "sourcegraph/customer#1205",
        "board": 209,
        "values": {"Status": "Backlog"},
        "archived": True,
        "at": "2026-11-09T07:55:00Z",
    }


def test_a_reset_takes_everything_back(standins: StandIns) -> None:
    before = standins.github()
    standins.change_issue("customer#1201", title="T")
    standins.rename_on_board(209, "Status", "State")
    standins.reset()

    assert standins.github() == before


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda s: s.change_issue("customer#7", title="T"), "No issue is called 'customer#7'"),
        (lambda s: s.change_issue("customer#1201", colour=1), "unknown keys colour"),
        (lambda s: s.change_issue("customer#1201", state="OPENED"), "OPEN or CLOSED, not OPENED"),
        (
            lambda s: s.change_issue("customer#1201", state="CLOSED", reason="bored"),
            "closed as BORED: use COMPLETED",
        ),
        (lambda s: s.open_issue("nope", "T", "jo"), "There is no repository nope"),
        (lambda s: s.open_issue("customer", "", "jo"), "has no title"),
        (lambda s: s.move_card("customer#1201", 1, "Done"), "There is no board 1"),
        (lambda s: s.move_card("customer#1201", 209, "Gone"), "no Status called 'Gone'"),
        (lambda s: s.rename_on_board(209, "State", "x"), "no field 'State'"),
        (lambda s: s.rename_on_board(209, "Status", "x", option="Gone"), "no option 'Gone'"),
    ],
)
def test_a_change_nobody_understands_is_refused(
    standins: StandIns,
    act: object,
    sentence: str,
) -> None:
    with pytest.raises(StandInsError, match=re.escape(sentence)):
        act(standins)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("github", "sentence"),
    [
        ({"repos": []}, "unknown keys repos"),
        ({"repositories": [{}]}, "a repository has no name"),
        ({"repositories": [{"name": "r", "issues": [{"title": "T"}]}]}, "issue 1 has no author"),
        ({"boards": [{"number": 1}]}, "board 1 has no fields"),
        (
            {"boards": [{"number": 1, "fields": {"Status": []}, "cards": [{"issue": "r#1"}]}]},
            "No issue is called 'r#1'",
        ),
    ],
)
def test_a_seed_that_contradicts_itself_is_refused(
    standins: StandIns, github: dict[str, object], sentence: str
) -> None:
    with pytest.raises(StandInsError, match=sentence):
        standins.reset({"clock": "2026-11-09T07:55:00Z", "github": github})


def test_the_page_shows_the_board_as_columns_and_every_issue(standins: StandIns) -> None:
    standins.change_issue("customer#1202", title=EVIL, hidden=True)
    standins.change_issue("customer#1201", assignees=[EVIL])

    page = httpx.get(standins.url).text
    columns = re.findall(r'<div class="column">(.*?)</div></div>', page)

    assert EVIL not in page
    assert "Support Issues · 2" in columns[0]
    assert "Clones of large monorepos" in columns[0]
    for shown in ("1 archived", "closed as completed", "hidden from every token", "1 comment<"):
        assert shown in page
