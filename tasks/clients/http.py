"""One way to read JSON over HTTP: retried where that can heal, exact where it failed."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import stamina

from domain.errors import GoalieError

TIMEOUT = httpx.Timeout(20, connect=10)
ATTEMPTS = 4
LONGEST_WAIT = timedelta(seconds=60)
BODY_SHOWN = 300  # characters of a refused answer that an error keeps
_SERVER_ERROR = 500
_TOO_MANY_REQUESTS = 429


class ServiceError(GoalieError):
    """A service refused a request; status, address and the start of the body are kept."""

    def __init__(self, service: str, status: int, url: str, body: str) -> None:
        super().__init__(f"{service} answered {status} to {urlsplit(url).path}")
        self.service = service
        self.status = status
        self.url = url
        self.body = body[:BODY_SHOWN]


class TooManyRequestsError(ServiceError):
    """The service asked to wait (429); ``wait`` is how long it named."""

    def __init__(self, service: str, url: str, body: str, wait: timedelta) -> None:
        super().__init__(service, _TOO_MANY_REQUESTS, url, body)
        self.wait = wait


class UnreachableError(GoalieError):
    """No answer came: the host is unknown, the connection was cut, or time ran out."""


class UnknownShapeError(GoalieError):
    """The answer is not of the documented shape; it must never be read as empty."""


async def get_json(
    client: httpx.AsyncClient, service: str, path: str, params: Mapping[str, str] | None = None
) -> Any:  # noqa: ANN401  JSON; the caller checks its shape
    """Read one JSON answer, waiting out 429 and trying again after server errors.

    Args:
        client: Carries the base address and the sign-in.
        service: What the service is called in errors.
        path: Below the base address, or a whole address for a next page.
        params: Query parameters.

    Raises:
        TooManyRequestsError: It still asked to wait after all attempts.
        ServiceError: Any other status than 200.
        UnreachableError: No answer after all attempts.
        UnknownShapeError: The answer is not JSON.
    """
    async for attempt in stamina.retry_context(on=_wait_before_retry, attempts=ATTEMPTS):
        with attempt:
            return await _get_once(client, service, path, params)
    raise AssertionError  # unreachable: the loop returns or raises


def _wait_before_retry(error: Exception) -> bool | timedelta:
    """Retry only what can heal, after the service's own wait."""
    if isinstance(error, TooManyRequestsError):
        return min(error.wait, LONGEST_WAIT)
    if isinstance(error, ServiceError):
        return error.status >= _SERVER_ERROR
    return isinstance(error, UnreachableError)


async def _get_once(
    client: httpx.AsyncClient, service: str, path: str, params: Mapping[str, str] | None
) -> Any:  # noqa: ANN401
    try:
        answer = await client.get(path, params=params)
    except (httpx.TransportError, httpx.InvalidURL) as error:
        what = type(error).__name__  # its text may quote the address with what is in it
        raise UnreachableError(f"{service} did not answer ({what})") from None
    url = str(answer.url.copy_with(query=None))
    if answer.status_code == _TOO_MANY_REQUESTS:
        raise TooManyRequestsError(service, url, answer.text, _named_wait(answer))
    if not answer.is_success:
        raise ServiceError(service, answer.status_code, url, answer.text)
    try:
        return answer.json()
    except ValueError:
        raise UnknownShapeError(
            f"{service} answered {urlsplit(url).path} with something else than JSON"
        ) from None


def _named_wait(answer: httpx.Response) -> timedelta:
    """Take the wait from Retry-After, or OpsGenie's own period header, else one second."""
    for header in ("Retry-After", "X-RateLimit-Period-In-Sec"):
        value = answer.headers.get(header, "")
        if value.isdigit():
            return timedelta(seconds=int(value))
    return timedelta(seconds=1)
