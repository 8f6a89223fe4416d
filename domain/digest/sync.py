"""Sync checks in on the plan: what to talk about first, what is new, what changed.

It mentions the owners of the cards to talk about first, and nobody else: they should know before
the meeting what each card needs.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from domain.delivery.kinds import all_kinds, kind_of
from domain.delivery.records import Ageing
from domain.digest.changes import changes_draft, unknown_since
from domain.digest.charts import ageing_chart
from domain.digest.decisions import STILL_OPEN, UNSTICK, still_open
from domain.digest.draft import SHOWN, Draft, DraftGroup, Entry
from domain.digest.facts import DigestFacts
from domain.digest.heading import make
from domain.digest.lines import Naming, entry_of, prepare_naming
from domain.digest.links import board_url, kind_is, status_is
from domain.digest.measures import ad_hoc_figures, progress_figures
from domain.digest.phrases import say_day
from domain.digest.reasons import blocked, long_in_progress, silent, slow_in_column
from domain.digest.records import Digest, Line
from domain.digest.support import support_draft
from domain.work_item import WorkItem

SLOW = 0.85
"""A card is slow once this share of the past stays in its column was shorter."""
SILENT_DAYS = 5
"""Working days without an update."""


def make_sync(facts: DigestFacts) -> Digest:
    """Write the digest before a sync."""
    naming = prepare_naming(facts)
    talk, open_ones = _talk(facts, naming), still_open(facts, naming)
    drafts = (
        talk,
        _new(facts, naming),
        changes_draft(facts, naming),
        Draft(
            key="progress",
            question="How much is done so far?",
            action="Finish what is begun before starting more.",
            figures=progress_figures(facts.delivery, facts.policy),
            empty="finished cards",
        ),
        support_draft(facts),
        Draft(
            key="ad_hoc",
            question="How much ad hoc work came in?",
            action="Make room for it, or say no.",
            figures=ad_hoc_figures(facts.delivery),
            empty="ad hoc work",
        ),
        Draft(
            key="open_decisions",
            question="Which decisions of planning are still open?",
            action="Decide each, then change its card.",
            groups=(DraftGroup(entries=tuple(one.entry for one in open_ones)),),
            empty="decisions left from planning",
        ),
    )
    decisions = [
        *[("talk", UNSTICK) for _ in talk.groups[0].entries],
        *[("open_decisions", STILL_OPEN) for _ in open_ones],
    ]
    return make(facts, drafts, decisions, (ageing_chart(facts.delivery, naming),))


def _talk(facts: DigestFacts, naming: Naming) -> Draft:
    """Slow cards, the slowest first, then blocked ones, then those without an update."""
    slow = [one for one in facts.delivery.wip if not one.is_blocked and _is_slow(one)]
    slow.sort(key=lambda one: (-(one.pace or 0), -one.days_in_column))
    held = [one for one in facts.delivery.wip if one.is_blocked]
    held.sort(key=lambda one: -(one.blocked_days or 0))
    quiet = [one for one in facts.delivery.wip if one.silent_days >= SILENT_DAYS]
    quiet.sort(key=lambda one: -one.silent_days)
    found = [
        *_entries(slow, lambda one: _why_slow(one, facts), naming),
        *_entries(
            held, lambda one: blocked(one.item, facts.policy, naming, one.blocked_days), naming
        ),
        *_entries(quiet, silent, naming),
    ]
    return Draft(
        key="talk",
        question="What should we talk about first?",
        action="Say what it needs: help, a split, or to wait.",
        groups=(
            DraftGroup(
                entries=_mention_the_first(found),
                more_url=board_url(facts, status_is(facts, facts.policy.columns.started)),
            ),
        ),
        empty="cards to talk about",
        chart="ageing",
    )


def _is_slow(card: Ageing) -> bool:
    return card.is_beyond or (card.pace or 0) >= SLOW


def _why_slow(card: Ageing, facts: DigestFacts) -> str:
    if (card.pace or 0) >= SLOW:
        return slow_in_column(card)
    return long_in_progress(card, facts.delivery)


def _entries(cards: Sequence[Ageing], why: Callable[[Ageing], str], naming: Naming) -> list[Entry]:
    return [entry_of(card.item, why(card), naming, mention=True) for card in cards]


def _mention_the_first(found: Sequence[Entry]) -> tuple[Entry, ...]:
    """Only who has a card that is shown must act before the meeting."""
    once = {entry.subject: entry for entry in reversed(found)}
    ranked = dict.fromkeys(entry.subject for entry in found)
    return tuple(
        once[subject] if place < SHOWN else _unmentioned(once[subject])
        for place, subject in enumerate(ranked)
    )


def _unmentioned(entry: Entry) -> Entry:
    line: Line = replace(entry.line, mention="")
    return replace(entry, line=line)


def _new(facts: DigestFacts, naming: Naming) -> Draft:
    """What came onto the board since planning, by kind of work."""
    changes, policy = facts.since_planning, facts.policy
    added: dict[str, list[WorkItem]] = {kind: [] for kind in all_kinds(policy.kinds)}
    for item in changes.added if changes else ():
        added[kind_of(item, policy.kinds)].append(item)
    return Draft(
        key="new",
        question="What is new since planning?",
        action="Take it in, or say not now.",
        figures=unknown_since(changes, "planning", facts),
        groups=tuple(
            DraftGroup(
                title=kind,
                entries=tuple(entry_of(one, _came(one, facts), naming) for one in cards),
                more_url=board_url(facts, kind_is(policy, kind)),
            )
            for kind, cards in added.items()
        ),
        empty="new cards",
    )


def _came(item: WorkItem, facts: DigestFacts) -> str:
    number = facts.board.number
    came = [e.at for e in item.events if e.kind == "card_added" and e.board == number]
    at = came[-1] if came else item.created_at
    where = f"in “{item.column}”" if item.column else "in no column"
    return where if at is None else f"{where}, came {say_day(at.astimezone(facts.zone))}"
