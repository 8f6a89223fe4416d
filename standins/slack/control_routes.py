"""Slack's controls: be a person who writes and reacts, change people, groups and channels."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from standins.control_routes import Content, handler, post, read
from standins.seed import SeedError, check_keys
from standins.slack.chat import TS
from standins.slack.messages import rewrite_text, show_message
from standins.slack.workspace import (
    GROUP_FLAGS,
    Channel,
    Message,
    UserGroup,
    Workspace,
    app_id_of,
    bot_id_of,
)
from standins.world import World

GROUP_CHANGES = ("members", "disabled", "handle", "name", "channels", "by", *GROUP_FLAGS)
MESSAGE_KEYS = (
    *("channel", "user", "text", "thread_ts", "ts"),
    *("subtype", "blocks", "attachments", "files"),
)
WORKSPACE_SETTINGS = (
    *("bots_may_edit_user_groups", "paid_plan", "distributed_app"),
    *("charts", "shows_files", "loses_files"),
)


def routes(world: World) -> list[web.RouteDef]:
    """The controls that concern Slack alone, and the people it shares with the others."""
    messages, reactions = "/control/slack/messages", "/control/slack/reactions"
    return [
        read("/control/state", lambda: show_state(world)),
        post("/control/people/{person}", lambda content: _change_person(world, content)),
        post("/control/user_groups/{group}", lambda content: _change_group(world, content)),
        post("/control/channels/{channel_id}", lambda content: _change_channel(world, content)),
        post("/control/workspace", lambda content: _change_workspace(world, content)),
        post(messages, lambda content: _write(world, content)),
        web.delete(messages, handler(lambda content: _delete(world, content))),
        post(f"{messages}/edit", lambda content: _edit(world, content)),
        post(reactions, lambda content: _react(world, content)),
        web.delete(reactions, handler(lambda content: _unreact(world, content))),
    ]


def show_state(world: World) -> Content:
    """Everything in Slack, with nothing left out: metadata, replies, disabled groups."""
    workspace = world.part(Workspace)
    return {
        "now": world.now().isoformat(),
        "workspace": {"id": workspace.team_id, "name": workspace.team_name, "url": workspace.url},
        "channels": [_show_channel(workspace, one) for one in workspace.channels.values()],
        "user_groups": [_show_group(one) for one in workspace.user_groups.values()],
        "people": [_show_person(person) for person in world.people],
    }


def _show_channel(workspace: Workspace, channel: Channel) -> Content:
    roots = [message for message in channel.messages if not message.is_reply]
    return {
        "id": channel.id,
        "name": channel.name,
        "private": channel.private,
        "archived": channel.archived,
        "im": channel.im,
        "members": list(channel.members),
        "messages": [_show_root(workspace, channel, message) for message in roots],
    }


def _show_root(workspace: Workspace, channel: Channel, root: Message) -> Content:
    replies = channel.replies_to(root.ts)
    shown = [show_message(workspace, channel, one, metadata=True) for one in [root, *replies]]
    return {**shown[0], "replies": shown[1:]}


def _show_group(group: UserGroup) -> Content:
    return {
        "id": group.id,
        "handle": group.handle,
        "name": group.name,
        "members": list(group.members),
        "disabled": bool(group.deleted_at),
        "updated_at": group.updated_at,
        "updated_by": group.updated_by,
        "channels": list(group.channels),
        **group.flags,
    }


def _show_person(person: Any) -> Content:  # noqa: ANN401
    return {name: getattr(person, name) for name in person.__slots__}


def _change_person(world: World, content: Content) -> Content:
    name = str(content.pop("person"))
    person = world.find_person(name)
    if person is None:
        raise SeedError(f"Nobody is called {name!r}: send a Slack id or an email.")
    world.change_person(person, content)
    return _show_person(person)


def _change_group(world: World, content: Content) -> Content:
    workspace, name = world.part(Workspace), str(content.pop("group"))
    group = workspace.user_groups.get(name)
    if group is None:
        raise SeedError(f"No user group is called {name!r}: send its id.")
    check_keys(content, GROUP_CHANGES, f"group {name}")
    if "members" in content:
        group.members = workspace.ids(content["members"], f"group {name}")
    if "disabled" in content:
        group.deleted_at = workspace.unix_now if content["disabled"] else 0
    group.channels = [str(one) for one in content.get("channels", group.channels)]
    group.handle = str(content.get("handle", group.handle))
    group.name = str(content.get("name", group.name))
    group.flags.update({flag: bool(content[flag]) for flag in GROUP_FLAGS if flag in content})
    group.updated_at = workspace.unix_now
    if "by" in content:
        (group.updated_by,) = workspace.ids([content["by"]], f"group {name}")
    return _show_group(group)


def _change_channel(world: World, content: Content) -> Content:
    workspace = world.part(Workspace)
    channel = _channel(workspace, str(content.pop("channel_id")))
    check_keys(content, ("members", "archived", "private"), f"channel {channel.id}")
    if "members" in content:
        channel.members = workspace.ids(content["members"], f"channel {channel.id}")
    channel.archived = bool(content.get("archived", channel.archived))
    channel.private = bool(content.get("private", channel.private))
    return _show_channel(workspace, channel)


def _change_workspace(world: World, content: Content) -> Content:
    workspace = world.part(Workspace)
    check_keys(content, WORKSPACE_SETTINGS, "workspace")
    for key, value in content.items():
        setattr(workspace, key, bool(value))
    workspace.show_files()
    return dict(content)


def _write(world: World, content: Content) -> Content:
    if "messages" in content:
        check_keys(content, ("messages",), "messages")
        return {"ts": [_write_one(world, one) for one in content["messages"]]}
    return {"ts": _write_one(world, content)}


def _write_one(world: World, content: Content) -> str:
    workspace = world.part(Workspace)
    check_keys(content, MESSAGE_KEYS, "message")
    channel = _channel(workspace, _needed(content, "channel"))
    (user,) = workspace.ids([_needed(content, "user")], "message, user")
    message = Message(
        ts=_own_ts(channel, content) or world.next_ts(),
        user=user,
        text=rewrite_text(_text(content)),
        thread_ts=content.get("thread_ts"),
        subtype=content.get("subtype"),
        blocks=content.get("blocks", []),
        attachments=content.get("attachments", []),
        files=content.get("files", []),
    )
    person = workspace.person(user)
    if person is not None and person.bot:
        message.bot_id, message.app_id = bot_id_of(user), app_id_of(user)
    workspace.post(channel, message)
    return message.ts


def _text(content: Content) -> str:
    """What a message says; a file or an attachment may say it all."""
    speaks = content.get("files") or content.get("attachments")
    return str(content.get("text") or "") if speaks else _needed(content, "text")


def _own_ts(channel: Channel, content: Mapping[str, Any]) -> str:
    """The time stamp a message was given, so that a past can be written; empty for none."""
    ts = str(content.get("ts") or "")
    if ts and (not TS.fullmatch(ts) or channel.find(ts) is not None):
        raise SeedError(f"{ts} is taken or no time stamp: send one such as 1762675200.000001.")
    return ts


def _edit(world: World, content: Content) -> Content:
    workspace = world.part(Workspace)
    check_keys(content, ("channel", "ts", "text"), "edit")
    channel = _channel(workspace, _needed(content, "channel"))
    message = _message(channel, content)
    message.text = rewrite_text(_needed(content, "text"))
    message.edited = {"user": message.user, "ts": world.next_ts()}
    return {}


def _delete(world: World, content: Content) -> Content:
    workspace = world.part(Workspace)
    channel = _channel(workspace, _needed(content, "channel"))
    workspace.delete(channel, _message(channel, content))
    return {}


def _react(world: World, content: Content) -> Content:
    workspace = world.part(Workspace)
    check_keys(content, ("channel", "ts", "user", "name"), "reaction")
    channel = _channel(workspace, _needed(content, "channel"))
    (user,) = workspace.ids([_needed(content, "user")], "reaction, user")
    message = _message(channel, content)
    users = message.reactions.setdefault(_needed(content, "name").strip(":"), [])
    users.extend([user] if user not in users else [])
    return {}


def _unreact(world: World, content: Content) -> Content:
    workspace = world.part(Workspace)
    check_keys(content, ("channel", "ts", "user", "name"), "reaction")
    message = _message(_channel(workspace, _needed(content, "channel")), content)
    (user,) = workspace.ids([_needed(content, "user")], "reaction, user")
    name = _needed(content, "name").strip(":")
    users = [one for one in message.reactions.pop(name, []) if one != user]
    message.reactions.update({name: users} if users else {})
    return {}


def _channel(workspace: Workspace, reference: str) -> Channel:
    channel = workspace.find_channel(reference)
    if channel is None:
        raise SeedError(f"No channel is called {reference!r}: send an id or #name.")
    return channel


def _message(channel: Channel, content: Mapping[str, Any]) -> Message:
    ts = _needed(content, "ts")
    message = channel.find(ts)
    if message is None:
        raise SeedError(f"#{channel.name} has no message {ts}: send the ts of one.")
    return message


def _needed(content: Mapping[str, Any], key: str) -> str:
    if not content.get(key):
        raise SeedError(f"{key} is missing: send it.")
    return str(content[key])
