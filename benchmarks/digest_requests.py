"""Reading a board costs a few requests for each hundred cards, and fewer once they are known."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from benchmarks.board import BOARD, DIGESTS, PER_TRACKING, big_history, empty_board, go_on
from benchmarks.company import Company
from benchmarks.report import Chapter, Table, verdict
from benchmarks.request_counts import describe
from benchmarks.stage import BenchmarkError, Run, Stage
from benchmarks.stories import POLICY

CARDS, QUICK_CARDS = 1_000, 100
PLANNING = datetime(2026, 11, 9, 9, 5, tzinfo=UTC)  # of cycle 11, an hour before it begins
NEXT_TICK = PLANNING + timedelta(minutes=15)
AFTERWARDS = PLANNING + timedelta(hours=2)
NEXT_DAY = datetime(2026, 11, 10, 8, 5, tzinfo=UTC)
SYNC = datetime(2026, 11, 16, 9, 5, tzinfo=UTC)
RETRO = datetime(2026, 11, 20, 13, 5, tzinfo=UTC)
NEXT_PLANNING = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
WHOLE, LIVE, NOTHING = (25, 40), (6, 40), (0, 0)
"""Requests and points allowed."""
HOW = f"""\
Each row is one applying run of the whole job `post-digest` for one team. Its board has {{cards:,}}
cards with ten cycles of history, a fifth of them in live columns, the others finished, most of them
archived; {{tracking:,}} tracking issues that are not on it have ten cards below them each, two of
these at one remove. Before each of the later runs a seventh of the live cards is moved on or
finished. *Nothing remembered* is a run with an empty ledger. Allowed are {WHOLE[0]} requests and
{WHOLE[1]} points (of GitHub's 5,000 an hour) for planning and retro; {LIVE[0]} requests, and no
more points than these, for sync and for the snapshot that the first tick of a day and the first
after a ceremony keep; none where nothing is due. Points are what GitHub's price list says. Slack's
requests have no bound here: they are the messages and pictures of the digest, and the reading of
one watched channel, in which there is nothing but earlier digests."""
NOTES = (
    (
        "A sync with an empty ledger reads all of the board, as planning does: without what was"
        " remembered it could not tell how long cards usually take."
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One run with the requests and the points it was allowed."""

    what: str
    run: Run
    allowed: tuple[int, int]

    @property
    def requests(self) -> int:
        """Requests to GitHub."""
        return of_system(self.run, "github").total()

    @property
    def is_over(self) -> bool:
        """Whether the run made more requests, or spent more points, than it was allowed."""
        requests, points = self.allowed
        return self.requests > requests or self.run.points > points

    @property
    def row(self) -> tuple[str, ...]:
        """The run as a row of the table."""
        slack = of_system(self.run, "slack")
        return (
            self.what,
            f"{self.requests}",
            f"{self.allowed[0]}",
            f"{self.run.points}",
            f"{self.allowed[1]}",
            verdict(self.is_over, False),  # noqa: FBT003  over or not
            f"{slack.total()}",
            describe(slack),
        )


def measure(stage: Stage, *, quick: bool) -> Chapter:
    """Count the requests of every kind of run over a cycle."""
    cards = QUICK_CARDS if quick else CARDS
    counted = [*_cycle(stage, cards), *_without_memory(stage, cards)]
    columns = (
        *("Run", "GitHub requests", "Allowed", "Points", "Allowed", "Bound"),
        *("Slack requests", "Which"),
    )
    return Chapter(
        title="Digests: reading a board",
        how=HOW.format(cards=cards, tracking=cards // PER_TRACKING),
        tables=(Table(columns=columns, rows=tuple(one.row for one in counted)),),
        notes=NOTES,
        over=tuple(
            f"{one.what}: {one.requests} requests, {one.run.points} points."
            for one in counted
            if one.is_over
        ),
    )


def of_system(run: Run, system: str) -> Counter[tuple[str, str]]:
    """The requests of a run to one system."""
    return Counter({key: count for key, count in run.requests.items() if key[0] == system})


def show_board(stage: Stage, cards: int) -> None:
    """Begin anew with a team whose board has so many cards, and an empty ledger."""
    team = {"requests": POLICY | {"board": BOARD}, "digests": DIGESTS}
    stage.show(Company(rotations=1), empty_board(), team)
    stage.standins.board().play(big_history(cards, cards // PER_TRACKING))


def _cycle(stage: Stage, cards: int) -> Iterator[Counted]:
    """From one planning to the next, with a ledger that was empty before."""
    show_board(stage, cards)
    yield _count(stage, "planning, nothing remembered", PLANNING, WHOLE, posts=True)
    yield _count(stage, "the next tick", NEXT_TICK, NOTHING)
    later = (
        ("snapshot after planning", AFTERWARDS, LIVE, False),
        ("snapshot of the next day", NEXT_DAY, LIVE, False),
        ("sync", SYNC, LIVE, True),
        ("retro", RETRO, WHOLE, True),
        ("planning", NEXT_PLANNING, WHOLE, True),
    )
    for nth, (what, at, allowed, posts) in enumerate(later):
        go_on(stage.standins, cards, nth)
        yield _count(stage, what, at, allowed, posts=posts)


def _without_memory(stage: Stage, cards: int) -> Iterator[Counted]:
    for what, at in (("sync", SYNC), ("retro", RETRO)):
        show_board(stage, cards)
        yield _count(stage, f"{what}, nothing remembered", at, WHOLE, posts=True)


def _count(
    stage: Stage, what: str, at: datetime, allowed: tuple[int, int], *, posts: bool = False
) -> Counted:
    run = stage.run_digests(at)
    if (("slack", "chat.postMessage") in run.requests) is not posts:
        raise BenchmarkError(f"{what}: a digest was{'' if posts else ' not'} due: {run.sentence}")
    return Counted(what=what, run=run, allowed=allowed)
