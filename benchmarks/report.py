"""What was measured is a chapter of tables, shown in a terminal and written as Markdown alike."""

import platform
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from os import cpu_count

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table as RichTable

_NUMBER = re.compile(r"([+-]?\d[\d.]*)?")
HELD, OVER = "held", "over"
"""What a verdict column says of a bound."""

_HEAD = """\
# What a run costs

`make bench` wrote this file. It measures against the stand-ins, over HTTP, with a Prefect server of
its own. Requests are counted exactly and are the same everywhere; seconds and megabytes are one
machine's, so read them beside the flow or the process without work that was measured in turn with
them. The company is generated: teams of twenty rotations, each with its own schedule, user group
and two people taking turns.

This time: {machine}.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under columns; the first column says what a row is about."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One figure.

    Attributes:
        title: What was measured.
        how: How it was measured, in a paragraph.
        tables: What came of it.
        notes: What a reader should know about the numbers, each a paragraph.
        over: A sentence for each bound that was not held.
    """

    title: str
    how: str
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()
    over: tuple[str, ...] = ()


def verdict(value: float, bound: float) -> str:
    """Say whether a bound was held."""
    return HELD if value <= bound else OVER


def print_chapter(chapter: Chapter, console: Console) -> None:
    """Show a chapter in the terminal."""
    console.print(f"\n[bold cyan]{chapter.title}[/]")
    for table in chapter.tables:
        shown = RichTable(*table.columns, box=box.SIMPLE_HEAD, pad_edge=False)
        for row in table.rows:
            shown.add_row(*(escape(cell.replace("`", "")) for cell in row))
        console.print(shown)
    for sentence in chapter.over:
        console.print(f"[red]{sentence}[/]")


def as_markdown(chapters: Iterable[Chapter]) -> str:
    """Write all chapters as one document."""
    parts = [_HEAD.format(machine=_machine())]
    for chapter in chapters:
        parts += [f"## {chapter.title}\n", f"{chapter.how}\n"]
        parts += [_markdown_table(table) for table in chapter.tables]
        parts += [f"{paragraph}\n" for paragraph in (*chapter.notes, *chapter.over)]
    return "\n".join(parts)


def _markdown_table(table: Table) -> str:
    rule = ["---", *("---:" if _is_number(table, n) else "---" for n in _rest(table.columns))]
    lines = [_line(table.columns), _line(rule), *map(_line, table.rows)]
    return "\n".join(lines) + "\n"


def _rest(columns: Sequence[str]) -> range:
    return range(1, len(columns))


def _is_number(table: Table, column: int) -> bool:
    """Whether a column is read by its last digit."""
    return all(_NUMBER.fullmatch(row[column]) for row in table.rows)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _machine() -> str:
    return (
        f"{cpu_count()} cores, {platform.system()}, Python {platform.python_version()},"
        f" Prefect {version('prefect')}, SQLite for Prefect and for the ledger"
    )
