"""A ledger is opened on whichever database a URL names, created or upgraded where needed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from tasks.ledger.address import Address, parse_address
from tasks.ledger.database import Database
from tasks.ledger.ledger import Ledger
from tasks.ledger.records import LedgerState
from tasks.ledger.schema import SCHEMA_VERSION, ledger_version

UNDEFINED_TABLE = "42P01"  # PostgreSQL's code


@asynccontextmanager
async def open_ledger(url: str) -> AsyncIterator[Ledger]:
    """Open the ledger at a database URL, created or upgraded where it is needed.

    Args:
        url: ``sqlite:///path`` or ``postgresql://…``.

    Raises:
        BadInputError: The URL cannot be used, or the database is newer than this program.
        LedgerUnavailableError: The database cannot be reached just now.
    """
    database = open_database(parse_address(url))
    try:
        if await _version(database) != SCHEMA_VERSION:
            # Alembic costs more to import than most runs do in all: only where it is needed.
            from tasks.ledger.upgrade import upgrade  # noqa: PLC0415

            await upgrade(database)
        yield Ledger(database)
    finally:
        await database.locks.close()
        await database.engine.dispose()


async def read_state(url: str) -> LedgerState:
    """Read what state the ledger at a database URL is in; nothing is created or upgraded.

    Raises:
        BadInputError: The URL cannot be used.
        LedgerUnavailableError: The database cannot be reached just now.
    """
    address = parse_address(url)
    if _is_absent(address):
        return LedgerState(shown=address.shown, version=None, wanted=SCHEMA_VERSION)
    database = open_database(address)
    try:
        version = await _version(database)
    finally:
        await database.engine.dispose()
    return LedgerState(shown=address.shown, version=version, wanted=SCHEMA_VERSION)


def _is_absent(address: Address) -> bool:
    return address.kind == "sqlite" and not Path(address.target).exists()


async def _version(database: Database) -> str | None:
    async with database.explained():
        try:
            async with database.transaction(reading=True) as connection:
                return await connection.scalar(select(ledger_version.c.version_num))
        except DBAPIError as error:
            if _is_missing_table(error):
                return None
            raise


def _is_missing_table(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return state == UNDEFINED_TABLE or str(error.orig).startswith("no such table")


def open_database(address: Address) -> Database:
    """Prepare the database at an address; nothing is connected yet."""
    # Only the chosen database's driver is worth its import.
    if address.kind == "sqlite":
        from tasks.ledger.sqlite import open_sqlite  # noqa: PLC0415

        return open_sqlite(address)
    from tasks.ledger.postgresql import open_postgresql  # noqa: PLC0415

    return open_postgresql(address)
