"""Figures are said with a baseline, and with "n too small" where there is none."""

from collections.abc import Iterator, Sequence

from domain.delivery.kinds import AD_HOC, UNKNOWN, all_kinds
from domain.delivery.records import ENOUGH_CYCLES, CycleFigures, Delivery, Percentiles
from domain.digest.facts import DigestFacts
from domain.digest.phrases import TOO_SMALL, number, percent, say_counts, span_of, usual
from domain.digest.reasons import ready_of
from domain.team.digests import Digests
from domain.words import count_words, enumerate_words

NEAR_PAST = 3
"""Cycles with which one is compared."""


def has_work(delivery: Delivery) -> bool:
    """Whether anything was ever begun or done: of an empty board even a zero says too much."""
    cycles = (*delivery.past, delivery.current)
    return bool(delivery.wip) or any(one.finished or one.arrived or one.wip for one in cycles)


def capacity_figures(facts: DigestFacts) -> tuple[str, ...]:
    """How much a cycle finishes, what is in progress, how long the queue lasts."""
    delivery = facts.delivery
    ready = len(ready_of(facts))
    if not any(one.finished for one in delivery.past) and not delivery.wip and not ready:
        return ()
    return tuple(_capacity(delivery, ready))


def _capacity(delivery: Delivery, ready: int) -> Iterator[str]:
    past = delivery.past
    if past:
        middle = delivery.throughput.p50
        half = "" if middle is None else f", half of them at least {number(middle)}"
        yield (
            f"Last cycle: {past[-1].finished} finished; {usual(delivery.throughput)}"
            f" ({count_words(len(past), 'cycle')}{half})."
        )
    yield f"In progress: {count_words(len(delivery.wip), 'card')}{wip_before(past)}."
    yield f"Ready in the queue: {count_words(ready, 'card')}, {_cycles_of(ready, delivery)}."


def wip_before(past: tuple[CycleFigures, ...]) -> str:
    """What was in progress when the last cycles ended, to go after what is in progress now."""
    if not past:
        return ""
    ends = [cycle.wip for cycle in past[-NEAR_PAST:]]
    if len(ends) == 1:
        return f"; {ends[0]} at the end of the last cycle"
    return f"; {span_of(min(ends), max(ends))} at the end of the last {len(ends)} cycles"


def _cycles_of(ready: int, delivery: Delivery) -> str:
    slow, fast = delivery.throughput.p15, delivery.throughput.p85
    if not slow or not fast:
        return f"{TOO_SMALL} to say for how long"
    cycles = span_of(round(ready / fast, 1), round(ready / slow, 1))
    return f"enough for {cycles} {'cycle' if cycles == '1' else 'cycles'} at today's pace"


def balance_figures(delivery: Delivery, policy: Digests) -> tuple[str, ...]:
    """Each kind's share of the finished work against the target; unknown kinds until zero."""
    total = sum(share.finished for share in delivery.shares)
    if not total:
        return ()
    unknown = sum(share.finished for share in delivery.shares if share.kind == UNKNOWN)
    said = [_shares(delivery, policy, total)]
    if unknown:
        verb = "is" if unknown == 1 else "are"
        said.append(f"{unknown} of them {verb} of no known kind: set a stream or a label.")
    return tuple(said)


def _shares(delivery: Delivery, policy: Digests, total: int) -> str:
    of = f"Of {count_words(total, 'finished card')}"
    if any(share.percent is None for share in delivery.shares):
        counts = {share.kind: share.finished for share in delivery.shares}
        return f"{of}: {say_counts(counts, all_kinds(policy.kinds))}; {TOO_SMALL} for shares."
    parts = [
        f"{share.kind} {share.percent} %"
        + ("" if share.target is None else f" (target {share.target} %)")
        for share in delivery.shares
        if share.finished or share.target
    ]
    return f"{of}: {', '.join(parts)}."


def progress_figures(delivery: Delivery, policy: Digests) -> tuple[str, ...]:
    """What is done so far in the running cycle, against the same day of past cycles."""
    now = delivery.current
    if not has_work(delivery):
        return ()
    by_kind = say_counts(now.finished_by_kind, all_kinds(policy.kinds))
    kinds = f" ({by_kind})" if by_kind else ""
    by_now = f"{usual(delivery.throughput_by_now)} by this day of a cycle"
    wip = f"{count_words(len(delivery.wip), 'card')} in progress{wip_before(delivery.past)}"
    return (f"{now.finished} finished so far{kinds}; {by_now}.", f"{wip}.")


