"""The page shows a person what the stand-ins hold and every request they received."""

from aiohttp import web

from standins.world import World


def routes(_world: World) -> list[web.RouteDef]:
    """The page itself."""
    return []
