"""Slack's Web API: one method per API method, records out, and no blind retry of a post."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from domain.membership import UserGroup
from domain.people import SlackUser
from tasks.clients.slack.calls import SlackError, call, pages
from tasks.clients.slack.files import UploadTicket, read_ticket, upload
from tasks.clients.slack.messages import MessagePage, read_page
from tasks.clients.slack.records import (
    Channel,
    Identification,
    SlackShapeError,
    read_channel,
    read_identification,
    read_list,
    read_user,
    read_user_group,
)
from tasks.settings import SlackAccess

READ_TIMEOUT = 30  # seconds
RETRIES = 3
PAGE_SIZE = 1000
HISTORY_PAGE_SIZE = 999


@dataclass(frozen=True, slots=True)
class SlackClient:
    """One method per API method.

    Every method raises SlackError, SlackUnreachableError or SlackShapeError.

    Attributes:
        reader: Retries lost connections, 429 and 5xx.
        paced: Retries lost connections and 5xx only: where there are many calls, a 429 for one
            of them must make all of them wait (see Pace).
        poster: Waits out 429 only: a post whose answer was lost may have happened.
        group_writer: As ``reader``, with the admin token where there is one; writing a whole
            list twice is writing it once.
        session: Sends what goes to no API method, and thus without a token.
    """

    reader: AsyncWebClient
    paced: AsyncWebClient
    poster: AsyncWebClient
    group_writer: AsyncWebClient
    session: aiohttp.ClientSession

    async def auth_test(self, *, admin: bool = False) -> Identification:
        """``auth.test``: who the token belongs to; its scopes come in a header."""
        client = self.group_writer if admin else self.reader
        answer = await call(client, "auth.test", {})
        return read_identification(answer, answer.headers)

    async def list_user_groups(self) -> list[UserGroup]:
        """``usergroups.list``: every group with its members, disabled ones too, in one call."""
        answer = await call(
            self.reader,
            "usergroups.list",
            {"include_users": "true", "include_disabled": "true"},
        )
        return [read_user_group(entry) for entry in read_list(answer, "usergroups")]

    async def update_user_group_users(self, group_id: str, users: Sequence[str]) -> None:
        """``usergroups.users.update``: replace the whole list; empty is refused here.

        Raises:
            ValueError: The list is empty.
        """
        if not users:
            raise ValueError("a user group is never written empty")
        arguments = {"usergroup": group_id, "users": ",".join(users)}
        await call(self.group_writer, "usergroups.users.update", arguments)

    async def disable_user_group(self, group_id: str) -> None:
        """``usergroups.disable``."""
        await call(self.group_writer, "usergroups.disable", {"usergroup": group_id})

    async def enable_user_group(self, group_id: str) -> None:
        """``usergroups.enable``."""
        await call(self.group_writer, "usergroups.enable", {"usergroup": group_id})

    async def lookup_by_email(self, email: str) -> SlackUser | None:
        """``users.lookupByEmail``: None for unknown and for deactivated people alike."""
        try:
            answer = await call(self.reader, "users.lookupByEmail", {"email": email})
        except SlackError as error:
            if error.code == "users_not_found":
                return None
            raise
        return read_user(answer.get("user"))

    async def user_info(self, user_id: str) -> SlackUser | None:
        """``users.info``: None for an id that is nobody's."""
        try:
            answer = await call(self.reader, "users.info", {"user": user_id})
        except SlackError as error:
            if error.code in {"user_not_found", "user_not_visible"}:
                return None
            raise
        return read_user(answer.get("user"))

    async def list_users(self) -> dict[str, SlackUser]:
        """``users.list``, all pages: address (case-folded) → user, only those with an address."""
        users: dict[str, SlackUser] = {}
        async for entry in pages(self.reader, "users.list", {"limit": PAGE_SIZE}, "members"):
            email = (entry.get("profile") or {}).get("email")
            if email:
                users[email.casefold()] = read_user(entry)
        return users

    async def list_channels(self) -> list[Channel]:
        """``conversations.list``, all pages: public and private channels the bot can see."""
        arguments = {"types": "public_channel,private_channel", "limit": PAGE_SIZE}
        return [
            read_channel(entry)
            async for entry in pages(self.reader, "conversations.list", arguments, "channels")
        ]

    async def conversation_info(self, channel_id: str) -> Channel:
        """``conversations.info``."""
        answer = await call(self.reader, "conversations.info", {"channel": channel_id})
        return read_channel(answer.get("channel"))

    async def open_conversation(self, user_id: str) -> str:
        """``conversations.open``: the id of the direct message with a person, made if needed."""
        answer = await call(self.reader, "conversations.open", {"users": user_id})
        channel = (answer.get("channel") or {}).get("id")
        if not isinstance(channel, str):
            raise SlackShapeError("Slack answered conversations.open in an unknown shape")
        return channel

    async def history_page(
        self,
        channel_id: str,
        *,
        limit: int = HISTORY_PAGE_SIZE,
        oldest: str = "",
        cursor: str = "",
    ) -> MessagePage:
        """``conversations.history``, one page of roots, from ``oldest`` on, itself included.

        Raises:
            SlackRateLimitedError: At once; the caller paces all calls of the method.
        """
        arguments: dict[str, Any] = {"channel": channel_id, "limit": limit}
        if oldest:
            arguments |= {"oldest": oldest, "inclusive": "true"}
        if cursor:
            arguments["cursor"] = cursor
        return read_page(await call(self.paced, "conversations.history", arguments))

    async def replies_page(self, channel_id: str, root_ts: str, *, cursor: str = "") -> MessagePage:
        """``conversations.replies``, one page of a thread; its root opens every page.

        Raises:
            SlackRateLimitedError: At once; the caller paces all calls of the method.
        """
        arguments: dict[str, Any] = {"channel": channel_id, "ts": root_ts}
        arguments |= {"limit": HISTORY_PAGE_SIZE}
        if cursor:
            arguments["cursor"] = cursor
        return read_page(await call(self.paced, "conversations.replies", arguments))

    async def post_message(self, arguments: Mapping[str, Any]) -> tuple[str, str]:
        """``chat.postMessage`` without any blind retry: the channel's id and the ``ts``."""
        answer = await call(self.poster, "chat.postMessage", arguments, json=True)
        channel, ts = answer.get("channel"), answer.get("ts")
        if not isinstance(channel, str) or not isinstance(ts, str):
            raise SlackShapeError("Slack answered chat.postMessage in an unknown shape")
        return channel, ts

    async def get_upload_url(self, filename: str, length: int, alt_text: str) -> UploadTicket:
        """``files.getUploadURLExternal``: where to send a file of so many bytes."""
        arguments = {"filename": filename, "length": length, "alt_txt": alt_text}
        return read_ticket(await call(self.reader, "files.getUploadURLExternal", arguments))

    async def upload(self, ticket: UploadTicket, content: bytes) -> None:
        """Send a file's bytes; nobody sees them before the upload is completed."""
        await upload(self.session, ticket.url, content)

    async def complete_upload(self, arguments: Mapping[str, Any]) -> None:
        """``files.completeUploadExternal`` without any blind retry.

        Slack shows the file some time later, and its answer does not say where.
        """
        await call(self.poster, "files.completeUploadExternal", arguments, json=True)

    def messages_since(
        self, channel_id: str, oldest: str, thread_ts: str | None = None
    ) -> AsyncIterator[dict[str, Any]]:
        """``conversations.history`` or ``.replies`` since a ``ts``, with metadata, all pages."""
        arguments: dict[str, Any] = {
            "channel": channel_id,
            "oldest": oldest,
            "inclusive": "true",
            "include_all_metadata": "true",
            "limit": HISTORY_PAGE_SIZE,
        }
        if thread_ts is None:
            return pages(self.reader, "conversations.history", arguments, "messages")
        arguments["ts"] = thread_ts
        return pages(self.reader, "conversations.replies", arguments, "messages")


