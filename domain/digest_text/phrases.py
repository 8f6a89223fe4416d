"""The phrases of a digest in Slack: each is one inert line, whatever stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.slack_blocks import inert, link, mention_user, truncate
from domain.words import count_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from domain.digest.chart import Chart
    from domain.digest.records import Line, Section

# Characters once escaped; all of one line are far fewer than those of a section.
SENTENCE_LIMIT = 300
QUESTION_LIMIT = 150
TITLE_LIMIT = 120
LABEL_LIMIT = 60
OWNER_LIMIT = 60
HEADING_LIMIT = 60
NAMES_LIMIT = 300  # of the one line that names all empty sections


def say_line(line: Line) -> str:
    """Say which item and why; who must act is mentioned, and nobody else."""
    what = " ".join(part for part in _what(line) if part)
    why = inert(line.reason, SENTENCE_LIMIT)
    who = mention_user(line.mention) if line.mention else inert(line.owner, OWNER_LIMIT)
    said = " — ".join(part for part in (what, why) if part)
    return f"• {' · '.join(part for part in (said, who) if part)}"


def say_heading(section: Section) -> str:
    """Ask the question, and say what removes a line."""
    action = inert(section.action, SENTENCE_LIMIT)
    return f"*{inert(section.question, QUESTION_LIMIT)}*" + (f"  _{action}_" if action else "")


def say_group(title: str) -> str:
    """Name a group above its lines."""
    return f"_{inert(title, HEADING_LIMIT)}_" if title.strip() else ""


def say_more(count: int, address: str) -> str:
    """Say how many more there are: all on the live board, those that are named in the thread."""
    return link(address, f"+{count} more")


def say_nothing(sections: Iterable[Section]) -> str:
    """Name what there is nothing of, in one line."""
    names = ", ".join(section.empty for section in sections)
    return f"Nothing: {inert(names, NAMES_LIMIT)}." if names else ""


def say_in_thread(names: Iterable[str]) -> str:
    """Name what stands in the thread alone, in one line."""
    listed = ", ".join(names)
    return f"In the thread: {inert(listed, NAMES_LIMIT)}." if listed else ""


def say_withheld(count: int) -> str:
    """Say how many titles were replaced, without saying which."""
    if not count:
        return ""
    verb = "is" if count == 1 else "are"
    return f"{count_words(count, 'private title')} {verb} replaced by repository and number."


def say_chart(chart: Chart) -> str:
    """Say in words what a chart shows."""
    return f"*{inert(chart.title, HEADING_LIMIT)}*: {inert(chart.alt, SENTENCE_LIMIT)}"


def say_links(links: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Link each place by its name."""
    return tuple(link(address, truncate(name, HEADING_LIMIT)) for name, address in links)


def _what(line: Line) -> tuple[str, ...]:
    """Link the label, or the title of what has none."""
    label = truncate(" ".join(line.label.split()), LABEL_LIMIT)
    if label:
        return (link(line.url, label), inert(line.title, TITLE_LIMIT))
    title = truncate(" ".join(line.title.split()), TITLE_LIMIT)
    return (link(line.url, title),) if title else ()
