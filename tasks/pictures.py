"""A chart becomes a picture here; the same chart is always the same bytes."""

from __future__ import annotations

import os
from io import BytesIO
from typing import TYPE_CHECKING

from domain.slack_blocks import truncate
from tasks.settings import PROJECT_FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from domain.digest.chart import Band, Chart, Point

# Slack shows a picture in a thread about 400 px wide: few inches and large letters stay readable.
INCHES = (5.8, 3.7)
DPI = 220
MARGIN = 0.1  # inches
LETTERS, SMALL = 10.0, 8.5  # points
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00")
"""Okabe and Ito's: people who confuse red and green tell them apart."""
INK, SOFT, GRID, PAPER = "#1d1c1d", "#616061", "#e4e3e5", "#ffffff"
LATE = "#d55e00"
BANDS = ("#cfe6f5", "#a5cfea", "#6fb1dc")
"""Of ageing: up to half, up to 85 %, up to 95 % of those before."""
BAND_WIDTH, BAR_WIDTH = 0.84, 0.66
SPREAD = 0.13  # between cards of one column that are about as old
LABELLED = 5  # points that are named, the highest
MOST_TICKS = 8
LEGEND_WIDTH, HANDLE_WIDTH, LONGEST_NAME = 76, 4, 20  # characters
HEADROOM = 1.12
TALL_ENOUGH = 1.0  # of an empty chart's axis


def draw_chart(chart: Chart) -> bytes:
    """Draw a chart of any kind as a PNG of a fixed size, about 1,280 by 810 pixels."""
    # Its list of fonts is kept in this folder, and nobody's own style changes the pictures.
    os.environ.setdefault("MPLCONFIGDIR", str(PROJECT_FOLDER / ".cache" / "matplotlib"))
    # It takes half a second to import, and most runs draw nothing.
    from matplotlib.figure import Figure  # noqa: PLC0415
    from matplotlib.layout_engine import ConstrainedLayoutEngine  # noqa: PLC0415

    layout = ConstrainedLayoutEngine(w_pad=MARGIN, h_pad=MARGIN)
    figure = Figure(figsize=INCHES, dpi=DPI, facecolor=PAPER, layout=layout)
    axes = figure.add_subplot()
    _style(axes, chart)
    DRAWN[chart.kind](axes, chart)
    _levels(axes, chart)
    _ground(axes, chart)
    _title(figure, chart)
    content = BytesIO()
    # Neither date nor version: they would make two pictures out of one chart.
    figure.savefig(content, format="png", metadata={"Software": None})
    return content.getvalue()


def _style(axes: Axes, chart: Chart) -> None:
    axes.set_facecolor(PAPER)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(SOFT)
    axes.tick_params(colors=INK, labelsize=LETTERS, length=0)
    axes.tick_params(axis="x", pad=7)  # clear of the 0 of the other axis
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.set_ylabel(_drawable(chart.y_label), fontsize=LETTERS, color=SOFT)
    axes.set_xlabel(_drawable(chart.x_label), fontsize=LETTERS, color=SOFT)


def _title(figure: Figure, chart: Chart) -> None:
    figure.suptitle(
        _drawable(chart.title), x=0.02, ha="left", fontsize=LETTERS + 2, weight="bold", color=INK
    )


def _bars(axes: Axes, chart: Chart) -> None:
    places = range(len(chart.categories))
    bottoms = [0.0] * len(chart.categories)
    for series, colour in zip(chart.series, COLOURS, strict=False):
        axes.bar(
            places,
            series.values,
            BAR_WIDTH,
            bottom=bottoms,
            color=colour,
            edgecolor=PAPER,
            linewidth=0.8,
        )
        bottoms = [low + value for low, value in zip(bottoms, series.values, strict=True)]
    for place, total in zip(places, bottoms, strict=True):
        axes.annotate(
            f"{total:g}",
            (place, total),
            (0, 2),
            textcoords="offset points",
            ha="center",
            fontsize=LETTERS,
            color=INK,
        )
    _name_series(axes, chart, COLOURS)
    _name_categories(axes, chart)


def _lines(axes: Axes, chart: Chart) -> None:
    places = range(len(chart.categories))
    for series, colour in zip(chart.series, COLOURS, strict=False):
        axes.plot(places, series.values, color=colour, linewidth=2, marker="o", markersize=4)
    _name_series(axes, chart, COLOURS)
    _name_categories(axes, chart)


def _areas(axes: Axes, chart: Chart) -> None:
    places = list(range(len(chart.categories)))
    axes.stackplot(
        places,
        *(series.values for series in chart.series),
        colors=COLOURS[: len(chart.series)],
        edgecolor=PAPER,
        linewidth=0.6,
    )
    axes.set_xlim(0, max(len(places) - 1, 1))
    _name_series(axes, chart, COLOURS)
    _name_categories(axes, chart)


def _scatter(axes: Axes, chart: Chart) -> None:
    axes.scatter(
        [point.x for point in chart.points],
        [point.y for point in chart.points],
        s=26,
        color=COLOURS[0],
        alpha=0.75,
        linewidths=0,
    )
    above = max((height for _, height in chart.levels), default=0.0)
    _name_points(axes, [(point.x, point) for point in chart.points if point.y > above])
    if chart.categories:
        _name_categories(axes, chart)


