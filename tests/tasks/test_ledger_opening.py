"""Opening a ledger: which URLs work, what is told when one does not, and how it is upgraded."""

import asyncio
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
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import BadInputError, GoalieError
from domain.message import Message
from tasks.ledger import LedgerUnavailableError, open_ledger
from tasks.ledger.address import parse_address
from tasks.ledger.database import open_database
from tasks.ledger.schema import SCHEMA_VERSION, ledger_version, metadata
from tasks.ledger.upgrade import alembic_config
from tests.databases import PASSWORD, TEMPLATE, PostgresServer

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


class TestAddress:
    @pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+asyncpg"])
    def test_any_spelling_of_postgresql_will_do(self, scheme: str) -> None:
        address = parse_address(f"{scheme}://goalie:secret@db.example:5432/goalie?sslmode=require")
        assert address.kind == "postgresql"
        assert address.target == (
            "postgresql://goalie:secret@db.example:5432/goalie?sslmode=require"
        )
        assert address.shown == "the PostgreSQL database at db.example:5432/goalie"

    @pytest.mark.parametrize("scheme", ["sqlite", "sqlite+aiosqlite"])
    def test_an_sqlite_path_is_absolute_or_starts_here(self, scheme: str, tmp_path: Path) -> None:
        absolute = parse_address(f"{scheme}:///{tmp_path}/goalie.sqlite3")
        assert absolute.target == f"{tmp_path}/goalie.sqlite3"
        relative = parse_address(f"{scheme}:///goalie.sqlite3")
        assert relative.target == str(Path.cwd() / "goalie.sqlite3")

    def test_the_home_folder_may_be_written_as_a_tilde(self) -> None:
        assert parse_address("sqlite:///~/x.sqlite3").target == str(Path.home() / "x.sqlite3")

    @pytest.mark.parametrize(
        ("url", "words"),
        [
            ("", "write it as sqlite:///"),
            ("goalie.sqlite3", "write it as sqlite:///"),
            ("mysql://u:secret@host/db", "write it as sqlite:///"),
            ("sqlite://goalie.sqlite3", "three slashes"),
            ("sqlite:///goalie.sqlite3?mode=ro", "without options"),
            ("sqlite://", "three slashes"),
            ("sqlite:///", "cannot be kept in memory"),
            ("sqlite:///:memory:", "cannot be kept in memory"),
            ("sqlite:////no/such/folder/x.sqlite3", "its folder does not exist"),
        ],
    )
    def test_others_are_refused_with_what_to_write(self, url: str, words: str) -> None:
        with pytest.raises(BadInputError, match=words) as refusal:
            parse_address(url)
        assert "secret" not in str(refusal.value)

    @pytest.mark.parametrize(
        "rest",
        [
            "goalie:s3cret@db/goalie",
            "goalie:s3cret/s3cret@db/goalie",
            "goalie:s3cret@s3cret@db/goalie",
            "goalie:12?s3cret@db/goalie",
            "goalie:s3cret",
            "db/goalie?user=goalie&password=s3cret",
            "db/goalie?password=s3cret@s3cret",
        ],
    )
    def test_no_password_is_shown(self, rest: str) -> None:
        address = parse_address(f"postgresql://{rest}")
        assert "s3cret" not in address.shown
        assert "s3cret" not in repr(address)


class TestUnusable:
    @pytest.mark.parametrize(
        ("content", "words"),
        [(b"not a database" * 100, "not a database"), (None, "unable to open")],
    )
    async def test_an_sqlite_path_that_is_no_database(
        self, tmp_path: Path, content: bytes | None, words: str
    ) -> None:
        path = tmp_path / "goalie.sqlite3"
        path.mkdir() if content is None else path.write_bytes(content)
        with pytest.raises(BadInputError, match=words) as refusal:
            await open_once(f"sqlite:///{path}")
        assert str(path) in str(refusal.value)

    @pytest.mark.parametrize(
        ("url", "kind", "words"),
        [
            ("postgres:s3cret@127.0.0.1:PORT/postgres", BadInputError, "authentication failed"),
            ("postgres:PASS@127.0.0.1:PORT/nothing", BadInputError, '"nothing" does not exist'),
            ("postgres:PASS@127.0.0.1:PORT/postgres?colour=s3", BadInputError, "colour"),
            ("postgres:PASS@127.0.0.1:PORT/postgres?sslmode=s3cret", BadInputError, "write it as"),
            ("postgres:s3cret/@127.0.0.1:PORT/postgres", BadInputError, "percent-encoded"),
            ("postgres:PASS@127.0.0.1:1/postgres", LedgerUnavailableError, "server is up"),
        ],
    )
    async def test_a_postgresql_url_that_leads_nowhere(
        self, postgresql_server: PostgresServer, url: str, kind: type[GoalieError], words: str
    ) -> None:
        rest = url.replace("PASS", PASSWORD).replace("PORT", str(postgresql_server.port))
        with pytest.raises(kind, match=words) as refusal:
            await open_once(f"postgresql://{rest}")
        assert "s3cret" not in str(refusal.value)
        assert PASSWORD not in str(refusal.value)

    async def test_a_database_newer_than_this_program(self, database_url: str) -> None:
        await execute(database_url, "UPDATE ledger_version SET version_num = '9999'")
        with pytest.raises(BadInputError, match="newer Goalie"):
            await open_once(database_url)

    async def test_a_database_that_stays_locked(
        self, sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tasks.ledger.sqlite.BUSY_SECONDS", 0.05)
        path = shutil.copyfile(sqlite_template, tmp_path / "goalie.sqlite3")
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            async with open_ledger(f"sqlite:///{path}") as ledger:
                assert await ledger.recall(["a"], NOW) == {}
                with pytest.raises(LedgerUnavailableError, match="database is locked"):
                    await ledger.forget(["a"])
                other.execute("ROLLBACK")
                await ledger.forget(["a"])

    async def test_a_server_that_goes_away(self, postgresql_server: PostgresServer) -> None:
        url = postgresql_server.create_database(TEMPLATE)
        async with open_ledger(url) as ledger:
            postgresql_server.cut_connections(url)
            with pytest.raises(LedgerUnavailableError, match="check that the server is up"):
                await ledger.recall(["a"], NOW)
            assert await ledger.recall(["a"], NOW) == {}


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
