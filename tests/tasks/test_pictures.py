"""A chart of any kind, with anything in it, is a picture; the same chart is the same bytes."""

import os
import struct
import subprocess
import sys
import warnings
from dataclasses import replace
from pathlib import Path

import pytest

from domain.digest.chart import Chart, Point, Series
from tasks.pictures import draw_chart
from tests.builders_digest_text import AGEING, CHARTS, FLOW, SCATTER, THROUGHPUT

PNG = b"\x89PNG\r\n\x1a\n"


def size_of(picture: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", picture[16:24])
    return width, height


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.kind)
def test_every_kind_is_drawn_in_one_size_and_always_the_same(chart: Chart) -> None:
    picture = draw_chart(chart)
    assert picture.startswith(PNG)
    assert size_of(picture) == (1276, 814)
    assert b"tIME" not in picture
    assert b"Software" not in picture
    assert draw_chart(chart) == picture


def test_drawing_leaves_nothing_in_the_home_folder(tmp_path: Path) -> None:
    script = (
        "from tasks.pictures import draw_chart\n"
        "from tests.builders_digest_text import FLOW\n"
        "draw_chart(FLOW)\n"
    )
    outside = {k: v for k, v in os.environ.items() if k not in {"MPLCONFIGDIR", "XDG_CACHE_HOME"}}
    home = {"HOME": str(tmp_path), "PYTHONPATH": "."}
    subprocess.run([sys.executable, "-c", script], env=outside | home, check=True)
    assert list(tmp_path.iterdir()) == []


def test_another_chart_is_another_picture() -> None:
    more = replace(THROUGHPUT.series[0], values=(3, 4, 2, 5, 3, 4))
    other = replace(THROUGHPUT, series=(more, *THROUGHPUT.series[1:]))
    assert draw_chart(other) != draw_chart(THROUGHPUT)


ODD = {
    "six long names": replace(
        THROUGHPUT,
        series=tuple(
            Series(name=f"a delivery stream with a name, number {n}", values=(1,) * 6)
            for n in range(6)
        ),
    ),
    "formulas and emoji": replace(
        THROUGHPUT, title=r"$\frac{1$ 🏗 日本", categories=(r"$x", "🏗 Doing", "_", "a\nb", "", "$$")
    ),
    "nothing in it": replace(THROUGHPUT, categories=(), series=()),
    "one day": replace(FLOW, categories=("9 Nov",), series=(Series(name="Done", values=(0,)),)),
    "no card": replace(AGEING, points=(), bands=()),
    "no column": replace(AGEING, categories=()),
    "a crowd": replace(AGEING, points=tuple(Point(x=0, y=5, label=f"#{n}") for n in range(60))),
    "no category": replace(SCATTER, categories=()),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_charts_are_drawn_without_a_complaint(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert size_of(draw_chart(ODD[name])) == (1276, 814)
