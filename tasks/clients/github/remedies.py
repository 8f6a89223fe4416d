"""What to do about an error of the GitHub client, in one sentence for whoever runs Goalie."""

from domain.errors import GoalieError
from domain.issue import NoSuchColumnError
from tasks.clients.github.calls import GithubLimitError, GithubRefusedError
from tasks.clients.github.client import NoSuchLabelError
from tasks.clients.github.records import NoSuchFieldError
from tasks.clients.http import ServiceError, UnreachableError

REFUSALS = {
    "INSUFFICIENT_SCOPES": "Give GITHUB_TOKEN the scopes repo and project.",
    "FORBIDDEN": "Let the organisation authorise GITHUB_TOKEN (single sign-on, or the App).",
    "NOT_FOUND": "Correct the name in the team file, or give GITHUB_TOKEN access to it.",
}
"""The type of a refusal that lasts → what to do about it."""

_AGAIN = "The next run tries again; if it lasts, run `goalie check`."
_UNAUTHORISED, _FORBIDDEN = 401, 403


def remedy_for(error: GoalieError) -> str:
    """Say what to do about an error of the GitHub client, in one sentence."""
    if isinstance(error, NoSuchColumnError | NoSuchFieldError | NoSuchLabelError):
        return "Correct the team file, or give it its old name back on GitHub."
    if isinstance(error, GithubRefusedError):
        known = [text for kind, text in REFUSALS.items() if kind in error.kinds]
        return known[0] if known else _AGAIN
    if isinstance(error, ServiceError) and error.status == _UNAUTHORISED:
        return "Check GITHUB_TOKEN: it is wrong, expired or revoked."
    if isinstance(error, ServiceError) and error.status == _FORBIDDEN:
        return "Give GITHUB_TOKEN write access to issues of the repository."
    return _AGAIN


def is_hopeless(error: GoalieError) -> bool:
    """Whether another read would fare no better; each was tried several times."""
    if isinstance(error, GithubRefusedError):
        return "INSUFFICIENT_SCOPES" in error.kinds
    if isinstance(error, ServiceError):
        return error.status == _UNAUTHORISED
    return isinstance(error, GithubLimitError | UnreachableError)
