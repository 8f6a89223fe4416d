"""The ledger in PostgreSQL: locks belong to a session of their own and end with it."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from domain.errors import BadInputError, GoalieError
from tasks.ledger.address import FORMS, Address
from tasks.ledger.database import Database, lock_name
from tasks.ledger.errors import LedgerUnavailableError, LockHeldError, LockLostError

CONNECT_SECONDS = 15
STATEMENT_SECONDS = 60
UPGRADE_LOCK = "upgrade"

REFUSED = (
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InsufficientPrivilegeError,
    asyncpg.CantChangeRuntimeParamError,
    asyncpg.UndefinedObjectError,
)
UNAVAILABLE = (
    OSError,
    PoolTimeoutError,
    asyncpg.InsufficientResourcesError,
    asyncpg.InterfaceError,
    asyncpg.OperatorInterventionError,
    asyncpg.PostgresConnectionError,
    asyncpg.ReadOnlySQLTransactionError,
)

Connect = Callable[[], Awaitable[Any]]


def open_postgresql(address: Address) -> Database:
    """Prepare the database at an address; nothing is connected yet."""
    explain = partial(_explain, address.shown)
    connect = partial(_connect, address)
    # The driver reads the URL by itself, so that libpq's options (sslmode …) mean what they say.
    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=connect, hide_parameters=True
    )
    return Database(
        shown=address.shown,
        engine=engine,
        locks=SessionLocks(connect, address.shown),
        upgrading=partial(_upgrading, engine),
        explain=explain,
    )


async def _connect(address: Address) -> Any:  # noqa: ANN401  asyncpg is untyped
    try:
        return await asyncpg.connect(
            address.target, timeout=CONNECT_SECONDS, command_timeout=STATEMENT_SECONDS
        )
    except (TypeError, ValueError):
        # The driver's own words would quote a part of the URL, perhaps of the password.
        raise BadInputError(
            f"GOALIE_DATABASE_URL ({address.shown}) cannot be read; write it as {FORMS}, "
            "with special characters in the password percent-encoded."
        ) from None
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        explained = _explain(address.shown, error)
        if explained is None:
            raise
        raise explained from error


def _explain(shown: str, error: Exception) -> GoalieError | None:
    cause = error
    if isinstance(error, DBAPIError) and error.orig is not None:
        cause = error.orig.__cause__ or error.orig  # type: ignore[assignment]
    if isinstance(cause, REFUSED):
        return BadInputError(
            f"The ledger cannot be kept in {shown}: {cause}; "
            "correct GOALIE_DATABASE_URL or the rights of its user."
        )
    if isinstance(cause, UNAVAILABLE):
        return LedgerUnavailableError(
            f"The ledger in {shown} could not be used: {cause or type(cause).__name__}; "
            "check that the server is up and can be reached, then run again."
        )
    return None


@asynccontextmanager
async def _upgrading(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    async with engine.begin() as connection:
        await connection.execute(
            text("SELECT pg_advisory_xact_lock(:key)"), {"key": _lock_key(UPGRADE_LOCK)}
        )
        yield connection


class SessionLocks:
    """Advisory locks of one session, which the server ends with the process that opened it.

    The session is not the engine's: a pool would replace a broken one without a word, and the
    locks would be gone.
    """

    def __init__(self, connect: Connect, shown: str) -> None:
        self._connect = connect
        self._shown = shown
        self._session: Any = None
        self._held: set[int] = set()
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def hold(self, job: str, team: str) -> AsyncIterator[None]:
        """Hold the lock of this job and team, or raise LockHeldError without waiting."""
        key = _lock_key(lock_name(job, team))
        if not await self._take(key):
            raise LockHeldError(
                f"Another run of {job} for {team} holds the lock of the ledger in {self._shown}; "
                "wait until it has ended."
            )
        try:
            yield
        finally:
            await self._release(key)

    def check(self) -> None:
        """Raise LockLostError when a lock taken here is not held any more."""
        if self._held and self._session.is_closed():
            raise LockLostError(
                f"The connection that held this run's lock in {self._shown} was cut, "
                "so another run may have begun; this one stops, run again later."
            )

    async def close(self) -> None:
        """End the session and with it whatever is held."""
        self._held.clear()
        if self._session is not None and not self._session.is_closed():
            await self._session.close()

    async def _take(self, key: int) -> bool:
        async with self._turn:
            self.check()
            # A session may take its own lock twice, which two runs in one process must not.
            if key in self._held:
                return False
            if self._session is None or self._session.is_closed():
                self._session = await self._connect()
            if not await self._session.fetchval("SELECT pg_try_advisory_lock($1)", key):
                return False
            self._held.add(key)
            return True

    async def _release(self, key: int) -> None:
        async with self._turn:
            self._held.discard(key)
            if self._session.is_closed():
                return
            try:
                await self._session.fetchval("SELECT pg_advisory_unlock($1)", key)
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                # The lock ends with the session, the other way to release it.
                self._session.terminate()


def _lock_key(name: str) -> int:
    digest = hashlib.sha256(f"goalie/{name}".encode()).digest()
    return int.from_bytes(digest[:8], signed=True)
