"""Planning lines up the queue: what to decide, how much is usual, what is stuck, what comes next.

It names no dates and asks for no commitment, and it mentions nobody: all is done in the meeting.
"""

from collections.abc import Iterator
from datetime import timedelta

from domain.delivery.kinds import UNKNOWN, kind_of
from domain.digest.actions import actions_draft
from domain.digest.charts import throughput_chart
from domain.digest.decisions import decisions_of
from domain.digest.draft import Draft, DraftGroup
from domain.digest.facts import DigestFacts
from domain.digest.heading import make
from domain.digest.lines import Naming, entry_of, entry_of_tracking, prepare_naming
from domain.digest.links import (
    board_url,
    field_is_missing,
    issues_url,
    kind_is,
    status_is,
    untouched_for,
)
from domain.digest.measures import balance_figures, capacity_figures
from domain.digest.phrases import TOO_SMALL, days, nth
from domain.digest.reasons import (
    blocked,
    blocked_in_queue,
    long_in_progress,
    not_ready,
    progress,
    queue_of,
)
from domain.digest.records import Digest
from domain.digest.rotation import rotation_figures
from domain.words import count_words
from domain.work_item import WorkItem

SIDE_BY_SIDE = 4
"""Cards of each stream at the top of the queue."""
UNTOUCHED_DAYS = 90


def make_planning(facts: DigestFacts) -> Digest:
    """Write the digest before planning."""
    naming = prepare_naming(facts)
    decisions = decisions_of(facts, naming)
    drafts = (
        Draft(
            key="decide",
            question="What must we decide today?",
            action="Decide each, then change its card.",
            groups=(DraftGroup(entries=tuple(one.entry for one in decisions)),),
            empty="decisions",
        ),
        _capacity(facts),
        _carried_over(facts, naming),
        _blocked(facts, naming),
        _queue(facts, naming),
        _tracking(facts, naming),
        _balance(facts),
        _not_ready(facts, naming),
        Draft(
            key="support",
            question="Who is on support, this cycle and the next?",
            action="Swap now, or name who stands in.",
            figures=rotation_figures(facts),
            empty="rotation",
        ),
        actions_draft(facts, naming, question="What did retros decide that is still open?"),
    )
    charts = (throughput_chart(facts.delivery, facts.policy),)
    return make(facts, drafts, [("decide", one.what) for one in decisions], charts)


def _capacity(facts: DigestFacts) -> Draft:
    return Draft(
        key="capacity",
        question="How much do we usually finish in a cycle?",
        action="Line up about as much; promise nothing.",
        figures=capacity_figures(facts),
        empty="past throughput",
        chart="throughput",
    )


def _balance(facts: DigestFacts) -> Draft:
    return Draft(
        key="balance",
        question="Is the balance of work as we want it?",
        action="Pull in more of what is short.",
        figures=balance_figures(facts.delivery, facts.policy),
        empty="balance of work",
    )


def _carried_over(facts: DigestFacts, naming: Naming) -> Draft:
    """Cards older than most became; those that are blocked come with their cause, below."""
    carried, delivery = facts.delivery.carried_over, facts.delivery
    late = [card for card in carried if card.is_beyond and not card.is_blocked]
    late.sort(key=lambda card: -card.days_in_progress)
    entries = [entry_of(card.item, long_in_progress(card, delivery), naming) for card in late]
    figures: tuple[str, ...] = ()
    if carried and delivery.cycle_time.p85 is None:
        count = count_words(len(carried), "card")
        figures = (f"{count} carried over; {TOO_SMALL} to tell which take too long.",)
    return Draft(
        key="carried_over",
        question="What is in progress for longer than 85 % of our cards took?",
        action="Finish it, split it, or put it back.",
        figures=figures,
        groups=(
            DraftGroup(
                entries=tuple(entries),
                more_url=board_url(facts, status_is(facts, facts.policy.columns.started)),
            ),
        ),
        empty="cards carried over",
    )


