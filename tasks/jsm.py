"""JSM Operations answers schedule by schedule, with account ids that become addresses here."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from domain.errors import GoalieError
from domain.on_call import NobodyOnCall, OnCall, OnCallAnswer, Timeline, UnknownOnCall
from tasks.clients.http import ServiceError
from tasks.clients.jsm import JsmClient, open_jsm
from tasks.clients.opsgenie import Schedule
from tasks.settings import JsmAccess

_REFUSED = {401, 403}
_AGAIN = "The next run tries again; if it lasts, run `goalie check`."


class JsmSource:
    """The on-call port's adapter for JSM Operations."""

    def __init__(self, access: JsmAccess) -> None:
        self._access = access

    async def fetch_answers(
        self, schedule_ids: Sequence[str], at: datetime | None
    ) -> dict[str, OnCallAnswer]:
        """Ask for the list of schedules, then for each wanted one who is on call."""
        async with open_jsm(self._access) as client:
            known = {schedule.id: schedule for schedule in await client.list_schedules()}
            answers = await asyncio.gather(
                *(self._answer(client, i, known.get(i), at) for i in schedule_ids)
            )
            emails = await _emails(client, [p for a in answers for p in _people(a)])
        return {i: _named(a, emails) for i, a in zip(schedule_ids, answers, strict=True)}

    async def fetch_schedules(self) -> list[Schedule]:
        """List every schedule the user can see."""
        async with open_jsm(self._access) as client:
            return await client.list_schedules()

    async def fetch_timeline(self, schedule_id: str, at: datetime, weeks: int) -> Timeline:
        """Read one schedule's final timeline, with addresses where they are visible."""
        async with open_jsm(self._access) as client:
            timeline = await client.get_timeline(schedule_id, at, weeks)
            named = (p for s in timeline.shifts for p in (s.person, s.forwarded_from) if p)
            emails = await _emails(client, named)

        def name(account: str) -> str:
            return emails.get(account) or account.casefold()

        shifts = (
            replace(s, person=name(s.person), forwarded_from=name(s.forwarded_from))
            for s in timeline.shifts
        )
        return replace(timeline, shifts=tuple(shifts))

    def remedy(self, error: Exception) -> str:
        """Say what to do about an answer that was refused."""
        if isinstance(error, ServiceError) and error.status in _REFUSED:
            return (
                "Check JSM_EMAIL and JSM_API_TOKEN; the user needs access to the schedules in"
                " JSM Operations."
            )
        return _AGAIN

    async def _answer(
        self, client: JsmClient, schedule_id: str, known: Schedule | None, at: datetime | None
    ) -> OnCallAnswer:
        if known is None:
            return UnknownOnCall(
                schedule=schedule_id,
                why="no such schedule is visible to the user",
                remedy="Correct `schedules` in the team file; `goalie check` lists what exists.",
            )
        if not known.enabled:
            return UnknownOnCall(
                schedule=known.name,
                why="the schedule is disabled",
                remedy="Enable it in JSM Operations, or name another schedule in the team file.",
            )
        try:
            people = await client.list_on_calls(schedule_id, at)
        except GoalieError as error:
            return UnknownOnCall(schedule=known.name, why=str(error), remedy=self.remedy(error))
        if not people:
            return NobodyOnCall(schedule=known.name)
        return OnCall(schedule=known.name, people=people)


def _people(answer: OnCallAnswer) -> tuple[str, ...]:
    return answer.people if isinstance(answer, OnCall) else ()


async def _emails(client: JsmClient, accounts: Iterable[str]) -> dict[str, str]:
    """Ask the site for each address; an account whose look-up fails keeps its id."""
    wanted = list(dict.fromkeys(accounts))

    async def ask(account: str) -> str:
        try:
            return await client.get_email(account)
        except GoalieError:
            return ""  # the identity map may still know the account id; else it is a problem

    return dict(zip(wanted, await asyncio.gather(*map(ask, wanted)), strict=True))


def _named(answer: OnCallAnswer, emails: dict[str, str]) -> OnCallAnswer:
    if not isinstance(answer, OnCall):
        return answer
    return replace(answer, people=tuple(emails[p] or p.casefold() for p in answer.people))
