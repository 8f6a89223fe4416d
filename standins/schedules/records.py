"""A schedule is rotations and overrides; forwardings belong to people and reach every schedule."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

NOBODY = "none"
"""In place of a user name: deliberately nobody."""

RotationType = Literal["hourly", "daily", "weekly"]
Kind = Literal["base", "override", "forwarding", "historical"]

STEPS: dict[RotationType, timedelta] = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyWindow:
    """The hours of every day in which a rotation is staffed, in the schedule's zone.

    An end at or before the start lies on the next day; equal times are the whole day.
    """

    start: time
    end: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """Participants (user names or `NOBODY`) taking turns of `length` hours, days or weeks."""

    id: str
    name: str
    type: RotationType
    length: int
    start: datetime
    end: datetime | None = None
    participants: tuple[str, ...]
    time_restriction: DailyWindow | None = None

    @property
    def shift_length(self) -> timedelta:
        """One turn on the wall clock."""
        return self.length * STEPS[self.type]


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """One user (or `NOBODY`) in place of whoever the rotations name, from start until end."""

    alias: str
    user: str
    start: datetime
    end: datetime
    rotation_ids: tuple[str, ...] = ()
    """The rotations it is limited to; empty means all of them."""

    def covers(self, rotation: Rotation, at: datetime) -> bool:
        """Whether it decides who is on call in this rotation at that instant."""
        limited_to_others = self.rotation_ids and rotation.id not in self.rotation_ids
        return not limited_to_others and self.start <= at < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarding:
    """Everything that would reach one user reaches another, from start until end."""

    from_user: str
    to_user: str
    start: datetime
    end: datetime

    def covers(self, user: str, at: datetime) -> bool:
        """Whether it takes this user's place at that instant."""
        return user == self.from_user and self.start <= at < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """One schedule; `timezone` is an IANA name, `team` the owner or None."""

    id: str
    name: str
    timezone: str
    enabled: bool = True
    team: str | None = None
    description: str = ""
    rotations: tuple[Rotation, ...] = ()
    overrides: tuple[Override, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which handoffs keep their time of day."""
        return ZoneInfo(self.timezone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Who is responsible and why; `from_user` is who forwarded it."""

    kind: Kind
    user: str
    from_user: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """One duty from start until end."""

    start: datetime
    end: datetime
    duty: Duty
