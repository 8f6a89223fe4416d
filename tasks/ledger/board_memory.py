"""A board is remembered as it was last read, and by snapshots of how it was before."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.work_item import Snapshot, WorkItem
from tasks.ledger.board_json import (
    item_from_json,
    item_to_json,
    snapshot_from_json,
    snapshot_to_json,
)
from tasks.ledger.lookups import chunks
from tasks.ledger.schema import board_snapshot, insert, work_item


async def insert_snapshot(
    connection: AsyncConnection, team: str, board: str, snapshot: Snapshot
) -> None:
    """Write a snapshot, in place of one of the same instant."""
    statement = insert(connection, board_snapshot).values(
        team=team, board=board, taken_at=snapshot.taken_at, content=snapshot_to_json(snapshot)
    )
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=[board_snapshot.c[name] for name in ("team", "board", "taken_at")],
            set_={"content": statement.excluded.content},
        )
    )


async def delete_snapshots(connection: AsyncConnection, team: str, before: datetime) -> None:
    """Drop a team's snapshots that are older than an instant."""
    await connection.execute(
        delete(board_snapshot).where(
            board_snapshot.c.team == team, board_snapshot.c.taken_at < before
        )
    )


async def select_snapshots(
    connection: AsyncConnection, team: str, board: str, since: datetime
) -> list[Snapshot]:
    """Return the snapshots of a board from an instant on, oldest first."""
    rows = await connection.execute(
        select(board_snapshot)
        .where(
            board_snapshot.c.team == team,
            board_snapshot.c.board == board,
            board_snapshot.c.taken_at >= since,
        )
        .order_by(board_snapshot.c.taken_at)
    )
    return [snapshot_from_json(row.taken_at, row.content) for row in rows]


async def upsert_items(
    connection: AsyncConnection, team: str, board: str, items: Collection[WorkItem]
) -> None:
    """Write cards, each in place of what was known of it."""
    if not items:
        return
    statement = insert(connection, work_item)
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=[work_item.c[name] for name in ("team", "board", "card_id")],
            set_={"content": statement.excluded.content},
        ),
        sorted((_row(team, board, one) for one in items), key=lambda row: row["card_id"]),
    )


async def delete_other_items(
    connection: AsyncConnection, team: str, board: str, keep: Collection[str]
) -> None:
    """Drop a team's cards that are not among these ids of this board."""
    await connection.execute(
        delete(work_item).where(work_item.c.team == team, work_item.c.board != board)
    )
    known = await connection.scalars(select(work_item.c.card_id).where(work_item.c.team == team))
    for chunk in chunks(set(known) - set(keep)):
        await connection.execute(
            delete(work_item).where(work_item.c.team == team, work_item.c.card_id.in_(chunk))
        )


async def select_items(connection: AsyncConnection, team: str, board: str) -> dict[str, WorkItem]:
    """Return the cards known of a board, by id."""
    contents = await connection.scalars(
        select(work_item.c.content).where(work_item.c.team == team, work_item.c.board == board)
    )
    return {content["id"]: item_from_json(content) for content in contents}


def _row(team: str, board: str, item: WorkItem) -> dict[str, Any]:
    return {
        "team": team,
        "board": board,
        "card_id": item.id,
        "content": item_to_json(item),
    }
