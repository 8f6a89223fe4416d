"""A pytest plugin: every test that asks for ``database_url`` runs on SQLite and on PostgreSQL.

The PostgreSQL server is one of our own, from Debian's package, and ends with the test session,
however that ends.
"""

import asyncio
import itertools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from tasks.ledger import Ledger, open_ledger
from tasks.ledger.schema import metadata

PROGRAMS = Path("/usr/lib/postgresql")
NO_SERVER = (
    "PostgreSQL is not installed, so the ledger was tested on SQLite only; "
    "to test both: apt-get install postgresql."
)
PASSWORD = "not-a-secret"
START_SECONDS = 20
ATTEMPTS = 3  # another program may take the free port first
TEMPLATE = "ledger_template"
SHARED = "ledger"
DELETES = [str(table.delete()) for table in metadata.sorted_tables]
EMPTY = ";".join(["SET lock_timeout = '5s'", *DELETES])
QUICK = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=16MB"]

# When the tests end, by whatever cause, this shell's standard input ends, and the server with it.
GUARD = """
"$@" >"$FOLDER/log" 2>&1 &
server=$!
read -r _
kill -INT "$server"
wait "$server"
rm -rf "$FOLDER"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresServer:
    """A running server; ``url`` lacks the database's name, which comes last."""

    url: str
    port: int
    names: Iterator[str]

    def create_database(self, template: str = "template0", name: str = "") -> str:
        """Return the URL of a new database."""
        name = name or next(self.names)
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return f"{self.url}/{name}"

    def cut_connections(self, url: str) -> None:
        """End every session in this database."""
        name = url.rpartition("/")[2]
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        self.run(f"{cut} WHERE datname = '{name}'")

    def run(self, statement: str, database: str = "postgres") -> None:
        """Execute one statement."""
        run_async(_execute(f"{self.url}/{database}", statement))


def run_async(coroutine: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine from a fixture without touching the tests' own event loop."""
    with ThreadPoolExecutor(1) as executor:
        executor.submit(asyncio.run, coroutine).result()


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server of our own on a free loopback port, with a migrated template."""
    programs = max(PROGRAMS.glob("*/bin"), key=_version, default=None)
    if programs is None:
        pytest.skip(NO_SERVER)
    folder = Path(tempfile.mkdtemp(prefix="goalie-postgresql-"))
    try:
        _initialise(programs, folder)
        guard, port = _start(programs, folder)
        try:
            server = PostgresServer(
                url=f"postgresql://postgres:{PASSWORD}@127.0.0.1:{port}",
                port=port,
                names=(f"test_{number}" for number in itertools.count()),
            )
            run_async(_migrate(server.create_database(name=TEMPLATE)))
            server.create_database(TEMPLATE, name=SHARED)
            yield server
        finally:
            _stop(guard)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _version(programs: Path) -> int:
    name = programs.parent.name
    return int(name) if name.isdecimal() else 0


def _account() -> dict[str, Any]:
    """Return how to run a program that refuses to be root."""
    if os.geteuid() != 0:
        return {}
    postgres = pwd.getpwnam("postgres")
    return {"user": postgres.pw_uid, "group": postgres.pw_gid, "extra_groups": []}


def _initialise(programs: Path, folder: Path) -> None:
    password = folder / "password"
    password.write_text(PASSWORD)
    account = _account()
    if account:
        os.chown(folder, account["user"], account["group"])
        os.chown(password, account["user"], account["group"])
    arguments = [programs / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "password"]
    arguments += [f"--pwfile={password}", "--no-sync", "--encoding=UTF8", "--locale=C"]
    made = subprocess.run(
        arguments, capture_output=True, text=True, check=False, cwd=folder, **account
    )
    assert made.returncode == 0, made.stderr


def _start(programs: Path, folder: Path) -> tuple[subprocess.Popen[bytes], int]:
    for _ in range(ATTEMPTS):
        port = _free_port()
        arguments = [programs / "postgres", "-D", folder / "data", "-p", str(port)]
        arguments += ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]
        arguments += [part for setting in QUICK for part in ("-c", setting)]
        guard = subprocess.Popen(
            ["/bin/sh", "-c", GUARD, "guard", *arguments],
            stdin=subprocess.PIPE,
            env={"FOLDER": str(folder), "PATH": os.environ["PATH"]},
            cwd=folder,
            start_new_session=True,
            **_account(),
        )
        if _answers(folder, port):
            return guard, port
        log = (folder / "log").read_text()
        _stop(guard)
    raise AssertionError(f"PostgreSQL did not start:\n{log}")


def _answers(folder: Path, port: int) -> bool:
    ready = folder / "data" / "postmaster.pid"
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        time.sleep(0.02)
        lines = ready.read_text().split() if ready.exists() else []
        if str(port) in lines and lines[-1] == "ready":
            return True
    return False


def _stop(guard: subprocess.Popen[bytes]) -> None:
    guard.communicate()
    guard.wait()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


async def _migrate(url: str) -> None:
    async with open_ledger(url):
        pass


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "goalie.sqlite3"
    run_async(_migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an up-to-date, empty ledger; a test that alters tables takes a blank database."""
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgresql_server")
        # Much quicker than a new database for each test.
        server.run(EMPTY, SHARED)
        return f"{server.url}/{SHARED}"
    path = tmp_path / "goalie.sqlite3"
    shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgresql"])
def blank_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without any table."""
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgresql_server")
        return server.create_database()
    return f"sqlite:///{tmp_path / 'goalie.sqlite3'}"


@pytest.fixture
async def ledger(database_url: str) -> AsyncIterator[Ledger]:
    """An open, empty ledger."""
    async with open_ledger(database_url) as opened:
        yield opened
