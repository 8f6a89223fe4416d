"""A team's requests are read once a run: people, rotation, channels, issues, board."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from prefect import task
from prefect.cache_policies import NO_CACHE

from domain.conversation import Thread
from domain.issue import Board, UnknownBoard
from domain.people import SlackUser, resolve_people
from domain.request import (
    Rules,
    TeamPeople,
    find_requests,
    identify_members,
    linked_issues,
    prepare_rules,
)
from domain.request.records import Request
from domain.sla import Targets, prepare_targets
from domain.standing import Context, prepare_context
from domain.team import Team
from domain.team.hours import team_working_time
from domain.team.requests import Requests, WatchedChannel
from domain.team_requests import RequestFacts, TeamRequests, issues_to_read, stand
from tasks.github import fetch_board, fetch_issues
from tasks.ledger import open_ledger
from tasks.on_call_source import check_sources
from tasks.settings import Settings, read_settings
from tasks.slack.channels import ReadChannels, read_channels
from tasks.slack.channels.records import OnProgress
from tasks.slack.people import fetch_people
from tasks.surroundings import Surroundings, answers_of, read_surroundings, requests_of
from tasks.team_files import LoadedTeams, load_teams
from tasks.unread_channels import unheard_channels, unread_channels

NAMED_AT_MOST = 50  # people whose names are looked up in one run


def load_watching_teams(settings: Settings, team: str | None) -> LoadedTeams:
    """Read the team files, and keep the teams that watch requests.

    Raises:
        BadInputError: There is none of that name, or a variable that one needs is missing.
    """
    loaded = load_teams(settings.teams_folder, team)
    watching = {name: one for name, one in loaded.teams.items() if one.requests}
    check_sources(watching, settings)
    if watching:
        settings.github()
    return LoadedTeams(teams=watching, refused=loaded.refused)


@task(cache_policy=NO_CACHE)
async def fetch_requests(
    teams: Mapping[str, Team], at: datetime | None, now: datetime
) -> dict[str, TeamRequests]:
    """Read the requests of teams; see ``read_requests``."""
    return await read_requests(teams, at, now)


async def read_requests(
    teams: Mapping[str, Team],
    at: datetime | None,
    now: datetime,
    on_progress: OnProgress | None = None,
    *,
    whole_since: datetime | None = None,
) -> dict[str, TeamRequests]:
    """Read everything about the requests of teams, and work out how they stand.

    Args:
        teams: Teams with ``requests``, by the name of their file.
        at: Another instant than now at which to ask who is on call, or None.
        now: The instant of the run.
        on_progress: Called with how many channels and threads were read, and of how many.
        whole_since: Figures are wanted from then on: look so far back at least, and read the
            issues of requests that are over too.

    Returns:
        Team → its requests. What could not be read is said in their blind spots.
    """
    if not teams:
        return {}
    around = await read_surroundings(teams, at, now)
    followed, own = await _recall_followed(list(teams))
    since = {name: _look_back(team, now, whole_since) for name, team in teams.items()}
    channels = [w.channel for t in teams.values() for w in requests_of(t).watched_channels]
    read = await read_channels(
        list(dict.fromkeys(channels)),
        since=min(since.values()),
        open_roots=followed,
        now=now,
        on_progress=on_progress,
    )
    return {
        name: await read_team(
            name,
            team,
            around,
            _as_far_back(since[name], read, own[name]),
            now,
            whole=whole_since is not None,
        )
        for name, team in teams.items()
    }


async def _recall_followed(teams: Sequence[str]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """What is followed however old it is: channel → roots for all teams, team → its thread keys."""
    roots: dict[str, set[str]] = defaultdict(set)
    keys: dict[str, set[str]] = defaultdict(set)
    async with open_ledger(read_settings().database_url) as ledger:
        for request in await ledger.open_requests(teams):
            roots[request.channel].add(request.root_ts)
            keys[request.team].add(f"{request.channel}/{request.root_ts}")
    return roots, keys


def _look_back(team: Team, now: datetime, whole_since: datetime | None) -> datetime:
    usual = now - timedelta(days=requests_of(team).look_back_days)
    return usual if whole_since is None else min(usual, whole_since)


def _as_far_back(since: datetime, read: ReadChannels, followed: Collection[str]) -> ReadChannels:
    """Leave to a team what its own file asks for, whatever the others': recent, or followed."""
    own = (one for one in read.threads if one.root.at >= since or one.key in followed)
    return replace(read, threads=tuple(own))


