"""The panels beside the channels: user groups, who is on call, and the requests received."""

import json
import zlib
from datetime import datetime, timedelta
from html import escape

from standins.page.channels import HUES, avatar, is_bot
from standins.page.mrkdwn import Names
from standins.request_log import LoggedRequest
from standins.schedules.book import ScheduleBook, on_call_now
from standins.schedules.engine import final_periods
from standins.schedules.records import NOBODY, Period, Schedule
from standins.slack.workspace import UserGroup, Workspace
from standins.world import World

AHEAD = timedelta(weeks=4)  # how far the bars below a schedule reach
ROOM_FOR_A_NAME = 7  # percent of a bar
MOST_REQUESTS = 200
BAD = 400
FLAG_WORDS = {
    "is_idp_group": "managed by the identity provider",
    "is_membership_locked": "locked",
    "is_editing_restricted": "only admins edit",
    "is_external": "external",
    "auto_provision": "provisioned",
}


def render_groups(workspace: Workspace, names: Names) -> str:
    """User groups with their members."""
    return "".join(_group(workspace, group, names) for group in workspace.user_groups.values())


def render_schedules(world: World, names: Names) -> str:
    """Each schedule: who is on call now, and whose the coming weeks are."""
    book, now = world.part(ScheduleBook), on_call_now(world)
    titles = dict(zip(now, book.schedules.values(), strict=False))
    return "".join(
        _schedule(world, book, titles[title], title, now[title], names) for title in titles
    )


def render_requests(entries: list[LoggedRequest], names: Names) -> str:
    """The requests received, newest first."""
    if not entries:
        return '<p class="nothing">No request yet.</p>'
    shown = entries[-MOST_REQUESTS:][::-1]
    rows = "".join(_request(entry, names) for entry in shown)
    hidden = len(entries) - len(shown)
    return rows + (f'<p class="nothing">and {hidden} before these</p>' if hidden else "")


def count_requests(entries: list[LoggedRequest]) -> str:
    """How many requests there were, and how many of them could change something."""
    writes = sum(entry.write for entry in entries)
    return f"{len(entries)} received, {writes} of them writes"


def _group(workspace: Workspace, group: UserGroup, names: Names) -> str:
    flags = [word for flag, word in FLAG_WORDS.items() if group.flags.get(flag)]
    flags += ["disabled"] if group.deleted_at else []
    chips = "".join(f'<span class="chip">{escape(flag)}</span>' for flag in flags)
    members = "".join(
        f"<li>{avatar(name, bot=is_bot(workspace, user))}{escape(name)}</li>"
        for user in group.members
        for name in [names.users.get(user, user)]
    )
    faded = " faded" if flags else ""
    return (
        f'<div class="card{faded}"><h3>@{escape(group.handle)}</h3>{chips}'
        f"<ul>{members or '<li>nobody</li>'}</ul></div>"
    )


def _schedule(
    world: World,
    book: ScheduleBook,
    schedule: Schedule,
    title: str,
    on_call: list[str],
    names: Names,
) -> str:
    people = "".join(
        f"<li>{avatar(name, bot=False)}{escape(name)}</li>"
        for user in on_call
        for name in [_name(world, user)]
    )
    bars = "".join(_bar(world, periods, names) for periods in _coming(world, book, schedule))
    faded = "" if schedule.enabled else " faded"
    zone = names.zone.key == schedule.timezone
    note = "" if zone else f'<span class="chip">{escape(schedule.timezone)}</span>'
    return (
        f'<div class="card{faded}"><h3>{escape(title)}</h3>{note}'
        f"<ul>{people or '<li>nobody</li>'}</ul>{bars if schedule.enabled else ''}</div>"
    )


def _coming(world: World, book: ScheduleBook, schedule: Schedule) -> list[tuple[Period, ...]]:
    now = world.now()
    window = {"start": now, "end": now + AHEAD, "now": now}
    return [
        final_periods(schedule, rotation, book.forwardings, **window)
        for rotation in schedule.rotations
    ]


def _bar(world: World, periods: tuple[Period, ...], names: Names) -> str:
    now = world.now()
    pieces = []
    for period in periods:
        name = "nobody" if period.duty.user == NOBODY else _name(world, period.duty.user)
        left = 100 * ((period.start - now) / AHEAD)
        width = 100 * ((period.end - period.start) / AHEAD)
        start, end = (names.local(at.timestamp()) for at in (period.start, period.end))
        tip = f"{name}, {start:%a %-d %b %H:%M} to {end:%a %-d %b %H:%M}"
        hue = zlib.crc32(name.encode()) % HUES
        kind = " nobody" if period.duty.user == NOBODY else f" {period.duty.kind}"
        pieces.append(
            f'<span class="shift{kind}" title="{escape(tip)}" '
            f'style="--hue:{hue};left:{left:.2f}%;width:{width:.2f}%">'
            f"{escape(name.partition(' ')[0]) if width > ROOM_FOR_A_NAME else ''}</span>"
        )
    return f'<div class="bar">{"".join(pieces)}</div>'


def _name(world: World, user: str) -> str:
    person = world.find_person(user)
    return person.name if person else user


def _request(entry: LoggedRequest, names: Names) -> str:
    at = names.local(datetime.fromisoformat(entry.at).timestamp())
    status = "cut" if entry.status is None else str(entry.status)
    failed = entry.status is None or entry.status >= BAD or entry.error
    arguments = escape(json.dumps(dict(entry.arguments), indent=1, ensure_ascii=False, default=str))
    error = f'<span class="error">{escape(entry.error)}</span>' if entry.error else ""
    kind = "write" if entry.write else "read"
    return (
        f'<details class="request"><summary><time>{at:%a %H:%M}</time>'
        f'<span class="system {escape(entry.system)}">{escape(entry.system)}</span>'
        f'<span class="method">{escape(entry.method)}{error}</span>'
        f'<span class="status{" failed" if failed else ""}">{status}</span>'
        f'<span class="{kind}">{kind}</span></summary><pre>{arguments}</pre></details>'
    )
