"""A long list becomes pages that each fit into one message, with its headings repeated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.slack_blocks import SECTION_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterable

CONTINUED = " (continued)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Rows with one heading, all mrkdwn and escaped; a row is far shorter than a section."""

    heading: str
    rows: tuple[str, ...]


def paginate(groups: Iterable[Group], first: int, others: int) -> list[list[str]]:
    """Lay groups out on pages.

    Args:
        groups: What to lay out, in order.
        first: Characters that fit on the first page.
        others: Characters that fit on every other page.

    Returns:
        Pages of paragraphs; each paragraph fits into a section and begins with a heading. There
        is always one page.
    """
    pages: list[list[str]] = [[]]
    for group in groups:
        for position, row in enumerate(group.rows):
            page, limit = pages[-1], others if len(pages) > 1 else first
            if position and _fits(page, row, limit):
                page[-1] = f"{page[-1]}\n{row}"
                continue
            paragraph = f"{group.heading}{CONTINUED if position else ''}\n{row}"
            if page and _length(page) + len(paragraph) > limit:
                pages.append([paragraph])
            else:
                page.append(paragraph)
    return pages


def _fits(page: list[str], row: str, limit: int) -> bool:
    """Whether a row fits under the heading at the end of a page."""
    return len(page[-1]) + 1 + len(row) <= SECTION_LIMIT and _length(page) + 1 + len(row) <= limit


def _length(page: list[str]) -> int:
    return sum(len(paragraph) + 1 for paragraph in page)
