"""Retro looks back to learn: what was done, what became of the plan, what surprised.

It mentions the owners of the last retro's open actions, and nobody else: whoever finished one can
close it before the meeting.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from domain.delivery.earlier import seen_from
from domain.delivery.records import FinishedItem
from domain.digest.actions import actions_draft
from domain.digest.charts import cycle_time_chart, flow_chart, scatter_chart
from domain.digest.decisions import OPEN_ACTION
from domain.digest.draft import Draft, DraftGroup, Entry
from domain.digest.facts import DigestFacts
from domain.digest.heading import make, window
from domain.digest.lines import (
    Naming,
    entry_of,
    entry_of_tracking,
    label_of,
    prepare_naming,
    subject_of,
)
from domain.digest.links import board_url, field_is, status_is
from domain.digest.measures import column_figures, finished_figures, flow_figures
from domain.digest.phrases import days, say_day
from domain.digest.plan import plan_draft
from domain.digest.question import neutral_question
from domain.digest.reasons import long_in_progress, progress
from domain.digest.records import Digest
from domain.digest.support import retro_support_draft
from domain.words import count_words, enumerate_words
from domain.work_item import WorkItem

OF_THE_NEXT = "time by column, blocked days and what moved back are of that cycle"
STOPPED = {"NOT_PLANNED": "closed as not planned", "DUPLICATE": "closed as a duplicate"}


def make_retro(facts: DigestFacts) -> Digest:
    """Write the digest before a retro."""
    facts = _of_its_cycle(facts)
    naming = prepare_naming(facts)
    actions = actions_draft(
        facts, naming, question="What became of the last retro's actions?", mention=True
    )
    drafts = (
        _finished(facts, naming),
        plan_draft(facts, naming, _surprising(facts)),
        Draft(
            key="flow",
            question="Does work flow faster or slower?",
            action="Name one thing that would help.",
            figures=flow_figures(facts.delivery),
            empty="finished cards to time",
            chart="cycle_time",
        ),
        Draft(
            key="columns",
            question="Where did the time go?",
            action="Ask about the column that took longest.",
            figures=(*column_figures(facts.delivery), *_causes(facts, naming)),
            empty="time by column",
            chart="cumulative_flow",
        ),
        _surprises(facts, naming),
        retro_support_draft(facts),
        _not_planned(facts, naming),
        actions,
    )
    decisions = [("actions", OPEN_ACTION) for _ in actions.groups[0].entries]
    charts = (
        cycle_time_chart(facts.delivery, naming),
        flow_chart(facts.delivery),
        scatter_chart(facts.delivery, naming),
    )
    return make(facts, (*drafts, _question(facts, drafts)), decisions, charts)


def _of_its_cycle(facts: DigestFacts) -> DigestFacts:
    """The same seen from the retro's cycle, where the next one has begun since."""
    seen = seen_from(facts.delivery, facts.occasion.cycle, facts.zone)
    if seen is None:
        return facts
    late = f"Cycle {facts.delivery.current.number} has begun: {OF_THE_NEXT}."
    return replace(facts, delivery=seen, notes=(*facts.notes, late))


def _finished(facts: DigestFacts, naming: Naming) -> Draft:
    """Tracking issues first; a card that surprised stands with what surprised about it."""
    moved = [one for one in facts.delivery.forecasts if one.change]
    surprising = _surprising(facts)
    cards = [one for one in _of_this_cycle(facts) if subject_of(one.item) not in surprising]
    done = status_is(facts, facts.policy.columns.done)
    return Draft(
        key="finished",
        question="What did we finish?",
        action="Show it to whoever asked for it.",
        figures=finished_figures(facts.delivery, facts.policy),
        groups=(
            DraftGroup(
                title="tracking issues",
                entries=tuple(
                    entry_of_tracking(one.tracking, progress(one, facts), naming) for one in moved
                ),
            ),
            DraftGroup(
                title="cards",
                entries=tuple(entry_of(one.item, _took(one), naming) for one in cards),
                more_url=board_url(facts, done),
            ),
        ),
        empty="finished cards",
    )


def _of_this_cycle(facts: DigestFacts) -> list[FinishedItem]:
    """What was finished in the occasion's cycle, the latest first."""
    first, last = window(facts)
    return [
        one
        for one in reversed(facts.delivery.finished)
        if first <= one.finished_at.astimezone(facts.zone).date() <= last
    ]


