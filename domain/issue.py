"""An issue is what the token could see of it at one instant; what it could not see is said."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.errors import GoalieError
from domain.issue_link import IssueRef

IssueEventKind = Literal[
    "label_added",
    "label_removed",
    "assigned",
    "unassigned",
    "card_added",
    "card_moved",
    "closed",
    "reopened",
    "blocked_by_added",
    "blocked_by_removed",
]


class NoSuchColumnError(GoalieError):
    """The board has no column of this name; the text names those it has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """Who wrote below an issue, and when; the author is a login, empty for a deleted account."""

    author: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueEvent:
    """One line of an issue's timeline.

    Attributes:
        kind: What happened.
        at: When.
        actor: Login of who did it, empty for a deleted account.
        subject: The label, the assignee's login, the column; of ``closed`` the reason; of
            ``blocked_by_…`` the other issue as ``owner/repository#1``, empty if it is not seen.
        board: Number of the board that a card was added to or moved on.
    """

    kind: IssueEventKind
    at: datetime
    actor: str
    subject: str = ""
    board: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An issue's card on one board.

    Attributes:
        id: GitHub's node id of the card.
        board_owner: Login of the organisation or user that owns the board.
        board_number: The number in the board's address.
        column: Name of its column; empty while it has none.
        entered_at: Since when it is in this column; None while it has none.
        archived: It was put away: people do not see it on the board.
    """

    id: str
    board_owner: str
    board_number: int
    column: str
    entered_at: datetime | None
    archived: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One issue as it is now.

    Attributes:
        ref: Which issue.
        id: GitHub's node id.
        title: As written.
        body: Markdown as written; may be empty.
        state: ``OPEN`` or ``CLOSED``.
        state_reason: ``COMPLETED``, ``NOT_PLANNED``, ``DUPLICATE``, ``REOPENED``, or empty.
        created_at: When it was opened.
        closed_at: When it was closed; None while it is open.
        updated_at: When anything on it changed last.
        author: Login, empty for a deleted account.
        labels: All labels.
        assignees: Logins.
        comments: The latest ones, oldest first.
        events: The latest ones, oldest first.
        cards: On every board the token can see, archived ones too.
        is_private: Whether its repository is private, so that the title may not be shown.
    """

    ref: IssueRef
    id: str
    title: str
    body: str
    state: Literal["OPEN", "CLOSED"]
    state_reason: str
    created_at: datetime
    closed_at: datetime | None
    updated_at: datetime
    author: str
    labels: tuple[str, ...]
    assignees: tuple[str, ...]
    comments: tuple[Comment, ...]
    events: tuple[IssueEvent, ...]
    cards: tuple[Card, ...]
    is_private: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnseenIssue:
    """The token cannot see it, or there is none: GitHub does not tell which."""

    ref: IssueRef


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadableIssue:
    """It could not be read this time: nothing is known about it.

    Attributes:
        ref: Which issue.
        why: A clause.
        remedy: What to do about it, as a sentence.
    """

    ref: IssueRef
    why: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownBoard:
    """The board could not be read, or is not as the team file says; ``remedy`` is a sentence."""

    why: str
    remedy: str


IssueAnswer = Issue | UnseenIssue | UnreadableIssue


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a board."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A board with its columns, checked to have the field that makes them.

    Attributes:
        id: GitHub's node id.
        owner: The organisation.
        number: The number in the board's address.
        title: What people call it.
        status_field: Name of the field whose options are the columns.
        status_field_id: Its node id.
        columns: From left to right.
    """

    id: str
    owner: str
    number: int
    title: str
    status_field: str
    status_field_id: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """The column of exactly this name.

        Raises:
            NoSuchColumnError: There is none; it was renamed, or the team file is wrong.
        """
        for column in self.columns:
            if column.name == name:
                return column
        names = ", ".join(f'"{column.name}"' for column in self.columns)
        raise NoSuchColumnError(
            f"Board {self.number} of {self.owner} has no column {name!r}: correct the team file,"
            f" its columns are {names or 'none'}."
        )
