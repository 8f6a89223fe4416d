"""A file reaches Slack in three steps, and nobody sees it before the last of them."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from tasks.clients.slack.calls import SlackError, SlackUnreachableError
from tasks.clients.slack.records import SlackShapeError
from tasks.settings import LOOPBACK_HOSTS

OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadTicket:
    """Where to send a file's bytes, and the id it will have."""

    url: str
    file_id: str


def read_ticket(answer: Any) -> UploadTicket:  # noqa: ANN401  slack_sdk's answer
    """Read where to upload; an address that would carry the bytes openly is refused."""
    url, file_id = answer.get("upload_url"), answer.get("file_id")
    if not isinstance(url, str) or not isinstance(file_id, str) or not file_id:
        raise SlackShapeError("Slack answered files.getUploadURLExternal in an unknown shape")
    parts = urlsplit(url)
    is_safe = parts.scheme == "https" or (
        parts.scheme == "http" and parts.hostname in LOOPBACK_HOSTS
    )
    if not is_safe or not parts.hostname:
        raise SlackShapeError("Slack named an address for the upload that is not https")
    return UploadTicket(url=url, file_id=file_id)


async def upload(session: aiohttp.ClientSession, url: str, content: bytes) -> None:
    """Send the bytes, without the token, to the address of a ticket.

    Raises:
        SlackError: The address did not take them.
        SlackUnreachableError: No answer came.
    """
    try:
        async with session.post(url, data=content, allow_redirects=False) as answer:
            if answer.status != OK:
                raise SlackError("the upload of a file", f"status_{answer.status}")
    except (TimeoutError, aiohttp.ClientError, OSError) as error:
        what = type(error).__name__
        raise SlackUnreachableError(f"Slack did not take a file ({what})") from None
