"""Each schedule is read from both services, under its id, else under its name."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.errors import GoalieError
from domain.on_call import Timeline, UnknownOnCall
from domain.people import resolve_people, slack_keys
from domain.source_comparison import SERVICES, Comparison, Party, ScheduleRead, Service
from domain.source_comparison.compare import compare_schedule, identify
from domain.team import Team
from tasks.clients.opsgenie import Schedule
from tasks.on_call_source import OnCallSource, open_source
from tasks.settings import Settings
from tasks.slack.people import find_people

AT_ONCE = 4
NAMED_AT_MOST = 5  # visible schedules that a remedy lists
_NONE: Mapping[Service, str] = {
    "opsgenie": "Correct `schedules` in the team file, or use a key that sees it",
    "jsm": "Move it there, or let the user of JSM_EMAIL see it",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    service: Service
    port: OnCallSource
    visible: Mapping[str, Schedule] | UnknownOnCall
    gate: asyncio.Semaphore


async def compare_sources(
    teams: Mapping[str, Team], settings: Settings, start: datetime, weeks: int, clock: datetime
) -> list[Comparison]:
    """Read every schedule of every rotation from OpsGenie and from JSM, and compare them.

    Args:
        teams: The teams by the name of their file.
        settings: The environment.
        start: First instant that is compared.
        weeks: How many weeks from then on.
        clock: The current time.

    Raises:
        BadInputError: A variable that is needed is missing or unsafe.
    """
    settings.slack()
    readers = await asyncio.gather(*(_open(service, settings) for service in SERVICES))
    wanted = [i for team in teams.values() for r in team.rotations for i in r.schedules]
    ids = list(dict.fromkeys(wanted))
    window = (start, start + timedelta(weeks=weeks))
    left, right = await asyncio.gather(
        _read_all(readers[0], readers[1], ids, start, weeks),
        _read_all(readers[1], readers[0], ids, start, weeks),
    )
    compared = []
    parties = await _identify_all(teams, (left, right), clock)
    if not settings.jsm().site:
        parties = {file: _with_hint(known) for file, known in parties.items()}
    for file, team in teams.items():
        for rotation in team.rotations:
            compared += [
                compare_schedule(file, rotation.name, i, (left[i], right[i]), parties[file], window)
                for i in rotation.schedules
            ]
    return compared


async def _open(service: Service, settings: Settings) -> _Reader:
    port = open_source(service, settings)
    try:
        found = {schedule.id: schedule for schedule in await port.fetch_schedules()}
        visible: Mapping[str, Schedule] | UnknownOnCall = found
    except GoalieError as error:
        visible = UnknownOnCall(schedule="", why=_clause(error), remedy=port.remedy(error))
    return _Reader(service=service, port=port, visible=visible, gate=asyncio.Semaphore(AT_ONCE))


async def _read_all(
    reader: _Reader, other: _Reader, ids: Sequence[str], start: datetime, weeks: int
) -> dict[str, ScheduleRead]:
    """Read each schedule from one service; ``ids`` are those in the team files."""
    reads = await asyncio.gather(
        *(_read(reader, _find(reader, other, i), start, weeks) for i in ids)
    )
    return dict(zip(ids, reads, strict=True))


def _find(reader: _Reader, other: _Reader, wanted: str) -> Schedule | UnknownOnCall:
    """Find a schedule under its id, or under the name it has in the other service."""
    if isinstance(reader.visible, UnknownOnCall):
        return reader.visible
    if wanted in reader.visible:
        return reader.visible[wanted]
    namesake = None if isinstance(other.visible, UnknownOnCall) else other.visible.get(wanted)
    if namesake is None:
        return _unfound(reader, f"there is no schedule {wanted}", _NONE[reader.service])
    name = namesake.name
    found = [s for s in reader.visible.values() if s.name.casefold() == name.casefold()]
    if len(found) == 1:
        return found[0]
    if not found:
        why = f"there is no schedule {wanted}, and none called {name}"
        return _unfound(reader, why, _NONE[reader.service])
    why = f"{len(found)} schedules are called {name}, and none of them is {wanted}"
    return _unfound(reader, why, "Leave that name to one of them")


def _unfound(reader: _Reader, why: str, remedy: str) -> UnknownOnCall:
    assert not isinstance(reader.visible, UnknownOnCall)  # noqa: S101  somebody looked in it
    visible = sorted(f"{s.name} ({s.id})" for s in reader.visible.values())[:NAMED_AT_MOST]
    shown = ", ".join(visible) or "none"
    return UnknownOnCall(schedule="", why=why, remedy=f"{remedy}; visible there: {shown}.")


async def _read(
    reader: _Reader, schedule: Schedule | UnknownOnCall, start: datetime, weeks: int
) -> ScheduleRead:
    if isinstance(schedule, UnknownOnCall):
        return ScheduleRead(service=reader.service, id="", name="", timeline=schedule)
    return ScheduleRead(
        service=reader.service,
        id=schedule.id,
        name=schedule.name,
        timeline=await _timeline(reader, schedule, start, weeks),
    )


async def _timeline(
    reader: _Reader, schedule: Schedule, start: datetime, weeks: int
) -> Timeline | UnknownOnCall:
    if not schedule.enabled:
        return UnknownOnCall(
            schedule=schedule.name,
            why="the schedule is disabled",
            remedy="Enable it there, or take it out of the team file.",
        )
    async with reader.gate:
        try:
            # Whole weeks are answered, from the beginning of the one that contains the instant.
            return await reader.port.fetch_timeline(schedule.id, start, weeks + 1)
        except GoalieError as error:
            remedy = reader.port.remedy(error)
            return UnknownOnCall(schedule=schedule.name, why=_clause(error), remedy=remedy)


async def _identify_all(
    teams: Mapping[str, Team], reads: Sequence[Mapping[str, ScheduleRead]], clock: datetime
) -> dict[str, dict[str, Party]]:
    """Tell for each team who the people in its schedules are, in either service."""
    named = {file: _people(team, reads) for file, team in teams.items()}
    keys = {key for file, team in teams.items() for p in named[file] for key in slack_keys(p, team)}
    found = await find_people(sorted(keys), clock) if keys else {}
    return {
        file: {
            person: identify(identity, team, found, file)
            for person, identity in resolve_people(named[file], team, found).items()
        }
        for file, team in teams.items()
    }


def _with_hint(parties: Mapping[str, Party]) -> dict[str, Party]:
    """Say of accounts why they have no address: nobody said which Jira site to ask."""
    return {
        person: party
        if party.is_known or "@" in person
        else replace(party, remedy=f"Set JSM_SITE_URL to your Jira site. Or: {party.remedy}")
        for person, party in parties.items()
    }


def _people(team: Team, reads: Sequence[Mapping[str, ScheduleRead]]) -> list[str]:
    timelines = [read[i].timeline for read in reads for r in team.rotations for i in r.schedules]
    shifts = (s for t in timelines if isinstance(t, Timeline) for s in t.shifts)
    return sorted({shift.person for shift in shifts if shift.person})


def _clause(error: GoalieError) -> str:
    return str(error).rstrip(".")
