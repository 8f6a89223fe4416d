"""Every way in which PyGithub can fail, and every failure it takes for success, is one error here.

PyGithub raises plain exceptions for GraphQL errors, lets those of `requests` through, stumbles
over bodies that are no object, and hands an HTML page with status 200 out as data.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from github import Github, GithubException

from domain.errors import GoalieError
from tasks.clients.http import ServiceError, UnknownShapeError, UnreachableError

SERVICE = "GitHub"
LONGEST_WAIT = timedelta(seconds=60)
UNNAMED_WAIT = timedelta(seconds=60)  # GitHub's advice where a limit names no wait
GRAPHQL_PATH = "/graphql"

_SERVER_ERROR = 500
_LIMIT_STATUS = {403, 429}
_LIMIT_TYPES = {"RATE_LIMIT", "RATE_LIMITED"}
_LIMIT_WORDS = ("api rate limit", "secondary rate limit", "abuse detection")
# What PyGithub reports for a GraphQL error that came with HTTP status 200.
_QUERY_STATUS = {400, 404}
# What PyGithub's own code raises for a body that is cut, no object, or a redirection elsewhere.
_STUMBLES = (ValueError, TypeError, AttributeError, KeyError, AssertionError, RuntimeError)

Json = Any


class GithubLimitError(GoalieError):
    """GitHub's limit is used up; ``wait`` is how long until it opens again."""

    def __init__(self, wait: timedelta) -> None:
        seconds = round(wait.total_seconds())
        super().__init__(f"GitHub's limit is used up, it asked to wait {seconds} seconds")
        self.wait = wait


class GithubRefusedError(GoalieError):
    """GitHub refused a query as a whole; ``kinds`` are the types it gave, such as NOT_FOUND."""

    def __init__(self, what: str, errors: "tuple[QueryError, ...]") -> None:
        said = "; ".join(dict.fromkeys(error.message for error in errors))
        super().__init__(f"GitHub refused {what}: {said or 'it did not say why'}")
        self.kinds = frozenset(error.kind for error in errors)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryError:
    """One error of a GraphQL answer; ``path`` says which part of the data it is about."""

    kind: str
    message: str
    path: tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryAnswer:
    """The good part of a GraphQL answer, and what is wrong with the rest.

    Attributes:
        data: The good part.
        errors: What is wrong.
        scopes: What a classic token may do, as the headers say; None for any other token.
    """

    data: Mapping[str, Json]
    errors: tuple[QueryError, ...]
    scopes: frozenset[str] | None = None


def run_query(github: Github, what: str, query: str, variables: Mapping[str, Json]) -> QueryAnswer:
    """Send one query or mutation, once, and keep the good part of what comes back.

    Args:
        github: PyGithub's client.
        what: What it is for, for errors.
        query: GraphQL text.
        variables: Its variables.

    Raises:
        GithubLimitError: A limit is used up, whatever status said so.
        GithubRefusedError: There are only errors.
        ServiceError: Another HTTP status than 200.
        UnreachableError: No answer came.
        UnknownShapeError: The answer is none that GraphQL gives.
    """
    try:
        headers, content = github.requester.graphql_query(query, dict(variables))
    except GithubException as error:
        if error.status not in _QUERY_STATUS or not _is_query_answer(error.data):
            raise _http_error(error, GRAPHQL_PATH) from None
        headers, content = error.headers or {}, error.data
    except requests.RequestException as error:
        raise _unreachable(error) from None
    except _STUMBLES as error:
        raise unknown_shape(what, error) from None
    return _read(what, content, headers)


def run_rest(github: Github, verb: str, path: str, content: Mapping[str, Json]) -> Json:
    """Send one REST request, once; gives the body.

    Raises:
        GithubLimitError: A limit is used up.
        ServiceError: Another HTTP status than success.
        UnreachableError: No answer came.
        UnknownShapeError: The body is not JSON.
    """
    try:
        _, answer = github.requester.requestJsonAndCheck(verb, path, input=dict(content))
    except GithubException as error:
        raise _http_error(error, path) from None
    except requests.RequestException as error:
        raise _unreachable(error) from None
    except _STUMBLES as error:
        raise unknown_shape(path, error) from None
    return answer


def wait_before_retry(error: Exception) -> bool | timedelta:
    """Whether, and after which wait, the same read may succeed."""
    if isinstance(error, GithubLimitError):
        return error.wait if error.wait <= LONGEST_WAIT else False
    if isinstance(error, ServiceError):
        return error.status >= _SERVER_ERROR
    return isinstance(error, UnreachableError)


def unknown_shape(what: str, error: Exception | None = None) -> UnknownShapeError:
    """The error for an answer that must not be read as empty."""
    detail = f" ({type(error).__name__})" if error else ""
    return UnknownShapeError(f"{SERVICE} answered in an unknown shape for {what}{detail}")


def _is_query_answer(content: Json) -> bool:
    return isinstance(content, dict) and isinstance(content.get("errors"), list)


def _read(what: str, content: Json, headers: Mapping[str, str]) -> QueryAnswer:
    if not isinstance(content, dict):
        raise unknown_shape(what)
    errors = tuple(_query_error(one) for one in content.get("errors") or ())
    if any(error.kind in _LIMIT_TYPES or _names_limit(error.message) for error in errors):
        raise GithubLimitError(_named_wait(headers))
    data = content.get("data")
    if isinstance(data, dict):
        return QueryAnswer(data=data, errors=errors, scopes=_scopes(headers))
    if errors:
        raise GithubRefusedError(what, errors)
    if _names_limit(content.get("message")):
        raise GithubLimitError(_named_wait(headers))
    raise unknown_shape(what)


def _query_error(entry: Json) -> QueryError:
    if not isinstance(entry, dict):
        raise unknown_shape("an error")
    return QueryError(
        kind=str(entry.get("type") or ""),
        message=str(entry.get("message") or ""),
        path=tuple(entry.get("path") or ()),
    )


def _http_error(error: GithubException, path: str) -> GoalieError:
    headers = error.headers or {}
    message = error.data.get("message") if isinstance(error.data, dict) else None
    if error.status in _LIMIT_STATUS and ("retry-after" in headers or _names_limit(message)):
        return GithubLimitError(_named_wait(headers))
    return ServiceError(SERVICE, error.status, path, str(message or error.data or ""))


def _unreachable(error: requests.RequestException) -> UnreachableError:
    # Its text may quote the address with what is in it.
    return UnreachableError(f"{SERVICE} did not answer ({type(error).__name__})")


def _names_limit(message: Json) -> bool:
    return isinstance(message, str) and any(word in message.casefold() for word in _LIMIT_WORDS)


def _scopes(headers: Mapping[str, str]) -> frozenset[str] | None:
    told = headers.get("x-oauth-scopes")
    return None if told is None else frozenset(filter(None, told.replace(" ", "").split(",")))


def _named_wait(headers: Mapping[str, str]) -> timedelta:
    """Take the wait from Retry-After, else up to the reset, both by GitHub's own clock."""
    after = headers.get("retry-after", "")
    if after.isdecimal():
        return timedelta(seconds=int(after))
    reset, date = headers.get("x-ratelimit-reset", ""), headers.get("date", "")
    if headers.get("x-ratelimit-remaining") != "0" or not reset.isdecimal() or not date:
        return UNNAMED_WAIT
    try:
        opens = datetime.fromtimestamp(int(reset), UTC)
        return max(timedelta(seconds=1), opens - parsedate_to_datetime(date))
    except (ValueError, TypeError, OverflowError):
        return UNNAMED_WAIT
