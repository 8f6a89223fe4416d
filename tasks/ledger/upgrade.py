"""A ledger that is behind is brought up to date by Alembic, once, whoever comes first."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, inspect, select

from domain.errors import BadInputError
from tasks.ledger.database import Database
from tasks.ledger.schema import ledger_version

MIGRATIONS = Path(__file__).parent / "migrations"


async def upgrade(database: Database) -> None:
    """Run the migrations this database lacks, in one transaction.

    Raises:
        BadInputError: The database was written by a newer Goalie.
    """
    async with database.explained(), database.upgrading() as connection:
        await connection.run_sync(_upgrade, database.shown)


def alembic_config(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration for the ledger's migrations, run on ``connection``."""
    config = Config()
    # A % in the path would be read as an interpolation.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection, shown: str) -> None:
    config = alembic_config(connection)
    version = _stored_version(connection)
    try:
        ScriptDirectory.from_config(config).get_revision(version or "base")
    except CommandError:
        raise BadInputError(
            f"The ledger in {shown} was written by a newer Goalie (schema {version}); "
            "upgrade this program, or use another database."
        ) from None
    command.upgrade(config, "head")


def _stored_version(connection: Connection) -> str | None:
    # Read again: another process may have upgraded it while this one waited for its turn.
    if not inspect(connection).has_table(ledger_version.name):
        return None
    return connection.scalar(select(ledger_version.c.version_num))
