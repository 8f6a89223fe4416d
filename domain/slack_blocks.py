"""All of Slack's markup, limits and escaping are here; content comes in plain and goes out safe."""

from __future__ import annotations

import re
from itertools import accumulate
from math import isfinite
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from domain.digest.chart import Chart

SECTION_LIMIT = 3000  # characters of one section's text
FIELD_LIMIT = 2000  # characters of one of a section's fields
HEADER_LIMIT = 150  # characters of a header
BLOCKS_LIMIT = 40  # of the 50 Slack allows
TEXT_LIMIT = 3500  # characters of a parent message
ADDRESS_LIMIT = 600  # characters of an address that is linked; longer ones are text alone

CODE_BLOCK = re.compile("`{3,}")
DIRECTIONS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Signs that turn the direction of what follows them; right-to-left letters need none."""

CHART_KINDS = frozenset({"bar", "line"})  # areas it lays over each other instead of stacking them
CHARTS_LIMIT = 2  # in one message
CHART_TITLE, CHART_LABEL = 50, 20  # characters of a chart's title, of each name in it
CHART_CATEGORIES, CHART_SERIES = 20, 6


def escape(plain: str) -> str:
    """Make foreign plain text inert: no mention, link or date in it survives."""
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def mention_user(user_id: str) -> str:
    """Mention a person, who is notified."""
    return f"<@{user_id}>"


def link(address: str, plain: str) -> str:
    """Link foreign plain text to an address; without an address it is text alone."""
    safe = escape("".join(address.split())).replace("|", "%7C")
    if not safe.startswith(("https://", "http://")) or len(safe) > ADDRESS_LIMIT:
        return escape(plain)
    return f"<{safe}|{escape(plain)}>"


def date(instant: datetime, fallback: str) -> str:
    """Write an instant that each reader sees in their own zone; old clients see the fallback."""
    shown = "{date_short_pretty} at {time}"
    return f"<!date^{int(instant.timestamp())}^{shown}|{escape(fallback)}>"


def truncate(plain: str, limit: int) -> str:
    """Cut plain text to a length; always before escaping."""
    return plain if len(plain) <= limit else f"{plain[: limit - 1]}…"


def inert(plain: str, limit: int) -> str:
    """Make foreign plain text one inert line of at most so many characters once it is escaped.

    Nothing in it reaches beyond the line, as a block of code would, or turns the rest of it around.
    """
    line = " ".join(CODE_BLOCK.sub("`", plain.translate(DIRECTIONS)).split())
    safe = escape(line)
    if len(safe) <= limit:
        return safe
    lengths = accumulate(len(escape(character)) for character in line)
    kept = sum(1 for total in lengths if total < limit)
    return f"{escape(line[:kept])}…"


def header(plain: str) -> dict[str, Any]:
    """Lay out one large line of plain text, which Slack never reads as markup."""
    shown = truncate(" ".join(plain.split()), HEADER_LIMIT)
    return {"type": "header", "text": {"type": "plain_text", "text": shown, "emoji": False}}


def fields(text: str, columns: Sequence[str]) -> dict[str, Any]:
    """Lay mrkdwn texts out side by side, two in a row, under a text of their own."""
    return {
        "type": "section",
        "text": _mrkdwn(text, SECTION_LIMIT),
        "fields": [_mrkdwn(column, FIELD_LIMIT) for column in columns],
    }


def sections(paragraphs: Iterable[str]) -> tuple[dict[str, Any], ...]:
    """Lay each mrkdwn paragraph out as a section block, within Slack's limits.

    Paragraphs come in escaped; one that is too long is cut at a line's end.
    """
    blocks = [
        {"type": "section", "text": _mrkdwn(paragraph, SECTION_LIMIT)} for paragraph in paragraphs
    ]
    return tuple(blocks[:BLOCKS_LIMIT])


def context(text: str) -> dict[str, Any]:
    """Lay out a small grey line of mrkdwn."""
    return {"type": "context", "elements": [_mrkdwn(text, SECTION_LIMIT)]}


def takes_chart(chart: Chart) -> bool:
    """Whether Slack draws this chart itself; it refuses the whole message over one fault."""
    names = [_label(series.name) for series in chart.series]
    categories = [_label(category) for category in chart.categories]
    return (
        chart.kind in CHART_KINDS
        and not chart.levels
        and 1 <= len(names) <= CHART_SERIES
        and 1 <= len(categories) <= CHART_CATEGORIES
        and all(_are_distinct(labels) for labels in (names, categories))
        and all(len(series.values) == len(categories) for series in chart.series)
        and all(isfinite(value) for series in chart.series for value in series.values)
    )


def data_visualization(chart: Chart) -> dict[str, Any]:
    """Lay out a chart that Slack draws; only one that ``takes_chart`` agrees to.

    Slack sets bars of several series side by side.
    """
    categories = [_label(category) for category in chart.categories]
    axes: dict[str, Any] = {"categories": categories}
    for key, name in (("x_label", chart.x_label), ("y_label", chart.y_label)):
        if name:
            axes[key] = truncate(name, CHART_TITLE)
    drawn = [
        {
            "name": _label(one.name),
            "data": [
                {"label": category, "value": value}
                for category, value in zip(categories, one.values, strict=True)
            ],
        }
        for one in chart.series
    ]
    return {
        "type": "data_visualization",
        "title": truncate(chart.title, CHART_TITLE),
        "chart": {"type": chart.kind, "series": drawn, "axis_config": axes},
    }


def _label(plain: str) -> str:
    return truncate(" ".join(plain.split()), CHART_LABEL)


def _are_distinct(labels: Sequence[str]) -> bool:
    return all(labels) and len(set(labels)) == len(labels)


def _mrkdwn(text: str, limit: int) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": _cut(text, limit)}


def _cut(text: str, limit: int) -> str:
    """Cut at the last whole line, so that no escape or mention is cut in two."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 2].rpartition("\n")[0] or text[: limit - 2].rpartition(" ")[0]
    return f"{kept}\n…"
