"""What a digest's parent message shows is what fits; the first lines stay the longest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from domain.digest_text.phrases import (
    SENTENCE_LIMIT,
    say_group,
    say_heading,
    say_line,
    say_more,
)
from domain.slack_blocks import FIELD_LIMIT, fields, inert, sections

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.digest.records import Group, Section
    from domain.message import Block

SIDE_BY_SIDE = 2  # groups with titles that stand next to each other
LEAST = 2  # lines that a list keeps as long as its section is shown at all


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How much of one section the parent message shows.

    Attributes:
        section: The section; it has something to say.
        rows: For each group the lines that may be shown at most, as mrkdwn.
        counts: For each group how many of them are shown.
        least: For each group how many of them are shown at least.
    """

    section: Section
    rows: tuple[tuple[str, ...], ...]
    counts: tuple[int, ...]
    least: tuple[int, ...]

    @property
    def shortest(self) -> Shown:
        """The same with as few lines as it may have."""
        counts = tuple(
            min(count, least) for count, least in zip(self.counts, self.least, strict=True)
        )
        return replace(self, counts=counts)

    @property
    def spare(self) -> int:
        """The length of its longest list that may be shorter; 0 where none may."""
        pairs = zip(self.counts, self.least, strict=True)
        return max((count for count, least in pairs if count > least), default=0)

    def shortened(self) -> Shown:
        """The same with one line less in the last of its longest lists that may be shorter."""
        pairs = list(zip(self.counts, self.least, strict=True))
        place = max(
            (i for i, (count, least) in enumerate(pairs) if count > least),
            key=lambda i: (self.counts[i], i),
        )
        counts = (*self.counts[:place], self.counts[place] - 1, *self.counts[place + 1 :])
        return replace(self, counts=counts)

    @property
    def head(self) -> str:
        """The question and its figures."""
        return "\n".join((say_heading(self.section), *figures(self.section)))

    @property
    def columns(self) -> list[str]:
        """The groups that are not empty, each with its lines and how many more there are."""
        parts = zip(self.section.groups, self.rows, self.counts, strict=True)
        return [column(group, rows, count) for group, rows, count in parts if group.lines]

    @property
    def text(self) -> str:
        """The section as one paragraph."""
        return "\n".join((self.head, *self.columns))

    @property
    def block(self) -> Block:
        """The section as one block; two groups with titles stand side by side."""
        columns = self.columns
        titled = all(group.title for group in self.section.groups if group.lines)
        short = all(len(one) <= FIELD_LIMIT for one in columns)
        if len(columns) == SIDE_BY_SIDE and titled and short:
            return fields(self.head, columns)
        return sections([self.text])[0]


def show(section: Section, *, whole: bool = False) -> Shown:
    """Show as much of a section as it asks for.

    Args:
        section: The section.
        whole: Its lists may not be shortened.
    """
    rows = tuple(
        tuple(say_line(line) for line in group.lines[: group.shown]) for group in section.groups
    )
    counts = tuple(len(of_group) for of_group in rows)
    least = counts if whole else tuple(min(count, LEAST) for count in counts)
    return Shown(section=section, rows=rows, counts=counts, least=least)


def shorten(shown: Sequence[Shown]) -> list[Shown]:
    """Show one line less: of the longest list that may be shorter, the later of two."""
    place = max(range(len(shown)), key=lambda i: (shown[i].spare, i))
    return [*shown[:place], shown[place].shortened(), *shown[place + 1 :]]


def figures(section: Section) -> tuple[str, ...]:
    """The figures of a section, a line each."""
    return tuple(inert(figure, SENTENCE_LIMIT) for figure in section.figures)


def column(group: Group, rows: Sequence[str], count: int) -> str:
    """One group with its title, its first lines, and how many more there are."""
    more = len(group.lines) - count + group.others
    last = (say_more(more, group.more_url),) if more else ()
    title = say_group(group.title)
    return "\n".join((*((title,) if title else ()), *rows[:count], *last))
