"""GitHub's things as the stand-in keeps them: tokens, repositories, issues, boards and cards."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

OPEN, CLOSED, MERGED = "OPEN", "CLOSED", "MERGED"


@dataclass(slots=True, kw_only=True)
class Token:
    """What a token may do; ``points`` and ``requests`` are what it used of this hour."""

    login: str
    scopes: tuple[str, ...]
    points: int = 0
    requests: int = 0

    def may(self, *scopes: str) -> bool:
        """Whether it has one of these scopes."""
        return any(scope in self.scopes for scope in scopes)


@dataclass(slots=True, kw_only=True)
class Label:
    """A label of one repository."""

    id: str
    database_id: int
    name: str


@dataclass(slots=True, kw_only=True)
class Repository:
    """A repository of the organisation with its issues by number; labels by folded name."""

    id: str
    database_id: int
    owner: str
    name: str
    private: bool
    labels: dict[str, Label] = field(default_factory=dict)
    issues: dict[int, "Issue"] = field(default_factory=dict)

    @property
    def full_name(self) -> str:
        """Owner and name, as addresses have it."""
        return f"{self.owner}/{self.name}"


@dataclass(slots=True, kw_only=True)
class Comment:
    """One comment below an issue."""

    id: str
    author: str
    at: datetime
    body: str


@dataclass(slots=True, kw_only=True)
class Event:
    """One line of an issue's timeline; ``kind`` is the GraphQL type that shows it."""

    kind: str
    actor: str
    at: datetime
    id: str = ""
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Issue:
    """One issue or pull request: GitHub numbers both in one row.

    Attributes:
        closed_at: When it was closed or merged; None while it is open.
        hidden: No token may see it; its cards are redacted.
        is_pull_request: It is a pull request, and ``is_draft`` a draft of one.
        merged_at: When the pull request was merged.
        parent: The issue of which this is a sub-issue.
        sub_issues: In the order people gave them.
        blocked_by: The issues that block this one, open or closed.
        blocking: The other side of ``blocked_by``.
    """

    id: str
    database_id: int
    repository: Repository
    number: int
    title: str
    body: str
    author: str
    created_at: datetime
    updated_at: datetime
    labels: list[Label] = field(default_factory=list)
    assignees: list[str] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    closed_at: datetime | None = None
    state_reason: str | None = None
    hidden: bool = False
    is_pull_request: bool = False
    is_draft: bool = False
    merged_at: datetime | None = None
    parent: "Issue | None" = None
    sub_issues: list["Issue"] = field(default_factory=list)
    blocked_by: list["Issue"] = field(default_factory=list)
    blocking: list["Issue"] = field(default_factory=list)

    @property
    def state(self) -> str:
        """GraphQL's word; REST writes it in lower case."""
        if self.closed_at is None:
            return OPEN
        return CLOSED if self.merged_at is None else MERGED

    @property
    def name(self) -> str:
        """Repository and number, as people write it: ``owner/repository#number``."""
        return f"{self.repository.full_name}#{self.number}"


@dataclass(slots=True, kw_only=True)
class Draft:
    """A draft on a board: a title and a text, no number, no labels and no history."""

    id: str
    title: str
    body: str
    author: str
    created_at: datetime
    updated_at: datetime
    assignees: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Option:
    """One value of a field: a column of the board, for its Status."""

    id: str
    name: str


@dataclass(slots=True, kw_only=True)
class Field:
    """One single-select field of a board."""

    id: str
    name: str
    options: list[Option]

    def find(self, name: str) -> Option | None:
        """The option of this name."""
        return next((option for option in self.options if option.name == name), None)


@dataclass(slots=True, kw_only=True)
class Value:
    """What a card has in one field, and since when."""

    option: Option
    updated_at: datetime


@dataclass(slots=True, kw_only=True)
class Card:
    """One issue, pull request or draft on one board, with its values by field id."""

    id: str
    board: "Board"
    content: Issue | Draft
    creator: str
    created_at: datetime
    updated_at: datetime
    archived: bool = False
    values: dict[str, Value] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Board:
    """One Projects v2 board; ``cards`` are in the order people ranked them.

    Its first field is the Status, whatever it is called by now.
    """

    id: str
    number: int
    owner: str
    title: str
    fields: list[Field]
    cards: list[Card] = field(default_factory=list)

    @property
    def live(self) -> list[Card]:
        """The cards that people see."""
        return [card for card in self.cards if not card.archived]

    @property
    def status(self) -> Field:
        """The field whose options are the columns."""
        return self.fields[0]

    def field_named(self, name: str) -> Field | None:
        """The field of this name."""
        return next((one for one in self.fields if one.name == name), None)
