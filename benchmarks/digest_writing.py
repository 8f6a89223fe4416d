"""A digest is written in moments: ten cycles of a thousand cards are measured and compared."""

import asyncio
import pickle
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.board import go_on
from benchmarks.digest_requests import (
    CARDS,
    NEXT_PLANNING,
    PLANNING,
    QUICK_CARDS,
    RETRO,
    SYNC,
    show_board,
)
from benchmarks.processes import run_module
from benchmarks.report import Chapter, Table, verdict
from benchmarks.stage import BenchmarkError, Stage
from domain.work_item import BoardRead

if TYPE_CHECKING:
    from domain.team_digest import DigestReads

ROUNDS, QUICK_ROUNDS = 3, 1
CPU_BOUND = 2.0  # seconds
MEMORY_BOUND = 250.0  # MB
CEREMONIES = {"sync": SYNC, "retro": RETRO, "planning": NEXT_PLANNING}
HOW = f"""\
The board of the chapters above, read before each ceremony of a cycle and the next planning with all
else that a digest is made of; people worked in between, so that there is something to compare. Each
measurement is a fresh process that is handed what was read; the tables give CPU seconds (user and
system) beyond the imports and the most memory the process ever held, imports and what was read
included; medians of several. *Deciding* measures delivery (pandas; seeded Monte-Carlo ranges),
compares the plan with the snapshots, and makes the digest; *rendering* makes its Slack messages and
its Markdown. Pictures apart: which ones are drawn depends on whether Slack takes chart blocks; all
of a digest are here, importing matplotlib included. Bound: {CPU_BOUND:.0f} s and
{MEMORY_BOUND:.0f} MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What writing one digest cost, and drawing its pictures."""

    ceremony: str
    text: dict[str, float]
    pictures: dict[str, float]

    @property
    def seconds(self) -> float:
        """CPU seconds of deciding and rendering."""
        return self.text["decided"] + self.text["rendered"]

    @property
    def row(self) -> tuple[str, ...]:
        """The text as a row of its table."""
        return (
            self.ceremony,
            f"{self.text['cards']:,.0f}",
            f"{self.text['events']:,.0f}",
            f"{self.text['cycles']:.0f}",
            f"{self.text['decided']:.2f}",
            f"{self.text['rendered']:.2f}",
            verdict(self.seconds, CPU_BOUND),
            f"{self.text['peak']:.0f}",
            verdict(self.text["peak"], MEMORY_BOUND),
        )

    @property
    def picture_row(self) -> tuple[str, ...]:
        """The pictures as a row of theirs."""
        return (
            self.ceremony,
            f"{self.pictures['pictures']:.0f}",
            f"{self.pictures['drawn']:.2f}",
            f"{self.pictures['peak']:.0f}",
        )

    @property
    def over(self) -> Iterator[str]:
        """A sentence for each bound that was not held."""
        if self.seconds > CPU_BOUND:
            yield f"{self.ceremony}: {self.seconds:.2f} s CPU."
        if self.text["peak"] > MEMORY_BOUND:
            yield f"{self.ceremony}: {self.text['peak']:.0f} MB."


def measure(stage: Stage, *, quick: bool) -> Chapter:
    """Write the digest before each ceremony in processes of their own."""
    rounds = QUICK_ROUNDS if quick else ROUNDS
    files = _hold_cycle(stage, QUICK_CARDS if quick else CARDS)
    written = [_write(ceremony, file, rounds) for ceremony, file in files]
    columns = (
        *("Digest", "Cards", "Events", "Cycles", "Deciding, CPU s", "Rendering, CPU s"),
        *(f"Bound {CPU_BOUND:.0f} s", "Peak, MB", f"Bound {MEMORY_BOUND:.0f} MB"),
    )
    pictures = ("Pictures of", "Number", "CPU, s", "Peak, MB")
    return Chapter(
        title="Digests: deciding and rendering",
        how=HOW,
        tables=(
            Table(columns=columns, rows=tuple(one.row for one in written)),
            Table(columns=pictures, rows=tuple(one.picture_row for one in written)),
        ),
        over=tuple(sentence for one in written for sentence in one.over),
    )


def _write(ceremony: str, file: Path, rounds: int) -> Written:
    def cost(kind: str) -> dict[str, float]:
        said = [run_module("benchmarks.decisions", kind, str(file)) for _ in range(rounds)]
        return {key: median(one[key] for one in said) for key in said[0]}

    return Written(ceremony=ceremony, text=cost("digest"), pictures=cost("pictures"))


def _hold_cycle(stage: Stage, cards: int) -> Iterator[tuple[str, Path]]:
    """Hold a cycle; write what is known before each ceremony to a file of its own."""
    show_board(stage, cards)
    stage.run_digests(PLANNING)
    for nth, (ceremony, at) in enumerate(CEREMONIES.items()):
        stage.standins.set_clock(at)
        go_on(stage.standins, cards, nth)
        file = stage.folder / f"{ceremony}.pickle"
        file.write_bytes(pickle.dumps(asyncio.run(_gather(at, whole=ceremony != "sync"))))
        yield ceremony, file
        stage.run_digests(at)


async def _gather(at: datetime, *, whole: bool) -> "DigestReads":
    """Read what the job reads before it decides."""
    from tasks.board import fetch_board_items  # noqa: PLC0415  imports Prefect
    from tasks.digests import (  # noqa: PLC0415  same
        fetch_digest_reads,
        load_digest_teams,
        recall_digests,
    )
    from tasks.settings import read_settings  # noqa: PLC0415  same

    teams = load_digest_teams(read_settings(), None).teams
    ((name, team),) = teams.items()
    memories = await recall_digests.fn(teams, at)
    board = await fetch_board_items.fn(name, team, whole=whole, now=at)
    if not isinstance(board, BoardRead):
        raise BenchmarkError(f"The board was to be read: {board.why}")
    reads = await fetch_digest_reads.fn(teams, {name: board}, memories, at, at)
    return reads[name]
