"""A digest as an HTML page that looks like Slack and loads nothing from elsewhere."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from string import Template
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from domain.digest.chart import from_json
from domain.words import count_words
from standins.page import STYLE
from standins.page.blocks import render_blocks
from standins.page.channels import avatar
from standins.page.mrkdwn import Names, render_mrkdwn
from tasks.pictures import draw_chart

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from domain.digest.records import Digest
    from domain.message import Message

AUTHOR = "Goalie"
PAGE = Template("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>$title</title>
<style>$style
main.preview { grid-template-columns: minmax(0, 1fr) minmax(0, 480px); max-width: 1280px;
  margin: 0 auto; }
@media (max-width: 900px) { main.preview { grid-template-columns: minmax(0, 1fr); } }
header .builder { margin-left: auto; color: #fff; text-decoration: underline; }
.picture { display: block; width: 100%; max-width: 440px; margin: 6px 0; border-radius: 8px;
  border: 1px solid var(--line); }
.count { color: var(--link); font-size: 13px; font-weight: 600; padding: 2px 16px 8px 62px; }
.refused { padding: 8px 16px; }
.refused summary { color: var(--soft); cursor: pointer; font-size: 13px; }
</style>
</head>
<body>
<header><b>$title</b><span>$size</span>
<a class="builder" href="$builder" rel="noreferrer">Block Kit Builder</a></header>
<main class="preview">
<section class="channel"><h2># $channel</h2>$parent</section>
<section class="channel"><h2>Thread<small># $channel</small></h2>$thread</section>
</main>
</body>
</html>
""")


def render_page(
    digest: Digest, messages: Sequence[Message], names: Mapping[str, str], builder: str
) -> str:
    """Render the messages of a digest as one HTML document.

    Args:
        digest: What the messages say.
        messages: The parent message first.
        names: Slack id → name of a person who is mentioned.
        builder: Address of the parent message in Slack's Block Kit Builder.
    """
    parent, *others = messages
    replies = [one for one in others if not one.if_charts_refused]
    shown = _names(digest, names)
    count = f'<div class="count">{_replies(len(replies))}</div>' if replies else ""
    thread = "".join(_message(one, shown) for one in replies)
    return PAGE.substitute(
        title=escape(f"{digest.ceremony.capitalize()} digest, cycle {digest.cycle}: preview"),
        style=STYLE,
        size=escape(f"{len(parent.text):,} characters, {count_words(len(parent.blocks), 'block')}"),
        builder=escape(builder),
        channel=escape(parent.channel.removeprefix("#")),
        parent=_message(parent, shown) + count,
        thread=(thread or '<p class="nothing">No reply.</p>') + _refused(others, shown),
    )


def _names(digest: Digest, names: Mapping[str, str]) -> Names:
    zone = digest.starts_at.tzinfo
    return Names(
        users=names,
        groups={},
        channels={},
        zone=zone if isinstance(zone, ZoneInfo) else ZoneInfo("UTC"),
    )


def _message(message: Message, names: Names) -> str:
    body = render_blocks(message.blocks, names) or render_mrkdwn(message.text, names)
    return (
        f'<div class="message">{avatar(AUTHOR, bot=True)}<div class="body">'
        f'<div class="by"><b>{AUTHOR}</b><span class="app">APP</span><time>not posted</time></div>'
        f'<div class="text">{body}{_picture(message)}</div></div></div>'
    )


def _picture(message: Message) -> str:
    if message.chart is None:
        return ""
    chart = from_json(message.chart)
    data = b64encode(draw_chart(chart)).decode()
    return f'<img class="picture" alt="{escape(chart.alt)}" src="data:image/png;base64,{data}">'


def _refused(others: Sequence[Message], names: Names) -> str:
    """What is posted besides, where Slack refuses the charts of the parent message."""
    pictures = "".join(_message(one, names) for one in others if one.if_charts_refused)
    if not pictures:
        return ""
    summary = "<summary>Only where Slack refuses the charts</summary>"
    return f'<details class="refused">{summary}{pictures}</details>'


def _replies(count: int) -> str:
    return f"{count} {'reply' if count == 1 else 'replies'}"
