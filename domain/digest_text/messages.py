"""A digest is a parent message, replies in its thread, and pictures of charts below them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from domain.digest.chart import to_json
from domain.digest_text.parent import lay_out
from domain.digest_text.phrases import SENTENCE_LIMIT, say_chart, say_nothing
from domain.digest_text.thread import lay_out_thread
from domain.message import Message
from domain.slack_blocks import inert, sections

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from domain.digest.chart import Chart
    from domain.digest.records import Digest

TOO_LATE = "This was written after it began: nobody could have read it in time."
NOTHING = "Nothing to talk about."


def render_digest(digest: Digest, *, channel: str, now: datetime) -> tuple[Message, ...]:
    """Write a digest for a channel.

    Foreign text is inert; nobody is mentioned but by ``Line.mention``. Each line stands in the
    parent message or in its thread, once.

    Args:
        digest: What to say.
        channel: Where to post it.
        now: The instant of the run; a digest written too late says so.

    Returns:
        The parent message, the replies in its thread, then the pictures of charts: those that
        Slack cannot draw, and those that are needed only where it refuses to.
    """
    notes = (*digest.notes, *((TOO_LATE,) if now >= digest.starts_at else ()))
    parent = Message(
        team=digest.team,
        kind="digest",
        subject=digest.occasion,
        channel=channel,
        text="",
        expires_at=digest.starts_at,
    )
    if not notes and not digest.charts and all(s.is_empty for s in digest.sections):
        line = _heartbeat(digest)
        return (replace(parent, text=line, blocks=sections([line])),)
    laid_out = lay_out(digest, notes)
    parent = replace(parent, text=laid_out.text, blocks=laid_out.blocks)
    pages = lay_out_thread(laid_out)
    return (parent, *_replies(parent, pages), *_pictures(parent, digest.charts, laid_out.charts))


def _heartbeat(digest: Digest) -> str:
    """One line, so that silence never means that nobody looked."""
    first = inert(digest.first_line, SENTENCE_LIMIT)
    return f"*{first}* {say_nothing(digest.sections) or NOTHING}"


def _replies(parent: Message, pages: Sequence[Sequence[str]]) -> Iterator[Message]:
    for number, page in enumerate(pages, start=1):
        text = "\n\n".join(page)
        yield replace(
            parent,
            rung=f"page-{number}",
            text=text,
            blocks=sections(page),
            thread_of=parent.key,
            expires_at=None,
        )


def _pictures(
    parent: Message, charts: Sequence[Chart], native: Collection[Chart]
) -> Iterator[Message]:
    for chart in charts:
        yield replace(
            parent,
            rung=f"chart-{chart.key}",
            text=say_chart(chart),
            blocks=(),
            thread_of=parent.key,
            chart=to_json(chart),
            if_charts_refused=chart in native,
            expires_at=None,
        )
