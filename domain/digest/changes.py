"""What changed since a ceremony is told from snapshots, and from when on it can be told is said."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from domain.digest.draft import Draft, DraftGroup, Entry
from domain.digest.facts import DigestFacts
from domain.digest.lines import Naming, entry_of, entry_of_tracking
from domain.digest.links import board_url
from domain.digest.phrases import say_day
from domain.digest.reasons import blocked
from domain.plan_change import PlanChanges
from domain.words import count_words
from domain.work_item import WorkItem

NO_SNAPSHOT = "no snapshot of the board was stored"


def unknown_since(
    changes: PlanChanges | None, ceremony: str, facts: DigestFacts
) -> tuple[str, ...]:
    """Say from when on changes can be told, where that is not since the ceremony itself."""
    if changes is None:
        return (f"Not known: there was no {ceremony} before.",)
    if changes.known_from is None:
        return (f"Not known: {NO_SNAPSHOT} since {_day(changes.since, facts)}.",)
    if _day(changes.known_from, facts) != _day(changes.since, facts):
        asked, known = _day(changes.since, facts), _day(changes.known_from, facts)
        return (f"Told from {known} on: {NO_SNAPSHOT} on {asked}.",)
    return ()


def changes_draft(facts: DigestFacts, naming: Naming) -> Draft:
    """The section on how the plan changed since the last ceremony."""
    changes = facts.since_last
    since = f" ({_day(changes.since, facts)})" if changes else ""
    return Draft(
        key="changes",
        question=f"What changed since our last ceremony{since}?",
        action="Object now, or carry on.",
        figures=unknown_since(changes, "ceremony", facts),
        groups=change_groups(changes, facts, naming),
        empty="changes of the plan",
    )


def change_groups(
    changes: PlanChanges | None,
    facts: DigestFacts,
    naming: Naming,
    *,
    dated: bool = False,
    elsewhere: Collection[str] = (),
) -> tuple[DraftGroup, ...]:
    """Pulled in, put back, re-ranked, blocked, unblocked, and grown.

    Args:
        changes: None where nothing is known.
        facts: What is known.
        naming: How cards are named.
        dated: Whether the headings say since when, as the section's question does not.
        elsewhere: Subjects that another section names for a better reason.
    """
    if changes is None:
        return ()
    since = f" since {_day(changes.since, facts)}" if dated else ""
    return tuple(
        DraftGroup(
            title=f"{what}{since}",
            entries=tuple(entry for entry in entries if entry.subject not in elsewhere),
            more_url=board_url(facts),
        )
        for what, entries in _changed(changes, facts, naming).items()
    )


def _changed(
    changes: PlanChanges, facts: DigestFacts, naming: Naming
) -> Mapping[str, Sequence[Entry]]:
    """What changed → its cards, in the order in which that is said."""

    def lying(items: Iterable[WorkItem]) -> list[Entry]:
        return [entry_of(item, _now_in(item.column), naming) for item in items]

    grown = _grown(changes, facts)
    return {
        "pulled in": lying(changes.pulled_in),
        "put back": lying(changes.put_back),
        "re-ranked": [
            entry_of(one.item, f"from place {one.before} to {one.now}", naming)
            for one in changes.re_ranked
        ],
        "blocked": [
            entry_of(item, blocked(item, facts.policy, naming), naming) for item in changes.blocked
        ],
        "unblocked": lying(changes.unblocked),
        "grown": [
            entry_of_tracking(one, f"{count_words(more, 'more sub-issue')}{grown}", naming)
            for one, more in changes.grown
        ],
    }


def _grown(changes: PlanChanges, facts: DigestFacts) -> str:
    """Since when, where that is another day than the section's."""
    since = changes.grown_since
    if since is None or _day(since, facts) == _day(changes.since, facts):
        return ""
    return f" since {_day(since, facts)}"


def _now_in(column: str) -> str:
    return f"now in “{column}”" if column else "now in no column"


def _day(at: datetime, facts: DigestFacts) -> str:
    return say_day(at.astimezone(facts.zone))