def ad_hoc_figures(delivery: Delivery) -> tuple[str, ...]:
    """How much ad hoc work came in, against whole past cycles."""
    came = delivery.current.arrived_by_kind.get(AD_HOC, 0)
    before = any(cycle.arrived_by_kind.get(AD_HOC, 0) for cycle in delivery.past)
    if not came and not before:
        return ()
    return (f"{came} so far; {usual(delivery.ad_hoc)} in a whole cycle.",)


def finished_figures(delivery: Delivery, policy: Digests) -> tuple[str, ...]:
    """What was finished, in all and by kind of work, against past cycles."""
    now = delivery.current
    if not has_work(delivery):
        return ()
    said = [f"{now.finished} finished; {usual(delivery.throughput)}."]
    parts = [
        f"{kind} {now.finished_by_kind.get(kind, 0)}{_usual_of(kind, delivery)}"
        for kind in all_kinds(policy.kinds)
        if now.finished_by_kind.get(kind) or (kind != UNKNOWN and now.finished)
    ]
    return (*said, f"By kind, the usual in brackets: {', '.join(parts)}.") if parts else tuple(said)


def _usual_of(kind: str, delivery: Delivery) -> str:
    """The range of one kind over past cycles, in brackets; nothing where they are too few."""
    counts = sorted(cycle.finished_by_kind.get(kind, 0) for cycle in delivery.past)
    if len(counts) < ENOUGH_CYCLES:
        return ""
    low, high = (counts[-(-len(counts) * part // 100) - 1] for part in (15, 85))
    return f" ({span_of(low, high)})"


def flow_figures(delivery: Delivery) -> tuple[str, ...]:
    """Cycle time, work in progress, and what came against what left, beside the cycles before."""
    now, near = delivery.current, delivery.past[-NEAR_PAST:]
    if not has_work(delivery):
        return ()
    return (
        f"Cycle time: {_percentiles(now.cycle_time)}; before that {_before(near)}.",
        f"In progress: {count_words(len(delivery.wip), 'card')}{wip_before(delivery.past)}.",
        _arrivals(now, delivery),
    )


def _percentiles(times: Percentiles) -> str:
    if times.p50 is None or times.p85 is None:
        return f"{TOO_SMALL} ({times.count})"
    return f"half within {number(times.p50)} days, 85 % within {number(times.p85)}"


def _before(near: Sequence[CycleFigures]) -> str:
    known = [(c.cycle_time.p50, c.cycle_time.p85) for c in near]
    half = [one for one, _ in known if one is not None]
    most = [one for _, one in known if one is not None]
    if not half or not most:
        return TOO_SMALL
    cycles = "the last cycle" if len(half) == 1 else f"the last {len(half)} cycles"
    return f"{span_of(min(half), max(half))} and {span_of(min(most), max(most))} in {cycles}" + (
        f" ({TOO_SMALL} in {len(near) - len(half)})" if len(half) < len(near) else ""
    )


def _arrivals(now: CycleFigures, delivery: Delivery) -> str:
    went = now.finished + now.not_planned
    more = now.arrived - went
    balance = "as many came as went"
    if more:
        balance = f"{abs(more)} more " + ("came than went" if more > 0 else "went than came")
    return (
        f"{now.arrived} cards came ({usual(delivery.arrivals)}),"
        f" {went} were finished or closed: {balance}."
    )


def column_figures(delivery: Delivery) -> tuple[str, ...]:
    """Where the finished cards of this cycle spent their days, and the days blocked."""
    said = []
    spent = [one for one in delivery.column_times if one.days]
    if spent:
        parts = [
            f"{number(round(one.days))} days in “{one.column}” ({percent(one.share)})"
            for one in spent
        ]
        said.append(f"Cards finished in this cycle spent {enumerate_words(parts)}.")
    if delivery.blocked_days:
        said.append(f"Blocked: {count_words(delivery.blocked_days, 'day')}, over all cards.")
    return tuple(said)
