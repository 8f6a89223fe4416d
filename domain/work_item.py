"""A work item is one card of the board as the token saw it, with what its history tells."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.issue import IssueEvent
from domain.issue_link import IssueRef

WorkItemType = Literal["issue", "pull_request", "draft", "redacted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkItem:
    """One card of the board.

    Attributes:
        id: GitHub's node id of the card; the same for as long as the card exists.
        type: ``redacted`` is a card whose content the token may not see: it has nothing but a
            rank and perhaps a column. A ``draft`` has a title, no number and no history.
        rank: Place on the board, ranked by hand; 0 is the top.
        column: Name of its column today, ``""`` while it has none.
        entered_at: Since when it is in this column; None while it has none.
        archived: It was put away: people do not see it on the board.
        priority: Option of the priority field, or ``""``.
        stream: Option of the stream field, or ``""``.
        content_id: GitHub's node id of the issue or pull request, or ``""``.
        ref: Its number and repository; None for a draft or a redacted card.
        title: Foreign text as written; ``""`` where it cannot be seen.
        url: Its address, or ``""``.
        is_private: Whether its repository is private, so that the title may not be shown.
        state: ``OPEN``, ``CLOSED``, ``MERGED``, or ``""`` for a draft or a redacted card.
        state_reason: ``COMPLETED``, ``NOT_PLANNED``, ``DUPLICATE``, ``REOPENED``, or ``""``.
        labels: All labels.
        assignees: Logins.
        created_at: When the issue was opened; None where it cannot be seen.
        closed_at: When it was closed; None while it is open.
        updated_at: When anything on the card or its issue changed last.
        blocked_by: Open issues that block it.
        events: What happened to it, oldest first; columns by their name of today. Only issues
            have them.
        lacks_history: Its history could not be read this time: ``events`` is what was known of it
            before, perhaps nothing.
    """

    id: str
    type: WorkItemType
    rank: int
    column: str
    entered_at: datetime | None
    archived: bool
    priority: str
    stream: str
    content_id: str
    ref: IssueRef | None
    title: str
    url: str
    is_private: bool
    state: str
    state_reason: str
    labels: tuple[str, ...]
    assignees: tuple[str, ...]
    created_at: datetime | None
    closed_at: datetime | None
    updated_at: datetime
    blocked_by: tuple[IssueRef, ...] = ()
    events: tuple[IssueEvent, ...] = ()
    lacks_history: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackingIssue:
    """Larger work in sub-issues, counted by its leaves: those without sub-issues of their own.

    Attributes:
        ref: Which issue.
        title: Foreign text as written.
        url: Its address.
        is_private: Whether the title may not be shown.
        done: Leaves closed as completed.
        total: Leaves that are open or completed; those closed as not planned are left out.
        open_leaves: Open leaves, for whoever wants to know what is left.
        done_at: When each done leaf was closed; empty where that was not read.
    """

    ref: IssueRef
    title: str
    url: str
    is_private: bool
    done: int
    total: int
    open_leaves: tuple[IssueRef, ...] = ()
    done_at: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRead:
    """The board as one run saw it.

    A live read asks for the cards of the live columns and for what was finished lately. All others
    are in ``items`` as they were last remembered, so that their history is not lost; a card that
    has left the live columns since then is read again. Ranks of a live read count its own cards:
    compare their order, not the numbers.

    Attributes:
        read_at: The instant of the run.
        owner: The organisation.
        number: The number in the board's address.
        columns: Names of the columns, from left to right.
        items: In queue order; those that were not read again, and archived ones, after the others.
            Archived cards that were closed before the time the digests look at are left out.
        is_whole: Whether all cards were read, or those of the live columns alone.
        tracking: Open issues with the tracking label; none in a live read.
        retro_actions: Issues with the retro action label, open or closed lately; none in a live
            read.
        redacted: How many cards the token may not see.
        gaps: A sentence for each thing that could not be read.
        requests: How many requests it took.
        points: What they cost of GitHub's limit.
    """

    read_at: datetime
    owner: str
    number: int
    columns: tuple[str, ...]
    items: tuple[WorkItem, ...]
    is_whole: bool
    tracking: tuple[TrackingIssue, ...] = ()
    retro_actions: tuple[WorkItem, ...] = ()
    redacted: int = 0
    gaps: tuple[str, ...] = ()
    requests: int = 0
    points: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotCard:
    """What a snapshot keeps of one card: all that GitHub itself does not remember.

    Attributes:
        id: GitHub's node id of the card.
        ref: Its issue; None for a draft or a redacted card.
        column: Its column then.
        rank: Its place on the board then.
        priority: Its priority then.
        stream: Its stream then.
        is_blocked: Whether a column, a label or another issue blocked it.
    """

    id: str
    ref: IssueRef | None
    column: str
    rank: int
    priority: str
    stream: str
    is_blocked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The live columns of the board at one instant: queue, started and the support list.

    Attributes:
        taken_at: When.
        cards: In queue order.
        scope: Tracking issue → leaves done and in all; empty where they were not read.
    """

    taken_at: datetime
    cards: tuple[SnapshotCard, ...]
    scope: tuple[tuple[IssueRef, int, int], ...] = ()
