"""Tests and the demo change schedules and forwardings here, which no vendor lets an API key do."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aiohttp import web

from standins.control_routes import post, read
from standins.schedules.book import ScheduleBook, on_call_now
from standins.schedules.records import Rotation, Schedule
from standins.seed import SeedError, check_keys
from standins.world import World

SCHEDULE_CHANGES = ("enabled", "name", "team", "timezone", "participants", "rotation", "remove")


def routes(world: World) -> list[web.RouteDef]:
    """`/control/schedules`: who is on call; `/control/schedules/{id}` and `/control/forwardings`.

    A schedule takes `enabled`, `name`, `team`, `timezone`, `participants` (of the rotation called
    `rotation`, else of the first) and `remove`; `schedule`, a whole one as in the seed, makes it
    or takes its place. Forwardings take `{from, to, start, end}`.
    """
    return [
        read("/control/schedules", lambda: dict(on_call_now(world))),
        post("/control/schedules/{id}", lambda content: _change_schedule(world, content)),
        post("/control/forwardings", lambda content: _add_forwarding(world, content)),
    ]


def _change_schedule(world: World, content: Mapping[str, Any]) -> dict[str, Any]:
    changes = {key: value for key, value in content.items() if key != "id"}
    change_schedule(world.part(ScheduleBook), content["id"], changes)
    return {}


def _add_forwarding(world: World, content: Mapping[str, Any]) -> dict[str, Any]:
    book = world.part(ScheduleBook)
    book.forwardings.append(book.reader.forwarding(content, "forwarding"))
    return {}


def change_schedule(book: ScheduleBook, schedule_id: str, content: Mapping[str, Any]) -> None:
    """Change, remove or make one schedule, in OpsGenie and in JSM alike.

    Raises:
        SeedError: No such schedule, rotation or person, or a key nobody reads.
    """
    where = f"schedule {schedule_id}"
    if "schedule" in content:
        made = book.reader.schedule({**content["schedule"], "id": schedule_id}, where)
        book.schedules[schedule_id] = made
        return
    check_keys(content, SCHEDULE_CHANGES, where)
    schedule = book.schedules.get(schedule_id)
    if schedule is None:
        known = ", ".join(book.schedules)
        raise SeedError(f"There is no {where}: name one of {known}.")
    if content.get("remove"):
        del book.schedules[schedule_id]
        return
    book.schedules[schedule_id] = _changed(book, schedule, content)


def _changed(book: ScheduleBook, schedule: Schedule, content: Mapping[str, Any]) -> Schedule:
    where = f"schedule {schedule.id}"
    fields = {key: content[key] for key in ("enabled", "name", "team") if key in content}
    if "timezone" in content:
        fields["timezone"] = book.reader.timezone(content["timezone"], where)
    if "participants" in content:
        fields["rotations"] = _with_participants(book, schedule, content, where)
    return replace(schedule, **fields)


def _with_participants(
    book: ScheduleBook, schedule: Schedule, content: Mapping[str, Any], where: str
) -> tuple[Rotation, ...]:
    wanted = content.get("rotation", schedule.rotations[0].id if schedule.rotations else "")
    if wanted not in {name for one in schedule.rotations for name in (one.id, one.name)}:
        raise SeedError(f"{where} has no rotation {wanted!r}: name one by its id or name.")
    participants = book.reader.participants(content["participants"], where)
    return tuple(
        replace(one, participants=participants) if wanted in (one.id, one.name) else one
        for one in schedule.rotations
    )
