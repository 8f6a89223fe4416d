"""Asked who is on call, a schedule gives one of three answers: people, nobody, or unknown."""

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCall:
    """These people are on call, by address (OpsGenie) or address or account id (JSM).

    Attributes:
        schedule: The schedule's name.
        people: Who is on call.
        overlapping: Who just was, or is about to be, where a handoff overlaps.
    """

    schedule: str
    people: tuple[str, ...]
    overlapping: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodyOnCall:
    """The schedule was read and names nobody: a gap."""

    schedule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownOnCall:
    """It could not be told who is on call; never to be read as nobody.

    Attributes:
        schedule: The schedule's name or id; empty where no schedule could be read at all.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """A schedule's final timeline in a window.

    Services cut shifts at both edges of the window, and the running one at the present instant.

    Attributes:
        shifts: Sorted by start.
        start: First instant of the window, which lies at or before the one asked for.
        end: First instant after it.
    """

    shifts: tuple[Shift, ...]
    start: datetime
    end: datetime

    def shift_at(self, person: str, at: datetime) -> Shift | None:
        """Find a person's shift at an instant, joined with what follows without a break."""
        mine = [shift for shift in self.shifts if shift.person == person]
        found = next((shift for shift in mine if shift.start <= at < shift.end), None)
        if found is None:
            return None
        for shift in mine:
            if shift.start <= found.end < shift.end:
                # What is past is only called historical; what follows says why they are on call.
                why = shift if found.kind == "historical" else found
                found = replace(why, start=found.start, end=shift.end)
        return found

    def reaches_beyond(self, shift: Shift) -> bool:
        """Whether a shift may go on after the window, so that its end is not known."""
        return shift.end >= self.end
