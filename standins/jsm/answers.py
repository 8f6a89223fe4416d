"""Records become JSON with JSM's field names: account ids, never a name or an address."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from standins.schedules.book import ScheduleBook, stable_id
from standins.schedules.engine import final_periods, layer_periods, next_on_call, on_call_at
from standins.schedules.records import (
    NOBODY,
    Duty,
    Kind,
    Override,
    Period,
    Rotation,
    Schedule,
)
from standins.schedules.window import format_date

Json = dict[str, Any]

EXPANSIONS: tuple[Kind, ...] = ("base", "forwarding", "override")


def on_calls(book: ScheduleBook, schedule: Schedule, at: datetime, *, flat: bool) -> Json:
    """Who is on call; nothing in it tells whether the schedule is enabled."""
    duties = on_call_at(schedule, at, book.forwardings)
    if flat:
        return {"onCallUsers": _accounts(book, duties)}
    return {"onCallParticipants": [_participant(book, duty) for duty in duties]}


def next_on_calls(book: ScheduleBook, schedule: Schedule, at: datetime, *, flat: bool) -> Json:
    """Who comes next."""
    following, _ = next_on_call(schedule, at, book.forwardings)
    if flat:
        return {"nextOnCallUsers": _accounts(book, following)}
    return {"nextOnCallParticipants": [_participant(book, duty) for duty in following]}


def timeline(
    book: ScheduleBook,
    schedule: Schedule,
    window: tuple[datetime, datetime],
    now: datetime,
    expansions: Iterable[str],
) -> Json:
    """The final timeline of all rotations, and the layers asked for."""
    start, end = window
    final = [
        final_periods(schedule, rotation, book.forwardings, start=start, end=end, now=now)
        for rotation in schedule.rotations
    ]
    layers = {
        f"{layer}Timeline": _timeline(
            book,
            schedule,
            [
                layer_periods(
                    schedule, rotation, book.forwardings, start=start, end=end, layer=layer
                )
                for rotation in schedule.rotations
            ],
        )
        for layer in EXPANSIONS
        if layer in expansions
    }
    return {
        "startDate": format_date(start),
        "endDate": format_date(end),
        "finalTimeline": _timeline(book, schedule, final),
        **layers,
    }


def schedule_json(book: ScheduleBook, schedule: Schedule, *, rotations: bool) -> Json:
    """A schedule; rotations only where they were asked for."""
    found: Json = {
        "id": schedule.id,
        "name": schedule.name,
        "description": schedule.description,
        "timezone": schedule.timezone,
        "enabled": schedule.enabled,
    }
    if schedule.team:
        found["teamId"] = stable_id("team", schedule.team)
    if rotations:
        found["rotations"] = [rotation_json(book, rotation) for rotation in schedule.rotations]
    return found


def rotation_json(book: ScheduleBook, rotation: Rotation) -> Json:
    """A rotation with its participants in the order of their turns."""
    found: Json = {
        "id": rotation.id,
        "name": rotation.name,
        "startDate": format_date(rotation.start),
        "type": rotation.type,
        "length": rotation.length,
        "participants": [responder(book, user) for user in rotation.participants],
    }
    if rotation.end is not None:
        found["endDate"] = format_date(rotation.end)
    if rotation.time_restriction is not None:
        window = rotation.time_restriction
        hours = {
            "startHour": window.start.hour,
            "startMin": window.start.minute,
            "endHour": window.end.hour,
            "endMin": window.end.minute,
        }
        found["timeRestriction"] = {"type": "time-of-day", "restriction": hours}
    return found


def override_json(book: ScheduleBook, override: Override) -> Json:
    """An override; `rotationIds` is empty when it reaches all rotations."""
    return {
        "alias": override.alias,
        "responder": responder(book, override.user),
        "startDate": format_date(override.start),
        "endDate": format_date(override.end),
        "rotationIds": list(override.rotation_ids),
    }


def responder(book: ScheduleBook, user: str) -> Json:
    """A person by account id, or deliberately no one."""
    if user == NOBODY:
        return {"type": "noone"}
    return {"id": book.account_of(user), "type": "user"}


def _timeline(book: ScheduleBook, schedule: Schedule, periods: list[tuple[Period, ...]]) -> Json:
    rotations = [
        {
            "id": rotation.id,
            "name": rotation.name,
            "order": number,
            "periods": [_period(book, period) for period in found],
        }
        for number, (rotation, found) in enumerate(
            zip(schedule.rotations, periods, strict=True), start=1
        )
    ]
    return {"rotations": rotations}


def _period(book: ScheduleBook, period: Period) -> Json:
    duty = period.duty
    found: Json = {
        "startDate": format_date(period.start),
        "endDate": format_date(period.end),
        "type": duty.kind,
        "responder": responder(book, duty.user),
    }
    if duty.kind == "forwarding" and duty.from_user:
        found["from"] = responder(book, duty.from_user)
    if duty.kind == "historical":
        found["flattenedResponders"] = [responder(book, duty.user)]
    return found


def _participant(book: ScheduleBook, duty: Duty) -> Json:
    origin = {"forwardedFrom": responder(book, duty.from_user)} if duty.from_user else {}
    return {**responder(book, duty.user), **origin}


def _accounts(book: ScheduleBook, duties: Iterable[Duty]) -> list[str]:
    return [book.account_of(duty.user) for duty in duties if duty.user != NOBODY]
