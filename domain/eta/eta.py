"""A promise becomes one instant: the latest at which it would still be kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from domain.eta.phrase import ITEM, MAY_PROMISE, WEEKDAYS
from domain.eta.promise import find_promises, simplify
from domain.eta.words import read_clock, read_date, read_span
from domain.working_time import WorkingTime

_LONGEST = 4000  # characters that are searched; what people write is shorter
_FARTHEST = timedelta(days=366)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Eta:
    """A promised instant.

    Attributes:
        due: The promise lapses after this instant, in UTC.
        quote: The words that promise it, as they were written.
    """

    due: datetime
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """When, and in whose hours, the words were said."""

    at: datetime  # in UTC
    hours: WorkingTime  # on the speaker's own clock

    @property
    def day(self) -> date:
        return self.at.astimezone(self.hours.zone).date()


def read_eta(text: str, said_at: datetime, zone: str, working_time: WorkingTime) -> Eta | None:
    """Read what a responder promises, such as "ETA tomorrow 14:00", "by Thursday", "in 2h", "EOD".

    Days and times are the speaker's own. A day ends at the hour at which the team closes, on the
    speaker's clock; where that day is closed or that hour is past, at midnight. A weekday is the
    next such day; today only with a time still ahead or as "this". A day, a weekday, "in two days"
    and "EOD" last until that day's end, a week or a month until its last closing. Hours and
    minutes are real, not working time. Words that contradict themselves or the clock, lie in the
    past or more than a year ahead promise nothing.

    Args:
        text: The reply as Slack delivers it.
        said_at: When it was written, aware.
        zone: IANA zone of who wrote it.
        working_time: The team's hours.

    Returns:
        The first promise that says "ETA", else the first; None where nothing is promised.
    """
    if not MAY_PROMISE.search(f" {text.lower()}".replace("\u00a0", " ")):
        return None
    said = _Said(at=said_at.astimezone(UTC), hours=working_time.in_zone(ZoneInfo(zone)))
    simple = simplify(text[:_LONGEST])
    for phrase in find_promises(simple):
        items = {item.lastgroup or "": item[0] for item in ITEM.finditer(phrase[0])}
        if "span" in items:
            due = _after_span(items["span"], said) if phrase["eta"] or phrase["within"] else None
        else:
            due = _by_items(items, said)
        if due and said.at < due <= said.at + _FARTHEST:
            return Eta(due=due, quote=_quote(text, phrase))
    return None


def _quote(text: str, phrase: re.Match[str]) -> str:
    """The words of a phrase as they were written, less what was struck out."""
    written = text[phrase.start() : phrase.end()]
    return " ".join(
        "".join(w if s.strip() else " " for w, s in zip(written, phrase[0], strict=True)).split()
    )


def _by_items(items: Mapping[str, str], said: _Said) -> datetime | None:
    if "date" in items or "nth" in items:
        day = read_date(items.get("date", items.get("nth", "")), said.day)
        return _on_day(items, day, said) if day else None
    if "weekday" in items:
        return _on_day(items, _weekday(items, said), said)
    if "week" in items:
        monday = _monday(items["week"], said)
        return _last_closing(monday, monday + 6 * _DAY, said)
    if "month" in items:
        return _end_of_month(items["month"], said)
    if "day" in items:
        return _on_day(items, said.day + _DAY * (items["day"] in ("tomorrow", "tmrw")), said)
    return _on_day(items, None, said)


def _on_day(items: Mapping[str, str], day: date | None, said: _Said) -> datetime | None:
    """The time or the part of a day that is named, else its end; without a day, the next."""
    if "clock" in items:
        return _at_clock(items["clock"], day, said)
    part = items.get("part", "evening" if items.get("day") == "tonight" else "")
    if part.endswith("morning"):
        return _at_clock("noon", day or said.day, said)
    if part.endswith("evening"):
        return said.hours.midnight((day or said.day) + _DAY)
    return _end_of_day(day or said.day, said)


def _weekday(items: Mapping[str, str], said: _Said) -> date:
    words = items["weekday"].split()
    weekday = WEEKDAYS.index(words[-1][:3])
    if "week" in items:
        return _monday(items["week"], said) + weekday * _DAY
    ahead = (weekday - said.day.weekday()) % 7
    if ahead == 0 and words[0] != "this":
        due = _at_clock(items["clock"], said.day, said) if "clock" in items else None
        ahead = 0 if due and due > said.at else 7
    return said.day + ahead * _DAY


def _monday(words: str, said: _Said) -> date:
    return said.day + (7 * ("next" in words) - said.day.weekday()) * _DAY


def _at_clock(words: str, day: date | None, said: _Said) -> datetime | None:
    """The time of day on a day, or the next such time where no day is named.

    A time such as 2:30 may be meant either half of the day; working hours decide.
    """
    times = [
        said_time
        for on in ([day] if day else [said.day, said.day + _DAY])
        for said_time in read_clock(words, on, said.hours.zone)
    ]
    ahead = [time for time in times if time > said.at]
    moment = timedelta(microseconds=1)
    at_work = [
        time for time in ahead if said.hours.between(time - moment, time + moment) > timedelta()
    ]
    half_known = len(times) == (1 if day else 2)
    return next(iter(ahead if half_known else at_work or ahead), None)


def _after_span(words: str, said: _Said) -> datetime | None:
    if words.startswith("the") and words.endswith("day"):
        return _end_of_day(said.day, said)
    if words.startswith("the") and words.endswith("week"):
        return _by_items({"week": "this week"}, said)
    span = read_span(words)
    if span is None or span > _FARTHEST:
        return None
    if "working" in words or "business" in words:
        days = (said.day + n * _DAY for n in range(1, _FARTHEST.days))
        closings = (closing for day in days if (closing := said.hours.closing_of(day)))
        return next(islice(closings, max(span.days - 1, 0), None), None)
    if span % _DAY or "h" in words.rsplit(maxsplit=1)[-1]:
        return said.at + span
    return _end_of_day(said.day + span, said)


def _end_of_day(day: date, said: _Said) -> datetime:
    closing = said.hours.closing_of(day)
    return closing if closing and closing > said.at else said.hours.midnight(day + _DAY)


def _end_of_month(words: str, said: _Said) -> datetime:
    first = said.day.replace(day=1)
    for _ in range(1 + ("next" in words)):
        last, first = first, (first + 31 * _DAY).replace(day=1)
    return _last_closing(last, first - _DAY, said)


def _last_closing(first: date, last: date, said: _Said) -> datetime:
    """The last closing instant in some days that is still ahead, or the midnight after them."""
    for back in range((last - first).days + 1):
        closing = said.hours.closing_of(last - back * _DAY)
        if closing and closing > said.at:
            return closing
    return said.hours.midnight(last + _DAY)
