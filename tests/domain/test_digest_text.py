"""How a digest looks: what stands in the channel, what in the thread, what small."""

from dataclasses import replace

import pytest

from domain.digest.chart import Chart, from_json
from domain.digest.records import Digest, Group, Line, Section
from domain.digest_text import digest_markdown, render_digest
from domain.message import Message
from tests.builders_digest_text import (
    AGEING,
    BEFORE,
    BEGINS,
    BOARD,
    FLOW,
    SCATTER,
    THROUGHPUT,
    TREND,
    a_digest,
    a_line,
    a_section,
    rich_digest,
)
from tests.digest_outline import whole
from tests.golden_files import Golden


def render(digest: Digest) -> tuple[Message, ...]:
    return render_digest(digest, channel="#team", now=BEFORE)


def test_all_there_can_be_in_a_digest(golden: Golden) -> None:
    golden("digest_text.txt", whole(render(rich_digest())))
    golden("digest_text.md", digest_markdown(rich_digest()))


def test_the_parent_is_posted_before_the_ceremony_or_never() -> None:
    parent, *others = render(rich_digest())
    assert parent.key == "repo-management/digest/planning/7"
    assert parent.expires_at == BEGINS
    assert [reply.thread_of for reply in others] == [parent.key] * len(others)
    assert [reply.rung for reply in others] == ["page-1", "chart-throughput", "chart-ageing"]


def test_an_empty_digest_is_one_line() -> None:
    empty = a_digest(a_section("blocked"), a_section("carried", empty="carried over"))
    (message,) = render(empty)
    assert message.text == "*Planning of cycle 7* Nothing: blocked, carried over."
    (message,) = render(a_digest())
    assert message.text == "*Planning of cycle 7* Nothing to talk about."


def test_what_could_not_be_read_is_said_although_there_is_nothing_else() -> None:
    (message,) = render(a_digest(a_section("blocked"), notes=("The board could not be read.",)))
    assert message.text.endswith("Nothing: blocked.\n• The board could not be read.")


LINES = {
    "card": (
        a_line(7, "Clone", "late"),
        "• <https://github.com/acme/gitserver/issues/7|#7> Clone — late",
    ),
    "owner": (
        a_line(7, "Clone", owner="Ada Marin", url=""),
        "• #7 Clone — in progress for 12 days · Ada Marin",
    ),
    "who must act": (
        a_line(7, "Clone", mention="U0ADA", owner="Ada Marin", url=""),
        "• #7 Clone — in progress for 12 days · <@U0ADA>",
    ),
    "withheld title": (
        Line(label="customer#1", url="https://e.x", reason="late"),
        "• <https://e.x|customer#1> — late",
    ),
    "no issue": (
        Line(title="How do I clone?", url="https://e.x", reason="waits"),
        "• <https://e.x|How do I clone?> — waits",
    ),
    "a question": (Line(reason="What shall we keep?"), "• What shall we keep?"),
    "foreign": (
        Line(title="<!here> a&b\nc", reason="x"),
        "• &lt;!here&gt; a&amp;b c — x",
    ),
    "evil address": (Line(label="#7", url="javascript:alert(1)", reason="x"), "• #7 — x"),
}


@pytest.mark.parametrize("name", LINES)
def test_a_line_says_which_item_why_and_whose(name: str) -> None:
    line, said = LINES[name]
    parent, *_ = render(a_digest(a_section("a", groups=(Group(lines=(line,)),))))
    assert parent.text.splitlines()[-1] == said


def test_the_first_question_stays_whole_and_the_longest_lists_are_shortened_first() -> None:
    long = "x" * 110
    wide = tuple(
        a_section(key, groups=(Group(lines=tuple(a_line(n, long) for n in range(5)), shown=5),))
        for key in "abcdefg"
    )
    parent, *replies = render(a_digest(*wide))
    shown = [text.count("•") for text in parent.text.split("\n\n") if "What about" in text]
    assert shown == sorted(shown, reverse=True)
    assert shown[0] == 5
    assert shown[1] - shown[-1] == 1
    assert sum(shown) + sum(reply.text.count("•") for reply in replies) == 35


def test_a_first_question_that_alone_is_too_long_is_shortened_too() -> None:
    lines = tuple(a_line(n, "x" * 110) for n in range(30))
    parent, *_ = render(a_digest(a_section("a", groups=(Group(lines=lines, shown=30),))))
    assert 10 < parent.text.count("•") < 30


def test_a_section_that_does_not_fit_stands_in_the_thread_as_a_whole() -> None:
    figures = tuple("y" * 290 for _ in range(9))
    first, second = a_section("first", 2), a_section("second", 2, figures=figures, empty="the rest")
    parent, reply = render(a_digest(first, second, a_section("third", 2, figures=figures)))
    assert "What about second?" in parent.text
    assert "In the thread: third." in parent.text
    assert reply.text.startswith("*What about third?*  _Finish it_\n" + "y" * 290)


def test_streams_stand_side_by_side() -> None:
    groups = tuple(Group(title=name, lines=(a_line(7),)) for name in ("performance", "product"))
    parent, *_ = render(a_digest(a_section("queue", groups=groups)))
    block = parent.blocks[-1]
    assert [field["text"].splitlines()[0] for field in block["fields"]] == [
        "_performance_",
        "_product_",
    ]


@pytest.mark.parametrize(
    ("charts", "in_thread", "drawn", "spare", "pictures"),
    [
        ((THROUGHPUT,), False, ["throughput"], ["throughput"], []),
        (
            (FLOW, THROUGHPUT, TREND, replace(TREND, key="third", title="Third")),
            False,
            ["throughput", "trend"],
            ["throughput", "trend"],
            ["flow", "third"],
        ),
        ((AGEING, SCATTER), False, [], [], ["ageing", "cycle_time"]),
        ((THROUGHPUT,), True, [], [], ["throughput"]),
        ((replace(TREND, categories=("a",) * 6),), False, [], [], ["trend"]),
        ((replace(TREND, levels=(("85 %", 7.0),)),), False, [], [], ["trend"]),
    ],
)
def test_slack_draws_what_it_can_and_the_others_are_pictures(
    charts: tuple[Chart, ...],
    drawn: list[str],
    spare: list[str],
    pictures: list[str],
    *,
    in_thread: bool,
) -> None:
    sections: tuple[Section, ...] = tuple(
        a_section(chart.key, 1, chart=chart.key, in_thread=in_thread) for chart in charts
    )
    parent, *others = render(a_digest(*sections, charts=charts))
    titles = {chart.title: chart.key for chart in charts}
    native = [titles[b["title"]] for b in parent.blocks if b["type"] == "data_visualization"]
    assert native == drawn
    posted = [(m.rung.removeprefix("chart-"), m.if_charts_refused) for m in others if m.chart]
    assert [key for key, is_spare in posted if is_spare] == spare
    assert [key for key, is_spare in posted if not is_spare] == pictures


def test_a_picture_carries_its_chart_and_its_words() -> None:
    *_, picture = render(a_digest(a_section("a", 1, chart="ageing"), charts=(AGEING,)))
    assert picture.chart is not None
    assert from_json(picture.chart) == AGEING
    assert picture.text == f"*{AGEING.title}*: {AGEING.alt}"


def test_the_markdown_holds_every_line_and_its_charts_as_tables() -> None:
    markdown = digest_markdown(rich_digest())
    assert markdown.count("A longer title of card") == 18
    assert "| 4 | 5 | 6 | 3 | 1 | 0 |" in markdown
    assert f"[On the board]({BOARD})" in markdown
    assert "\\<!channel\\>" in markdown
