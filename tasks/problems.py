"""Each problem is told once with its remedy, repeated daily, and declared over once."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from prefect import task
from prefect.cache_policies import NO_CACHE

from domain.membership_text import tell_problems
from domain.problem import Problem, ProblemRecord, Telling, plan_tellings
from domain.team import Team
from tasks.ledger import open_ledger
from tasks.settings import read_settings


@task(cache_policy=NO_CACHE)
async def record_problems(
    job: str, teams: Mapping[str, Team], problems: Sequence[Problem], now: datetime
) -> list[Telling]:
    """Decide what each team is told and write it down, messages included, in one transaction."""
    async with open_ledger(read_settings().database_url) as ledger:
        known = await ledger.open_problems(job, list(teams))
        tellings = plan_tellings(list(teams), problems, known, now)
        if not tellings:
            return []
        opened = [p for t in tellings for p in t.opened]
        told = [p for t in tellings for p in (*t.opened, *t.repeated)]
        recovered = [record.key for t in tellings for record in t.recovered]
        await ledger.record_problems(
            job,
            opened=[_record(problem, now) for problem in opened],
            told=[(problem.team, problem.fingerprint) for problem in told],
            recovered=recovered,
            messages=[tell_problems(t, teams[t.team].channels.ops, now) for t in tellings],
            now=now,
        )
    return list(tellings)


def _record(problem: Problem, now: datetime) -> ProblemRecord:
    return ProblemRecord(
        team=problem.team,
        fingerprint=problem.fingerprint,
        sentence=problem.sentence,
        first_seen=now,
    )
