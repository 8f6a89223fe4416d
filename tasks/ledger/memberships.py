"""Every write to a user group is in the ledger before it happens and settled afterwards."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tasks.ledger.lookups import chunks
from tasks.ledger.records import Action, MembershipIntent, MembershipRecord, Settlement
from tasks.ledger.schema import insert, membership_change

TOOK_EFFECT = ("applied", "adopted")


async def insert_intents(
    connection: AsyncConnection, intents: Sequence[MembershipIntent], now: datetime
) -> list[int]:
    """Write intents; return their ids in the same order."""
    if not intents:
        return []
    statement = insert(connection, membership_change).returning(
        membership_change.c.id, sort_by_parameter_order=True
    )
    rows = [{**asdict(intent), "intended_at": now, "detail": ""} for intent in intents]
    result = await connection.execute(statement, rows)
    return list(result.scalars())


async def insert_adoptions(
    connection: AsyncConnection, intents: Sequence[MembershipIntent], now: datetime
) -> None:
    """Write groups that were found right, as settled from the start."""
    if not intents:
        return
    settled = {"intended_at": now, "settled_at": now, "outcome": "adopted", "detail": ""}
    await connection.execute(
        insert(connection, membership_change), [{**asdict(intent), **settled} for intent in intents]
    )


async def select_unsettled(
    connection: AsyncConnection, teams: Collection[str]
) -> list[MembershipRecord]:
    """Return the intents of these teams nobody knows the outcome of, oldest first."""
    records: list[MembershipRecord] = []
    for chunk in chunks(teams):
        rows = await connection.execute(
            select(membership_change).where(
                membership_change.c.settled_at.is_(None), membership_change.c.team.in_(chunk)
            )
        )
        records.extend(_record(row) for row in rows)
    return sorted(records, key=lambda record: record.id)


async def update_settled(
    connection: AsyncConnection, settlements: Sequence[Settlement], now: datetime
) -> None:
    """Write outcomes; what is settled already keeps its first outcome."""
    if not settlements:
        return
    await connection.execute(
        update(membership_change)
        .where(
            membership_change.c.id == bindparam("change_id"),
            membership_change.c.settled_at.is_(None),
        )
        .values(
            settled_at=bindparam("now"),
            outcome=bindparam("its_outcome"),
            detail=bindparam("its_detail"),
        ),
        [
            {"change_id": s.change_id, "now": now, "its_outcome": s.outcome, "its_detail": s.detail}
            for s in settlements
        ],
    )


async def select_latest(
    connection: AsyncConnection, user_group_ids: Collection[str]
) -> dict[str, MembershipRecord]:
    """Return the last change of each group that took effect, by group id."""
    latest: dict[str, MembershipRecord] = {}
    for chunk in chunks(user_group_ids):
        rows = await connection.execute(
            select(membership_change).where(membership_change.c.id.in_(_last_ids(chunk)))
        )
        latest.update((row.user_group_id, _record(row)) for row in rows)
    return latest


async def select_latest_actions(
    connection: AsyncConnection, user_group_ids: Collection[str]
) -> dict[str, Action]:
    """Return only what the last change of each group did, by group id."""
    actions: dict[str, Action] = {}
    columns = (membership_change.c.user_group_id, membership_change.c.action)
    for chunk in chunks(user_group_ids):
        rows = await connection.execute(
            select(*columns).where(membership_change.c.id.in_(_last_ids(chunk)))
        )
        actions.update((row.user_group_id, row.action) for row in rows)
    return actions


def _last_ids(user_group_ids: Collection[str]) -> Select[tuple[int]]:
    return (
        select(func.max(membership_change.c.id))
        .where(
            membership_change.c.user_group_id.in_(user_group_ids),
            membership_change.c.outcome.in_(TOOK_EFFECT),
        )
        .group_by(membership_change.c.user_group_id)
    )


def _record(row: Row[Any]) -> MembershipRecord:
    values = dict(row._mapping)  # noqa: SLF001  SQLAlchemy's public way to a row's columns
    lists = {name: tuple(values[name]) for name in ("before", "after", "reasons")}
    return MembershipRecord(**{**values, **lists})
