"""A decision is something only the team together can settle; planning asks for it by name."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.delivery.records import ENOUGH, Delivery
from domain.digest.draft import Entry
from domain.digest.facts import DigestFacts
from domain.digest.lines import Naming, entry_of, entry_of_tracking, plain_entry, subject_of
from domain.digest.phrases import nth, say_days
from domain.digest.reasons import (
    blocked,
    long_in_progress,
    not_ready,
    progress,
    queue_of,
    ready_of,
)
from domain.words import count_words, enumerate_words

What = tuple[str, str]
"""What a decision is about: one of it, and several."""

NO_SUPPORT: What = ("week without support", "weeks without support")
SHORT_QUEUE: What = ("short queue", "short queues")
BLOCKED: What = ("blocked card", "blocked cards")
TOO_LONG: What = ("card to split or stop", "cards to split or stop")
GROWING: What = ("growing piece of work", "growing pieces of work")
NOT_READY: What = ("card to make ready", "cards to make ready")
UNBALANCED: What = ("kind of work off target", "kinds of work off target")
UNSTICK: What = ("card to unstick", "cards to unstick")
STILL_OPEN: What = ("decision still open from planning", "decisions still open from planning")
OPEN_ACTION: What = ("action to finish or drop", "actions to finish or drop")

OFF_TARGET = 10
"""A kind of work this many percentage points off its target is for the team to decide on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One thing to decide.

    Attributes:
        what: What it is about, for the count in the second line.
        entry: Its line.
    """

    what: What
    entry: Entry


def decisions_of(facts: DigestFacts, naming: Naming) -> tuple[Decision, ...]:
    """List what planning must decide, the most pressing first.

    A week without support, a queue that runs out, cards blocked for a whole cycle, cards that take
    longer than 95 % of all, larger work that grows faster than it is done, cards that are next
    without a stream or priority, and kinds of work far off their target.
    """
    found = (
        *_weeks_without_support(facts),
        *_short_queue(facts),
        *_long_blocked(facts, naming),
        *_far_beyond(facts, naming),
        *_growing(facts, naming),
        *_next_but_not_ready(facts, naming),
        *_off_target(facts),
    )
    by_subject: dict[str, Decision] = {}
    for number, decision in enumerate(found):
        by_subject.setdefault(decision.entry.subject or f"{number}", decision)
    return tuple(by_subject.values())


def still_open(facts: DigestFacts, naming: Naming) -> tuple[Decision, ...]:
    """List what the last planning should have decided: it was so then, and it is so now.

    Whether it was so then is told by the plan: the cards that were next or started, and since
    when each is blocked or in progress.
    """
    changes = facts.since_planning
    if changes is None or changes.known_from is None:
        return ()
    planned = {subject_of(one.item) for one in changes.planned}
    queued = [subject_of(one.item) for one in changes.planned if one.was == "queue"]
    were_next = queued[: reach(facts.delivery)]
    unready = _next_but_not_ready(facts, naming)
    ago = (facts.now - changes.since).days
    found = (
        *_long_blocked(facts, naming, then=ago),
        *_far_beyond(facts, naming, then=ago),
        *(one for one in unready if one.entry.subject in were_next),
    )
    known = {one.entry.subject: one for one in reversed(found) if one.entry.subject in planned}
    return tuple(reversed(known.values()))


def count_decisions(decisions: Sequence[What]) -> str:
    """Count decisions by what they are about, in their order: the second line of a digest."""
    if not decisions:
        return "No decision waits."
    counted = Counter(decisions)
    kinds = [f"{n} {one if n == 1 else many}" for (one, many), n in counted.items()]
    noun = count_words(len(decisions), "decision")
    return f"{noun} to take: {enumerate_words(kinds)}."


def reach(delivery: Delivery) -> int:
    """How many cards of the queue a usual cycle reaches; ENOUGH where that is not known."""
    usual = delivery.throughput.p50
    return ENOUGH if usual is None else int(usual)


def _weeks_without_support(facts: DigestFacts) -> Iterator[Decision]:
    today = facts.now.astimezone(facts.zone).date()
    turns = facts.turns or ()
    covered = [(one.starts_on, one.ends_on) for one in turns if one.names]
    for turn in turns:
        if turn.names or any(a <= turn.starts_on and turn.ends_on <= b for a, b in covered):
            continue
        if turn.ends_on >= today:
            when = say_days(turn.starts_on, turn.ends_on)
            yield Decision(
                what=NO_SUPPORT,
                entry=plain_entry(f"Nobody is on support {when}: name somebody."),
            )


def _short_queue(facts: DigestFacts) -> Iterator[Decision]:
    least = facts.delivery.throughput.p15
    ready = len(ready_of(facts))
    if least is None or ready >= least or not facts.board.is_whole:
        return
    said = f"Only {count_words(ready, 'card')} in the queue can be started"
    yield Decision(
        what=SHORT_QUEUE,
        entry=plain_entry(f"{said}; even a slow cycle finishes {least:.0f}: refill it."),
    )


def _long_blocked(facts: DigestFacts, naming: Naming, then: int = 0) -> Iterator[Decision]:
    for card in facts.delivery.wip:
        for_days = card.blocked_days
        if not card.is_blocked or for_days is None:
            continue
        if for_days - then > facts.policy.cycle.length_days:
            why = blocked(card.item, facts.policy, naming, for_days)
            yield Decision(what=BLOCKED, entry=entry_of(card.item, why, naming))


def _far_beyond(facts: DigestFacts, naming: Naming, then: int = 0) -> Iterator[Decision]:
    limit = facts.delivery.cycle_time.p95
    if limit is None:
        return
    for card in sorted(facts.delivery.wip, key=lambda one: -one.days_in_progress):
        if not card.is_blocked and card.days_in_progress - then > limit:
            why = long_in_progress(card, facts.delivery)
            yield Decision(what=TOO_LONG, entry=entry_of(card.item, why, naming))


def _growing(facts: DigestFacts, naming: Naming) -> Iterator[Decision]:
    for forecast in facts.delivery.forecasts:
        if forecast.grown is None or forecast.change is None:
            continue
        if forecast.grown > max(forecast.change, 0):
            why = progress(forecast, facts)
            entry = entry_of_tracking(forecast.tracking, why, naming)
            yield Decision(what=GROWING, entry=entry)


def _next_but_not_ready(facts: DigestFacts, naming: Naming) -> Iterator[Decision]:
    for place, item in enumerate(queue_of(facts)[: reach(facts.delivery)], start=1):
        if lacks := not_ready(item, facts.policy):
            why = f"{nth(place)} in the queue, {lacks}"
            yield Decision(what=NOT_READY, entry=entry_of(item, why, naming))


def _off_target(facts: DigestFacts) -> Iterator[Decision]:
    for share in facts.delivery.shares:
        if share.percent is None or share.target is None:
            continue
        if abs(share.percent - share.target) >= OFF_TARGET:
            less = "less" if share.percent > share.target else "more"
            said = f"{share.percent} % of the work was {share.kind}, the target is {share.target} %"
            yield Decision(
                what=UNBALANCED,
                entry=plain_entry(f"{said}: plan {less} of it, or change the target."),
            )
