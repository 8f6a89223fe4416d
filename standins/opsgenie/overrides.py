"""Overrides are listed, made, changed and removed through OpsGenie's own endpoints."""

from typing import Any
from uuid import uuid4

from standins.opsgenie.answers import override_json, parent
from standins.opsgenie.call import (
    Answer,
    Call,
    Refused,
    body_date,
    find_schedule,
    read_body,
    unprocessable,
)
from standins.schedules.records import NOBODY, Override, Schedule

IDENTIFIER = "scheduleIdentifierType"


async def list_overrides(call: Call) -> Answer:
    """All overrides of a schedule, past ones too."""
    schedule = find_schedule(call, IDENTIFIER)
    return Answer(body={"data": [override_json(one, schedule) for one in schedule.overrides]})


async def get_override(call: Call) -> Answer:
    """One override, by its alias."""
    schedule = find_schedule(call, IDENTIFIER)
    data = {"_parent": parent(schedule), **override_json(_find(call, schedule), schedule)}
    return Answer(body={"data": data})


async def create_override(call: Call) -> Answer:
    """A new override; an alias is unique in its schedule, and made up where none is sent."""
    schedule, body = find_schedule(call, IDENTIFIER), await read_body(call)
    alias = str(body.get("alias") or uuid4())
    if any(override.alias == alias for override in schedule.overrides):
        raise unprocessable("alias", f"{alias!r} is in use in this schedule")
    call.book.add_override(schedule.id, _read_override(call, schedule, alias, body))
    return Answer(body={"data": {"alias": alias}}, status=201)


async def update_override(call: Call) -> Answer:
    """The override with this alias, replaced."""
    schedule, body = find_schedule(call, IDENTIFIER), await read_body(call)
    alias = _find(call, schedule).alias
    call.book.add_override(schedule.id, _read_override(call, schedule, alias, body))
    return Answer(body={"data": {"alias": alias}})


async def delete_override(call: Call) -> Answer:
    """The override with this alias, gone."""
    schedule = find_schedule(call, IDENTIFIER)
    call.book.remove_override(schedule.id, _find(call, schedule).alias)
    return Answer(body={"result": "Deleted"})


def _find(call: Call, schedule: Schedule) -> Override:
    alias = call.request.match_info["alias"]
    for override in schedule.overrides:
        if override.alias == alias:
            return override
    raise Refused(404, f"No override exists with alias [{alias}]")


def _read_override(call: Call, schedule: Schedule, alias: str, body: Any) -> Override:  # noqa: ANN401  JSON
    missing = [name for name in ("user", "startDate", "endDate") if not body.get(name)]
    if missing:
        raise unprocessable(missing[0], "may not be empty")
    start, end = body_date("startDate", body["startDate"]), body_date("endDate", body["endDate"])
    if end <= start:
        raise unprocessable("endDate", "must be after startDate")
    return Override(
        alias=alias,
        user=_read_user(call, body["user"]),
        start=start,
        end=end,
        rotation_ids=tuple(_rotation_id(schedule, entry) for entry in body.get("rotations") or ()),
    )


def _read_user(call: Call, entry: Any) -> str:  # noqa: ANN401  JSON
    if not isinstance(entry, dict) or entry.get("type") not in ("user", NOBODY):
        raise unprocessable("user", "must be an object of type user or none")
    if entry["type"] == NOBODY:
        return NOBODY
    person = call.book.find_user(str(entry.get("id") or entry.get("username") or ""))
    if person is None:
        raise unprocessable("user", "no user has this id or username")
    return person.opsgenie_email


def _rotation_id(schedule: Schedule, entry: Any) -> str:  # noqa: ANN401  JSON
    wanted = {entry.get("id"), entry.get("name")} if isinstance(entry, dict) else set()
    for rotation in schedule.rotations:
        if wanted & {rotation.id, rotation.name}:
            return rotation.id
    raise unprocessable("rotations", "no rotation of this schedule has this id or name")
