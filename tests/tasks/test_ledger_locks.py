"""A job's lock for a team is held by one run at a time, and by nobody once that run is dead."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from tasks.ledger import Ledger, LockHeldError, LockLostError, open_ledger
from tests.databases import TEMPLATE, PostgresServer

NOW = datetime(2026, 11, 9, 7, 55, tzinfo=UTC)
AT_ONCE = 1.0  # seconds; a server notices a closed connection in milliseconds

HOLDER = """
import asyncio, sys
from tasks.ledger import open_ledger

async def main():
    async with open_ledger(sys.argv[1]) as ledger, ledger.lock("sync-rotation", "support"):
        print("held", flush=True)
        await asyncio.to_thread(sys.stdin.readline)

asyncio.run(main())
"""


@asynccontextmanager
async def holder(url: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Another process that holds the lock until it is told or killed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-c", HOLDER, url),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"held\n"
    try:
        yield process
    finally:
        await process.communicate()


async def try_lock(ledger: Ledger, job: str = "sync-rotation", team: str = "support") -> bool:
    try:
        async with ledger.lock(job, team):
            return True
    except LockHeldError:
        return False


async def is_free_soon(ledger: Ledger) -> bool:
    for _ in range(int(AT_ONCE / 0.005)):
        if await try_lock(ledger):
            return True
        await asyncio.sleep(0.005)
    return False


async def test_the_second_process_is_refused_until_the_first_is_dead(database_url: str) -> None:
    async with open_ledger(database_url) as ledger, holder(database_url) as process:
        with pytest.raises(LockHeldError, match="Another run of sync-rotation for support"):
            async with ledger.lock("sync-rotation", "support"):
                pytest.fail("two runs at once")
        assert await try_lock(ledger, team="platform")
        assert await try_lock(ledger, job="check-sla")
        os.kill(process.pid, signal.SIGKILL)
        await process.wait()
        assert await is_free_soon(ledger)


async def test_two_ledgers_in_one_process_are_two_runs(database_url: str) -> None:
    async with open_ledger(database_url) as one, open_ledger(database_url) as other:
        async with one.lock("sync-rotation", "support"):
            assert not await try_lock(other)
            assert not await try_lock(one)
        assert await try_lock(other)
        assert await try_lock(one)


async def test_an_error_in_the_run_frees_the_lock(database_url: str) -> None:
    async with open_ledger(database_url) as ledger, open_ledger(database_url) as other:
        with pytest.raises(BlockingIOError):
            async with ledger.lock("sync-rotation", "support"):
                raise BlockingIOError
        assert await try_lock(other)


async def test_many_teams_can_be_locked_at_once(database_url: str) -> None:
    both_hold = asyncio.Barrier(20)

    async def run(ledger: Ledger, team: str) -> None:
        async with ledger.lock("sync-rotation", team):
            await both_hold.wait()

    async with open_ledger(database_url) as ledger:
        await asyncio.gather(*(run(ledger, f"team-{number}") for number in range(20)))


@pytest.mark.parametrize(
    ("one", "other"), [(("a", "b.c"), ("a.b", "c")), (("a", "b/c"), ("a/b", "c"))]
)
async def test_names_are_never_mixed_up(
    database_url: str, one: tuple[str, str], other: tuple[str, str]
) -> None:
    async with open_ledger(database_url) as ledger, ledger.lock(*one):
        assert await try_lock(ledger, *other)


async def test_a_run_that_lost_its_lock_writes_no_more(postgresql_server: PostgresServer) -> None:
    url = postgresql_server.create_database(TEMPLATE)
    async with open_ledger(url) as ledger:
        async with ledger.lock("sync-rotation", "support"):
            await ledger.remember({"a": 1}, now=NOW, lifetime=timedelta(hours=1))
            postgresql_server.cut_connections(url)
            await asyncio.sleep(0.2)  # the server's farewell arrives
            with pytest.raises(LockLostError, match="was cut"):
                await ledger.forget(["a"])
        assert await try_lock(ledger)
    async with open_ledger(url) as ledger:
        assert await ledger.recall(["a"], NOW) == {"a": 1}
