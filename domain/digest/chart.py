"""A chart is what it shows and what it says in words; how it is drawn is decided elsewhere."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

ChartKind = Literal["bar", "line", "area", "scatter", "ageing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One value for each category, stacked in a bar or area chart."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One card in a chart of points; ``x`` is the place of its category, or days."""

    x: float
    y: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """How old cards were that left a column: half, 85 % and 95 % of them no older (days)."""

    category: str
    p50: float
    p85: float
    p95: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One chart.

    Attributes:
        key: Unique in its digest, such as ``throughput``.
        title: At most 50 characters.
        alt: The chart in one or two sentences, for who does not see it.
        kind: ``bar`` and ``area`` are stacked; ``ageing`` is a column of points a category.
        categories: Names on the horizontal axis, at most 20, each at most 20 characters.
        series: At most 6, each with one value a category; none in charts of points.
        points: Of ``scatter`` and ``ageing``.
        bands: Of ``ageing``.
        levels: Name and height of horizontal lines, such as ``("85 %", 9.0)``.
        y_label: What is counted, such as ``days``.
        x_label: What the categories are, such as ``cycle``.
    """

    key: str
    title: str
    alt: str
    kind: ChartKind
    categories: tuple[str, ...] = ()
    series: tuple[Series, ...] = ()
    points: tuple[Point, ...] = ()
    bands: tuple[Band, ...] = ()
    levels: tuple[tuple[str, float], ...] = ()
    y_label: str = ""
    x_label: str = ""


def to_json(chart: Chart) -> dict[str, Any]:
    """Write a chart as plain JSON values.

    Raises:
        ValueError: It holds a number that JSON does not know, such as infinity.
    """
    values: dict[str, Any] = json.loads(json.dumps(asdict(chart), allow_nan=False))
    return values


def from_json(values: Mapping[str, Any]) -> Chart:
    """Read what ``to_json`` wrote."""
    return Chart(
        **{
            **values,
            "categories": tuple(values["categories"]),
            "series": tuple(
                Series(name=one["name"], values=tuple(one["values"])) for one in values["series"]
            ),
            "points": tuple(Point(**one) for one in values["points"]),
            "bands": tuple(Band(**one) for one in values["bands"]),
            "levels": tuple((name, height) for name, height in values["levels"]),
        }
    )
