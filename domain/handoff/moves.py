"""Whose coming shifts moved since the last run is found by holding two looks ahead together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.handoff.records import Memory, Spell
from domain.handoff.spells import ahead


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One person's coming shifts, as they were and as they are.

    Attributes:
        person: Address or account id.
        lost: Shifts that are no longer theirs, or not like this; of a running one, the rest.
        gained: Shifts that are new, or like this now; of a running one, the rest.
        until: The instant at which shifts are cut, because nobody looked further then.
    """

    person: str
    lost: tuple[Spell, ...]
    gained: tuple[Spell, ...]
    until: datetime


def find_moves(memory: Memory, spells: Sequence[Spell], now: datetime) -> tuple[Move, ...]:
    """Compare what the last run saw ahead with what is ahead now; quiet where nothing moved.

    Of what is running only the rest is compared, so that the end of one's shift may move; whoever
    merely gives it away or takes it over is told by the handoff. What came into view is not new.
    """
    before = _by_person(ahead(memory.ahead, now, memory.until))
    after = _by_person(ahead(spells, now, memory.until))
    moves = []
    for person in sorted(before.keys() | after.keys()):
        was, now_is = before.get(person, ()), after.get(person, ())
        lost = tuple(one for one in was if one not in now_is)
        gained = tuple(one for one in now_is if one not in was)
        if not (lost and gained):
            lost, gained = (tuple(s for s in those if s.start > now) for those in (lost, gained))
        if lost or gained:
            moves.append(Move(person=person, lost=lost, gained=gained, until=memory.until))
    return tuple(moves)


def _by_person(spells: Iterable[Spell]) -> dict[str, tuple[Spell, ...]]:
    """Person → their spells, whoever else is on call then, joined where they touch."""
    found: dict[str, tuple[Spell, ...]] = {}
    for spell in spells:
        for person in spell.people:
            own = Spell(people=(person,), start=spell.start, end=spell.end)
            mine = found.get(person, ())
            if mine and mine[-1].end == own.start:
                own = Spell(people=(person,), start=mine[-1].start, end=own.end)
                mine = mine[:-1]
            found[person] = (*mine, own)
    return found
