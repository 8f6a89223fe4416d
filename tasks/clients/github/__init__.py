"""GitHub's issues and boards, as Goalie uses them."""

from tasks.clients.github.access import SignIn
from tasks.clients.github.calls import GithubLimitError, GithubRefusedError
from tasks.clients.github.client import BATCH, GithubClient, NoSuchLabelError, Pace, open_github
from tasks.clients.github.records import NoSuchFieldError
from tasks.clients.github.remedies import REFUSALS, is_hopeless, remedy_for

__all__ = [
    "BATCH",
    "REFUSALS",
    "GithubClient",
    "GithubLimitError",
    "GithubRefusedError",
    "NoSuchFieldError",
    "NoSuchLabelError",
    "Pace",
    "SignIn",
    "is_hopeless",
    "open_github",
    "remedy_for",
]
