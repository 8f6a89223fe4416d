"""What two services say about one schedule: the same, different people, or it cannot be said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from domain.on_call import Timeline, UnknownOnCall

Service = Literal["opsgenie", "jsm"]
SERVICES: Mapping[Service, str] = {"opsgenie": "OpsGenie", "jsm": "JSM"}
Result = Literal["same", "different", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody on call, as a service names them, and who that is in Slack.

    Attributes:
        key: The same for the same person, whatever a service calls them.
        name: What people call them.
        why: Why it cannot be said who they are in Slack, as the rest of a sentence that begins
            with the name; empty where it can be said.
        remedy: What to do about it.
    """

    key: str
    name: str = field(compare=False)
    why: str = field(default="", compare=False)
    remedy: str = field(default="", compare=False)

    @property
    def is_known(self) -> bool:
        """Whether they are somebody in Slack, and nobody else."""
        return not self.why


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleRead:
    """One schedule as one service has it.

    Attributes:
        service: Which one.
        id: Its id there; empty where it was not found.
        name: Its name there, or the id that was looked for.
        timeline: Who is on call when, or why that is unknown.
    """

    service: Service
    id: str
    name: str
    timeline: Timeline | UnknownOnCall


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A time in which the two do not name the same people, or it cannot be said whether they do.

    Attributes:
        start: First instant.
        end: First instant after it.
        left: Who is on call by the one; empty for nobody.
        right: Who is on call by the other.
        is_certain: Whether these are certainly different people.
    """

    start: datetime
    end: datetime
    left: frozenset[Party]
    right: frozenset[Party]
    is_certain: bool

    @property
    def strangers(self) -> tuple[Party, ...]:
        """Those who would have to be known to say whether it is the same people."""
        return tuple(
            sorted(
                (p for p in self.left ^ self.right if not p.is_known), key=lambda party: party.name
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something that is not known, as a sentence, and what to do about it."""

    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What came of comparing one schedule of one rotation.

    Attributes:
        team: Name of the team's file.
        rotation: Name of the rotation.
        schedule_id: The schedule's id in the team file.
        left: The schedule in the one service.
        right: The schedule in the other.
        stretches: When they differ, or may; in order.
        gaps: Why it is not known throughout.
        is_empty: Whether both were read, and nobody is ever on call in either.
    """

    team: str
    rotation: str
    schedule_id: str
    left: ScheduleRead
    right: ScheduleRead
    stretches: tuple[Stretch, ...] = ()
    gaps: tuple[Gap, ...] = ()
    is_empty: bool = False

    @property
    def result(self) -> Result:
        """Different where it certainly is at some instant; the same only where all is known."""
        if any(stretch.is_certain for stretch in self.stretches):
            return "different"
        return "unknown" if self.gaps or self.stretches else "same"
