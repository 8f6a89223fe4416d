"""The ledger's tables as they are today; ``migrations/`` builds exactly these."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection

SCHEMA_VERSION = "0003"
"""The newest migration. A constant, so that opening an up-to-date ledger needs no Alembic."""

# The migrations give the partial indexes their condition in PostgreSQL too: to name it here as well
# would load that whole dialect into every run on SQLite.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime in both databases; SQLite alone would drop the zone.

    SQLAlchemy offers no way but inheritance to say this once for all columns.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn any aware datetime into UTC; a naive one is a mistake."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("The ledger takes aware datetimes only.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# Under this name, so that a database shared with another program that uses Alembic works.
ledger_version = Table(
    "ledger_version", MetaData(), Column("version_num", String(32), primary_key=True)
)

lookup = Table(
    "lookup",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", JSON, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)

membership_change = Table(
    "membership_change",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("team", Text, nullable=False),
    Column("rotation", Text, nullable=False),
    Column("user_group_id", Text, nullable=False),
    Column("handle", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("before", JSON, nullable=False),
    Column("after", JSON, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("intended_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    Column("outcome", Text),
    Column("detail", Text, nullable=False),
)
Index(None, membership_change.c.user_group_id, membership_change.c.id)
Index(
    "ix_membership_change_unsettled",
    membership_change.c.team,
    sqlite_where=membership_change.c.settled_at.is_(None),
)

problem = Table(
    "problem",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("job", Text, nullable=False),
    Column("team", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("sentence", Text, nullable=False),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("told_at", UtcDateTime),
    Column("recovered_at", UtcDateTime),
)
# A problem is open once at most; after its recovery the same one may open again.
Index(
    "uq_problem_open",
    problem.c.job,
    problem.c.team,
    problem.c.fingerprint,
    unique=True,
    sqlite_where=problem.c.recovered_at.is_(None),
)

outbox = Table(
    "outbox",
    metadata,
    Column("key", Text, primary_key=True),
    Column("job", Text, nullable=False),
    Column("team", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("message", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("attempted_at", UtcDateTime),
    Column("posted_at", UtcDateTime),
    Column("channel_id", Text),
    Column("ts", Text),
    Column("refused_at", UtcDateTime),
    Column("refusal", Text),
    Column("expired_at", UtcDateTime),
)
PENDING = outbox.c.posted_at.is_(None) & outbox.c.expired_at.is_(None)
Index("ix_outbox_pending", outbox.c.job, outbox.c.team, sqlite_where=PENDING)

thread = Table(
    "thread",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("root_ts", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("content", JSON, nullable=False),
    Column("read_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
)

open_request = Table(
    "open_request",
    metadata,
    Column("team", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("root_ts", Text, primary_key=True),
    Column("since", UtcDateTime, nullable=False),
)

board_snapshot = Table(
    "board_snapshot",
    metadata,
    Column("team", Text, primary_key=True),
    Column("board", Text, primary_key=True),
    Column("taken_at", UtcDateTime, primary_key=True),
    Column("content", JSON, nullable=False),
)

work_item = Table(
    "work_item",
    metadata,
    Column("team", Text, primary_key=True),
    Column("board", Text, primary_key=True),
    Column("card_id", Text, primary_key=True),
    Column("content", JSON, nullable=False),
)


def insert(connection: AsyncConnection, table: Table) -> Insert:
    """Return this database's own insert, the one that knows ``on conflict``.

    Typed as SQLite's; PostgreSQL's has the same methods.
    """
    if connection.dialect.name == "sqlite":
        return sqlite_insert(table)
    # Loaded already by the engine where it is needed, and costly where it is not.
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415

    statement: Any = postgresql.insert(table)
    return statement  # type: ignore[no-any-return]
