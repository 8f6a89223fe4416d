"""A request is something asked of the team: who asked, what, how urgently, and all that happened.

Everything else about it (who waits, what is due) is computed from these events each time.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.issue import IssueAnswer
from domain.issue_link import IssueRef

Role = Literal["requester", "responder", "other", "app", "unknown"]
"""Who somebody was at the time; unknown: perhaps a member whose Slack account was not readable."""

EventKind = Literal[
    "opened",
    "replied",
    "reacted",
    "edited",
    "deleted",
    "eta_given",
    "brought_in",
    "priority_named",
    "issue_linked",
    "label_added",
    "label_removed",
    "assigned",
    "unassigned",
    "card_added",
    "card_moved",
    "commented",
    "closed",
    "reopened",
]

Says = Literal["nothing", "acknowledgement", "question", "substance", "thanks", "done"]
"""What a message or an emoji amounts to, whoever sent it.

acknowledgement: only that somebody looks at it (or when). question: only asks back. thanks: only
that. done: that it needs no more work. nothing: an emoji without a meaning for the team.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened.

    Attributes:
        kind: What happened.
        at: When; of a reaction, the earliest it can have been.
        role: Who the actor was at that time.
        actor: Slack id; on an issue the GitHub login; for ``brought_in`` the EM or PM.
        says: What a message or reaction amounts to.
        ts: Slack's ts of the post it is (or is under); empty on an issue.
        until: Of a reaction, the latest it can have been; of ``eta_given``, the promised instant.
        note: Emoji, label, assignee, column, or the words of a promise.
        issue: The issue it happened on, or that was linked.
    """

    kind: EventKind
    at: datetime
    role: Role
    actor: str = ""
    says: Says = "nothing"
    ts: str = ""
    until: datetime | None = None
    note: str = ""
    issue: IssueRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Urgency:
    """A priority from an instant on: the opening, an edit, a label, a label taken away.

    Attributes:
        priority: A key of the team's ``sla``.
        since: From when on it counts; of the first of a request, when it was opened.
        because: A clause: "the word p1", "the label severity/p1", "the default".
    """

    priority: str
    since: datetime
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Something asked of the team in one thread.

    Attributes:
        key: The thread's key; there is one request in a thread, which may be reopened.
        team: Name of the team's file.
        channel: Slack id.
        root_ts: The thread to answer in.
        permalink: Address of the thread.
        requester: Slack id of who asked.
        title: One short line of plain text.
        text: All that the requester wrote to open it, in plain text.
        kind: A question, or a request with an issue.
        urgencies: Every change of its priority, in order of time; never empty.
        opened_at: When the opening post was posted.
        events: In order of time.
        issues: The linked issues as they are now, in the order linked.
        unread: Why the thread could not be read this time, as a clause, or empty.
    """

    key: str
    team: str
    channel: str
    root_ts: str
    permalink: str
    requester: str
    title: str
    text: str
    kind: Literal["question", "request"]
    urgencies: tuple[Urgency, ...]
    opened_at: datetime
    events: tuple[Event, ...]
    issues: tuple[IssueAnswer, ...] = ()
    unread: str = ""

    @property
    def priority(self) -> str:
        """The priority it has now."""
        return self.urgencies[-1].priority


Status = Literal["open", "waiting_on_us", "waiting_on_requester", "resolved", "cancelled"]
"""open: answered, and being worked on; nobody waits for a message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """An ETA that a responder gave.

    Attributes:
        by: Slack id of the responder.
        given_at: When it was said.
        due: The promised instant.
        words: As they said it.
    """

    by: str
    given_at: datetime
    due: datetime
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestState:
    """What has become of a request by a given instant; None is "not yet".

    Attributes:
        status: Who has to move next.
        acknowledged_at: First sign of a responder since it was opened (or last reopened).
        first_response_at: First answer with substance since then.
        waiting_since: The oldest message of the requester that nobody answered.
        eta: The last promise, kept or not.
        owner: Slack id of who takes care of it; a GitHub login where no member has it; or empty.
        on_board: Whether a linked issue has a card on the team's board; None where it could not
            be seen.
        column: Column of that card, or empty.
        in_support_list: Whether a card is or was in the support list; None where unknown.
        brought_in_at: When EM or PM were first brought in.
        updated_at: The last word of a responder, in the thread or on the issue.
        resolved_at: When it was done or withdrawn.
        resolved_by: A clause: what resolved it.
        reopened_at: When it was last reopened.
        issue_closed_at: When the last of its issues was closed, while all are.
        unknown: Why part of this could not be known, as a clause, or empty.
    """

    status: Status
    acknowledged_at: datetime | None = None
    first_response_at: datetime | None = None
    waiting_since: datetime | None = None
    eta: Promise | None = None
    owner: str = ""
    on_board: bool | None = False
    column: str = ""
    in_support_list: bool | None = False
    brought_in_at: datetime | None = None
    updated_at: datetime | None = None
    resolved_at: datetime | None = None
    resolved_by: str = ""
    reopened_at: datetime | None = None
    issue_closed_at: datetime | None = None
    unknown: str = ""

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to be done."""
        return self.status in {"resolved", "cancelled"}
