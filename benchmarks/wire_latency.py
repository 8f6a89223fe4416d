"""How much of a slow wire a run waits out, beside what its requests and the limits would take."""

from dataclasses import dataclass
from statistics import median

from benchmarks.company import CLOCK, HOUR, Company
from benchmarks.report import Chapter, Table, verdict
from benchmarks.stage import BenchmarkError, Run, Stage

LATENCY = 0.03  # seconds before every answer
ROTATIONS = 100
CHANGED = 20
BOUND = 1.5
ROUNDS, QUICK_ROUNDS = 3, 1
# The requests that wait for each other: both reads at once; all timelines at once; the writes
# four at a time; the read-back.
CHAIN = 1 + 1 + CHANGED // 4 + 1
MINUTE, WRITES_A_MINUTE, SCALE = 60.0, 20, 10
HOW = f"""\
{ROTATIONS} rotations of which {CHANGED} hand off between two runs. The stand-ins wait
{LATENCY * 1000:.0f} ms before every answer. Taken is the wall time of the job's flow less that of
an empty flow in the same process, so it includes the job's own work; medians of several handoffs,
the wire slow and fast in turn. At least is what the requests take one after the other: their number
times the latency. With Slack's limits on, {WRITES_A_MINUTE} writes a minute are free and the next
{WRITES_A_MINUTE} have to wait for the next minute; the stand-ins' minutes are a {SCALE}th as long
here, and waits are whole seconds as they are at Slack. At least is then that wait, and the reads
before and after it."""
NOTES = (
    (
        f"The longest chain of requests that wait for each other is {CHAIN}: a run with a fast and"
        " one with a slow wire should differ by that many answers."
    ),
    "The wait is before answers only: connecting, and TLS with it, costs nothing here.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One row.

    Attributes:
        what: How the wire and the limits were.
        requests: How many requests a run made.
        taken: Seconds of the flow over an empty one.
        allowed: Seconds that requests and limits take at least; None without a slow wire.
    """

    what: str
    requests: int
    taken: float
    allowed: float | None = None

    @property
    def ratio(self) -> float:
        """What was taken, in what it takes at least."""
        return self.taken / self.allowed if self.allowed else 0.0

    @property
    def row(self) -> tuple[str, ...]:
        """The case as a row of the table."""
        compared = self.allowed is not None
        return (
            self.what,
            f"{self.requests}",
            f"{self.taken:.2f}",
            f"{self.allowed:.2f}" if compared else "",
            f"{self.ratio:.2f}" if compared else "",
            verdict(self.ratio, BOUND) if compared else "",
        )


def measure(stage: Stage, *, quick: bool) -> Chapter:
    """Hand off again and again, with a fast and a slow wire, without and with limits."""
    stage.show(Company(rotations=ROTATIONS, changing=CHANGED))
    stage.run(CLOCK)
    rounds = QUICK_ROUNDS if quick else ROUNDS
    empty = median([stage.run_empty() for _ in range(1 + 2 * rounds)][1:])
    fast, slow = [], []
    for number in range(rounds):
        fast.append(_hand_off(stage, 2 * number + 1, latency=0.0))
        slow.append(_hand_off(stage, 2 * number + 2, latency=LATENCY))
    requests = sum(slow[0].requests.values())
    cases = [
        Case(what="fast wire", requests=requests, taken=_taken(fast, empty)),
        Case(
            what=f"{LATENCY * 1000:.0f} ms",
            requests=requests,
            taken=_taken(slow, empty),
            allowed=requests * LATENCY,
        ),
    ]
    if not quick:
        cases.append(_limited(stage, empty))
    return _chapter(cases)


def _hand_off(stage: Stage, hour: int, *, latency: float) -> Run:
    """Run in an hour after the last run's, at the end of which people handed off."""
    stage.standins.set_latency(latency)
    run = stage.run(CLOCK + hour * HOUR)
    if run.writes != CHANGED:
        raise BenchmarkError(f"{CHANGED} groups were to change: {run.sentence}")
    return run


def _limited(stage: Stage, empty: float) -> Case:
    """Change twice as many groups as a minute has writes, with limits on."""
    changed = 2 * WRITES_A_MINUTE
    stage.show(Company(rotations=ROTATIONS, changing=changed))
    stage.run(CLOCK)
    stage.standins.set_latency(LATENCY)
    stage.standins.set_limits(slack=True, scale=SCALE)
    run = stage.run(CLOCK + HOUR, max_groups_changed=changed)
    stage.standins.set_limits(slack=False)
    if not run.sentence.startswith(f"{changed} groups changed"):
        raise BenchmarkError(f"{changed} groups were to change: {run.sentence}")
    refused, reads = run.writes - changed, sum(run.requests.values()) - run.writes
    return Case(
        what=f"{LATENCY * 1000:.0f} ms, limits on, {changed} changed, {refused} times told to wait",
        requests=sum(run.requests.values()),
        taken=run.seconds - empty,
        # The free writes fit into the wait; what is read before and after does not.
        allowed=MINUTE / SCALE + reads * LATENCY,
    )


def _taken(runs: list[Run], empty: float) -> float:
    return median(run.seconds for run in runs) - empty


def _chapter(cases: list[Case]) -> Chapter:
    columns = ("Wire", "Requests", "Taken, s", "At least, s", "Ratio", f"Bound {BOUND}")
    return Chapter(
        title="A slow wire",
        how=HOW,
        tables=(Table(columns=columns, rows=tuple(case.row for case in cases)),),
        notes=NOTES,
        over=tuple(f"{c.what}: ratio {c.ratio:.2f}." for c in cases if c.ratio > BOUND),
    )
