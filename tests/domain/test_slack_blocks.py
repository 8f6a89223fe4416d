"""Foreign text goes out inert and within Slack's limits."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.digest.chart import Series
from domain.slack_blocks import (
    BLOCKS_LIMIT,
    SECTION_LIMIT,
    data_visualization,
    escape,
    inert,
    link,
    sections,
    takes_chart,
    truncate,
)
from tests.builders_digest_text import TREND


@pytest.mark.parametrize(
    ("plain", "safe"),
    [
        ("<!channel>", "&lt;!channel&gt;"),
        ("<@U0ADA>", "&lt;@U0ADA&gt;"),
        ("a & b", "a &amp; b"),
        ("&lt;", "&amp;lt;"),
        ("plain", "plain"),
    ],
)
def test_foreign_text_is_made_inert(plain: str, safe: str) -> None:
    assert escape(plain) == safe


@given(st.text(max_size=60))
def test_no_escaped_text_can_mention_or_link(plain: str) -> None:
    assert not set("<>") & set(escape(plain))


@given(st.text(max_size=60), st.integers(1, 50))
def test_truncated_text_fits(plain: str, limit: int) -> None:
    assert len(truncate(plain, limit)) <= limit


@given(st.lists(st.integers(1, 4000).map("a ".__mul__), max_size=60))
def test_sections_stay_within_limits(paragraphs: list[str]) -> None:
    blocks = sections(paragraphs)
    assert len(blocks) <= BLOCKS_LIMIT
    assert all(len(block["text"]["text"]) <= SECTION_LIMIT for block in blocks)


def test_a_long_section_is_cut_between_lines_so_that_no_escape_breaks() -> None:
    line = "• " + "&lt;" * 20
    (block,) = sections(["\n".join([line] * 60)])
    text = block["text"]["text"]
    assert text.endswith("\n…")
    assert set(text.split("\n")[:-1]) == {line}


@given(st.text(alphabet="ab &<>\n", max_size=60), st.integers(6, 50))
def test_inert_text_is_one_short_line(plain: str, limit: int) -> None:
    safe = inert(plain, limit)
    assert len(safe) <= limit
    assert not set("<>\n") & set(safe)
    assert not re.search(r"&(?!(amp|lt|gt);)", safe)


@pytest.mark.parametrize(
    ("plain", "safe"),
    [
        ("Escape ``` in titles", "Escape ` in titles"),
        ("````text````", "`text`"),
        ("Use `git gc` there", "Use `git gc` there"),
        ("\u202egnp.exe\u2066", "gnp.exe"),
        ("\u2067\u2069", ""),
        ("مرحبا 👩\u200d🔬", "مرحبا 👩\u200d🔬"),
    ],
)
def test_inert_text_neither_begins_a_block_of_code_nor_turns_the_line(
    plain: str, safe: str
) -> None:
    assert inert(plain, 60) == safe


@pytest.mark.parametrize(
    ("address", "linked"),
    [
        ("https://e.x/a|b", "<https://e.x/a%7Cb|x&lt;>"),
        ("https://e.x/?q=a&b", "<https://e.x/?q=a&amp;b|x&lt;>"),
        ("", "x&lt;"),
        ("javascript:alert(1)", "x&lt;"),
        (f"https://e.x/{'y' * 600}", "x&lt;"),
    ],
)
def test_only_web_addresses_are_linked(address: str, linked: str) -> None:
    assert link(address, "x<") == linked


def test_a_chart_is_laid_out_as_slack_reads_it() -> None:
    assert data_visualization(TREND) == {
        "type": "data_visualization",
        "title": "Cards in progress",
        "chart": {
            "type": "line",
            "series": [
                {
                    "name": "in progress",
                    "data": [
                        {"label": str(n + 1), "value": value}
                        for n, value in enumerate((5, 6, 5, 7, 6, 8))
                    ],
                }
            ],
            "axis_config": {
                "categories": ["1", "2", "3", "4", "5", "6"],
                "x_label": "cycle",
                "y_label": "cards",
            },
        },
    }


CHANGES: dict[str, dict[str, object]] = {
    "points": {"kind": "scatter"},
    "areas, which it does not stack": {"kind": "area"},
    "no category": {"categories": (), "series": (Series(name="a", values=()),)},
    "too many categories": {
        "categories": tuple(map(str, range(21))),
        "series": (Series(name="a", values=(1.0,) * 21),),
    },
    "two of one name": {"categories": ("a" * 20 + "1", "a" * 20 + "2", *"cdef")},
    "an empty name": {"series": (Series(name=" ", values=(1.0,) * 6),)},
    "too many series": {"series": tuple(Series(name=n, values=(1.0,) * 6) for n in "abcdefg")},
    "no series": {"series": ()},
    "a value is missing": {"series": (Series(name="a", values=(1.0,)),)},
    "no number": {"series": (Series(name="a", values=(float("nan"),) * 6),)},
    "lines across": {"levels": (("85 %", 9.0),)},
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_chart_that_slack_would_refuse_is_not_sent(name: str) -> None:
    assert takes_chart(TREND)
    assert not takes_chart(replace(TREND, **CHANGES[name]))  # type: ignore[arg-type]
