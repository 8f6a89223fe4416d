"""User groups are read all at once, written whole, and read back to see what came of it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from prefect import task
from prefect.cache_policies import NO_CACHE

from domain.errors import GoalieError
from domain.membership import Change, UnknownUserGroups, UserGroup
from tasks.clients.slack import SlackClient, SlackError, open_slack
from tasks.settings import read_settings
from tasks.slack.remedies import remedy_for

WRITES_AT_ONCE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What came of one change.

    Attributes:
        user_group_id: The group.
        is_right: True or False as read back; None where it could not be read back.
        why: What went wrong, as a clause, or empty.
        remedy: What to do about it, or empty.
        doubts_people: Slack refused the people: what is cached about them may be stale.
    """

    user_group_id: str
    is_right: bool | None
    why: str = ""
    remedy: str = ""
    doubts_people: bool = False


@task(cache_policy=NO_CACHE)
async def fetch_user_groups() -> list[UserGroup] | UnknownUserGroups:
    """Read every user group with its members, in one request."""
    async with open_slack(read_settings().slack()) as client:
        try:
            return await client.list_user_groups()
        except GoalieError as error:
            return UnknownUserGroups(why=str(error), remedy=remedy_for(error))


@task(cache_policy=NO_CACHE)
async def set_user_groups(changes: Sequence[Change]) -> list[Written]:
    """Write each change once, then read all groups back with one request and compare.

    Slack may refuse a write and make it all the same, or lose its answer: what counts is what
    the group is afterwards.
    """
    async with open_slack(read_settings().slack()) as client:
        gate = asyncio.Semaphore(WRITES_AT_ONCE)
        errors = await asyncio.gather(*(_write(client, change, gate) for change in changes))
        try:
            groups = {group.id: group for group in await client.list_user_groups()}
        except GoalieError as error:
            return [_unverified(change, error) for change in changes]
    return [_compared(c, groups, e) for c, e in zip(changes, errors, strict=True)]


async def _write(
    client: SlackClient, change: Change, gate: asyncio.Semaphore
) -> GoalieError | None:
    async with gate:
        try:
            if change.action == "disable":
                await client.disable_user_group(change.group.id)
                return None
            if change.action == "enable_and_set":
                await client.enable_user_group(change.group.id)
            await client.update_user_group_users(change.group.id, sorted(change.after))
        except GoalieError as error:
            return error
    return None


def _compared(
    change: Change, groups: Mapping[str, UserGroup], error: GoalieError | None
) -> Written:
    if is_as_planned(change.action, change.after, groups.get(change.group.id)):
        return Written(user_group_id=change.group.id, is_right=True)
    return Written(
        user_group_id=change.group.id,
        is_right=False,
        why=str(error) if error else "Slack took the write but the group is not as written",
        remedy=remedy_for(error)
        if error
        else "See who else edits the group; the next run repairs.",
        doubts_people=isinstance(error, SlackError) and "user" in error.code,
    )


def is_as_planned(action: str, after: frozenset[str], group: UserGroup | None) -> bool:
    """Whether a group is what a write to it was meant to make of it."""
    if group is None:
        return False
    if action == "disable":
        return group.disabled
    return not group.disabled and group.members == after


def _unverified(change: Change, error: GoalieError) -> Written:
    return Written(
        user_group_id=change.group.id,
        is_right=None,
        why=f"it was written but could not be read back: {error}",
        remedy=remedy_for(error),
    )
