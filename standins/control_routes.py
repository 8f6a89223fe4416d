"""The controls let a test or a person be the clock, the failing network and the company."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from aiohttp import web

from standins.faults import read_fault
from standins.seed import SeedError, check_keys, check_seed, parse_clock
from standins.world import World

Content = dict[str, Any]
Control = Callable[[Content], Content]


def routes(world: World) -> list[web.RouteDef]:
    """The controls that concern every system."""
    return [
        post("/control/reset", lambda content: _reset(world, content)),
        read("/control/clock", lambda: {"now": world.now().isoformat()}),
        post("/control/clock", lambda content: _set_clock(world, content)),
        post("/control/faults", lambda content: _add_fault(world, content)),
        remove("/control/faults", world.faults.clear),
        post("/control/limits", lambda content: _set_limits(world, content)),
        post("/control/latency", lambda content: _set_latency(world, content)),
        read("/control/requests", lambda: [asdict(entry) for entry in world.log.entries]),
        remove("/control/requests", world.log.clear),
    ]


def post(path: str, act: Control) -> web.RouteDef:
    """A control that takes a JSON object; what it refuses is answered 400 with a sentence."""

    async def answer(request: web.Request) -> web.Response:
        return await answered(request, act)

    return web.post(path, answer)


def read(path: str, show: Callable[[], Content | list[Content]]) -> web.RouteDef:
    """A control that only shows something."""

    async def answer(_: web.Request) -> web.Response:
        return web.json_response(show())

    return web.get(path, answer)


def remove(path: str, act: Callable[[], None]) -> web.RouteDef:
    """A control that forgets something."""

    async def answer(_: web.Request) -> web.Response:
        act()
        return web.json_response({})

    return web.delete(path, answer)


async def answered(request: web.Request, act: Control) -> web.Response:
    """Run a control over the request's JSON object.

    Whatever the path names in braces is put into the object too, above what it says itself.
    """
    try:
        content = json.loads(await request.read() or b"{}")
    except ValueError:
        return web.json_response({"error": "The body is no JSON: send an object."}, status=400)
    if not isinstance(content, dict):
        return web.json_response({"error": "The body is no object: send one."}, status=400)
    try:
        return web.json_response(act({**content, **request.match_info}))
    except SeedError as error:
        return web.json_response({"error": str(error)}, status=400)


def handler(act: Control) -> Callable[[web.Request], Awaitable[web.Response]]:
    """The same as a plain aiohttp handler, for other verbs."""

    async def answer(request: web.Request) -> web.Response:
        return await answered(request, act)

    return answer


def _reset(world: World, content: Content) -> Content:
    check_keys(content, ("seed",), "reset")
    seed = content.get("seed")
    world.reset(None if seed is None else check_seed(seed, "reset, seed"))
    return {}


def _set_clock(world: World, content: Content) -> Content:
    check_keys(content, ("now", "advance"), "clock")
    if len(content) != 1:
        raise SeedError("The clock takes now or advance: send one of them.")
    if "now" in content:
        world.set_clock(parse_clock(content["now"], "clock, now"))
    else:
        world.advance(number(content, "advance"))
    return {"now": world.now().isoformat()}


def _add_fault(world: World, content: Content) -> Content:
    world.faults.add(read_fault(content))
    return {}


def _set_limits(world: World, content: Content) -> Content:
    world.limits.set(content)
    return {}


def _set_latency(world: World, content: Content) -> Content:
    check_keys(content, ("seconds",), "latency")
    world.latency = number(content, "seconds")
    return {}


def number(content: Content, key: str) -> float:
    """A number the caller must send.

    Raises:
        SeedError: It is missing or no number.
    """
    try:
        return float(content[key])
    except (KeyError, TypeError, ValueError) as error:
        raise SeedError(f"{key} is missing or no number: send one.") from error
