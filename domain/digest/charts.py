"""Each chart shows what its section says, and says in words what it shows."""

from collections.abc import Iterable, Mapping, Sequence

from domain.delivery.kinds import all_kinds
from domain.delivery.records import CycleFigures, Delivery, FinishedItem
from domain.digest.chart import Band, Chart, Point, Series
from domain.digest.lines import Naming, label_of
from domain.digest.phrases import TOO_SMALL, days, number, say_day
from domain.issue_link import IssueRef
from domain.slack_blocks import truncate
from domain.team.digests import Digests
from domain.words import count_words

CYCLES = 8
"""In the throughput chart."""
CATEGORIES = 20
"""On one axis."""
LABEL = 20  # characters of a category
SERIES = 6
DAYS = "days"
OTHER = "other"
NO_NAME = "none"


def throughput_chart(delivery: Delivery, policy: Digests) -> Chart | None:
    """Finished cards per whole cycle, stacked by kind of work; None where none was finished."""
    cycles = delivery.past[-CYCLES:]
    if not any(cycle.finished for cycle in cycles):
        return None
    kinds = _drawn_kinds(cycles, policy)
    totals = [cycle.finished for cycle in cycles]
    return Chart(
        key="throughput",
        title="Finished per cycle, by kind of work",
        alt=(
            f"Finished in the last {count_words(len(cycles), 'cycle')}: {min(totals)} cards at"
            f" least and {max(totals)} at most, {totals[-1]} in the last one."
        ),
        kind="bar",
        categories=tuple(f"Cycle {cycle.number}" for cycle in cycles),
        series=tuple(
            Series(name=name, values=tuple(float(_count(c, members)) for c in cycles))
            for name, members in kinds.items()
        ),
        y_label="cards",
        x_label="cycle",
    )


def _drawn_kinds(cycles: Sequence[CycleFigures], policy: Digests) -> Mapping[str, Sequence[str]]:
    """The kinds that occur; what is more than a chart holds goes together under one name."""
    known = all_kinds(policy.kinds)
    seen = {kind for cycle in cycles for kind, count in cycle.finished_by_kind.items() if count}
    kinds = [kind for kind in known if kind in seen] + sorted(seen - set(known))
    if len(kinds) <= SERIES:
        return {kind: [kind] for kind in kinds}
    shown = {kind: [kind] for kind in kinds[: SERIES - 1]}
    return {**shown, OTHER: kinds[SERIES - 1 :]}


def _count(cycle: CycleFigures, kinds: Iterable[str]) -> int:
    return sum(cycle.finished_by_kind.get(kind, 0) for kind in kinds)


def ageing_chart(delivery: Delivery, naming: Naming) -> Chart | None:
    """Cards in progress by column and age, over how long cards stayed there; None without any."""
    columns = [one.column for one in delivery.column_times]
    columns += sorted({card.item.column for card in delivery.wip} - set(columns))
    if not delivery.wip:
        return None
    oldest = max(delivery.wip, key=lambda card: card.days_in_column)
    names = _unique(columns)
    return Chart(
        key="ageing",
        title="Cards in progress, by days in their column",
        alt=(
            f"{count_words(len(delivery.wip), 'card')} in progress; the oldest in its column is"
            f" {_short(oldest.item.ref, naming)}, {days(oldest.days_in_column)} in"
            f" “{oldest.item.column or NO_NAME}”."
        ),
        kind="ageing",
        categories=names,
        points=tuple(
            Point(
                x=float(columns.index(card.item.column)),
                y=float(card.days_in_column),
                label=_short(card.item.ref, naming),
            )
            for card in delivery.wip
        ),
        bands=tuple(_bands(delivery, dict(zip(columns, names, strict=True)))),
        y_label=DAYS,
        x_label="column",
    )


def _bands(delivery: Delivery, names: Mapping[str, str]) -> Iterable[Band]:
    for one in delivery.column_times:
        past = one.past
        if past.p50 is not None and past.p85 is not None and past.p95 is not None:
            yield Band(category=names[one.column], p50=past.p50, p85=past.p85, p95=past.p95)


