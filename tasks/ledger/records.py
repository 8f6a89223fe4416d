"""What the ledger takes and gives: plain values without a trace of the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.conversation import Thread
from domain.membership import Action, MembershipRecord, Outcome
from domain.message import Message
from domain.problem import ProblemKey, ProblemRecord

JSON = None | bool | int | float | str | Sequence["JSON"] | Mapping[str, "JSON"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipIntent:
    """A write to a user group that is about to happen.

    Attributes:
        team: Name of the team file.
        rotation: Name of the rotation within it.
        user_group_id: Slack id of the group.
        handle: Its handle, without the ``@``.
        action: What is done to it; ``adopt`` means it was found right and taken over.
        before: Slack ids of the members found.
        after: Slack ids of the members wanted.
        reasons: Why, one sentence each.
    """

    team: str
    rotation: str
    user_group_id: str
    handle: str
    action: Action
    before: tuple[str, ...]
    after: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What became of the intent with this id; ``detail`` says why where it did not apply."""

    change_id: int
    outcome: Outcome
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerState:
    """Where the ledger is and how far its schema is.

    Attributes:
        shown: How to name it in a sentence.
        version: Its schema's version, or None where there is none yet.
        wanted: The version this program works with; versions sort as text.
    """

    shown: str
    version: str | None
    wanted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxEntry:
    """A message not yet known to be posted; ``attempted_at`` set means it may be."""

    key: str
    message: Message
    created_at: datetime
    attempted_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageState:
    """How far a message came; ``channel_id`` and ``ts`` are empty until it is posted.

    Attributes:
        channel_id: Slack id of the channel it is in.
        ts: Slack's identity of it there.
        posted_at: When that became known; None until then.
        is_dropped: It will never be posted.
    """

    channel_id: str
    ts: str
    posted_at: datetime | None
    is_dropped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RememberedThread:
    """A thread as it was when it was last read.

    Attributes:
        thread: What was said in it.
        fingerprint: What the channel's own page showed of it then; another one means news.
        read_at: The run that read its replies.
        seen_at: The last run that saw its root, with the reactions it has here.
    """

    thread: Thread
    fingerprint: str
    read_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRequest:
    """A request that a team follows until it is closed; ``since`` is when it was first found."""

    team: str
    channel: str
    root_ts: str
    since: datetime

    @property
    def key(self) -> str:
        """The thread's key."""
        return f"{self.channel}/{self.root_ts}"


__all__ = [
    "JSON",
    "Action",
    "LedgerState",
    "MembershipIntent",
    "MembershipRecord",
    "MessageState",
    "OpenRequest",
    "OutboxEntry",
    "Outcome",
    "ProblemKey",
    "ProblemRecord",
    "RememberedThread",
    "Settlement",
]
