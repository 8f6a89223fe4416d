"""Who somebody is in Slack is asked once and remembered for a day."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from prefect import task
from prefect.cache_policies import NO_CACHE

from domain.errors import GoalieError
from domain.people import Found, SlackUser, Unreadable
from tasks.clients.slack import SlackClient, open_slack
from tasks.ledger import JSON, LedgerUnavailableError, open_ledger
from tasks.settings import read_settings

KNOWN_FOR = timedelta(days=1)
UNKNOWN_FOR = timedelta(minutes=15)  # somebody may be invited any moment
LOOKED_UP_SINGLY = 20  # more addresses than this, and the list of all users costs less
AT_ONCE = 4


@task(cache_policy=NO_CACHE)
async def fetch_people(keys: Sequence[str], now: datetime) -> dict[str, Found]:
    """Find the Slack user for each address or Slack id, from the ledger where it is remembered.

    Args:
        keys: Addresses (case-folded) or Slack ids (``U…``).
        now: The instant of the run.

    Returns:
        An answer for every key: the user, None for nobody, or Unreadable.
    """
    settings = read_settings()
    async with open_ledger(settings.database_url) as ledger:
        remembered = await ledger.recall([_cache_key(key) for key in keys], now)
        found: dict[str, Found] = {
            k: _from_json(remembered[_cache_key(k)]) for k in keys if _cache_key(k) in remembered
        }
        missing = [key for key in keys if key not in found]
        if not missing:
            return found
        async with open_slack(settings.slack()) as client:
            fetched = await _fetch(client, missing)
        users = {k: f for k, f in fetched.items() if isinstance(f, SlackUser)}
        nobody = [k for k, f in fetched.items() if f is None]
        # By id as well: a later change names who leaves.
        by_id = {user.id: user for user in users.values()}
        values = {_cache_key(k): _to_json(u) for k, u in (users | by_id).items()}
        await ledger.remember(values, now=now, lifetime=KNOWN_FOR)
        await ledger.remember({_cache_key(k): None for k in nobody}, now=now, lifetime=UNKNOWN_FOR)
    return found | fetched


async def find_people(keys: Sequence[str], now: datetime) -> dict[str, Found]:
    """Do the same for a person who asks; where the ledger is down, Slack alone is asked."""
    try:
        return await fetch_people.fn(keys, now)
    except LedgerUnavailableError:
        async with open_slack(read_settings().slack()) as client:
            return await _fetch(client, keys)


@task(cache_policy=NO_CACHE)
async def forget_people(keys: Sequence[str]) -> None:
    """Forget what is remembered about these addresses or ids."""
    async with open_ledger(read_settings().database_url) as ledger:
        await ledger.forget([_cache_key(key) for key in keys])


async def _fetch(client: SlackClient, keys: Sequence[str]) -> dict[str, Found]:
    emails = [key for key in keys if "@" in key]
    ids = [key for key in keys if "@" not in key]
    found = await _each(client.user_info, ids)
    if len(emails) <= LOOKED_UP_SINGLY:
        return found | await _each(client.lookup_by_email, emails)
    try:
        everybody = await client.list_users()
    except GoalieError as error:
        return found | {email: Unreadable(why=str(error)) for email in emails}
    return found | {email: everybody.get(email) for email in emails}


async def _each(
    ask: Callable[[str], Awaitable[SlackUser | None]], keys: Sequence[str]
) -> dict[str, Found]:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(key: str) -> Found:
        async with gate:
            try:
                return await ask(key)
            except GoalieError as error:
                return Unreadable(why=str(error))

    return dict(zip(keys, await asyncio.gather(*map(one, keys)), strict=True))


def _cache_key(key: str) -> str:
    return f"slack_user/{key}"


def _to_json(user: SlackUser) -> JSON:
    return {"id": user.id, "name": user.name, "unusable": user.unusable, "zone": user.zone}


def _from_json(value: JSON) -> SlackUser | None:
    match value:
        case {"id": str(user_id), "name": str(name), "unusable": str(why), "zone": str(zone)}:
            return SlackUser(id=user_id, name=name, unusable=why, zone=zone)
        case _:
            return None
