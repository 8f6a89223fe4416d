"""All that is posted of a digest as one text, for golden files."""

from collections.abc import Sequence
from typing import Any

from domain.message import Message


def outline(message: Message) -> str:
    """The blocks of a message, a line each: kind, and how each of its texts begins."""
    return "\n".join(f"{block['type']}: {_begin(block)}" for block in message.blocks)


def _begin(block: Any) -> str:  # noqa: ANN401
    if block["type"] == "data_visualization":
        return f"{block['title']} ({block['chart']['type']})"
    texts = [block["text"]] if "text" in block else list(block["elements"])
    texts += block.get("fields", [])
    return " | ".join(text["text"].splitlines()[0] for text in texts)


def whole(messages: Sequence[Message]) -> str:
    """Everything a channel and its thread would show."""
    parent, *others = messages
    parts = [parent.text, f"--- blocks\n{outline(parent)}"]
    for reply in others:
        kind = "picture" if reply.chart else "reply"
        spare = ", only where charts are refused" if reply.if_charts_refused else ""
        parts.append(f"--- {kind} {reply.rung}{spare}\n{reply.text}")
    return "\n\n".join(parts)
