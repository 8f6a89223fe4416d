"""Every way in which a call to Slack can fail becomes one of these errors, without its page."""

import re
from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from domain.errors import GoalieError
from tasks.clients.slack.records import read_list

TOO_MANY_REQUESTS = 429
UNTOLD_WAIT = 30.0  # seconds
_CODE = re.compile(r"[a-z][a-z0-9_]{1,60}")


class SlackError(GoalieError):
    """Slack refused a call.

    Attributes:
        method: The API method.
        code: Slack's error code, or "html_page" where a proxy answered in its place.
        needed: The missing scope, with ``missing_scope``.
    """

    def __init__(self, method: str, code: str, needed: str = "") -> None:
        scope = f" (needs {needed})" if needed else ""
        super().__init__(f"Slack refused {method}: {code}{scope}")
        self.method = method
        self.code = code
        self.needed = needed


class SlackRateLimitedError(SlackError):
    """Slack asks to wait.

    Attributes:
        wait: How long, in seconds.
    """

    def __init__(self, method: str, wait: float) -> None:
        super().__init__(method, "ratelimited")
        self.wait = wait


class SlackUnreachableError(GoalieError):
    """No answer came; the call may have had its effect all the same."""


async def call(
    client: AsyncWebClient, method: str, arguments: Mapping[str, Any], *, json: bool = False
) -> Any:  # noqa: ANN401  slack_sdk's answer
    """Make one call; every way in which it can fail becomes one of this module's errors."""
    body: dict[str, Any] = {"json": dict(arguments)} if json else {"data": dict(arguments)}
    try:
        return await client.api_call(method, **body)
    except SlackApiError as error:
        raise _refusal(method, error) from None
    except (TimeoutError, aiohttp.ClientError, SlackClientError, OSError) as error:
        what = type(error).__name__
        raise SlackUnreachableError(f"Slack did not answer {method} ({what})") from None


def _refusal(method: str, error: SlackApiError) -> GoalieError:
    """Keep the error's code only: an HTML page would come as text in its place."""
    response: Any = error.response
    if getattr(response, "status_code", 0) == TOO_MANY_REQUESTS:
        return SlackRateLimitedError(method, _wait(response.headers))
    code = response.get("error") if hasattr(response, "get") else None
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        status = getattr(response, "status_code", 0)
        return SlackUnreachableError(f"Slack answered {method} with a page instead ({status})")
    return SlackError(method, code, str(response.get("needed") or ""))


def _wait(headers: Mapping[str, str]) -> float:
    told = {key.lower(): value for key, value in headers.items()}
    try:
        return max(float(told.get("retry-after", "")), 0.0)
    except ValueError:
        return UNTOLD_WAIT


async def pages(
    client: AsyncWebClient, method: str, arguments: Mapping[str, Any], key: str
) -> AsyncIterator[dict[str, Any]]:
    """Follow the cursor to the end; a short page is not the last one."""
    cursor = ""
    while True:
        page = await call(client, method, {**arguments, "cursor": cursor} if cursor else arguments)
        for entry in read_list(page, key):
            yield entry
        cursor = ((page.get("response_metadata") or {}).get("next_cursor")) or ""
        if not cursor:
            return
