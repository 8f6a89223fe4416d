"""A call is one authenticated JSM or Jira request with its parameters read, or it is refused."""

from base64 import b64decode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from standins.faults import page_size
from standins.schedules.book import ScheduleBook
from standins.schedules.records import Schedule
from standins.schedules.window import parse_date
from standins.world import World

PAGE_SIZE = 25
LARGEST_PAGE = 100
BOOLEANS = {"true": True, "false": False}

Json = dict[str, Any]


class Refused(Exception):  # noqa: N818  it is an answer, not a failure of ours
    """The request is answered with an error; there is a title and nothing else to read."""

    def __init__(self, status: int, title: str) -> None:
        super().__init__(title)
        self.status, self.title = status, title


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One authenticated request."""

    world: World
    book: ScheduleBook
    request: web.Request


def serve(world: World, handle: Callable[[Call], Awaitable[Json]]) -> Handler:
    """An aiohttp handler for JSM Operations: HTTP Basic, the site's cloud id, no wrapper."""

    async def respond(request: web.Request) -> web.StreamResponse:
        book = world.part(ScheduleBook)
        try:
            _admit(request, book)
            answer = await handle(Call(world=world, book=book, request=request))
        except Refused as refused:
            return failed(refused.status, refused.title)
        return web.json_response(answer)

    return respond


def _admit(request: web.Request, book: ScheduleBook) -> None:
    if not authenticated(request, book):
        raise Refused(401, "Unauthorized")
    if request.match_info["cloudId"] != book.cloud_id:
        raise Refused(404, "No site has this cloud id.")


def failed(status: int, title: str) -> web.Response:
    """An error as JSM answers it."""
    return web.json_response({"errors": [{"title": title}]}, status=status)


def too_many_requests(wait: float) -> web.Response:
    """The answer to a throttled call."""
    response = failed(429, "Rate limit exceeded.")
    response.headers["Retry-After"] = f"{wait:g}"
    return response


def authenticated(request: web.Request, book: ScheduleBook) -> bool:
    """Whether the request carries the email and API token of a user."""
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Basic":
        return False
    try:
        email, _, token = b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:
        return False
    return bool(token) and book.jsm_users.get(email) == token


def find_schedule(call: Call) -> Schedule:
    """The schedule with the id in the path; names are never looked up here."""
    schedule_id = call.request.match_info["scheduleId"]
    schedule = call.book.jsm_schedules().get(schedule_id)
    if schedule is None:
        raise Refused(404, f"Schedule with id {schedule_id} not found.")
    return schedule


def asked_date(call: Call) -> datetime:
    """The `date` asked for, now by default."""
    text = call.request.query.get("date")
    if text is None:
        return call.world.now()
    try:
        return parse_date(text)
    except ValueError as error:
        raise Refused(400, f"date: {error}.") from error


def asked_flat(call: Call) -> bool:
    """Whether account ids alone are wanted; not by default."""
    text = call.request.query.get("flat", "false").lower()
    if text not in BOOLEANS:
        raise Refused(400, f"flat must be true or false, not {text!r}.")
    return BOOLEANS[text]


def asked_number(call: Call, name: str, default: int, *, least: int, most: int) -> int:
    """A whole number of the query within its bounds."""
    text = call.request.query.get(name, str(default))
    if not text.isdecimal() or not least <= int(text) <= most:
        raise Refused(400, f"{name} must be a whole number from {least} to {most}.")
    return int(text)


def paged(call: Call, values: list[Json]) -> Json:
    """One page of a list; `next` is a path below `…/{cloudId}`, as in the vendor's examples."""
    size = asked_number(call, "size", PAGE_SIZE, least=1, most=LARGEST_PAGE)
    offset = asked_number(call, "offset", 0, least=0, most=1_000_000)
    taken = values[offset : offset + page_size(call.request, size)]
    links: Json = {}
    if offset + len(taken) < len(values):
        path = call.request.path.partition(f"/{call.book.cloud_id}")[2]
        links["next"] = f"{path}?offset={offset + len(taken)}&size={size}"
    return {"values": taken, "links": links}
