"""Everything ``goalie check`` judges is read here, each service at the same time as the others."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from domain.check.finding import Unread
from domain.check.github import GithubFacts
from domain.check.members import member_keys
from domain.check.people import people_ahead
from domain.check.report import CheckFacts, SlackFacts
from domain.check.schedules import SourceFacts
from domain.errors import BadInputError
from domain.people import Found, slack_keys
from domain.team import Team
from tasks.check.environment import read_environment
from tasks.check.github import fetch_github_facts
from tasks.check.ledger import fetch_latest_changes, fetch_ledger_facts
from tasks.check.schedules import fetch_source_facts
from tasks.check.slack import fetch_found, fetch_slack_facts
from tasks.clients.slack import open_slack
from tasks.on_call_source import Source
from tasks.settings import Settings
from tasks.team_files import LoadedTeams, load_teams

Tell = Callable[[str], None]
"""Told what is being read, for a person who waits."""


async def gather_facts(
    settings: Settings, team: str | None, *, at: datetime, clock: datetime, tell: Tell
) -> CheckFacts:
    """Read everything there is to judge.

    Args:
        settings: The environment.
        team: One team's file name without ``.yaml``; all teams without it.
        at: The instant from which four weeks are looked ahead.
        clock: This machine's clock now.
        tell: Told what is being read.
    """
    loaded = _load(settings, team)
    ids = _schedule_ids(loaded.teams)
    watches = any(one.requests for one in loaded.teams.values())
    environment = read_environment(settings, ["slack", *ids, *(["github"] if watches else [])])
    tell("Reading schedules, Slack, GitHub and the ledger")
    usable = {service for service, one in environment.items() if not one.error}
    sources, slack, github, ledger = await asyncio.gather(
        _fetch_sources(settings, {s: i for s, i in ids.items() if s in usable}, at),
        _fetch_slack(settings, loaded.teams, clock) if "slack" in usable else _none(),
        _fetch_github(settings, loaded.teams) if "github" in usable else _none(),
        fetch_ledger_facts(settings.database_url),
    )
    tell("Looking people up in Slack")
    keys = _keys(loaded.teams, sources, at)
    latest = await fetch_latest_changes(settings.database_url, ledger, _group_ids(slack))
    return CheckFacts(
        at=at,
        teams=loaded.teams,
        refused=[line for text in loaded.refused.values() for line in text.splitlines()],
        environment=list(environment.values()),
        sources=sources,
        slack=slack,
        github=github,
        found=await _fetch_found(settings, slack, keys),
        ledger=ledger,
        latest_changes=latest,
    )


def _load(settings: Settings, team: str | None) -> LoadedTeams:
    """Read the team files; where there is none, that is what was found."""
    try:
        return load_teams(settings.teams_folder, team)
    except BadInputError as error:
        return LoadedTeams(teams={}, refused={"": str(error)})


def _schedule_ids(teams: Mapping[str, Team]) -> dict[Source, list[str]]:
    """Service → the schedules that the teams name there."""
    ids: dict[Source, list[str]] = {}
    for team in teams.values():
        named = ids.setdefault(team.on_call_source, [])
        named += [i for rotation in team.rotations for i in rotation.schedules]
    return ids


async def _fetch_sources(
    settings: Settings, ids: Mapping[Source, list[str]], at: datetime
) -> list[SourceFacts]:
    return await asyncio.gather(
        *(fetch_source_facts(settings, source, wanted, at) for source, wanted in ids.items())
    )


async def _fetch_slack(
    settings: Settings, teams: Mapping[str, Team], clock: datetime
) -> SlackFacts:
    access = settings.slack()
    async with open_slack(access) as client:
        return await fetch_slack_facts(
            client, teams, clock, has_admin=access.admin_token is not None
        )


async def _fetch_github(settings: Settings, teams: Mapping[str, Team]) -> GithubFacts:
    return await fetch_github_facts(settings.github(), teams)


async def _none() -> None:
    """Stand in place of a service that cannot be asked."""


def _keys(teams: Mapping[str, Team], sources: Sequence[SourceFacts], at: datetime) -> list[str]:
    """Name what to look up in Slack for members and everyone wanted in the next four weeks."""
    schedules = {i: one for source in sources for i, one in source.schedules.items()}
    keys = {
        key
        for team in teams.values()
        for wanted in people_ahead(team, schedules, at)
        for key in slack_keys(wanted.person, team)
    }
    return sorted(keys.union(*(member_keys(team, at) for team in teams.values())))


async def _fetch_found(
    settings: Settings, slack: SlackFacts | None, keys: Sequence[str]
) -> dict[str, Found]:
    if slack is None or isinstance(slack.bot, Unread) or not keys:
        return {}
    async with open_slack(settings.slack()) as client:
        return await fetch_found(client, keys)


def _group_ids(slack: SlackFacts | None) -> list[str]:
    if slack is None or isinstance(slack.groups, Unread):
        return []
    return [group.id for group in slack.groups]
