"""Chart rules are what Slack checks before it draws a ``data_visualization`` block."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

KIND = "data_visualization"
MOST_IN_A_MESSAGE = 2
TITLE, LABEL, AXIS_LABEL = 50, 20, 50
MOST_SERIES, MOST_CATEGORIES, MOST_SEGMENTS = 6, 20, 12
AXES = frozenset({"bar", "line", "area"})


def faults_of(block: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with one block, a sentence each."""
    yield from _text(block.get("title"), TITLE, "a chart's title")
    yield from _unknown(block, {"type", "block_id", "title", "chart"}, "a chart block")
    chart = block.get("chart")
    if not isinstance(chart, dict):
        yield "a chart block needs a chart"
    elif chart.get("type") == "pie":
        yield from _pie(chart)
    elif chart.get("type") in AXES:
        yield from _axes(chart)
    else:
        yield "a chart must be of type line, bar, area or pie"


def _pie(chart: Mapping[str, Any]) -> Iterator[str]:
    yield from _unknown(chart, {"type", "segments"}, "a pie")
    segments = _objects(chart.get("segments"), MOST_SEGMENTS)
    if not segments:
        yield f"a pie needs 1 to {MOST_SEGMENTS} segments"
        return
    for segment in segments:
        yield from _text(segment.get("label"), LABEL, "a label")
        if not _is_number(segment.get("value")) or segment["value"] <= 0:
            yield "a segment's value must be above 0"


def _axes(chart: Mapping[str, Any]) -> Iterator[str]:
    yield from _unknown(chart, {"type", "series", "axis_config"}, "a chart")
    axis, series = chart.get("axis_config"), _objects(chart.get("series"), MOST_SERIES)
    if not isinstance(axis, dict):
        yield "a chart needs an axis_config"
        return
    yield from _axis(axis)
    if not series:
        yield f"a chart needs 1 to {MOST_SERIES} series"
        return
    names = [str(one.get("name")) for one in series]
    if len(set(names)) < len(names):
        yield "the names of series must be unique"
    for one in series:
        yield from _series(one, axis.get("categories"))


def _axis(axis: Mapping[str, Any]) -> Iterator[str]:
    yield from _unknown(axis, {"categories", "x_label", "y_label"}, "an axis_config")
    categories = axis.get("categories")
    if not isinstance(categories, list) or not 1 <= len(categories) <= MOST_CATEGORIES:
        yield f"a chart needs 1 to {MOST_CATEGORIES} categories"
        return
    for category in categories:
        yield from _text(category, LABEL, "a category")
    if len(set(map(str, categories))) < len(categories):
        yield "the categories must be unique"
    for key in ("x_label", "y_label"):
        if key in axis:
            yield from _text(axis[key], AXIS_LABEL, f"an {key}")


def _series(series: Mapping[str, Any], categories: object) -> Iterator[str]:
    yield from _unknown(series, {"name", "data"}, "a series")
    yield from _text(series.get("name"), LABEL, "the name of a series")
    data = _objects(series.get("data"), MOST_CATEGORIES)
    if not data:
        yield f"a series needs 1 to {MOST_CATEGORIES} values"
        return
    labels = [point.get("label") for point in data]
    if not isinstance(categories, list) or sorted(map(str, labels)) != sorted(map(str, categories)):
        yield "a series must have one value for each category"
    if not all(_is_number(point.get("value")) for point in data):
        yield "a value must be a number"


def _objects(value: object, most: int) -> list[dict[str, Any]]:
    """A list of so many objects at most; empty where it is none."""
    if not isinstance(value, list) or len(value) > most:
        return []
    return value if all(isinstance(one, dict) for one in value) else []


def _is_number(value: object) -> bool:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number and math.isfinite(float(str(value)))


def _text(value: object, longest: int, what: str) -> Iterator[str]:
    if not isinstance(value, str) or not 1 <= len(value) <= longest:
        yield f"{what} must be a text of 1 to {longest} characters"


def _unknown(value: Mapping[str, Any], known: set[str], what: str) -> Iterator[str]:
    for key in sorted(set(value) - known):
        yield f"{what} has no {key}"
