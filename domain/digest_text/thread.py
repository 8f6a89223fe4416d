"""A digest's thread holds every line that its parent message does not show."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from domain.digest_text.phrases import QUESTION_LIMIT, say_group, say_heading, say_line
from domain.digest_text.shown import figures
from domain.pages import CONTINUED, Group, paginate
from domain.slack_blocks import BLOCKS_LIMIT, TEXT_LIMIT, inert

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from domain.digest.records import Section
    from domain.digest_text.parent import Parent

NOTES_HEADING = "*Also to know*"
LINKS_HEADING = "*Links*"
# Paragraphs stand apart by an empty line, which costs one character more each.
REPLY_LIMIT = TEXT_LIMIT - BLOCKS_LIMIT


def lay_out_thread(parent: Parent) -> list[list[str]]:
    """Lay out the replies below a parent message: pages of paragraphs, none where all is said."""
    groups = [
        *(group for one in parent.shown for group in _rest(one.section, one.counts)),
        *(group for section in parent.moved for group in _whole(section)),
        Group(heading=NOTES_HEADING, rows=parent.notes),
        Group(heading=LINKS_HEADING, rows=parent.links),
    ]
    return [page for page in paginate(groups, REPLY_LIMIT, REPLY_LIMIT) if page]


def _rest(section: Section, counts: Sequence[int]) -> Iterator[Group]:
    """What the parent message left out of a section."""
    lists = [
        (group.title, tuple(say_line(line) for line in group.lines[count:]))
        for group, count in zip(section.groups, counts, strict=True)
    ]
    return _groups(_again(section), _again(section), lists)


def _whole(section: Section) -> Iterator[Group]:
    """A section that the parent message does not show."""
    lists = [
        (group.title, tuple(say_line(line) for line in group.lines)) for group in section.groups
    ]
    return _groups(say_heading(section), _again(section), [("", figures(section)), *lists])


def _groups(
    heading: str, again: str, lists: Iterable[tuple[str, tuple[str, ...]]]
) -> Iterator[Group]:
    """Set lists under one heading; one with a title begins a paragraph, others go on with it."""
    runs = groupby((one for one in lists if one[1]), key=itemgetter(0))
    for place, (title, run) in enumerate(runs):
        # Without a title of its own a list would seem to belong to the one before.
        top = "" if title else again
        yield Group(
            heading=_under(top if place else heading, title),
            rows=tuple(row for _, rows in run for row in rows),
            again=_under(again, title),
        )


def _again(section: Section) -> str:
    return f"*{inert(section.question, QUESTION_LIMIT)}*{CONTINUED}"


def _under(heading: str, title: str) -> str:
    return "\n".join(part for part in (heading, say_group(title)) if part)