def cycle_time_chart(delivery: Delivery, naming: Naming) -> Chart | None:
    """Cycle times of the cards finished last, with what half and 85 % take; None without any."""
    timed = [(one, float(one.cycle_days)) for one in delivery.finished if one.cycle_days]
    last = timed[-CATEGORIES:]
    if not last:
        return None
    levels = _levels(delivery)
    return Chart(
        key="cycle_time",
        title="Cycle time of the cards finished last",
        alt=_alt(last, delivery, naming),
        kind="line",
        categories=_unique([_short(one.item.ref, naming) for one, _ in last]),
        series=(
            Series(name="Days", values=tuple(taken for _, taken in last)),
            *(Series(name=name, values=(height,) * len(last)) for name, height in levels),
        ),
        y_label=DAYS,
        x_label="card",
    )


def scatter_chart(delivery: Delivery, naming: Naming) -> Chart | None:
    """Every finished card by day and cycle time, with what half and 85 % take; None without any."""
    timed = [(one, float(one.cycle_days)) for one in delivery.finished if one.cycle_days]
    if not timed:
        return None
    first = min(one.finished_at for one, _ in timed)
    return Chart(
        key="scatter",
        title="Cycle time of every finished card",
        alt=_alt(timed, delivery, naming),
        kind="scatter",
        points=tuple(
            Point(
                x=float((one.finished_at - first).days),
                y=taken,
                label=_short(one.item.ref, naming),
            )
            for one, taken in timed
        ),
        levels=_levels(delivery),
        y_label=DAYS,
        x_label=f"days since {say_day(first)}",
    )


def _levels(delivery: Delivery) -> tuple[tuple[str, float], ...]:
    half, most = delivery.cycle_time.p50, delivery.cycle_time.p85
    if half is None or most is None:
        return ()
    return (("50 %", half), ("85 %", most))


def _alt(timed: Sequence[tuple[FinishedItem, float]], delivery: Delivery, naming: Naming) -> str:
    slowest, taken = max(timed, key=lambda one: one[1])
    most = delivery.cycle_time.p85
    usual = TOO_SMALL if most is None else f"85 % of cards take at most {number(most)} days"
    return (
        f"{count_words(len(timed), 'finished card')}; the slowest,"
        f" {_short(slowest.item.ref, naming)}, took {days(int(taken))}; {usual}."
    )


def flow_chart(delivery: Delivery) -> Chart | None:
    """Cards waiting, in progress and done over time, from the first day on; None without any."""
    flows = delivery.cumulative
    if not any(one.queue or one.started or one.done for one in flows):
        return None
    step = -(-len(flows) // CATEGORIES)
    # Counted from the end, so that today is always there.
    shown = flows[::-1][::step][::-1]
    before = flows[0].done
    return Chart(
        key="cumulative_flow",
        title="Cumulative flow",
        alt=(
            f"From {say_day(shown[0].day)} to {say_day(shown[-1].day)}: done grew by"
            f" {shown[-1].done - before}, in progress went from {shown[0].started} to"
            f" {shown[-1].started}, the queue from {shown[0].queue} to {shown[-1].queue}."
        ),
        kind="area",
        categories=tuple(f"{one.day.day} {one.day:%b}" for one in shown),
        series=(
            Series(name="Done", values=tuple(float(one.done - before) for one in shown)),
            Series(name="In progress", values=tuple(float(one.started) for one in shown)),
            Series(name="Queue", values=tuple(float(one.queue) for one in shown)),
        ),
        y_label="cards",
        x_label="day",
    )


def _short(ref: IssueRef | None, naming: Naming) -> str:
    return truncate(label_of(ref, naming) or "draft", LABEL)


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    """Short names that differ, in the same order."""
    unique: list[str] = []
    for name in names:
        said, tries = truncate(name or NO_NAME, LABEL), 1
        while said in unique:
            tries += 1
            said = f"{truncate(name or NO_NAME, LABEL - len(f' {tries}'))} {tries}"
        unique.append(said)
    return tuple(unique)
