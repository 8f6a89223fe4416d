"""Reading channels costs a request for each page of roots, and one for each thread with news."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from benchmarks.company import BOT, CLOCK, TICK, Company
from benchmarks.report import Chapter, Table, verdict
from benchmarks.stage import BenchmarkError, Stage
from tasks.clients.slack import open_slack
from tasks.settings import read_settings

CHANNELS = {"C0FIRST": 4_000, "C0SECOND": 1_500}  # roots in each
THREADS, EACH = 1_500, 3  # threads in all, and replies in each
CHANGED = 10
QUICK_SHARE = 10  # a quick measurement takes a tenth
METHODS = HISTORY, REPLIES = ("conversations.history", "conversations.replies")
PAGE = 999
AT_ONCE = 8
BOUND = 1.1
LIMITED_THREADS = 500
MINUTE, CALLS_A_MINUTE, SCALE = 60.0, 50, 10
_CHUNK = 2_000  # messages in one control request
HOW = f"""\
Two channels hold {sum(CHANNELS.values()) + THREADS * EACH:,} messages: roots, of which
{THREADS:,} began a thread with {EACH} replies each. A first sweep knows nothing; a second one
finds no news; before the third, {CHANGED} threads get another reply. Allowed are one
`conversations.history` for each {PAGE} roots of a channel, and one `conversations.replies` for each
thread that is new or has news. The naive reader keeps nothing: it reads the same pages and every
thread in every run. Its requests were made and counted too. Beside these, the first sweep asks once
who it is and which channel is which."""
LIMITS_HOW = f"""\
With Slack's limits on, {CALLS_A_MINUTE} calls of a method a minute are let through; the stand-ins'
minutes are a {SCALE}th as long, and waits are whole seconds as they are at Slack. At least is the
waiting alone: a minute after each {CALLS_A_MINUTE} threads but the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What the channels hold: channel → its roots, of which the first ones are threads."""

    roots: Mapping[str, tuple[str, ...]]
    threads: Mapping[str, tuple[str, ...]]

    @property
    def pages(self) -> int:
        """Requests that give all roots."""
        return sum(ceil(len(roots) / PAGE) for roots in self.roots.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """One run of both readers."""

    what: str
    goalie: Counter[str]
    naive: Counter[str]
    history_allowed: int
    replies_allowed: int

    @property
    def is_over(self) -> bool:
        """Whether Goalie made more requests than allowed."""
        return (
            self.goalie[HISTORY] > self.history_allowed
            or self.goalie[REPLIES] > self.replies_allowed
        )

    @property
    def row(self) -> tuple[str, ...]:
        """The run as a row of the table."""
        ours, theirs = (sum(one[m] for m in METHODS) for one in (self.goalie, self.naive))
        return (
            self.what,
            f"{self.goalie[HISTORY]}",
            f"{self.goalie[REPLIES]}",
            f"{self.history_allowed} + {self.replies_allowed}",
            verdict(self.is_over, False),  # noqa: FBT003  over or not
            f"{self.naive[HISTORY]}",
            f"{self.naive[REPLIES]}",
            f"{theirs / ours:.1f}",
        )


def measure(stage: Stage, *, quick: bool) -> Chapter:
    """Count the requests of both readers, and time Goalie's under limits."""
    sweeps = list(_sweeps(stage, QUICK_SHARE if quick else 1))
    columns = (
        *("Sweep", "History", "Replies", "Allowed", "Bound"),
        *("Naive: history", "Naive: replies", "Naive to Goalie"),
    )
    tables = [Table(columns=columns, rows=tuple(one.row for one in sweeps))]
    over = [f"{one.what}: {one.goalie}." for one in sweeps if one.is_over]
    if not quick:
        taken, allowed = _limited(stage)
        tables.append(_limits_table(taken, allowed))
        over += [f"Under limits: ratio {taken / allowed:.2f}."] * (taken > BOUND * allowed)
    return Chapter(
        title="Reading channels",
        how=HOW if quick else f"{HOW}\n\n{LIMITS_HOW}",
        tables=tuple(tables),
        over=tuple(over),
    )


def _limits_table(taken: float, allowed: float) -> Table:
    columns = ("Limits on", "Taken, s", "At least, s", "Ratio", f"Bound {BOUND}")
    ratio = taken / allowed
    what = f"first sweep, {LIMITED_THREADS} threads"
    row = (what, f"{taken:.1f}", f"{allowed:.1f}", f"{ratio:.2f}", verdict(ratio, BOUND))
    return Table(columns=columns, rows=(row,))


