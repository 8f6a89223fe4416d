"""GitHub must accept the token, let it see what the team files name, and leave it some points."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from domain.board import BoardFields
from domain.check.finding import Finding, Result, Unread, could_not_read
from domain.errors import GoalieError
from domain.issue import Board
from domain.team import Team
from domain.team.requests import Requests

GITHUB = "GitHub"
LOW = 0.1  # of an hour's points; a run needs one for each hundred issues
_IMPLIED = {"read:project": "project", "public_repo": "repo"}  # scope → the one that includes it


@dataclass(frozen=True, slots=True, kw_only=True)
class GithubToken:
    """Whose token it is, what it may do, and how many of an hour's points are left.

    Attributes:
        login: The user, or the App's bot.
        scopes: What a classic token may do; None for any other token.
        remaining: Points left.
        limit: Points of an hour.
        resets_at: When the next hour begins.
    """

    login: str
    scopes: frozenset[str] | None
    remaining: int
    limit: int
    resets_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RepositoryFacts:
    """A repository that the token can see, and which of the team's labels it has."""

    is_private: bool
    labels: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamGithub:
    """What was read for one team, or why it could not be.

    Attributes:
        repository: Where requesters' issues are.
        board: With its columns.
        fields: Of the board; None where no digest needs them, or the board could not be read.
    """

    repository: RepositoryFacts | Unread
    board: Board | Unread
    fields: BoardFields | Unread | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GithubFacts:
    """What was read from GitHub; where the token was refused, nothing of any team."""

    token: GithubToken | Unread
    teams: Mapping[str, TeamGithub] = field(default_factory=dict)


def check_token(facts: GithubFacts, teams: Mapping[str, Team]) -> list[Finding]:
    """Judge the token: accepted, what it may do, and how much of its limit is left."""
    token = facts.token
    if isinstance(token, Unread):
        return [could_not_read(GITHUB, "token", token)]
    accepted = _finding(GITHUB, "token", f"accepted: {token.login}")
    return [accepted, _check_scopes(token, facts, teams), _check_limit(token)]


def check_team_github(name: str, policy: Requests, facts: TeamGithub) -> list[Finding]:
    """Judge the issue repository with its label and the board with its list of one team."""
    return [*_check_repository(name, policy, facts), *_check_board(name, policy, facts)]


def _check_scopes(token: GithubToken, facts: GithubFacts, teams: Mapping[str, Team]) -> Finding:
    fixes = any(_fixes(policy) for team in teams.values() if (policy := team.requests))
    if token.scopes is None:
        unsaid = "GitHub does not say for this kind of token"
        if not fixes:
            return _finding(GITHUB, "token scopes", f"{unsaid}; what it can read stands below")
        detail = f"{unsaid}; what it may write shows at the first write"
        remedy = "Let it write issues and the organisation's Projects, as `fix: true` needs."
        return _finding(GITHUB, "token scopes", detail, Result.WARNING, remedy)
    needed = sorted({s for name, team in teams.items() for s in _needed(name, team, facts)})
    missing = [s for s in needed if not token.scopes & {s, _IMPLIED.get(s, s)}]
    if not missing:
        return _finding(GITHUB, "token scopes", f"granted: {' '.join(sorted(token.scopes))}")
    lacks = " ".join(missing)
    remedy = f"Add {lacks} to the scopes of GITHUB_TOKEN."
    return _finding(GITHUB, "token scopes", f"the token lacks {lacks}", Result.FAILED, remedy)


def _needed(name: str, team: Team, facts: GithubFacts) -> list[str]:
    """The scopes that one team's part needs; of a repository out of sight, it may be private."""
    policy = team.requests
    if policy is None:
        return []
    project = "project" if policy.checks.missing_card.fix else "read:project"
    repository = facts.teams[name].repository if name in facts.teams else None
    if not isinstance(repository, RepositoryFacts) or repository.is_private:
        return [project, "repo"]
    return [project, "public_repo"] if policy.checks.missing_label.fix else [project]


def _fixes(policy: Requests) -> bool:
    return policy.checks.missing_card.fix or policy.checks.missing_label.fix


def _check_limit(token: GithubToken) -> Finding:
    opens = f"{token.resets_at.astimezone(UTC):%H:%M} UTC"
    detail = f"{token.remaining} of {token.limit} points are left until {opens}"
    if token.remaining >= LOW * token.limit:
        return _finding(GITHUB, "rate limit", detail)
    remedy = "Give Goalie a token of its own, or stop what else uses this one."
    return _finding(GITHUB, "rate limit", detail, Result.WARNING, remedy)


def _check_repository(name: str, policy: Requests, facts: TeamGithub) -> list[Finding]:
    subject, label = policy.issue_repository, f"label {policy.label}"
    repository = facts.repository
    if isinstance(repository, Unread):
        return [could_not_read(name, subject, repository)]
    kind = "private" if repository.is_private else "public"
    visible = _finding(name, subject, f"the token sees it ({kind}), for requesters' issues")
    if policy.label in repository.labels:
        return [visible, _finding(name, label, f"exists in {subject}")]
    detail = f"{subject} has no such label"
    remedy = f"Create it there, or correct `requests.label` in teams/{name}.yaml."
    return [visible, _finding(name, label, detail, Result.FAILED, remedy)]


def _check_board(name: str, policy: Requests, facts: TeamGithub) -> list[Finding]:
    subject = f"board {policy.board.number} of {policy.board.owner}"
    board = facts.board
    if isinstance(board, Unread):
        return [could_not_read(name, subject, board)]
    detail = f"the token sees it ({board.title}), with the field {board.status_field}"
    visible = _finding(name, subject, detail)
    wanted = policy.board.support_list
    try:
        board.column(wanted)
    except GoalieError:
        names = ", ".join(column.name for column in board.columns)
        told = f"board {board.number} has no such list; it has {names or 'none'}"
        remedy = f"Correct `support_list` in teams/{name}.yaml, or rename the list on the board."
        return [visible, _finding(name, f"list {wanted}", told, Result.FAILED, remedy)]
    return [visible, _finding(name, f"list {wanted}", f"exists on board {board.number}")]


def _finding(
    area: str, subject: str, detail: str, result: Result = Result.OK, remedy: str = ""
) -> Finding:
    return Finding(area=area, subject=subject, result=result, detail=detail, remedy=remedy)
