"""A board answers its filter, all kinds of cards, and what issues have to do with one another."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from standins.control import StandIns, StandInsError

FULL, PUBLIC = "standin-github-token", "standin-github-public"
QUERY = "graphql query"

Ask = Callable[..., dict[str, Any]]

ITEMS = """
query($query: String, $first: Int = 50, $after: String) {
  rateLimit { cost }
  organization(login: "sourcegraph") {
    projectV2(number: 209) {
      items(first: $first, after: $after, query: $query) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes {
          type
          content {
            ... on Issue { number }
            ... on PullRequest { number merged pullRequestState: state }
            ... on DraftIssue { title creator { login } }
          }
        }
      }
    }
  }
}
"""


@pytest.fixture
def ask(standins: StandIns) -> Ask:
    def send(text: str, token: str = FULL, /, **variables: object) -> dict[str, Any]:
        answer = httpx.post(
            f"{standins.url}/github/api/graphql",
            json={"query": text, "variables": variables},
            headers={"Authorization": f"bearer {token}"},
        )
        body: dict[str, Any] = answer.json()
        return body

    return send


def items_of(body: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = body["data"]["organization"]["projectV2"]["items"]["nodes"]
    return found


def numbers_of(body: dict[str, Any]) -> list[object]:
    return [one["content"] and one["content"].get("number", "draft") for one in items_of(body)]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", [1201, 1202, 301, 1203, 1204, "draft", 302]),
        ('status:"Support Issues"', [1201, 1202]),
        ('status:"support issues","In Progress"', [1201, 1202, 301]),
        ('-status:"Support Issues","In Progress"', [1203, 1204, "draft", 302]),
        ("no:status", ["draft", 302]),
        ("-no:status is:open", [1201, 1202, 301, 1203]),
        ("is:closed", [1204]),
        ("is:pr", [302]),
        ("is:draft", ["draft"]),
        ("is:issue no:assignee", [1202, 1203]),
        ("assignee:ada,ben", [1201, 301, 1204]),
        ("-assignee:ada is:issue", [1202, 1203, 1204]),
        ("label:team/repo-management -label:priority/p1 is:open", [1202, 301]),
        ("priority:p1 stream:Scale", [301]),
        ("no:priority", [1203, "draft", 302]),
        ("repo:sourcegraph/sourcegraph", [301, 302]),
        ("reason:completed", [1204]),
        ("last-updated:3days", [1201, 301]),
        ("-last-updated:3days is:open -is:pr", [1202, 1203]),
        ("clone is:issue", [301]),
        ("colour:red", []),
        ("-colour:red is:closed", [1204]),
    ],
)
def test_a_boards_filter(standins: StandIns, ask: Ask, query: str, numbers: list[object]) -> None:
    board = standins.board()
    board.move("customer#1203", "Backlog")
    board.archive("customer#1204", archived=False)
    board.add_draft("An idea")
    board.add_pull_request("sourcegraph", "A change")
    board.rank("customer#1203", 3)

    body = ask(ITEMS, query=query)

    assert numbers_of(body) == numbers


def test_every_type_of_card(standins: StandIns, ask: Ask) -> None:
    board = standins.board()
    board.add_draft("An idea", "Backlog")
    board.add_redacted("customer", "Backlog")
    board.add_pull_request("sourcegraph", "A change", "Backlog")

    body = ask(ITEMS, query="status:Backlog")
    to_the_public = ask(ITEMS, PUBLIC, query='status:"Support Issues"')

    assert items_of(body) == [
        {"type": "DRAFT_ISSUE", "content": {"title": "An idea", "creator": {"login": "gus"}}},
        {"type": "REDACTED", "content": None},
        {
            "type": "PULL_REQUEST",
            "content": {"number": 302, "merged": False, "pullRequestState": "OPEN"},
        },
    ]
    assert items_of(to_the_public) == [{"type": "REDACTED", "content": None}] * 2


def test_people_rank_empty_and_remove_cards(standins: StandIns, ask: Ask) -> None:
    board = standins.board()
    board.rank("sourcegraph#301")
    board.move("customer#1205", "Backlog", Priority="p1")
    board.rank("customer#1205", above="customer#1202")
    board.move("customer#1205", Priority=None)

    assert numbers_of(ask(ITEMS)) == [301, 1201, 1205, 1202]
    assert numbers_of(ask(ITEMS, query="no:priority")) == [1205]
    board.remove("customer#1205")
    assert numbers_of(ask(ITEMS)) == [301, 1201, 1202]
    with pytest.raises(StandInsError, match="customer#1203 has no card on board 209"):
        board.rank("customer#1201", above="customer#1203")


RELATIONS = """
{
  repository(owner: "sourcegraph", name: "customer") {
    issue(number: 1201) {
      parent { number }
      subIssuesSummary { total completed percentCompleted }
      subIssues(first: 9) { nodes { number } }
      issueDependenciesSummary { blockedBy totalBlockedBy blocking }
      blockedBy(first: 9) { nodes { number } }
      timelineItems(last: 9, itemTypes: [
        BLOCKED_BY_ADDED_EVENT, BLOCKED_BY_REMOVED_EVENT, SUB_ISSUE_ADDED_EVENT
      ]) {
        nodes {
          __typename
          ... on BlockedByAddedEvent { blockingIssue { number } }
          ... on BlockedByRemovedEvent { blockingIssue { number } }
          ... on SubIssueAddedEvent { subIssue { number } }
        }
      }
    }
  }
}
"""


def test_issues_block_one_another_and_have_parts(standins: StandIns, ask: Ask) -> None:
    board = standins.board()
    board.block("customer#1201", "customer#1204", "sourcegraph#301", "customer#1203")
    board.block("customer#1201", "customer#1204", "sourcegraph#301")
    board.add_sub_issue("sourcegraph#301", "customer#1201")
    for part in ("customer#1202", "customer#1204", "customer#1205"):
        board.add_sub_issue("customer#1201", part)

    found = ask(RELATIONS)["data"]["repository"]["issue"]

    assert found["timelineItems"]["nodes"] == [
        {"__typename": "BlockedByAddedEvent", "blockingIssue": {"number": 1204}},
        {"__typename": "BlockedByAddedEvent", "blockingIssue": {"number": 301}},
        {"__typename": "BlockedByAddedEvent", "blockingIssue": {"number": 1203}},
        {"__typename": "BlockedByRemovedEvent", "blockingIssue": {"number": 1203}},
        {"__typename": "SubIssueAddedEvent", "subIssue": {"number": 1202}},
        {"__typename": "SubIssueAddedEvent", "subIssue": {"number": 1204}},
        {"__typename": "SubIssueAddedEvent", "subIssue": {"number": 1205}},
    ]
    del found["timelineItems"]
    assert found == {
        "parent": {"number": 301},
        "subIssuesSummary": {"total": 3, "completed": 1, "percentCompleted": 33},
        "subIssues": {"nodes": [{"number": 1202}, {"number": 1204}, {"number": 1205}]},
        "issueDependenciesSummary": {"blockedBy": 1, "totalBlockedBy": 2, "blocking": 0},
        "blockedBy": {"nodes": [{"number": 1204}, {"number": 301}]},
    }


@pytest.mark.parametrize(
    ("query", "token", "numbers"),
    [
        ("org:sourcegraph label:team/repo-management is:issue is:open", FULL, [1202, 301, 1201]),
        ("org:sourcegraph label:team/repo-management is:open", PUBLIC, [301]),
        ("org:elsewhere is:issue", FULL, []),
        ("repo:sourcegraph/customer is:closed closed:>=2026-11-04", FULL, [1204]),
        ("repo:sourcegraph/customer is:closed closed:<2026-11-04", FULL, []),
        ("repo:sourcegraph/customer created:2026-11-05..2026-11-06", FULL, [1203, 1202, 1201]),
        ("org:sourcegraph -label:team/repo-management no:assignee", FULL, [1203, 1205]),
        ("org:sourcegraph author:ada,jo", FULL, [1202, 301]),
        ('"code host" is:issue reason:completed', FULL, [1204]),
        ("nonsense:1", FULL, []),
    ],
)
def test_search(ask: Ask, query: str, token: str, numbers: list[int]) -> None:
    search = (
        "query($query: String!) { search(type: ISSUE, query: $query, first: 50) {"
        " issueCount nodes { ... on Issue { number } } } }"
    )

    found = ask(search, token, query=query)["data"]["search"]

    assert [one["number"] for one in found["nodes"]] == numbers
    assert found["issueCount"] == len(numbers)


def test_an_older_server_refuses_what_it_does_not_know(standins: StandIns, ask: Ask) -> None:
    standins.use_older_github("ProjectV2.items.query", "Issue.parent")

    by_argument, by_field = ask(ITEMS), ask(RELATIONS)

    assert [one["message"] for one in by_argument["errors"]] == [
        "Field 'items' doesn't accept argument 'query'"
    ]
    assert by_argument["errors"][0]["extensions"]["code"] == "argumentNotAccepted"
    assert [one["message"] for one in by_field["errors"]] == [
        "Field 'parent' doesn't exist on type 'Issue'"
    ]
    assert "data" not in by_argument


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (ITEMS, [1201, None, 301]),
        (
            "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Issue { number } } }",
            [1201, None, 1203],
        ),
    ],
)
def test_a_partial_answer_loses_every_second_one(
    standins: StandIns, ask: Ask, query: str, found: list[object]
) -> None:
    standins.add_fault("github", QUERY, "partial")
    ids = [f"I_customer_{number}" for number in (1201, 1202, 1203)]

    body = ask(query, ids=ids)

    nodes = body["data"].get("nodes")
    given = numbers_of(body) if nodes is None else [one and one["number"] for one in nodes]
    assert given == found
    assert len(body["errors"]) == 1


def test_a_thousand_cards_are_ten_pages_and_twenty_points(standins: StandIns, ask: Ask) -> None:
    items = [
        {"issue": f"sourcegraph#{number}", "title": "T", "happened": "10-01 opened, 10-02 Backlog"}
        for number in range(1000, 1997)
    ]
    standins.board().add(items)
    lists = "labels(first: 20) { nodes { name } } assignees(first: 5) { nodes { login } }"
    query = ITEMS.replace("number }", f"number {lists} }}", 1)

    costs, after, numbers, more = [], None, [], True
    while more:
        body = ask(query, first=100, after=after)
        costs.append(body["data"]["rateLimit"]["cost"])
        numbers += numbers_of(body)
        page = body["data"]["organization"]["projectV2"]["items"]["pageInfo"]
        more, after = page["hasNextPage"], page["endCursor"]

    assert numbers == [1201, 1202, 301, *range(1000, 1997)]
    assert costs == [2] * 10


def test_a_short_page_is_followed_by_the_rest(standins: StandIns, ask: Ask) -> None:
    standins.add_fault("github", QUERY, "short_page")

    first = ask(ITEMS, first=2)
    cursor = first["data"]["organization"]["projectV2"]["items"]["pageInfo"]["endCursor"]

    assert numbers_of(first) == [1201]
    assert numbers_of(ask(ITEMS, after=cursor)) == [1202, 301]
