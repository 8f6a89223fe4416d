"""The REST stand-in answers PyGithub, in the shapes of GitHub's own description."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from github import Auth, Github
from jsonschema import Draft202012Validator
from urllib3 import Retry

from standins.control import StandIns

DESCRIPTION = Path(__file__).parents[3] / "shared/specs/github/openapi.subset.json"
ISSUE = "/repos/sourcegraph/customer/issues/1201"


def open_client(
    standins: StandIns, *, per_page: int = 30, retry: Retry | None = None, lazy: bool = False
) -> Github:
    return Github(
        base_url=standins.github_url,
        auth=Auth.Token("standin-github-token"),
        seconds_between_requests=None,
        seconds_between_writes=None,
        per_page=per_page,
        retry=retry,
        lazy=lazy,
    )


@pytest.fixture
def github(standins: StandIns) -> Iterator[Github]:
    with open_client(standins) as client:
        yield client


def get(standins: StandIns, path: str) -> httpx.Response:
    headers = {"Authorization": "token standin-github-token"}
    return httpx.get(f"{standins.github_url}{path}", headers=headers)


def test_pygithub_reads_an_issue(github: Github) -> None:
    issue = github.get_repo("sourcegraph/customer").get_issue(1201)

    assert (issue.number, issue.state, issue.user.login) == (1201, "open", "hana")
    assert [label.name for label in issue.labels] == ["team/repo-management", "priority/p1"]
    assert [person.login for person in issue.assignees] == ["ada"]
    assert issue.node_id == "I_customer_1201"
    assert issue.created_at.isoformat() == "2026-11-05T09:12:00+00:00"


def test_pygithub_adds_a_label_and_makes_one_that_is_not_there(
    standins: StandIns, github: Github
) -> None:
    issue = github.get_repo("sourcegraph/customer").get_issue(1203)
    issue.add_to_labels("team/repo-management")
    issue.add_to_labels("team/repo-management", "misspelt")

    (found,) = [i for i in standins.github()["issues"] if i["issue"].endswith("#1203")]
    assert found["labels"] == ["team/repo-management", "misspelt"]


def test_pages_lead_to_the_repository_by_its_number(standins: StandIns) -> None:
    names = [f"label {n}" for n in range(70)]
    standins.change_issue("customer#1201", labels=names)
    with open_client(standins, per_page=30) as github:
        issue = github.get_repo("sourcegraph/customer").get_issue(1201)

        assert [label.name for label in issue.get_labels()] == names

    methods = [one["method"] for one in standins.requests("github")][2:]
    by_number = "GET /api/v3/repositories/{id}/issues/{issue_number}/labels"
    assert methods == [
        "GET /api/v3/repos/{owner}/{repo}/issues/{issue_number}/labels",
        by_number,
        by_number,
    ]


def test_a_page_holds_a_hundred_at_most(standins: StandIns) -> None:
    standins.change_issue("customer#1201", labels=[f"label {n}" for n in range(101)])

    page = get(standins, f"{ISSUE}/labels?per_page=500")

    assert len(page.json()) == 100
    assert 'rel="next"' in page.headers["Link"]


def test_pygithub_reads_who_asks_and_what_is_left(github: Github) -> None:
    assert github.get_user().login == "goalie"
    overview = github.get_rate_limit()

    assert (overview.resources.core.limit, overview.resources.core.remaining) == (5000, 4998)
    assert github.oauth_scopes == ["repo", "project"]


@pytest.mark.parametrize(
    ("token", "path", "status"),
    [
        ("nonsense", ISSUE, 401),
        ("standin-github-token", "/repos/sourcegraph/customer/issues/7", 404),
        ("standin-github-token", "/repos/sourcegraph/nope/issues/1", 404),
        ("standin-github-token", "/repos/other/customer/issues/1201", 404),
        ("standin-github-token", "/repositories/0/issues/1201/labels", 404),
        ("standin-github-token", "/nowhere", 404),
        ("standin-github-public", ISSUE, 404),
        ("standin-github-public", "/repos/sourcegraph/sourcegraph/issues/301", 200),
    ],
)
def test_what_a_token_may_not_see_is_not_found(
    standins: StandIns, token: str, path: str, status: int
) -> None:
    answer = httpx.get(f"{standins.github_url}{path}", headers={"Authorization": f"Bearer {token}"})

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"{", 400),
        (b"{}", 422),
        (b'{"labels": []}', 422),
        (b'{"labels": [1]}', 422),
        (b'["bug"]', 200),
    ],
)
def test_labels_are_sent_as_a_list_of_names(
    standins: StandIns, content: bytes, status: int
) -> None:
    headers = {"Authorization": "token standin-github-token"}
    answer = httpx.post(f"{standins.github_url}{ISSUE}/labels", content=content, headers=headers)

    assert answer.status_code == status


def test_the_requests_of_an_hour_end(standins: StandIns) -> None:
    token = {"standin-github-token": {"scopes": ["repo"]}}
    github = {"points_per_hour": 1, "tokens": token}
    standins.reset({"clock": "2026-11-09T07:55:00Z", "github": github})

    answers = [get(standins, "/user") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 403]
    assert answers[1].headers["X-RateLimit-Remaining"] == "0"


def test_pygithub_resends_a_write_whose_answer_was_lost(standins: StandIns) -> None:
    """Why Goalie does not let PyGithub try again."""
    path = "POST /api/v3/repos/{owner}/{repo}/issues/{issue_number}/labels"
    standins.add_fault("github", path, "bad_gateway", times=2)
    with open_client(standins, retry=Github.default_retry, lazy=True) as github:
        github.get_repo("sourcegraph/customer").get_issue(1203).add_to_labels("bug")

    assert [one["status"] for one in standins.requests("github", path)] == [502, 502, 200]


def with_nulls(part: Any) -> Any:  # noqa: ANN401  JSON
    """The same description in the words of JSON Schema, which has no `nullable`."""
    if isinstance(part, list):
        return [with_nulls(one) for one in part]
    if not isinstance(part, dict):
        return part
    plain = {key: with_nulls(value) for key, value in part.items() if key != "nullable"}
    return {"anyOf": [plain, {"type": "null"}]} if part.get("nullable") is True else plain


@pytest.mark.skipif(
    not DESCRIPTION.is_file(),
    reason=f"GitHub's REST description is not beside this repository ({DESCRIPTION}): the stand-in"
    " is not held to it here.",
)
@pytest.mark.parametrize(
    ("path", "described", "item"),
    [
        (ISSUE, "issue", False),
        (f"{ISSUE}/labels", "label", True),
        ("/rate_limit", "rate-limit-overview", False),
    ],
)
def test_an_answer_has_the_shape_of_the_description(
    standins: StandIns,
    path: str,
    described: str,
    item: bool,  # noqa: FBT001
) -> None:
    description = with_nulls(json.loads(DESCRIPTION.read_text()))
    validator = Draft202012Validator({**description, "$ref": f"#/components/schemas/{described}"})

    answer = get(standins, path).json()

    assert answer
    for one in answer if item else [answer]:
        assert one.keys() <= description["components"]["schemas"][described]["properties"].keys()
        assert [problem.message for problem in validator.iter_errors(one)] == []
