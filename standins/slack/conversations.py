"""Slack's conversations.* methods about channels themselves: list, info, members, open."""

from typing import Any

from standins.slack.call import Call, Refused
from standins.slack.paging import cut_page, read_limit, starting_at
from standins.slack.workspace import Channel, Token

DEFAULT_PAGE = 100
MOST_PER_PAGE = 1000
MOST_IN_GROUP_DM = 8

# Slack's name of a kind of channel, and the family of scopes that covers it.
FAMILIES = {
    "public_channel": "channels",
    "private_channel": "groups",
    "im": "im",
    "mpim": "mpim",
}


def kind_of(channel: Channel) -> str:
    """Slack's name for this kind of channel."""
    if channel.im:
        return "im" if len(channel.members) <= 2 else "mpim"  # noqa: PLR2004  two sides
    return "private_channel" if channel.private else "public_channel"


def need_channel_scope(call: Call, channel: Channel, verb: str) -> None:
    """Go on only with the scope that covers this kind of channel, ``read`` or ``history``.

    Raises:
        Refused: ``missing_scope``.
    """
    call.need_scope(f"{FAMILIES[kind_of(channel)]}:{verb}")


def list_channels(call: Call) -> dict[str, Any]:
    """conversations.list: public channels, and of the others those the caller is in."""
    kinds = _kinds(call)
    limit = read_limit(call, default=DEFAULT_PAGE, most=MOST_PER_PAGE, otherwise="invalid_limit")
    visible = [
        channel
        for channel in call.workspace.channels.values()
        if kind_of(channel) in kinds
        and (not channel.private or call.token.user in channel.members)
        and not (channel.archived and call.flag("exclude_archived"))
    ]
    page, metadata = cut_page(starting_at(call, visible, _id), limit, _id)
    shown = [show_channel(call, channel, count=True) for channel in page]
    return {"channels": shown, "response_metadata": metadata}


def show_one(call: Call) -> dict[str, Any]:
    """conversations.info: one channel, the caller's membership included."""
    channel = call.channel()
    need_channel_scope(call, channel, "read")
    return {"channel": show_channel(call, channel, count=call.flag("include_num_members"))}


def list_members(call: Call) -> dict[str, Any]:
    """conversations.members: the ids of everybody in a channel."""
    channel = call.channel()
    need_channel_scope(call, channel, "read")
    limit = read_limit(call, default=DEFAULT_PAGE, most=MOST_PER_PAGE, otherwise="invalid_limit")
    page, metadata = cut_page(starting_at(call, channel.members, str), limit, str)
    return {"members": page, "response_metadata": metadata}


def open_channel(call: Call) -> dict[str, Any]:
    """conversations.open: the direct message with a person, made if there is none."""
    if call.arguments.get("channel"):
        return {"channel": {"id": call.channel().id}}
    users = [user for user in call.text("users", "users_list_not_supplied").split(",") if user]
    _check_users(call, users)
    channel, existed = call.workspace.open_im(call.token.user, *users)
    shown = show_channel(call, channel, count=False)
    answer = {"channel": shown if call.flag("return_im") else {"id": channel.id}}
    return {**answer, "no_op": True, "already_open": True} if existed else answer


def show_channel(call: Call, channel: Channel, *, count: bool) -> dict[str, Any]:
    """A channel as Slack writes it."""
    if channel.im:
        return _show_direct(call.token, channel)
    nothing = {"value": "", "creator": "", "last_set": 0}
    shown: dict[str, Any] = {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.private,
        "is_group": channel.private,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.private,
        "created": channel.created,
        "is_archived": channel.archived,
        "is_general": False,
        "unlinked": 0,
        "is_shared": False,
        "is_ext_shared": False,
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "pending_connected_team_ids": [],
        "shared_team_ids": [call.workspace.team_id],
        "context_team_id": call.workspace.team_id,
        "updated": channel.created * 1000,
        "creator": "USLACKBOT",
        "is_member": call.token.user in channel.members,
        "topic": nothing,
        "purpose": nothing,
        "previous_names": [],
    }
    return {**shown, "num_members": len(channel.members)} if count else shown


def _show_direct(token: Token, channel: Channel) -> dict[str, Any]:
    other = next((user for user in channel.members if user != token.user), token.user)
    return {
        "id": channel.id,
        "created": channel.created,
        "is_im": True,
        "is_org_shared": False,
        "user": other,
        "priority": 0,
    }


def _kinds(call: Call) -> set[str]:
    raw = str(call.arguments.get("types") or "public_channel")
    kinds = {kind.strip() for kind in raw.split(",")}
    if not kinds <= set(FAMILIES):
        raise Refused("invalid_types")
    for kind in sorted(kinds, reverse=True):
        call.need_scope(f"{FAMILIES[kind]}:read")
    return kinds


def _check_users(call: Call, users: list[str]) -> None:
    if len(users) > 1:
        call.need_scope("mpim:write")
    if len(users) > MOST_IN_GROUP_DM:
        raise Refused("too_many_users")
    for user in users:
        person = call.workspace.person(user)
        if person is None:
            raise Refused("user_not_found")
        if person.deactivated:
            raise Refused("user_disabled")


def _id(channel: Channel) -> str:
    return channel.id