def _blocked(facts: DigestFacts, naming: Naming) -> Draft:
    policy = facts.policy
    held = [card for card in facts.delivery.wip if card.is_blocked]
    held.sort(key=lambda card: -(card.blocked_days or 0))
    queued = blocked_in_queue(facts)
    # A label or another issue blocks cards in any column.
    columns = dict.fromkeys(item.column for item in (*(card.item for card in held), *queued))
    entries = [
        entry_of(card.item, blocked(card.item, policy, naming, card.blocked_days), naming)
        for card in held
    ]
    entries += [
        entry_of(item, f"in the queue, {blocked(item, policy, naming)}", naming) for item in queued
    ]
    return Draft(
        key="blocked",
        question="What is blocked, by what, and for how long?",
        action="Unblock it, or put it back.",
        groups=(
            DraftGroup(
                entries=tuple(entries),
                more_url=board_url(facts, status_is(facts, columns)),
            ),
        ),
        empty="blocked cards",
    )


def _queue(facts: DigestFacts, naming: Naming) -> Draft:
    """The top of the queue in board order, the delivery streams side by side."""
    policy = facts.policy
    places = list(enumerate(queue_of(facts), start=1))
    groups = []
    in_queue = status_is(facts, policy.columns.queue)
    for stream in policy.kinds.streams:
        top = [(at, card) for at, card in places if kind_of(card, policy.kinds) == stream]
        entries = [entry_of(card, _place(at, card.priority), naming) for at, card in top]
        name = f"{stream}, {len(top)} in the queue" if top else stream
        groups.append(
            DraftGroup(
                title=name,
                entries=tuple(entries[:SIDE_BY_SIDE]),
                more_url=board_url(facts, in_queue, kind_is(policy, stream)),
                others=len(entries[SIDE_BY_SIDE:]),
            )
        )
    return Draft(
        key="queue",
        question="What comes next?",
        action="Reorder the queue, or take a card off it.",
        groups=tuple(groups),
        empty="cards in the queue",
        shown=SIDE_BY_SIDE * len(groups),
        shown_of_each=SIDE_BY_SIDE,
    )


def _place(place: int, priority: str) -> str:
    return f"{nth(place)} in the queue" + (f", {priority}" if priority else "")


def _tracking(facts: DigestFacts, naming: Naming) -> Draft:
    entries = tuple(
        entry_of_tracking(one.tracking, progress(one, facts), naming)
        for one in facts.delivery.forecasts
    )
    url = issues_url(facts, facts.policy.tracking_label)
    return Draft(
        key="tracking",
        question="How far is the larger work?",
        action="Cut it, close it, or carry on.",
        groups=(DraftGroup(entries=entries, more_url=url),),
        empty="tracking issues",
    )


def _not_ready(facts: DigestFacts, naming: Naming) -> Draft:
    policy = facts.policy
    in_queue = status_is(facts, policy.columns.queue)
    lacking = [(item, why) for item in queue_of(facts) if (why := not_ready(item, policy))]
    no_stream = [(item, why) for item, why in lacking if "stream" in why]
    no_priority = [(item, why) for item, why in lacking if "stream" not in why]
    found = (
        (no_stream, kind_is(policy, UNKNOWN)),
        (no_priority, field_is_missing(policy.priority_field)),
        (list(_untouched(facts)), untouched_for(UNTOUCHED_DAYS)),
    )
    return Draft(
        key="not_ready",
        question="What is not ready to be picked up?",
        action="Give it a stream and a priority, or close it.",
        groups=tuple(
            DraftGroup(
                entries=tuple(entry_of(item, why, naming) for item, why in cards),
                more_url=board_url(facts, in_queue, wanted),
            )
            for cards, wanted in found
        ),
        empty="cards that are not ready",
    )


def _untouched(facts: DigestFacts) -> Iterator[tuple[WorkItem, str]]:
    limit = facts.now - timedelta(days=UNTOUCHED_DAYS)
    for item in queue_of(facts):
        if item.updated_at < limit:
            yield item, f"untouched for {days((facts.now - item.updated_at).days)}"
