"""The OpsGenie stand-in answers schedules, who is on call, timelines, overrides and users."""

from aiohttp import web

from standins.faults import page_size
from standins.opsgenie import answers, overrides
from standins.opsgenie.call import (
    Answer,
    Call,
    Refused,
    asked_date,
    asked_expansions,
    asked_flat,
    asked_number,
    find_schedule,
    serve,
    unprocessable,
    visible,
)
from standins.schedules.book import ScheduleBook
from standins.schedules.window import LONGEST, UNITS, timeline_window
from standins.world import World

PREFIX = "/opsgenie/v2"
USERS_PER_PAGE = 100


def routes(world: World) -> list[web.RouteDef]:
    """Every OpsGenie route, whole paths; state is in `world.part(ScheduleBook)`."""
    world.part(ScheduleBook)  # a seed that contradicts itself is refused now, not at a request
    schedule = f"{PREFIX}/schedules/{{identifier}}"
    override = f"{schedule}/overrides/{{alias}}"
    return [
        web.get(f"{PREFIX}/schedules", serve(world, list_schedules)),
        # Before {identifier}: the path of all on-calls looks like a schedule's.
        web.get(f"{PREFIX}/schedules/on-calls", serve(world, list_on_calls)),
        web.get(schedule, serve(world, get_schedule)),
        web.get(f"{schedule}/on-calls", serve(world, get_on_calls)),
        web.get(f"{schedule}/next-on-calls", serve(world, get_next_on_calls)),
        web.get(f"{schedule}/timeline", serve(world, get_timeline)),
        web.get(f"{schedule}/overrides", serve(world, overrides.list_overrides)),
        web.post(f"{schedule}/overrides", serve(world, overrides.create_override)),
        web.get(override, serve(world, overrides.get_override)),
        web.put(override, serve(world, overrides.update_override)),
        web.delete(override, serve(world, overrides.delete_override)),
        web.get(f"{PREFIX}/users", serve(world, list_users)),
        web.get(f"{PREFIX}/users/{{identifier}}", serve(world, get_user)),
    ]


async def list_schedules(call: Call) -> Answer:
    """All schedules the key sees, with rotations for `expand=rotation`."""
    expand = "rotation" in asked_expansions(call)
    found = [one for one in call.book.schedules.values() if visible(call.key, one)]
    data = [answers.schedule_json(schedule, rotations=expand) for schedule in found]
    return Answer(body={"data": data, "expandable": ["rotation"]})


async def get_schedule(call: Call) -> Answer:
    """One schedule with its rotations."""
    schedule = find_schedule(call, "identifierType")
    return Answer(body={"data": answers.schedule_json(schedule, rotations=True)})


async def list_on_calls(call: Call) -> Answer:
    """Who is on call in every schedule the key sees, in one answer, disabled schedules too."""
    at, flat = asked_date(call), asked_flat(call)
    found = [one for one in call.book.schedules.values() if visible(call.key, one)]
    forwardings = call.book.forwardings
    data = [answers.on_calls(schedule, forwardings, at, flat=flat) for schedule in found]
    return Answer(body={"data": data})


async def get_on_calls(call: Call) -> Answer:
    """Who is on call in one schedule."""
    schedule = find_schedule(call, "scheduleIdentifierType")
    at, flat = asked_date(call), asked_flat(call)
    data = answers.on_calls(schedule, call.book.forwardings, at, flat=flat)
    return Answer(body={"data": data})


async def get_next_on_calls(call: Call) -> Answer:
    """Who comes next in one schedule."""
    schedule = find_schedule(call, "scheduleIdentifierType")
    at, flat = asked_date(call), asked_flat(call)
    data = answers.next_on_calls(schedule, call.book.forwardings, at, flat=flat)
    return Answer(body={"data": data})


async def get_timeline(call: Call) -> Answer:
    """The shifts of one schedule in whole days, weeks or months of its zone."""
    schedule = find_schedule(call, "identifierType")
    unit = call.request.query.get("intervalUnit", "weeks")
    if unit not in UNITS:
        raise unprocessable("intervalUnit", f"must be one of {', '.join(UNITS)}, not {unit!r}")
    interval = asked_number(call, "interval", 1, least=1, most=LONGEST[unit])
    window = timeline_window(asked_date(call), schedule.zone, interval, unit)
    data = answers.timeline(
        schedule, call.book.forwardings, window, call.world.now(), asked_expansions(call)
    )
    return Answer(body={"data": data, "expandable": list(answers.EXPANSIONS)})


async def list_users(call: Call) -> Answer:
    """One page of the accounts, by user name."""
    limit = asked_number(call, "limit", USERS_PER_PAGE, least=1, most=USERS_PER_PAGE)
    offset = asked_number(call, "offset", 0, least=0, most=1_000_000)
    people = call.book.users()
    taken = people[offset : offset + page_size(call.request, limit)]
    path = f"{call.request.url.origin()}{call.request.path}"
    body = {
        "totalCount": len(people),
        "data": [answers.user_json(person) for person in taken],
        "paging": answers.page_links(path, offset, limit, len(taken), len(people)),
    }
    return Answer(body=body)


async def get_user(call: Call) -> Answer:
    """One account, by id or user name."""
    identifier = call.request.match_info["identifier"]
    person = call.book.find_user(identifier)
    if person is None:
        raise Refused(404, f"No user exists with id or username [{identifier}]")
    return Answer(body={"data": answers.user_json(person), "expandable": ["contact"]})
