"""A ledger of any age is brought up to date once, however many processes open it."""

import asyncio
import fcntl
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.message import Message
from tasks.ledger import open_ledger
from tasks.ledger.address import parse_address
from tasks.ledger.opening import open_database
from tasks.ledger.schema import SCHEMA_VERSION, ledger_version, lookup, metadata
from tasks.ledger.upgrade import alembic_config

NOW = datetime(2026, 11, 9, 7, 55, tzinfo=UTC)


async def open_once(url: str) -> None:
    async with open_ledger(url):
        pass


async def execute(url: str, *statements: str) -> None:
    database = open_database(parse_address(url))
    async with database.transaction() as connection:
        for statement in statements:
            await connection.execute(text(statement))
    await database.engine.dispose()


class TestUpgrade:
    def test_the_constant_is_the_newest_migration(self) -> None:
        script = ScriptDirectory.from_config(alembic_config())
        assert script.get_heads() == [SCHEMA_VERSION]

    async def test_the_migrations_build_the_tables_the_program_uses(
        self, blank_database_url: str
    ) -> None:
        await open_once(blank_database_url)
        database = open_database(parse_address(blank_database_url))
        async with database.engine.connect() as connection:
            assert await connection.run_sync(differences) == []
            assert await indexes_with_conditions(connection) == {
                "ix_membership_change_unsettled",
                "ix_outbox_pending",
                "uq_problem_open",
            }
        await database.engine.dispose()

    async def test_an_upgrade_that_fails_leaves_nothing_behind(
        self, blank_database_url: str
    ) -> None:
        # The last table the first migration creates is in the way.
        await execute(blank_database_url, "CREATE TABLE outbox (x INTEGER)")
        with pytest.raises(Exception, match="outbox"):
            await open_once(blank_database_url)
        await execute(blank_database_url, "DROP TABLE outbox")
        await open_once(blank_database_url)

    async def test_another_program_may_use_alembic_in_the_same_database(
        self, blank_database_url: str
    ) -> None:
        await execute(
            blank_database_url,
            "CREATE TABLE alembic_version (version_num VARCHAR(32))",
            "INSERT INTO alembic_version VALUES ('of another program')",
        )
        await open_once(blank_database_url)

    async def test_an_sqlite_ledger_is_written_ahead(self, tmp_path: Path) -> None:
        await open_once(f"sqlite:///{tmp_path}/goalie.sqlite3")
        with closing(sqlite3.connect(tmp_path / "goalie.sqlite3")) as connection:
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)

    async def test_an_sqlite_ledger_waits_while_another_process_upgrades_it(
        self, tmp_path: Path
    ) -> None:
        path = tmp_path / "goalie.sqlite3"
        with Path(f"{path}.upgrade.lock").open("w") as lock:  # noqa: ASYNC230  an instant
            fcntl.flock(lock, fcntl.LOCK_EX)
            opening = asyncio.create_task(open_once(f"sqlite:///{path}"))
            await asyncio.wait([opening], timeout=0.2)
            assert not opening.done()
        await opening

    async def test_an_up_to_date_sqlite_ledger_opens_in_milliseconds(
        self, sqlite_template: Path, tmp_path: Path
    ) -> None:
        path = shutil.copyfile(sqlite_template, tmp_path / "goalie.sqlite3")
        times = []
        for _ in range(10):
            start = time.perf_counter()
            await open_once(f"sqlite:///{path}")
            times.append(time.perf_counter() - start)
        assert min(times) < 0.02


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection, opts={"version_table": ledger_version.name, "compare_type": True}
    )
    return list(compare_metadata(context, metadata))


async def indexes_with_conditions(connection: AsyncConnection) -> set[str]:
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'",
        "postgresql": "SELECT indexname FROM pg_indexes WHERE indexdef LIKE '% WHERE %' "
        "AND schemaname = 'public'",
    }
    return set(await connection.scalars(text(catalogue[connection.dialect.name])))


# Waits for a line once everything is imported, so that two of them really race.
RACER = """
import asyncio, sys
from datetime import UTC, datetime
from domain.message import Message
from tasks.ledger import open_ledger
import tasks.ledger.upgrade
import tasks.ledger.postgresql, tasks.ledger.sqlite

async def main(url, first, last, step):
    print("ready", flush=True)
    sys.stdin.readline()
    messages = [
        Message(team="t", kind="k", subject=str(n), channel="C", text="x")
        for n in range(first, last, step)
    ]
    async with open_ledger(url) as ledger:
        for start in range(0, len(messages), 20):
            keys = await ledger.enqueue(
                "job", messages[start:start + 20], datetime(2026, 11, 9, tzinfo=UTC)
            )
            print(*keys, flush=True)

asyncio.run(main(sys.argv[1], *map(int, sys.argv[2:])))
"""


async def race(url: str, *numbers: tuple[int, int, int]) -> list[list[str]]:
    """Run one process for each range of message numbers; return the keys each has won."""
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            *("-c", RACER, url, *map(str, span)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        for span in numbers
    ]
    for process in processes:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
    outputs = await asyncio.gather(*(process.communicate(b"go\n") for process in processes))
    assert [process.returncode for process in processes] == [0] * len(processes)
    return [output.decode().split() for output, _ in outputs]


async def test_processes_that_open_a_blank_database_at_once_all_succeed(
    blank_database_url: str,
) -> None:
    """And each message is won by exactly one of them, in whatever order they insert."""
    won = await race(blank_database_url, (0, 200, 1), (199, -1, -1))
    keys = sorted(key for process in won for key in process)
    assert keys == sorted(
        Message(team="t", kind="k", subject=str(n), channel="C", text="x").key for n in range(200)
    )
    async with open_ledger(blank_database_url) as ledger:
        assert len(await ledger.pending_messages("job", "t")) == 200


async def test_a_transaction_that_reads_before_it_writes_waits_its_turn(database_url: str) -> None:
    async def read_then_write(key: str) -> None:
        database = open_database(parse_address(database_url))
        async with database.transaction() as connection:
            await connection.execute(select(lookup))
            await asyncio.sleep(0.05)
            await connection.execute(lookup.insert().values(key=key, value=1, expires_at=NOW))
        await database.engine.dispose()

    await asyncio.gather(read_then_write("a"), read_then_write("b"))


async def test_alembic_is_not_imported_for_an_up_to_date_ledger(database_url: str) -> None:
    program = f"""
import asyncio, sys
from tasks.ledger import open_ledger

async def main():
    async with open_ledger({database_url!r}):
        pass

asyncio.run(main())
print(sorted({{"alembic", "asyncpg", "aiosqlite", "prefect"}} & set(sys.modules)))
"""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    driver = "aiosqlite" if database_url.startswith("sqlite") else "asyncpg"
    assert output.decode().strip() == f"['{driver}']"


LIFETIME = timedelta(hours=1)


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    return


@pytest.mark.usefixtures("elsewhere")
async def test_the_working_folder_does_not_matter_to_an_absolute_path(
    blank_database_url: str,
) -> None:
    async with open_ledger(blank_database_url) as ledger:
        await ledger.remember({"a": 1}, now=NOW, lifetime=LIFETIME)
        assert await ledger.recall(["a"], NOW) == {"a": 1}
