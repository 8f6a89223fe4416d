"""Issues are read a hundred at a time; labels and cards are added where the process lacks them."""

from collections.abc import Sequence
from dataclasses import dataclass

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.logging import get_logger

from domain.errors import GoalieError
from domain.issue import (
    Board,
    Issue,
    IssueAnswer,
    UnknownBoard,
    UnreadableIssue,
    UnseenIssue,
)
from domain.issue_link import IssueRef
from tasks.clients.github import (
    BATCH,
    GithubClient,
    is_hopeless,
    open_github,
    remedy_for,
)
from tasks.settings import read_settings


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueWritten:
    """What came of adding a label or a card.

    Attributes:
        is_right: Whether the issue has it now.
        changed: Whether it was missing before, so that it is news.
        why: What went wrong, as a clause, or empty.
        remedy: What to do about it, or empty.
    """

    is_right: bool
    changed: bool = False
    why: str = ""
    remedy: str = ""


@task(cache_policy=NO_CACHE)
async def fetch_issues(
    refs: Sequence[IssueRef], status_field: str = "Status"
) -> dict[IssueRef, IssueAnswer]:
    """Read issues with their cards, labels and history, a hundred in one request.

    Args:
        refs: Which issues; twice is once.
        status_field: Name of the boards' field whose options are the columns.

    Returns:
        An answer for every issue: the issue, that the token cannot see it, or why it was not read.
    """
    wanted = list(dict.fromkeys(refs))
    found: dict[IssueRef, IssueAnswer] = {}
    async with open_github(read_settings().github()) as client:
        for start in range(0, len(wanted), BATCH):
            batch = wanted[start : start + BATCH]
            try:
                read = await client.get_issues(batch, status_field)
            except GoalieError as error:
                hopeless = is_hopeless(error)
                lost = wanted[start:] if hopeless else batch
                found |= {ref: _unreadable(ref, error) for ref in lost}
                if hopeless:
                    break
                continue
            found |= {ref: _answer(ref, one) for ref, one in read.items()}
        log_spent(client)
    return {ref: found[ref] for ref in wanted}


@task(cache_policy=NO_CACHE)
async def fetch_board(owner: str, number: int, status_field: str) -> Board | UnknownBoard:
    """Read an organisation's board and check that it has the field that makes its columns."""
    async with open_github(read_settings().github()) as client:
        try:
            return await client.get_board(owner, number, status_field)
        except GoalieError as error:
            return UnknownBoard(why=str(error), remedy=remedy_for(error))


@task(cache_policy=NO_CACHE)
async def set_label(ref: IssueRef, label: str) -> IssueWritten:
    """Put a label on an issue, unless it is there; a label the repository lacks is not made."""
    async with open_github(read_settings().github()) as client:
        try:
            changed = await client.add_label(ref, label)
        except GoalieError as error:
            return IssueWritten(is_right=False, why=str(error), remedy=remedy_for(error))
    return IssueWritten(is_right=True, changed=changed)


@task(cache_policy=NO_CACHE)
async def set_card(board: Board, issue_id: str, column: str) -> IssueWritten:
    """Put an issue onto a board, unless it is there; a card in any column stays where it is."""
    async with open_github(read_settings().github()) as client:
        try:
            card, changed = await client.add_card(board, issue_id, column)
        except GoalieError as error:
            return IssueWritten(is_right=False, why=str(error), remedy=remedy_for(error))
    if card.archived:
        return IssueWritten(
            is_right=False,
            changed=changed,
            why="its card on the board is archived",
            remedy="Restore the card on the board, or close the issue.",
        )
    return IssueWritten(is_right=True, changed=changed)


def _answer(ref: IssueRef, read: Issue | UnseenIssue | GoalieError) -> IssueAnswer:
    return _unreadable(ref, read) if isinstance(read, GoalieError) else read


def _unreadable(ref: IssueRef, error: GoalieError) -> UnreadableIssue:
    return UnreadableIssue(ref=ref, why=str(error), remedy=remedy_for(error))


def log_spent(client: GithubClient) -> None:
    """Log how many requests a client made, and what they cost of GitHub's limit."""
    if not client.spent:
        return
    get_logger("github").info(
        "%d requests cost %s points; %s are left until %s.",
        len(client.spent),
        sum(one.get("cost", 0) for one in client.spent),
        client.spent[-1].get("remaining"),
        client.spent[-1].get("resetAt"),
    )
