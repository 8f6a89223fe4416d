"""What is remembered of boards stands apart: only the digests ask for it."""

from collections.abc import Collection
from datetime import datetime

from domain.work_item import Snapshot, WorkItem
from tasks.ledger.board_memory import (
    delete_other_items,
    delete_snapshots,
    insert_snapshot,
    select_items,
    select_snapshots,
    upsert_items,
)
from tasks.ledger.database import Database


class BoardMemory:
    """The boards of an open ledger; every method is one transaction and raises as Ledger's do."""

    def __init__(self, database: Database) -> None:
        """Use ``Ledger.boards`` instead."""
        self._database = database

    async def save_snapshot(
        self, team: str, board: str, snapshot: Snapshot, *, keep_since: datetime
    ) -> None:
        """Write a snapshot of a team's board, and drop those older than ``keep_since``."""
        async with self._database.transaction() as connection:
            await delete_snapshots(connection, team, keep_since)
            await insert_snapshot(connection, team, board, snapshot)

    async def snapshots(self, team: str, board: str, since: datetime) -> list[Snapshot]:
        """Return the snapshots of a team's board from ``since`` on, oldest first."""
        async with self._database.transaction(reading=True) as connection:
            return await select_snapshots(connection, team, board, since)

    async def remember_items(self, team: str, board: str, items: Collection[WorkItem]) -> None:
        """Keep a team's board as it was read; what is not among these cards is dropped."""
        async with self._database.transaction() as connection:
            await delete_other_items(connection, team, board, [item.id for item in items])
            await upsert_items(connection, team, board, items)

    async def recall_items(self, team: str, board: str) -> dict[str, WorkItem]:
        """Return the cards of a team's board as they were last read, by id."""
        async with self._database.transaction(reading=True) as connection:
            return await select_items(connection, team, board)
