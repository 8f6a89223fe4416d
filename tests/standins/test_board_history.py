"""The shipped history is six believable cycles, and goes on as the clock does."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest

from standins.control import StandIns, StandInsError

FIRST_DAY = date(2026, 8, 17)
RENAMED = datetime(2026, 9, 20, 16, tzinfo=UTC)
BOARD = """
query($after: String) {
  organization(login: "sourcegraph") {
    projectV2(number: 209) {
      items(first: 100, after: $after, archivedStates: [ARCHIVED, NOT_ARCHIVED]) {
        pageInfo { hasNextPage endCursor }
        nodes {
          type
          isArchived
          status: fieldValueByName(name: "Status") {
            ... on ProjectV2ItemFieldSingleSelectValue { name }
          }
          stream: fieldValueByName(name: "Stream") {
            ... on ProjectV2ItemFieldSingleSelectValue { name }
          }
          content {
            ... on PullRequest { number }
            ... on Issue {
              number
              stateReason
              labels(first: 9) { nodes { name } }
              issueDependenciesSummary { blockedBy }
              timelineItems(first: 50) {
                nodes {
                  ... on ProjectV2ItemStatusChangedEvent { createdAt status }
                  ... on ReopenedEvent { createdAt }
                }
              }
            }
          }
        }
      }
    }
  }
}
"""
TRACKING = """
{
  search(type: ISSUE, query: "org:sourcegraph label:tracking", first: 9) {
    nodes {
      ... on Issue {
        number
        subIssues(first: 50) { nodes { state subIssuesSummary { total completed } } }
      }
    }
  }
}
"""


def answer(standins: StandIns, query: str, **variables: object) -> dict[str, Any]:
    body: dict[str, Any] = httpx.post(
        f"{standins.url}/github/api/graphql",
        json={"query": query, "variables": variables},
        headers={"Authorization": "bearer standin-github-token"},
    ).json()
    assert "errors" not in body
    data: dict[str, Any] = body["data"]
    return data


def cards_of(standins: StandIns) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after, more = None, True
    while more:
        page = answer(standins, BOARD, after=after)["organization"]["projectV2"]["items"]
        found += page["nodes"]
        more, after = page["pageInfo"]["hasNextPage"], page["pageInfo"]["endCursor"]
    return found


def moves_of(card: dict[str, Any]) -> list[tuple[datetime, str]]:
    lines = ((card["content"] or {}).get("timelineItems") or {"nodes": []})["nodes"]
    return [
        (datetime.fromisoformat(one["createdAt"]), one["status"])
        for one in lines
        if "status" in one
    ]


def finished_of(cards: list[dict[str, Any]]) -> list[tuple[date, int | None]]:
    """The day on which each was finished, and in how many days from its start."""
    found = []
    for card in cards:
        moves = moves_of(card)
        if not moves or moves[-1][1] != "Done" or card["content"]["stateReason"] != "COMPLETED":
            continue
        started = [at for at, column in moves if column in ("Doing", "In Progress")]
        done = moves[-1][0].date()
        found.append((done, (done - started[0].date()).days + 1 if started else None))
    return found


@pytest.fixture
def cards(standins: StandIns) -> list[dict[str, Any]]:
    standins.board().play()
    return cards_of(standins)


def test_six_cycles_of_work(cards: list[dict[str, Any]]) -> None:
    finished = finished_of(cards)
    per_cycle = Counter((day - FIRST_DAY).days // 14 + 1 for day, _ in finished)

    assert sorted(per_cycle) == [1, 2, 3, 4, 5, 6]
    assert all(8 <= count <= 14 for count in per_cycle.values())
    # One that was reopened, and one that was put back into the queue.
    assert sum(days is not None and days > 15 for _, days in finished) == 2


def test_what_stands_on_the_board(cards: list[dict[str, Any]]) -> None:
    seen = [card for card in cards if not card["isArchived"]]
    columns = Counter(card["status"]["name"] for card in seen)
    reasons = Counter((card["content"] or {}).get("stateReason") for card in cards)

    assert columns == {
        "Support Issues": 4,
        "Backlog": 19,
        "In Progress": 7,
        "Blocked?": 2,
        "Done": 15,
    }
    assert {card["type"] for card in cards} == {"ISSUE", "PULL_REQUEST", "DRAFT_ISSUE", "REDACTED"}
    assert (reasons["NOT_PLANNED"], reasons["DUPLICATE"]) == (5, 1)
    assert sum(card["stream"] is None for card in seen if card["type"] == "ISSUE") >= 1
    blocked = [one for one in seen if one["status"]["name"] == "Blocked?"]
    assert sorted(one["content"]["issueDependenciesSummary"]["blockedBy"] for one in blocked) == [
        0,
        1,
    ]


def test_timelines_tell_of_working_days_and_of_a_column_since_renamed(
    cards: list[dict[str, Any]],
) -> None:
    moves = [move for card in cards for move in moves_of(card)]

    assert {at.weekday() for at, _ in moves} == {0, 1, 2, 3, 4}
    assert all(at < RENAMED for at, column in moves if column == "Doing")
    assert all(at > RENAMED for at, column in moves if column == "In Progress")
    assert all(8 <= at.hour < 18 for at, _ in moves)


def test_tracking_issues_have_parts_and_parts_of_parts(
    standins: StandIns, cards: list[dict[str, Any]]
) -> None:
    assert cards
    tracking = answer(standins, TRACKING)["search"]["nodes"]

    parts = {
        one["number"]: [
            (part["state"], part["subIssuesSummary"]["total"]) for part in one["subIssues"]["nodes"]
        ]
        for one in tracking
    }
    assert sorted(parts) == [101, 106, 110]
    assert ("OPEN", 3) in parts[101]
    assert all({"OPEN", "CLOSED"} == {state for state, _ in one} for one in parts.values())


def test_the_weeks_after_it_happen_with_the_clock(standins: StandIns) -> None:
    standins.board().play()
    before = finished_of(cards_of(standins))

    standins.advance(timedelta(days=14))

    after = finished_of(cards_of(standins))
    assert 8 <= len(after) - len(before) <= 14
    assert httpx.get(standins.url).status_code == 200


@pytest.mark.parametrize(
    ("history", "sentence"),
    [
        ({"item": []}, "unknown keys item"),
        ({"items": [{"issue": "sourcegraph#1", "happened": "Done"}]}, "'Done' is no line such as"),
        ({"items": [{"issue": "nope#1", "happened": "10-01 opened"}]}, "in no known repository"),
        (
            {"items": [{"issue": "sourcegraph#301", "happened": "10-01 Doing"}]},
            "no Status called 'Doing'",
        ),
        (
            {"items": [{"issue": "sourcegraph#301", "happened": "10-01 opened", "title": "T"}]},
            "issue 301 is there already",
        ),
        ({"renamed": [{"from": "A", "to": "Gone", "at": "x"}]}, "no column 'Gone'"),
    ],
)
def test_a_history_that_cannot_be_is_refused(
    standins: StandIns, history: dict[str, object], sentence: str
) -> None:
    with pytest.raises(StandInsError, match=sentence):
        standins.board().play(history)
