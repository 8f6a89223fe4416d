"""A query is words and qualifiers with values, quoted or not, as boards and search take them."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

_QUOTED = r'"[^"]*"'
_WORD = re.compile(rf'(?:{_QUOTED}|[^\s"])+')
_VALUE = re.compile(rf"{_QUOTED}|[^,]+")
_COMPARED = re.compile(r"^(>=|<=|>|<)?(\d{4}-\d\d-\d\d.*)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One part of a query.

    Attributes:
        excludes: It begins with ``-``: what fits it is left out.
        key: The qualifier in lower case; ``""`` for a bare word.
        values: Any of these, in lower case and without quotes.
    """

    excludes: bool
    key: str
    values: tuple[str, ...]


def words(query: str) -> tuple[Word, ...]:
    """The parts of a query, all of which must fit."""
    return tuple(_word(part) for part in _WORD.findall(query.casefold()))


def _word(part: str) -> Word:
    excludes = part.startswith("-")
    part = part.removeprefix("-")
    key, colon, rest = part.partition(":")
    if not colon or part.startswith('"'):
        key, rest = "", part
    values = tuple(one.strip('"') for one in _VALUE.findall(rest)) if key else (rest.strip('"'),)
    return Word(excludes=excludes, key=key, values=values)


def fits_time(at: datetime | None, value: str) -> bool:
    """Whether an instant fits ``2026-11-01``, ``>=2026-11-01`` or ``2026-11-01..2026-11-07``."""
    if at is None:
        return False
    first, dots, last = value.partition("..")
    if dots:
        return fits_time(at, f">={first}") and fits_time(at, f"<={last}")
    found = _COMPARED.match(value)
    if found is None:
        return False
    return _compare(at.astimezone(UTC).isoformat(), found[1], found[2])


def _compare(at: str, sign: str | None, text: str) -> bool:
    """Texts of one length compare as instants do: a day is compared with days."""
    at, text = at[: len(text)], text.upper().replace("Z", "")
    at = at[: len(text)]
    match sign:
        case ">=":
            return at >= text
        case "<=":
            return at <= text
        case ">":
            return at > text
        case "<":
            return at < text
        case _:
            return at == text
