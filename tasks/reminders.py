"""What was told is read from the outbox, and what is to be told is written into it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from prefect import task
from prefect.cache_policies import NO_CACHE

from domain.message import Message
from domain.reminder import Told, read_told
from domain.team_requests import TeamRequests
from tasks.ledger import JSON, open_ledger
from tasks.settings import read_settings

KIND = "reminder"
SILENCE_KNOWN_FOR = timedelta(days=2)


@task(cache_policy=NO_CACHE)
async def fetch_told(teams: Sequence[str]) -> dict[str, Told]:
    """Read which reminders each team was told, or is about to be."""
    async with open_ledger(read_settings().database_url) as ledger:
        found = {team: await ledger.message_subjects(team, KIND) for team in teams}
    return {team: read_told(subjects, dropped) for team, (subjects, dropped) in found.items()}


@task(cache_policy=NO_CACHE)
async def fetch_pending(job: str, teams: Sequence[str]) -> dict[str, tuple[Message, ...]]:
    """Read the reminders of each team that earlier runs could not post, or not for certain."""
    async with open_ledger(read_settings().database_url) as ledger:
        found = {team: await ledger.pending_messages(job, team) for team in teams}
    return {
        team: tuple(entry.message for entry in entries if entry.message.kind == KIND)
        for team, entries in found.items()
    }


@task(cache_policy=NO_CACHE)
async def follow_requests(requests: Mapping[str, TeamRequests], now: datetime) -> None:
    """Follow the open requests of teams from now on, and the others no longer.

    What could not be read stays as it is: it is neither open nor closed.
    """
    async with open_ledger(read_settings().database_url) as ledger:
        for team, one in requests.items():
            seen = [s for s in one.standings if not s.request.unread]
            followed = {request.key: request for request in await ledger.open_requests([team])}
            is_all_known = len(one.facts.channels) == len(one.context.requests.watched_channels)
            left = [k for k, r in followed.items() if r.channel not in one.facts.channels]
            await ledger.record_open_requests(
                team,
                opened=[s.key for s in seen if not s.state.is_over],
                # What is in a channel that left the team file is followed no longer.
                closed=[s.key for s in seen if s.state.is_over] + (left if is_all_known else []),
                now=now,
            )


@task(cache_policy=NO_CACHE)
async def enqueue_messages(job: str, messages: Sequence[Message], now: datetime) -> list[str]:
    """Write messages into the outbox; returns the keys that were new."""
    async with open_ledger(read_settings().database_url) as ledger:
        return await ledger.enqueue(job, messages, now)


@task(cache_policy=NO_CACHE)
async def fetch_settled(keys: Collection[str], now: datetime) -> frozenset[str]:
    """Tell which of these messages were written into the outbox, or found to be needless."""
    async with open_ledger(read_settings().database_url) as ledger:
        written = await ledger.message_states(keys)
        silent = await ledger.recall([_silent(key) for key in keys], now)
    return frozenset(key for key in keys if key in written or _silent(key) in silent)


@task(cache_policy=NO_CACHE)
async def remember_silence(keys: Collection[str], now: datetime) -> None:
    """Remember for the rest of the day that nothing was to be said under these keys."""
    values: dict[str, JSON] = {_silent(key): True for key in keys}
    async with open_ledger(read_settings().database_url) as ledger:
        await ledger.remember(values, now=now, lifetime=SILENCE_KNOWN_FOR)


def _silent(key: str) -> str:
    return f"silent/{key}"
