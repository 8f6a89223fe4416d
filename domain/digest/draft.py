"""Drafts of sections become sections by one rule: what was named once is not named again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from domain.digest.records import Group, Line, Section

SHOWN = 5
"""Lines of one section in the parent message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line that a section would like to have.

    Attributes:
        subject: What it is about, the same wherever that is named; ``""`` is about nothing else.
        line: As it would stand there.
        is_withheld: Whether the title was replaced.
    """

    subject: str
    line: Line
    is_withheld: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftGroup:
    """Entries under a small heading, the most important first.

    Attributes:
        title: Plain, or ``""``.
        entries: All of them.
        more_url: The live board, filtered to what they are about, or ``""``.
        others: How many more there are, on the board alone.
    """

    title: str = ""
    entries: tuple[Entry, ...] = ()
    more_url: str = ""
    others: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A section before it is known what earlier sections name; attributes as in Section.

    Attributes:
        key: As in Section.
        question: As in Section.
        action: As in Section.
        figures: As in Section.
        groups: With all entries the section would like to have.
        empty: As in Section.
        in_thread: As in Section.
        chart: As in Section.
        shown: Lines in the parent message, over all groups.
        shown_of_each: Lines of one group in the parent message.
    """

    key: str
    question: str
    action: str = ""
    figures: tuple[str, ...] = ()
    groups: tuple[DraftGroup, ...] = ()
    empty: str
    in_thread: bool = False
    chart: str = ""
    shown: int = SHOWN
    shown_of_each: int = SHOWN

    @property
    def says_something(self) -> bool:
        """Whether it has figures or entries, named before or not."""
        return bool(self.figures) or any(group.entries for group in self.groups)


def settle(drafts: Iterable[Draft]) -> tuple[tuple[Section, ...], int]:
    """Give every subject to the first section that names it.

    Args:
        drafts: In the order in which they are read.

    Returns:
        The sections in the same order, empty ones too, and how many titles were withheld.
    """
    named: set[str] = set()
    sections, withheld = [], 0
    for draft in drafts:
        wanted = len({entry.subject for group in draft.groups for entry in group.entries})
        groups = []
        for group in draft.groups:
            kept = _claim(group.entries, named)
            withheld += sum(entry.is_withheld for entry in kept)
            groups.append(_group(group, kept))
        sections.append(_section(draft, groups, wanted))
    return tuple(sections), withheld


def _claim(entries: Iterable[Entry], named: set[str]) -> list[Entry]:
    kept = []
    for entry in entries:
        if entry.subject in named:
            continue
        kept.append(entry)
        if entry.subject:
            named.add(entry.subject)
    return kept


def _group(draft: DraftGroup, kept: Sequence[Entry]) -> Group:
    lines = tuple(entry.line for entry in kept)
    return Group(title=draft.title, lines=lines, more_url=draft.more_url, others=draft.others)


def _section(draft: Draft, groups: Sequence[Group], wanted: int) -> Section:
    """A section whose cards are all named above is not empty, and says so."""
    filled = [group for group in groups if group.lines]
    above = (f"{wanted} named above.",) if wanted and not filled else ()
    shown = _share([min(len(g.lines), draft.shown_of_each) for g in filled], draft.shown)
    return Section(
        key=draft.key,
        question=draft.question,
        action=draft.action,
        figures=(*draft.figures, *above),
        groups=tuple(replace(g, shown=n) for g, n in zip(filled, shown, strict=True)),
        empty=draft.empty,
        in_thread=draft.in_thread,
        chart=draft.chart,
    )


def _share(lengths: Sequence[int], room: int) -> list[int]:
    """Share the room out one by one, so that no group is hidden by the one before it."""
    shown = [0] * len(lengths)
    while room and any(given < wanted for given, wanted in zip(shown, lengths, strict=True)):
        for index, wanted in enumerate(lengths):
            if room and shown[index] < wanted:
                shown[index] += 1
                room -= 1
    return shown
