"""One channel is read: all its roots, and of the threads only those with news.

Only what a root shows tells that its thread has news: a new or deleted reply, an emoji under the
root, an edit of the root. An emoji under a reply, or an edit of one, changes nothing there; it is
seen when the thread is next read, at the latest right before anything is said in it.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from domain.conversation import Thread, UnreadChannel
from domain.errors import GoalieError
from tasks.clients.slack import ShownMessage
from tasks.ledger import RememberedThread
from tasks.slack.channels.merge import (
    TOMBSTONE,
    blank_thread,
    fingerprint_of,
    is_root,
    merge_thread,
)
from tasks.slack.channels.records import Reading, unread_because
from tasks.slack.channels.threads import is_without_trace, read_pages, remember, try_to_read

REACH = timedelta(days=60)
"""How far before the look-back window roots are read for the sake of an open one among them.

An older one costs a request of its own in every sweep: less than reading all since then.
"""

Known = Mapping[str, RememberedThread]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be read of one channel.

    Attributes:
        name: The channel as configured.
        id: Its Slack id.
        since: The ``ts`` from which on every root counts.
        oldest: The ``ts`` from which on roots are read; not after ``since``.
        open_roots: Roots to follow, however old.
        is_archived: As remembered; None to ask.
    """

    name: str
    id: str
    since: str
    oldest: str
    open_roots: frozenset[str]
    is_archived: bool | None = None

    @property
    def single_roots(self) -> list[str]:
        """The open roots that are too old to be met on the pages."""
        return [ts for ts in sorted(self.open_roots) if ts < self.oldest]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRead:
    """What came of it.

    Attributes:
        news: Threads that are new or have news.
        unchanged: Roots that were seen as they are remembered.
        threads: All threads to give, by root.
        unread: What could not be read.
        unknown: Roots of the threads that are not known as they are now.
        is_archived: Whether nobody can write in it any more; None where that is not known.
        error: Why nothing could be read.
    """

    wanted: Wanted
    threads: Mapping[str, Thread]
    news: tuple[RememberedThread, ...] = ()
    unchanged: frozenset[str] = frozenset()
    unread: tuple[UnreadChannel, ...] = ()
    unknown: frozenset[str] = frozenset()
    is_archived: bool | None = None
    error: GoalieError | None = None


def want(name: str, channel_id: str, since: datetime, open_roots: Collection[str]) -> Wanted:
    """Decide how far back a channel is read."""
    start, reach = ts_of(since), ts_of(since - REACH)
    within_reach = [ts for ts in open_roots if ts >= reach]
    return Wanted(
        name=name,
        id=channel_id,
        since=start,
        oldest=min([start, *within_reach]),
        open_roots=frozenset(open_roots),
    )


def ts_of(at: datetime) -> str:
    """Slack's ``ts`` of an instant."""
    return f"{int(at.timestamp())}.{at.microsecond:06d}"


async def read_channel(reading: Reading, wanted: Wanted, known: Known) -> ChannelRead:
    """Read a channel as far as it can be read; what is remembered stands in for the rest.

    Args:
        reading: With what, as of when.
        wanted: What is to be read.
        known: What is remembered, by root: from ``wanted.oldest`` on, and the single roots.
    """
    try:
        is_archived, messages = await _read_pages(reading, wanted)
    except GoalieError as error:
        return _unread(wanted, known, error)
    finally:
        reading.progress.step()
    roots = {ts: message for ts, message in messages.items() if is_root(message)}
    unchanged, alone, threads = _sort(wanted, roots, known)
    reading.progress.expect(len(threads))
    answers = await _read_threads(reading, wanted, threads, roots, known)
    answers |= {ts: _read_alone(reading, wanted, roots[ts], known.get(ts)) for ts in alone}
    read = {ts: one for ts, one in answers.items() if isinstance(one, RememberedThread)}
    news = {ts: one for ts, one in read.items() if _is_worth_keeping(wanted, one, known)}
    unread = {ts: one for ts, one in answers.items() if isinstance(one, UnreadChannel)}
    # As far as it is known, a thread that could not be read is given all the same.
    instead = {ts: known[ts] for ts in unread if ts in known} | {
        ts: _read_alone(reading, wanted, roots[ts], None)
        for ts in unread
        if ts in roots and ts not in known
    }
    given = {ts: known[ts] for ts in unchanged} | news | instead
    return ChannelRead(
        wanted=wanted,
        threads={ts: one.thread for ts, one in given.items()},
        news=tuple(news.values()),
        unchanged=frozenset(unchanged) & set(roots),
        unread=tuple(unread.values()),
        unknown=frozenset(unread),
        is_archived=is_archived,
    )


