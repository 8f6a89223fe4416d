"""The hours in which a team works, from its team file."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from domain.public_holidays import public_holidays
from domain.working_time import WorkingTime

if TYPE_CHECKING:
    from datetime import datetime

    from domain.team.team import Team

_YEARS_BACK = 5  # requests older than this have long been told
_YEARS_AHEAD = 2
AROUND_THE_CLOCK = WorkingTime.parse(
    zone="UTC",
    hours={d: [["00:00", "24:00"]] for d in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")},
)


def team_working_time(team: Team, now: datetime) -> WorkingTime:
    """Lay out a team's hours and holidays, for the years around an instant."""
    days = set(team.holidays.dates)
    if team.holidays.country:
        years = range(now.year - _YEARS_BACK, now.year + _YEARS_AHEAD + 1)
        country, part = team.holidays.country, team.holidays.subdivision or None
        days |= set(public_holidays(country, years, part))
    hours = {str(day): windows for day, windows in team.working_hours.items()}
    return WorkingTime.parse(zone=team.zone, hours=hours, holidays=sorted(days))


def longest_day(working_time: WorkingTime) -> timedelta:
    """What "1d" means: the team's longest working day."""
    seconds = max(sum(end - start for start, end in day) for day in working_time.week)
    return timedelta(seconds=seconds)
