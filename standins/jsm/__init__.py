"""The JSM stand-in answers OpsGenie's schedules in JSM Operations' shapes, and Jira's accounts."""

from aiohttp import web

from standins.jsm import answers, site
from standins.jsm.call import (
    Call,
    Json,
    Refused,
    asked_date,
    asked_flat,
    asked_number,
    find_schedule,
    paged,
    serve,
)
from standins.schedules.book import ScheduleBook
from standins.schedules.window import LONGEST, UNITS, timeline_window
from standins.world import World

PREFIX = "/jsm/jsm/ops/api/{cloudId}/v1/schedules"


def routes(world: World) -> list[web.RouteDef]:
    """Every JSM route and the site's, whole paths; state is in `world.part(ScheduleBook)`."""
    world.part(ScheduleBook)  # a seed that contradicts itself is refused now, not at a request
    schedule = f"{PREFIX}/{{scheduleId}}"
    return [
        web.get(PREFIX, serve(world, list_schedules)),
        web.get(schedule, serve(world, get_schedule)),
        web.get(f"{schedule}/on-calls", serve(world, get_on_calls)),
        web.get(f"{schedule}/next-on-calls", serve(world, get_next_on_calls)),
        web.get(f"{schedule}/timeline", serve(world, get_timeline)),
        web.get(f"{schedule}/overrides", serve(world, list_overrides)),
        *site.routes(world),
    ]


async def list_schedules(call: Call) -> Json:
    """One page of the schedules, with rotations for `expand=rotation`."""
    expand = "rotation" in _expansions(call)
    found = call.book.jsm_schedules().values()
    values = [answers.schedule_json(call.book, one, rotations=expand) for one in found]
    return {**paged(call, values), "_expands": ["rotation"]}


async def get_schedule(call: Call) -> Json:
    """One schedule with its rotations."""
    return answers.schedule_json(call.book, find_schedule(call), rotations=True)


async def get_on_calls(call: Call) -> Json:
    """Who is on call in one schedule; there is no answer over all schedules here."""
    schedule, at, flat = find_schedule(call), asked_date(call), asked_flat(call)
    return answers.on_calls(call.book, schedule, at, flat=flat)


async def get_next_on_calls(call: Call) -> Json:
    """Who comes next in one schedule."""
    schedule, at, flat = find_schedule(call), asked_date(call), asked_flat(call)
    return answers.next_on_calls(call.book, schedule, at, flat=flat)


async def get_timeline(call: Call) -> Json:
    """The shifts of one schedule in whole days, weeks or months of its zone."""
    schedule = find_schedule(call)
    unit = call.request.query.get("intervalUnit", "weeks")
    if unit not in UNITS:
        raise Refused(400, f"intervalUnit must be one of {', '.join(UNITS)}, not {unit!r}.")
    interval = asked_number(call, "interval", 1, least=1, most=LONGEST[unit])
    window = timeline_window(asked_date(call), schedule.zone, interval, unit)
    return answers.timeline(call.book, schedule, window, call.world.now(), _expansions(call))


async def list_overrides(call: Call) -> Json:
    """One page of the overrides that are running or to come; past ones are not listed."""
    schedule, now = find_schedule(call), call.world.now()
    lasting = [override for override in schedule.overrides if override.end > now]
    return paged(call, [answers.override_json(call.book, override) for override in lasting])


def _expansions(call: Call) -> set[str]:
    return {word for text in call.request.query.getall("expand", []) for word in text.split(",")}
