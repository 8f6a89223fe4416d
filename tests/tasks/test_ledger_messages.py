"""The outbox's rows: who wins a key, what is pending, whose attempt it is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.exc import StatementError

from domain.message import Message
from tasks.ledger import Ledger, MessageState, OutboxEntry

NOW = datetime(2026, 11, 9, 7, 55, 0, 123456, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
JOB = "sync-rotation"


def message(subject: str = "1", **changes: object) -> Message:
    hello = Message(
        team="repo-management",
        kind="membership",
        subject=subject,
        channel="#repo-management",
        text="Ben takes over.",
    )
    return replace(hello, **changes)


async def test_a_message_comes_back_as_it_was(ledger: Ledger) -> None:
    full = Message(
        team="repo-management",
        kind="problems",
        subject="a/b",
        rung="2",
        channel="C0REPO",
        text="Zoë \u0000 😀",
        blocks=({"type": "section", "text": {"type": "mrkdwn", "text": "*x*"}},),
        thread_ts="1731139200.000100",
        thread_of="repo-management/problems/a/c",
        chart={"key": "throughput", "series": [{"name": "Zoë", "values": [1, 2.5]}]},
        if_charts_refused=True,
        expires_at=datetime(2026, 11, 9, 9, 0, tzinfo=ZoneInfo("Europe/Berlin")),
    )
    await ledger.enqueue(JOB, [full], NOW)
    assert await ledger.pending_messages(JOB, "repo-management") == [
        OutboxEntry(key=full.key, message=full, created_at=NOW, attempted_at=None)
    ]


async def test_who_loses_the_insert_is_told_so(ledger: Ledger) -> None:
    first, second, third = message("1"), message("2"), message("3")
    assert await ledger.enqueue(JOB, [second, first], NOW) == [second.key, first.key]
    assert await ledger.enqueue("other-job", [third, first, third], NOW) == [third.key]
    pending = await ledger.pending_messages(JOB, "repo-management")
    assert [entry.message for entry in pending] == [second, first]


async def test_the_first_message_under_a_key_stays(ledger: Ledger) -> None:
    await ledger.enqueue(JOB, [message(text="first")], NOW)
    await ledger.enqueue(JOB, [message(text="second")], NOW)
    pending = await ledger.pending_messages(JOB, "repo-management")
    assert [entry.message.text for entry in pending] == ["first"]


async def test_pending_messages_are_oldest_first(ledger: Ledger) -> None:
    await ledger.enqueue(JOB, [message("9"), message("1"), message("5")], NOW)
    await ledger.enqueue(JOB, [message("0")], NOW - HOUR)
    await ledger.enqueue(JOB, [message("x", team="platform")], NOW)
    pending = await ledger.pending_messages(JOB, "repo-management")
    assert [entry.message.subject for entry in pending] == ["0", "9", "1", "5"]


async def test_an_attempt_belongs_to_one(ledger: Ledger) -> None:
    key = message().key
    await ledger.enqueue(JOB, [message()], NOW)
    assert await ledger.mark_attempted(key, NOW)
    assert not await ledger.mark_attempted(key, NOW + MINUTE)
    assert await ledger.mark_attempted(key, NOW + MINUTE, after=NOW)
    assert not await ledger.mark_attempted(key, NOW + HOUR, after=NOW)
    (entry,) = await ledger.pending_messages(JOB, "repo-management")
    assert entry.attempted_at == NOW + MINUTE


async def test_posted_and_expired_messages_are_not_pending(ledger: Ledger) -> None:
    posted, expired, refused = message("1"), message("2"), message("3")
    await ledger.enqueue(JOB, [posted, expired, refused], NOW)
    await ledger.mark_attempted(posted.key, NOW)
    await ledger.mark_attempted(refused.key, NOW)
    await ledger.mark_posted(posted.key, "C0REPO", "1731139200.000100", NOW)
    await ledger.mark_expired(expired.key, NOW)
    await ledger.mark_refused(refused.key, "not_in_channel", NOW)
    (entry,) = await ledger.pending_messages(JOB, "repo-management")
    assert (entry.message, entry.attempted_at) == (refused, None)
    assert not await ledger.mark_attempted(posted.key, NOW + HOUR, after=NOW)
    assert await ledger.enqueue(JOB, [posted, expired], NOW) == []


async def test_how_far_messages_came_is_known_by_key(ledger: Ledger) -> None:
    posted, expired, pending = message("1"), message("2"), message("3")
    await ledger.enqueue(JOB, [posted, expired, pending], NOW)
    await ledger.mark_posted(posted.key, "C0REPO", "1731139200.000100", NOW)
    await ledger.mark_expired(expired.key, NOW)
    keys = [posted.key, expired.key, pending.key, "never said"]
    blank = MessageState(channel_id="", ts="", posted_at=None, is_dropped=False)
    assert await ledger.message_states(keys) == {
        posted.key: MessageState(
            channel_id="C0REPO", ts="1731139200.000100", posted_at=NOW, is_dropped=False
        ),
        expired.key: replace(blank, is_dropped=True),
        pending.key: blank,
    }


async def test_any_zone_comes_back_as_the_same_instant_in_utc(ledger: Ledger) -> None:
    berlin = datetime(2026, 11, 9, 9, 0, 0, 123456, tzinfo=ZoneInfo("Europe/Berlin"))
    await ledger.enqueue(JOB, [message()], berlin)
    (entry,) = await ledger.pending_messages(JOB, "repo-management")
    assert entry.created_at == berlin
    assert entry.created_at.tzinfo is UTC


async def test_a_time_without_zone_is_refused(ledger: Ledger) -> None:
    with pytest.raises(StatementError, match="aware datetimes"):
        await ledger.enqueue(JOB, [message()], NOW.replace(tzinfo=None))


async def test_only_teams_with_pending_messages_of_the_job_are_named(ledger: Ledger) -> None:
    posted, expired = message("posted", team="done"), message("expired", team="late")
    await ledger.enqueue(JOB, [message(), posted, expired], NOW)
    await ledger.enqueue("another job", [message("2", team="platform")], NOW)
    await ledger.mark_posted(posted.key, "C0REPO", "1731139200.000100", NOW)
    await ledger.mark_expired(expired.key, NOW)
    assert await ledger.teams_with_messages(JOB) == {"repo-management"}
