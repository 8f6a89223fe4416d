"""All of Slack's markup, limits and escaping are here; content comes in plain and goes out safe."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

SECTION_LIMIT = 3000  # characters of one section's text
BLOCKS_LIMIT = 40  # of the 50 Slack allows
TEXT_LIMIT = 3500  # characters of a parent message


def escape(plain: str) -> str:
    """Make foreign plain text inert: no mention, link or date in it survives."""
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def mention_user(user_id: str) -> str:
    """Mention a person, who is notified."""
    return f"<@{user_id}>"


def link(address: str, plain: str) -> str:
    """Link foreign plain text to an address; without an address it is text alone."""
    return f"<{escape(address).replace('|', '%7C')}|{escape(plain)}>" if address else escape(plain)


def date(instant: datetime, fallback: str) -> str:
    """Write an instant that each reader sees in their own zone; old clients see the fallback."""
    shown = "{date_short_pretty} at {time}"
    return f"<!date^{int(instant.timestamp())}^{shown}|{escape(fallback)}>"


def truncate(plain: str, limit: int) -> str:
    """Cut plain text to a length; always before escaping."""
    return plain if len(plain) <= limit else f"{plain[: limit - 1]}…"


def sections(paragraphs: Iterable[str]) -> tuple[dict[str, Any], ...]:
    """Lay each mrkdwn paragraph out as a section block, within Slack's limits.

    Paragraphs come in escaped; one that is too long is cut at a line's end.
    """
    blocks = [
        {"type": "section", "text": {"type": "mrkdwn", "text": _cut(paragraph, SECTION_LIMIT)}}
        for paragraph in paragraphs
    ]
    return tuple(blocks[:BLOCKS_LIMIT])


def context(text: str) -> dict[str, Any]:
    """Lay out a small grey line of mrkdwn."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": _cut(text, SECTION_LIMIT)}]}


def _cut(text: str, limit: int) -> str:
    """Cut at the last whole line, so that no escape or mention is cut in two."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 2].rpartition("\n")[0] or text[: limit - 2].rpartition(" ")[0]
    return f"{kept}\n…"
