"""Messages carry their key as metadata, so that one whose answer was lost can be found again."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE

from domain.errors import GoalieError
from domain.message import Block, Message
from tasks.clients.slack import SlackClient, SlackError, open_slack
from tasks.ledger import Ledger, open_ledger
from tasks.outbox import (
    Delivery,
    PostAmbiguousError,
    PostedMessage,
    PostRefusedError,
    PostUnconfirmedError,
    deliver,
)
from tasks.settings import read_settings
from tasks.slack.channel_facts import doubt_channel, fetch_channel_ids
from tasks.slack.charts import (
    are_charts_left_out,
    are_charts_refused,
    leave_out_charts,
    picture_name,
    share_picture,
    upload_picture,
    without_charts,
)
from tasks.slack.remedies import remedy_for

EVENT_TYPE = "goalie_message"
LOOK_AFTER = (0.0, 1.0, 2.0, 4.0)
"""Seconds to wait before each look for a picture that Slack took and has not shown yet."""
RECENTLY = timedelta(hours=1)  # before a run began; no file of it is older
# With these codes Slack may have posted before it failed.
_AMBIGUOUS = frozenset(
    {"fatal_error", "internal_error", "request_timeout", "service_unavailable", "team_added_to_org"}
)
_CHARTS_REFUSED = frozenset({"invalid_blocks", "invalid_blocks_format"})
_BLOCKS_REFUSED = _CHARTS_REFUSED | {"msg_blocks_too_long", "invalid_attachments"}
_GONE = frozenset({"thread_not_found", "message_not_found"})


@task(cache_policy=NO_CACHE)
async def deliver_messages(
    job: str, teams: Sequence[str], now: datetime, outdated: frozenset[str] = frozenset()
) -> list[Delivery]:
    """Post what the outbox holds for a job's teams, each message exactly once.

    The caller holds the ledger's lock for each (job, team). Messages whose keys are ``outdated``
    are not posted any more.
    """
    settings = read_settings()
    async with open_ledger(settings.database_url) as ledger:
        waiting = await ledger.teams_with_messages(job)
        served = [team for team in teams if team in waiting]
        if not served:
            return []
        async with open_slack(settings.slack()) as client:
            port = SlackMessages(client=client, ledger=ledger, now=now)
            rounds = [await deliver(ledger, port, job, team, now, outdated) for team in served]
            return [delivery for one in rounds for delivery in one]


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackMessages:
    """The outbox's port to Slack."""

    client: SlackClient
    ledger: Ledger
    now: datetime

    async def post(self, message: Message) -> PostedMessage:
        """Post once, in the best form that Slack takes.

        Raises:
            PostRefusedError: It was certainly not posted; the sentence says what to do.
            PostAmbiguousError: No answer came; it may have been posted.
            PostUnconfirmedError: Slack took a picture and has not shown it yet.
        """
        try:
            channel = await self._channel_id(message.channel)
            picture = await upload_picture(self.client, message) if message.chart else None
        except GoalieError as error:
            raise PostRefusedError(f"{error}. {remedy_for(error)}") from None
        try:
            if picture is None:
                return await self._post_text(message, channel)
            await share_picture(self.client, message, channel, picture)
        except SlackError as error:
            if error.code in _AMBIGUOUS:
                raise PostAmbiguousError(str(error)) from None
            await doubt_channel(self.ledger, message.channel, error)
            raise PostRefusedError(f"{message.channel}: {error}. {remedy_for(error)}") from None
        except GoalieError as error:
            raise PostAmbiguousError(str(error)) from None
        return await self._wait_until_seen(message)

    async def find(self, message: Message, oldest: datetime) -> PostedMessage | None:
        """Look for the message's key in its channel or thread, from an instant on."""
        channel = await self._channel_id(message.channel)
        since = f"{oldest.timestamp():.6f}"
        async for entry in self.client.messages_since(channel, since, message.thread_ts):
            if _carries(entry, message):
                return PostedMessage(channel_id=channel, ts=str(entry["ts"]))
        return None

    async def is_there(self, posted: PostedMessage) -> bool:
        """Whether a message was not deleted since."""
        try:
            async for entry in self.client.messages_since(posted.channel_id, posted.ts, posted.ts):
                return entry.get("ts") == posted.ts and entry.get("subtype") != "tombstone"
        except SlackError as error:
            if error.code not in _GONE:
                raise
        return False

    async def is_without_charts(self, key: str) -> bool:
        """Whether the charts in a message's blocks had to be left out."""
        return await are_charts_left_out(self.ledger, key, self.now)

    async def _post_text(self, message: Message, channel: str) -> PostedMessage:
        """Post with the charts, or without them, or as text alone: the first that is taken."""
        arguments = _arguments(message, channel)
        plain = without_charts(message.blocks)
        if len(plain) < len(message.blocks):
            posted = await self._try_charts(message, arguments)
            if posted is not None:
                return posted
        if plain:
            answer = await self._try(arguments, plain)
            if isinstance(answer, PostedMessage):
                return answer
        return await self._send(arguments)  # the text reads well alone; better it than nothing

    async def _try_charts(
        self, message: Message, arguments: Mapping[str, Any]
    ) -> PostedMessage | None:
        """Post with the charts; None, remembered already, where they must be left out."""
        refused = await are_charts_refused(self.ledger, self.now)
        answer = None if refused else await self._try(arguments, message.blocks)
        if isinstance(answer, PostedMessage):
            return answer
        # Blocks that are too long say nothing about the next message's.
        always = answer is not None and answer.code in _CHARTS_REFUSED
        await leave_out_charts(self.ledger, message.key, self.now, always=always)
        return None

    async def _try(
        self, arguments: Mapping[str, Any], blocks: Sequence[Block]
    ) -> PostedMessage | SlackError:
        """Post with blocks; an error comes back where Slack does not take these blocks."""
        try:
            return await self._send({**arguments, "blocks": [dict(block) for block in blocks]})
        except SlackError as error:
            if error.code not in _BLOCKS_REFUSED:
                raise
            return error

    async def _send(self, arguments: Mapping[str, Any]) -> PostedMessage:
        channel_id, ts = await self.client.post_message(arguments)
        return PostedMessage(channel_id=channel_id, ts=ts)

    async def _wait_until_seen(self, message: Message) -> PostedMessage:
        """Look for a picture that was taken: Slack shows it some seconds later, or never."""
        for seconds in LOOK_AFTER:
            await asyncio.sleep(seconds)
            try:
                found = await self.find(message, self.now - RECENTLY)
            except GoalieError as error:
                raise PostUnconfirmedError(f"Slack took its picture, but {error}") from None
            if found is not None:
                return found
        raise PostUnconfirmedError("Slack took its picture and does not show it yet")

    async def _channel_id(self, channel: str) -> str:
        ids = await fetch_channel_ids(self.client, self.ledger, [channel], self.now)
        found = ids[channel]
        if isinstance(found, GoalieError):
            raise found
        return found


def _arguments(message: Message, channel_id: str) -> dict[str, Any]:
    arguments: dict[str, Any] = {
        "channel": channel_id,
        "text": message.text,
        "metadata": {"event_type": EVENT_TYPE, "event_payload": {"key": message.key}},
        "unfurl_links": False,
        "unfurl_media": False,
    }
    if message.thread_ts:
        arguments["thread_ts"] = message.thread_ts
    return arguments


def _carries(entry: Mapping[str, Any], message: Message) -> bool:
    """Whether an entry of Slack's is this message; a picture has its key in its name alone."""
    if message.chart is not None:
        name = picture_name(message.key)
        return any(file.get("name") == name for file in entry.get("files") or ())
    metadata = entry.get("metadata") or {}
    return bool((metadata.get("event_payload") or {}).get("key") == message.key)
