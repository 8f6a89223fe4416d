"""The outbox's rows: one for each message key, from its intent to its ``ts``."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.message import Message
from tasks.ledger.lookups import chunks
from tasks.ledger.records import MessageState, OutboxEntry
from tasks.ledger.schema import PENDING, insert, outbox


async def insert_messages(
    connection: AsyncConnection, job: str, messages: Sequence[Message], now: datetime
) -> list[str]:
    """Write messages whose key is new; return those keys, in the order of the messages."""
    if not messages:
        return []
    rows = [
        {
            "key": message.key,
            "job": job,
            "team": message.team,
            "position": position,
            "message": _to_json(message),
            "created_at": now,
        }
        for position, message in enumerate(messages)
    ]
    result = await connection.execute(
        insert(connection, outbox).on_conflict_do_nothing().returning(outbox.c.key),
        # Sorted, so that two processes with common keys never wait for each other in a circle.
        sorted(rows, key=lambda row: (row["key"], row["position"])),
    )
    new = set(result.scalars())
    return [key for key in dict.fromkeys(message.key for message in messages) if key in new]


async def select_waiting_teams(connection: AsyncConnection, job: str) -> set[str]:
    """Return the teams for which a message is neither posted nor given up."""
    statement = select(outbox.c.team).where(outbox.c.job == job, PENDING).distinct()
    return set(await connection.scalars(statement))


async def select_pending(connection: AsyncConnection, job: str, team: str) -> list[OutboxEntry]:
    """Return what is neither posted nor given up, oldest first."""
    rows = await connection.execute(
        select(outbox.c.key, outbox.c.message, outbox.c.created_at, outbox.c.attempted_at)
        .where(outbox.c.job == job, outbox.c.team == team, PENDING)
        .order_by(outbox.c.created_at, outbox.c.position, outbox.c.key)
    )
    return [
        OutboxEntry(
            key=row.key,
            message=_from_json(row.message),
            created_at=row.created_at,
            attempted_at=row.attempted_at,
        )
        for row in rows
    ]


async def update_attempted(
    connection: AsyncConnection, key: str, now: datetime, after: datetime | None
) -> bool:
    """Write an attempt that follows the one at ``after``; False when another came between."""
    result = await connection.execute(
        update(outbox)
        .where(outbox.c.key == key, PENDING, outbox.c.attempted_at.is_not_distinct_from(after))
        .values(attempted_at=now)
    )
    return result.rowcount == 1


async def update_message(connection: AsyncConnection, key: str, values: Mapping[str, Any]) -> None:
    """Set columns of the pending message with this key."""
    await connection.execute(update(outbox).where(outbox.c.key == key, PENDING).values(**values))


async def select_subjects(
    connection: AsyncConnection, team: str, kind: str
) -> tuple[list[str], list[str]]:
    """Return the subjects of a team's messages of a kind: told or still to be, and dropped."""
    rows = await connection.execute(
        select(outbox.c.message, outbox.c.expired_at).where(
            outbox.c.team == team, outbox.c.key.startswith(f"{team}/{kind}", autoescape=True)
        )
    )
    told: list[str] = []
    dropped: list[str] = []
    for row in rows:
        if row.message["kind"] == kind:
            (told if row.expired_at is None else dropped).append(row.message["subject"])
    return told, dropped


async def select_states(
    connection: AsyncConnection, keys: Collection[str]
) -> dict[str, MessageState]:
    """Return how far the messages with these keys came; unknown ones are left out."""
    known: dict[str, MessageState] = {}
    for chunk in chunks(keys):
        rows = await connection.execute(
            select(
                *(outbox.c.key, outbox.c.channel_id, outbox.c.ts),
                *(outbox.c.posted_at, outbox.c.expired_at),
            ).where(outbox.c.key.in_(chunk))
        )
        for row in rows:
            known[row.key] = MessageState(
                channel_id=row.channel_id or "",
                ts=row.ts or "",
                posted_at=row.posted_at,
                is_dropped=row.expired_at is not None,
            )
    return known


def _to_json(message: Message) -> dict[str, Any]:
    values = {field.name: getattr(message, field.name) for field in fields(message)}
    if message.expires_at is not None:
        values["expires_at"] = message.expires_at.isoformat()
    return values


def _from_json(values: Mapping[str, Any]) -> Message:
    expires_at = values["expires_at"]
    return Message(
        **{
            **values,
            "blocks": tuple(values["blocks"]),
            "expires_at": None if expires_at is None else datetime.fromisoformat(expires_at),
        }
    )
