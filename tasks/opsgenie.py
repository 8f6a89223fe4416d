"""OpsGenie answers who is on call in all schedules with one request."""

from collections.abc import Sequence
from datetime import datetime

from domain.on_call import NobodyOnCall, OnCall, OnCallAnswer, Timeline, UnknownOnCall
from tasks.clients.http import ServiceError
from tasks.clients.opsgenie import Schedule, ScheduleOnCall, open_opsgenie
from tasks.settings import OpsGenieAccess

NAMED_AT_MOST = 5  # visible schedules that a sentence lists
_REFUSED = {401, 403}
_TEAM_KEY = "40301"


class OpsGenieSource:
    """The on-call port's adapter for OpsGenie."""

    def __init__(self, access: OpsGenieAccess) -> None:
        self._access = access

    async def fetch_answers(
        self, schedule_ids: Sequence[str], at: datetime | None
    ) -> dict[str, OnCallAnswer]:
        """Ask once for all schedules and pick the wanted ones."""
        async with open_opsgenie(self._access) as client:
            entries = {e.schedule.id: e for e in await client.list_on_calls(at)}
        return {i: _answer(i, entries) for i in schedule_ids}

    async def fetch_schedules(self) -> list[Schedule]:
        """List every schedule the key can see."""
        async with open_opsgenie(self._access) as client:
            return await client.list_schedules()

    async def fetch_timeline(self, schedule_id: str, at: datetime, weeks: int) -> Timeline:
        """Read one schedule's final timeline."""
        async with open_opsgenie(self._access) as client:
            return await client.get_timeline(schedule_id, at, weeks)

    def remedy(self, error: Exception) -> str:
        """Say what to do about an answer that was refused."""
        if not isinstance(error, ServiceError) or error.status not in _REFUSED:
            return "The next run tries again; if it lasts, run `goalie check`."
        if _TEAM_KEY in error.body:
            return (
                "The key belongs to one team's integration: set OPSGENIE_API_KEY to a key from"
                " Settings → API key management."
            )
        return (
            "Check OPSGENIE_API_KEY (it needs Read and Configuration access) and"
            " OPSGENIE_API_URL: EU accounts are at https://api.eu.opsgenie.com, all others at"
            " https://api.opsgenie.com."
        )


def _answer(schedule_id: str, entries: dict[str, ScheduleOnCall]) -> OnCallAnswer:
    entry = entries.get(schedule_id)
    if entry is None:
        return _not_visible(schedule_id, [e.schedule for e in entries.values()])
    schedule = entry.schedule
    if not schedule.enabled:
        return UnknownOnCall(
            schedule=schedule.name,
            why="the schedule is disabled",
            remedy="Enable it in OpsGenie, or name another schedule in the team file.",
        )
    if entry.people is None:
        return UnknownOnCall(
            schedule=schedule.name,
            why="OpsGenie answered in an unknown shape",
            remedy="Run `goalie check`; if it lasts, report it with the answer.",
        )
    if not entry.people:
        return NobodyOnCall(schedule=schedule.name)
    return OnCall(schedule=schedule.name, people=entry.people)


def _not_visible(schedule_id: str, visible: Sequence[Schedule]) -> UnknownOnCall:
    names = ", ".join(sorted(f"{s.name} ({s.id})" for s in visible)[:NAMED_AT_MOST])
    return UnknownOnCall(
        schedule=schedule_id,
        why="no such schedule is visible to the key",
        remedy="Correct `schedules` in the team file, or use a key that is not restricted to"
        f" another team. Visible: {names or 'none'}.",
    )
