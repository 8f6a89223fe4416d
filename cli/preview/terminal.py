"""A digest on the terminal: its messages as people read them, its charts as bars or words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from domain.digest.chart import Chart, Series, from_json
from domain.mrkdwn import decode
from domain.slack_blocks import CHART_TITLE, truncate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rich.console import Console, RenderableType

    from domain.digest.records import Digest
    from domain.message import Block, Message

COLOURS = ("blue", "yellow", "green", "magenta", "cyan", "red")
WIDEST_BAR, NARROWEST_BAR = 40, 8
BLOCKS = "█▓▒░▚▗"
"""One for each series, so that they differ without colours too."""
INDENT = 2
SIDE_BY_SIDE = 110  # columns of a terminal from which on two lists stand side by side
_MARKUP = re.compile(r"<(https?://[^<>|]+)\|([^<>]*)>|<([^<>]*)>")
_STYLES = (
    (re.compile(r"(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])"), "bold"),
    (re.compile(r"(?<!\w)_(\S(?:[^_\n]*\S)?)_(?!\w)"), "italic"),
)


def print_messages(
    digest: Digest, messages: Sequence[Message], names: Mapping[str, str], console: Console
) -> None:
    """Print a digest's parent message, its replies indented, and its pictures below them."""
    parent, *others = messages
    charts = {truncate(chart.title, CHART_TITLE): chart for chart in digest.charts}
    console.print(Rule(Text(f"{parent.channel}", "bold"), align="left"))
    for block in parent.blocks:
        for piece in _block(block, names, charts, console.width):
            console.print(piece)
    for reply in others:
        if reply.if_charts_refused:
            continue
        console.print(Rule(Text("in the thread", "dim"), align="left", style="dim"))
        console.print(_indented(read_mrkdwn(reply.text, names)))
        if reply.chart is not None:
            console.print(_indented(chart_bars(from_json(reply.chart), console.width - INDENT)))


def read_mrkdwn(text: str, names: Mapping[str, str]) -> Text:
    """Turn Slack's markup into text for a terminal, with links where the terminal knows them."""
    read, at = Text(), 0
    for found in _MARKUP.finditer(text):
        read.append(decode(text[at : found.start()], names))
        if found[1]:
            read.append(decode(found[2], names), f"blue link {decode(found[1], names)}")
        else:
            read.append(decode(found[0], names), "blue" if found[3][:1] in "@!" else "")
        at = found.end()
    read.append(decode(text[at:], names))
    for pattern, style in _STYLES:
        read = _styled(read, pattern, style)
    return read


def chart_bars(chart: Chart, width: int) -> Text:
    """Draw a bar for each category; a chart of points stays words.

    Stacked series are pieces of one bar. Of lines the first is drawn, and how high the others
    are is said.
    """
    if not chart.series:
        return Text()
    stacked = chart.series[:1] if chart.kind == "line" else chart.series
    totals = [sum(values) for values in zip(*(one.values for one in stacked), strict=True)]
    margin = max(len(category) for category in chart.categories)
    figures = max(len(f"{total:g}") for total in totals)
    room = max(min(width - margin - figures - 2, WIDEST_BAR), NARROWEST_BAR)
    scale = room / max(*totals, 1.0)
    lines = [
        Text(f"{category:>{margin}} ").append(_bar(stacked, place, scale)).append(f" {total:g}")
        for place, (category, total) in enumerate(zip(chart.categories, totals, strict=True))
    ]
    lines += [_legend(stacked)] if len(stacked) > 1 else []
    lines += [Text(_say_height(one), "dim") for one in chart.series[len(stacked) :]]
    return Text("\n").join(lines)


def _bar(stacked: Sequence[Series], place: int, scale: float) -> Text:
    """Pieces end where their sums end, so that rounding never makes a bar too long."""
    bar, total = Text(), 0.0
    for series, block, colour in zip(stacked, BLOCKS, COLOURS, strict=False):
        begin = round(total * scale)
        total += series.values[place]
        bar.append(block * (round(total * scale) - begin), colour)
    return bar


def _legend(stacked: Sequence[Series]) -> Text:
    named = zip(stacked, BLOCKS, COLOURS, strict=False)
    return Text("  ").join(
        Text(block, colour).append(f" {series.name}", "dim") for series, block, colour in named
    )


def _say_height(line: Series) -> str:
    low, high = min(line.values), max(line.values)
    return f"{line.name}: {low:g}" + (f" to {high:g}" if high > low else "")


def _block(
    block: Block, names: Mapping[str, str], charts: Mapping[str, Chart], width: int
) -> Iterator[RenderableType]:
    kind = block["type"]
    if kind == "header":
        yield Text(block["text"]["text"], "bold underline")
    elif kind == "data_visualization":
        chart = charts[block["title"]]
        yield Text(chart.title, "bold")
        yield chart_bars(chart, width)
        return
    elif kind == "context":
        yield Text("\n").join(read_mrkdwn(e["text"], names) for e in block["elements"])
    else:
        yield read_mrkdwn(block["text"]["text"], names)
        yield from _fields([read_mrkdwn(f["text"], names) for f in block.get("fields", ())], width)
    yield Text()


def _fields(texts: Sequence[Text], width: int) -> Iterator[RenderableType]:
    if not texts or width < SIDE_BY_SIDE:
        yield from texts
        return
    grid = Table.grid(expand=True, padding=(0, 2, 0, 0))
    for _ in texts:
        grid.add_column(ratio=1)
    grid.add_row(*texts)
    yield grid


def _indented(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, INDENT), expand=False)


def _styled(text: Text, pattern: re.Pattern[str], style: str) -> Text:
    """Set what stands between two signs in a style, and drop the signs."""
    pieces, at = Text(), 0
    for found in pattern.finditer(text.plain):
        pieces.append(text[at : found.start()])
        inner = text[found.start(1) : found.end(1)]
        inner.stylize(style)
        pieces.append(inner)
        at = found.end()
    return pieces.append(text[at:])
