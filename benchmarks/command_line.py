"""The commands that need no Prefect do not import it, and answer before one has looked up."""

from dataclasses import dataclass
from statistics import median

from benchmarks.processes import Seconds, imported_by, time_python
from benchmarks.report import HELD, OVER, Chapter, Table
from benchmarks.stage import Stage

ROUNDS, QUICK_ROUNDS = 11, 3
BOUND = 1.0  # wall seconds: "well under a second"
_GOALIE = ("-c", "from cli.main import main; main()")
NOTHING, PREFECT = "python -c pass", 'python -c "import prefect"'
COMMANDS = {
    NOTHING: ("-c", "pass"),
    "goalie --help": (*_GOALIE, "--help"),
    "goalie schema": (*_GOALIE, "schema"),
    PREFECT: ("-c", "import prefect"),
}
OURS = ("goalie --help", "goalie schema")
HOW = """\
Each command is a fresh process; all four take turns, after one uncounted round. What is imported is
what `python -X importtime` names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """One command: its median times, how many modules it loads, and whether Prefect is one."""

    seconds: Seconds
    modules: int
    imports_prefect: bool


def measure(stage: Stage, *, quick: bool) -> Chapter:
    """Time the commands beside Python alone and beside importing Prefect."""
    del stage
    rounds = [
        {name: time_python(*arguments) for name, arguments in COMMANDS.items()}
        for _ in range(1 + (QUICK_ROUNDS if quick else ROUNDS))
    ][1:]
    timed = {name: _timed(name, [one[name] for one in rounds]) for name in COMMANDS}
    columns = (
        *("Command", "Wall, s", "CPU, s", "to Python alone", "to import prefect"),
        *("Modules", "Prefect", "Bound"),
    )
    return Chapter(
        title="Commands that need no Prefect",
        how=HOW,
        tables=(Table(columns=columns, rows=tuple(_row(name, timed) for name in COMMANDS)),),
        notes=("The ratios are of wall time.",),
        over=tuple(f"{name} is over its bound." for name in OURS if not _is_held(timed[name])),
    )


def _timed(name: str, rounds: list[Seconds]) -> Timed:
    modules = imported_by(COMMANDS[name])
    return Timed(
        seconds=Seconds(
            wall=median(one.wall for one in rounds), cpu=median(one.cpu for one in rounds)
        ),
        modules=len(modules),
        imports_prefect=any(one.partition(".")[0] == "prefect" for one in modules),
    )


def _row(name: str, timed: dict[str, Timed]) -> tuple[str, ...]:
    one, wall = timed[name], timed[name].seconds.wall
    return (
        f"`{name}`",
        f"{wall:.2f}",
        f"{one.seconds.cpu:.2f}",
        f"{wall / timed[NOTHING].seconds.wall:.1f}",
        f"{wall / timed[PREFECT].seconds.wall:.2f}",
        f"{one.modules}",
        "imported" if one.imports_prefect else "not imported",
        (HELD if _is_held(one) else OVER) if name in OURS else "",
    )


def _is_held(timed: Timed) -> bool:
    return timed.seconds.wall < BOUND and not timed.imports_prefect
