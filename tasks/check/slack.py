"""Slack is asked who the tokens are, for groups and channels, and for every wanted person."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from typing import TypeVar

from domain.check.channels import ChannelFacts, channel_roles, find_channel
from domain.check.finding import Unread
from domain.check.report import SlackFacts
from domain.check.slack_access import UNRESTRICTED_LIMIT, HistoryFacts, TokenFacts
from domain.errors import GoalieError
from domain.people import Found, Unreadable
from domain.team import Team
from tasks.check.unread import unread_slack
from tasks.clients.slack import Channel, Identification, Pace, SlackClient

HISTORY_LIMIT = 200  # a distributed app gets 15 at most, whatever it asks for
AT_ONCE = 4
LOOKED_UP_SINGLY = 20  # more addresses than this, and the list of all users costs less
_ADMIN_REMEDY = "Set SLACK_ADMIN_TOKEN to the user token (xoxp-…) of an administrator, or unset it."
Value = TypeVar("Value")


async def fetch_slack_facts(
    client: SlackClient, teams: Mapping[str, Team], clock: datetime, *, has_admin: bool
) -> SlackFacts:
    """Read everything but people; where the bot token is refused, nothing else is tried.

    Args:
        client: An open client.
        teams: The teams whose channels are read.
        clock: This machine's clock at this call.
        has_admin: Whether an admin token is set.
    """
    started = monotonic()
    bot = await _try(client.auth_test())
    if isinstance(bot, Unread):
        return SlackFacts(bot=bot)
    clock += timedelta(seconds=monotonic() - started)
    admin, groups, channels = await asyncio.gather(
        _fetch_admin(client, has_admin=has_admin),
        _try(client.list_user_groups()),
        _fetch_channels(client),
    )
    return SlackFacts(
        bot=_token(bot),
        admin=admin,
        clock_ahead=clock - bot.answered_at if bot.answered_at else None,
        groups=groups,
        channels=channels,
        history=() if isinstance(channels, Unread) else await _history(client, teams, channels),
    )


async def fetch_found(client: SlackClient, keys: Sequence[str]) -> dict[str, Found]:
    """Find who each address or id is now, deactivated people included; nothing is remembered."""
    emails = {key for key in keys if "@" in key}
    singly = len(emails) <= LOOKED_UP_SINGLY
    found = await _each(client, [key for key in keys if singly or key not in emails])
    missing = [key for key in emails if found.get(key) is None]
    if not missing:
        return found
    # A look-up by address finds nobody who was deactivated; the list of all does.
    try:
        everybody = await client.list_users()
    except GoalieError as error:
        lost: Found = Unreadable(why=str(error))
        return {key: found.get(key, lost) for key in keys}
    return found | {key: everybody.get(key) for key in missing}


async def _try(call: Awaitable[Value]) -> Value | Unread:
    try:
        return await call
    except GoalieError as error:
        return unread_slack(error)


async def _fetch_admin(client: SlackClient, *, has_admin: bool) -> TokenFacts | Unread | None:
    if not has_admin:
        return None
    try:
        return _token(await client.auth_test(admin=True))
    except GoalieError as error:
        return unread_slack(error, _ADMIN_REMEDY)


def _token(identification: Identification) -> TokenFacts:
    return TokenFacts(
        workspace=identification.team,
        workspace_id=identification.team_id,
        user=identification.user,
        scopes=identification.scopes,
    )


async def _fetch_channels(client: SlackClient) -> tuple[ChannelFacts, ...] | Unread:
    channels = await _try(client.list_channels())
    return channels if isinstance(channels, Unread) else tuple(map(_channel, channels))


def _channel(channel: Channel) -> ChannelFacts:
    return ChannelFacts(
        id=channel.id,
        name=channel.name,
        is_member=channel.is_member,
        is_archived=channel.is_archived,
    )


async def _history(
    client: SlackClient, teams: Mapping[str, Team], channels: Sequence[ChannelFacts]
) -> list[HistoryFacts | Unread]:
    """Ask channel after channel until one has enough messages to tell."""
    read: list[HistoryFacts | Unread] = []
    pace = Pace()
    references = dict.fromkeys(r for team in teams.values() for r in channel_roles(team))
    for channel in (find_channel(reference, channels) for reference in references):
        if channel is None or channel.is_archived or not channel.is_member:
            continue
        ask = partial(client.history_page, channel.id, limit=HISTORY_LIMIT)
        page = await _try(pace.call(ask))
        if isinstance(page, Unread):
            return [*read, page]
        name = f"#{channel.name}"
        count = len(page.messages)
        read.append(HistoryFacts(channel=name, messages=count, has_more=page.has_more))
        if count > UNRESTRICTED_LIMIT or page.has_more:
            break
    return read


async def _each(client: SlackClient, keys: Sequence[str]) -> dict[str, Found]:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(key: str) -> Found:
        ask: Callable[[str], Awaitable[Found]] = (
            client.lookup_by_email if "@" in key else client.user_info
        )
        async with gate:
            try:
                return await ask(key)
            except GoalieError as error:
                return Unreadable(why=str(error))

    return dict(zip(keys, await asyncio.gather(*map(one, keys)), strict=True))
