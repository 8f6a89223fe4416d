"""Each schedule service is asked for its list once, and once for each configured timeline."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from domain.check.finding import Unread
from domain.check.schedules import ScheduleFacts, SourceFacts
from domain.errors import GoalieError
from domain.on_call import Timeline
from tasks.check.environment import NAMES
from tasks.check.unread import unread_service
from tasks.clients.http import ServiceError
from tasks.clients.opsgenie import Schedule
from tasks.on_call_source import OnCallSource, Source, open_source
from tasks.settings import Settings

WEEKS = 5  # the services answer whole weeks, and four are looked ahead from any day of one
AT_ONCE = 4
NAMED_AT_MOST = 5  # visible schedules that a remedy lists
_NOT_FOUND = 404


async def fetch_source_facts(
    settings: Settings, source: Source, schedule_ids: Iterable[str], at: datetime
) -> SourceFacts:
    """Read what there is to know about the configured schedules of one service.

    Args:
        settings: The environment; what this service needs is in it.
        source: "opsgenie" or "jsm".
        schedule_ids: The configured schedules.
        at: From when on.
    """
    port = open_source(source, settings)
    try:
        visible = {schedule.id: schedule for schedule in await port.fetch_schedules()}
    except GoalieError as error:
        return SourceFacts(name=NAMES[source], visible=unread_service(error, port.remedy(error)))
    gate = asyncio.Semaphore(AT_ONCE)

    async def read(schedule_id: str) -> ScheduleFacts:
        async with gate:
            return await _read(port, schedule_id, visible, at)

    facts = await asyncio.gather(*(read(i) for i in dict.fromkeys(schedule_ids)))
    return SourceFacts(
        name=NAMES[source], visible=len(visible), schedules={one.id: one for one in facts}
    )


async def _read(
    port: OnCallSource,
    schedule_id: str,
    visible: Mapping[str, Schedule],
    at: datetime,
) -> ScheduleFacts:
    """Read a timeline; of one that is not listed, the refusal tells why."""
    listed = visible.get(schedule_id)
    timeline = await _timeline(port, schedule_id, list(visible.values()), at)
    if listed is None:
        return ScheduleFacts(id=schedule_id, timeline=timeline)
    return ScheduleFacts(
        id=schedule_id, timeline=timeline, name=listed.name, enabled=listed.enabled
    )


async def _timeline(
    port: OnCallSource, schedule_id: str, visible: Sequence[Schedule], at: datetime
) -> Timeline | Unread:
    try:
        return await port.fetch_timeline(schedule_id, at, WEEKS)
    except GoalieError as error:
        return _unread(port, error, visible)


def _unread(port: OnCallSource, error: GoalieError, visible: Sequence[Schedule]) -> Unread:
    if not isinstance(error, ServiceError) or error.status != _NOT_FOUND:
        return unread_service(error, port.remedy(error))
    names = ", ".join(sorted(f"{s.name} ({s.id})" for s in visible)[:NAMED_AT_MOST])
    return Unread(
        why="there is no such schedule",
        remedy=f"Correct `schedules` in the team file; visible: {names or 'none'}.",
        was_refused=True,
    )
