"""Messages carry their key as metadata, so that one whose answer was lost can be found again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE

from domain.errors import GoalieError
from domain.message import Message
from tasks.clients.slack import SlackClient, SlackError, open_slack
from tasks.ledger import Ledger, open_ledger
from tasks.outbox import Delivery, PostAmbiguousError, PostedMessage, PostRefusedError, deliver
from tasks.settings import read_settings
from tasks.slack.channel_facts import doubt_channel, fetch_channel_ids
from tasks.slack.remedies import remedy_for

EVENT_TYPE = "goalie_message"
# With these codes Slack may have posted before it failed.
_AMBIGUOUS = frozenset(
    {"fatal_error", "internal_error", "request_timeout", "service_unavailable", "team_added_to_org"}
)
_BLOCKS_REFUSED = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "invalid_attachments"}
)


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
        """Post once, falling back to the text where Slack refuses the blocks.

        Raises:
            PostRefusedError: It was certainly not posted; the sentence says what to do.
            PostAmbiguousError: No answer came; it may have been posted.
        """
        try:
            arguments = await self._arguments(message)
        except GoalieError as error:
            raise PostRefusedError(f"{error}. {remedy_for(error)}") from None
        try:
            return await self._post(arguments)
        except SlackError as error:
            if error.code in _AMBIGUOUS:
                raise PostAmbiguousError(str(error)) from None
            await doubt_channel(self.ledger, message.channel, error)
            raise PostRefusedError(f"{message.channel}: {error}. {remedy_for(error)}") from None
        except GoalieError as error:
            raise PostAmbiguousError(str(error)) from None

    async def find(self, message: Message, oldest: datetime) -> PostedMessage | None:
        """Look for the message's key in its channel or thread, from an instant on."""
        channel = await self._channel_id(message.channel)
        since = f"{oldest.timestamp():.6f}"
        async for entry in self.client.messages_since(channel, since, message.thread_ts):
            metadata = entry.get("metadata") or {}
            if (metadata.get("event_payload") or {}).get("key") == message.key:
                return PostedMessage(channel_id=channel, ts=str(entry["ts"]))
        return None

    async def _post(self, arguments: dict[str, Any]) -> PostedMessage:
        try:
            channel_id, ts = await self.client.post_message(arguments)
        except SlackError as error:
            if error.code not in _BLOCKS_REFUSED or "blocks" not in arguments:
                raise
            del arguments["blocks"]  # the text reads well alone; better it than nothing
            channel_id, ts = await self.client.post_message(arguments)
        return PostedMessage(channel_id=channel_id, ts=ts)

    async def _arguments(self, message: Message) -> dict[str, Any]:
        arguments: dict[str, Any] = {
            "channel": await self._channel_id(message.channel),
            "text": message.text,
            "metadata": {"event_type": EVENT_TYPE, "event_payload": {"key": message.key}},
            "unfurl_links": False,
            "unfurl_media": False,
        }
        if message.blocks:
            arguments["blocks"] = [dict(block) for block in message.blocks]
        if message.thread_ts:
            arguments["thread_ts"] = message.thread_ts
        return arguments

    async def _channel_id(self, channel: str) -> str:
        ids = await fetch_channel_ids(self.client, self.ledger, [channel], self.now)
        found = ids[channel]
        if isinstance(found, GoalieError):
            raise found
        return found
