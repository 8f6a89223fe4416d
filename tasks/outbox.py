"""Every message in the outbox is posted exactly once, however often its sender dies."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, Protocol

from domain.errors import GoalieError
from domain.message import Message
from tasks.ledger import Ledger, MessageState, OutboxEntry

SETTLE = timedelta(seconds=30)
"""A request cut off may still arrive; only after this time can a search tell."""
CLOCK_DIFFERENCE = timedelta(minutes=5)
"""How far the service's clock may be behind ours."""

DeliveryOutcome = Literal[
    "posted", "adopted", "expired", "unneeded", "waiting", "refused", "unclear"
]
FAILURES = frozenset({"refused", "unclear"})

TOO_LATE = "it came too late"
CUT_OFF = "it was cut off moments ago"
NO_THREAD_YET = "the message it belongs to is not posted yet"
NO_THREAD = "the message it belongs to was dropped"
THREAD_GONE = "the message it belongs to was deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedMessage:
    """Where a message is: the channel's id and the message's ``ts`` in it."""

    channel_id: str
    ts: str


class PostRefusedError(GoalieError):
    """The message was certainly not posted; the text is the reason, as a clause."""


class PostAmbiguousError(GoalieError):
    """The message may be posted or not; the text is the reason, as a clause."""


class PostUnconfirmedError(GoalieError):
    """The message was taken, but cannot be seen yet; the text says so, as a clause."""


class MessagePort(Protocol):
    """What posts messages and finds them again."""

    async def post(self, message: Message) -> PostedMessage:
        """Post with the message's key in its metadata, and never try twice.

        Raises:
            PostRefusedError: It was certainly not posted.
            PostAmbiguousError: Nobody knows: a time-out, a cut connection, a broken answer.
            PostUnconfirmedError: It was taken, and will be where it belongs in a while.
        """

    async def find(self, message: Message, oldest: datetime) -> PostedMessage | None:
        """Look for the message's key in its channel or thread, from ``oldest`` on.

        Raises:
            GoalieError: It could not be looked for; never None in this case.
        """

    async def is_there(self, posted: PostedMessage) -> bool:
        """Tell whether a message still stands where it was posted.

        Raises:
            GoalieError: It could not be looked for.
        """

    async def is_without_charts(self, key: str) -> bool:
        """Tell whether the charts in a posted message's blocks had to be left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What became of one message in one run.

    Attributes:
        message: The message.
        outcome: ``posted``, ``adopted`` (it was there already), ``expired``, ``unneeded``,
            ``waiting`` (its time comes), ``refused`` (stays pending) or ``unclear`` (the next
            run looks).
        reason: Why, as a clause; empty where there is nothing to explain.
        posted: Where it is, when that is known.
    """

    message: Message
    outcome: DeliveryOutcome
    reason: str = ""
    posted: PostedMessage | None = None

    @property
    def is_failure(self) -> bool:
        """Whether the run must fail because of it."""
        return self.outcome in FAILURES

    @property
    def sentence(self) -> str:
        """What happened, for a summary."""
        because = f": {self.reason.removesuffix('.')}" if self.reason else ""
        return f"{SENTENCES[self.outcome].format(self.message.key, self.message.channel)}{because}."


