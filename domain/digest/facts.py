"""Everything a digest is made of was read or measured before it is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from domain.cycle import Occasion, Skipped
    from domain.delivery.records import Delivery
    from domain.plan_change import PlanChanges
    from domain.standing import Context
    from domain.support_figures import SupportFigures
    from domain.team import Team
    from domain.team.digests import Digests
    from domain.work_item import BoardRead


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Who a GitHub login is.

    Attributes:
        name: What people call them.
        slack_id: To mention them; ``""`` where it is not known.
    """

    name: str
    slack_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Who is on the support rotation for a while.

    Attributes:
        starts_on: First local day.
        ends_on: Last local day.
        names: Of the people; empty where nobody is on call.
        because: Why it is not the usual turn, as a clause, or ``""``.
    """

    starts_on: date
    ends_on: date
    names: tuple[str, ...]
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestFacts:
    """All that is known when a digest is written.

    Attributes:
        name: Name of the team's file.
        team: The team; it has ``digests`` and ``requests``.
        occasion: The ceremony that the digest is for.
        now: The instant of the run.
        last_retro: When the last retro before this occasion began; None where there was none.
        coming: Ceremonies after this one, in order of time, those that are not held too: at least
            to the end of the next cycle.
        board: The board as this run saw it: whole for planning and retro.
        delivery: What its history says.
        since_last: What changed since the last ceremony of any kind; None where there was none.
        since_planning: What changed since the last planning that began; None where there was none.
        scope_since: From when on the forecasts count what changed on tracking issues: the snapshot
            they were measured against; None where that is the beginning of the cycle.
        support: Of the running cycle (for planning, of the last one); None where it is not known.
        support_unknown: Why it is not known, as a sentence, or ``""``.
        support_context: By which titles of requests are shown; None where nothing is known.
        turns: Who is on rotation in this cycle and the next, in order of time; None where it is
            not known.
        turns_unknown: Why it is not known, as a sentence, or ``""``.
        holidays: Working weekdays of this cycle and the next on which nobody works.
        absences: Who is away in these cycles, one sentence each.
        owners: GitHub login in lower case → who that is.
        notes: Sentences of the run on what is missing or otherwise than usual.
    """

    name: str
    team: Team
    occasion: Occasion
    now: datetime
    last_retro: datetime | None = None
    coming: tuple[Occasion | Skipped, ...] = ()
    board: BoardRead
    delivery: Delivery
    since_last: PlanChanges | None = None
    since_planning: PlanChanges | None = None
    scope_since: datetime | None = None
    support: SupportFigures | None = None
    support_unknown: str = ""
    support_context: Context | None = None
    turns: tuple[Turn, ...] | None = None
    turns_unknown: str = ""
    holidays: tuple[date, ...] = ()
    absences: tuple[str, ...] = ()
    owners: Mapping[str, Owner] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def policy(self) -> Digests:
        """The team's part about digests.

        Raises:
            ValueError: The team file has none.
        """
        if self.team.digests is None:
            raise ValueError(f"{self.name} has no digests: its file has no `digests`")
        return self.team.digests

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the team reads times."""
        return ZoneInfo(self.team.zone)
