"""Blocks and metadata: what the real Slack would not take, its stand-in does not take."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient

from standins.control import StandIns

Refusal = Callable[..., dict[str, Any]]
Block = dict[str, Any]

DIVIDER: Block = {"type": "divider"}


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text}


def section(text: str) -> Block:
    return {"type": "section", "text": mrkdwn(text)}


def fields(*some: Block) -> Block:
    return {"type": "section", "fields": list(some)}


def header(text: Block) -> Block:
    return {"type": "header", "text": text}


def context(*elements: Block) -> Block:
    return {"type": "context", "elements": list(elements)}


def button(text: str) -> Block:
    return {"type": "actions", "elements": [{"type": "button", "text": plain(text)}]}


def markdown(text: str) -> Block:
    return {"type": "markdown", "text": text}


def table(*rows: list[str]) -> Block:
    cells = [[{"type": "raw_text", "text": text} for text in row] for row in rows]
    return {"type": "table", "rows": cells}


def rich_text(*elements: Block) -> Block:
    return {"type": "rich_text", "elements": list(elements)}


def chart(content: Block, title: object = "Throughput") -> Block:
    return {"type": "data_visualization", "title": title, "chart": content}


def pie(*values: float, label: str = "x") -> Block:
    return {"type": "pie", "segments": [{"label": label, "value": value} for value in values]}


def axes(
    kind: str = "bar",
    *,
    series: list[str] | None = None,
    categories: list[str] | None = None,
    labels: list[str] | None = None,
    value: object = 1,
    **axis: object,
) -> Block:
    """A chart with axes; its series have one value for each category unless labelled else."""
    named = ["C12"] if categories is None else categories
    data = [{"label": one, "value": value} for one in (named if labels is None else labels)]
    return {
        "type": kind,
        "series": [{"name": name, "data": data} for name in series or ["Product"]],
        "axis_config": {"categories": named, **axis},
    }


def numbered(count: int) -> list[str]:
    return [f"C{number}" for number in range(count)]


SPOKEN = {"type": "rich_text_section", "elements": [{"type": "text", "text": "Hello"}]}

TAKEN = [
    ("50 blocks", [DIVIDER] * 50),
    ("a section of 3,000", [section("x" * 3000)]),
    ("10 fields of 1,000", [fields(*[mrkdwn("x" * 1000)] * 10)]),
    ("a header of 150", [header(plain("x" * 150))]),
    ("10 context elements", [context(*[mrkdwn("x")] * 10)]),
    ("a button of 75", [button("x" * 75)]),
    ("markdown of 12,000", [markdown("x" * 12_000)]),
    ("100 table rows", [table(*[["x"]] * 100)]),
    ("20 table cells", [table(["x"] * 20)]),
    ("rich text", [rich_text(SPOKEN)]),
    ("a line chart", [chart(axes("line", x_label="cycle", y_label="cards"))]),
    ("an area chart below zero", [chart(axes("area", value=-1.5))]),
    ("bars in 6 series", [chart(axes(series=numbered(6), categories=numbered(20)))]),
    ("a pie of 12", [chart(pie(*[0.5] * 12))]),
    ("two charts with long words", [chart(axes(categories=["x" * 20]), "x" * 50)] * 2),
    ("13,200 characters", [section("x" * 2640)] * 5),
]

REFUSED = [
    ("51 blocks", [DIVIDER] * 51),
    ("an unknown block", [{"type": "poem"}]),
    ("a block without a type", [{}]),
    ("a section of 3,001", [section("x" * 3001)]),
    ("an empty text", [section("")]),
    ("an empty section", [{"type": "section"}]),
    ("a section of a bare string", [{"type": "section", "text": "x"}]),
    ("11 fields", [fields(*[mrkdwn("x")] * 11)]),
    ("a field of 2,001", [fields(mrkdwn("x" * 2001))]),
    ("a header of 151", [header(plain("x" * 151))]),
    ("a header in mrkdwn", [header(mrkdwn("x"))]),
    ("11 context elements", [context(*[mrkdwn("x")] * 11)]),
    ("no context elements", [context()]),
    ("a button of 76", [button("x" * 76)]),
    ("two blocks of one id", [{**DIVIDER, "block_id": "a"}] * 2),
    ("a block_id of 256", [{**DIVIDER, "block_id": "x" * 256}]),
    ("markdown of 12,001", [markdown("x" * 12_001)]),
    ("two tables", [table(["x"]), table(["x"])]),
    ("101 table rows", [table(*[["x"]] * 101)]),
    ("21 table cells", [table(["x"] * 21)]),
    ("an empty table cell", [table(["x", ""])]),
    ("a table of 10,001 characters", [table(["x" * 10_001])]),
    ("rich text without parts", [rich_text()]),
    ("rich text with foreign parts", [rich_text(section("x"))]),
    ("rich text of bare strings", [rich_text({**SPOKEN, "elements": ["Hello"]})]),
    ("rich text without elements", [rich_text({"type": "rich_text_section"})]),
    ("rich text of no type", [rich_text({**SPOKEN, "elements": [{"text": "Hello"}]})]),
    ("a list of bare texts", [rich_text({**SPOKEN, "type": "rich_text_list"})]),
    ("a chart title of 51", [chart(pie(1), "x" * 51)]),
    ("a chart title that is no text", [chart(pie(1), plain("x"))]),
    ("three charts", [chart(pie(1))] * 3),
    ("a chart of another type", [chart(axes("scatter"))]),
    ("a chart block without a chart", [{"type": "data_visualization", "title": "x"}]),
    ("a pie of 13", [chart(pie(*[1] * 13))]),
    ("an empty slice", [chart(pie(1, 0))]),
    ("a slice called by 21 letters", [chart(pie(1, label="x" * 21))]),
    ("7 series", [chart(axes(series=numbered(7)))]),
    ("two series of one name", [chart(axes(series=["x", "x"]))]),
    ("a series called by 21 letters", [chart(axes(series=["x" * 21]))]),
    ("21 categories", [chart(axes(categories=numbered(21)))]),
    ("no categories", [chart(axes(categories=[]))]),
    ("a category of 21 letters", [chart(axes(categories=["x" * 21]))]),
    ("a value too few", [chart(axes(categories=["a", "b"], labels=["a"]))]),
    ("a value of another category", [chart(axes(categories=["a", "b"], labels=["a", "c"]))]),
    ("a value that is no number", [chart(axes(value="1"))]),
    ("an axis label of 51", [chart(axes(x_label="x" * 51))]),
    ("an axis called differently", [chart(axes(z_label="x"))]),
]


@pytest.mark.parametrize("blocks", [pytest.param(some, id=name) for name, some in TAKEN])
def test_slack_takes(bot: WebClient, blocks: list[Block]) -> None:
    posted = bot.chat_postMessage(channel="C0REPO", text="x", blocks=blocks)

    assert [one["type"] for one in posted["message"]["blocks"]] == [one["type"] for one in blocks]


@pytest.mark.parametrize("blocks", [pytest.param(some, id=name) for name, some in REFUSED])
def test_slack_refuses(bot: WebClient, refusal: Refusal, blocks: list[Block]) -> None:
    arguments = {"channel": "C0REPO", "text": "x", "blocks": json.dumps(blocks)}

    assert refusal(bot, "chat.postMessage", **arguments)["error"] == "invalid_blocks"
    assert bot.conversations_history(channel="C0REPO")["messages"] == []


def test_a_workspace_may_not_know_charts(
    bot: WebClient, refusal: Refusal, standins: StandIns
) -> None:
    standins.change_workspace(charts=False)
    blocks = json.dumps([DIVIDER, chart(pie(1))])

    answer = refusal(bot, "chat.postMessage", channel="C0REPO", text="x", blocks=blocks)

    assert answer["error"] == "invalid_blocks"
    bot.chat_postMessage(channel="C0REPO", text="x", blocks=[DIVIDER])


def test_all_blocks_together_have_a_limit_of_their_own(bot: WebClient, refusal: Refusal) -> None:
    blocks = json.dumps([section("x" * 2641)] * 5)

    answer = refusal(bot, "chat.postMessage", channel="C0REPO", text="x", blocks=blocks)

    assert answer["error"] == "msg_blocks_too_long"


def test_a_refusal_points_at_the_block(bot: WebClient, refusal: Refusal) -> None:
    blocks = json.dumps([DIVIDER, section("")])

    answer = refusal(bot, "chat.postMessage", channel="C0REPO", text="x", blocks=blocks)

    (sentence,) = answer["response_metadata"]["messages"]
    assert "1 to 3000 characters" in sentence
    assert "/blocks/1" in sentence


@pytest.mark.parametrize(
    ("metadata", "error"),
    [
        ({"event_payload": {}}, "invalid_metadata_format"),
        ({"event_type": "x"}, "invalid_metadata_format"),
        ({"event_type": "x", "event_payload": []}, "invalid_metadata_format"),
        ({"event_type": "x", "event_payload": {"a": {"b": {}}}}, "invalid_metadata_schema"),
        ({"event_type": "x", "event_payload": {"a": None}}, "invalid_metadata_schema"),
        ({"event_type": "x", "event_payload": {"a": "x" * 8000}}, "metadata_too_large"),
    ],
)
def test_metadata_is_small_and_flat(
    bot: WebClient, refusal: Refusal, metadata: Block, error: str
) -> None:
    arguments = {"channel": "C0REPO", "text": "x", "metadata": json.dumps(metadata)}

    assert refusal(bot, "chat.postMessage", **arguments)["error"] == error
