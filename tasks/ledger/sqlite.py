"""The ledger in one SQLite file: short write transactions, and locks in files beside it."""

import asyncio
import fcntl
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import URL, Connection, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from domain.errors import BadInputError, GoalieError
from tasks.ledger.address import Address
from tasks.ledger.database import READING, Database, lock_name
from tasks.ledger.errors import LedgerUnavailableError, LockHeldError

BUSY_SECONDS = 15
UPGRADE_SECONDS = 60
RETRY_SECONDS = 0.02

# "An attempt is written before the post goes out" must hold after a power cut too, and NORMAL
# may lose the last commits then. FULL costs one fsync a transaction.
PRAGMAS = ("PRAGMA foreign_keys = ON", "PRAGMA synchronous = FULL")

PRIMARY_CODE = 0xFF  # the rest of SQLite's extended codes is detail
UNUSABLE = {
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
}
UNAVAILABLE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
}


def open_sqlite(address: Address) -> Database:
    """Prepare the file at an address; it is created when first used."""
    engine = _engine(address.target)
    return Database(
        shown=address.shown,
        engine=engine,
        locks=FileLocks(path=address.target, shown=address.shown),
        upgrading=partial(_upgrading, engine, address),
        explain=partial(_explain, address.shown),
    )


def _engine(path: str) -> AsyncEngine:
    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=path),
        # The driver's own idea of when a transaction begins would let a read become a write,
        # which fails at once instead of waiting its turn.
        connect_args={"timeout": BUSY_SECONDS, "isolation_level": None},
        # SQLite has one writer; within a process they queue here, in order.
        pool_size=1,
        max_overflow=0,
        hide_parameters=True,
    )
    event.listen(engine.sync_engine, "connect", _set_pragmas)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _set_pragmas(connection: Any, record: object) -> None:  # noqa: ANN401  SQLAlchemy's own adapter
    del record
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    reading = READING.items() <= connection.get_execution_options().items()
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


@asynccontextmanager
async def _upgrading(engine: AsyncEngine, address: Address) -> AsyncIterator[AsyncConnection]:
    async with _lock_waited_for(f"{address.target}.upgrade.lock", address.shown):
        # Readers and the writer then do not wait for each other. The mode stays in the file;
        # setting it fails at once when two processes do, hence inside the lock.
        await asyncio.to_thread(_set_write_ahead_log, address.target)
        async with engine.begin() as connection:
            yield connection


def _set_write_ahead_log(path: str) -> None:
    with closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")


def _explain(shown: str, error: Exception) -> GoalieError | None:
    if isinstance(error, PoolTimeoutError):
        return LedgerUnavailableError(
            f"The ledger in {shown} was busy for too long; run again later."
        )
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & PRIMARY_CODE
    if code in UNUSABLE:
        return BadInputError(
            f"The ledger cannot be kept in {shown}: {cause}; check that it is a database, "
            "that it and its folder may be written, or correct GOALIE_DATABASE_URL."
        )
    if code in UNAVAILABLE:
        return LedgerUnavailableError(
            f"The ledger in {shown} could not be used: {cause}; look for another program "
            "that uses it and for free disk space, then run again."
        )
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLocks:
    """Locks on files beside the database, which the kernel releases with the process."""

    path: str
    shown: str

    @asynccontextmanager
    async def hold(self, job: str, team: str) -> AsyncIterator[None]:
        """Hold the lock of this job and team, or raise LockHeldError without waiting."""
        file = _try_lock(f"{self.path}.{lock_name(job, team)}.lock")
        if file is None:
            raise LockHeldError(
                f"Another run of {job} for {team} holds the lock of the ledger in {self.shown}; "
                "wait until it has ended."
            )
        try:
            yield
        finally:
            os.close(file)

    def check(self) -> None:
        """Do nothing: the kernel takes no lock away."""

    async def close(self) -> None:
        """Do nothing: a lock ends with its block."""


def _try_lock(path: str) -> int | None:
    """Return an open file that holds the lock, or None when another one does."""
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise BadInputError(
            f"The lock file {path} cannot be opened: {error.strerror}; "
            "correct the permissions of its folder or GOALIE_DATABASE_URL."
        ) from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        return None
    # The file stays for ever: removing it would let two processes lock two files of one name.
    return file


@asynccontextmanager
async def _lock_waited_for(path: str, shown: str) -> AsyncIterator[None]:
    for _ in range(int(UPGRADE_SECONDS / RETRY_SECONDS)):
        file = _try_lock(path)
        if file is not None:
            break
        await asyncio.sleep(RETRY_SECONDS)
    else:
        raise LedgerUnavailableError(
            f"The ledger in {shown} is being upgraded by another process; run again later."
        )
    try:
        yield
    finally:
        os.close(file)
