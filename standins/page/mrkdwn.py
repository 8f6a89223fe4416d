"""Slack's mrkdwn becomes HTML here; whatever is not markup Slack knows stays visible text."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape, unescape
from zoneinfo import ZoneInfo

from standins.page.emoji import EMOJI

KEPT = "\x00"  # stands around the number of a piece that is HTML already
CODE = re.compile(r"```\n?(.*?)\n?```|`([^`\n]+)`", re.DOTALL)
MARKUP = re.compile(r"<([@#!]|https?://|mailto:)([^<>|]+)(?:\|([^<>]*))?>")
STYLES = [
    (re.compile(r"(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])"), r"<b>\1</b>"),
    (re.compile(r"(?<!\w)_(\S(?:[^_\n]*\S)?)_(?!\w)"), r"<i>\1</i>"),
    (re.compile(r"(?<![\w~])~(\S(?:[^~\n]*\S)?)~(?![\w~])"), r"<s>\1</s>"),
]
QUOTE = re.compile(r"(?:^&gt; ?.*(?:\n|$))+", re.MULTILINE)
NAMED_EMOJI = re.compile(r":([a-z0-9_+-]+)(?:::skin-tone-[2-6])?:")
DATE_PARTS = {
    "{date_num}": "%Y-%m-%d",
    "{date}": "%-d %B %Y",
    "{date_pretty}": "%-d %B %Y",
    "{date_short}": "%-d %b %Y",
    "{date_short_pretty}": "%-d %b %Y",
    "{date_long}": "%A, %-d %B %Y",
    "{date_long_pretty}": "%A, %-d %B %Y",
    "{time}": "%H:%M",
    "{time_secs}": "%H:%M:%S",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What ids mean to a reader, and the zone the reader is in."""

    users: Mapping[str, str]
    groups: Mapping[str, str]
    channels: Mapping[str, str]
    zone: ZoneInfo

    def mention(self, sign: str, key: str) -> str:
        """A mention as HTML: ``@`` for a person, ``&`` for a group, ``#`` for a channel."""
        names = {"@": self.users, "&": self.groups, "#": self.channels}[sign]
        shown = "#" if sign == "#" else "@"
        return f'<span class="mention">{shown}{escape(names.get(key, key))}</span>'

    def local(self, unix: float) -> datetime:
        """An instant on the reader's clock."""
        return datetime.fromtimestamp(unix, UTC).astimezone(self.zone)


def render_mrkdwn(text: str, names: Names) -> str:
    """Text with Slack's markup as safe HTML."""
    pieces: list[str] = []

    def keep(piece: str) -> str:
        pieces.append(piece)
        return f"{KEPT}{len(pieces) - 1}{KEPT}"

    marked = CODE.sub(lambda match: keep(_code(match)), text.replace(KEPT, ""))
    marked = MARKUP.sub(lambda match: keep(_markup(match, names)), marked)
    styled = _styled(escape(unescape(marked), quote=False))
    return _put_back(styled, pieces)


def render_plain(text: str) -> str:
    """Plain text as safe HTML, with emoji names shown as emoji."""
    return NAMED_EMOJI.sub(_emoji, escape(text, quote=False)).replace("\n", "<br>")


def show_emoji(name: str) -> str:
    """An emoji by name, or its name between colons; the name is its tool tip."""
    named = f":{escape(name)}:"
    return f'<span title="{named}">{EMOJI.get(name.partition("::")[0], named)}</span>'


def _styled(text: str) -> str:
    for pattern, replacement in STYLES:
        text = pattern.sub(replacement, text)
    text = NAMED_EMOJI.sub(_emoji, text)
    text = QUOTE.sub(_quote, text)
    return text.replace("\n", "<br>")


def _quote(match: re.Match[str]) -> str:
    lines = [line.removeprefix("&gt;").lstrip(" ") for line in match.group().splitlines()]
    return f"<blockquote>{'<br>'.join(lines)}</blockquote>"


def _put_back(text: str, pieces: list[str]) -> str:
    restore: Callable[[re.Match[str]], str] = lambda match: pieces[int(match.group(1))]  # noqa: E731
    return re.sub(f"{KEPT}(\\d+){KEPT}", restore, text)


def _code(match: re.Match[str]) -> str:
    block, inline = match.groups()
    if inline is not None:
        return f"<code>{_verbatim(inline)}</code>"
    return f"<pre>{_verbatim(block)}</pre>"


def _verbatim(text: str) -> str:
    return escape(unescape(re.sub(r"<(https?://[^<>|]+)(?:\|[^<>]*)?>", r"\1", text)), quote=False)


def _markup(match: re.Match[str], names: Names) -> str:
    sign, rest, label = match.groups()
    if sign in ("@", "#"):
        return names.mention(sign, rest)
    if sign == "!":
        return _command(rest, label, names)
    address = unescape(sign + rest)
    return render_link(address, unescape(label) if label else address)


def render_link(address: str, label: str) -> str:
    """A link that can only lead to a web page or a mail program."""
    if not address.startswith(("http://", "https://", "mailto:")):
        return escape(label)
    return f'<a href="{escape(address)}" rel="noreferrer">{escape(label)}</a>'


def _command(rest: str, label: str | None, names: Names) -> str:
    kind, _, arguments = rest.partition("^")
    if kind == "subteam":
        return names.mention("&", arguments)
    if kind == "date":
        return escape(_date(arguments, label or "", names))
    return f'<span class="mention loud">@{escape(label or kind)}</span>'


def _date(arguments: str, fallback: str, names: Names) -> str:
    unix, _, form = arguments.partition("^")
    if not unix.isdecimal():
        return fallback
    local, shown = names.local(int(unix)), form.partition("^")[0]
    for part, pattern in DATE_PARTS.items():
        shown = shown.replace(part, local.strftime(pattern))
    return shown


def _emoji(match: re.Match[str]) -> str:
    name = match.group(1)
    return show_emoji(name) if name in EMOJI else match.group()
