"""Charts are drawn as Slack draws them: bars side by side, areas one before the other."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from standins.slack.chart_rules import faults_of

Block = Mapping[str, Any]

WIDTH, HEIGHT = 560, 270
LEFT, RIGHT, TOP, BOTTOM = 52, 10, 12, 46
COLOURS = ("#2f6de0", "#e8912d", "#2eb67d", "#a3338f", "#e01e5a", "#3a9fbf")
MORE_COLOURS = ("#8c6d1f", "#5c5f9e", "#7a8f2a", "#b0603a", "#4d7a78", "#8a8a8a")
TICKS = 4  # about as many lines across
LETTER = 6.4  # width of a letter of a category
GROUP = 0.72  # of a category's width, taken by its bars
RADIUS = 108
HALF_A_TURN = math.pi
ALMOST_ALL = 0.9999  # an arc from a point to itself would be nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Axes:
    """Where values and categories lie in the picture.

    Attributes:
        categories: Their names, from left to right.
        ticks: Values with a line across, from the lowest to the highest.
    """

    categories: Sequence[str]
    ticks: Sequence[float]

    @property
    def step(self) -> float:
        """Width of one category."""
        return (WIDTH - LEFT - RIGHT) / len(self.categories)

    def x(self, place: float) -> float:
        """Across: 0 is where the first category begins."""
        return LEFT + place * self.step

    def y(self, value: float) -> float:
        """Down, for a value."""
        low, high = self.ticks[0], self.ticks[-1]
        return TOP + (high - value) / (high - low) * (HEIGHT - TOP - BOTTOM)


def render_chart(block: Block) -> str:
    """One chart block as HTML; empty for a block that Slack would not take."""
    if any(faults_of(block)):
        return ""
    chart, title = block["chart"], escape(block["title"])
    is_pie = chart["type"] == "pie"
    inside = "".join(_pie(chart["segments"]) if is_pie else _with_axes(chart))
    label = f'role="img" aria-label="{title}"'
    return (
        f'<figure class="b-chart"><figcaption>{title}</figcaption>'
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" {label}>{inside}</svg>'
        f'<div class="legend">{"".join(_legend(chart))}</div></figure>'
    )


def _legend(chart: Mapping[str, Any]) -> Iterator[str]:
    if chart["type"] == "pie":
        total = sum(one["value"] for one in chart["segments"])
        shown = [f"{one['label']} {one['value'] / total:.0%}" for one in chart["segments"]]
    else:
        shown = [one["name"] for one in chart["series"]]
    for number, name in enumerate(shown):
        yield f'<span><i style="background:{_colour(number)}"></i>{escape(name)}</span>'


def _with_axes(chart: Mapping[str, Any]) -> Iterator[str]:
    config = chart["axis_config"]
    rows = [_values(one, config["categories"]) for one in chart["series"]]
    axes = Axes(
        categories=config["categories"],
        ticks=_ticks([value for row in rows for value in row], from_zero=chart["type"] != "line"),
    )
    yield from _grid(axes)
    if chart["type"] == "bar":
        yield from _bars(rows, axes)
    for number, row in enumerate(rows if chart["type"] != "bar" else ()):
        yield from _line(row, axes, _colour(number), filled=chart["type"] == "area")
    yield from _words(axes, config)


def _values(series: Mapping[str, Any], categories: Sequence[str]) -> list[float]:
    """The values of a series in the order of the categories."""
    known = {point["label"]: float(point["value"]) for point in series["data"]}
    return [known[category] for category in categories]


def _ticks(values: Sequence[float], *, from_zero: bool) -> list[float]:
    """Round numbers that hold all values between them."""
    low, high = min(values), max(values)
    if from_zero or low >= 0:
        low, high = min(low, 0), max(high, 0)
    rough = (high - low or 1) / TICKS
    unit = 10 ** math.floor(math.log10(rough))
    step = next(unit * nice for nice in (1, 2, 5, 10) if unit * nice >= rough)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [number * step for number in range(first, max(last, first + 1) + 1)]


def _grid(axes: Axes) -> Iterator[str]:
    for tick in axes.ticks:
        y = axes.y(tick)
        kind = "axis" if tick == 0 else "grid"
        yield f'<line class="{kind}" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield _text(LEFT - 6, y + 4, f"{tick:g}", "end")


def _bars(rows: Sequence[Sequence[float]], axes: Axes) -> Iterator[str]:
    width = GROUP / len(rows)
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            left = axes.x(place + (1 - GROUP) / 2 + number * width)
            top, bottom = sorted((axes.y(value), axes.y(0)))
            yield (
                f'<rect x="{left:.1f}" y="{top:.1f}" width="{max(width * axes.step - 1, 1):.1f}" '
                f'height="{bottom - top:.1f}" rx="1.5" fill="{_colour(number)}">'
                f"<title>{escape(axes.categories[place])}: {value:g}</title></rect>"
            )


def _line(row: Sequence[float], axes: Axes, colour: str, *, filled: bool) -> Iterator[str]:
    points = [(axes.x(place + 0.5), axes.y(value)) for place, value in enumerate(row)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    if filled:
        base = f"{axes.y(0):.1f}"
        corners = f"{points[0][0]:.1f},{base} {line} {points[-1][0]:.1f},{base}"
        yield f'<polygon points="{corners}" fill="{colour}" fill-opacity="0.75"/>'
    yield f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>'
    for x, y in points if not filled or len(points) == 1 else ():
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>'


def _words(axes: Axes, config: Mapping[str, Any]) -> Iterator[str]:
    """The categories, as many as there is room for, and what the axes are."""
    longest = max(len(category) for category in axes.categories)
    every = math.ceil((longest + 1) * LETTER / axes.step)
    for place, category in enumerate(axes.categories):
        if place % every == 0:
            yield _text(axes.x(place + 0.5), HEIGHT - BOTTOM + 16, category, "middle")
    middle = LEFT + (WIDTH - LEFT - RIGHT) / 2
    yield _text(middle, HEIGHT - 8, config.get("x_label", ""), "middle", "label")
    height = TOP + (HEIGHT - TOP - BOTTOM) / 2
    turned = _text(0, 0, config.get("y_label", ""), "middle", "label")
    yield f'<g transform="translate(12 {height:.1f}) rotate(-90)">{turned}</g>'


def _pie(segments: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    total, begun = sum(one["value"] for one in segments), 0.0
    for number, one in enumerate(segments):
        share = min(one["value"] / total, ALMOST_ALL)
        (x1, y1), (x2, y2) = _on_circle(begun), _on_circle(begun + share)
        yield (
            f'<path d="M{WIDTH / 2} {HEIGHT / 2} L{x1:.1f} {y1:.1f} A{RADIUS} {RADIUS} 0 '
            f'{int(share > 1 / 2)} 1 {x2:.1f} {y2:.1f}Z" fill="{_colour(number)}" class="slice">'
            f"<title>{escape(one['label'])}: {one['value']:g}</title></path>"
        )
        begun += share


def _on_circle(share: float) -> tuple[float, float]:
    """The point after a share of a turn, clockwise from the top."""
    angle = 2 * HALF_A_TURN * share
    return WIDTH / 2 + RADIUS * math.sin(angle), HEIGHT / 2 - RADIUS * math.cos(angle)


def _colour(number: int) -> str:
    return (COLOURS + MORE_COLOURS)[number]


def _text(x: float, y: float, text: str, anchor: str, kind: str = "tick") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} class="{kind}">{escape(text)}</text>' if text else ""
