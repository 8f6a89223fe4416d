"""Who is who and which channel is which is read once a run, for all teams that watch requests."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.membership import UnknownUserGroups, UserGroup
from domain.on_call import OnCall, OnCallAnswer
from domain.people import Found, slack_keys
from domain.team import Team
from domain.team.requests import Requests
from tasks.clients.slack import open_slack
from tasks.ledger import open_ledger
from tasks.on_call import fetch_on_call
from tasks.settings import read_settings
from tasks.slack.channel_facts import fetch_channel_ids, recall_public
from tasks.slack.people import fetch_people
from tasks.slack.user_groups import fetch_user_groups


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


def _people(team: Team, on_call: Mapping[str, OnCallAnswer]) -> Iterable[str]:
    """Everybody whose Slack account matters: the members, and who is on call."""
    yield from (member.email for member in team.members)
    yield from (p for answer in answers_of(team, on_call) for p in answer.people)


def answers_of(team: Team, on_call: Mapping[str, OnCallAnswer]) -> list[OnCall]:
    """Who is on call in the schedules of a team, as far as that is known."""
    schedules = [i for rotation in team.rotations for i in rotation.schedules]
    return [a for i in schedules if isinstance(a := on_call.get(i), OnCall)]
