"""The GraphQL stand-in refuses, prices and answers as GitHub does."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from standins.control import StandIns

FULL = "standin-github-token"
QUERY = "graphql query"


def ask(
    standins: StandIns, query: str, token: str = FULL, **variables: object
) -> tuple[httpx.Response, Any]:
    address = f"{standins.url}/github/api/graphql"
    answer = httpx.post(
        address,
        json={"query": query, "variables": variables},
        headers={"Authorization": f"bearer {token}"},
    )
    return answer, answer.json()


def issue(selection: str, number: int = 1201, repository: str = "customer") -> str:
    where = f'repository(owner: "sourcegraph", name: "{repository}")'
    return f"{{ {where} {{ issue(number: {number}) {{ {selection} }} }} }}"


def the_issue(standins: StandIns, selection: str, number: int = 1201) -> dict[str, Any]:
    _, body = ask(standins, issue(selection, number))
    assert "errors" not in body
    found: dict[str, Any] = body["data"]["repository"]["issue"]
    return found


def test_a_wrong_token_is_unauthorised(standins: StandIns) -> None:
    answer, body = ask(standins, "{ viewer { login } }", "nonsense")

    assert (answer.status_code, body["message"]) == (401, "Bad credentials")


def test_an_answer_tells_scopes_points_and_the_worlds_date(standins: StandIns) -> None:
    answer, body = ask(standins, "{ viewer { login } rateLimit { cost remaining used resetAt } }")

    assert body["data"]["viewer"] == {"login": "goalie"}
    told = {"cost": 1, "remaining": 4999, "used": 1, "resetAt": "2026-11-09T08:55:00Z"}
    assert body["data"]["rateLimit"] == told
    headers = answer.headers
    assert headers["Date"] == "Mon, 09 Nov 2026 07:55:00 GMT"
    assert headers["X-OAuth-Scopes"] == "repo, project"
    assert headers["X-RateLimit-Remaining"] == "4999"


@pytest.mark.parametrize(
    ("token", "query", "kind", "message"),
    [
        (FULL, issue("id", 7), "NOT_FOUND", "Could not resolve to an Issue with the number of 7"),
        (FULL, issue("id", 1, "nope"), "NOT_FOUND", "Repository with the name 'sourcegraph/nope'"),
        ("standin-github-public", issue("id"), "NOT_FOUND", "'sourcegraph/customer'"),
        (
            FULL,
            '{ organization(login: "sourcegraph") { projectV2(number: 1) { id } } }',
            "NOT_FOUND",
            "a ProjectV2 with the number 1",
        ),
        (FULL, '{ node(id: "I_x") { id } }', "NOT_FOUND", "a node with the global id of 'I_x'"),
        (
            "standin-github-no-boards",
            issue("projectItems(first: 1) { nodes { id } }"),
            "INSUFFICIENT_SCOPES",
            "The 'projectItems' field requires one of the following scopes: ['read:project']",
        ),
        (
            "standin-github-readonly",
            (
                'mutation { addProjectV2ItemById(input: {projectId: "PVT_209", contentId: "x"})'
                " { item { id } } }"
            ),
            "INSUFFICIENT_SCOPES",
            "'addProjectV2ItemById' field requires one of the following scopes: ['project']",
        ),
        (
            FULL,
            issue("labels { nodes { name } }"),
            "MISSING_PAGINATION_BOUNDARIES",
            "You must provide a `first` or `last` value to properly paginate the `labels`",
        ),
        (
            FULL,
            issue("comments(last: 101) { nodes { id } }"),
            "EXCESSIVE_PAGINATION",
            "Requesting 101 records on the `comments` connection exceeds the `last` limit of 100",
        ),
        (
            FULL,
            issue(
                "projectItems(first: 100) { nodes { project { items(first: 100) { nodes {"
                " content { ... on Issue { labels(first: 100) { nodes { id } } } } } } } } }"
            ),
            "MAX_NODE_LIMIT_EXCEEDED",
            "requests up to 1,010,100 possible nodes which exceeds the maximum limit of 500,000",
        ),
        (FULL, issue("colour"), None, "Cannot query field 'colour' on type 'Issue'"),
        (FULL, "{", None, "Syntax Error"),
        (
            FULL,
            issue('labels(first: 1, after: "x") { nodes { id } }'),
            "INVALID_CURSOR_ARGUMENTS",
            "x",
        ),
    ],
)
def test_a_refusal_is_an_error_with_status_200(
    standins: StandIns, token: str, query: str, kind: str | None, message: str
) -> None:
    answer, body = ask(standins, query, token)

    assert answer.status_code == 200
    (error,) = body["errors"]
    assert error.get("type") == kind
    assert message in error["message"]


def test_what_is_missing_leaves_the_rest(standins: StandIns) -> None:
    standins.change_issue("customer#1202", hidden=True)
    where = 'repository(owner: "SourceGraph", name: "Customer")'
    _, body = ask(
        standins,
        f"{{ r: {where} {{ a: issue(number: 1201) {{ number }} "
        "b: issue(number: 1202) { number } } }",
    )

    assert body["data"] == {"r": {"a": {"number": 1201}, "b": None}}
    assert [error["path"] for error in body["errors"]] == [["r", "b"]]


@pytest.mark.parametrize(
    ("query", "cost", "nodes"),
    [
        (issue("labels(first: 100) { nodes { name } }"), 1, 100),
        (
            (
                "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Issue { timelineItems(first: 50)"
                " { nodes { __typename } } } } }"
            ),
            1,
            100 + 100 * 50,
        ),
        (
            (
                '{ organization(login: "sourcegraph") { projectV2(number: 209) {'
                " items(first: 100) { nodes { content { ... on Issue {"
                " assignees(first: 5) { nodes { login } }"
                " labels(first: 20) { nodes { name } } } } } } } } }"
            ),
            2,
            100 + 100 * 25,
        ),
        (
            (
                "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Issue { projectItems(first: 100)"
                " { nodes { content { ... on Issue { assignees(first: 1) { nodes { login } } } }"
                " } } } } }"
            ),
            101,
            100 + 100 * 100 + 100 * 100,
        ),
    ],
)
def test_the_price_counts_every_page_as_full(
    standins: StandIns, query: str, cost: int, nodes: int
) -> None:
    asked = query.replace("{", "{ rateLimit { cost nodeCount }", 1)

    _, body = ask(standins, asked, ids=["I_customer_1201"] * 100 if "$ids" in query else [])

    assert body["data"]["rateLimit"] == {"cost": cost, "nodeCount": nodes}


def test_the_points_of_an_hour_end_and_come_back(standins: StandIns) -> None:
    seed = {
        "clock": "2026-11-09T07:55:00Z",
        "github": {"points_per_hour": 1, "tokens": {FULL: {"scopes": ["repo"]}}},
    }
    standins.reset(seed)
    ask(standins, "{ viewer { login } }")

    answer, body = ask(standins, "{ viewer { login } }")
    standins.advance(timedelta(hours=1))
    _, later = ask(standins, "{ viewer { login } }")

    assert answer.status_code == 200
    assert body["errors"][0]["type"] == "RATE_LIMIT"
    assert answer.headers["X-RateLimit-Remaining"] == "0"
    assert "errors" not in later


def test_an_issue_has_all_that_people_wrote(standins: StandIns) -> None:
    found = the_issue(
        standins,
        "number title state stateReason createdAt closedAt author { login }"
        " repository { nameWithOwner isPrivate } labels(first: 9) { nodes { name } }"
        " assignees(first: 9) { nodes { login } }"
        " comments(last: 1) { totalCount nodes { author { login } createdAt } }",
    )

    assert found == {
        "number": 1201,
        "title": "Clones of large monorepos time out at Initech",
        "state": "OPEN",
        "stateReason": None,
        "createdAt": "2026-11-05T09:12:00Z",
        "closedAt": None,
        "author": {"login": "hana"},
        "repository": {"nameWithOwner": "sourcegraph/customer", "isPrivate": True},
        "labels": {"nodes": [{"name": "team/repo-management"}, {"name": "priority/p1"}]},
        "assignees": {"nodes": [{"login": "ada"}]},
        "comments": {
            "totalCount": 1,
            "nodes": [{"author": {"login": "ada"}, "createdAt": "2026-11-05T13:40:00Z"}],
        },
    }


def test_the_timeline_tells_what_people_did(standins: StandIns) -> None:
    standins.set_clock(standins.now() + timedelta(hours=1))
    standins.change_issue("customer#1203", labels=["team/repo-management"], assignees=["ben"])
    standins.change_issue("customer#1203", labels=[], assignees=["chidi"], by="ben")
    standins.move_card("customer#1203", 209, "Backlog")
    standins.move_card("customer#1203", 209, "Done")
    standins.change_issue("customer#1203", state="CLOSED", reason="NOT_PLANNED")
    standins.change_issue("customer#1203", state="OPEN")

    lines = the_issue(
        standins,
        "timelineItems(last: 50) { nodes { __typename"
        " ... on LabeledEvent { label { name } } ... on UnlabeledEvent { actor { login } }"
        " ... on AssignedEvent { assignee { ... on User { login } } }"
        " ... on AddedToProjectV2Event { project { number } wasAutomated }"
        " ... on ProjectV2ItemStatusChangedEvent { previousStatus status createdAt }"
        " ... on ClosedEvent { stateReason } } }",
        1203,
    )["timelineItems"]["nodes"]

    at = {"createdAt": "2026-11-09T08:55:00Z"}
    moved = {"__typename": "ProjectV2ItemStatusChangedEvent"}
    assert lines == [
        {"__typename": "LabeledEvent", "label": {"name": "team/repo-management"}},
        {"__typename": "AssignedEvent", "assignee": {"login": "ben"}},
        {"__typename": "UnlabeledEvent", "actor": {"login": "ben"}},
        {"__typename": "UnassignedEvent"},
        {"__typename": "AssignedEvent", "assignee": {"login": "chidi"}},
        {"__typename": "AddedToProjectV2Event", "project": {"number": 209}, "wasAutomated": False},
        {**moved, "previousStatus": "", "status": "Backlog", **at},
        {**moved, "previousStatus": "Backlog", "status": "Done", **at},
        {"__typename": "ClosedEvent", "stateReason": "NOT_PLANNED"},
        {"__typename": "ReopenedEvent"},
    ]


@pytest.mark.parametrize(
    ("arguments", "kinds"),
    [
        ("itemTypes: [CLOSED_EVENT]", ["ClosedEvent"]),
        (
            'since: "2026-11-04T00:00:00Z"',
            ["ClosedEvent", "AddedToProjectV2Event", "ProjectV2ItemStatusChangedEvent"],
        ),
    ],
)
def test_the_timeline_is_narrowed(standins: StandIns, arguments: str, kinds: list[str]) -> None:
    asked = f"timelineItems(last: 50, {arguments}) {{ nodes {{ __typename }} }}"

    found = the_issue(standins, asked, 1204)["timelineItems"]["nodes"]

    assert [one["__typename"] for one in found] == kinds


def test_archived_cards_are_hidden_on_the_board_only(standins: StandIns) -> None:
    on_board = (
        '{ organization(login: "sourcegraph") { projectV2(number: 209) { title items(first: 9'
        " %s) { nodes { isArchived content { ... on Issue { number } } } } } } }"
    )

    def numbers(arguments: str) -> list[int]:
        _, body = ask(standins, on_board % arguments)
        items = body["data"]["organization"]["projectV2"]["items"]["nodes"]
        return [one["content"]["number"] for one in items]

    of_issue = the_issue(standins, "projectItems(first: 9) { nodes { isArchived } }", 1204)

    assert numbers("") == [1201, 1202, 301]
    assert numbers("orderBy: {field: POSITION, direction: DESC}") == [301, 1202, 1201]
    assert numbers("archivedStates: [ARCHIVED]") == [1204]
    assert of_issue["projectItems"]["nodes"] == [{"isArchived": True}]


def test_a_card_the_token_may_not_see_is_redacted(standins: StandIns) -> None:
    query = (
        '{ organization(login: "sourcegraph") { projectV2(number: 209) { items(first: 9)'
        " { nodes { type content { __typename } } } } } }"
    )
    _, body = ask(standins, query, "standin-github-public")

    items = body["data"]["organization"]["projectV2"]["items"]["nodes"]
    assert [one["type"] for one in items] == ["REDACTED", "REDACTED", "ISSUE"]
    assert items[0]["content"] is None


def test_a_renamed_field_makes_its_value_null(standins: StandIns) -> None:
    asked = (
        'projectItems(first: 1) { nodes { fieldValueByName(name: "Status")'
        " { ... on ProjectV2ItemFieldSingleSelectValue { name updatedAt } } } }"
    )
    before = the_issue(standins, asked)["projectItems"]["nodes"]
    standins.rename_on_board(209, "Status", "Support", option="Support Issues")
    renamed = the_issue(standins, asked)["projectItems"]["nodes"]
    standins.rename_on_board(209, "Status", "State")
    after = the_issue(standins, asked)["projectItems"]["nodes"]

    since = {"updatedAt": "2026-11-05T10:02:00Z"}
    assert before == [{"fieldValueByName": {"name": "Support Issues", **since}}]
    assert renamed == [{"fieldValueByName": {"name": "Support", **since}}]
    assert after == [{"fieldValueByName": None}]


def test_adding_a_card_twice_is_adding_it_once(standins: StandIns) -> None:
    add = (
        'mutation { addProjectV2ItemById(input: {projectId: "PVT_209", contentId:'
        ' "I_customer_1203"}) { item { id } } }'
    )
    (_, first), (_, second) = ask(standins, add), ask(standins, add)

    assert first["data"] == second["data"]
    assert [c["issue"] for c in standins.github()["cards"]].count("sourcegraph/customer#1203") == 1


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({}, None),
        ({"itemId": "PVTI_0"}, "PVTI_0"),
        ({"fieldId": "PVTSSF_0"}, "PVTSSF_0"),
        ({"projectId": "PVT_0"}, "PVT_0"),
        ({"value": {"singleSelectOptionId": "0"}}, "option with the id '0'"),
    ],
)
def test_a_card_moves_by_the_ids_of_field_and_option(
    standins: StandIns, change: dict[str, object], missing: str | None
) -> None:
    asked = (
        "id projectItems(first: 1) { nodes { id project { fields(first: 9) { nodes {"
        ' ... on ProjectV2SingleSelectField { id name options(names: ["Done"]) { id } } } } } } }'
    )
    (card,) = the_issue(standins, asked)["projectItems"]["nodes"]
    field = next(f for f in card["project"]["fields"]["nodes"] if f.get("name") == "Status")
    value = {"singleSelectOptionId": field["options"][0]["id"]}
    given = {"projectId": "PVT_209", "itemId": card["id"], "fieldId": field["id"], "value": value}
    _, body = ask(
        standins,
        "mutation($i: UpdateProjectV2ItemFieldValueInput!) {"
        " updateProjectV2ItemFieldValue(input: $i) { projectV2Item { id } } }",
        i={**given, **change},
    )

    moved = [c["issue"] for c in standins.github()["cards"] if c["values"]["Status"] == "Done"]
    assert ("sourcegraph/customer#1201" in moved) is (missing is None)
    assert missing is None or missing in body["errors"][0]["message"]


def test_pages_follow_one_another(standins: StandIns) -> None:
    query = (
        'query($after: String) { repository(owner: "sourcegraph", name: "customer") {'
        " labels(first: 2, after: $after) { nodes { name } pageInfo { hasNextPage endCursor } } } }"
    )
    names, cursor, more = [], None, True
    while more:
        _, body = ask(standins, query, after=cursor)
        page = body["data"]["repository"]["labels"]
        names += [one["name"] for one in page["nodes"]]
        more, cursor = page["pageInfo"]["hasNextPage"], page["pageInfo"]["endCursor"]

    assert names[0] == "team/repo-management"
    assert len(names) == len(set(names)) == 5


def test_the_log_tells_queries_from_mutations_without_the_token(standins: StandIns) -> None:
    ask(standins, "{ viewer { login } }")
    ask(
        standins,
        'mutation { addProjectV2ItemById(input: {projectId: "PVT_0", contentId: "x"})'
        " { item { id } } }",
    )

    read, written = standins.requests("github")
    assert (read["method"], read["write"], read["status"]) == (QUERY, False, 200)
    assert (written["method"], written["write"]) == ("graphql addProjectV2ItemById", True)
    assert written["error"] == "Could not resolve to a node with the global id of 'PVT_0'."
    assert FULL not in str(standins.requests())


@pytest.mark.parametrize(
    ("kind", "status", "headers", "says"),
    [
        ("secondary_limit", 403, {"Retry-After": "7"}, "exceeded a secondary rate limit"),
        ("429", 429, {"Retry-After": "7"}, "exceeded a secondary rate limit"),
        ("primary_limit", 200, {"X-RateLimit-Remaining": "0"}, '"type": "RATE_LIMIT"'),
        ("bad_gateway", 502, {"Content-Type": "text/html; charset=utf-8"}, "<!DOCTYPE html>"),
        ("html_200", 200, {"Content-Type": "text/html; charset=utf-8"}, "<!DOCTYPE html>"),
        ("changed_shape", 200, {}, '"data_v2"'),
    ],
)
def test_a_fault_answers_in_githubs_words(
    standins: StandIns, kind: str, status: int, headers: dict[str, str], says: str
) -> None:
    standins.add_fault("github", QUERY, kind, retry_after=7)

    answer = httpx.post(
        f"{standins.url}/github/api/graphql",
        json={"query": "{ viewer { login } }"},
        headers={"Authorization": f"bearer {FULL}"},
    )

    assert answer.status_code == status
    assert {key: answer.headers[key] for key in headers} == headers
    assert says in answer.text


def test_too_many_requests_a_minute_meet_the_secondary_limit(standins: StandIns) -> None:
    standins.set_limits(github=1)
    answers = [ask(standins, "{ viewer { login } }")[0] for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 429]
    assert int(answers[1].headers["Retry-After"]) > 50


def test_a_partial_answer_loses_every_second_issue(standins: StandIns) -> None:
    standins.add_fault("github", QUERY, "partial")
    parts = " ".join(f"i{n}: issue(number: {n}) {{ number }}" for n in range(1201, 1205))

    _, body = ask(
        standins, f'{{ repository(owner: "sourcegraph", name: "customer") {{ {parts} }} }}'
    )

    found = body["data"]["repository"]
    assert [key for key, value in found.items() if value] == ["i1201", "i1203"]
    assert len(body["errors"]) == 2
    assert all("Something went wrong" in error["message"] for error in body["errors"])
