"""What people wrote in Slack is quoted as the words they saw, and pings nobody again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.mrkdwn import decode, excerpt
from domain.slack_blocks import escape

NAMES = {"U0ADA": "Ada Marin"}


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        ("hello", "hello"),
        ("<@U0ADA> please", "@Ada Marin please"),
        ("<@U0ADA|ada.m> please", "@Ada Marin please"),
        ("<@U0NEW> please", "@somebody please"),
        ("<@U0NEW|new.one> please", "@new.one please"),
        ("<@W0GRID> please", "@somebody please"),
        ("<!subteam^S0SUPPORT|@repo-management-support>", "@repo-management-support"),
        ("<!subteam^S0SUPPORT>", "@group"),
        ("<!here>", "@here"),
        ("<!channel|channel>", "@channel"),
        ("<!everyone>", "@everyone"),
        ("<!date^1794218400^{date} {time}|9 Nov 10:00>", "9 Nov 10:00"),
        ("<!date^1794218400^{date}>", "a date"),
        ("<#C0REPO|repo-management>", "#repo-management"),
        ("<#C0REPO>", "#channel"),
        ("<#C0REPO|>", "#channel"),
        ("<https://a.example/?x=1&amp;y=2>", "https://a.example/?x=1&y=2"),
        ("<https://a.example|the &lt;docs&gt;>", "the <docs>"),
        ("<mailto:ada@acme.example|ada@acme.example>", "ada@acme.example"),
        ("<mailto:ada@acme.example>", "ada@acme.example"),
        ("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"),
        ("&amp;lt;", "&lt;"),
        ("&lt;!channel&gt;", "<!channel>"),
        ("a < b", "a < b"),
        ("<>", ""),
    ],
)
def test_markup_becomes_what_people_saw(markup: str, plain: str) -> None:
    assert decode(markup, NAMES) == plain


@pytest.mark.parametrize(
    ("markup", "line"),
    [
        ("two\n\n  lines ", "two lines"),
        ("*bold* and _slanted_ and ~gone~", "bold and slanted and gone"),
        ("snake_case_name and 2*3*4", "snake_case_name and 2*3*4"),
        ("run `rm -rf` or ```x```", "run rm -rf or x"),
        ("a lot of words here", "a lot of…"),
    ],
)
def test_an_excerpt_is_one_short_line(markup: str, line: str) -> None:
    limit = 10 if line.endswith("…") else 80
    assert excerpt(markup, NAMES, limit).replace(" …", "…") == line


MARKUP = st.lists(
    st.sampled_from(["<", ">", "!", "@", "|", "&lt;", "&gt;", "&amp;", "channel", "U0ADA", "^"])
).map("".join)


@given(MARKUP)
def test_what_was_decoded_pings_nobody_once_escaped(markup: str) -> None:
    assert not set("<>") & set(escape(decode(markup, NAMES)))
