"""Which handoff is real now: it still stands, it is news, and somebody else took over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.handoff.records import Gap, Handoff, Last, Spell
from domain.handoff.spells import running


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """What is so without anybody being told: on the first run, or after too long a time."""

    last: Last


def find_handoff(
    rotation: str,
    spells: Sequence[Spell],
    last: Last | None,
    now: datetime,
    look_back: timedelta,
) -> Handoff | Gap | Adoption | None:
    """Tell what has changed hands since it was last told.

    A handoff that was missed and is over by now is not told any more, nor is one longer ago
    than ``look_back``.

    Args:
        rotation: Name of the rotation.
        spells: Of its schedule, from well before ``look_back``; see ``read_spells``.
        last: What was told or adopted last; None on the first run.
        now: The instant of the run.
        look_back: How long ago it may have been.
    """
    spell = running(spells, now)
    if spell is None:
        return None
    if last is None:
        return Adoption(last=Last(people=spell.people, start=spell.start))
    before = [one for one in spells if one.start < spell.start]
    if spell.is_gap:
        return _find_gap(rotation, spell, spells, before, last)
    start, previous = _look_back(spell, before)
    if spell.people == last.people and (previous is None or previous.start <= last.start):
        return None
    gone = previous.people if previous else ()
    is_new = start > spells[0].start and now - start <= look_back
    # Adopted in a gap after which the same person came back: nothing was handed over.
    was_there = not last.people and start <= last.start
    if set(spell.people) <= set(gone) or not is_new or was_there:
        return Adoption(last=last.then(spell.people, start))
    return _hand_over(rotation, spells, spell, start, previous, last)


def _hand_over(
    rotation: str,
    spells: Sequence[Spell],
    spell: Spell,
    start: datetime,
    previous: Spell | None,
    last: Last,
) -> Handoff:
    """From whom to whom: of several people at once only those who change."""
    gone, after = previous.people if previous else (), _after(spells, spell)
    return Handoff(
        rotation=rotation,
        outgoing=tuple(one for one in gone if one not in spell.people),
        incoming=tuple(one for one in spell.people if one not in gone),
        people=spell.people,
        start=start,
        end=_end(spells, spell),
        since=previous.start if previous and previous != spells[0] else None,
        following=after.people if after else (),
        following_is_known=after is not None,
        last=last.then(spell.people, start),
        is_rewritten=start <= last.latest,
    )


def _look_back(spell: Spell, before: Sequence[Spell]) -> tuple[datetime, Spell | None]:
    """Since when these people take turns with nobody but gaps, and who was there before."""
    start = spell.start
    for one in reversed(before):
        if one.people == spell.people:
            start = one.start
        elif one.people:
            return start, one
    return start, None


def _find_gap(
    rotation: str, gap: Spell, spells: Sequence[Spell], before: Sequence[Spell], last: Last
) -> Gap | None:
    """A gap that began after what was told last."""
    if not before or gap.start <= last.start:
        return None
    after = _after(spells, gap)
    return Gap(
        rotation=rotation,
        outgoing=before[-1].people,
        start=gap.start,
        end=_end(spells, gap),
        following=after.people if after else (),
    )


def _after(spells: Sequence[Spell], spell: Spell) -> Spell | None:
    return next((one for one in spells if one.start >= spell.end), None)


def _end(spells: Sequence[Spell], spell: Spell) -> datetime | None:
    """The timeline's last spell may go on."""
    return None if spell == spells[-1] else spell.end
