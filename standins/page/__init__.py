"""The page shows a person what the stand-ins hold and every request they received."""

from collections import Counter
from html import escape
from pathlib import Path
from string import Template
from zoneinfo import ZoneInfo

from aiohttp import web

from standins.github.history import hub_of
from standins.page.boards import render_boards, render_issues
from standins.page.channels import render_channels
from standins.page.mrkdwn import Names
from standins.page.panels import (
    count_requests,
    render_groups,
    render_requests,
    render_schedules,
)
from standins.slack.workspace import SLACKBOT, Workspace
from standins.world import World

PAGE = Template(Path(__file__).with_name("page.html").read_text(encoding="utf-8"))
STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")

# Nothing may be loaded from elsewhere, whatever a message says.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    "connect-src 'self'; img-src 'self'"
)
NO_PAGE = "default-src 'none'"  # of a file somebody uploaded


def routes(world: World) -> list[web.RouteDef]:
    """The page itself, and the files that it shows."""

    async def show(_: web.Request) -> web.Response:
        headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
        return web.Response(text=render_page(world), content_type="text/html", headers=headers)

    async def show_file(request: web.Request) -> web.Response:
        file = world.part(Workspace).files.get(request.match_info["file"])
        if file is None or file.content is None:
            raise web.HTTPNotFound
        headers = {"Content-Security-Policy": NO_PAGE, "X-Content-Type-Options": "nosniff"}
        return web.Response(body=file.content, content_type=file.kind, headers=headers)

    return [web.get("/", show), web.get("/files/{file}", show_file)]


def render_page(world: World) -> str:
    """The whole page as one HTML document that loads nothing else."""
    workspace = world.part(Workspace)
    names = _names(world, workspace)
    local = names.local(world.now().timestamp())
    return PAGE.substitute(
        style=STYLE,
        title=escape(workspace.team_name),
        clock=f"{local:%A, %-d %B %Y, %H:%M}",
        zone=escape(names.zone.key),
        channels=render_channels(workspace, names),
        boards=render_boards(hub_of(world), names),
        issues=render_issues(hub_of(world), names),
        groups=render_groups(workspace, names),
        schedules=render_schedules(world, names),
        counted=count_requests(world.log.entries),
        requests=render_requests(world.log.entries, names),
    )


def _names(world: World, workspace: Workspace) -> Names:
    users = {person.id: person.name for person in workspace.people if person.id}
    zones = Counter(person.zone for person in world.people if not person.bot)
    (zone, _), *_ = zones.most_common(1) or [("UTC", 0)]
    return Names(
        users={**users, SLACKBOT: "Slackbot"},
        groups={group.id: group.handle for group in workspace.user_groups.values()},
        channels={channel.id: channel.name for channel in workspace.channels.values()},
        zone=ZoneInfo(zone),
    )
