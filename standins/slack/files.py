"""A file reaches Slack in three steps: an address to upload to, the bytes, the message."""

from typing import Any

from aiohttp import web

from standins.slack.block_rules import check_blocks
from standins.slack.call import Call, Refused
from standins.slack.chat import parse_list
from standins.slack.messages import rewrite_text
from standins.slack.stored_file import StoredFile
from standins.slack.workspace import Channel, Message, Workspace, app_id_of

UPLOAD = "/slack/upload/v1/{file}"
LONGEST_ALT_TEXT = 1_000
MOST_CHANNELS = 100


def get_upload_url(call: Call) -> dict[str, Any]:
    """files.getUploadURLExternal: an id for a file, and where to send its bytes."""
    name = call.text("filename", "missing_argument")
    length = call.text("length", "missing_argument")
    if not length.isdecimal() or int(length) == 0:
        raise Refused("missing_argument")
    alt_text = str(call.arguments.get("alt_txt") or "")
    if len(alt_text) > LONGEST_ALT_TEXT:
        raise Refused("alt_txt_too_large")
    workspace = call.workspace
    file = StoredFile(
        id=f"F0{len(workspace.files) + 1:08}",
        user=call.token.user,
        name=name,
        length=int(length),
        created=workspace.unix_now,
        alt_text=alt_text,
    )
    workspace.files[file.id] = file
    address = call.request.url.origin().with_path(UPLOAD.format(file=file.id))
    return {"upload_url": str(address), "file_id": file.id}


async def take_upload(workspace: Workspace, request: web.Request) -> web.Response:
    """The address of an upload: takes the bytes, raw or as a form, and no token."""
    file = workspace.files.get(request.match_info["file"])
    if file is None or file.is_complete:
        return web.Response(status=404, text="no such upload")
    content = await _bytes_of(request)
    if len(content) != file.length:
        return web.Response(status=400, text="not as long as announced")
    file.content = content
    return web.Response(text=f"OK - {len(content)}")


async def _bytes_of(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    files = [one for one in (await request.post()).values() if isinstance(one, web.FileField)]
    return files[0].file.read() if files else b""


def complete_upload(call: Call) -> dict[str, Any]:
    """files.completeUploadExternal: show uploaded files in channels or a thread.

    As in Slack, the answer does not say where: the message may come later.
    """
    wanted = parse_list(call, "files", "invalid_form_data")
    if not wanted:
        raise Refused("invalid_form_data")
    files = [_uploaded(call, str(one.get("id"))) for one in wanted]
    blocks = parse_list(call, "blocks", "invalid_blocks")
    check_blocks(blocks, charts=call.workspace.charts)
    channels = _channels(call)
    for file, one in zip(files, wanted, strict=True):
        file.title, file.is_complete = str(one.get("title") or ""), True
    for channel in channels:
        call.workspace.share(channel, _message(call, files, blocks))
    return {"files": [file.show(call.workspace.team_id) for file in files]}


def _uploaded(call: Call, file_id: str) -> StoredFile:
    file = call.workspace.files.get(file_id)
    if file is None or file.content is None or file.is_complete:
        raise Refused("file_not_found")
    if file.user != call.token.user:
        raise Refused("access_denied")
    return file


def _channels(call: Call) -> list[Channel]:
    named = f"{call.arguments.get('channel_id') or ''},{call.arguments.get('channels') or ''}"
    ids = list(dict.fromkeys(filter(None, named.split(","))))
    if len(ids) > MOST_CHANNELS:
        raise Refused("channels_limit_exceeded")
    return [_channel(call, channel_id) for channel_id in ids]


def _channel(call: Call, channel_id: str) -> Channel:
    channel = call.workspace.channels.get(channel_id)
    is_member = channel is not None and call.token.user in channel.members
    if channel is None or (channel.private and not is_member):
        raise Refused("channel_not_found")
    if channel.archived:
        raise Refused("posting_to_channel_denied")
    if not is_member:
        raise Refused("not_in_channel")
    return channel


def _message(call: Call, files: list[StoredFile], blocks: list[dict[str, Any]]) -> Message:
    comment = str(call.arguments.get("initial_comment") or "")
    return Message(
        ts="",
        user=call.token.user,
        text=rewrite_text(comment),
        thread_ts=str(call.arguments.get("thread_ts") or "") or None,
        subtype="file_share",
        bot_id=call.token.bot_id,
        app_id=app_id_of(call.token.user) if call.token.bot_id else None,
        blocks=[] if comment else blocks,
        files=[file.show(call.workspace.team_id) for file in files],
    )
