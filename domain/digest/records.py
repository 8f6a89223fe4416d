"""A digest in content alone: questions, what answers them, what to do; no markup."""

from dataclasses import dataclass
from datetime import datetime

from domain.digest.chart import Chart
from domain.team.digests import CeremonyName


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One item and the one reason why it is named.

    Attributes:
        label: ``#301``, or ``customer#1201`` where it is not the team's main repository; ``""``
            for what is no issue.
        title: Plain foreign text that may be shown; ``""`` where it was withheld.
        url: Where it leads, or ``""``.
        reason: Why it is here, plain.
        mention: Slack id of a person who must act before the ceremony, or ``""``.
        owner: Whose it is, plain, or ``""``.
    """

    label: str = ""
    title: str = ""
    url: str = ""
    reason: str = ""
    mention: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Lines under a small heading, such as a delivery stream; the heading may be empty.

    Attributes:
        title: Plain.
        lines: All that are named, the most important first.
        shown: How many stand in the parent message; the rest is in the thread.
        more_url: The live board, filtered to what the lines are about, or ``""``.
        others: How many more there are, on the board alone.
    """

    title: str = ""
    lines: tuple[Line, ...] = ()
    shown: int = 5
    more_url: str = ""
    others: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One question with what answers it.

    Attributes:
        key: Unique in its digest, such as ``carried_over``.
        question: With a question mark, plain.
        action: What removes a line from here, as an imperative; ``""`` where there is nothing.
        figures: Sentences with a baseline, plain.
        groups: Items.
        empty: What one says where there is nothing: a short noun phrase such as ``blocked``,
            for the one line at the end that names all empty sections.
        in_thread: Whether the whole section stands in the thread, never in the parent.
        chart: Key of the chart that belongs to it, or ``""``.
    """

    key: str
    question: str
    action: str = ""
    figures: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    empty: str
    in_thread: bool = False
    chart: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether it has nothing to say."""
        return not self.figures and not any(group.lines for group in self.groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What a team reads before one ceremony.

    Attributes:
        team: Name of the team file.
        ceremony: Which.
        cycle: Number of the cycle.
        occasion: ``planning/7``, and ``planning/7+1`` for one held once more: part of its key.
        starts_at: When the ceremony begins.
        first_line: Ceremony, cycle, window in local time, data as of: plain.
        second_line: The decisions to take, counted: plain.
        sections: In their order, empty ones too.
        charts: Those that the sections name, in order.
        links: Name and address: board, tracking issues, guidelines.
        withheld: How many titles of private repositories were replaced.
        notes: A sentence for each thing that is missing or moved, plain.
    """

    team: str
    ceremony: CeremonyName
    cycle: int
    occasion: str
    starts_at: datetime
    first_line: str
    second_line: str
    sections: tuple[Section, ...]
    charts: tuple[Chart, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    withheld: int = 0
    notes: tuple[str, ...] = ()
