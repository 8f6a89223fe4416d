"""What a team's digests are made of is read once a run; what was learned is left to the next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from prefect import task
from prefect.cache_policies import NO_CACHE

from domain.board import board_key
from domain.delivery.snapshot import take_snapshot
from domain.membership import UnknownUserGroups, UserGroup
from domain.on_call import Timeline
from domain.people import resolve_people, slack_keys
from domain.team import Team
from domain.team_digest import DigestReads, parts_of, team_calendar
from domain.team_requests import TeamRequests
from domain.work_item import BoardRead, Snapshot
from tasks.board import remember_board
from tasks.ledger import open_ledger
from tasks.on_call import fetch_timelines_or_why
from tasks.settings import Settings, read_settings
from tasks.slack.people import fetch_people
from tasks.slack.user_groups import fetch_user_groups
from tasks.standings import load_watching_teams, read_requests
from tasks.team_files import LoadedTeams

DIGEST, LATE = "digest", "late-digest"
"""The kinds of messages: a digest, and the word that one came too late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestMemory:
    """What earlier runs left about a team's digests.

    Attributes:
        told: Keys of the occasions whose digest went out, or waits in the outbox.
        dropped: Keys of those whose digest was written, but could not be posted in time.
        late: Keys of those that came too late: moved to later, they may still have one.
        snapshots: How the board was since the last cycle began, oldest first.
    """

    told: frozenset[str]
    dropped: frozenset[str]
    late: frozenset[str]
    snapshots: tuple[Snapshot, ...]


def load_digest_teams(settings: Settings, team: str | None) -> LoadedTeams:
    """Read the team files, and keep the teams with digests.

    Raises:
        BadInputError: There is none of that name, or a variable that one needs is missing.
    """
    loaded = load_watching_teams(settings, team)
    teams = {name: one for name, one in loaded.teams.items() if one.digests}
    return LoadedTeams(teams=teams, refused=loaded.refused)


@task(cache_policy=NO_CACHE)
async def recall_digests(teams: Mapping[str, Team], now: datetime) -> dict[str, DigestMemory]:
    """Read what earlier runs left about each team."""
    found = {}
    async with open_ledger(read_settings().database_url) as ledger:
        for name, team in teams.items():
            told, dropped = await ledger.message_subjects(name, DIGEST)
            late, _ = await ledger.message_subjects(name, LATE)
            _, requests = parts_of(team)
            calendar = team_calendar(team, now)
            key = board_key(requests.board.owner, requests.board.number)
            since = calendar.start_of(calendar.number(now) - 1) - timedelta(days=7)
            found[name] = DigestMemory(
                told=frozenset(told),
                # A picture that turned out to be needless was dropped too.
                dropped=frozenset(dropped) - frozenset(told),
                late=frozenset(late),
                snapshots=tuple(await ledger.boards.snapshots(name, key, since)),
            )
    return found


@task(cache_policy=NO_CACHE)
async def fetch_digest_reads(
    teams: Mapping[str, Team],
    boards: Mapping[str, BoardRead],
    memories: Mapping[str, DigestMemory],
    at: datetime | None,
    now: datetime,
) -> dict[str, DigestReads]:
    """Read what a digest says besides the board: requests, rotation, and who asks for whom.

    Args:
        teams: Teams with ``digests`` whose digest is due.
        boards: Team → its board.
        memories: Team → what earlier runs left.
        at: Another instant than now at which to ask who is on call, or None.
        now: The instant of the run.
    """
    if not teams:
        return {}
    calendars = {name: team_calendar(team, now) for name, team in teams.items()}
    since = min(one.start_of(one.number(now) - 1) for one in calendars.values())
    readers = {name: _in_its_channel(team) for name, team in teams.items()}
    requests = await read_requests(readers, at, now, whole_since=since)
    groups = await _fetch_groups(teams)
    return {
        name: await _read_rotation(
            name, team, now, boards[name], memories[name], requests[name], groups
        )
        for name, team in teams.items()
    }


def _in_its_channel(team: Team) -> Team:
    """The team as if the digests' channel were its own: only what that may read is repeated."""
    channel = parts_of(team)[0].channel or team.channels.team
    channels = team.channels.model_copy(update={"team": channel})
    return team.model_copy(update={"channels": channels})


async def _fetch_groups(
    teams: Mapping[str, Team],
) -> tuple[UserGroup, ...] | UnknownUserGroups:
    """User groups with their members, where a team wants to know who asks for whom."""
    if not any(parts_of(team)[0].organisations for team in teams.values()):
        return ()
    groups = await fetch_user_groups.fn()
    return groups if isinstance(groups, UnknownUserGroups) else tuple(groups)


async def _read_rotation(
    name: str,
    team: Team,
    now: datetime,
    board: BoardRead,
    memory: DigestMemory,
    requests: TeamRequests,
    groups: tuple[UserGroup, ...] | UnknownUserGroups,
) -> DigestReads:
    """Read who is on rotation from now on, and put it with the rest."""
    schedules = {i: team.on_call_source for one in team.rotations for i in one.schedules}
    weeks = _weeks_ahead(team, now)
    timelines = tuple((await fetch_timelines_or_why.fn(schedules, now, weeks)).values())
    persons = {
        shift.person
        for timeline in timelines
        if isinstance(timeline, Timeline)
        for shift in timeline.shifts
        if shift.person
    }
    # Who is away need not be on rotation, and is called by name all the same.
    persons |= {absence.email for absence in team.handoff.absences} if team.handoff else set()
    found = await fetch_people.fn(sorted({k for p in persons for k in slack_keys(p, team)}), now)
    return DigestReads(
        name=name,
        team=team,
        now=now,
        board=board,
        snapshots=memory.snapshots,
        requests=requests,
        groups=groups,
        timelines=timelines,
        people=resolve_people(sorted(persons), team, found),
    )


def _weeks_ahead(team: Team, now: datetime) -> int:
    """Whole weeks of timeline for a cycle and the next: of the coming one, where it is near."""
    calendar = team_calendar(team, now)
    return (calendar.start_of(calendar.number(now) + 3) - now).days // 7 + 2


@task(cache_policy=NO_CACHE)
async def remember_boards(teams: Mapping[str, Team], boards: Mapping[str, BoardRead]) -> None:
    """Keep each board as it was read, and a snapshot of it."""
    for name, board in boards.items():
        policy, requests = parts_of(teams[name])
        snapshot = take_snapshot(board, policy, requests.board.support_list)
        await remember_board(name, teams[name], board, snapshot)
