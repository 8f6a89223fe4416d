"""Who is on call is asked of each source once a run; what cannot be read is unknown."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from prefect import task
from prefect.cache_policies import NO_CACHE

from domain.errors import GoalieError
from domain.on_call import OnCallAnswer, Timeline, UnknownOnCall
from domain.team import Team
from tasks.on_call_source import Source, open_source
from tasks.settings import read_settings

WEEKS_READ = 5  # of timeline, to explain a change: whole weeks, and a shift is cut at their end


@task(cache_policy=NO_CACHE)
async def fetch_on_call(teams: Mapping[str, Team], at: datetime | None) -> dict[str, OnCallAnswer]:
    """Ask each source that the teams use for all their schedules.

    Args:
        teams: The teams by the name of their file.
        at: Another instant than now, or None.

    Returns:
        An answer for every configured schedule id; a source that fails answers unknown.
    """
    wanted: dict[Source, list[str]] = defaultdict(list)
    for team in teams.values():
        wanted[team.on_call_source] += [i for r in team.rotations for i in r.schedules]
    answers = await asyncio.gather(
        *(_fetch_from(source, list(dict.fromkeys(ids)), at) for source, ids in wanted.items())
    )
    return {schedule: answer for part in answers for schedule, answer in part.items()}


async def _fetch_from(
    source: Source, schedule_ids: list[str], at: datetime | None
) -> dict[str, OnCallAnswer]:
    port = open_source(source, read_settings())
    try:
        return await port.fetch_answers(schedule_ids, at)
    except GoalieError as error:
        remedy = port.remedy(error)
        return {i: UnknownOnCall(schedule="", why=str(error), remedy=remedy) for i in schedule_ids}


@task(cache_policy=NO_CACHE)
async def fetch_timelines(schedules: Mapping[str, Source], at: datetime) -> dict[str, Timeline]:
    """Read the timelines around an instant, to say why somebody is on call.

    Args:
        schedules: Schedule id → the source to ask.
        at: The instant of the run.

    Returns:
        Schedule id → timeline. One that cannot be read is left out: the reason is a courtesy,
        and never keeps a group from being right.
    """

    async def read(schedule_id: str, source: Source) -> tuple[str, Timeline] | None:
        port = open_source(source, read_settings())
        try:
            return schedule_id, await port.fetch_timeline(schedule_id, at, WEEKS_READ)
        except GoalieError:
            return None

    found = await asyncio.gather(*(read(i, source) for i, source in schedules.items()))
    return dict(pair for pair in found if pair is not None)


@task(cache_policy=NO_CACHE)
async def fetch_timelines_or_why(
    schedules: Mapping[str, Source], start: datetime, weeks: int
) -> dict[str, Timeline | UnknownOnCall]:
    """Read timelines that are decided on; for each that cannot be read, why.

    Args:
        schedules: Schedule id → the source to ask.
        start: An instant of the first week that is read.
        weeks: How many weeks.
    """

    async def read(schedule_id: str, source: Source) -> Timeline | UnknownOnCall:
        port = open_source(source, read_settings())
        try:
            return await port.fetch_timeline(schedule_id, start, weeks)
        except GoalieError as error:
            return UnknownOnCall(schedule=schedule_id, why=str(error), remedy=port.remedy(error))

    found = await asyncio.gather(*(read(i, source) for i, source in schedules.items()))
    return dict(zip(schedules, found, strict=True))
