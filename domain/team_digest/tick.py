"""What a tick does for a team follows from what is due and what was kept: mostly nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from domain.cycle import latest, upcoming
from domain.team_digest.reads import team_calendar

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from domain.cycle import Due, Occasion
    from domain.team import Team
    from domain.team.digests import CeremonyName
    from domain.work_item import Snapshot

WHOLE: frozenset[CeremonyName] = frozenset({"planning", "retro"})
LAST_CALL = timedelta(minutes=20)
"""So long before a ceremony its digest waits no more for a board that cannot be read."""


def how_to_read(
    team: Team,
    dues: Sequence[Due],
    snapshots: Sequence[Snapshot],
    now: datetime,
    *,
    is_keeping: bool,
) -> Literal["whole", "live", "not"]:
    """Tell how much of a team's board a run reads.

    All of it for a digest that looks at finished work; the live columns for another, and for the
    snapshot of the day. After a ceremony there is one more, which shows what was decided.

    Args:
        team: A team with ``digests``.
        dues: What is due, or was missed.
        snapshots: Those kept so far.
        now: The instant of the run.
        is_keeping: Whether the run may keep a snapshot.
    """
    asked = [one.occasion.ceremony for one in dues if one.state == "due"]
    if asked:
        return "whole" if is_whole_needed(asked) else "live"
    calendar = team_calendar(team, now)
    today = calendar.working_time.midnight(now.astimezone(calendar.zone).date())
    last = latest(calendar, None, now)
    ended = [last.ends_at] if last is not None and last.ends_at <= now else []
    is_kept = any(one.taken_at >= max([today, *ended]) for one in snapshots)
    return "live" if is_keeping and not is_kept else "not"


def is_whole_needed(ceremonies: Iterable[CeremonyName]) -> bool:
    """Whether one of these looks at finished work, and so at the whole board."""
    return not WHOLE.isdisjoint(ceremonies)


def next_digest(team: Team, told: Collection[str], now: datetime) -> Occasion | None:
    """The next ceremony ahead whose digest is still to come."""
    calendar, after = team_calendar(team, now), now
    while (coming := upcoming(calendar, None, after)) and coming.key in told:
        after = coming.starts_at
    return coming


def is_last_call(occasion: Occasion, now: datetime) -> bool:
    """Whether the digest must go out now, with whatever is known."""
    return occasion.starts_at - now <= LAST_CALL
