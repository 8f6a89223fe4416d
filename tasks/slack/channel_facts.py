"""What is known of a channel by its name in a team file is asked once and remembered."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from domain.errors import GoalieError
from tasks.clients.slack import SlackClient, SlackError
from tasks.ledger import JSON, Ledger

KNOWN_FOR = timedelta(days=7)
ARCHIVED_KNOWN_FOR = timedelta(days=1)
_PEOPLE = frozenset("UW")  # first letters of Slack ids of people
DOUBTS_CHANNEL = frozenset({"channel_not_found", "is_archived"})


async def fetch_channel_ids(
    client: SlackClient, ledger: Ledger, channels: Collection[str], now: datetime
) -> dict[str, str | GoalieError]:
    """Turn channels, each an id, ``#name`` or a person's id, into ids, or what prevents it."""
    found = await _open_directs(client, ledger, [c for c in channels if c[:1] in _PEOPLE], now)
    found |= {c: c for c in channels if c not in found and not c.startswith("#")}
    names = [channel for channel in channels if channel not in found]
    remembered = await ledger.recall([_key(name) for name in names], now)
    for name in names:
        if isinstance(known := remembered.get(_key(name)), str):
            found[name] = known
    missing = [name for name in names if name not in found]
    if not missing:
        return found
    try:
        listed = {f"#{c.name}": c for c in await client.list_channels()}
    except GoalieError as error:
        return found | dict.fromkeys(missing, error)
    ids = {name: listed[name].id for name in missing if name in listed}
    values: dict[str, JSON] = {_key(name): channel_id for name, channel_id in ids.items()}
    values |= {_public_key(listed[name].id): not listed[name].is_private for name in ids}
    await ledger.remember(values, now=now, lifetime=KNOWN_FOR)
    for name in missing:
        found[name] = ids.get(name) or SlackError(f"the channel {name}", "channel_not_found")
    return found


async def _open_directs(
    client: SlackClient, ledger: Ledger, people: Collection[str], now: datetime
) -> dict[str, str | GoalieError]:
    """The direct message with each person; it stays the same for good."""
    remembered = await ledger.recall([_key(one) for one in people], now) if people else {}
    found: dict[str, str | GoalieError] = {}
    for one in people:
        if isinstance(known := remembered.get(_key(one)), str):
            found[one] = known
            continue
        try:
            found[one] = opened = await client.open_conversation(one)
        except GoalieError as error:
            found[one] = error
        else:
            await ledger.remember({_key(one): opened}, now=now, lifetime=KNOWN_FOR)
    return found


async def doubt_channel(ledger: Ledger, channel: str, error: GoalieError) -> None:
    """Forget what is known of a channel, by name or id, where an error says that it changed."""
    if isinstance(error, SlackError) and error.code in DOUBTS_CHANNEL:
        await ledger.forget([_key(channel), _archived_key(channel)])


async def recall_public(
    ledger: Ledger, channel_ids: Collection[str], now: datetime
) -> frozenset[str]:
    """Which channels everybody in the workspace can read, as far as that is known."""
    known = await ledger.recall([_public_key(one) for one in channel_ids], now)
    return frozenset(one for one in channel_ids if known.get(_public_key(one)) is True)


async def recall_archived(
    ledger: Ledger, channel_ids: Collection[str], now: datetime
) -> dict[str, bool]:
    """Which channels were archived and which were not, where that was asked within a day."""
    known = await ledger.recall([_archived_key(one) for one in channel_ids], now)
    return {one: bool(known[key]) for one in channel_ids if (key := _archived_key(one)) in known}


async def remember_archived(ledger: Ledger, archived: Mapping[str, bool], now: datetime) -> None:
    """Keep for a day which channels, by id, are archived and which are not."""
    values = {_archived_key(channel_id): value for channel_id, value in archived.items()}
    await ledger.remember(values, now=now, lifetime=ARCHIVED_KNOWN_FOR)


async def fetch_workspace_url(client: SlackClient, ledger: Ledger, now: datetime) -> str:
    """The workspace's web address, with which every permalink begins."""
    key = "slack_workspace/url"
    if isinstance(known := (await ledger.recall([key], now)).get(key), str):
        return known
    url = (await client.auth_test()).url
    await ledger.remember({key: url}, now=now, lifetime=KNOWN_FOR)
    return url


def _key(channel: str) -> str:
    return f"slack_channel/{channel}"


def _public_key(channel_id: str) -> str:
    return f"slack_channel_public/{channel_id}"


def _archived_key(channel_id: str) -> str:
    return f"slack_channel_archived/{channel_id}"
