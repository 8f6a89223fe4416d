"""A message as Slack shows it to its readers: text rewritten, thread and reactions summed up."""

import re
from typing import Any

from standins.slack.workspace import Channel, Message, Workspace, app_id_of, bot_id_of

MOST_REPLY_USERS = 5  # Slack names only some of those who replied

MARKUP = re.compile(
    r"<(?:[@#!][^<>\s][^<>]*|(?:https?://|mailto:|tel:)[^<>\s|]+(?:\|[^<>]*)?)>"
    r"|&(?:amp|lt|gt);"
    r"|https?://[^\s<>|]*[^\s<>|.,;:!?)\]'\"]"
    r"|[&<>]"
)
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def rewrite_text(text: str) -> str:
    """What Slack makes of a text: loose ``& < >`` escaped, bare links in angle brackets."""
    return MARKUP.sub(_rewrite, text)


def show_message(
    workspace: Workspace, channel: Channel, message: Message, *, metadata: bool
) -> dict[str, Any]:
    """One message; ``metadata`` only where the reader asked for it."""
    shown: dict[str, Any] = {
        "type": "message",
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "team": workspace.team_id,
    }
    optional = {
        "subtype": message.subtype,
        "bot_id": message.bot_id,
        "app_id": message.app_id,
        "username": message.username,
        "thread_ts": message.thread_ts,
        "blocks": message.blocks,
        "attachments": message.attachments,
        "files": message.files,
        "edited": message.edited,
        "metadata": message.metadata if metadata else None,
        "reactions": _reactions(message),
    }
    shown.update({key: value for key, value in optional.items() if value})
    if message.bot_id:
        shown["bot_profile"] = _bot_profile(workspace, message)
    if message.is_reply:
        parent = channel.find(message.thread_ts)
        return {**shown, "parent_user_id": parent.user} if parent else shown
    return {**shown, **_thread(channel, message)}


def _thread(channel: Channel, message: Message) -> dict[str, Any]:
    replies = channel.replies_to(message.ts)
    if not replies:
        return {}
    users = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "reply_users": users[:MOST_REPLY_USERS],
        "latest_reply": replies[-1].ts,
        "is_locked": False,
        "subscribed": False,
    }


def _reactions(message: Message) -> list[dict[str, Any]]:
    return [
        {"name": name, "users": list(users), "count": len(users)}
        for name, users in message.reactions.items()
    ]


def _bot_profile(workspace: Workspace, message: Message) -> dict[str, Any]:
    person = workspace.person(message.user)
    return {
        "id": bot_id_of(message.user),
        "app_id": app_id_of(message.user),
        "name": person.name if person else "",
        "deleted": False,
        "team_id": workspace.team_id,
    }


def _rewrite(match: re.Match[str]) -> str:
    found = match.group()
    if found in ENTITIES:
        return ENTITIES[found]
    if found.startswith("http"):
        return f"<{found.replace('&', '&amp;')}>"
    return found
