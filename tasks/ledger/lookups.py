"""Lookups were learned from a service and may be forgotten: each has an expiry."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tasks.ledger.records import JSON
from tasks.ledger.schema import insert, lookup

CHUNK = 1000
"""Keys in one statement; the databases take 32,000 parameters, but plan short ones faster."""


async def select_lookups(
    connection: AsyncConnection, keys: Collection[str], now: datetime
) -> dict[str, JSON]:
    """Return what is known and has not expired, by key."""
    known: dict[str, JSON] = {}
    for chunk in chunks(keys):
        rows = await connection.execute(
            select(lookup.c.key, lookup.c.value).where(
                lookup.c.key.in_(chunk), lookup.c.expires_at > now
            )
        )
        known.update((row.key, row.value) for row in rows)
    return known


async def upsert_lookups(
    connection: AsyncConnection, values: Mapping[str, JSON], expires_at: datetime
) -> None:
    """Write or replace each value."""
    if not values:
        return
    statement = insert(connection, lookup)
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=[lookup.c.key],
            set_={"value": statement.excluded.value, "expires_at": statement.excluded.expires_at},
        ),
        # Sorted, so that two processes with common keys never wait for each other in a circle.
        [
            {"key": key, "value": value, "expires_at": expires_at}
            for key, value in sorted(values.items(), key=lambda item: item[0])
        ],
    )


async def delete_lookups(connection: AsyncConnection, keys: Collection[str]) -> None:
    """Forget these keys; unknown ones are no error."""
    for chunk in chunks(keys):
        await connection.execute(delete(lookup).where(lookup.c.key.in_(chunk)))


def chunks(keys: Collection[str]) -> Iterator[list[str]]:
    """Cut keys into lists that fit into one statement, sorted."""
    ordered = sorted(set(keys))
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]