def _ageing(axes: Axes, chart: Chart) -> None:
    bands = {band.category: band for band in chart.bands}
    for place, category in enumerate(chart.categories):
        if band := bands.get(category):
            _draw_band(axes, place, band)
    places = list(_spread(chart.points))
    late = [_is_late(point, chart, bands) for point in chart.points]
    axes.scatter(
        places,
        [point.y for point in chart.points],
        s=38,
        color=[LATE if is_late else INK for is_late in late],
        edgecolors=PAPER,
        linewidths=0.8,
        zorder=3,
    )
    _name_points(axes, list(zip(places, chart.points, strict=True)))
    _name_categories(axes, chart)
    if bands:
        _name_patches(axes, ("half", "85 %", "95 % were no older"), BANDS)


def _draw_band(axes: Axes, place: int, band: Band) -> None:
    bottom = 0.0
    for top, colour in zip((band.p50, band.p85, band.p95), BANDS, strict=True):
        axes.bar(place, max(top - bottom, 0), BAND_WIDTH, bottom=bottom, color=colour, linewidth=0)
        bottom = max(top, bottom)


def _is_late(point: Point, chart: Chart, bands: dict[str, Band]) -> bool:
    """Whether a card is older than 85 % of those before it."""
    place = round(point.x)
    if not 0 <= place < len(chart.categories):
        return False
    band = bands.get(chart.categories[place])
    return band is not None and point.y > band.p85


def _spread(points: Sequence[Point]) -> Iterator[float]:
    """Set cards of one column that are about as old side by side."""
    taken: dict[tuple[int, int], int] = {}
    for point in points:
        spot = (round(point.x), round(point.y))
        nth = taken[spot] = taken.get(spot, -1) + 1
        sign = 1 if nth % 2 else -1
        yield point.x + max(min(sign * SPREAD * ((nth + 1) // 2), 0.4), -0.4)


def _name_points(axes: Axes, placed: Sequence[tuple[float, Point]]) -> None:
    """Name the highest points, those at one spot once; more names would cover each other."""
    spots: dict[tuple[int, float], list[tuple[float, str]]] = {}
    for x, point in placed:
        spots.setdefault((round(point.x), point.y), []).append((x, point.label))
    right = max((x for x, _ in placed), default=0.0)
    for (_, y), there in sorted(spots.items(), key=lambda spot: (-spot[0][1], spot[0]))[:LABELLED]:
        x, label = max(there)
        others = f" +{len(there) - 1}" if len(there) > 1 else ""
        before = x == right > 0
        axes.annotate(
            f"{_drawable(label)}{others}",
            (x, y),
            (-5 if before else 5, 0),
            textcoords="offset points",
            ha="right" if before else "left",
            va="center",
            fontsize=SMALL,
            color=INK,
            zorder=4,
        )


def _name_series(axes: Axes, chart: Chart, colours: Sequence[str]) -> None:
    if len(chart.series) > 1:
        _name_patches(axes, [series.name for series in chart.series], colours)


def _name_patches(axes: Axes, names: Sequence[str], colours: Sequence[str]) -> None:
    from matplotlib.patches import Patch  # noqa: PLC0415

    patches = [Patch(color=colour) for _, colour in zip(names, colours, strict=False)]
    shown = [truncate(_drawable(name), LONGEST_NAME) for name in names][: len(patches)]
    side_by_side = LEGEND_WIDTH // (max(map(len, shown), default=0) + HANDLE_WIDTH)
    axes.legend(
        patches,
        shown,
        loc="lower center",
        bbox_to_anchor=(0.5, 1.0),
        ncols=min(len(patches), side_by_side),
        frameon=False,
        fontsize=SMALL,
        labelcolor=INK,
        handlelength=1,
        handleheight=1,
        columnspacing=1.2,
        handletextpad=0.5,
    )


def _name_categories(axes: Axes, chart: Chart) -> None:
    step = -(-len(chart.categories) // MOST_TICKS) or 1
    places = list(range(0, len(chart.categories), step))
    axes.set_xticks(places, [_drawable(chart.categories[place]) for place in places])
    if chart.kind != "area":
        axes.set_xlim(-0.6, max(len(chart.categories) - 0.4, 0.6))


def _levels(axes: Axes, chart: Chart) -> None:
    for name, height in chart.levels:
        axes.axhline(height, color=SOFT, linewidth=1.2, linestyle=(0, (4, 3)), zorder=1.5)
        axes.annotate(
            _drawable(f"{name}: {height:g}"),
            (1.0, height),
            (4, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            va="center",
            fontsize=SMALL,
            color=SOFT,
        )


def _ground(axes: Axes, chart: Chart) -> None:
    """Begin at nothing, so that twice as high is twice as much, and count in whole numbers."""
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415

    sums = [sum(values) for values in zip(*(series.values for series in chart.series), strict=True)]
    singles = [value for series in chart.series for value in series.values]
    highest = max(
        (
            *(singles if chart.kind == "line" else sums),
            *(point.y for point in chart.points),
            *(band.p95 for band in chart.bands),
            *(height for _, height in chart.levels),
        ),
        default=0.0,
    )
    axes.set_ylim(0, max(highest * HEADROOM, TALL_ENOUGH))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))


def _drawable(plain: str) -> str:
    """Foreign text as the font can show it; a dollar sign begins no formula."""
    from matplotlib.font_manager import findfont, get_font  # noqa: PLC0415

    known = get_font(findfont("DejaVu Sans")).get_charmap()
    shown = "".join(letter for letter in plain if letter.isspace() or ord(letter) in known)
    return " ".join(shown.split()).replace("$", r"\$")


DRAWN: dict[str, Callable[[Axes, Chart], None]] = {
    "bar": _bars,
    "line": _lines,
    "area": _areas,
    "scatter": _scatter,
    "ageing": _ageing,
}