def _sweeps(stage: Stage, share: int) -> Iterator[Sweep]:
    past = _write_past(stage, share)
    threads = sum(map(len, past.threads.values()))
    yield _sweep(stage, past, "first", CLOCK, threads)
    yield _sweep(stage, past, "without news", CLOCK + TICK, 0)
    for ts in past.threads["C0FIRST"][:CHANGED]:
        stage.standins.write_message("C0FIRST", "U00000001", "And now?", thread_ts=ts)
    yield _sweep(stage, past, f"{CHANGED} threads changed", CLOCK + 2 * TICK, CHANGED)


def _write_past(stage: Stage, share: int = 1, *, only_threads: int = 0) -> Past:
    """Fill the channels through the control API, each root a minute after the one before."""
    channels = [
        {"id": channel, "name": channel.lower(), "members": [BOT]}
        for channel in (*CHANNELS, "C0TEAM", "C0OPS")
    ]
    stage.show(Company(rotations=2), {"channels": channels})
    sizes = {"C0FIRST": only_threads} if only_threads else CHANNELS
    roots = {c: tuple(_ts(number) for number in range(n // share)) for c, n in sizes.items()}
    each = only_threads or THREADS // share // len(sizes)
    threads = {channel: stamps[:each] for channel, stamps in roots.items()}
    written: list[Mapping[str, object]] = [
        message
        for channel, stamps in roots.items()
        for number, ts in enumerate(stamps)
        for message in _messages(channel, ts, EACH if number < each else 0)
    ]
    for start in range(0, len(written), _CHUNK):
        stage.standins.write_messages(written[start : start + _CHUNK])
    return Past(roots=roots, threads=threads)


def _ts(minute: int) -> str:
    return f"{int((CLOCK - timedelta(days=5)).timestamp()) + 60 * minute}.000000"


def _messages(channel: str, ts: str, replies: int) -> Iterator[Mapping[str, object]]:
    seconds = ts.partition(".")[0]
    base = {"channel": channel, "user": "U00000000"}
    yield {**base, "ts": ts, "text": f"How do I do this? ({seconds})"}
    for number in range(1, replies + 1):
        yield {**base, "ts": f"{seconds}.{number:06d}", "thread_ts": ts, "text": "Like that."}


def _sweep(stage: Stage, past: Past, what: str, at: datetime, changed: int) -> Sweep:
    return Sweep(
        what=what,
        goalie=_count(stage, lambda: _read(past, at)),
        naive=_count(stage, lambda: _read_naively(past)),
        history_allowed=past.pages,
        replies_allowed=changed,
    )


def _count(stage: Stage, read: Callable[[], Awaitable[int]]) -> Counter[str]:
    stage.standins.clear_requests()
    asyncio.run(_run(read))
    return Counter(str(one["method"]) for one in stage.standins.requests("slack"))


async def _run(read: Callable[[], Awaitable[int]]) -> int:
    return await read()


async def _read(past: Past, at: datetime) -> int:
    """Read as the job does; gives how many threads came of it."""
    from tasks.slack.channels import read_channels  # noqa: PLC0415  imports Prefect

    since = CLOCK - timedelta(days=30)
    read = await read_channels(list(past.roots), since=since, open_roots={}, now=at)
    wanted = sum(map(len, past.roots.values()))
    if read.unread or len(read.threads) != wanted:
        raise BenchmarkError(f"{wanted} threads were to be read: {read.unread}")
    return len(read.threads)


async def _read_naively(past: Past) -> int:
    """Read every page and every thread, as a reader without a ledger has to."""
    gate = asyncio.Semaphore(AT_ONCE)
    async with open_slack(read_settings().slack()) as client:

        async def replies(channel: str, ts: str) -> int:
            async with gate:
                return len((await client.replies_page(channel, ts)).messages)

        count = 0
        for channel in past.roots:
            cursor, threads = "", []
            while True:
                page = await client.history_page(channel, cursor=cursor)
                threads += [message.ts for message in page.messages if message.has_thread]
                if not (cursor := page.next_cursor):
                    break
            count += sum(await asyncio.gather(*(replies(channel, ts) for ts in threads)))
    return count


def _limited(stage: Stage) -> tuple[float, float]:
    """Sweep for the first time under enforced limits; gives seconds taken and at least needed."""
    past = _write_past(stage, only_threads=LIMITED_THREADS)
    stage.standins.set_limits(slack=True, scale=SCALE)
    start = time.monotonic()
    asyncio.run(_read(past, CLOCK))
    taken = time.monotonic() - start
    stage.standins.set_limits(slack=False)
    return taken, (ceil(LIMITED_THREADS / CALLS_A_MINUTE) - 1) * MINUTE / SCALE
