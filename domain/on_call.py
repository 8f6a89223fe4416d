"""Asked who is on call, a schedule gives one of three answers: people, nobody, or unknown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCall:
    """These people are on call, by address (OpsGenie) or address or account id (JSM)."""

    schedule: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodyOnCall:
    """The schedule was read and names nobody: a gap."""

    schedule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownOnCall:
    """It could not be told who is on call; never to be read as nobody.

    Attributes:
        schedule: The schedule's name, or its id where the name is not known.
        why: What went wrong, as a clause without a full stop.
        remedy: What to do about it, as a sentence.
    """

    schedule: str
    why: str
    remedy: str


OnCallAnswer = OnCall | NobodyOnCall | UnknownOnCall


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One person's continuous time on call, as the timeline of a schedule shows it.

    Attributes:
        person: Address or account id; empty when the shift deliberately names nobody.
        rotation: The schedule's own name for the participants taking turns.
        kind: "base", "override", "forwarding" or "historical": why this person.
        start: First instant.
        end: First instant after it.
        forwarded_from: Whose shift it was before forwarding, or empty.
    """

    person: str
    rotation: str
    kind: str
    start: datetime
    end: datetime
    forwarded_from: str = ""


def shift_at(shifts: Iterable[Shift], person: str, at: datetime) -> Shift | None:
    """Find the shift of a person that covers an instant, the one that lasts longest."""
    covering = (s for s in shifts if s.person == person and s.start <= at < s.end)
    return max(covering, key=lambda shift: shift.end, default=None)
