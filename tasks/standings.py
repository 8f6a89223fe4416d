"""A team's requests are read once a run: people, rotation, channels, issues, board."""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from prefect import task
from prefect.cache_policies import NO_CACHE

from domain.issue import Board, UnknownBoard
from domain.membership import UnknownUserGroups, UserGroup
from domain.on_call import OnCall, OnCallAnswer
from domain.people import Found, SlackUser, resolve_people, slack_keys
from domain.request import (
    TeamPeople,
    find_requests,
    identify_members,
    linked_issues,
    prepare_rules,
)
from domain.request.records import Request
from domain.sla import prepare_targets
from domain.standing import prepare_context
from domain.team import Team
from domain.team.hours import team_working_time
from domain.team.requests import Requests, WatchedChannel
from domain.team_requests import RequestFacts, TeamRequests, issues_to_read, stand
from tasks.clients.slack import open_slack
from tasks.github import fetch_board, fetch_issues
from tasks.ledger import open_ledger
from tasks.on_call import fetch_on_call
from tasks.on_call_source import check_sources
from tasks.settings import Settings, read_settings
from tasks.slack.channel_facts import fetch_channel_ids, recall_public
from tasks.slack.channels import ReadChannels, read_channels
from tasks.slack.channels.records import OnProgress
from tasks.slack.people import fetch_people
from tasks.slack.user_groups import fetch_user_groups
from tasks.team_files import LoadedTeams, load_teams
from tasks.unread_channels import unheard_channels, unread_channels

STALE_AFTER = timedelta(minutes=30)  # what should have been said then would mislead now
TOO_LATE = "Came too late to speak; the next run does."
NAMED_AT_MOST = 50  # people whose names are looked up in one run


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is read once for all teams, beside the channels.

    Attributes:
        on_call: Schedule id → who is on call; empty where nobody asked.
        groups: All user groups.
        found: Slack's answers about the members, and who is on call.
        ids: Channel as configured → its Slack id, for those that there are.
        public: Ids of the channels that everybody can read.
        lost_groups: Why the user groups are not known, where they could not be read.
    """

    on_call: Mapping[str, OnCallAnswer]
    groups: tuple[UserGroup, ...]
    found: Mapping[str, Found]
    ids: Mapping[str, str]
    public: frozenset[str]
    lost_groups: UnknownUserGroups | None = None


def requests_of(team: Team) -> Requests:
    """The part of a team file about requests, of a team known to have it."""
    assert team.requests is not None  # noqa: S101  only such teams come here
    return team.requests


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


def is_stale(scheduled: datetime | None, clock: datetime) -> bool:
    """Whether a run should have started long ago, because a worker was down."""
    return scheduled is not None and clock - scheduled > STALE_AFTER


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
) -> dict[str, TeamRequests]:
    """Read everything about the requests of teams, and work out how they stand.

    Args:
        teams: Teams with ``requests``, by the name of their file.
        at: Another instant than now at which to ask who is on call, or None.
        now: The instant of the run.
        on_progress: Called with how many channels and threads were read, and of how many.

    Returns:
        Team → its requests. What could not be read is said in their blind spots.
    """
    if not teams:
        return {}
    around = await read_surroundings(teams, at, now)
    followed: dict[str, set[str]] = defaultdict(set)
    own: dict[str, set[str]] = defaultdict(set)
    async with open_ledger(read_settings().database_url) as ledger:
        for request in await ledger.open_requests(list(teams)):
            followed[request.channel].add(request.root_ts)
            own[request.team].add(f"{request.channel}/{request.root_ts}")
    days = max(requests_of(t).look_back_days for t in teams.values())
    channels = [w.channel for t in teams.values() for w in requests_of(t).watched_channels]
    read = await read_channels(
        list(dict.fromkeys(channels)),
        since=now - timedelta(days=days),
        open_roots=followed,
        now=now,
        on_progress=on_progress,
    )
    return {
        name: await read_team(name, team, around, _as_far_back(team, read, own[name], now), now)
        for name, team in teams.items()
    }


def _as_far_back(
    team: Team, read: ReadChannels, followed: Collection[str], now: datetime
) -> ReadChannels:
    """Leave to a team what its own file asks for, whatever the others': recent, or followed."""
    since = now - timedelta(days=requests_of(team).look_back_days)
    own = (one for one in read.threads if one.root.at >= since or one.key in followed)
    return replace(read, threads=tuple(own))


async def read_surroundings(
    teams: Mapping[str, Team], at: datetime | None, now: datetime, *, on_call: bool = True
) -> Surroundings:
    """Read who is who and which channel is which, for teams with ``requests``.

    Args:
        teams: The teams by the name of their file.
        at: Another instant than now at which to ask who is on call, or None.
        now: The instant of the run.
        on_call: Whether it matters who is on call.
    """
    answers, groups = await asyncio.gather(
        fetch_on_call.fn(teams if on_call else {}, at), fetch_user_groups.fn()
    )
    keys = {k for t in teams.values() for p in _people(t, answers) for k in slack_keys(p, t)}
    found = await fetch_people.fn(sorted(keys), now)
    channels = [w.channel for t in teams.values() for w in requests_of(t).watched_channels]
    places = list(dict.fromkeys([*channels, *(t.channels.team for t in teams.values())]))
    settings = read_settings()
    async with (
        open_ledger(settings.database_url) as ledger,
        open_slack(settings.slack()) as client,
    ):
        resolved = await fetch_channel_ids(client, ledger, places, now)
        ids = {name: one for name, one in resolved.items() if isinstance(one, str)}
        public = await recall_public(ledger, list(ids.values()), now)
    return Surroundings(
        on_call=answers,
        groups=() if isinstance(groups, UnknownUserGroups) else tuple(groups),
        lost_groups=groups if isinstance(groups, UnknownUserGroups) else None,
        found=found,
        ids=ids,
        public=public,
    )


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
    policy, working_time = requests_of(team), team_working_time(team, now)
    channels = _watched(policy, around)
    threads = tuple(thread for thread in read.threads if thread.channel in channels)
    people = _identify(team, around, {})
    rules = prepare_rules(name, team, people, working_time)
    requests = find_requests(threads, channels, rules)
    people = _identify(team, around, await _names(_to_name(requests, everybody=whole), now))
    rules = prepare_rules(name, team, people, working_time)
    targets = prepare_targets(policy, working_time)
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


def _people(team: Team, on_call: Mapping[str, OnCallAnswer]) -> Iterable[str]:
    """Everybody whose Slack account matters: the members, and who is on call."""
    yield from (member.email for member in team.members)
    yield from (p for answer in _answers(team, on_call) for p in answer.people)


def _answers(team: Team, on_call: Mapping[str, OnCallAnswer]) -> list[OnCall]:
    schedules = [i for rotation in team.rotations for i in rotation.schedules]
    return [a for i in schedules if isinstance(a := on_call.get(i), OnCall)]


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
    people = [p for answer in _answers(team, around.on_call) for p in answer.people]
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
