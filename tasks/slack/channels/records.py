"""What a reading of channels gives, and what it carries along."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from domain.conversation import Thread, UnreadChannel
from domain.errors import GoalieError
from tasks.clients.slack import MessagePage, Pace, SlackClient, SlackError
from tasks.slack.remedies import remedy_for

RESTRICTED_PAGE = 15
"""Messages a page holds at most for a distributed app, however many it asks for."""
ENOUGH_SHORT_PAGES = 2
RESTRICTED = (
    "Slack gives this app 15 messages and one request a minute, as it does to apps distributed"
    " outside its Marketplace, so reading takes many times as long: install it as the workspace's"
    " own internal app."
)

OnProgress = Callable[[int, int], None]
_CLAUSES = {
    "not_in_channel": "the app is not in the channel",
    "channel_not_found": "Slack shows the app no such channel",
    "ratelimited": "Slack asked to wait again and again",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadChannels:
    """What was read of the watched channels.

    Attributes:
        threads: Of each channel in the order asked for, oldest root first: those read or unchanged,
            and those remembered that could not be read now.
        unread: What could not be read, with the remedy.
        unknown: Keys of the threads that are not known as they are now; whatever is decided about
            one of these is "unknown".
        archived: Channels that were read but in which nobody can ask or answer any more.
        is_restricted: Whether Slack treats the app as a distributed one; see RESTRICTED.
        history_requests: Calls of ``conversations.history``, refused ones included.
        replies_requests: Calls of ``conversations.replies``, refused ones included.
    """

    threads: tuple[Thread, ...]
    unread: tuple[UnreadChannel, ...]
    unknown: frozenset[str]
    archived: tuple[str, ...]
    is_restricted: bool
    history_requests: int
    replies_requests: int


@dataclass(slots=True, kw_only=True)
class Progress:
    """How many of the channels and threads to read were read."""

    tell: OnProgress | None = None
    done: int = 0
    total: int = 0

    def expect(self, count: int) -> None:
        """Count what is to be read."""
        self.total += count

    def step(self) -> None:
        """Count one as read, successfully or not, and tell."""
        self.done += 1
        if self.tell:
            self.tell(self.done, self.total)


@dataclass(slots=True, kw_only=True)
class PageSizes:
    """How many messages the pages held that were not the last."""

    short: int = 0
    long: int = 0

    def note(self, page: MessagePage) -> None:
        """Count a page."""
        if len(page.messages) > RESTRICTED_PAGE:
            self.long += 1
        elif page.has_more:
            self.short += 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One reading of channels or threads: with what, as of when, how fast."""

    client: SlackClient
    workspace_url: str
    now: datetime
    history: Pace = field(default_factory=Pace)
    replies: Pace = field(default_factory=Pace)
    pages: PageSizes = field(default_factory=PageSizes)
    progress: Progress = field(default_factory=Progress)

    @property
    def is_restricted(self) -> bool:
        """Whether Slack treats the app as a distributed one."""
        by_size = not self.pages.long and self.pages.short >= ENOUGH_SHORT_PAGES
        return by_size or self.history.is_one_a_minute or self.replies.is_one_a_minute


def unread_because(channel: str, error: GoalieError, root_ts: str = "") -> UnreadChannel:
    """Say that a channel, or one thread of it, could not be read."""
    code = error.code if isinstance(error, SlackError) else ""
    return UnreadChannel(
        channel=channel,
        why=_CLAUSES.get(code, str(error)),
        remedy=remedy_for(error),
        root_ts=root_ts,
    )
