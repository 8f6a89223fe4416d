"""A timeline's window is whole days, weeks or months of the schedule's zone, not a span from now.

Asked for this week on a Wednesday, both services answer from Monday's midnight, and cut the
shifts at the window's edges: a shift that began on Sunday seems to begin on Monday.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

Unit = Literal["days", "weeks", "months"]
UNITS: tuple[Unit, ...] = get_args(Unit)
LONGEST = {"days": 366, "weeks": 53, "months": 12}

DATE_FORMAT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:?\d\d)")
"""yyyy-MM-dd'T'HH:mm:ssZ; a `+` sent unescaped arrives as a space and does not match."""


def parse_date(text: str) -> datetime:
    """Read a date as the services write it.

    Raises:
        ValueError: It has another form, or names no real time.
    """
    if not DATE_FORMAT.fullmatch(text):
        raise ValueError(f"{text!r} is not of the form yyyy-MM-dd'T'HH:mm:ssZ")
    return datetime.fromisoformat(text).astimezone(UTC)


def format_date(at: datetime) -> str:
    """Write an instant as the services do."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def timeline_window(
    at: datetime, zone: ZoneInfo, interval: int, unit: Unit
) -> tuple[datetime, datetime]:
    """From the start of the unit that contains the instant, for so many units."""
    day = at.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    if unit == "months":
        start = day.replace(day=1)
        months = start.month - 1 + interval
        end = start.replace(year=start.year + months // 12, month=months % 12 + 1)
    elif unit == "weeks":
        start = day - timedelta(days=day.weekday())
        end = start + timedelta(weeks=interval)
    else:
        start, end = day, day + timedelta(days=interval)
    return _midnight(start, zone), _midnight(end, zone)


def _midnight(day: datetime, zone: ZoneInfo) -> datetime:
    return day.replace(tzinfo=zone).astimezone(UTC)