async def _read_threads(
    reading: Reading,
    wanted: Wanted,
    threads: Sequence[str],
    roots: Mapping[str, ShownMessage],
    known: Known,
) -> dict[str, RememberedThread | UnreadChannel]:
    reads = (
        try_to_read(
            reading, wanted.id, ts, name=wanted.name, shown=roots.get(ts), known=known.get(ts)
        )
        for ts in threads
    )
    return dict(zip(threads, await asyncio.gather(*reads), strict=True))


async def _read_pages(reading: Reading, wanted: Wanted) -> tuple[bool, Mapping[str, ShownMessage]]:
    is_archived = wanted.is_archived
    if is_archived is None:
        is_archived = (await reading.client.conversation_info(wanted.id)).is_archived
    ask = partial(reading.client.history_page, wanted.id, oldest=wanted.oldest)
    return is_archived, await read_pages(reading, reading.history, ask)


def _unread(wanted: Wanted, known: Known, error: GoalieError) -> ChannelRead:
    """What there is of a channel that could not be read: what is remembered, all unknown."""
    return ChannelRead(
        wanted=wanted,
        threads={ts: remembered.thread for ts, remembered in known.items()},
        unread=(unread_because(wanted.name, error),),
        unknown=frozenset(known) | wanted.open_roots,
        error=error,
    )


def _sort(
    wanted: Wanted, roots: Mapping[str, ShownMessage], known: Known
) -> tuple[set[str], list[str], list[str]]:
    """Tell apart what is unchanged, what its root says alone, and what costs a request."""
    unchanged = {ts for ts, one in known.items() if ts not in roots and one.thread.root.deleted_at}
    alone, threads = [], []
    for ts, root in sorted(roots.items()):
        remembered = known.get(ts)
        if remembered is None and not _is_asked_for(wanted, root):
            continue
        if remembered is not None and remembered.fingerprint == fingerprint_of(root):
            unchanged.add(ts)
        elif root.has_thread:
            threads.append(ts)
        else:
            alone.append(ts)
    # Not on the pages where it should be, or too old for them: only the thread itself can tell.
    missing = (set(known) | wanted.open_roots) - set(roots) - unchanged
    return unchanged, alone, threads + sorted(missing)


def _is_asked_for(wanted: Wanted, root: ShownMessage) -> bool:
    """Whether a root never read before counts; one that was deleted before, or is too old, not."""
    if root.ts in wanted.open_roots:
        return True
    return root.subtype != TOMBSTONE and root.ts >= wanted.since


def _read_alone(
    reading: Reading, wanted: Wanted, root: ShownMessage, known: RememberedThread | None
) -> RememberedThread:
    """Bring a thread without any reply up to date; replies remembered were all deleted."""
    thread = known.thread if known else blank_thread(wanted.id, root.ts, reading.workspace_url)
    merged = merge_thread(thread, root, (), known, reading.now)
    return remember(reading, merged, fingerprint_of(root))


def _is_worth_keeping(wanted: Wanted, read: RememberedThread, known: Known) -> bool:
    """Whether there ever was something to read in a thread, or somebody follows it."""
    root = read.thread.root
    return root.ts in known or root.ts in wanted.open_roots or not is_without_trace(root)
