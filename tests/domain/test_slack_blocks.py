"""Foreign text goes out inert and within Slack's limits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.slack_blocks import BLOCKS_LIMIT, SECTION_LIMIT, escape, sections, truncate


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
