"""Messages as Slack shows them become records here: who, what, in which thread, with what under."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tasks.clients.slack.records import SlackShapeError, read_list

TS = re.compile(r"\d{10}\.\d{6}")
ESCAPES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownReaction:
    """One emoji under a message; ``users`` may be shorter than ``count``."""

    name: str
    users: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMessage:
    """One message as Slack shows it.

    Attributes:
        ts: Slack's identity of it within the channel.
        user: Slack id of the author; may be empty for an app.
        app: Id of the app that posted it, or of the bot where Slack names no app, or empty.
        text: Slack's markup; of a message without one, its attachments' texts or files' titles.
        subtype: Slack's subtype, or empty.
        thread_ts: The root of the thread it stands in, or empty.
        edited: Slack's ts of the last edit, or empty.
        reply_count: Replies below it; None where Slack does not say.
        latest_reply: Slack's ts of the newest of them, or empty.
        reactions: The emojis under it, names without skin tone.
    """

    ts: str
    user: str
    app: str
    text: str
    subtype: str
    thread_ts: str
    edited: str
    reply_count: int | None
    latest_reply: str
    reactions: tuple[ShownReaction, ...]

    @property
    def is_reply(self) -> bool:
        """Whether it stands below another message; a reply told to the channel too still does."""
        return bool(self.thread_ts) and self.thread_ts != self.ts

    @property
    def has_thread(self) -> bool:
        """Whether there are replies below it, or may be."""
        return self.thread_ts == self.ts and self.reply_count != 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePage:
    """One page of a channel or a thread; ``next_cursor`` is empty on the last."""

    messages: tuple[ShownMessage, ...]
    next_cursor: str
    has_more: bool


def read_page(answer: Any) -> MessagePage:  # noqa: ANN401  slack_sdk's answer
    """Read a page; one that has more but does not say where is no last page."""
    messages = tuple(read_message(entry) for entry in read_list(answer, "messages"))
    cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
    has_more = bool(answer.get("has_more"))
    if has_more and not cursor:
        raise SlackShapeError("Slack answered that there are more messages, but not where")
    return MessagePage(messages=messages, next_cursor=cursor, has_more=has_more)


def read_message(entry: dict[str, Any]) -> ShownMessage:
    """Read a message; one without its time stamp is of unknown shape."""
    ts = entry.get("ts")
    if not isinstance(ts, str) or not TS.fullmatch(ts):
        raise SlackShapeError("Slack answered with a message without its time stamp")
    count = entry.get("reply_count")
    return ShownMessage(
        ts=ts,
        user=str(entry.get("user") or ""),
        app=_app(entry),
        text=str(entry.get("text") or "") or "\n".join(_other_texts(entry)),
        subtype=str(entry.get("subtype") or ""),
        thread_ts=str(entry.get("thread_ts") or ""),
        edited=str((entry.get("edited") or {}).get("ts") or ""),
        reply_count=count if isinstance(count, int) else None,
        latest_reply=str(entry.get("latest_reply") or ""),
        reactions=_reactions(entry),
    )


def _app(entry: dict[str, Any]) -> str:
    profile = entry.get("bot_profile") or {}
    return str(entry.get("app_id") or profile.get("app_id") or entry.get("bot_id") or "")


def _other_texts(entry: dict[str, Any]) -> Iterator[str]:
    for attachment in entry.get("attachments") or ():
        if said := attachment.get("text") or attachment.get("fallback"):
            yield str(said)
    for file in entry.get("files") or ():
        # A title is plain text among markup.
        title = str(file.get("title") or file.get("name") or "a file")
        for plain, escaped in ESCAPES:
            title = title.replace(plain, escaped)
        yield title


def _reactions(entry: dict[str, Any]) -> tuple[ShownReaction, ...]:
    users: dict[str, dict[str, None]] = {}
    counts: dict[str, int] = {}
    for shown in read_list(entry, "reactions") if entry.get("reactions") else ():
        name = str(shown.get("name")).partition("::")[0]
        users.setdefault(name, {}).update(dict.fromkeys(shown.get("users") or ()))
        counts[name] = counts.get(name, 0) + int(shown.get("count") or 0)
    return tuple(
        ShownReaction(name=name, users=tuple(users[name]), count=counts[name]) for name in users
    )
