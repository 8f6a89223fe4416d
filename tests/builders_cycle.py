"""Cycles of two weeks since Monday 17 August 2026, and the days on which a team works."""

from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from domain.cycle import CycleCalendar, Occasion, Skipped, occasions, prepare_calendar
from domain.team.digests import Cycle
from domain.working_time import WorkingTime

OFFICE = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
EVERY_DAY = OFFICE | {"sat": [["09:00", "17:00"]], "sun": [["09:00", "17:00"]]}


def a_cycle(**changes: object) -> Cycle:
    """Planning on the first Monday at 11:00, sync a week later, retro on the second Friday."""
    base: dict[str, object] = {
        "anchor": "2026-08-17",
        "planning": {"day": 1, "at": "11:00"},
        "sync": {"day": 8, "at": "11:00", "minutes": 30},
        "retro": {"day": 12, "at": "15:00"},
    }
    return Cycle.model_validate(base | changes)


def a_calendar(
    zone: str = "Europe/Berlin",
    *,
    hours: dict[str, list[list[str]]] = OFFICE,
    holidays: Iterable[str] = (),
    **changes: object,
) -> CycleCalendar:
    """The usual cycle in Berlin, with changes to it."""
    working_time = WorkingTime.parse(zone=zone, hours=hours, holidays=holidays)
    return prepare_calendar(a_cycle(**changes), zone, working_time)


def local(text: str, zone: str = "Europe/Berlin") -> datetime:
    """``2026-11-09 10:00`` as the clocks of a zone show it."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def between(calendar: CycleCalendar, after: str, before: str) -> tuple[Occasion | Skipped, ...]:
    """The ceremonies from one UTC day until another."""
    first, last = (datetime.fromisoformat(day).replace(tzinfo=UTC) for day in (after, before))
    return occasions(calendar, first, last)


def say(one: Occasion | Skipped) -> str:
    """One line: ``retro/9 Mon 2027-01-04 15:00 (moved from Fri 1 Jan, a holiday)``."""
    if isinstance(one, Skipped):
        return f"{one.ceremony}/{one.cycle} not on {one.on:%a %Y-%m-%d}: {one.why}"
    why = f" ({one.moved_because})" if one.moved_because else ""
    return f"{one.key} {one.starts_at:%a %Y-%m-%d %H:%M}{why}"
