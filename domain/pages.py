"""A long list becomes pages that each fit into one message, with its headings repeated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.slack_blocks import BLOCKS_LIMIT, SECTION_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterable

CONTINUED = " (continued)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Rows with one heading, all mrkdwn and escaped; a row is far shorter than a section.

    Attributes:
        heading: Above the rows; it may have several lines.
        rows: In order.
        again: Above the rows on every further page; the heading, marked, without it.
    """

    heading: str
    rows: tuple[str, ...]
    again: str = ""


def paginate(groups: Iterable[Group], first: int, others: int) -> list[list[str]]:
    """Lay groups out on pages.

    Args:
        groups: What to lay out, in order.
        first: Characters that fit on the first page.
        others: Characters that fit on every other page.

    Returns:
        Pages of paragraphs, no more than a message has blocks; each paragraph fits into a section
        and begins with a heading. There is always one page.
    """
    pages: list[list[str]] = [[]]
    for group in groups:
        for position, row in enumerate(group.rows):
            page, limit = pages[-1], others if len(pages) > 1 else first
            if position and _fits(page, row, limit):
                page[-1] = f"{page[-1]}\n{row}"
                continue
            again = group.again or f"{group.heading}{CONTINUED}"
            paragraph = f"{again if position else group.heading}\n{row}".lstrip("\n")
            if page and (len(page) == BLOCKS_LIMIT or length(page) + len(paragraph) > limit):
                pages.append([paragraph])
            else:
                page.append(paragraph)
    return pages


def length(paragraphs: Iterable[str]) -> int:
    """How many characters the paragraphs have as one text, each on lines of its own."""
    return sum(len(paragraph) + 1 for paragraph in paragraphs)


def _fits(page: list[str], row: str, limit: int) -> bool:
    """Whether a row fits under the heading at the end of a page."""
    return len(page[-1]) + 1 + len(row) <= SECTION_LIMIT and length(page) + 1 + len(row) <= limit
