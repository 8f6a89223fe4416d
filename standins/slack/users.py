"""Slack's users.*, bots.*, team.* and auth.* methods: who somebody is."""

import zlib
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from standins.slack.call import Call, Refused
from standins.slack.paging import cut_page, read_limit, starting_at
from standins.slack.workspace import SLACKBOT, app_id_of, bot_id_of
from standins.world import Person

MOST_USERS = 1000
EVERYBODY = 1_000_000


def test_api(call: Call) -> dict[str, Any]:
    """api.test: say back what was said, or fail as asked."""
    if call.arguments.get("error"):
        raise Refused(str(call.arguments["error"]), args=dict(call.arguments))
    return {"args": dict(call.arguments)} if call.arguments else {}


def test_auth(call: Call) -> dict[str, Any]:
    """auth.test: whose token this is."""
    workspace, token = call.workspace, call.token
    person = workspace.person(token.user)
    answer = {
        "url": workspace.url,
        "team": workspace.team_name,
        "user": person.handle if person else "",
        "team_id": workspace.team_id,
        "user_id": token.user,
        "is_enterprise_install": False,
    }
    return {**answer, "bot_id": token.bot_id} if token.bot_id else answer


def show_team(call: Call) -> dict[str, Any]:
    """team.info: the workspace."""
    workspace = call.workspace
    if call.arguments.get("team", workspace.team_id) != workspace.team_id:
        raise Refused("team_not_found")
    domain = workspace.url.removeprefix("https://").partition(".")[0]
    icon = {"image_default": True}
    team = {
        "id": workspace.team_id,
        "name": workspace.team_name,
        "domain": domain,
        "email_domain": "",
        "icon": icon,
    }
    return {"team": team}


def look_up(call: Call) -> dict[str, Any]:
    """users.lookupByEmail: an active person by exact address, letter case aside."""
    email = call.text("email", "users_not_found").casefold()
    for person in call.workspace.people:
        if person.email.casefold() == email and not person.deactivated:
            return {"user": show_user(call, person)}
    raise Refused("users_not_found")


def show_one(call: Call) -> dict[str, Any]:
    """users.info: anybody, deactivated or not."""
    person = call.workspace.person(call.text("user", "user_not_found"))
    if person is None:
        raise Refused("user_not_found")
    return {"user": show_user(call, person)}


def list_users(call: Call) -> dict[str, Any]:
    """users.list: everybody, bots and deactivated people and Slackbot too."""
    limit = EVERYBODY
    if call.arguments.get("limit"):
        limit = read_limit(call, default=MOST_USERS, most=MOST_USERS, otherwise="invalid_arguments")
    slackbot = Person(id=SLACKBOT, name="Slackbot")
    people = starting_at(call, [*call.workspace.people, slackbot], _id)
    page, metadata = cut_page(people, limit, _id)
    members = [show_user(call, person) for person in page]
    return {
        "members": members,
        "cache_ts": call.workspace.unix_now,
        "response_metadata": metadata,
    }


def show_bot(call: Call) -> dict[str, Any]:
    """bots.info: the bot behind a bot id."""
    bot_id = call.text("bot", "missing_argument")
    for person in call.workspace.people:
        if person.bot and person.id and bot_id_of(person.id) == bot_id:
            bot = {
                "id": bot_id,
                "deleted": person.deactivated,
                "name": person.name,
                "updated": call.workspace.unix_now,
                "app_id": app_id_of(person.id),
                "user_id": person.id,
                "icons": {},
            }
            return {"bot": bot}
    raise Refused("bot_not_found")


def show_user(call: Call, person: Person) -> dict[str, Any]:
    """A person as Slack writes them; a deactivated one has no zone and no roles."""
    shown: dict[str, Any] = {
        "id": person.id,
        "team_id": call.workspace.team_id,
        "name": person.handle,
        "deleted": person.deactivated,
        "profile": _profile(call, person),
        "is_bot": person.bot,
        "is_app_user": False,
        "updated": call.workspace.unix_now,
    }
    if person.deactivated:
        return shown
    local = datetime.fromtimestamp(call.workspace.unix_now, ZoneInfo(person.zone))
    return {
        **shown,
        "real_name": person.name,
        "color": _color(person),
        "tz": person.zone,
        "tz_label": local.tzname() or person.zone,
        "tz_offset": int((local.utcoffset() or local - local).total_seconds()),
        "is_admin": person.admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": person.guest,
        "is_ultra_restricted": False,
        "is_email_confirmed": not person.bot,
        "who_can_share_contact_card": "EVERYONE",
    }


def _profile(call: Call, person: Person) -> dict[str, Any]:
    profile = {
        "title": "",
        "real_name": person.name,
        "real_name_normalized": person.name,
        "display_name": person.handle,
        "display_name_normalized": person.handle,
        "status_text": "",
        "status_emoji": "",
        "avatar_hash": f"{zlib.crc32(person.name.encode()):08x}",
        "team": call.workspace.team_id,
    }
    if person.bot and person.id:
        return {**profile, "bot_id": bot_id_of(person.id), "api_app_id": app_id_of(person.id)}
    if person.email and "users:read.email" in call.token.scopes:
        return {**profile, "email": person.email}
    return profile


def _color(person: Person) -> str:
    return f"{zlib.crc32(person.name.encode()) & 0xFFFFFF:06x}"


def _id(person: Person) -> str:
    return person.id or ""
