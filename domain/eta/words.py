"""One phrase's parts, read by dateparser against a fixed day, so that it never guesses a date."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from domain.eta.phrase import ZONE_OF

if TYPE_CHECKING:
    from datetime import tzinfo

    from dateparser.date import DateDataParser

_BASE = datetime(2000, 1, 1)  # noqa: DTZ001  dateparser counts from it without a zone; a leap year
_HALF_A_YEAR = timedelta(days=183)
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}

_YEAR = re.compile(r"20[0-9]{2}")
_ISO = re.compile(r"[0-9]{4}-")
_DOTTED = re.compile(r"([0-9]+)\.([0-9]+)\.([0-9]+)")
_NUMBERED = re.compile(r"(?:the\s+)?([0-9]+)(?:st|nd|rd|th)")
_SPAN = re.compile(
    r"(?:[0-9]+\s*(?:-|to|or)\s*)?(.*?)\s*(?:(?:working|business)\s+)?([mhdw])[a-z]*"
)
_CLOCK = re.compile(r"(?:[0-9:]+\s*-\s*)?(noon|midday|midnight|[0-9:]+(?:\s*[ap]m)?)\s*\(?(.*?)\)?")
_OFFSET = re.compile(r"(?:utc|gmt)([+-])([0-9]+)")
_LAST_OFFSET = 14


@cache
def _parser() -> DateDataParser:
    from dateparser.date import DateDataParser  # noqa: PLC0415  only a promise needs it

    # Each setting is fixed: dateparser keeps every set of settings that it ever saw.
    settings = {
        "RELATIVE_BASE": _BASE,
        "PREFER_DATES_FROM": "future",
        "TIMEZONE": "UTC",
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    return DateDataParser(languages=["en"], settings=settings)


def _parse(words: str) -> datetime | None:
    return _parser().get_date_data(words).date_obj


def read_span(words: str) -> timedelta | None:
    """Read a length of time such as "two days", "half an hour" or "2-3h" (of a range the end)."""
    found = _SPAN.fullmatch(words)
    if not found:
        return None
    amount = re.sub(r"^half\b.*", "0.5", re.sub(r"^a couple\b.*", "2", found[1]))
    after = _parse(f"in {amount if amount != 'the' else '1'} {_UNITS[found[2]]}")
    return after - _BASE if after else None


def read_date(words: str, today: date) -> date | None:
    """Read a date; one without its month or year is the next, at most half a year ahead."""
    dotted = _DOTTED.fullmatch(words)
    if dotted or _ISO.match(words):
        return _iso(f"{dotted[3]}-{dotted[2]:0>2}-{dotted[1]:0>2}" if dotted else words)
    if numbered := _NUMBERED.fullmatch(words):
        this_month = _iso(f"{today:%Y-%m}-{numbered[1]:0>2}")
        next_month = (today.replace(day=1) + timedelta(days=31)).replace(day=1)
        later = this_month and this_month >= today
        return this_month if later else _iso(f"{next_month:%Y-%m}-{numbered[1]:0>2}")
    found = _parse(words)
    if found is None or _YEAR.search(words):
        return found.date() if found else None
    dates = (_iso(f"{year}-{found:%m-%d}") for year in (today.year, today.year + 1))
    return next((day for day in dates if day and today <= day <= today + _HALF_A_YEAR), None)


def _iso(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def read_clock(words: str, day: date, zone: ZoneInfo) -> list[datetime]:
    """Read a time of day, in the zone it names or else in this one; UTC instants in order.

    A time such as 2:30 gives both halves of the day, one that is none gives nothing. Midnight
    ends the day. A time that clocks skip comes as much later; of one that they repeat, the first.
    """
    found = _CLOCK.fullmatch(words)
    if not found:
        return []
    clock, where = found[1], _zone(found[2]) if found[2] else zone
    if where is None:
        return []
    if clock == "midnight":
        day, clock = day + timedelta(days=1), "00:00"
    moment = _parse("12:00" if clock in ("noon", "midday") else clock)
    if moment is None:
        return []
    times = [moment.time()]
    if re.fullmatch(r"[1-9]:[0-9]{2}|1[01]:[0-9]{2}", clock):
        times.append(time(moment.hour + 12, moment.minute))
    return [datetime.combine(day, at, where).astimezone(UTC) for at in times]


def _zone(words: str) -> tzinfo | None:
    """The zone that people mean by an abbreviation or by an offset such as utc+2."""
    offset = _OFFSET.fullmatch(words)
    if not offset:
        return ZoneInfo(ZONE_OF[words])
    hours = int(offset[2])
    ahead = timedelta(hours=hours if offset[1] == "+" else -hours)
    return timezone(ahead) if hours <= _LAST_OFFSET else None
