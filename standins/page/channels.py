"""Channels with their messages as Slack would show them: threads below their parents."""

import zlib
from html import escape

from standins.page.blocks import render_blocks
from standins.page.mrkdwn import Names, render_mrkdwn, show_emoji
from standins.slack.workspace import Channel, Message, Workspace

HUES = 360


def render_channels(workspace: Workspace, names: Names) -> str:
    """The channels where something was said, the latest first; then the quiet ones, by name."""
    channels = sorted(workspace.channels.values(), key=_latest, reverse=True)
    busy = [_channel(workspace, one, names) for one in channels if one.messages]
    quiet = [_quiet(workspace, one, names) for one in channels if not one.messages]
    below = f'<div class="quiet">Nothing said yet in {" ".join(quiet)}</div>' if quiet else ""
    return "".join(busy) + below


def channel_title(workspace: Workspace, channel: Channel, names: Names) -> str:
    """What a reader calls the channel, as HTML."""
    if channel.im:
        people = [user for user in channel.members if not is_bot(workspace, user)]
        shown = ", ".join(names.users.get(user, user) for user in people or channel.members)
        return f"✉ {escape(shown)}"
    note = '<span class="chip">private</span>' if channel.private else ""
    return f"# {escape(channel.name)}{note}"


def avatar(name: str, *, bot: bool) -> str:
    """A square with somebody's initials, in a colour of their own."""
    words = name.split() or ["?"]
    initials = words[0][:1] + (words[-1][:1] if len(words) > 1 else words[0][1:2])
    hue = zlib.crc32(name.encode()) % HUES
    kind = "avatar bot" if bot else "avatar"
    return f'<span class="{kind}" style="--hue:{hue}">{escape(initials)}</span>'


def is_bot(workspace: Workspace, user: str) -> bool:
    """Whether this id is a bot's."""
    person = workspace.person(user)
    return person is not None and person.bot


def _channel(workspace: Workspace, channel: Channel, names: Names) -> str:
    roots = [message for message in channel.messages if not message.is_reply]
    shown = "".join(_thread(workspace, channel, root, names) for root in roots)
    title = channel_title(workspace, channel, names)
    count = "direct message" if channel.im else f"{len(channel.members)} members"
    note = f"<small>{count}{' · archived' if channel.archived else ''}</small>"
    return (
        f'<section class="channel" id="{escape(channel.id)}">'
        f"<h2>{title}{note}</h2>{shown}</section>"
    )


def _quiet(workspace: Workspace, channel: Channel, names: Names) -> str:
    note = " (archived)" if channel.archived else ""
    return f"<span>{channel_title(workspace, channel, names)}{note}</span>"


def _thread(workspace: Workspace, channel: Channel, root: Message, names: Names) -> str:
    replies = channel.replies_to(root.ts)
    shown = _message(workspace, root, names)
    if not replies:
        return shown
    count = f"{len(replies)} {'reply' if len(replies) == 1 else 'replies'}"
    inside = "".join(_message(workspace, reply, names) for reply in replies)
    return f'{shown}<div class="thread"><div class="count">{count}</div>{inside}</div>'


def _message(workspace: Workspace, message: Message, names: Names) -> str:
    author = message.username or names.users.get(message.user, message.user)
    if message.subtype == "tombstone":
        return '<div class="message gone">This message was deleted.</div>'
    badge = '<span class="app">APP</span>' if message.bot_id else ""
    body = render_blocks(message.blocks, names) or render_mrkdwn(message.text, names)
    local = names.local(float(message.ts))
    reactions = "".join(
        f'<span class="reaction" title="{escape(_people(users, names))}">'
        f"{show_emoji(name)} {len(users)}</span>"
        for name, users in message.reactions.items()
    )
    bot = message.bot_id is not None or is_bot(workspace, message.user)
    return (
        f'<div class="message">{avatar(author, bot=bot)}<div class="body">'
        f'<div class="by"><b>{escape(author)}</b>{badge}<time>{local:%a %-d %b, %H:%M}</time></div>'
        f'<div class="text">{body}{_files(message)}</div>{_foot(reactions, message)}</div></div>'
    )


def _files(message: Message) -> str:
    """What a message shows: pictures as they are, other files by name."""
    shown = []
    for file in message.files:
        title = escape(str(file.get("title") or file.get("name") or "a file"))
        if str(file.get("mimetype", "")).startswith("image/"):
            source, alt = f"/files/{escape(str(file['id']))}", escape(str(file.get("alt_txt", "")))
            image = f'<img src="{source}" alt="{alt}">'
            shown.append(f'<figure class="file"><figcaption>{title}</figcaption>{image}</figure>')
        else:
            shown.append(f'<div class="b-image">{title}</div>')
    return "".join(shown)


def _foot(reactions: str, message: Message) -> str:
    broadcast = '<span class="note">also sent to the channel</span>'
    shown = reactions + (broadcast if message.subtype == "thread_broadcast" else "")
    return f'<div class="foot">{shown}</div>' if shown else ""


def _people(users: list[str], names: Names) -> str:
    return ", ".join(names.users.get(user, user) for user in users)


def _latest(channel: Channel) -> str:
    return channel.messages[-1].ts if channel.messages else ""
