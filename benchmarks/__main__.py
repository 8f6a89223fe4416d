"""``python -m benchmarks`` measures everything anew, prints it and writes docs/benchmarks.md."""

import sys
import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from benchmarks import (
    channel_reading,
    command_line,
    deciding,
    digest_requests,
    digest_writing,
    issue_metrics,
    linked_issues,
    own_work,
    request_counts,
    wire_latency,
)
from benchmarks.report import Chapter, as_markdown, print_chapter
from benchmarks.stage import BenchmarkError, Stage, open_stage

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"

WIDTH = 160  # where the output is no terminal


class Figure(StrEnum):
    """What can be measured by itself."""

    REQUESTS = "requests"
    OWN_WORK = "own-work"
    COMMANDS = "commands"
    LATENCY = "latency"
    READING = "reading"
    ISSUES = "issues"
    DECIDING = "deciding"
    DIGESTS = "digests"
    ISSUE_METRICS = "issue-metrics"
    WRITING = "writing"


_MEASURES: dict[Figure, Callable[..., Chapter]] = {
    Figure.REQUESTS: request_counts.measure,
    Figure.OWN_WORK: own_work.measure,
    Figure.COMMANDS: command_line.measure,
    Figure.LATENCY: wire_latency.measure,
    Figure.READING: channel_reading.measure,
    Figure.ISSUES: linked_issues.measure,
    Figure.DECIDING: deciding.measure,
    Figure.DIGESTS: digest_requests.measure,
    Figure.ISSUE_METRICS: issue_metrics.measure,
    Figure.WRITING: digest_writing.measure,
}


def main(
    only: Annotated[Figure | None, typer.Option(help="Measure one figure.")] = None,
    quick: Annotated[  # noqa: FBT002
        bool, typer.Option("--quick", help="Fewer runs and sizes, under a minute.")
    ] = False,
) -> None:
    """Measure against the stand-ins; only a whole measurement rewrites docs/benchmarks.md.

    Exit status: 0 every bound was held, 1 one was not.
    """
    progress = Console(stderr=True)
    out = Console() if sys.stdout.isatty() else Console(width=WIDTH)
    figures = list(Figure) if only is None else [only]
    with progress.status("Starting the stand-ins and a Prefect server …"), open_stage() as stage:
        chapters = [_measure(figure, stage, progress, quick=quick) for figure in figures]
    for chapter in chapters:
        print_chapter(chapter, out)
    if only is None and not quick:
        DOCUMENT.parent.mkdir(exist_ok=True)
        DOCUMENT.write_text(as_markdown(chapters), encoding="utf-8")
        progress.print(f"{DOCUMENT.parent.name}/{DOCUMENT.name} was written.")
    raise typer.Exit(1 if any(chapter.over for chapter in chapters) else 0)


def _measure(figure: Figure, stage: Stage, progress: Console, *, quick: bool) -> Chapter:
    start = time.monotonic()
    chapter = _MEASURES[figure](stage, quick=quick)
    progress.print(f"{figure.value}: measured in {time.monotonic() - start:.0f} s")
    return chapter


if __name__ == "__main__":
    try:
        typer.run(main)
    except BenchmarkError as error:
        sys.exit(str(error))
