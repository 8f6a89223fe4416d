"""Which database URLs work, and what is told when one does not."""

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from domain.errors import BadInputError, GoalieError
from tasks.ledger import LedgerUnavailableError, open_ledger
from tasks.ledger.address import parse_address
from tasks.ledger.opening import open_database
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

    async def test_a_database_newer_than_this_program(self, blank_database_url: str) -> None:
        await open_once(blank_database_url)
        await execute(blank_database_url, "UPDATE ledger_version SET version_num = '9999'")
        with pytest.raises(BadInputError, match="newer Goalie"):
            await open_once(blank_database_url)

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
