"""One request, or all of a past, is read for a person who asks; the jobs do not read this way."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.conversation import Thread, UnreadChannel
from domain.errors import BadInputError, GoalieError
from domain.permalink import Permalink
from domain.team import Team
from domain.team.requests import WatchedChannel
from domain.team_requests import TeamRequests
from tasks.clients.slack import SlackError, open_slack
from tasks.ledger import open_ledger
from tasks.settings import Settings, read_settings
from tasks.slack.channel_facts import fetch_workspace_url
from tasks.slack.channels import ReadChannels, read_channels, read_thread
from tasks.slack.channels.records import OnProgress
from tasks.standings import read_team
from tasks.surroundings import Surroundings, read_surroundings, requests_of
from tasks.team_files import load_teams


class NotFoundError(GoalieError):
    """What was asked for is not there, or not for Goalie to see; the sentence says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadRead:
    """One thread, and what each team that watches its channel makes of it.

    Attributes:
        thread: As it is now; as it is remembered where it was deleted.
        teams: Team → the channel as it watches it, and its requests: one or none.
    """

    thread: Thread
    teams: Mapping[str, tuple[WatchedChannel, TeamRequests]]


def load_asked_teams(settings: Settings, team: str | None) -> dict[str, Team]:
    """Read the files of the teams that watch requests; one that cannot be used is left out.

    Raises:
        BadInputError: None is left.
    """
    loaded = load_teams(settings.teams_folder, team)
    watching = {name: one for name, one in loaded.teams.items() if one.requests}
    if not watching:
        none = f"{team or 'No team'} watches no requests: add `requests` to the team file."
        raise BadInputError("\n".join(loaded.refused.values()) or none)
    return watching


async def read_request(
    teams: Mapping[str, Team], link: Permalink, host: str, now: datetime
) -> ThreadRead:
    """Read the thread of a message anew, and its issues.

    Args:
        teams: Teams with ``requests``.
        link: Any message of the thread.
        host: The host name in the link.
        now: The instant of the reading.

    Raises:
        NotFoundError: No team watches the channel, or the thread is not there.
    """
    around = await read_surroundings(teams, None, now, on_call=False)
    watched = {
        name: one
        for name, team in teams.items()
        for one in requests_of(team).watched_channels
        if around.ids.get(one.channel) == link.channel_id
    }
    if not watched:
        raise NotFoundError(await _say_unwatched(teams, around, host, now))
    root_ts = link.thread_ts or await _root_of(link)
    thread = await read_thread(link.channel_id, root_ts, now)
    if isinstance(thread, UnreadChannel):
        raise NotFoundError(f"The thread could not be read: {thread.why}. {thread.remedy}")
    thread = thread or await _recall(link.channel_id, root_ts)
    if thread is None:
        raise NotFoundError(
            "There is no such message: it was deleted, or the link is cut off. Copy it anew."
        )
    read = _alone(thread)
    return ThreadRead(
        thread=thread,
        teams={
            name: (one, await read_team(name, teams[name], around, read, now, whole=True))
            for name, one in watched.items()
        },
    )


def _alone(thread: Thread) -> ReadChannels:
    """One thread, as if it were all that was read."""
    return ReadChannels(
        threads=(thread,),
        unread=(),
        unknown=frozenset(),
        archived=(),
        is_restricted=False,
        history_requests=0,
        replies_requests=1,
    )


async def read_past(
    name: str, team: Team, since: datetime, now: datetime, on_progress: OnProgress
) -> TeamRequests:
    """Read everything in a team's channels since an instant, with all issues linked there.

    Args:
        name: Name of the team's file.
        team: A team with ``requests``.
        since: Threads that began earlier are left out.
        now: The instant of the reading.
        on_progress: Called with how many channels and threads were read, and of how many.
    """
    around = await read_surroundings({name: team}, None, now, on_call=False)
    channels = [watched.channel for watched in requests_of(team).watched_channels]
    read = await read_channels(
        list(dict.fromkeys(channels)), since=since, open_roots={}, now=now, on_progress=on_progress
    )
    return await read_team(name, team, around, read, now, whole=True)


async def _root_of(link: Permalink) -> str:
    """The thread a message stands in: a link to a reply does not always say so."""
    async with open_slack(read_settings().slack()) as client:
        try:
            page = await client.replies_page(link.channel_id, link.ts)
        except SlackError:
            return link.ts  # why it cannot be read, reading the thread says
    asked = next((message for message in page.messages if message.ts == link.ts), None)
    return asked.thread_ts if asked and asked.is_reply else link.ts


async def _recall(channel_id: str, root_ts: str) -> Thread | None:
    """The thread as it was before it was deleted, if it was ever read."""
    async with open_ledger(read_settings().database_url) as ledger:
        known = (await ledger.recall_threads(channel_id, roots=[root_ts])).get(root_ts)
    return known.thread if known and known.thread.root.text else None


async def _say_unwatched(
    teams: Mapping[str, Team], around: Surroundings, host: str, now: datetime
) -> str:
    settings = read_settings()
    async with (
        open_ledger(settings.database_url) as ledger,
        open_slack(settings.slack()) as client,
    ):
        url = await fetch_workspace_url(client, ledger, now)
    if f"//{host}/" not in url:
        return f"The link leads to {host}, but Goalie's token is for {url}: copy it from there."
    channels = [w.channel for team in teams.values() for w in requests_of(team).watched_channels]
    unknown = [channel for channel in channels if channel not in around.ids]
    unseen = f" Slack shows the app no channel {', '.join(unknown)}." if unknown else ""
    return (
        f"{' and '.join(teams)} {'watch' if len(teams) > 1 else 'watches'} no such channel, only"
        f" {', '.join(dict.fromkeys(channels))}.{unseen}"
    )
