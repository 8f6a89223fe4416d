"""An open request is followed by its team until it is closed, however old it gets."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tasks.ledger.lookups import chunks
from tasks.ledger.records import OpenRequest
from tasks.ledger.schema import insert, open_request


async def select_open_requests(
    connection: AsyncConnection, teams: Collection[str]
) -> list[OpenRequest]:
    """Return what these teams follow, by team, channel and age."""
    columns = [open_request.c.team, open_request.c.channel, open_request.c.root_ts]
    found: list[OpenRequest] = []
    for chunk in chunks(teams):
        rows = await connection.execute(
            select(open_request).where(open_request.c.team.in_(chunk)).order_by(*columns)
        )
        found.extend(OpenRequest(**row._mapping) for row in rows)  # noqa: SLF001  public
    return found


async def insert_open_requests(
    connection: AsyncConnection, team: str, keys: Collection[str], now: datetime
) -> None:
    """Write what is open from now on; what was open already keeps its time."""
    if not keys:
        return
    await connection.execute(
        insert(connection, open_request).on_conflict_do_nothing(),
        [{"team": team, **_columns(key), "since": now} for key in sorted(set(keys))],
    )


async def delete_open_requests(
    connection: AsyncConnection, team: str, keys: Collection[str]
) -> None:
    """Drop what is closed; what was not open is no error."""
    for key in sorted(set(keys)):
        where = _columns(key)
        await connection.execute(
            delete(open_request).where(
                open_request.c.team == team,
                open_request.c.channel == where["channel"],
                open_request.c.root_ts == where["root_ts"],
            )
        )


def _columns(key: str) -> dict[str, str]:
    """Read a thread's key, as ``Thread.key`` writes it."""
    channel, _, root_ts = key.partition("/")
    return {"channel": channel, "root_ts": root_ts}
