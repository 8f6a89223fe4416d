"""Reading messages: conversations.history gives roots, conversations.replies one thread."""

import re
from collections.abc import Callable
from typing import Any

from standins.slack.call import Call, Refused
from standins.slack.conversations import need_channel_scope
from standins.slack.messages import show_message
from standins.slack.paging import cut_page, read_cursor, read_limit
from standins.slack.workspace import Channel, Message

MOST_PER_PAGE = 999
DEFAULT_HISTORY = 100
DEFAULT_REPLIES = 999
MOST_FOR_DISTRIBUTED = 15
TS = re.compile(r"\d{1,10}(\.\d{1,6})?")


def read_history(call: Call) -> dict[str, Any]:
    """conversations.history: roots and broadcast replies, newest first."""
    channel = call.channel()
    need_channel_scope(call, channel, "history")
    if call.token.user not in channel.members:
        raise Refused("not_in_channel")
    limit, inside = _limit(call, DEFAULT_HISTORY), _window(call)
    roots = [m for m in channel.messages if not m.is_reply or m.subtype == "thread_broadcast"]
    wanted = [message for message in reversed(roots) if inside(message)]
    start = read_cursor(call)
    wanted = [m for m in wanted if start is None or order(m.ts) <= order(start)]
    page, metadata = cut_page(wanted, limit, _ts)
    return {
        **_paged(call, channel, page, metadata),
        "pin_count": 0,
    }


def read_replies(call: Call) -> dict[str, Any]:
    """conversations.replies: the parent, then its replies, oldest first.

    The parent opens every page, as Slack repeats it, whatever the window and the cursor say.
    """
    channel = call.channel()
    need_channel_scope(call, channel, "history")
    if call.token.user not in channel.members:
        raise Refused("channel_not_found")
    limit, inside = _limit(call, DEFAULT_REPLIES), _window(call)
    parent = channel.find(call.text("ts", "thread_not_found"))
    if parent is None:
        raise Refused("thread_not_found")
    replies = [message for message in channel.replies_to(parent.ts) if inside(message)]
    start = read_cursor(call)
    replies = [m for m in replies if start is None or order(m.ts) >= order(start)]
    page, metadata = cut_page(replies, max(1, limit - 1), _ts)
    return _paged(call, channel, [parent, *page], metadata)


def order(ts: str) -> tuple[int, int]:
    """A time stamp as whole numbers, because a float would lose its last digits."""
    seconds, _, rest = ts.partition(".")
    return int(seconds), int(rest.ljust(6, "0") or 0)


def _paged(
    call: Call, channel: Channel, page: list[Message], metadata: dict[str, Any]
) -> dict[str, Any]:
    with_metadata = call.flag("include_all_metadata")
    shown = [
        show_message(call.workspace, channel, message, metadata=with_metadata) for message in page
    ]
    if not metadata["next_cursor"]:
        return {"messages": shown, "has_more": False}
    return {"messages": shown, "has_more": True, "response_metadata": metadata}


def _limit(call: Call, default: int) -> int:
    asked = read_limit(call, default=default, most=MOST_PER_PAGE, otherwise="invalid_arguments")
    return min(asked, MOST_FOR_DISTRIBUTED) if call.workspace.distributed_app else asked


def _window(call: Call) -> Callable[[Message], bool]:
    oldest, latest = _bound(call, "oldest"), _bound(call, "latest")
    inclusive = call.flag("inclusive")

    def inside(message: Message) -> bool:
        at = order(message.ts)
        after = oldest is None or at > oldest or (inclusive and at == oldest)
        before = latest is None or at < latest or (inclusive and at == latest)
        return after and before

    return inside


def _bound(call: Call, name: str) -> tuple[int, int] | None:
    raw = str(call.arguments.get(name) or "")
    if not raw:
        return None
    if not TS.fullmatch(raw):
        raise Refused(f"invalid_ts_{name}")
    return order(raw)


def _ts(message: Message) -> str:
    return message.ts
