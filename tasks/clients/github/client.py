"""GitHub through PyGithub, in threads: reads are tried again, writes are read back before that."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import quote

import stamina
from github import Auth, Github

from domain.errors import GoalieError
from domain.issue import Board, Card, Column
from domain.issue_link import IssueRef
from tasks.clients.github import queries
from tasks.clients.github.access import Repository, SignIn, read_repository, read_sign_in
from tasks.clients.github.calls import (
    GithubRefusedError,
    QueryAnswer,
    run_query,
    run_rest,
    unknown_shape,
    wait_before_retry,
)
from tasks.clients.github.records import (
    IssueOrError,
    read_board,
    read_card,
    read_cards,
    read_issues,
)
from tasks.clients.http import UnknownShapeError
from tasks.settings import GithubAccess

BATCH = 100  # issues in one query
READ_ATTEMPTS = 4
WRITE_ATTEMPTS = 3
TIMEOUT = 20  # seconds; GitHub itself gives up after ten

T = TypeVar("T")


class NoSuchLabelError(GoalieError):
    """The repository has no such label; writing it would silently make one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Seconds to leave between requests, all of which GitHub counts as coming from one user.

    Attributes:
        between_reads: After a read. GraphQL reads are POSTs, but change nothing.
        between_writes: After a write; GitHub asks for one second.
        before_read_back: After a write without an answer, before looking what came of it.
    """

    between_reads: float
    between_writes: float
    before_read_back: float


POLITE = Pace(between_reads=0.1, between_writes=1.0, before_read_back=1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class GithubClient:
    """One method for each thing Goalie reads or writes.

    Every method raises GithubLimitError, GithubRefusedError, and the errors of
    :mod:`tasks.clients.http`.

    Attributes:
        reader: PyGithub for reads.
        writer: PyGithub for writes, at a slower pace; neither tries anything again by itself.
        pace: How much time to leave.
        spent: What GitHub told of its limit with each query: cost, remaining, resetAt.
    """

    reader: Github
    writer: Github
    pace: Pace
    spent: list[Mapping[str, Any]] = field(default_factory=list)

    async def get_sign_in(self) -> SignIn:
        """Ask whose token it is, what it may do, and what is left of its limit."""
        return read_sign_in(await self.read("the sign-in", queries.SIGN_IN, {}))

    async def get_repository(self, owner: str, name: str, labels: Sequence[str]) -> Repository:
        """Read whether the token sees a repository, and which of some labels that has."""
        what = f"the repository {owner}/{name}"
        text, variables = queries.repository_query(owner, name, labels)
        return read_repository(await self.read(what, text, variables), what, labels)

    async def get_issues(
        self, refs: Sequence[IssueRef], status_field: str
    ) -> dict[IssueRef, IssueOrError]:
        """Read up to BATCH issues in one query, with the column of their cards.

        Gives for each issue the issue, that it was not seen, or the error that concerns it alone.
        """
        text, variables = queries.issues_query(refs, status_field)
        return read_issues(refs, await self.read("issues", text, variables))

    async def get_board(self, owner: str, number: int, status_field: str) -> Board:
        """Read an organisation's board with its columns.

        Raises:
            NoSuchFieldError: It has no field of this name with options.
        """
        what = f"board {number} of {owner}"
        answer = await self.read(what, queries.BOARD, {"owner": owner, "number": number})
        return read_board(answer, owner, status_field)

    async def add_label(self, ref: IssueRef, label: str) -> bool:
        """Put a label on an issue; gives whether it was missing.

        Raises:
            NoSuchLabelError: The repository has no such label.
        """
        if await self._has_label(ref, label):
            return False
        path = f"/repos/{quote(ref.owner)}/{quote(ref.repository)}/issues/{ref.number}/labels"

        def post() -> bool:
            answer = run_rest(self.writer, "POST", path, {"labels": [label]})
            if not _names(answer, path) >= {label.casefold()}:
                raise unknown_shape(path)
            return True

        async def is_there() -> bool | None:
            return await self._has_label(ref, label) or None

        return await self._write(post, is_there)

    async def add_card(self, board: Board, issue_id: str, column: str) -> tuple[Card, bool]:
        """Put an issue onto a board, into a column; gives its card and whether this changed it.

        A card that is in a column already, or archived, is left as it is: people moved it there.

        Raises:
            NoSuchColumnError: The board has no such column.
        """
        wanted = board.column(column)
        card = await self._card(board, issue_id)
        if card is not None and (card.column or card.archived):
            return card, False
        if card is None:
            card = await self._make_card(board, issue_id)
        if card.column or card.archived:
            return card, True
        return await self._set_column(board, issue_id, card, wanted), True

    async def _make_card(self, board: Board, issue_id: str) -> Card:
        variables = {"board": board.id, "issue": issue_id, "status": board.status_field}

        def post() -> Card:
            return self._card_after(queries.ADD_CARD, variables, "addProjectV2ItemById", "item")

        return await self._write(post, lambda: self._card(board, issue_id))

    async def _set_column(self, board: Board, issue_id: str, card: Card, column: Column) -> Card:
        variables = {
            "board": board.id,
            "card": card.id,
            "field": board.status_field_id,
            "column": column.id,
            "status": board.status_field,
        }

        def post() -> Card:
            return self._card_after(
                queries.SET_COLUMN, variables, "updateProjectV2ItemFieldValue", "projectV2Item"
            )

        async def in_a_column() -> Card | None:
            now = await self._card(board, issue_id)
            return now if now and now.column else None

        return await self._write(post, in_a_column)

    def _card_after(self, text: str, variables: Mapping[str, Any], name: str, key: str) -> Card:
        answer = run_query(self.writer, name, text, variables)
        if answer.errors:
            raise GithubRefusedError(name, answer.errors)
        try:
            return read_card(answer.data[name][key])
        except (KeyError, TypeError, ValueError) as error:
            raise unknown_shape(name, error) from None

    async def _has_label(self, ref: IssueRef, label: str) -> bool:
        what = f"the labels of {ref.owner}/{ref.repository}#{ref.number}"
        answer = await self.read(what, queries.LABELS, queries.label_variables(ref, label))
        if answer.errors:
            raise GithubRefusedError(what, answer.errors)
        try:
            repository = answer.data["repository"]
            known, labels = repository["label"], repository["issue"]["labels"]["nodes"]
        except (KeyError, TypeError) as error:
            raise unknown_shape(what, error) from None
        if known is None:
            raise NoSuchLabelError(
                f"{ref.owner}/{ref.repository} has no label {label!r}: create it there, or correct"
                " the team file."
            )
        return label.casefold() in _names(labels, what)

    async def _card(self, board: Board, issue_id: str) -> Card | None:
        what, variables = "the cards of an issue", {"issue": issue_id, "status": board.status_field}
        answer = await self.read(what, queries.CARDS, variables)
        if answer.errors:
            raise GithubRefusedError(what, answer.errors)
        try:
            nodes = answer.data["node"]["projectItems"]["nodes"]
        except (KeyError, TypeError) as error:
            raise unknown_shape(what, error) from None
        return read_cards(nodes, board)

    async def read(self, what: str, text: str, variables: Mapping[str, Any]) -> QueryAnswer:
        """Ask until there is an answer, after GitHub's own wait where it is short.

        Args:
            what: What it is for, for errors.
            text: A query that asks for ``queries.LIMIT``.
            variables: Its variables.
        """
        async for attempt in stamina.retry_context(
            on=wait_before_retry, attempts=READ_ATTEMPTS, timeout=None
        ):
            with attempt:
                answer = await asyncio.to_thread(run_query, self.reader, what, text, variables)
        told = answer.data.get("rateLimit")
        self.spent.extend([told] if isinstance(told, dict) else [])
        return answer

    async def _write(
        self, post: Callable[[], T], read_back: Callable[[], Awaitable[T | None]]
    ) -> T:
        """Write once; where the answer was lost, look what came of it before writing again."""
        for attempt in range(1, WRITE_ATTEMPTS + 1):
            try:
                return await asyncio.to_thread(post)
            except GoalieError as error:
                wait = self._wait_before_read_back(error)
                if wait is None or attempt == WRITE_ATTEMPTS:
                    raise
            await asyncio.sleep(wait)
            found = await read_back()
            if found is not None:
                return found
        raise AssertionError  # unreachable: the loop returns or raises

    def _wait_before_read_back(self, error: GoalieError) -> float | None:
        """Seconds to wait before a write is looked after, or None where it was refused for good."""
        wait = wait_before_retry(error)
        if isinstance(wait, timedelta):
            return wait.total_seconds()
        lost = wait or isinstance(error, UnknownShapeError)
        return self.pace.before_read_back if lost else None


@asynccontextmanager
async def open_github(access: GithubAccess, pace: Pace = POLITE) -> AsyncIterator[GithubClient]:
    """Hold one connection for reads and one for writes."""
    reader, writer = _github(access, pace.between_reads), _github(access, pace.between_writes)
    try:
        yield GithubClient(reader=reader, writer=writer, pace=pace)
    finally:
        reader.close()
        writer.close()


def _github(access: GithubAccess, between: float) -> Github:
    return Github(
        base_url=access.url,
        auth=Auth.Token(access.token.get_secret_value()),
        user_agent="goalie",
        timeout=TIMEOUT,
        per_page=100,
        # PyGithub's own retry sends writes again whose answer was lost, sleeps in a thread for as
        # long as a header says, and does not know the limits that come with status 200.
        retry=None,
        seconds_between_requests=between,
        seconds_between_writes=between,
    )


def _names(labels: Any, what: str) -> set[str]:  # noqa: ANN401
    """The folded names of a list of labels, because GitHub ignores their case."""
    if not isinstance(labels, list):
        raise unknown_shape(what)
    try:
        return {label["name"].casefold() for label in labels}
    except (KeyError, TypeError, AttributeError) as error:
        raise unknown_shape(what, error) from None
