"""What the ledger needs of a database, whichever it is."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.errors import GoalieError

READING = {"goalie_reading": True}
"""Execution options of a transaction that writes nothing."""


def lock_name(job: str, team: str) -> str:
    """Return one name for both, fit for a file and different for different pairs."""
    return f"{quote(job, safe='')}+{quote(team, safe='')}"


class Locks(Protocol):
    """Exclusive locks that end with the process, however it ends."""

    def hold(self, job: str, team: str) -> AbstractAsyncContextManager[None]:
        """Hold the lock of this job and team, or raise LockHeldError without waiting."""

    def check(self) -> None:
        """Raise LockLostError when a lock taken here is not held any more."""

    async def close(self) -> None:
        """Give up whatever is held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """One open database.

    Attributes:
        shown: How to name it in a sentence.
        engine: Its connections.
        locks: Its locks.
        upgrading: Gives a transaction in which no other process can upgrade.
        explain: Turns a failure into a sentence; None for a mistake of this program.
    """

    shown: str
    engine: AsyncEngine
    locks: Locks
    upgrading: Callable[[], AbstractAsyncContextManager[AsyncConnection]]
    explain: Callable[[Exception], GoalieError | None]

    @asynccontextmanager
    async def transaction(self, *, reading: bool = False) -> AsyncIterator[AsyncConnection]:
        """Give one transaction, committed at the end unless something was raised.

        Raises:
            LockLostError: This run's lock is gone, so that it must not write any more.
            LedgerUnavailableError: The database cannot be used just now.
            BadInputError: The database can never be used as it is configured.
        """
        self.locks.check()
        engine = self.engine.execution_options(**READING) if reading else self.engine
        async with self.explained(), engine.begin() as connection:
            yield connection

    @asynccontextmanager
    async def explained(self) -> AsyncIterator[None]:
        """Turn the database's failures into sentences."""
        try:
            yield
        except (SQLAlchemyError, OSError) as error:
            explained = self.explain(error)
            if explained is None:
                raise
            raise explained from error
