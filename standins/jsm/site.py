"""The Jira site answers who an Atlassian account is, and keeps some addresses to itself."""

from collections.abc import Mapping

from aiohttp import web
from aiohttp.typedefs import Handler

from standins.jsm.call import authenticated
from standins.schedules.book import ScheduleBook, account_id
from standins.world import World

UNKNOWN = "Specified user does not exist or you do not have required permissions"


def routes(world: World) -> list[web.RouteDef]:
    """The one route of Jira's REST API that turns an account id into an address."""
    return [web.get("/site/rest/api/3/user", get_user(world))]


def get_user(world: World) -> Handler:
    """The account of `accountId`; `emailAddress` is null where its owner hides it."""

    async def respond(request: web.Request) -> web.StreamResponse:
        book = world.part(ScheduleBook)
        if not authenticated(request, book):
            return _failed(401, "Client must be authenticated to access this resource.")
        wanted = request.query.get("accountId")
        if not wanted:
            return _failed(400, "The accountId query parameter needs to be provided.")
        for person in book.users():
            if account_id(person) == wanted:
                hidden = book.email_hidden(person)
                return web.json_response(
                    {
                        "self": f"{request.url.origin()}{request.path}?accountId={wanted}",
                        "accountId": wanted,
                        "accountType": "atlassian",
                        "emailAddress": None if hidden else person.email,
                        "displayName": person.name,
                        "active": not person.deactivated,
                        "timeZone": person.zone,
                    }
                )
        return _failed(404, UNKNOWN)

    return respond


def too_many_requests(wait: float) -> web.Response:
    """The answer to a throttled call."""
    return _failed(429, "Rate limit exceeded.", {"Retry-After": f"{wait:g}"})


def _failed(status: int, message: str, headers: Mapping[str, str] | None = None) -> web.Response:
    body = {"errorMessages": [message], "errors": {}}
    return web.json_response(body, status=status, headers=headers)
