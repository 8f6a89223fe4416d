"""A run for teams opens and closes in one way, whatever its job does in between."""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from domain.errors import BadInputError, GoalieError
from domain.team import Team
from tasks.locks import locked_teams
from tasks.settings import Settings, read_settings
from tasks.team_files import LoadedTeams

STALE_AFTER = timedelta(minutes=30)  # what should have been said then would mislead now
TOO_LATE = "Came too late to speak; the next run does."


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a run was started with.

    Attributes:
        job: The job's name.
        apply: Whether it may write.
        team: The one team it is for; None for all.
        at: Another instant than now, or None.
        clock: The current time.
    """

    job: str
    apply: bool
    team: str | None
    at: datetime | None
    clock: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run that has begun.

    Attributes:
        teams: The teams it is at work on, by the name of their file; locked if it may write.
        apply: Whether it may write.
        at: Another instant than now, or None.
        now: The instant of the run.
        refused: A sentence for each team file that could not be used.
        locked: Teams another run is at work on.
    """

    teams: Mapping[str, Team]
    apply: bool
    at: datetime | None
    now: datetime
    refused: tuple[str, ...]
    locked: tuple[str, ...]
    _began: float = field(default_factory=time.monotonic)

    def moment(self) -> datetime:
        """The instant of the run, and what has passed since.

        What was attempted is judged by its age: a long gathering must not make it look old.
        """
        return self.now + timedelta(seconds=time.monotonic() - self._began)


class Report(Protocol):
    """What a run found and did."""

    @property
    def sentence(self) -> str:
        """The run in a few sentences, for its final state."""

    @property
    def exit_status(self) -> int:
        """0 done, 1 something failed or was not seen, 2 bad input."""


async def run_for_teams(
    asked: Asked,
    load: Callable[[Settings, str | None], LoadedTeams],
    work: Callable[[Run], Awaitable[Report]],
    *,
    stale_after: timedelta | None = STALE_AFTER,
) -> State[Any]:
    """Load the teams, take their locks, do the work, and say how it went.

    Args:
        asked: What the run was started with.
        load: Reads the files of the teams that the job is for.
        work: Does what there is to do; its report is the state's data.
        stale_after: So late after its time a run does nothing any more; None to run always.

    Returns:
        The run's final state; an error becomes a failed one that says it in a sentence.
    """
    try:
        settings = read_settings()
        if asked.apply and asked.at is not None and not settings.is_rehearsal:
            raise BadInputError("An apply run speaks of what is true now: leave out `at`.")
        loaded = load(settings, asked.team)
        if _is_stale(flow_run.scheduled_start_time, asked.clock, stale_after):
            return Completed(message=TOO_LATE)
        async with locked_teams(settings, asked.job, loaded.teams, apply=asked.apply) as teams:
            run = Run(
                teams=teams,
                apply=asked.apply,
                at=asked.at,
                now=asked.at or asked.clock,
                refused=tuple(loaded.refused.values()),
                locked=tuple(name for name in loaded.teams if name not in teams),
            )
            report = await work(run)
    except GoalieError as error:
        return Failed(message=str(error), data=error)
    if report.exit_status:
        return Failed(message=report.sentence, data=report)
    return Completed(message=report.sentence, data=report)


def _is_stale(scheduled: datetime | None, clock: datetime, after: timedelta | None) -> bool:
    """Whether a run should have started long ago, because a worker was down."""
    return scheduled is not None and after is not None and clock - scheduled > after