def _took(one: FinishedItem) -> str:
    return one.kind if one.cycle_days is None else f"{one.kind}, {days(one.cycle_days)}"


def _causes(facts: DigestFacts, naming: Naming) -> Iterator[str]:
    """What blocks cards now, whatever blocks most first."""
    held = [card.item for card in facts.delivery.wip if card.is_blocked]
    causes = Counter(ref for item in held for ref in item.blocked_by)
    if not held:
        return
    unknown = sum(not item.blocked_by for item in held)
    named = [
        f"{label_of(ref, naming)} ({count_words(count, 'card')})"
        for ref, count in causes.most_common()
    ]
    if unknown:
        named.append(f"no cause given ({count_words(unknown, 'card')})")
    yield f"Still blocked by: {enumerate_words(named)}."


def _surprises(facts: DigestFacts, naming: Naming) -> Draft:
    delivery = facts.delivery
    late = [
        *(entry_of(one.item, _slower(one, facts), naming) for one in _slow(facts)),
        *(
            entry_of(card.item, long_in_progress(card, delivery), naming)
            for card in delivery.wip
            if card.is_beyond
        ),
    ]
    found = (
        ("took long", late),
        ("moved back", [_now_in(item, naming) for item in delivery.moved_back]),
        ("reopened", [_now_in(item, naming) for item in delivery.reopened]),
    )
    return Draft(
        key="surprises",
        question="What surprised us?",
        action="Ask how we could have seen it sooner.",
        groups=tuple(
            DraftGroup(title=title, entries=tuple(entries), more_url=board_url(facts))
            for title, entries in found
        ),
        empty="surprises",
        chart="scatter",
    )


def _surprising(facts: DigestFacts) -> frozenset[str]:
    """What took longer than most, moved back or was reopened: named by that, by nothing else."""
    late = [card.item for card in facts.delivery.wip if card.is_beyond]
    slow = [one.item for one in _slow(facts)]
    back = (*facts.delivery.moved_back, *facts.delivery.reopened)
    return frozenset(subject_of(item) for item in (*late, *slow, *back))


def _slow(facts: DigestFacts) -> list[FinishedItem]:
    """Cards finished in this cycle that took longer than 85 % of the ones before, slowest first."""
    limit = facts.delivery.cycle_time.p85
    if limit is None:
        return []
    slow = [one for one in _of_this_cycle(facts) if (one.cycle_days or 0) > limit]
    return sorted(slow, key=lambda one: -(one.cycle_days or 0))


def _slower(one: FinishedItem, facts: DigestFacts) -> str:
    most = facts.delivery.cycle_time.p85 or 0
    return f"took {days(one.cycle_days or 0)}; 85 % of cards took at most {most:.0f}"


def _now_in(item: WorkItem, naming: Naming) -> Entry:
    return entry_of(item, f"now in “{item.column}”" if item.column else "in no column", naming)


def _not_planned(facts: DigestFacts, naming: Naming) -> Draft:
    first, last = window(facts)
    stopped = [
        (item.closed_at.astimezone(facts.zone), item)
        for item in facts.board.items
        if item.state_reason in STOPPED
        and item.state == "CLOSED"
        and item.closed_at is not None
        and first <= item.closed_at.astimezone(facts.zone).date() <= last
    ]
    stopped.sort(key=lambda one: (one[0], one[1].id))
    return Draft(
        key="not_planned",
        question="What did we decide not to do?",
        action="Reopen what was closed by mistake.",
        groups=(
            DraftGroup(
                entries=tuple(entry_of(item, _stopped(at, item), naming) for at, item in stopped),
                more_url=board_url(facts, field_is("reason", ["not planned", "duplicate"])),
            ),
        ),
        empty="cards closed as not planned",
    )


def _stopped(at: datetime, item: WorkItem) -> str:
    return f"{STOPPED[item.state_reason]} on {say_day(at)}"


def _question(facts: DigestFacts, drafts: Sequence[Draft]) -> Draft:
    """One question from the figures, then the team's own; none where there is nothing to ask of."""
    asked = neutral_question(facts.delivery)
    has_more = any(draft.says_something for draft in drafts)
    return Draft(
        key="question",
        question="What do we want to learn?",
        action="Agree on one action at most, and open an issue for it.",
        figures=(
            *((asked,) if asked else ()),
            *(facts.policy.retro_prompts if has_more else ()),
        ),
        empty="questions",
    )
