"""Deciding about years of requests takes seconds: nothing is read again, nothing is kept."""

from statistics import median
from typing import Any

from benchmarks.processes import run_module
from benchmarks.report import Chapter, Table, verdict
from benchmarks.stage import Stage

REQUESTS, ANSWERS = 10_000, 1_000_000
ROUNDS, QUICK_ROUNDS = 3, 1
CPU_BOUND = 2.0  # seconds
MEMORY_BOUND = 300.0  # MB
HOW = f"""\
Each measurement is a fresh process; the tables give CPU seconds (user and system) of the work
alone and the most memory the process ever held, imports and what it decides about included; medians
of several. Requests are made up: half are questions with nine posts, half have an issue with a
timeline, a promise and five posts. *Understanding* turns posts and issues into events: what each
message amounts to, the promise in it, links, roles. *Deciding* computes from the events alone what
became of each request, every clock of it, and all findings of the guidelines. Working time is asked
for {ANSWERS:,} due instants (`add_many`) and as many spans (`between_many`) in pandas columns over
ten years with holidays and two windows a day; every thousandth answer is compared with that of
`add`."""


def measure(stage: Stage, *, quick: bool) -> Chapter:
    """Decide about many requests, and ask for much working time."""
    del stage
    rounds = range(QUICK_ROUNDS if quick else ROUNDS)
    requests = _medians(
        [run_module("benchmarks.decisions", "requests", f"{REQUESTS}") for _ in rounds]
    )
    times = _medians(
        [run_module("benchmarks.decisions", "working-time", f"{ANSWERS}") for _ in rounds]
    )
    bounded = [
        ("Deciding, CPU s", requests["decided"], CPU_BOUND),
        ("Peak, MB", requests["peak"], MEMORY_BOUND),
        ("`add`, CPU s", times["add"], CPU_BOUND),
        ("`between`, CPU s", times["between"], CPU_BOUND),
    ]
    return Chapter(
        title="Deciding",
        how=HOW,
        tables=(_requests_table(requests), _times_table(times)),
        over=tuple(f"{what}: {value:.2f}." for what, value, bound in bounded if value > bound),
    )


def _medians(said: list[dict[str, Any]]) -> dict[str, float]:
    return {key: median(one[key] for one in said) for key in said[0]}


def _requests_table(cost: dict[str, float]) -> Table:
    columns = (
        *("Requests", "Events", "Understanding, CPU s", "Deciding, CPU s", f"Bound {CPU_BOUND} s"),
        *("Peak, MB", f"Bound {MEMORY_BOUND:.0f} MB"),
    )
    row = (
        f"{cost['requests']:,.0f}",
        f"{cost['events']:,.0f}",
        f"{cost['understood']:.2f}",
        f"{cost['decided']:.2f}",
        verdict(cost["decided"], CPU_BOUND),
        f"{cost['peak']:.0f}",
        verdict(cost["peak"], MEMORY_BOUND),
    )
    return Table(columns=columns, rows=(row,))


def _times_table(cost: dict[str, float]) -> Table:
    columns = ("Working time", "Answers", "CPU, s", f"Bound {CPU_BOUND} s")
    rows = tuple(
        (f"`{name}_many`", f"{ANSWERS:,}", f"{cost[name]:.2f}", verdict(cost[name], CPU_BOUND))
        for name in ("add", "between")
    )
    return Table(columns=columns, rows=rows)
