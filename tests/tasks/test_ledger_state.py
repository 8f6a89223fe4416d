"""The state of the ledger can be read without making or changing anything."""

from pathlib import Path

import pytest
from sqlalchemy import inspect, update

from domain.errors import BadInputError
from tasks.ledger import LedgerUnavailableError, read_state
from tasks.ledger.address import parse_address
from tasks.ledger.opening import open_database
from tasks.ledger.schema import SCHEMA_VERSION, ledger_version


async def _set_version(url: str, version: str) -> None:
    database = open_database(parse_address(url))
    async with database.transaction() as connection:
        await connection.execute(update(ledger_version).values(version_num=version))
    await database.engine.dispose()


async def _tables(url: str) -> list[str]:
    database = open_database(parse_address(url))
    async with database.transaction(reading=True) as connection:
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    await database.engine.dispose()
    return names


async def test_a_ledger_in_use_has_the_wanted_version(database_url: str) -> None:
    state = await read_state(database_url)
    assert (state.version, state.wanted) == (SCHEMA_VERSION, SCHEMA_VERSION)


@pytest.mark.parametrize("version", ["0000", "9999"])
async def test_another_version_is_told_and_left_as_it_is(database_url: str, version: str) -> None:
    await _set_version(database_url, version)
    try:
        assert (await read_state(database_url)).version == version
        assert (await read_state(database_url)).version == version
    finally:
        await _set_version(database_url, SCHEMA_VERSION)  # the database is shared


async def test_an_empty_database_has_no_version_and_stays_empty(blank_database_url: str) -> None:
    assert (await read_state(blank_database_url)).version is None
    assert await _tables(blank_database_url) == []


async def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    file = tmp_path / "goalie.sqlite3"
    state = await read_state(f"sqlite:///{file}")
    assert state.version is None
    assert str(file) in state.shown
    assert not file.exists()


async def test_what_cannot_be_used_or_reached_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "text.sqlite3").write_text("This is no database, but a text of some length." * 9)
    with pytest.raises(BadInputError):
        await read_state(f"sqlite:///{tmp_path / 'text.sqlite3'}")
    with pytest.raises(LedgerUnavailableError):
        await read_state("postgresql://goalie@127.0.0.1:1/goalie")
