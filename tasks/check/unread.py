"""An error of a service becomes the reason why something is not known, with its remedy."""

from domain.check.finding import Unread
from domain.errors import GoalieError
from tasks.clients import github
from tasks.clients.http import ServiceError, TooManyRequestsError
from tasks.clients.slack import SlackError
from tasks.slack.remedies import remedy_for

_AGAIN = (
    "Check again in a minute; if it lasts, see whether this machine reaches the address, and the"
    " service's status page."
)
_SERVER_ERROR = 500
_PASSING = frozenset(
    {"ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}
)


def unread_service(error: GoalieError, remedy: str) -> Unread:
    """Explain an error of a schedule service; the remedy counts where it said no."""
    refused = (
        isinstance(error, ServiceError)
        and not isinstance(error, TooManyRequestsError)
        and error.status < _SERVER_ERROR
    )
    return Unread(why=str(error), remedy=remedy if refused else _AGAIN, was_refused=refused)


def unread_slack(error: GoalieError, remedy: str = "") -> Unread:
    """Explain an error of Slack; its usual remedy, unless another one is given."""
    refused = isinstance(error, SlackError) and error.code not in _PASSING
    known = remedy or remedy_for(error)
    return Unread(why=str(error), remedy=known if refused else _AGAIN, was_refused=refused)


def unread_github(error: GoalieError, remedy: str = "") -> Unread:
    """Explain an error of GitHub; its usual remedy, unless another one is given."""
    match error:
        case ServiceError():
            refused = error.status < _SERVER_ERROR
        case github.GithubRefusedError():
            refused = not error.kinds.isdisjoint(github.REFUSALS)
        case _:
            refused = isinstance(error, github.NoSuchFieldError)
    known = remedy or github.remedy_for(error)
    return Unread(why=str(error), remedy=known if refused else _AGAIN, was_refused=refused)
