"""One run of a job at a time for each team, by hand or on schedule."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from types import MappingProxyType

from domain.team import Team
from tasks.ledger import LockHeldError, open_ledger
from tasks.settings import Settings


@asynccontextmanager
async def locked_teams(
    settings: Settings, job: str, teams: Mapping[str, Team], *, apply: bool
) -> AsyncIterator[Mapping[str, Team]]:
    """Hold the lock of each team if writing; leave out teams another run is at work on.

    Gives a read-only view: Prefect searches lists and dicts given to a task for futures, item by
    item and twice, and for hundreds of rotations that would cost more than the work.
    """
    ours: dict[str, Team] = {}
    async with AsyncExitStack() as stack:
        # Opened before anything is read: a ledger that cannot be used stops the run here.
        ledger = await stack.enter_async_context(open_ledger(settings.database_url))
        for name, team in teams.items():
            try:
                if apply:
                    await stack.enter_async_context(ledger.lock(job, name))
            except LockHeldError:
                continue
            ours[name] = team
        yield MappingProxyType(ours)
