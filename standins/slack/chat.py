"""Writing messages: chat.postMessage, chat.getPermalink and reactions.add."""

import json
import re
from typing import Any

from standins.slack.block_rules import check_blocks
from standins.slack.call import Call, Refused
from standins.slack.messages import rewrite_text, show_message
from standins.slack.workspace import Channel, Message, app_id_of

LONGEST_TEXT = 40_000
MOST_ATTACHMENTS = 100
LARGEST_METADATA = 8_000
REACTION = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?")
TS = re.compile(r"\d{10}\.\d{6}")


def post_message(call: Call) -> dict[str, Any]:
    """chat.postMessage: put one message into a channel, a thread or a direct message."""
    text, blocks, attachments = _content(call)
    channel = _target(call)
    message = Message(
        ts="",
        user=call.token.user,
        text=rewrite_text(text),
        thread_ts=str(call.arguments.get("thread_ts") or "") or None,
        bot_id=call.token.bot_id,
        app_id=app_id_of(call.token.user) if call.token.bot_id else None,
        blocks=blocks,
        attachments=attachments,
        metadata=_metadata(call),
    )
    _dress(call, message)
    _check_thread(channel, message)
    if call.flag("reply_broadcast") and channel.find(message.thread_ts):
        message.subtype = "thread_broadcast"
    message.ts = call.workspace.world.next_ts()
    call.workspace.post(channel, message)
    shown = show_message(call.workspace, channel, message, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


def show_permalink(call: Call) -> dict[str, Any]:
    """chat.getPermalink: the address of one message."""
    channel = call.channel()
    message = channel.find(call.text("message_ts", "message_not_found"))
    if message is None:
        raise Refused("message_not_found")
    link = f"{call.workspace.url}archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def add_reaction(call: Call) -> dict[str, Any]:
    """reactions.add: one emoji of the caller under one message."""
    name = call.text("name", "invalid_name").strip(":")
    timestamp = call.text("timestamp", "no_item_specified")
    if not REACTION.fullmatch(name):
        raise Refused("invalid_name")
    if not TS.fullmatch(timestamp):
        raise Refused("bad_timestamp")
    channel = call.channel()
    if channel.archived:
        raise Refused("is_archived")
    if call.token.user not in channel.members:
        raise Refused("no_access")
    message = channel.find(timestamp)
    if message is None:
        raise Refused("message_not_found")
    users = message.reactions.setdefault(name, [])
    if call.token.user in users:
        raise Refused("already_reacted")
    users.append(call.token.user)
    return {}


def _content(call: Call) -> tuple[str, list[dict[str, Any]], list[dict[str, Any]]]:
    text = str(call.arguments.get("text") or "")
    markdown = str(call.arguments.get("markdown_text") or "")
    if text and markdown:
        raise Refused("markdown_text_conflict")
    blocks = parse_list(call, "blocks", "invalid_blocks_format")
    attachments = parse_list(call, "attachments", "invalid_form_data")
    if not (text or markdown or blocks or attachments):
        raise Refused("no_text")
    if len(text or markdown) > LONGEST_TEXT:
        raise Refused("msg_too_long")
    if len(attachments) > MOST_ATTACHMENTS:
        raise Refused("too_many_attachments")
    check_blocks(blocks, charts=call.workspace.charts)
    named = [
        {**block, "block_id": block.get("block_id", f"b{n}")} for n, block in enumerate(blocks)
    ]
    return text or markdown, named, attachments


def _target(call: Call) -> Channel:
    reference = call.text("channel", "channel_not_found")
    user = call.workspace.person(reference)
    if user is not None:
        return call.workspace.open_im(call.token.user, reference)[0]
    channel = call.workspace.find_channel(reference)
    member = channel is not None and call.token.user in channel.members
    if channel is None or (channel.private and not member):
        raise Refused("channel_not_found")
    if channel.archived:
        raise Refused("is_archived")
    if not member:
        raise Refused("not_in_channel")
    return channel


def _dress(call: Call, message: Message) -> None:
    """A name of the caller's own choice needs its own scope and makes an old-style bot post."""
    if not any(call.arguments.get(key) for key in ("username", "icon_url", "icon_emoji")):
        return
    call.need_scope("chat:write.customize")
    message.subtype = "bot_message"
    message.username = str(call.arguments.get("username") or "") or None


def _check_thread(channel: Channel, message: Message) -> None:
    parent = channel.find(message.thread_ts)
    if parent is not None and parent.is_reply:
        raise Refused("cannot_reply_to_message")


def _metadata(call: Call) -> dict[str, Any] | None:
    raw = call.arguments.get("metadata")
    if raw in (None, ""):
        return None
    content = _parsed(raw, "invalid_metadata_format")
    if not isinstance(content, dict) or not {"event_type", "event_payload"} >= set(content):
        raise Refused("invalid_metadata_format")
    payload = content.get("event_payload")
    if not isinstance(content.get("event_type"), str) or not isinstance(payload, dict):
        raise Refused("invalid_metadata_format")
    if not all(_is_flat(value) for value in payload.values()):
        raise Refused("invalid_metadata_schema")
    if len(json.dumps(content)) > LARGEST_METADATA:
        raise Refused("metadata_too_large")
    if call.token.kind != "bot":
        raise Refused("metadata_must_be_sent_from_app")
    return content


def _is_flat(value: object) -> bool:
    if isinstance(value, dict):
        return all(isinstance(inner, (str, int, float, bool)) for inner in value.values())
    return isinstance(value, (str, int, float, bool))


def parse_list(call: Call, name: str, otherwise: str) -> list[dict[str, Any]]:
    """An argument that is a list of objects, as JSON or written as JSON; empty when missing.

    Raises:
        Refused: With the code ``otherwise``: it is something else.
    """
    raw = call.arguments.get(name)
    if raw in (None, ""):
        return []
    content = _parsed(raw, otherwise)
    if not isinstance(content, list) or not all(isinstance(item, dict) for item in content):
        raise Refused(otherwise)
    return content


def _parsed(raw: object, otherwise: str) -> object:
    if not isinstance(raw, str):
        return raw
    try:
        return json.loads(raw)
    except ValueError as error:
        raise Refused(otherwise) from error
