"""A digest's parent message says what to decide within Slack's limits; the thread has the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from domain.digest_text.phrases import (
    SENTENCE_LIMIT,
    say_chart,
    say_in_thread,
    say_links,
    say_nothing,
    say_withheld,
)
from domain.digest_text.shown import Shown, shorten, show
from domain.slack_blocks import (
    CHARTS_LIMIT,
    HEADER_LIMIT,
    SECTION_LIMIT,
    TEXT_LIMIT,
    context,
    data_visualization,
    header,
    inert,
    sections,
    takes_chart,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from domain.digest.chart import Chart
    from domain.digest.records import Digest, Section
    from domain.message import Block

PARENT_BLOCKS = 25
SMALL_PRINT = 450  # characters of the notes, and of the links, that the parent message shows
THE_REST = "what is not shown above"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parent:
    """The parent message, and what is left for its thread.

    Attributes:
        text: The whole message as mrkdwn.
        blocks: The same as blocks, with the charts that Slack draws.
        shown: The sections that it shows, as far as it shows them.
        moved: The sections that stand in the thread alone.
        charts: Those that Slack draws in it.
        notes: Those that it does not show, as mrkdwn.
        links: Those that it does not show, as mrkdwn.
    """

    text: str
    blocks: tuple[Block, ...]
    shown: tuple[Shown, ...]
    moved: tuple[Section, ...]
    charts: tuple[Chart, ...]
    notes: tuple[str, ...]
    links: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether Slack takes it, and people read it."""
        return (
            len(self.text) <= TEXT_LIMIT
            and len(self.blocks) <= PARENT_BLOCKS
            and all(len(one.text) <= SECTION_LIMIT for one in self.shown)
        )


def lay_out(digest: Digest, notes: Sequence[str]) -> Parent:
    """Lay out the parent message of a digest that has something to say.

    The first question is shown whole; every other keeps its first lines, or stands in the thread
    as a whole, the last ones first; then the longest lists are shortened until all fits.

    Args:
        digest: The digest.
        notes: Its notes and whatever else to add to them, plain.
    """
    said = [one for one in digest.sections if not (one.in_thread or one.is_empty)]
    # A first question that alone is too long is shortened as the others are.
    shown = _first_ones(said, digest, notes, 1) or _first_ones(said, digest, notes, 0)
    parent = _compose(digest, shown, notes)
    while not parent.fits:
        shown = shorten(shown)
        parent = _compose(digest, shown, notes)
    return parent


def _first_ones(
    said: Sequence[Section], digest: Digest, notes: Sequence[str], whole: int
) -> list[Shown]:
    """As many of the first sections as fit when they are as short as they may be."""
    shown = [show(one, whole=place < whole) for place, one in enumerate(said)]
    while shown and not _compose(digest, [one.shortest for one in shown], notes).fits:
        shown.pop()
    return shown


def _compose(digest: Digest, shown: Sequence[Shown], notes: Sequence[str]) -> Parent:
    here = {one.section.key for one in shown}
    moved = tuple(s for s in digest.sections if s.key not in here and not s.is_empty)
    charts = _native(digest)
    said, unsaid = _split([f"• {inert(note, SENTENCE_LIMIT)}" for note in notes])
    linked, unlinked = _split(say_links(digest.links))
    is_cut = any(sum(s.counts) < sum(len(g.lines) for g in s.section.groups) for s in shown)
    pictures = [f"the chart “{chart.title}”" for chart in digest.charts if chart not in charts]
    names = [*(section.empty for section in moved), *pictures]
    names += [THE_REST] if is_cut or unsaid or unlinked else []
    small_print = (
        say_nothing(section for section in digest.sections if section.is_empty),
        say_in_thread(names),
        say_withheld(digest.withheld),
        *said,
    )
    parts = [
        *_head(digest),
        *_body(shown, charts),
        *_foot("\n".join(line for line in small_print if line)),
        *_foot(" · ".join(linked)),
    ]
    return Parent(
        text="\n\n".join(text for text, _ in parts if text),
        blocks=tuple(block for _, block in parts),
        shown=tuple(shown),
        moved=moved,
        charts=charts,
        notes=unsaid,
        links=unlinked,
    )


def _native(digest: Digest) -> tuple[Chart, ...]:
    """The charts that Slack draws in the parent message."""
    elsewhere = {section.chart for section in digest.sections if section.in_thread}
    drawn = [c for c in digest.charts if c.key not in elsewhere and takes_chart(c)]
    return tuple(drawn[:CHARTS_LIMIT])


def _head(digest: Digest) -> Iterator[tuple[str, Block]]:
    """The first sentence large, for who reads nothing else; then the others."""
    title, _, rest = " ".join(digest.first_line.split()).partition(". ")
    safe = inert(title, SENTENCE_LIMIT)
    is_short = len(title) <= HEADER_LIMIT
    yield f"*{safe}*", header(title) if is_short else sections([f"*{safe}*"])[0]
    said = " ".join(inert(words, SENTENCE_LIMIT) for words in (rest, digest.second_line)).strip()
    if said:
        yield said, sections([said])[0]


def _body(shown: Iterable[Shown], charts: Iterable[Chart]) -> Iterator[tuple[str, Block]]:
    """Sections in their order, each with its chart below; charts without one come last."""
    left = {chart.key: chart for chart in charts}
    for one in shown:
        yield one.text, one.block
        if chart := left.pop(one.section.chart, None):
            yield from _chart(chart)
    for chart in left.values():
        yield from _chart(chart)


def _chart(chart: Chart) -> Iterator[tuple[str, dict[str, Any]]]:
    """The chart with its words below it, which Slack's block has no place for."""
    yield "", data_visualization(chart)
    yield say_chart(chart), context(inert(chart.alt, SENTENCE_LIMIT))


def _foot(text: str) -> Iterator[tuple[str, Block]]:
    if text:
        yield text, context(text)


def _split(rows: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split into the first rows, as far as there is room for small print, and the others."""
    used = count = 0
    for row in rows:
        used += len(row) + len(" · ")
        count += used <= SMALL_PRINT
    return tuple(rows[:count]), tuple(rows[count:])
