"""Hours, holidays and zone as a team file writes them become checked values, or one sentence."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = 24 * 3600

Window = tuple[int, int]  # seconds since local midnight: the first open, the first closed again
Week = tuple[tuple[Window, ...], ...]  # Monday first; each day's windows in order

_TIME = re.compile(r"([0-9]{1,2}):([0-5][0-9])")


def parse_zone(name: str) -> ZoneInfo:
    """Find an IANA zone by its name.

    Raises:
        ValueError: There is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError, TypeError):  # not found, no name, a folder, no text
        message = f"{name!r} is no IANA time zone; write one such as Europe/Berlin or UTC"
        raise ValueError(message) from None


def parse_week(hours: Mapping[str, Sequence[Sequence[str]]]) -> Week:
    """Read the windows of each weekday.

    Raises:
        ValueError: A weekday, a time or a window cannot be used, or no day has a window.
    """
    for day in hours:
        if day not in WEEKDAYS:
            raise ValueError(f"{day!r} is no weekday; write one of {', '.join(WEEKDAYS)}")
    week = tuple(_parse_day(day, hours.get(day, ())) for day in WEEKDAYS)
    if not any(week):
        raise ValueError("every weekday is closed, so nothing would ever be due; open one window")
    return week


def parse_holidays(days: Iterable[str | date]) -> frozenset[date]:
    """Read days on which nobody works, as ISO dates or as dates.

    Raises:
        ValueError: One of them is no date.
    """
    return frozenset(_parse_date(day) for day in days)


def _parse_date(day: str | date) -> date:
    if isinstance(day, date) and not isinstance(day, datetime):
        return day
    try:
        return date.fromisoformat(day)  # type: ignore[arg-type]  # a datetime is refused below
    except (TypeError, ValueError):
        raise ValueError(f"holiday {day!r} is no date; write it as 2026-12-24") from None


def _parse_day(day: str, windows: object) -> tuple[Window, ...]:
    if not isinstance(windows, Sequence) or isinstance(windows, str):
        raise ValueError(f'{day}: write a list of windows such as [["09:00", "17:00"]]')  # noqa: TRY004  validation quotes it
    parsed = sorted(_parse_window(day, window) for window in windows)
    for (opens, closes), (reopens, _) in pairwise(parsed):
        if reopens < closes:
            raise ValueError(
                f"{day}: the windows from {_text(opens)} and from {_text(reopens)} overlap;"
                " join them into one"
            )
    return tuple(parsed)


def _parse_window(day: str, window: object) -> Window:
    if not isinstance(window, Sequence) or isinstance(window, str) or len(window) != 2:  # noqa: PLR2004
        raise ValueError(f'{day}: {window!r} is no window; write ["09:00", "17:00"]')
    opens, closes = (_parse_time(day, value) for value in window)
    if opens >= closes:
        raise ValueError(
            f"{day}: a window cannot open at {window[0]} and close at {window[1]};"
            ' for a night, end one day at "24:00" and start the next at "00:00"'
        )
    return opens, closes


def _parse_time(day: str, value: object) -> int:
    # YAML reads an unquoted 17:00 as the number 1020.
    found = _TIME.fullmatch(value) if isinstance(value, str) else None
    seconds = int(found[1]) * 3600 + int(found[2]) * 60 if found else DAY + 1
    if seconds > DAY:
        raise ValueError(
            f'{day}: {value!r} is no time; write it in quotes, from "00:00" to "24:00"'
        )
    return seconds


def _text(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}"
