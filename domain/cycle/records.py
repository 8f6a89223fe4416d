"""A ceremony is held at an instant or skipped for a reason, and its digest is due or missed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from domain.team.digests import CeremonyName


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """One ceremony of one cycle, as it is held.

    Attributes:
        ceremony: Which.
        cycle: Number of the cycle it belongs to.
        extra: 0, or 1, 2 … for one held once more.
        starts_at: When it begins, in the team's zone.
        ends_at: When it ends.
        digest_at: From when on its digest may go out.
        moved_because: Why it is not on its usual day, as a clause, or ``""``.
    """

    ceremony: CeremonyName
    cycle: int
    extra: int = 0
    starts_at: datetime
    ends_at: datetime
    digest_at: datetime
    moved_because: str = ""

    @property
    def key(self) -> str:
        """``planning/7``, or ``planning/7+1`` for one held once more."""
        return f"{self.ceremony}/{self.cycle}" + (f"+{self.extra}" if self.extra else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A ceremony that is not held, on which day it would have been, and why, as a clause."""

    ceremony: CeremonyName
    cycle: int
    on: date
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A digest whose time has come, or whose ceremony began without it."""

    occasion: Occasion
    state: Literal["due", "missed"]
