"""A digest as Markdown is whole: no limit cuts it, and its charts are tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.digest_text.phrases import say_withheld
from domain.markdown import cell, link, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from domain.digest.chart import Chart
    from domain.digest.records import Digest, Group, Line, Section

POINTS_SHOWN = 10  # of a chart of points, the highest


def digest_markdown(digest: Digest) -> str:
    """Write a digest for the Prefect artifact: every line, and what its charts show in tables."""
    paragraphs = [
        f"# {cell(digest.first_line)}",
        f"**{cell(digest.second_line)}**" if digest.second_line else "",
        *_sections(digest),
        _nothing(digest.sections),
        say_withheld(digest.withheld),
        _bullets(cell(note) for note in digest.notes),
        " · ".join(link(address, name) for name, address in digest.links),
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph) + "\n"


def chart_rows(chart: Chart) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """What a chart shows as the head and the rows of a small table, plain.

    Of a chart of points the bands and the highest points are told, or the table would be long.
    """
    if chart.series:
        head = (chart.x_label, *(series.name for series in chart.series))
        rows = [
            (category, *(f"{series.values[place]:g}" for series in chart.series))
            for place, category in enumerate(chart.categories)
        ]
        return head, rows
    highest = sorted(chart.points, key=lambda point: (-point.y, point.label))[:POINTS_SHOWN]
    points = [(point.label, f"{point.y:g}", "") for point in highest]
    bands = [
        (band.category, f"{band.p85:g}", f"half {band.p50:g}, 95 % {band.p95:g}")
        for band in chart.bands
    ]
    levels = [(name, f"{height:g}", "") for name, height in chart.levels]
    usual = [(f"{name}: 85 % at most", value, more) for name, value, more in bands]
    return ("What", chart.y_label, "Usual"), [*usual, *levels, *points]


def _sections(digest: Digest) -> Iterator[str]:
    charts = {chart.key: chart for chart in digest.charts}
    for section in digest.sections:
        if not section.is_empty:
            yield from _section(section)
        if chart := charts.pop(section.chart, None):
            yield from _chart(chart)
    for chart in charts.values():
        yield from _chart(chart)


def _section(section: Section) -> Iterator[str]:
    yield f"## {cell(section.question)}"
    yield f"*{cell(section.action)}*" if section.action else ""
    yield _bullets(cell(figure) for figure in section.figures)
    for group in section.groups:
        yield from _group(group)


def _group(group: Group) -> Iterator[str]:
    if group.lines:
        yield f"### {cell(group.title)}" if group.title else ""
        yield _bullets(_line(line) for line in group.lines)
        more = f"+{group.others} more on the board" if group.others else "On the board"
        yield link(group.more_url, more) if group.more_url else ""


def _line(line: Line) -> str:
    what = [link(line.url, line.label)] if line.label else []
    if line.title:
        what.append(cell(line.title) if line.label else link(line.url, line.title))
    said = " — ".join(part for part in (" ".join(what), cell(line.reason)) if part)
    return " · ".join(part for part in (said, cell(line.owner)) if part)


def _chart(chart: Chart) -> Iterator[str]:
    yield f"**{cell(chart.title)}.** {cell(chart.alt)}"
    head, rows = chart_rows(chart)
    yield table(head, rows) if rows else ""


def _nothing(sections: Iterable[Section]) -> str:
    names = ", ".join(section.empty for section in sections if section.is_empty)
    return f"Nothing: {cell(names)}." if names else ""


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
