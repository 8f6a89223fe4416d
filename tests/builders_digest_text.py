"""Digests made by hand, for how they look: what they say is told elsewhere."""

from datetime import datetime
from zoneinfo import ZoneInfo

from domain.digest.chart import Band, Chart, Point, Series
from domain.digest.records import Digest, Group, Line, Section

BEGINS = datetime(2026, 11, 9, 11, tzinfo=ZoneInfo("Europe/Berlin"))
BEFORE = BEGINS.replace(hour=10)
BOARD = "https://github.com/orgs/acme/projects/209/views/1"


def a_line(
    number: int, title: str = "", reason: str = "in progress for 12 days", **more: str
) -> Line:
    """One card with the reason why it is named."""
    base = {
        "label": f"#{number}",
        "title": title or f"Card {number}",
        "url": f"https://github.com/acme/gitserver/issues/{number}",
        "reason": reason,
    }
    return Line(**(base | more))


def a_section(key: str, lines: int = 0, **changes: object) -> Section:
    """A section with so many lines in one group."""
    base: dict[str, object] = {
        "key": key,
        "question": f"What about {key}?",
        "action": "Finish it",
        "groups": (Group(lines=tuple(a_line(n) for n in range(100, 100 + lines)), more_url=BOARD),),
        "empty": key,
    }
    return Section(**(base | changes))  # type: ignore[arg-type]


def a_digest(*sections: Section, **changes: object) -> Digest:
    """A planning digest with these sections."""
    base: dict[str, object] = {
        "team": "repo-management",
        "ceremony": "planning",
        "cycle": 7,
        "occasion": "planning/7",
        "starts_at": BEGINS,
        "first_line": "Planning of cycle 7",
        "second_line": "2 decisions to take.",
        "sections": sections,
    }
    return Digest(**(base | changes))  # type: ignore[arg-type]


THROUGHPUT = Chart(
    key="throughput",
    title="Finished per cycle, by kind of work",
    alt="9 to 15 cards were finished in each of the last 6 cycles, 11 in the last one.",
    kind="bar",
    categories=("1", "2", "3", "4", "5", "6"),
    series=(
        Series(name="performance", values=(3, 4, 2, 5, 3, 3)),
        Series(name="product", values=(4, 5, 3, 6, 4, 3)),
        Series(name="support", values=(2, 2, 3, 3, 3, 4)),
        Series(name="ad hoc", values=(0, 1, 0, 1, 1, 0)),
        Series(name="unknown", values=(0, 0, 0, 0, 0, 1)),
    ),
    x_label="cycle",
    y_label="cards",
)
FLOW = Chart(
    key="flow",
    title="Cumulative flow",
    alt="The queue grew from 14 to 18 cards while work in progress stayed at 6.",
    kind="area",
    categories=tuple(f"{day} Nov" for day in range(9, 21)),
    series=(
        Series(name="Done", values=tuple(2.0 * (n // 2) for n in range(12))),
        Series(name="Started", values=tuple(5.0 + n % 3 for n in range(12))),
        Series(name="Queue", values=tuple(14.0 + n % 5 for n in range(12))),
    ),
    y_label="cards",
)
TREND = Chart(
    key="trend",
    title="Cards in progress",
    alt="Cards in progress rose from 5 to 8.",
    kind="line",
    categories=("1", "2", "3", "4", "5", "6"),
    series=(Series(name="in progress", values=(5, 6, 5, 7, 6, 8)),),
    x_label="cycle",
    y_label="cards",
)
SCATTER = Chart(
    key="cycle_time",
    title="Cycle time of what was finished",
    alt="Half of the cards took at most 4 days, 85 % at most 9; one took 19.",
    kind="scatter",
    categories=("9 Nov", "13 Nov", "17 Nov"),
    points=tuple(
        Point(x=x, y=y, label=f"#{350 + n}")
        for n, (x, y) in enumerate(
            [(0, 2), (0.2, 3), (0.5, 3), (0.8, 4), (1, 19), (1.5, 6), (2, 8)]
        )
    ),
    levels=(("50 %", 4), ("85 %", 9)),
    y_label="days",
)
AGEING = Chart(
    key="ageing",
    title="How old work in progress is",
    alt="5 cards are in progress; #301 is older than 95 % of those before it.",
    kind="ageing",
    categories=("In Progress", "Blocked?"),
    points=(
        Point(x=0, y=23, label="#301"),
        Point(x=0, y=12, label="#305"),
        Point(x=0, y=9, label="#309"),
        Point(x=0, y=3, label="#312"),
        Point(x=1, y=16, label="customer#1201"),
    ),
    bands=(
        Band(category="In Progress", p50=4, p85=12, p95=15),
        Band(category="Blocked?", p50=3, p85=9, p95=14),
    ),
    y_label="days",
)
CHARTS = (THROUGHPUT, FLOW, TREND, SCATTER, AGEING)


def rich_digest() -> Digest:
    """All there can be in a digest: streams side by side, charts, replies, small print."""
    return a_digest(
        a_section(
            "decide",
            2,
            question="What must we decide today?",
            action="Decide, or give it to somebody",
            empty="decisions",
        ),
        a_section(
            "capacity",
            question="How much do we finish?",
            action="",
            figures=("11 cards finished; usual 9 to 15.", "5 cards in progress; usual 5 to 7."),
            chart="throughput",
            empty="figures",
        ),
        a_section("blocked", question="What is blocked?", empty="blocked"),
        a_section(
            "queue",
            question="What is next?",
            action="Put it in order",
            groups=tuple(
                Group(
                    title=stream,
                    shown=4,
                    more_url=BOARD,
                    lines=tuple(
                        a_line(n, f"A longer title of card {n}", "P1, ready")
                        for n in range(at, at + 9)
                    ),
                )
                for stream, at in (("performance", 300), ("product", 400))
            ),
            empty="queue",
        ),
        a_section(
            "ageing",
            7,
            question="What is older than usual?",
            chart="ageing",
            empty="older than usual",
            groups=(
                Group(
                    more_url=BOARD,
                    lines=(
                        a_line(301, "Clone <!channel>", mention="U0ADA"),
                        a_line(1201, "", label="customer#1201", owner="Dana Roth"),
                        *(a_line(n) for n in range(502, 509)),
                    ),
                ),
            ),
        ),
        a_section("time", 3, question="Where did time go?", in_thread=True, empty="time by column"),
        a_section("carried", empty="carried over"),
        charts=(THROUGHPUT, AGEING),
        links=(("Board", BOARD), ("Tracking issues", f"{BOARD}?q=tracking")),
        withheld=1,
        notes=("Snapshots of 3 and 4 Nov are missing.",),
    )
