"""Every request to a system passes the gate: it is logged, delayed, limited and spoiled there."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from standins.faults import PARTIAL, SHORT_PAGE, Fault, change_shape
from standins.github import call as github
from standins.jsm import call as jsm
from standins.jsm import site
from standins.opsgenie import call as opsgenie
from standins.request_log import LoggedRequest, without_secrets
from standins.world import World

SYSTEMS = ("slack", "opsgenie", "jsm", "site", "github")

# Who answers a throttled call in words other than Slack's.
THROTTLED = {
    "opsgenie": opsgenie.too_many_requests,
    "jsm": jsm.too_many_requests,
    "site": site.too_many_requests,
    "github": github.too_many_requests,
}

# Slack's methods say nothing about reading or writing in their HTTP verb.
SLACK_WRITES = frozenset(
    {
        "chat.postMessage",
        "conversations.open",
        "files.completeUploadExternal",
        "files.getUploadURLExternal",
        "reactions.add",
        "usergroups.disable",
        "usergroups.enable",
        "usergroups.users.update",
    }
)

UPLOADS = "/slack/upload/"  # no method: the bytes of a file, under the name ``upload``

BAD_REQUEST = 400
HTML_STATUS = {"html_500": 500, "html_200": 200, "bad_gateway": 502}
HTML_ERROR = (
    "<!DOCTYPE html><html><head><title>Server Error</title></head>"
    "<body><h1>500</h1><p>Something went wrong, and this page is no JSON.</p></body></html>"
)


def gate(world: World) -> Any:  # noqa: ANN401  aiohttp's decorator gives no name to its type
    """The middleware through which every system's requests pass."""

    @web.middleware
    async def pass_through(request: web.Request, handler: Handler) -> web.StreamResponse:
        system = system_of(request)
        if system is None:
            return await handler(request)
        return await _answer(world, system, request, handler)

    return pass_through


def system_of(request: web.Request) -> str | None:
    """Which system a request is for; None for the page and the controls."""
    first = request.path.strip("/").partition("/")[0]
    return first if first in SYSTEMS else None


def method_of(system: str, request: web.Request, arguments: Mapping[str, Any]) -> tuple[str, bool]:
    """The name of the call for faults, limits and the log, and whether it may change something.

    Placeholders stand in place of ids.
    """
    if system == "slack":
        if request.path.startswith(UPLOADS):
            return "upload", True
        name = request.match_info.get("method") or request.path.rpartition("/")[2]
        return name, name in SLACK_WRITES
    if request.path == github.GRAPHQL:
        return github.name_of(arguments)
    resource = request.match_info.route.resource
    path = resource.canonical if resource is not None else request.path
    return f"{request.method} {path.removeprefix(f'/{system}')}", request.method != "GET"


async def read_arguments(request: web.Request) -> dict[str, Any]:
    """Everything the caller said: query, then form or JSON body; empty for a broken body."""
    arguments: dict[str, Any] = dict(request.query)
    if request.path.startswith(UPLOADS):
        return arguments  # bytes, whatever type the caller says they are
    if request.content_type == "application/json":
        try:
            content = json.loads(await request.read() or b"{}")
        except ValueError:
            return arguments
        return {**arguments, **content} if isinstance(content, dict) else arguments
    return {**arguments, **await request.post()}


async def _answer(
    world: World, system: str, request: web.Request, handler: Handler
) -> web.StreamResponse:
    arguments = await read_arguments(request)
    method, writes = method_of(system, request, arguments)
    entry = LoggedRequest(
        system=system,
        method=method,
        at=world.now().isoformat(),
        arguments=without_secrets({**_placeholders(system, request), **arguments}),
        write=writes,
    )
    world.log.add(entry)
    await asyncio.sleep(world.latency)
    response = await _limited(world, system, method, request, handler, arguments)
    entry.status, entry.error = _outcome(request, response)
    return response


async def _limited(
    world: World,
    system: str,
    method: str,
    request: web.Request,
    handler: Handler,
    arguments: Mapping[str, Any],
) -> web.StreamResponse:
    wait = world.limits.wait(system, method, str(arguments.get("channel", "")))
    if wait:
        return too_many_requests(system, wait)
    fault = world.faults.take(system, method)
    if fault is None:
        return await _handled(handler, request)
    return await _spoiled(world, fault, handler, request)


async def _spoiled(
    world: World, fault: Fault, handler: Handler, request: web.Request
) -> web.StreamResponse:
    instead = _without_effect(world, fault, request)
    if instead is not None:
        return instead
    if fault.kind == "slow":
        await asyncio.sleep(fault.seconds)
    request[SHORT_PAGE], request[PARTIAL] = fault.kind == SHORT_PAGE, fault.kind == PARTIAL
    if fault.kind == "error":
        return await _refused(fault, handler, request)
    response = await _handled(handler, request)
    if fault.kind == "cut_after":
        return _cut(request, fault.kind)
    return _reshaped(response, fault) if fault.kind == "changed_shape" else response


def _without_effect(world: World, fault: Fault, request: web.Request) -> web.Response | None:
    match fault.kind:
        case "429":
            return too_many_requests(fault.system, fault.retry_after)
        case "html_500" | "html_200" | "bad_gateway":
            status = HTML_STATUS[fault.kind]
            return web.Response(status=status, text=HTML_ERROR, content_type="text/html")
        case "primary_limit":
            return github.primary_limit(world, fault.retry_after)
        case "secondary_limit":
            return github.secondary_limit(fault.retry_after)
        case "cut_before":
            return _cut(request, fault.kind)
        case _:
            return None


async def _handled(handler: Handler, request: web.Request) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPNotFound:
        return web.json_response({"message": "No such address."}, status=404)
    except web.HTTPMethodNotAllowed:
        return web.json_response({"message": "Not with this HTTP method."}, status=405)


async def _refused(fault: Fault, handler: Handler, request: web.Request) -> web.StreamResponse:
    if fault.effect:
        await _handled(handler, request)
    if fault.system == "slack":
        return web.json_response({"ok": False, "error": fault.error})
    return web.json_response(dict(fault.body), status=fault.status)


def too_many_requests(system: str, wait: float) -> web.Response:
    """The answer to a call that came too soon, in the system's own words."""
    if system in THROTTLED:
        return THROTTLED[system](wait)
    told = {"Retry-After": f"{wait:g}"}
    return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=told)


def _cut(request: web.Request, kind: str) -> web.Response:
    request["cut"] = kind
    if request.transport is not None:
        request.transport.abort()
    return web.Response()  # nobody is there to read it


def _reshaped(response: web.StreamResponse, fault: Fault) -> web.StreamResponse:
    content = _json_of(response)
    if content is None:
        return response
    return web.json_response(change_shape(content, fault.rename), status=response.status)


def _outcome(request: web.Request, response: web.StreamResponse) -> tuple[int | None, str]:
    if "cut" in request:
        return None, str(request["cut"])
    content = _json_of(response)
    if not isinstance(content, dict):
        return response.status, ""
    failed = response.status >= BAD_REQUEST
    said = content.get("error") or (failed and content.get("message"))
    return response.status, str(said or github.first_error(content))


def _json_of(response: web.StreamResponse) -> object:
    if not isinstance(response, web.Response) or response.content_type != "application/json":
        return None
    return json.loads(response.text or "null")


def _placeholders(system: str, request: web.Request) -> dict[str, str]:
    return {} if system == "slack" else dict(request.match_info)
