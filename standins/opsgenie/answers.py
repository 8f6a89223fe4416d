"""Records become JSON with OpsGenie's field names; in every list of people `name` is the email."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from standins.schedules.book import stable_id, user_id
from standins.schedules.engine import final_periods, layer_periods, next_on_call, on_call_at
from standins.schedules.records import (
    NOBODY,
    DailyWindow,
    Duty,
    Forwarding,
    Kind,
    Override,
    Period,
    Rotation,
    Schedule,
)
from standins.schedules.window import format_date
from standins.world import Person

Json = dict[str, Any]

EXPANSIONS: tuple[Kind, ...] = ("base", "forwarding", "override")
CREATED_AT = "2024-01-15T09:00:00Z"  # of every user


def parent(schedule: Schedule) -> Json:
    """The short form of a schedule inside other answers."""
    return {"id": schedule.id, "name": schedule.name, "enabled": schedule.enabled}


def on_calls(
    schedule: Schedule, forwardings: list[Forwarding], at: datetime, *, flat: bool
) -> Json:
    """Who is on call in one schedule; a disabled schedule still lists its people."""
    duties = on_call_at(schedule, at, forwardings)
    if flat:
        return {"_parent": parent(schedule), "onCallRecipients": _names(duties)}
    return {
        "_parent": parent(schedule),
        "onCallParticipants": [_participant(duty) for duty in duties],
    }


def next_on_calls(
    schedule: Schedule, forwardings: list[Forwarding], at: datetime, *, flat: bool
) -> Json:
    """Who comes next; against on-calls the vendor exchanged `Recipients` and `Participants`."""
    following, exact = next_on_call(schedule, at, forwardings)
    if flat:
        return {
            "_parent": parent(schedule),
            "nextOnCallParticipants": _names(following),
            "exactNextOnCallParticipants": _names(exact),
        }
    return {
        "_parent": parent(schedule),
        "nextOnCallRecipients": [_participant(duty) for duty in following],
        "exactNextOnCallRecipients": [_participant(duty) for duty in exact],
    }


def timeline(
    schedule: Schedule,
    forwardings: list[Forwarding],
    window: tuple[datetime, datetime],
    now: datetime,
    expansions: Iterable[str],
) -> Json:
    """The final timeline of all rotations, and the layers asked for."""
    start, end = window
    final = [
        final_periods(schedule, rotation, forwardings, start=start, end=end, now=now)
        for rotation in schedule.rotations
    ]
    layers = {
        f"{layer}Timeline": _timeline(
            schedule,
            [
                layer_periods(schedule, rotation, forwardings, start=start, end=end, layer=layer)
                for rotation in schedule.rotations
            ],
        )
        for layer in EXPANSIONS
        if layer in expansions
    }
    return {
        "_parent": parent(schedule),
        "startDate": format_date(start),
        "endDate": format_date(end),
        "finalTimeline": _timeline(schedule, final),
        **layers,
    }


def schedule_json(schedule: Schedule, *, rotations: bool) -> Json:
    """A schedule; its rotations are an empty list where they were not asked for."""
    team = schedule.team
    owner = {"ownerTeam": {"id": stable_id("team", team), "name": team}} if team else {}
    return {
        "id": schedule.id,
        "name": schedule.name,
        "description": schedule.description,
        "timezone": schedule.timezone,
        "enabled": schedule.enabled,
        **owner,
        "rotations": [rotation_json(one) for one in schedule.rotations] if rotations else [],
    }


def rotation_json(rotation: Rotation) -> Json:
    """A rotation with its participants in the order of their turns."""
    found: Json = {
        "id": rotation.id,
        "name": rotation.name,
        "startDate": format_date(rotation.start),
        "type": rotation.type,
        "length": rotation.length,
        "participants": [recipient(user) for user in rotation.participants],
    }
    if rotation.end is not None:
        found["endDate"] = format_date(rotation.end)
    if rotation.time_restriction is not None:
        found["timeRestriction"] = time_restriction(rotation.time_restriction)
    return found


def time_restriction(window: DailyWindow) -> Json:
    """The hours of the day in which a rotation is staffed."""
    hours = {
        "startHour": window.start.hour,
        "startMin": window.start.minute,
        "endHour": window.end.hour,
        "endMin": window.end.minute,
    }
    return {"type": "time-of-day", "restriction": hours}


def override_json(override: Override, schedule: Schedule) -> Json:
    """An override; `rotations` is empty when it reaches all of them."""
    limited = [one for one in schedule.rotations if one.id in override.rotation_ids]
    return {
        "alias": override.alias,
        "user": recipient(override.user),
        "startDate": format_date(override.start),
        "endDate": format_date(override.end),
        "rotations": [{"id": one.id, "name": one.name} for one in limited],
    }


def recipient(user: str) -> Json:
    """A user where schedules and overrides name one, or nobody."""
    if user == NOBODY:
        return {"type": NOBODY}
    return {"type": "user", "id": user_id(user), "username": user}


def user_json(person: Person) -> Json:
    """A person's account; `username` is the email."""
    return {
        "id": user_id(person.opsgenie_email),
        "username": person.opsgenie_email,
        "fullName": person.name,
        "role": {"id": "User", "name": "User"},
        "timeZone": person.zone,
        "locale": "en_US",
        "blocked": person.deactivated,
        "verified": True,
        "createdAt": CREATED_AT,
    }


def page_links(path: str, offset: int, limit: int, taken: int, total: int) -> Mapping[str, str]:
    """The addresses of the neighbouring pages; `next` only where something is left."""
    links = {
        "first": f"{path}?limit={limit}&offset=0",
        "last": f"{path}?limit={limit}&offset={max(0, (total - 1) // limit * limit)}",
    }
    if offset:
        links["prev"] = f"{path}?limit={limit}&offset={max(0, offset - limit)}"
    if offset + taken < total:
        links["next"] = f"{path}?limit={limit}&offset={offset + taken}"
    return links


def _timeline(schedule: Schedule, periods: list[tuple[Period, ...]]) -> Json:
    rotations = [
        {
            "id": rotation.id,
            "name": rotation.name,
            "order": float(number),
            "periods": [_period(period) for period in found],
        }
        for number, (rotation, found) in enumerate(
            zip(schedule.rotations, periods, strict=True), start=1
        )
    ]
    return {"rotations": rotations}


def _period(period: Period) -> Json:
    duty = period.duty
    found: Json = {
        "startDate": format_date(period.start),
        "endDate": format_date(period.end),
        "type": duty.kind,
        "recipient": _named(duty.user),
    }
    if duty.kind == "forwarding":
        found["fromUser"] = duty.from_user
    if duty.kind == "historical":
        origin = {"forwardedFrom": duty.from_user} if duty.from_user else {}
        found["flattenedRecipients"] = [{**_named(duty.user), **origin}]
    return found


def _participant(duty: Duty) -> Json:
    origin = {"forwardedFrom": _named(duty.from_user)} if duty.from_user else {}
    return {**_named(duty.user), **origin}


def _named(user: str) -> Json:
    if user == NOBODY:
        return {"type": NOBODY}
    return {"id": user_id(user), "name": user, "type": "user"}


def _names(duties: Iterable[Duty]) -> list[str]:
    return [duty.user for duty in duties if duty.user != NOBODY]