@asynccontextmanager
async def open_slack(access: SlackAccess) -> AsyncIterator[SlackClient]:
    """Hold one connection pool for all clients."""
    timeout = aiohttp.ClientTimeout(total=READ_TIMEOUT)
    bot = access.token.get_secret_value()
    writer = access.admin_token.get_secret_value() if access.admin_token else bot
    async with aiohttp.ClientSession(timeout=timeout) as session:

        def client(token: str, handlers: list[AsyncRetryHandler]) -> AsyncWebClient:
            return AsyncWebClient(
                token=token,
                base_url=access.url,
                timeout=READ_TIMEOUT,
                session=session,
                retry_handlers=handlers,
            )

        yield SlackClient(
            reader=client(bot, [_waiting_handler(), *_healing_handlers()]),
            paced=client(bot, _healing_handlers()),
            poster=client(bot, [_waiting_handler()]),
            group_writer=client(writer, [_waiting_handler(), *_healing_handlers()]),
            session=session,
        )


def _waiting_handler() -> AsyncRetryHandler:
    return AsyncRateLimitErrorRetryHandler(max_retry_count=RETRIES)


def _healing_handlers() -> list[AsyncRetryHandler]:
    return [
        AsyncConnectionErrorRetryHandler(max_retry_count=RETRIES),
        AsyncServerErrorRetryHandler(max_retry_count=RETRIES),
    ]
