"""The watched channels are read one beside the other; what cannot be read stops none of the rest.

A channel is remembered in one transaction once it was read, so that no run finds half of one.
Threads are never forgotten: a replay needs those that were closed long ago.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from prefect import task
from prefect.cache_policies import NO_CACHE

from domain.conversation import Thread, UnreadChannel
from domain.errors import GoalieError
from tasks.clients.slack import open_slack
from tasks.ledger import Ledger, open_ledger
from tasks.settings import read_settings
from tasks.slack.channel_facts import (
    doubt_channel,
    fetch_channel_ids,
    fetch_workspace_url,
    recall_archived,
    remember_archived,
)
from tasks.slack.channels.channel import (
    ChannelRead,
    Wanted,
    read_channel,
    want,
)
from tasks.slack.channels.records import (
    OnProgress,
    Progress,
    ReadChannels,
    Reading,
    unread_because,
)
from tasks.slack.channels.threads import try_to_read

OpenRoots = Mapping[str, Collection[str]]


@task(cache_policy=NO_CACHE)
async def fetch_threads(
    channels: Sequence[str], since: datetime, open_roots: OpenRoots, now: datetime
) -> ReadChannels:
    """Read the watched channels; see ``read_channels``."""
    return await read_channels(channels, since=since, open_roots=open_roots, now=now)


@task(cache_policy=NO_CACHE)
async def fetch_thread(
    channel_id: str, root_ts: str, now: datetime
) -> Thread | UnreadChannel | None:
    """Read one thread right before something is said in it; see ``read_thread``."""
    return await read_thread(channel_id, root_ts, now)


async def read_channels(
    channels: Sequence[str],
    *,
    since: datetime,
    open_roots: OpenRoots,
    now: datetime,
    on_progress: OnProgress | None = None,
) -> ReadChannels:
    """Read channels and remember what was read.

    Args:
        channels: Ids or ``#name``; two ways to name one channel count once.
        since: From when on every root counts.
        open_roots: Channel id → the ``ts`` of roots to follow, however old.
        now: The instant of the run.
        on_progress: Called with how many channels and threads were read, and of how many.
    """
    settings = read_settings()
    progress = Progress(tell=on_progress)
    async with (
        open_ledger(settings.database_url) as ledger,
        open_slack(settings.slack()) as client,
    ):
        try:
            url = await fetch_workspace_url(client, ledger, now)
        except GoalieError as error:
            return _nothing(channels, open_roots, error)
        reading = Reading(client=client, workspace_url=url, now=now, progress=progress)
        ids = await fetch_channel_ids(client, ledger, channels, now)
        unread = {c: one for c, one in ids.items() if isinstance(one, GoalieError)}
        wanted = await _want_all(ledger, channels, ids, since=since, open_roots=open_roots, now=now)
        reads = await _read_all(reading, ledger, wanted)
    told = _told(reading, reads, [unread_because(c, one) for c, one in unread.items()])
    read = {one.id for one in wanted}
    missed = {channel: roots for channel, roots in open_roots.items() if channel not in read}
    return replace(told, unknown=told.unknown | _keys(missed))


async def _want_all(
    ledger: Ledger,
    channels: Sequence[str],
    ids: Mapping[str, str | GoalieError],
    *,
    since: datetime,
    open_roots: OpenRoots,
    now: datetime,
) -> list[Wanted]:
    """Say what to read of each channel, in the order asked for, each once."""
    by_id: dict[str, str] = {}
    for name in channels:
        if isinstance(channel_id := ids[name], str):
            by_id.setdefault(channel_id, name)
    archived = await recall_archived(ledger, by_id, now)
    return [
        replace(
            want(name, channel_id, since, open_roots.get(channel_id, ())),
            is_archived=archived.get(channel_id),
        )
        for channel_id, name in by_id.items()
    ]


async def _read_all(
    reading: Reading, ledger: Ledger, wanted: Sequence[Wanted]
) -> list[ChannelRead]:
    """Read channels beside each other, and remember each as soon as it was read."""
    known = {
        one.id: await ledger.recall_threads(one.id, since=one.oldest, roots=one.single_roots)
        for one in wanted
    }
    reading.progress.expect(len(wanted))
    under_way = [asyncio.create_task(read_channel(reading, one, known[one.id])) for one in wanted]
    try:
        for finished in asyncio.as_completed(under_way):
            await _remember(ledger, await finished, reading.now)
    finally:
        for one in under_way:
            one.cancel()
    return [await one for one in under_way]


async def _remember(ledger: Ledger, read: ChannelRead, now: datetime) -> None:
    if read.error is not None:
        await doubt_channel(ledger, read.wanted.name, read.error)
        return
    if read.is_archived is not None and read.wanted.is_archived is None:
        await remember_archived(ledger, {read.wanted.id: read.is_archived}, now)
    await ledger.remember_threads(read.wanted.id, read.news, seen=read.unchanged, now=now)


def _told(
    reading: Reading, reads: Sequence[ChannelRead], unresolved: Sequence[UnreadChannel]
) -> ReadChannels:
    return ReadChannels(
        threads=tuple(read.threads[ts] for read in reads for ts in sorted(read.threads)),
        unread=(*unresolved, *(one for read in reads for one in read.unread)),
        unknown=frozenset(f"{read.wanted.id}/{ts}" for read in reads for ts in read.unknown),
        archived=tuple(read.wanted.name for read in reads if read.is_archived),
        is_restricted=reading.is_restricted,
        history_requests=reading.history.requests,
        replies_requests=reading.replies.requests,
    )


def _nothing(channels: Sequence[str], open_roots: OpenRoots, error: GoalieError) -> ReadChannels:
    """What there is where Slack does not even say which workspace it is."""
    return ReadChannels(
        threads=(),
        unread=tuple(unread_because(channel, error) for channel in dict.fromkeys(channels)),
        unknown=frozenset(
            f"{channel}/{ts}" for channel in open_roots for ts in open_roots[channel]
        ),
        archived=(),
        is_restricted=False,
        history_requests=0,
        replies_requests=0,
    )


def _keys(roots: OpenRoots) -> frozenset[str]:
    return frozenset(f"{channel}/{ts}" for channel in roots for ts in roots[channel])


async def read_thread(
    channel_id: str, root_ts: str, now: datetime
) -> Thread | UnreadChannel | None:
    """Read one thread anew and remember it.

    Returns:
        The thread, None where its root was deleted, or why it could not be read.
    """
    settings = read_settings()
    async with (
        open_ledger(settings.database_url) as ledger,
        open_slack(settings.slack()) as client,
    ):
        try:
            url = await fetch_workspace_url(client, ledger, now)
        except GoalieError as error:
            return unread_because(channel_id, error, root_ts)
        reading = Reading(client=client, workspace_url=url, now=now)
        known = (await ledger.recall_threads(channel_id, roots=[root_ts])).get(root_ts)
        read = await try_to_read(
            reading, channel_id, root_ts, name=channel_id, shown=None, known=known
        )
        if isinstance(read, UnreadChannel):
            return read
        await ledger.remember_threads(channel_id, [read], now=now)
    return None if read.thread.root.deleted_at else read.thread
