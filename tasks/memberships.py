"""The ledger knows of every change before it is made, and afterwards what came of it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from prefect import task
from prefect.cache_policies import NO_CACHE

from domain.membership import Change, Match, MembershipRecord, UserGroup
from domain.membership_text import announce
from domain.message import Message
from domain.team import Team
from tasks.ledger import MembershipIntent, Settlement, open_ledger
from tasks.settings import read_settings
from tasks.slack.user_groups import Written, is_as_planned

ANNOUNCED_WITHIN = timedelta(hours=12)  # later, "now" would mislead


@task(cache_policy=NO_CACHE)
async def fetch_owned_groups(user_group_ids: Collection[str]) -> dict[str, bool]:
    """Tell which groups Goalie has changed or adopted, and whether it disabled them last."""
    async with open_ledger(read_settings().database_url) as ledger:
        latest = await ledger.latest_actions(user_group_ids)
    return {group_id: action == "disable" for group_id, action in latest.items()}


@task(cache_policy=NO_CACHE)
async def settle_leftovers(
    job: str, teams: Mapping[str, Team], groups: Mapping[str, UserGroup], now: datetime
) -> int:
    """Settle what a run that died began: it took effect, or it never did.

    Args:
        job: Whose announcements.
        teams: The teams by the name of their file.
        groups: The user groups as they are, by id.
        now: The instant of the run.

    Returns:
        How many changes were found to have taken effect.
    """
    async with open_ledger(read_settings().database_url) as ledger:
        records = await ledger.unsettled_changes(list(teams))
        if not records:
            return 0
        applied = [
            r
            for r in records
            if is_as_planned(r.action, frozenset(r.after), groups.get(r.user_group_id))
        ]
        never = [r for r in records if r not in applied]
        settlements = [Settlement(change_id=r.id, outcome="applied") for r in applied]
        settlements += [
            Settlement(change_id=r.id, outcome="superseded", detail="it never took effect")
            for r in never
        ]
        messages = _announcements(applied, teams, now)
        await ledger.settle_changes(job, settlements, messages, now)
    return len(applied)


@task(cache_policy=NO_CACHE)
async def intend_changes(
    changes: Sequence[Change], reasons: Sequence[tuple[str, ...]], now: datetime
) -> list[int]:
    """Write down each change before it is made; return the ids, in order."""
    intents = [_intent(c, why) for c, why in zip(changes, reasons, strict=True)]
    async with open_ledger(read_settings().database_url) as ledger:
        return await ledger.intend_changes(intents, now)


@task(cache_policy=NO_CACHE)
async def settle_changes(
    job: str,
    change_ids: Sequence[int],
    written: Sequence[Written],
    teams: Mapping[str, Team],
    now: datetime,
) -> None:
    """Write what came of each change, together with the announcement of those that took effect.

    A change that could not be read back stays open for the next run to settle.
    """
    outcomes = {i: w for i, w in zip(change_ids, written, strict=True) if w.is_right is not None}
    settlements = [
        Settlement(change_id=i, outcome="applied" if w.is_right else "failed", detail=w.why)
        for i, w in outcomes.items()
    ]
    async with open_ledger(read_settings().database_url) as ledger:
        records = await ledger.unsettled_changes(list(teams))
        applied = [r for r in records if r.id in outcomes and outcomes[r.id].is_right]
        await ledger.settle_changes(job, settlements, _announcements(applied, teams, now), now)


@task(cache_policy=NO_CACHE)
async def adopt_groups(matches: Sequence[Match], now: datetime) -> None:
    """Write down that these groups were found right at first sight and are Goalie's from now on."""
    intents = [
        MembershipIntent(
            team=match.team,
            rotation=match.rotation,
            user_group_id=match.group.id,
            handle=match.group.handle,
            action="adopt",
            before=tuple(sorted(match.group.members)),
            after=tuple(sorted(match.group.members)),
            reasons=(),
        )
        for match in matches
    ]
    async with open_ledger(read_settings().database_url) as ledger:
        await ledger.record_adoptions(intents, now)


def _intent(change: Change, reasons: tuple[str, ...]) -> MembershipIntent:
    return MembershipIntent(
        team=change.team,
        rotation=change.rotation,
        user_group_id=change.group.id,
        handle=change.group.handle,
        action=change.action,
        before=tuple(sorted(change.group.members)),
        after=tuple(sorted(change.after)),
        reasons=reasons,
    )


def _announcements(
    records: Sequence[MembershipRecord], teams: Mapping[str, Team], now: datetime
) -> list[Message]:
    """Announce each change whose rotation wants it; a rotation that is gone wants nothing."""
    return [
        announce(record, teams[record.team].channels.team, now + ANNOUNCED_WITHIN)
        for record in records
        if any(r.name == record.rotation and r.announce for r in teams[record.team].rotations)
    ]
