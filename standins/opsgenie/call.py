"""A call is one authenticated OpsGenie request with its parameters read, or it is refused."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from aiohttp import web
from aiohttp.typedefs import Handler

from standins.schedules.book import Key, ScheduleBook
from standins.schedules.records import Schedule
from standins.schedules.window import parse_date
from standins.world import World

TOOK = 0.002  # seconds every answer claims
TEAM_RESTRICTED = 40301
UNPROCESSABLE = "Request body is not processable. Please check the errors."
BOOLEANS = {"true": True, "false": False}


class Refused(Exception):  # noqa: N818  it is an answer, not a failure of ours
    """The request is answered with an error."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: int | None = None,
        errors: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body: dict[str, Any] = {"message": message}
        if code is not None:
            self.body["code"] = code
        if errors:
            self.body["errors"] = dict(errors)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One authenticated request."""

    world: World
    book: ScheduleBook
    key: Key
    request: web.Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes beside `took` and `requestId` in the body."""

    body: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200


def serve(world: World, handle: Callable[[Call], Awaitable[Answer]]) -> Handler:
    """An aiohttp handler that authenticates, answers and wraps."""

    async def respond(request: web.Request) -> web.StreamResponse:
        book = world.part(ScheduleBook)
        try:
            key = _authenticate(request, book)
            answer = await handle(Call(world=world, book=book, key=key, request=request))
        except Refused as refused:
            return wrapped(refused.body, refused.status)
        return wrapped(answer.body, answer.status)

    return respond


def wrapped(
    body: Mapping[str, Any], status: int, headers: Mapping[str, str] | None = None
) -> web.Response:
    """The body with the fields and headers every answer carries."""
    request_id = str(uuid4())
    common = {
        "X-Request-ID": request_id,
        "X-Response-Time": f"{TOOK}",
        "X-RateLimit-State": "OK",
    }
    return web.json_response(
        {**body, "took": TOOK, "requestId": request_id},
        status=status,
        headers={**common, **(headers or {})},
    )


def too_many_requests(wait: float) -> web.Response:
    """The answer to a throttled call: the wait is in the period header, there is no Retry-After."""
    headers = {
        "X-RateLimit-State": "THROTTLED",
        "X-RateLimit-Reason": "ACCOUNT",
        "X-RateLimit-Period-In-Sec": f"{wait:g}",
    }
    return wrapped({"message": "You are making too many requests!"}, 429, headers)


def find_schedule(call: Call, identifier_parameter: str) -> Schedule:
    """The schedule a path names, by id unless the endpoint's own parameter says `name`.

    Two names are in use: `identifierType` on the schedule and its timeline,
    `scheduleIdentifierType` elsewhere. The wrong one is ignored like every unknown parameter,
    so that a name is then looked up as an id and not found.
    """
    identifier = call.request.match_info["identifier"]
    kind = call.request.query.get(identifier_parameter, "id")
    if kind not in ("id", "name"):
        raise unprocessable(identifier_parameter, f"must be id or name, not {kind!r}")
    for schedule in call.book.schedules.values():
        if identifier == (schedule.id if kind == "id" else schedule.name):
            if not visible(call.key, schedule):
                raise Refused(
                    403,
                    "You are not authorized to access this schedule: the key belongs to a team.",
                    code=TEAM_RESTRICTED,
                )
            return schedule
    raise Refused(404, f"No schedule exists with {kind} [{identifier}]")


def visible(key: Key, schedule: Schedule) -> bool:
    """Whether a key may see a schedule: a team integration's key sees its team's only."""
    return key.team is None or key.team == schedule.team


def asked_date(call: Call) -> datetime:
    """The `date` asked for, now by default."""
    text = call.request.query.get("date")
    return call.world.now() if text is None else body_date("date", text)


def body_date(name: str, value: object) -> datetime:
    """A date of the request, refused with the parameter's name when it has another form."""
    try:
        return parse_date(str(value))
    except ValueError as error:
        raise unprocessable(name, str(error)) from error


def asked_flat(call: Call) -> bool:
    """Whether names alone are wanted; not by default."""
    text = call.request.query.get("flat", "false").lower()
    if text not in BOOLEANS:
        raise unprocessable("flat", f"must be true or false, not {text!r}")
    return BOOLEANS[text]


def asked_number(call: Call, name: str, default: int, *, least: int, most: int) -> int:
    """A whole number of the query within its bounds."""
    text = call.request.query.get(name, str(default))
    if not text.isdecimal() or not least <= int(text) <= most:
        raise unprocessable(name, f"must be a whole number from {least} to {most}")
    return int(text)


def asked_expansions(call: Call) -> set[str]:
    """The words of `expand`, which may be repeated or separated by commas; unknown ones too."""
    return {word for text in call.request.query.getall("expand", []) for word in text.split(",")}


async def read_body(call: Call) -> Mapping[str, Any]:
    """The JSON object sent."""
    try:
        content = json.loads(await call.request.read())
    except ValueError as error:
        raise Refused(400, "Request body is not valid JSON.") from error
    if not isinstance(content, dict):
        raise Refused(400, "Request body is no JSON object.")
    return content


def unprocessable(name: str, problem: str) -> Refused:
    """The refusal of one parameter or field."""
    return Refused(422, UNPROCESSABLE, errors={name: problem})


def _authenticate(request: web.Request, book: ScheduleBook) -> Key:
    # The specification keeps 401 for "apiKey is invalid" and 403 for a valid key without the
    # right; users who sent a US key to the EU host report 401 "Could not authenticate", and 422
    # "Key format is not valid!" for what cannot be a key at all.
    scheme, _, name = request.headers.get("Authorization", "").partition(" ")
    if scheme != "GenieKey":
        raise Refused(401, "Could not authenticate")
    if not name or " " in name:
        raise Refused(422, "Key format is not valid!")
    key = book.keys.get(name)
    if key is None:
        raise Refused(401, "Could not authenticate")
    if not key.configuration:
        raise Refused(403, "The key has no configuration access.", code=40302)
    if key.read_only and request.method != "GET":
        raise Refused(403, "The key is read only.", code=40302)
    return key
