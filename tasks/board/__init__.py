"""A team's board is read with its history, and remembered so that the next reading is cheap."""

from collections.abc import Mapping
from datetime import datetime

from prefect import task
from prefect.cache_policies import NO_CACHE

from domain.board import board_key, history_begins
from domain.issue import UnknownBoard
from domain.team import Team
from domain.work_item import BoardRead, Snapshot, WorkItem
from tasks.board.question import BoardQuestion, ask_about
from tasks.board.read import read_board
from tasks.clients.github import open_github
from tasks.github import log_spent
from tasks.ledger import open_ledger
from tasks.settings import read_settings

__all__ = ["BoardQuestion", "ask_about", "fetch_board_items", "read_board", "remember_board"]


@task(cache_policy=NO_CACHE)
async def fetch_board_items(
    name: str, team: Team, *, whole: bool, now: datetime
) -> BoardRead | UnknownBoard:
    """Read a team's board; histories of cards that did not change come from the ledger.

    Args:
        name: Name of the team's file.
        team: A team with ``digests``.
        whole: Read all cards, tracking issues and retro actions; else the live columns alone and
            what was finished lately. Where nothing is remembered yet, all is read.
        now: The instant of the run.

    Returns:
        The board. What could not be read is said in its gaps; where it cannot even be told which
        cards there are, or where they stand, it is an UnknownBoard.
    """
    question = ask_about(team, whole=whole, now=now)
    remembered = await _recall(name, question)
    async with open_github(read_settings().github()) as client:
        read = await read_board(client, question, remembered)
        log_spent(client)
    return read


async def remember_board(
    name: str, team: Team, read: BoardRead, snapshot: Snapshot | None = None
) -> None:
    """Keep a board as it was read, and a snapshot; snapshots nobody looks at are dropped."""
    question = ask_about(team, whole=read.is_whole, now=read.read_at)
    key = board_key(read.owner, read.number)
    keep_since = history_begins(read.read_at, question.digests)
    async with open_ledger(read_settings().database_url) as ledger:
        await ledger.boards.remember_items(name, key, read.items)
        if snapshot is not None:
            await ledger.boards.save_snapshot(name, key, snapshot, keep_since=keep_since)


async def _recall(name: str, question: BoardQuestion) -> Mapping[str, WorkItem]:
    key = board_key(question.board.owner, question.board.number)
    async with open_ledger(read_settings().database_url) as ledger:
        return await ledger.boards.recall_items(name, key)
