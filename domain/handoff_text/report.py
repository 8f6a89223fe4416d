"""How a run about handoffs reads: a sentence for each rotation, and the next weeks as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.handoff.find import Adoption
from domain.handoff.outlook import name_of
from domain.handoff.records import Gap, Handoff
from domain.handoff.spells import running
from domain.handoff_text.brief import NOBODY
from domain.markdown import cell, table
from domain.words import enumerate_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from domain.handoff_text.brief import Brief
    from domain.handoff_text.conclude import Outcome

HEAD = ("Rotation", "From", "To", "On call", "Wrong")


def describe(outcome: Outcome) -> str:
    """Say in plain text what has changed hands in a rotation, if anything has."""
    turn, brief = outcome.turn, outcome.brief
    rotation = turn.track.rotation
    match turn.verdict or turn.waiting:
        case Handoff() as handoff if turn.waiting or _is_told(handoff, outcome):
            pair = f"{_plain(handoff.outgoing, brief)} → {_plain(handoff.incoming, brief)}"
            later = ", told when the team works" if turn.waiting else ""
            return f"{rotation}: {pair} since {brief.when(handoff.start)}{later}"
        case Handoff() as handoff:
            return f"{rotation}: {_plain(handoff.incoming, brief)} cannot be reached in Slack"
        case Gap() as gap:
            return f"{rotation}: nobody is on call since {brief.when(gap.start)}"
        case Adoption() as adoption:
            return f"{rotation}: found {_plain(adoption.last.people, brief)} on call, told nobody"
    spell = running(turn.spells, turn.now)
    waits = "" if turn.asked is None or not _still_asked(outcome) else ", not confirmed yet"
    on_call = _plain(spell.people, brief) if spell else "a short cover"
    return f"{rotation}: no handoff, {on_call} on call{waits}"


def outlook_rows(outcomes: Iterable[Outcome]) -> list[tuple[str, ...]]:
    """Lay the next four weeks out as plain cells under ``HEAD``."""
    return [
        (
            outcome.turn.track.rotation,
            outcome.brief.when(prospect.spell.start),
            "…" if prospect.goes_on else outcome.brief.when(prospect.spell.end),
            _plain(prospect.spell.people, outcome.brief),
            "; ".join(prospect.warnings) or ("a gap" if prospect.spell.is_gap else ""),
        )
        for outcome in outcomes
        for prospect in outcome.brief.prospects
    ]


def outlook_markdown(outcomes: Iterable[Outcome], sentence: str) -> str:
    """Lay the next four weeks out as Markdown, under the run's one sentence."""
    rows = outlook_rows(outcomes)
    return "\n".join([cell(sentence), "", *([table(HEAD, rows)] if rows else [])])


def _plain(people: Sequence[str], brief: Brief) -> str:
    return enumerate_words([name_of(person, brief.people) for person in people]) or NOBODY


def _is_told(handoff: Handoff, outcome: Outcome) -> bool:
    return outcome.memory is not None and outcome.memory.last == handoff.last


def _still_asked(outcome: Outcome) -> bool:
    return outcome.memory is not None and outcome.memory.asked is not None
