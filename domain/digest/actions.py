"""What a retro decided is an issue with a label, followed until it is closed."""

from datetime import datetime

from domain.digest.draft import Draft, DraftGroup
from domain.digest.facts import DigestFacts
from domain.digest.lines import Naming, entry_of
from domain.digest.links import issues_url
from domain.digest.phrases import days
from domain.words import count_words
from domain.work_item import WorkItem


def actions_draft(
    facts: DigestFacts, naming: Naming, *, question: str, mention: bool = False
) -> Draft:
    """List the open actions, the oldest first, with how many were done since the last retro.

    Args:
        facts: What is known.
        naming: How cards are named.
        question: What the section asks.
        mention: Whether the owners must act before the meeting.
    """
    actions = facts.board.retro_actions
    still_open = sorted((one for one in actions if one.state == "OPEN"), key=_opened)
    done = [one for one in actions if one.state != "OPEN" and _is_recent(one, facts)]
    figures: tuple[str, ...] = ()
    if done:
        of = len(done) + len(still_open)
        figures = (f"{len(done)} of {count_words(of, 'action')} done.",)
    return Draft(
        key="actions",
        question=question,
        action="Finish it, or drop it.",
        figures=figures,
        groups=(
            DraftGroup(
                entries=tuple(
                    entry_of(one, _age(one, facts.now), naming, mention=mention)
                    for one in still_open
                ),
                more_url=issues_url(facts, facts.policy.retro_action_label),
            ),
        ),
        empty="retro actions",
    )


def _opened(item: WorkItem) -> tuple[datetime, str]:
    return (item.created_at or item.updated_at, item.id)


def _age(item: WorkItem, now: datetime) -> str:
    return f"open for {days(max((now - _opened(item)[0]).days, 0))}"


def _is_recent(item: WorkItem, facts: DigestFacts) -> bool:
    """Whether it was completed since the last retro; since any time where that is not known."""
    if item.state_reason not in {"COMPLETED", ""} or item.closed_at is None:
        return False
    return facts.last_retro is None or item.closed_at >= facts.last_retro
