"""Slack's usergroups.* methods: lists of members that are only ever replaced as a whole."""

from typing import Any

from standins.slack.call import Call, Refused
from standins.slack.workspace import SLACKBOT, UserGroup

MOST_MEMBERS = 10_000


def list_groups(call: Call) -> dict[str, Any]:
    """usergroups.list: the enabled groups, and the disabled ones on request."""
    _need_plan(call)
    groups = [
        show_group(call, group, users=call.flag("include_users"), count=call.flag("include_count"))
        for group in call.workspace.user_groups.values()
        if not group.deleted_at or call.flag("include_disabled")
    ]
    return {"usergroups": groups}


def list_members(call: Call) -> dict[str, Any]:
    """usergroups.users.list: the ids of one group's members."""
    _need_plan(call)
    group_id = call.text("usergroup", "no_such_subteam")
    group = call.workspace.user_groups.get(group_id)
    if group is None or (group.deleted_at and not call.flag("include_disabled")):
        raise Refused("no_such_subteam")
    return {"users": list(group.members)}


def update_members(call: Call) -> dict[str, Any]:
    """usergroups.users.update: replace the whole list, or refuse it as a whole."""
    group = _editable(call)
    if "users" not in call.arguments:
        raise Refused("no_users_provided")
    users = _split(call.arguments["users"])
    if not users or not all(_may_be_member(call, user) for user in users):
        raise Refused("invalid_users")
    if len(users) > MOST_MEMBERS:
        raise Refused("subteam_max_users_exceeded")
    if group.closed:
        raise Refused("permission_denied")
    call.workspace.set_members(group, users, call.token.user)
    return {"usergroup": show_group(call, group, users=True, count=call.flag("include_count"))}


def enable(call: Call) -> dict[str, Any]:
    """usergroups.enable: bring a disabled group back with the members it had."""
    group = _editable(call)
    group.deleted_at = 0
    return _touched(call, group)


def disable(call: Call) -> dict[str, Any]:
    """usergroups.disable: hide a group; its handle stays taken."""
    group = _editable(call)
    group.deleted_at = group.deleted_at or call.workspace.unix_now
    return _touched(call, group)


def show_group(call: Call, group: UserGroup, *, users: bool, count: bool) -> dict[str, Any]:
    """A group as Slack writes it."""
    shown: dict[str, Any] = {
        "id": group.id,
        "team_id": call.workspace.team_id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "description": "",
        "handle": group.handle,
        "date_create": group.created_at,
        "date_update": group.updated_at,
        "date_delete": group.deleted_at,
        "created_by": SLACKBOT,
        "updated_by": group.updated_by,
        "prefs": {"channels": list(group.channels), "groups": []},
        "channel_count": len(group.channels),
        "is_section": False,
        "is_visible": True,
        "is_org_level": False,
        "enterprise_subteam_id": "",
        **group.flags,
    }
    if group.deleted_at:
        shown["deleted_by"] = group.updated_by
    if users:
        shown["users"] = list(group.members)
    if count:
        shown["user_count"] = len(group.members)
    return shown


def _editable(call: Call) -> UserGroup:
    _need_plan(call)
    group = call.user_group()
    if call.token.kind == "bot" and not call.workspace.bots_may_edit_user_groups:
        raise Refused("permission_denied")
    if group.flags.get("is_idp_group") or group.flags.get("is_external"):
        raise Refused("permission_denied")
    if group.flags.get("is_editing_restricted") and not _is_admin(call):
        raise Refused("permission_denied")
    return group


def _is_admin(call: Call) -> bool:
    person = call.workspace.person(call.token.user)
    return person is not None and person.admin


def _touched(call: Call, group: UserGroup) -> dict[str, Any]:
    group.updated_at, group.updated_by = call.workspace.unix_now, call.token.user
    return {"usergroup": show_group(call, group, users=True, count=False)}


def _need_plan(call: Call) -> None:
    if not call.workspace.paid_plan:
        raise Refused("plan_upgrade_required")


def _may_be_member(call: Call, user: str) -> bool:
    person = call.workspace.person(user)
    return person is not None and not (person.guest or person.bot or person.deactivated)


def _split(users: object) -> list[str]:
    if isinstance(users, list):
        return [str(user) for user in users]
    return [user for user in str(users).split(",") if user]
