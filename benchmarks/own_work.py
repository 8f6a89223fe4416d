"""What the job costs beside Prefect: a fresh process that runs it against one that runs nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Literal

from benchmarks.company import CLOCK, TICK, Company
from benchmarks.processes import run_module
from benchmarks.report import Chapter, Table, verdict
from benchmarks.stage import BenchmarkError, Stage
from cli.prefect_server import own_environment

ROTATIONS = 500
CPU_BOUND = 0.5  # seconds
MEMORY_BOUND = 40.0  # MB
PAIRS, QUICK_PAIRS, TEMPORARY_PAIRS = 7, 2, 3
STEADY = "Every group already matches its schedule."
HOW = f"""\
{ROTATIONS} rotations at steady state, applying. Each run is a fresh process; an empty flow with the
job's parameters and the job take turns, so that both see the same machine, after one uncounted pair
(bytecode, databases). Counted are CPU seconds (user and system) and the most memory held of that
process alone, imports and Prefect included; the tables give medians, and the median of the
differences of each pair. Bound: +{CPU_BOUND} s and +{MEMORY_BOUND:.0f} MB."""
NOTES = (
    (
        "*Own server*: `PREFECT_API_URL` names a running server, as under a worker. *Temporary"
        " server*: what `goalie run` uses without one; it is another process and not counted, but"
        " starting it loads much of the server's code, SQLAlchemy included, into this one too."
    ),
    "Most of the difference is importing: SQLAlchemy with its asyncio part, aiohttp and slack_sdk.",
)

Kind = Literal["empty", "sync"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one process used: CPU seconds, and MB at its peak."""

    cpu: float
    peak: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The runs of one mode, in pairs."""

    mode: str
    pairs: tuple[tuple[Cost, Cost], ...]

    @property
    def more_cpu(self) -> float:
        """CPU seconds of the job over an empty flow."""
        return median(sync.cpu - empty.cpu for empty, sync in self.pairs)

    @property
    def more_memory(self) -> float:
        """MB of the job over an empty flow."""
        return median(sync.peak - empty.peak for empty, sync in self.pairs)

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """One row for time, one for memory."""
        cpu = tuple(median(pair[side].cpu for pair in self.pairs) for side in (0, 1))
        peak = tuple(median(pair[side].peak for pair in self.pairs) for side in (0, 1))
        times, memory = verdict(self.more_cpu, CPU_BOUND), verdict(self.more_memory, MEMORY_BOUND)
        pairs = f"{len(self.pairs)}"
        return (
            (f"{self.mode}: CPU, s", *_row(cpu, self.more_cpu, 2), times, pairs),
            (f"{self.mode}: peak, MB", *_row(peak, self.more_memory, 0), memory, pairs),
        )


def measure(stage: Stage, *, quick: bool) -> Chapter:
    """Measure with the server of the stage and, unless it shall be quick, with temporary ones."""
    environment = stage.show(Company(rotations=ROTATIONS))
    stage.run(CLOCK)
    own = _compare("own server", environment, QUICK_PAIRS if quick else PAIRS)
    compared = [own]
    if not quick:
        temporary = dict(environment)
        del temporary["PREFECT_API_URL"]
        home = stage.folder / "temporary"
        temporary |= own_environment(home) | {"PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true"}
        compared.append(_compare("temporary server", temporary, TEMPORARY_PAIRS))
    columns = ("Mode", "Empty flow", "Job", "More", "Ratio", "Bound", "Pairs")
    return Chapter(
        title="The job's own work",
        how=HOW,
        tables=(Table(columns=columns, rows=tuple(r for c in compared for r in c.rows)),),
        notes=NOTES,
        over=tuple(sentence for c in compared for sentence in _over(c)),
    )


def _compare(mode: str, environment: Mapping[str, str], pairs: int) -> Compared:
    measured = [(_cost("empty", environment), _cost("sync", environment)) for _ in range(pairs + 1)]
    return Compared(mode=mode, pairs=tuple(measured[1:]))


def _cost(kind: Kind, environment: Mapping[str, str]) -> Cost:
    at = (CLOCK + TICK).isoformat()
    said = run_module("benchmarks.child", kind, at, environment=environment)
    if kind == "sync" and said.get("sentence") != STEADY:
        raise BenchmarkError(f"The {kind} run was to find nothing to do: {said}")
    return Cost(cpu=said["cpu"], peak=said["peak"])


def _row(sides: tuple[float, ...], more: float, digits: int) -> tuple[str, ...]:
    empty, sync = sides
    return (
        f"{empty:.{digits}f}",
        f"{sync:.{digits}f}",
        f"{more:+.{digits}f}",
        f"{sync / empty:.2f}",
    )


def _over(compared: Compared) -> list[str]:
    sentences = []
    if compared.more_cpu > CPU_BOUND:
        sentences.append(f"{compared.mode}: {compared.more_cpu:+.2f} s CPU is over the bound.")
    if compared.more_memory > MEMORY_BOUND:
        sentences.append(f"{compared.mode}: {compared.more_memory:+.0f} MB is over the bound.")
    return sentences
