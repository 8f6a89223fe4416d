"""What is handed over when, from whom to whom, and what is remembered of it between two runs."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """A time in which a schedule is covered by the same people, short covers left out.

    Attributes:
        people: Addresses or account ids, sorted; empty for a gap.
        start: First instant.
        end: First instant after it; where the timeline ends, it may go on.
    """

    people: tuple[str, ...]
    start: datetime
    end: datetime

    @property
    def is_gap(self) -> bool:
        """Whether nobody is on call."""
        return not self.people


@dataclass(frozen=True, slots=True, kw_only=True)
class Last:
    """What was told, or silently adopted, last.

    Attributes:
        people: Who is on call.
        start: Since when.
        told_until: The latest start that was ever told; None where that is this one.
        rewrites: How often something was told that began no later: the past was changed.
    """

    people: tuple[str, ...]
    start: datetime
    told_until: datetime | None = None
    rewrites: int = 0

    @property
    def latest(self) -> datetime:
        """The latest start that was ever told."""
        return max(self.start, self.told_until or self.start)

    def then(self, people: tuple[str, ...], start: datetime) -> "Last":
        """What is remembered when something else is so from now on."""
        is_rewritten = start <= self.latest
        return Last(
            people=people,
            start=start,
            told_until=self.latest if is_rewritten else None,
            rewrites=self.rewrites + is_rewritten,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff:
    """One person's time ends and another's begins.

    Attributes:
        rotation: Name of the rotation.
        outgoing: Whose time ended.
        since: When their time began; None where it is not known.
        incoming: Whose time began; never empty.
        people: Everybody on call from now on, sorted.
        start: When.
        end: Until when; None where the timeline does not reach so far.
        following: Who comes after that, sorted; empty where nobody does, or it is not known.
        following_is_known: Whether the timeline tells what comes after that.
        last: What is remembered once it was told.
        is_rewritten: Whether something that began no earlier was told before, because the
            schedule's past was changed since.
    """

    rotation: str
    outgoing: tuple[str, ...]
    incoming: tuple[str, ...]
    people: tuple[str, ...]
    start: datetime
    end: datetime | None
    since: datetime | None = None
    following: tuple[str, ...] = ()
    following_is_known: bool = True
    last: Last
    is_rewritten: bool = False

    @property
    def subject(self) -> str:
        """The same for the same handoff in every run: rotation, people, shift start."""
        again = f"~{self.last.rewrites}" if self.is_rewritten else ""
        return f"{self.rotation}/{int(self.start.timestamp())}{again}/{'+'.join(self.people)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Somebody's time ended and nobody came.

    Attributes:
        rotation: Name of the rotation.
        outgoing: Whose time ended; empty where that is not known.
        start: When.
        end: Until when; None where the timeline does not reach so far.
        following: Who comes then.
    """

    rotation: str
    outgoing: tuple[str, ...]
    start: datetime
    end: datetime | None
    following: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """The same for the same gap in every run."""
        return f"{self.rotation}/{int(self.start.timestamp())}/nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A handoff that was told and is not confirmed yet.

    Attributes:
        subject: Its subject.
        incoming: Who was asked to confirm it and has not.
        start: When it was.
    """

    subject: str
    incoming: tuple[str, ...]
    start: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What one run leaves to the next about one schedule of a rotation.

    Attributes:
        last: What was told last.
        seen_at: The instant of that run.
        ahead: The spells that it saw ahead.
        until: How far ahead it looked.
        asked: What was told last, while it is not confirmed.
    """

    last: Last
    seen_at: datetime
    ahead: tuple[Spell, ...]
    until: datetime
    asked: Asked | None = None
