"""Whatever happens to its sender, a message is in the channel once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.message import Message
from tasks.ledger import Ledger
from tasks.outbox import (
    SETTLE,
    Delivery,
    deliver,
)
from tests.channels import Channel, FindFault, KilledError, PostFault

NOW = datetime(2026, 11, 9, 7, 55, tzinfo=UTC)
JOB = "sync-rotation"
TEAM = "repo-management"
SECOND = timedelta(seconds=1)
LATE = SETTLE - SECOND


def message(subject: str = "1", **changes: object) -> Message:
    hello = Message(
        team=TEAM, kind="membership", subject=subject, channel="#repo", text="Ben takes over."
    )
    return replace(hello, **changes)


async def run(
    ledger: Ledger, channel: Channel, now: datetime = NOW, team: str = TEAM
) -> list[Delivery]:
    channel.now = now
    return await deliver(ledger, channel, JOB, team, now)


async def pending(ledger: Ledger) -> list[str]:
    return [entry.key for entry in await ledger.pending_messages(JOB, TEAM)]


@pytest.mark.parametrize(
    ("fault", "outcome", "in_channel", "attempted", "is_failure"),
    [
        ("", "posted", True, None, False),
        ("refused", "refused", False, False, True),
        ("lost before", "unclear", False, True, True),
        ("lost after", "unclear", True, True, True),
    ],
)
async def test_a_first_post(
    ledger: Ledger,
    fault: PostFault,
    outcome: str,
    in_channel: bool,  # noqa: FBT001  a column of the table
    attempted: bool | None,  # noqa: FBT001  a column of the table
    is_failure: bool,  # noqa: FBT001  a column of the table
) -> None:
    channel = Channel(post_faults=[fault])
    await ledger.enqueue(JOB, [message()], NOW)
    (delivery,) = await run(ledger, channel)
    assert (delivery.outcome, delivery.is_failure) == (outcome, is_failure)
    assert channel.keys() == [message().key] * in_channel
    still = await ledger.pending_messages(JOB, TEAM)
    assert [entry.attempted_at is not None for entry in still] == (
        [] if attempted is None else [attempted]
    )


@pytest.mark.parametrize(
    ("fault", "after", "find", "outcome", "posts"),
    [
        ("killed before", timedelta(), "", "waiting", 0),
        ("killed before", SETTLE - SECOND, "", "waiting", 0),
        ("killed before", SETTLE + SECOND, "", "posted", 1),
        ("killed before", SETTLE + SECOND, "failed", "unclear", 0),
        ("killed after", timedelta(), "", "waiting", 1),
        ("killed after", SETTLE + SECOND, "", "adopted", 1),
        ("killed after", timedelta(days=40), "", "adopted", 1),
        ("lost after", SETTLE + SECOND, "", "adopted", 1),
        ("arrives late", SETTLE + SECOND, "", "adopted", 1),
        ("killed, arrives late", SETTLE + SECOND, "", "adopted", 1),
        ("refused", timedelta(), "", "posted", 1),
        # A run with an earlier clock cannot know, so it waits.
        ("killed after", timedelta(days=-1), "", "waiting", 0),
    ],
)
async def test_the_run_after_one_that_failed(
    ledger: Ledger,
    fault: PostFault,
    after: timedelta,
    find: FindFault,
    outcome: str,
    posts: int,
) -> None:
    channel = Channel(post_faults=[fault], find_faults=[find])
    await ledger.enqueue(JOB, [message()], NOW)
    await run_until_killed(ledger, channel)
    (delivery,) = await run(ledger, channel, NOW + after)
    assert delivery.outcome == outcome
    assert channel.keys() == [message().key] * posts
    assert bool(await pending(ledger)) == (outcome in {"waiting", "unclear"})


async def run_until_killed(ledger: Ledger, channel: Channel) -> None:
    try:
        await run(ledger, channel)
    except KilledError:
        return


@pytest.mark.parametrize(
    ("fault", "find", "outcome", "posts"),
    [
        (None, "", "expired", 0),
        ("killed before", "", "expired", 0),
        ("killed before", "failed", "expired", 0),
        ("killed after", "", "adopted", 1),
    ],
)
async def test_a_message_that_would_mislead_by_now_is_not_posted(
    ledger: Ledger, fault: PostFault | None, find: FindFault, outcome: str, posts: int
) -> None:
    hour = timedelta(hours=1)
    channel = Channel(post_faults=[] if fault is None else [fault], find_faults=[find])
    await ledger.enqueue(JOB, [message(expires_at=NOW + hour)], NOW)
    if fault is not None:
        await run_until_killed(ledger, channel)
    (delivery,) = await run(ledger, channel, NOW + hour)
    assert (delivery.outcome, delivery.is_failure) == (outcome, False)
    assert len(channel.keys()) == posts
    assert await pending(ledger) == []
    assert await run(ledger, channel, NOW + 2 * hour) == []


async def test_a_refusal_does_not_stop_the_others(ledger: Ledger) -> None:
    channel = Channel(post_faults=["", "refused", "lost before", ""])
    messages = [message(subject) for subject in "abcd"]
    await ledger.enqueue(JOB, messages, NOW)
    deliveries = await run(ledger, channel)
    assert [d.outcome for d in deliveries] == ["posted", "refused", "unclear", "posted"]
    assert [d.message for d in deliveries] == messages
    assert channel.keys() == [messages[0].key, messages[3].key]


async def test_running_twice_posts_once(ledger: Ledger) -> None:
    channel = Channel()
    await ledger.enqueue(JOB, [message()], NOW)
    await ledger.enqueue(JOB, [message()], NOW)
    assert [d.outcome for d in await run(ledger, channel)] == ["posted"]
    await ledger.enqueue(JOB, [message()], NOW)
    assert await run(ledger, channel) == []
    assert channel.keys() == [message().key]


async def test_only_this_job_and_team_are_delivered(ledger: Ledger) -> None:
    channel = Channel()
    await ledger.enqueue("check-sla", [message("1")], NOW)
    await ledger.enqueue(JOB, [message("2", team="platform")], NOW)
    assert await run(ledger, channel) == []
    assert channel.keys() == []


async def test_a_round_that_another_run_joined_posts_nothing_twice(ledger: Ledger) -> None:
    """As when the lock was lost without notice: the attempt in the ledger decides."""
    channel = Channel()
    await ledger.enqueue(JOB, [message()], NOW)
    entries = await ledger.pending_messages(JOB, TEAM)

    @dataclass(frozen=True, slots=True)
    class SeenTooEarly:
        """The ledger as it was a moment ago."""

        async def pending_messages(self, *_: str) -> Sequence[object]:
            return entries

        mark_attempted = staticmethod(ledger.mark_attempted)

    await run(ledger, channel)
    (delivery,) = await deliver(SeenTooEarly(), channel, JOB, TEAM, NOW + SECOND)
    assert delivery.outcome == "waiting"
    assert channel.keys() == [message().key]


@pytest.mark.parametrize(
    ("outcome", "reason", "sentence"),
    [
        ("posted", "", "Message t/k/s was posted in #c."),
        ("adopted", "", "Message t/k/s was already in #c."),
        ("expired", "", "Message t/k/s for #c came too late and was dropped."),
        (
            "waiting",
            "",
            "Message t/k/s for #c was cut off moments ago and waits for the next run.",
        ),
        (
            "refused",
            "the app is not in the channel",
            "Message t/k/s could not be posted in #c: the app is not in the channel.",
        ),
        (
            "unclear",
            "no answer within 30 s",
            (
                "Message t/k/s may or may not be in #c; the next run looks for it: "
                "no answer within 30 s."
            ),
        ),
    ],
)
def test_a_delivery_is_a_sentence(outcome: str, reason: str, sentence: str) -> None:
    to_say = Message(team="t", kind="k", subject="s", channel="#c", text="x")
    assert Delivery(message=to_say, outcome=outcome, reason=reason).sentence == sentence