SENTENCES: dict[DeliveryOutcome, str] = {
    "posted": "Message {} was posted in {}",
    "adopted": "Message {} was already in {}",
    "expired": "Message {} for {} was dropped",
    "unneeded": "Message {} for {} is not needed",
    "waiting": "Message {} for {} waits for the next run",
    "refused": "Message {} could not be posted in {}",
    "unclear": "Message {} may or may not be in {}; the next run looks for it",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """One delivery round: where to, where it is written down, its clock, and what is untrue now."""

    ledger: Ledger
    port: MessagePort
    began: datetime
    clock: Callable[[], datetime]
    outdated: frozenset[str] = frozenset()


async def deliver(
    ledger: Ledger,
    port: MessagePort,
    job: str,
    team: str,
    now: datetime,
    outdated: frozenset[str] = frozenset(),
) -> list[Delivery]:
    """Post what is pending for a job and team; the caller holds their lock.

    Args:
        ledger: Where the outbox is.
        port: Posts and finds messages.
        job: Whose messages.
        team: Whose messages.
        now: The current time. Attempts are stamped with it plus what this call took until then,
            because a long round must not look settled to the run after a crash.
        outdated: Keys of messages that are not to be posted any more; as if they had expired.

    Returns:
        What became of each message, oldest first. A refused message does not stop the others.
    """
    started = time.monotonic()
    outbox = Outbox(
        ledger=ledger,
        port=port,
        began=now,
        clock=lambda: now + timedelta(seconds=time.monotonic() - started),
        outdated=outdated,
    )
    return [await _deliver(outbox, entry) for entry in await ledger.pending_messages(job, team)]


async def _deliver(outbox: Outbox, entry: OutboxEntry) -> Delivery:
    if entry.message.thread_of:
        delivery = await _deliver_in_thread(outbox, entry)
        return replace(delivery, message=entry.message)
    return await _deliver_in_place(outbox, entry)


async def _deliver_in_thread(outbox: Outbox, entry: OutboxEntry) -> Delivery:
    """Deliver a message once the one it belongs below is posted."""
    message = entry.message
    states = await outbox.ledger.message_states([message.thread_of])
    parent = states.get(message.thread_of)
    if parent is not None and parent.posted_at is not None:
        return await _deliver_below(outbox, entry, parent)
    if parent is not None and parent.is_dropped:
        return await _drop(outbox, entry, NO_THREAD)
    if _is_expired(outbox, message):
        return await _drop(outbox, entry)
    return Delivery(message=message, outcome="waiting", reason=NO_THREAD_YET)


async def _deliver_below(outbox: Outbox, entry: OutboxEntry, parent: MessageState) -> Delivery:
    message, is_new = entry.message, entry.attempted_at is None
    is_instead = is_new and message.if_charts_refused
    if is_instead and not await outbox.port.is_without_charts(message.thread_of):
        await outbox.ledger.mark_expired(entry.key, outbox.clock())
        return Delivery(message=message, outcome="unneeded")
    try:
        if not _is_expired(outbox, message) and await _is_thread_gone(outbox, parent):
            return await _drop(outbox, entry, THREAD_GONE)
    except GoalieError as error:
        outcome: DeliveryOutcome = "refused" if is_new else "unclear"
        return Delivery(message=message, outcome=outcome, reason=str(error))
    placed = replace(message, channel=parent.channel_id, thread_ts=parent.ts)
    return await _deliver_in_place(outbox, replace(entry, message=placed))


async def _is_thread_gone(outbox: Outbox, parent: MessageState) -> bool:
    """Look again at a parent of an earlier round: a reply to a deleted one lands beside it."""
    if parent.posted_at is not None and parent.posted_at >= outbox.began:
        return False
    posted = PostedMessage(channel_id=parent.channel_id, ts=parent.ts)
    return not await outbox.port.is_there(posted)


async def _deliver_in_place(outbox: Outbox, entry: OutboxEntry) -> Delivery:
    if entry.attempted_at is None:
        return await _post_unless_expired(outbox, entry)
    if outbox.clock() - entry.attempted_at < SETTLE:
        return Delivery(message=entry.message, outcome="waiting", reason=CUT_OFF)
    try:
        # Created before any attempt, so nothing of it is older.
        found = await outbox.port.find(entry.message, entry.created_at - CLOCK_DIFFERENCE)
    except GoalieError as error:
        return await _give_up_search(outbox, entry, str(error))
    if found is None:
        return await _post_unless_expired(outbox, entry)
    await outbox.ledger.mark_posted(entry.key, found.channel_id, found.ts, outbox.clock())
    return Delivery(message=entry.message, outcome="adopted", posted=found)


async def _give_up_search(outbox: Outbox, entry: OutboxEntry, reason: str) -> Delivery:
    if not _is_expired(outbox, entry.message):
        return Delivery(message=entry.message, outcome="unclear", reason=reason)
    return await _drop(outbox, entry, reason)


async def _post_unless_expired(outbox: Outbox, entry: OutboxEntry) -> Delivery:
    if not _is_expired(outbox, entry.message):
        return await _post(outbox, entry)
    return await _drop(outbox, entry)


async def _drop(outbox: Outbox, entry: OutboxEntry, reason: str = TOO_LATE) -> Delivery:
    await outbox.ledger.mark_expired(entry.key, outbox.clock())
    return Delivery(message=entry.message, outcome="expired", reason=reason)


async def _post(outbox: Outbox, entry: OutboxEntry) -> Delivery:
    message, ledger = entry.message, outbox.ledger
    if not await ledger.mark_attempted(entry.key, outbox.clock(), after=entry.attempted_at):
        return Delivery(message=message, outcome="waiting", reason="another run is posting it")
    try:
        posted = await outbox.port.post(message)
    except PostRefusedError as error:
        await ledger.mark_refused(entry.key, str(error), outbox.clock())
        return Delivery(message=message, outcome="refused", reason=str(error))
    except PostAmbiguousError as error:
        return Delivery(message=message, outcome="unclear", reason=str(error))
    except PostUnconfirmedError as error:
        return Delivery(message=message, outcome="waiting", reason=str(error))
    await ledger.mark_posted(entry.key, posted.channel_id, posted.ts, outbox.clock())
    return Delivery(message=message, outcome="posted", posted=posted)


def _is_expired(outbox: Outbox, message: Message) -> bool:
    if message.key in outbox.outdated:
        return True
    return message.expires_at is not None and message.expires_at <= outbox.clock()
