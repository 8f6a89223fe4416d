"""The open ledger: what a job may ask of it and tell it, each in one transaction."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from domain.message import Message
from tasks.ledger.database import Database
from tasks.ledger.lookups import delete_lookups, select_lookups, upsert_lookups
from tasks.ledger.memberships import (
    insert_adoptions,
    insert_intents,
    select_latest,
    select_latest_actions,
    select_unsettled,
    update_settled,
)
from tasks.ledger.messages import (
    insert_messages,
    select_pending,
    select_states,
    select_subjects,
    select_waiting_teams,
    update_attempted,
    update_message,
)
from tasks.ledger.open_requests import (
    delete_open_requests,
    insert_open_requests,
    select_open_requests,
)
from tasks.ledger.problems import insert_opened, select_open_problems, update_open
from tasks.ledger.records import (
    JSON,
    Action,
    MembershipIntent,
    MembershipRecord,
    MessageState,
    OpenRequest,
    OutboxEntry,
    ProblemKey,
    ProblemRecord,
    RememberedThread,
    Settlement,
)
from tasks.ledger.threads import select_threads, update_seen, upsert_threads

if TYPE_CHECKING:
    from tasks.ledger.boards import BoardMemory


class Ledger:
    """An open ledger; every method but ``lock`` is one transaction, and times are aware.

    Each method raises LedgerUnavailableError when the database cannot be used just now, and
    LockLostError when a lock this ledger held is gone; nothing is written then.
    """

    def __init__(self, database: Database) -> None:
        """Use ``open_ledger`` instead."""
        self._database = database

    @property
    def boards(self) -> "BoardMemory":
        """What is remembered of boards."""
        # A run without digests does without the import, and that of all that makes a card.
        from tasks.ledger.boards import BoardMemory  # noqa: PLC0415

        return BoardMemory(self._database)

    def lock(self, job: str, team: str) -> AbstractAsyncContextManager[None]:
        """Hold the lock of a job for a team; it ends with the process, however that ends.

        Raises:
            LockHeldError: Another run holds it; this does not wait.
        """
        return self._database.locks.hold(job, team)

    async def recall(self, keys: Collection[str], now: datetime) -> dict[str, JSON]:
        """Return what was learned under these keys and has not expired; others are left out."""
        async with self._database.transaction(reading=True) as connection:
            return await select_lookups(connection, keys, now)

    async def remember(
        self, values: Mapping[str, JSON], *, now: datetime, lifetime: timedelta
    ) -> None:
        """Keep what was learned until ``now + lifetime``, in place of what was known before."""
        async with self._database.transaction() as connection:
            await upsert_lookups(connection, values, now + lifetime)

    async def forget(self, keys: Collection[str]) -> None:
        """Drop what was learned under these keys."""
        async with self._database.transaction() as connection:
            await delete_lookups(connection, keys)

    async def intend_changes(self, intents: Sequence[MembershipIntent], now: datetime) -> list[int]:
        """Write what is about to be done; return one id for each, in order."""
        async with self._database.transaction() as connection:
            return await insert_intents(connection, intents, now)

    async def record_adoptions(self, intents: Sequence[MembershipIntent], now: datetime) -> None:
        """Write groups that were found right at first sight."""
        async with self._database.transaction() as connection:
            await insert_adoptions(connection, intents, now)

    async def unsettled_changes(self, teams: Collection[str]) -> list[MembershipRecord]:
        """Return what was begun and never settled, oldest first: a run died in between."""
        async with self._database.transaction(reading=True) as connection:
            return await select_unsettled(connection, teams)

    async def settle_changes(
        self,
        job: str,
        settlements: Sequence[Settlement],
        messages: Sequence[Message],
        now: datetime,
    ) -> None:
        """Write outcomes together with the messages that announce them."""
        async with self._database.transaction() as connection:
            await update_settled(connection, settlements, now)
            await insert_messages(connection, job, messages, now)

    async def latest_changes(self, user_group_ids: Collection[str]) -> dict[str, MembershipRecord]:
        """Return the last change of each group that took effect, adoptions included, by id."""
        async with self._database.transaction(reading=True) as connection:
            return await select_latest(connection, user_group_ids)

    async def latest_actions(self, user_group_ids: Collection[str]) -> dict[str, Action]:
        """Return what the last change of each group did, without the rest of it, by id."""
        async with self._database.transaction(reading=True) as connection:
            return await select_latest_actions(connection, user_group_ids)

    async def open_problems(self, job: str, teams: Collection[str]) -> list[ProblemRecord]:
        """Return the problems of these teams that have not recovered, oldest first."""
        async with self._database.transaction(reading=True) as connection:
            return await select_open_problems(connection, job, teams)

    async def record_problems(
        self,
        job: str,
        *,
        opened: Sequence[ProblemRecord],
        told: Sequence[ProblemKey],
        recovered: Sequence[ProblemKey],
        messages: Sequence[Message],
        now: datetime,
    ) -> None:
        """Write what changed about the problems together with the messages that tell it.

        Recoveries come first and what was told last, so a problem may open and be told at once.
        """
        async with self._database.transaction() as connection:
            await update_open(connection, job, recovered, {"recovered_at": now})
            await insert_opened(connection, job, opened)
            await update_open(connection, job, told, {"told_at": now})
            await insert_messages(connection, job, messages, now)

    async def recall_threads(
        self, channel: str, *, since: str | None = None, roots: Collection[str] = ()
    ) -> dict[str, RememberedThread]:
        """Return the threads of a channel, oldest first, by the ``ts`` of their root.

        Args:
            channel: Slack id of the channel.
            since: The ``ts`` from which on all roots are wanted; empty for all there are.
            roots: Roots that are wanted besides.
        """
        async with self._database.transaction(reading=True) as connection:
            return await select_threads(connection, channel, since, roots)

    async def remember_threads(
        self,
        channel: str,
        threads: Sequence[RememberedThread],
        *,
        seen: Collection[str] = (),
        now: datetime,
    ) -> None:
        """Write what one reading of a channel found; what a later reading found stays.

        Args:
            channel: Slack id of the channel.
            threads: The threads that are new or have news.
            seen: Roots that were seen unchanged.
            now: The instant of the run.
        """
        async with self._database.transaction() as connection:
            await upsert_threads(connection, threads)
            await update_seen(connection, channel, seen, now)

    async def open_requests(self, teams: Collection[str]) -> list[OpenRequest]:
        """Return the requests that these teams follow, the oldest of a channel first."""
        async with self._database.transaction(reading=True) as connection:
            return await select_open_requests(connection, teams)

    async def record_open_requests(
        self, team: str, *, opened: Collection[str], closed: Collection[str], now: datetime
    ) -> None:
        """Follow some requests of a team from now on, and others no longer; by thread key."""
        async with self._database.transaction() as connection:
            await delete_open_requests(connection, team, closed)
            await insert_open_requests(connection, team, opened, now)

    async def enqueue(self, job: str, messages: Sequence[Message], now: datetime) -> list[str]:
        """Write messages to be posted; return the keys that were new: the others are not ours."""
        async with self._database.transaction() as connection:
            return await insert_messages(connection, job, messages, now)

    async def teams_with_messages(self, job: str) -> set[str]:
        """Return the teams that have pending messages, at the price of asking for one team."""
        async with self._database.transaction(reading=True) as connection:
            return await select_waiting_teams(connection, job)

    async def message_subjects(self, team: str, kind: str) -> tuple[list[str], list[str]]:
        """Return the subjects of a team's messages of a kind: told or to be told, and dropped."""
        async with self._database.transaction(reading=True) as connection:
            return await select_subjects(connection, team, kind)

    async def message_states(self, keys: Collection[str]) -> dict[str, MessageState]:
        """Return how far messages came, by key; those nobody ever enqueued are left out."""
        async with self._database.transaction(reading=True) as connection:
            return await select_states(connection, keys)

    async def pending_messages(self, job: str, team: str) -> list[OutboxEntry]:
        """Return what is neither known to be posted nor marked expired, oldest first."""
        async with self._database.transaction(reading=True) as connection:
            return await select_pending(connection, job, team)

    async def mark_attempted(
        self, key: str, now: datetime, *, after: datetime | None = None
    ) -> bool:
        """Write, before it happens, that a message is being posted.

        Args:
            key: The message's key.
            now: The instant of the attempt.
            after: The attempt known so far; None when there was none.

        Returns:
            False, and the caller must not post, when somebody else attempted it since.
        """
        async with self._database.transaction() as connection:
            return await update_attempted(connection, key, now, after)

    async def mark_posted(self, key: str, channel_id: str, ts: str, now: datetime) -> None:
        """Write that a message is in the channel, under this ``ts``."""
        values = {"posted_at": now, "channel_id": channel_id, "ts": ts}
        async with self._database.transaction() as connection:
            await update_message(connection, key, values)

    async def mark_refused(self, key: str, detail: str, now: datetime) -> None:
        """Write that a message was certainly not posted; it stays pending."""
        values = {"attempted_at": None, "refused_at": now, "refusal": detail}
        async with self._database.transaction() as connection:
            await update_message(connection, key, values)

    async def mark_expired(self, key: str, now: datetime) -> None:
        """Write that a message will not be posted any more."""
        async with self._database.transaction() as connection:
            await update_message(connection, key, {"expired_at": now})
