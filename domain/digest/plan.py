"""The retro sets the plan against what happened: what was begun, and the top of the queue."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from domain.digest.changes import change_groups, unknown_since
from domain.digest.draft import Draft, DraftGroup
from domain.digest.facts import DigestFacts
from domain.digest.lines import Naming, entry_of, subject_of
from domain.digest.links import board_url
from domain.plan_change.records import Fate, PlannedItem
from domain.words import count_words

FATES: Mapping[Fate, str] = {
    "finished": "finished",
    "started": "in progress",
    "queued": "still in the queue",
    "put_back": "put back",
    "not_planned": "closed as not planned",
    "gone": "gone from the board",
}
"""What became of a planned card, in the order in which that is said."""
TELLING: tuple[Fate, ...] = ("put_back", "gone", "started", "queued")
"""Fates whose cards are listed, the most telling first."""


def plan_draft(facts: DigestFacts, naming: Naming, elsewhere: Collection[str]) -> Draft:
    """The plan and what became of it, and what else changed since the last ceremony.

    Args:
        facts: What is known.
        naming: How cards are named.
        elsewhere: Subjects that another section names for a better reason.
    """
    changes = facts.since_planning
    planned = _within_reach(changes.planned, facts) if changes else ()
    listed = [one for fate in TELLING for one in planned if one.fate == fate]
    entries = tuple(
        entry_of(one.item, FATES[one.fate], naming)
        for one in listed
        if subject_of(one.item) not in elsewhere
    )
    return Draft(
        key="plan",
        question="What became of the plan?",
        action="Say what we would plan differently.",
        figures=(*unknown_since(changes, "planning", facts), *_fates(planned, facts)),
        groups=(
            DraftGroup(title="planned, not finished", entries=entries, more_url=board_url(facts)),
            *change_groups(facts.since_last, facts, naming, dated=True, elsewhere=elsewhere),
        ),
        empty="plan",
    )


def _within_reach(planned: Sequence[PlannedItem], facts: DigestFacts) -> tuple[PlannedItem, ...]:
    """What was started, and as much of the queue as a good cycle finishes: the rest is a list."""
    most = facts.delivery.throughput.p85
    if most is None:
        return tuple(planned)
    queued = [one for one in planned if one.was == "queue"][int(most) :]
    return tuple(one for one in planned if one not in queued)


def _fates(planned: tuple[PlannedItem, ...], facts: DigestFacts) -> Iterator[str]:
    counted = Counter(one.fate for one in planned)
    parts = [f"{counted[fate]} {said}" for fate, said in FATES.items() if counted[fate]]
    if parts:
        queued = sum(one.was == "queue" for one in planned)
        begun = len(planned) - queued
        meant = [
            *([f"{begun} begun"] if begun else []),
            *([f"the top {queued} of the queue"] if queued else []),
        ]
        many = count_words(len(planned), "planned card")
        yield f"Of {many} ({' and '.join(meant)}): {', '.join(parts)}."
    pulled_in = len(facts.since_planning.pulled_in) if facts.since_planning else 0
    if pulled_in:
        yield f"Pulled in without being planned: {count_words(pulled_in, 'card')}."
