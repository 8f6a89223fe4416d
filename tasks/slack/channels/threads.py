"""One thread is read whole, page after page, and becomes what the ledger remembers of it."""

from collections.abc import Awaitable, Callable
from functools import partial

from domain.conversation import Post, Thread, UnreadChannel
from domain.errors import GoalieError
from tasks.clients.slack import MessagePage, Pace, ShownMessage, SlackError, SlackShapeError
from tasks.ledger import RememberedThread
from tasks.slack.channels.merge import (
    as_deleted,
    blank_thread,
    fingerprint_of,
    merge_thread,
)
from tasks.slack.channels.records import Reading, unread_because

GONE = "gone"
"""The fingerprint of a thread whose root Slack no longer shows."""


async def read_pages(
    reading: Reading, pace: Pace, ask: Callable[..., Awaitable[MessagePage]]
) -> dict[str, ShownMessage]:
    """Read all pages, short ones followed, each message once, by its ``ts``.

    Raises:
        SlackError, SlackUnreachableError, SlackShapeError: A page could not be read, or leads
            back to one that was.
    """
    messages: dict[str, ShownMessage] = {}
    cursors = [""]
    while True:
        page = await pace.call(partial(ask, cursor=cursors[-1]))
        reading.pages.note(page)
        # The root opens every page of a thread; the first is the oldest, as its fingerprint must
        # not be newer than the replies read with it.
        messages = {message.ts: message for message in page.messages} | messages
        if not page.next_cursor:
            return messages
        if page.next_cursor in cursors:
            raise SlackShapeError("Slack led back to a page that it had given already")
        cursors.append(page.next_cursor)


async def read_one(
    reading: Reading,
    channel: str,
    ts: str,
    *,
    shown: ShownMessage | None,
    known: RememberedThread | None,
) -> RememberedThread:
    """Read a thread by its root.

    Args:
        reading: With what, as of when.
        channel: Slack id of the channel.
        ts: The root's.
        shown: The root as the channel's page showed it, if it did; its fingerprint is compared
            with that page's next time.
        known: What is remembered.

    Raises:
        SlackError, SlackUnreachableError, SlackShapeError: It could not be read.
    """
    before = known.thread if known else blank_thread(channel, ts, reading.workspace_url)
    try:
        messages = await read_pages(
            reading, reading.replies, partial(reading.client.replies_page, channel, ts)
        )
    except SlackError as error:
        if error.code != "thread_not_found":
            raise
        return remember(reading, as_deleted(before, reading.now), GONE)
    root = messages.pop(ts, None)
    if root is None:
        raise SlackShapeError("Slack answered with a thread without its root")
    replies = [messages[key] for key in sorted(messages)]
    merged = merge_thread(before, root, replies, known, reading.now)
    return remember(reading, merged, fingerprint_of(shown or root))


def remember(reading: Reading, thread: Thread, fingerprint: str) -> RememberedThread:
    """Make of a thread read in this run what the ledger remembers."""
    return RememberedThread(
        thread=thread, fingerprint=fingerprint, read_at=reading.now, seen_at=reading.now
    )


async def try_to_read(
    reading: Reading,
    channel: str,
    ts: str,
    *,
    name: str,
    shown: ShownMessage | None,
    known: RememberedThread | None,
) -> RememberedThread | UnreadChannel:
    """Read a thread, or say why it could not be read; see ``read_one``.

    Its channel is called ``name`` then, as configured.
    """
    try:
        return await read_one(reading, channel, ts, shown=shown, known=known)
    except GoalieError as error:
        return unread_because(name, error, ts)
    finally:
        reading.progress.step()


def is_without_trace(root: Post) -> bool:
    """Whether a root was deleted before anything of it was read."""
    return root.deleted_at is not None and not (root.user or root.app or root.text)
