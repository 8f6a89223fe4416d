"""A channel in memory that keeps what arrives and fails as a test tells it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from domain.errors import GoalieError
from domain.message import Message
from tasks.outbox import (
    SETTLE,
    PostAmbiguousError,
    PostedMessage,
    PostRefusedError,
    PostUnconfirmedError,
)

NOW = datetime(2026, 11, 9, 7, 55, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LATE = SETTLE - SECOND
PostFault = Literal[
    "",
    "refused",
    "lost before",
    "lost after",
    "arrives late",
    "taken, shown late",
    "taken, never shown",
    "killed before",
    "killed after",
    "killed, arrives late",
]
FindFault = Literal["", "failed", "killed"]


class KilledError(BaseException):
    """The process ends here: nothing after it is executed, nothing catches it."""


@dataclass(slots=True, kw_only=True)
class Channel:
    """A channel that keeps what arrives, when it arrives, and fails as it is told.

    Attributes:
        now: The instant up to which things have arrived.
        arrived: When, and which message with its thread.
        post_faults: For the next posts, in order.
        find_faults: For the next searches, in order.
        without_charts: Keys of messages whose charts were left out.
        deleted: The ``ts`` of messages that somebody deleted.
    """

    now: datetime = NOW
    arrived: list[tuple[datetime, Message]] = field(default_factory=list)
    post_faults: list[PostFault] = field(default_factory=list)
    find_faults: list[FindFault] = field(default_factory=list)
    without_charts: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)

    def keys(self) -> list[str]:
        return [message.key for message in self.messages()]

    def messages(self) -> list[Message]:
        return [message for at, message in self.arrived if at <= self.now]

    async def post(self, message: Message) -> PostedMessage:
        fault = self.post_faults.pop(0) if self.post_faults else ""
        if fault == "refused":
            raise PostRefusedError("the app is not in the channel")
        if fault == "killed before":
            raise KilledError
        if fault == "lost before":
            raise PostAmbiguousError("no answer within 30 s")
        if fault == "taken, never shown":
            raise PostUnconfirmedError("it is not shown yet")
        at = self.now + LATE if fault.endswith("late") else self.now
        self.arrived.append((at, message))
        if fault.startswith("killed"):
            raise KilledError
        if fault.startswith("taken"):
            raise PostUnconfirmedError("it is not shown yet")
        if fault:
            raise PostAmbiguousError("the connection was cut")
        return posted_as(message)

    async def find(self, message: Message, oldest: datetime) -> PostedMessage | None:
        fault = self.find_faults.pop(0) if self.find_faults else ""
        if fault == "killed":
            raise KilledError
        if fault == "failed":
            raise GoalieError("Slack could not be read")
        for at, one in self.arrived:
            if one == message and oldest <= at <= self.now:
                return posted_as(message)
        return None

    async def is_there(self, posted: PostedMessage) -> bool:
        return posted.ts not in self.deleted

    async def is_without_charts(self, key: str) -> bool:
        return key in self.without_charts


def posted_as(message: Message) -> PostedMessage:
    """Where a message is that arrived; its ``ts`` is its own."""
    return PostedMessage(channel_id="C0REPO", ts=f"ts of {message.key}")
