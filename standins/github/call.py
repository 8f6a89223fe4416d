"""A call is one authenticated GitHub request; what every answer carries is put on it here."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any
from uuid import uuid4

from aiohttp import web

from standins.github.hub import Hub
from standins.github.records import Token
from standins.github.seed import build_hub
from standins.world import World

PREFIX = "/github"
GRAPHQL = f"{PREFIX}/api/graphql"
REST = f"{PREFIX}/api/v3"
DOCUMENTATION = "https://docs.github.com/rest"
ID_OF_USER = 1000
PRIMARY = f"API rate limit already exceeded for user ID {ID_OF_USER}."
SECONDARY = (
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
)


class Refused(Exception):  # noqa: N818  it is an answer, not a failure of ours
    """The request is answered with an error."""

    def __init__(self, status: int, message: str, **fields: object) -> None:
        super().__init__(message)
        told = {"message": message, "documentation_url": DOCUMENTATION, "status": f"{status}"}
        self.status, self.body = status, {**told, **fields}


def authenticate(request: web.Request, hub: Hub) -> Token:
    """Whose request it is; GitHub takes both words before a token.

    Raises:
        Refused: 401, for a missing and an unknown token alike.
    """
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    token = hub.tokens.get(value) if scheme.casefold() in ("bearer", "token") else None
    if token is None:
        raise Refused(401, "Bad credentials")
    return token


def answered(
    hub: Hub,
    token: Token | None,
    body: object,
    *,
    resource: str,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> web.Response:
    """The body with the headers GitHub sends; its date is the world's."""
    told = {"X-GitHub-Request-Id": str(uuid4()), "Date": http_date(hub.world.now())}
    if token is not None:
        used = token.points if resource == "graphql" else token.requests
        told |= limit_headers(hub.points_per_hour, used, hub.resets_at, resource)
        told["X-OAuth-Scopes"] = ", ".join(token.scopes)
    return web.json_response(body, status=status, headers=told | dict(headers or {}))


def limit_headers(limit: int, used: int, resets_at: datetime, resource: str) -> dict[str, str]:
    """The headers that tell how much of an hour's allowance is left."""
    return {
        "X-RateLimit-Limit": f"{limit}",
        "X-RateLimit-Remaining": f"{max(0, limit - used)}",
        "X-RateLimit-Used": f"{used}",
        "X-RateLimit-Reset": f"{int(resets_at.timestamp())}",
        "X-RateLimit-Resource": resource,
    }


def primary_limit(world: World, wait: float | None = None) -> web.Response:
    """The hour's points are used up, or for so long: GraphQL says so with status 200."""
    hub, now = world.part(build_hub), world.now()
    resets_at = hub.resets_at if wait is None else now + timedelta(seconds=wait)
    error = {"type": "RATE_LIMIT", "code": "graphql_rate_limit", "message": PRIMARY}
    headers = limit_headers(hub.points_per_hour, hub.points_per_hour, resets_at, "graphql")
    headers["Date"] = http_date(now)
    return web.json_response({"errors": [error]}, headers=headers)


def secondary_limit(wait: float, status: int = 403) -> web.Response:
    """Too much at once: GitHub says when to come back, with 403 or 429."""
    body = {"message": SECONDARY, "documentation_url": DOCUMENTATION}
    return web.json_response(body, status=status, headers={"Retry-After": f"{wait:g}"})


def too_many_requests(wait: float) -> web.Response:
    """The same with 429."""
    return secondary_limit(wait, 429)


def name_of(arguments: Mapping[str, Any]) -> tuple[str, bool]:
    """What the log and the faults call a GraphQL request, and whether it may change something.

    A query is ``graphql query``; a mutation has the name of what it does first.
    """
    text = str(arguments.get("query", "")).lstrip()
    if not text.startswith("mutation"):
        return "graphql query", False
    return f"graphql {text.partition('{')[2].partition('(')[0].strip()}", True


def first_error(content: Mapping[str, Any]) -> str:
    """What a GraphQL answer says went wrong, for the log; empty if nothing did."""
    match content.get("errors"):
        case [{"message": str(message)}, *_]:
            return message
        case _:
            return ""


def http_date(at: datetime) -> str:
    """An instant as HTTP headers write it."""
    return format_datetime(at, usegmt=True)
