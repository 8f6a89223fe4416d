"""A problem is open once per job and team, from when it is first seen until it has recovered."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tasks.ledger.lookups import chunks
from tasks.ledger.records import ProblemKey, ProblemRecord
from tasks.ledger.schema import insert, problem

IS_OPEN = problem.c.recovered_at.is_(None)


async def select_open_problems(
    connection: AsyncConnection, job: str, teams: Collection[str]
) -> list[ProblemRecord]:
    """Return what is open for these teams, in the order it was first seen."""
    columns = [column for column in problem.c if column.name not in {"id", "job"}]
    records: list[ProblemRecord] = []
    for chunk in chunks(teams):
        rows = await connection.execute(
            select(*columns)
            .where(problem.c.job == job, problem.c.team.in_(chunk), IS_OPEN)
            .order_by(problem.c.id)
        )
        records.extend(ProblemRecord(**row._mapping) for row in rows)  # noqa: SLF001  public
    return sorted(records, key=lambda record: record.first_seen)


async def insert_opened(
    connection: AsyncConnection, job: str, opened: Sequence[ProblemRecord]
) -> None:
    """Write new problems; one that is open already stays as it is."""
    if not opened:
        return
    await connection.execute(
        insert(connection, problem).on_conflict_do_nothing(),
        [{"job": job, **asdict(record)} for record in opened],
    )


async def update_open(
    connection: AsyncConnection,
    job: str,
    keys: Sequence[ProblemKey],
    values: Mapping[str, datetime],
) -> None:
    """Set columns of the open problems with these keys."""
    if not keys:
        return
    await connection.execute(
        update(problem)
        .where(
            problem.c.job == job,
            problem.c.team == bindparam("its_team"),
            problem.c.fingerprint == bindparam("its_fingerprint"),
            IS_OPEN,
        )
        .values(**values),
        [{"its_team": team, "its_fingerprint": fingerprint} for team, fingerprint in keys],
    )
