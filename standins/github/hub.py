"""The hub is GitHub's state in one world: what may be seen, and how it changes over time."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count

from standins.github.records import (
    Board,
    Card,
    Comment,
    Event,
    Field,
    Issue,
    Label,
    Option,
    Repository,
    Token,
    Value,
)
from standins.world import World

HOUR = timedelta(hours=1)
POINTS_PER_HOUR = 5000
REOPENED = "REOPENED"


class Hub:
    """Everything of one organisation; ``build_hub`` fills it from the seed of a world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._numbers = count(1001)
        self._hour_began = world.now()
        self.login, self.points_per_hour = "", POINTS_PER_HOUR
        self.tokens: dict[str, Token] = {}
        self.repositories: dict[str, Repository] = {}
        self.boards: dict[int, Board] = {}

    @property
    def issues(self) -> Iterator[Issue]:
        """Every issue, whether a token sees it or not."""
        return (issue for one in self.repositories.values() for issue in one.issues.values())

    @property
    def resets_at(self) -> datetime:
        """When the hour of the primary limit ends."""
        return self._hour_began + HOUR

    def renew_hour(self) -> None:
        """Begin a new hour where one has passed: nothing of it is used yet."""
        if self.world.now() >= self.resets_at:
            self._hour_began = self.world.now()
            for token in self.tokens.values():
                token.points = token.requests = 0

    def next_number(self) -> int:
        """A number no other thing has: what REST calls its id."""
        return next(self._numbers)

    def find_repository(self, owner: str, name: str, token: Token) -> Repository | None:
        """The repository, if this token may see it."""
        found = self.repositories.get(name.casefold())
        if found is None or found.owner.casefold() != owner.casefold():
            return None
        return None if found.private and not token.may("repo") else found

    def find_issue(self, repository: Repository, number: int) -> Issue | None:
        """The issue, unless it is hidden."""
        issue = repository.issues.get(number)
        return None if issue is None or issue.hidden else issue

    def sees(self, token: Token, issue: Issue) -> bool:
        """Whether this token may see an issue."""
        return not issue.hidden and (token.may("repo") or not issue.repository.private)

    def cards_of(self, issue: Issue) -> list[Card]:
        """The issue's cards on all boards."""
        return [card for one in self.boards.values() for card in one.cards if card.issue is issue]

    def label(self, repository: Repository, name: str) -> Label:
        """The repository's label of this name, made if there is none, as GitHub does."""
        known = repository.labels.get(name.casefold())
        if known is None:
            number = self.next_number()
            known = Label(id=f"LA_{repository.name}_{number}", database_id=number, name=name)
            repository.labels[name.casefold()] = known
        return known

    def add_label(self, issue: Issue, name: str, actor: str, at: datetime) -> None:
        """Put a label on an issue; twice is once."""
        label = self.label(issue.repository, name)
        if label not in issue.labels:
            issue.labels.append(label)
            told = {"label": label}
            self.record(issue, Event(kind="LabeledEvent", actor=actor, at=at, details=told))

    def remove_label(self, issue: Issue, label: Label, actor: str, at: datetime) -> None:
        """Take a label off an issue."""
        issue.labels.remove(label)
        told = {"label": label}
        self.record(issue, Event(kind="UnlabeledEvent", actor=actor, at=at, details=told))

    def assign(self, issue: Issue, login: str, actor: str, at: datetime) -> None:
        """Give the issue to somebody; twice is once."""
        if login not in issue.assignees:
            issue.assignees.append(login)
            told = {"assignee": login}
            self.record(issue, Event(kind="AssignedEvent", actor=actor, at=at, details=told))

    def unassign(self, issue: Issue, login: str, actor: str, at: datetime) -> None:
        """Take the issue from somebody."""
        issue.assignees.remove(login)
        told = {"assignee": login}
        self.record(issue, Event(kind="UnassignedEvent", actor=actor, at=at, details=told))

    def close(self, issue: Issue, reason: str, actor: str, at: datetime) -> None:
        """Close an issue for a reason."""
        issue.closed_at, issue.state_reason = at, reason
        told = {"stateReason": reason}
        self.record(issue, Event(kind="ClosedEvent", actor=actor, at=at, details=told))

    def reopen(self, issue: Issue, actor: str, at: datetime) -> None:
        """Open a closed issue again."""
        issue.closed_at, issue.state_reason = None, REOPENED
        told = {"stateReason": REOPENED}
        self.record(issue, Event(kind="ReopenedEvent", actor=actor, at=at, details=told))

    def comment(self, issue: Issue, author: str, body: str, at: datetime) -> None:
        """Write below an issue."""
        comment = Comment(id=f"IC_{self.next_number()}", author=author, at=at, body=body)
        issue.comments.append(comment)
        issue.updated_at = max(issue.updated_at, at)

    def add_card(self, board: Board, issue: Issue, actor: str, at: datetime) -> Card:
        """The issue's card on a board, made at its end if there is none."""
        for card in board.cards:
            if card.issue is issue:
                return card
        card = Card(
            id=f"PVTI_{self.next_number()}",
            board=board,
            issue=issue,
            created_at=at,
            updated_at=at,
        )
        board.cards.append(card)
        told = {"board": board}
        self.record(issue, Event(kind="AddedToProjectV2Event", actor=actor, at=at, details=told))
        return card

    def set_value(self, card: Card, field: Field, option: Option, actor: str, at: datetime) -> None:
        """Put a card's field to one of its options; a new Status is told on the timeline."""
        before = card.values.get(field.id)
        card.values[field.id] = Value(option=option, updated_at=at)
        card.updated_at = at
        if field is not card.board.status or (before and before.option is option):
            return
        told = {
            "board": card.board,
            "previousStatus": before.option.name if before else "",
            "status": option.name,
        }
        kind = "ProjectV2ItemStatusChangedEvent"
        self.record(card.issue, Event(kind=kind, actor=actor, at=at, details=told))

    def record(self, issue: Issue, event: Event) -> None:
        """Add a line to an issue's timeline, in the order of time."""
        event.id = f"E_{self.next_number()}"
        issue.events.append(event)
        issue.events.sort(key=lambda one: one.at)
        issue.updated_at = max(issue.updated_at, event.at)
