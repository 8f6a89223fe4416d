"""The server is one aiohttp application: every system's routes, the controls and the page.

A system is a module with ``routes(world) -> list[web.RouteDef]``. Its paths are whole, with the
system's own prefix (``/opsgenie/v2/schedules/on-calls``), because the first part of the path
tells the gate which system a request is for. State goes into ``world.part(...)``; the handlers
need no code for faults, limits, latency or the log, except ``standins.faults.page_size`` where
they cut pages.
"""

from aiohttp import web

from standins import control_routes, github, jsm, opsgenie, page, schedules_control, slack
from standins.gate import gate
from standins.github import control_routes as github_control_routes
from standins.seed import Seed
from standins.slack import control_routes as slack_control_routes
from standins.world import World

BODY_LIMIT = 64 * 1024 * 1024  # bytes; a test may send a seed with hundreds of rotations


def build_app(seed: Seed) -> web.Application:
    """The application, with a world made from the seed.

    Raises:
        SeedError: The seed contradicts itself.
    """
    world = World(seed)
    app = web.Application(middlewares=[gate(world)], client_max_size=BODY_LIMIT)
    app.add_routes(page.routes(world))
    app.add_routes(control_routes.routes(world))
    app.add_routes(slack.routes(world))
    app.add_routes(slack_control_routes.routes(world))
    app.add_routes(opsgenie.routes(world))
    app.add_routes(jsm.routes(world))  # and the Jira site's
    app.add_routes(schedules_control.routes(world))
    app.add_routes(github.routes(world))
    app.add_routes(github_control_routes.routes(world))
    return app
