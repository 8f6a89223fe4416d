"""What was said in a channel, as Slack shows it now and the ledger remembers it."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """One person's emoji under a post; Slack does not say when, so it is known as an interval.

    Attributes:
        name: Without colons and skin tone.
        user: Slack id.
        not_before: The last sweep that did not see it, or the post's own time.
        first_seen: The first sweep that saw it.
    """

    name: str
    user: str
    not_before: datetime
    first_seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One message.

    Attributes:
        ts: Slack's identity of it within the channel; compared as a string.
        user: Slack id of the author; may be empty for an app.
        app: Id of the app or bot that posted it; empty for a person.
        text: As Slack gives it: markup, escaped. Never quoted without being decoded.
        reactions: In the order first seen.
        edited: Slack's ts of the last edit, or empty.
        deleted_at: The sweep that first missed it, or None while it is there.
    """

    ts: str
    user: str
    text: str
    app: str = ""
    reactions: tuple[Reaction, ...] = ()
    edited: str = ""
    deleted_at: datetime | None = None

    @property
    def at(self) -> datetime:
        """When it was posted, in UTC, exact to the microsecond."""
        seconds, _, fraction = self.ts.partition(".")
        micros = int(fraction[:6].ljust(6, "0") or 0)
        return datetime.fromtimestamp(int(seconds), UTC).replace(microsecond=micros)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A root post and its replies, oldest first.

    Attributes:
        channel: Slack id of the channel.
        root: The first post.
        replies: Every reply that was ever seen; deleted ones are marked, not dropped.
        permalink: The address people paste.
    """

    channel: str
    root: Post
    replies: tuple[Post, ...] = ()
    permalink: str = ""

    @property
    def key(self) -> str:
        """Identifies the thread in the workspace."""
        return f"{self.channel}/{self.root.ts}"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadChannel:
    """A channel, or one thread of it, that could not be read this time.

    Attributes:
        channel: As configured.
        why: A clause.
        remedy: A sentence.
        root_ts: The one thread, or empty for the whole channel.
    """

    channel: str
    why: str
    remedy: str
    root_ts: str = ""
