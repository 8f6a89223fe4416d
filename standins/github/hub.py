"""The hub is GitHub's state in one world: what may be seen, and how it changes over time."""

import heapq
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import count

from standins.github.records import (
    Board,
    Card,
    Comment,
    Draft,
    Event,
    Issue,
    Label,
    Repository,
    Token,
)
from standins.world import World

HOUR = timedelta(hours=1)
POINTS_PER_HOUR = 5000
REOPENED = "REOPENED"


class Hub:
    """Everything of one organisation; ``build_hub`` fills it from the seed of a world.

    Attributes:
        without: What an older server does not know: see ``older_server``.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self._numbers = count(1001)
        self._hour_began = world.now()
        self._cards_of: dict[str, list[Card]] = {}
        self._later: list[tuple[datetime, int, Callable[[], None]]] = []
        self.login, self.points_per_hour = "", POINTS_PER_HOUR
        self.without: frozenset[str] = frozenset()
        self.tokens: dict[str, Token] = {}
        self.repositories: dict[str, Repository] = {}
        self.boards: dict[int, Board] = {}
        self.nodes: dict[str, Issue | Draft | Board | Card] = {}  # by id: no search for one

    @property
    def issues(self) -> Iterator[Issue]:
        """Every issue and pull request, whether a token sees it or not."""
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

    def later(self, at: datetime, act: Callable[[], None]) -> None:
        """Let something happen once the world's clock has reached an instant."""
        heapq.heappush(self._later, (at, next(self._numbers), act))

    def catch_up(self) -> None:
        """Let everything happen that is due by now, in the order of time."""
        while self._later and self._later[0][0] <= self.world.now():
            heapq.heappop(self._later)[2]()

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

    def sees(self, token: Token, content: Issue | Draft) -> bool:
        """Whether this token may see an issue; whoever sees a board sees its drafts."""
        if isinstance(content, Draft):
            return True
        return not content.hidden and (token.may("repo") or not content.repository.private)

    def cards_of(self, content: Issue | Draft) -> list[Card]:
        """Its cards on all boards."""
        return self._cards_of.get(content.id, [])

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

    def merge(self, pull_request: Issue, actor: str, at: datetime) -> None:
        """Merge a pull request, which closes it."""
        pull_request.closed_at = pull_request.merged_at = at
        self.record(pull_request, Event(kind="MergedEvent", actor=actor, at=at))

    def comment(self, issue: Issue, author: str, body: str, at: datetime) -> None:
        """Write below an issue."""
        comment = Comment(id=f"IC_{self.next_number()}", author=author, at=at, body=body)
        issue.comments.append(comment)
        issue.updated_at = max(issue.updated_at, at)

    def add_board(self, board: Board) -> None:
        """Open a board."""
        self.boards[board.number] = self.nodes[board.id] = board

    def add_issue(self, issue: Issue) -> None:
        """Number an issue or pull request in its repository."""
        issue.repository.issues[issue.number] = self.nodes[issue.id] = issue

    def record(self, issue: Issue, event: Event) -> None:
        """Add a line to an issue's timeline, in the order of time."""
        event.id = f"E_{self.next_number()}"
        issue.events.append(event)
        issue.events.sort(key=lambda one: one.at)
        issue.updated_at = max(issue.updated_at, event.at)

    def place(self, card: Card) -> None:
        """Put a new card at the end of its board."""
        card.board.cards.append(card)
        self.nodes[card.id] = card
        self._cards_of.setdefault(card.content.id, []).append(card)
