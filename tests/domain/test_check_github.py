"""What GitHub tells of the token, a repository and a board becomes findings."""

from datetime import UTC, datetime

import pytest

from domain.check.finding import Result
from domain.check.github import GithubFacts, GithubToken, RepositoryFacts, TeamGithub, check_token
from domain.issue import Board
from domain.team import Team
from tests.builders_requests import a_requests_team

MENDS = {"missing_label": {"fix": True}, "missing_card": {"after": "1d", "fix": True}}
ALL = frozenset({"repo", "project"})


def a_github_token(**changes: object) -> GithubToken:
    base: dict[str, object] = {
        "login": "goalie",
        "scopes": ALL,
        "remaining": 4999,
        "limit": 5000,
        "resets_at": datetime(2026, 11, 9, 8, 55, tzinfo=UTC),
    }
    return GithubToken(**(base | changes))  # type: ignore[arg-type]


def judge(
    token: GithubToken, team: Team | None = None, *, is_private: bool = True
) -> dict[str, tuple[Result, str]]:
    board = Board(
        id="PVT_209",
        owner="acme",
        number=209,
        title="Board",
        status_field="Status",
        status_field_id="F",
        columns=(),
    )
    repository = RepositoryFacts(is_private=is_private, labels=frozenset({"team/repo-management"}))
    facts = GithubFacts(token=token, teams={"us": TeamGithub(repository=repository, board=board)})
    findings = check_token(facts, {"us": team or a_requests_team()})
    return {one.subject: (one.result, one.detail) for one in findings}


@pytest.mark.parametrize(
    ("scopes", "mends", "is_private", "missing"),
    [
        ({"repo", "project"}, True, True, ""),
        ({"repo", "read:project"}, False, True, ""),
        ({"repo", "read:project"}, True, True, "project"),
        ({"repo"}, False, True, "read:project"),
        ({"project"}, False, True, "repo"),
        (set(), True, True, "project repo"),
        ({"read:project"}, False, False, ""),
        ({"public_repo", "project"}, True, False, ""),
        ({"project"}, True, False, "public_repo"),
        ({"repo", "project"}, True, False, ""),
    ],
)
def test_what_the_scopes_must_allow_depends_on_what_is_private_and_mended(
    scopes: set[str], missing: str, *, mends: bool, is_private: bool
) -> None:
    team = a_requests_team(checks=MENDS if mends else {})
    token = a_github_token(scopes=frozenset(scopes))
    result, detail = judge(token, team, is_private=is_private)["token scopes"]
    assert result is (Result.FAILED if missing else Result.OK)
    assert detail.startswith(f"the token lacks {missing}" if missing else "granted: ")


@pytest.mark.parametrize(("mends", "result"), [(False, Result.OK), (True, Result.WARNING)])
def test_a_token_without_scopes_is_judged_by_what_it_reads(*, mends: bool, result: Result) -> None:
    team = a_requests_team(checks=MENDS if mends else {})
    assert judge(a_github_token(scopes=None), team)["token scopes"][0] is result


@pytest.mark.parametrize(("remaining", "result"), [(500, Result.OK), (499, Result.WARNING)])
def test_few_points_left_are_a_warning(remaining: int, result: Result) -> None:
    found = judge(a_github_token(remaining=remaining))["rate limit"]
    assert found == (result, f"{remaining} of 5000 points are left until 08:55 UTC")
