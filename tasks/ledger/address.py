"""A database URL is read once, and from then on shown only without its secrets."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from domain.errors import BadInputError

FORMS = "sqlite:///path/to/file.sqlite3 or postgresql://user:password@host/database"
HOST_AND_DATABASE = re.compile(r"[\w.-]+(:\d+)?(,[\w.-]+(:\d+)?)*(/[\w.-]*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where the ledger is.

    Attributes:
        kind: Which database.
        target: For SQLite the absolute path, for PostgreSQL a libpq URL with its password.
        shown: How to name it in a sentence; holds no secret.
    """

    kind: Literal["sqlite", "postgresql"]
    target: str = field(repr=False)
    shown: str


def parse_address(url: str) -> Address:
    """Read a database URL; a driver named in it (``postgresql+asyncpg``) is ignored.

    Raises:
        BadInputError: The URL cannot be used; the sentence does not repeat it.
    """
    scheme, separator, rest = url.strip().partition("://")
    dialect = scheme.partition("+")[0].lower()
    if separator and dialect == "sqlite":
        return _parse_sqlite(rest)
    if separator and dialect in {"postgresql", "postgres"}:
        return Address(kind="postgresql", target=f"postgresql://{rest}", shown=_shown(rest))
    raise BadInputError(f"GOALIE_DATABASE_URL cannot be read; write it as {FORMS}.")


def _parse_sqlite(rest: str) -> Address:
    if not rest.startswith("/") or "?" in rest:
        raise BadInputError(
            "The SQLite URL must be three slashes and a path, without options: "
            "sqlite:///goalie.sqlite3, or sqlite:////var/lib/goalie.sqlite3 for an absolute path."
        )
    name = rest.removeprefix("/")
    if name in {"", ":memory:"}:
        raise BadInputError(
            "The ledger must outlive the run, so it cannot be kept in memory; "
            "name a file: sqlite:///goalie.sqlite3."
        )
    path = Path(name).expanduser().absolute()
    if not path.parent.is_dir():
        raise BadInputError(
            f"The ledger cannot be kept at {path}: its folder does not exist; "
            "create the folder or correct GOALIE_DATABASE_URL."
        )
    return Address(kind="sqlite", target=str(path), shown=f"the SQLite file {path}")


def _shown(rest: str) -> str:
    # A password may hold any character, so only what is clearly host and database is shown.
    host = rest.partition("?")[0].rpartition("@")[2]
    if not HOST_AND_DATABASE.fullmatch(host) or "@" in rest.partition("?")[2]:
        return "the PostgreSQL database"
    return f"the PostgreSQL database at {host}"
