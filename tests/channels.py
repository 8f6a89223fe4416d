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
    "killed before",
    "killed after",
    "killed, arrives late",
]
FindFault = Literal["", "failed", "killed"]


class KilledError(BaseException):
    """The process ends here: nothing after it is executed, nothing catches it."""


@dataclass(slots=True, kw_only=True)
class Channel:
    """A channel that keeps what arrives, when it arrives, and fails as it is told."""

    now: datetime = NOW
    arrived: list[tuple[datetime, str]] = field(default_factory=list)
    post_faults: list[PostFault] = field(default_factory=list)
    find_faults: list[FindFault] = field(default_factory=list)

    def keys(self) -> list[str]:
        return [key for at, key in self.arrived if at <= self.now]

    async def post(self, message: Message) -> PostedMessage:
        fault = self.post_faults.pop(0) if self.post_faults else ""
        if fault == "refused":
            raise PostRefusedError("the app is not in the channel")
        if fault == "killed before":
            raise KilledError
        if fault == "lost before":
            raise PostAmbiguousError("no answer within 30 s")
        at = self.now + LATE if fault.endswith("arrives late") else self.now
        self.arrived.append((at, message.key))
        if fault.startswith("killed"):
            raise KilledError
        if fault:
            raise PostAmbiguousError("the connection was cut")
        return PostedMessage(channel_id="C0REPO", ts=str(at.timestamp()))

    async def find(self, message: Message, oldest: datetime) -> PostedMessage | None:
        fault = self.find_faults.pop(0) if self.find_faults else ""
        if fault == "killed":
            raise KilledError
        if fault == "failed":
            raise GoalieError("Slack could not be read")
        for at, key in self.arrived:
            if key == message.key and oldest <= at <= self.now:
                return PostedMessage(channel_id="C0REPO", ts=str(at.timestamp()))
        return None