async def read_team(
    name: str,
    team: Team,
    around: Surroundings,
    read: ReadChannels,
    now: datetime,
    *,
    whole: bool = False,
) -> TeamRequests:
    """Read what the threads of one team call for, and work out how its requests stand.

    Args:
        name: Name of the team's file.
        team: A team with ``requests``.
        around: Who is who.
        read: The threads.
        now: The instant of the run.
        whole: Read the issues of requests that are over too, and name everybody who took part.
    """
    policy = requests_of(team)
    channels = _watched(policy, around)
    threads = tuple(thread for thread in read.threads if thread.channel in channels)
    context, rules, targets, requests = await _prepare(
        name, team, around, threads, channels, now, everybody=whole
    )
    open_ones = issues_to_read(threads, channels, rules, targets, context)
    refs = linked_issues(requests) if whole else open_ones
    facts = RequestFacts(
        channels=channels,
        threads=threads,
        unread=(
            *unread_channels(policy, around.ids, read, with_archived=not whole),
            *unheard_channels(policy, around.lost_groups),
        ),
        issues=await fetch_issues.fn(refs, policy.board.status_field) if refs else {},
        board=await _read_board(policy) if refs else None,
        few_items=read.is_restricted,
    )
    return stand(context, rules, targets, facts)


async def _prepare(
    name: str,
    team: Team,
    around: Surroundings,
    threads: Sequence[Thread],
    channels: Mapping[str, WatchedChannel],
    now: datetime,
    *,
    everybody: bool,
) -> tuple[Context, Rules, Targets, tuple[Request, ...]]:
    """Make ready what decides about a team's requests; find them first, to name who took part."""
    working_time = team_working_time(team, now)
    rules = prepare_rules(name, team, _identify(team, around, {}), working_time)
    requests = find_requests(threads, channels, rules)
    people = _identify(team, around, await _names(_to_name(requests, everybody=everybody), now))
    home = around.ids.get(team.channels.team)
    context = prepare_context(
        name,
        team,
        people,
        working_time,
        now,
        on_call=_on_rotation(team, around),
        quotable=around.public | ({home} if home else set()),
    )
    rules = prepare_rules(name, team, people, working_time)
    return context, rules, prepare_targets(requests_of(team), working_time), tuple(requests)


def _watched(policy: Requests, around: Surroundings) -> dict[str, WatchedChannel]:
    """Slack id → the watched channel, for those whose id is known."""
    known = [w for w in policy.watched_channels if w.channel in around.ids]
    return {around.ids[watched.channel]: watched for watched in known}


def _to_name(requests: Iterable[Request], *, everybody: bool) -> list[str]:
    """Slack ids of whose names are shown, the requesters first."""
    found = list(requests)
    users = dict.fromkeys(request.requester for request in found)
    if everybody:
        users |= dict.fromkeys(
            event.actor for request in found for event in request.events if event.ts
        )
    return [user for user in users if user]


def _identify(team: Team, around: Surroundings, names: Mapping[str, str]) -> TeamPeople:
    users = [user for user in around.found.values() if isinstance(user, SlackUser)]
    handles = {rotation.user_group for rotation in team.rotations}
    return identify_members(
        team,
        resolve_people((member.email for member in team.members), team, around.found),
        user_groups=[g.id for g in around.groups if {g.id, f"@{g.handle}"} & handles],
        zones={user.id: user.zone for user in users if user.zone},
        names={
            **names,
            **{group.id: group.handle for group in around.groups},
            **{user.id: user.name for user in users},
        },
    )


def _on_rotation(team: Team, around: Surroundings) -> tuple[str, ...]:
    """Slack ids of who is on call, as far as they are known."""
    people = [p for answer in answers_of(team, around.on_call) for p in answer.people]
    identities = resolve_people(people, team, around.found)
    users = (identities[person].user for person in people)
    return tuple(dict.fromkeys(user.id for user in users if user is not None))


async def _names(user_ids: Sequence[str], now: datetime) -> dict[str, str]:
    """Find out what people are called; those beyond the first are "somebody"."""
    wanted = user_ids[:NAMED_AT_MOST]
    found = await fetch_people.fn(wanted, now) if wanted else {}
    return {key: user.name for key, user in found.items() if isinstance(user, SlackUser)}


async def _read_board(policy: Requests) -> Board | UnknownBoard:
    board = policy.board
    return await fetch_board.fn(board.owner, board.number, board.status_field)
