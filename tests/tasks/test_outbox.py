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


PARENT = message("0")
CHART = {"key": "throughput"}
REPLIES = [
    message("1", thread_of=PARENT.key),
    message("2", thread_of=PARENT.key, chart=CHART),
    message("3", thread_of=PARENT.key, chart=CHART, if_charts_refused=True),
]
MINUTE = timedelta(minutes=1)


class TestAThread:
    """A parent, a reply, a picture, and a picture for where charts are refused."""

    @pytest.mark.parametrize(
        ("fault", "outcomes"),
        [
            ("", ["posted", "posted", "posted", "unneeded"]),
            ("refused", ["refused", "waiting", "waiting", "waiting"]),
            ("lost after", ["unclear", "waiting", "waiting", "waiting"]),
            ("taken, shown late", ["waiting", "waiting", "waiting", "waiting"]),
        ],
    )
    async def test_follows_its_parent(
        self, ledger: Ledger, fault: PostFault, outcomes: list[str]
    ) -> None:
        channel = Channel(post_faults=[fault])
        await ledger.enqueue(JOB, [PARENT, *REPLIES], NOW)
        first = await run(ledger, channel)
        assert [one.outcome for one in first] == outcomes
        assert [one.is_failure for one in first[1:]] == [False] * 3
        await run(ledger, channel, NOW + MINUTE)
        assert channel.keys() == [one.key for one in (PARENT, *REPLIES[:2])]
        assert await run(ledger, channel, NOW + 2 * MINUTE) == []

    async def test_has_a_picture_where_the_charts_were_left_out(self, ledger: Ledger) -> None:
        channel = Channel(without_charts={PARENT.key})
        await ledger.enqueue(JOB, [PARENT, *REPLIES], NOW)
        assert {one.outcome for one in await run(ledger, channel)} == {"posted"}
        assert channel.keys() == [one.key for one in (PARENT, *REPLIES)]

    async def test_keeps_what_stands_when_a_picture_fails(self, ledger: Ledger) -> None:
        channel = Channel(post_faults=["", "", "refused"])
        await ledger.enqueue(JOB, [PARENT, *REPLIES], NOW)
        refused = (await run(ledger, channel))[2]
        assert (refused.message, refused.is_failure) == (REPLIES[1], True)
        assert channel.keys() == [one.key for one in (PARENT, REPLIES[0])]
        await run(ledger, channel, NOW + MINUTE)
        assert channel.keys() == [one.key for one in (PARENT, *REPLIES[:2])]

    async def test_is_dropped_with_its_parent(self, ledger: Ledger) -> None:
        channel = Channel(post_faults=["refused"])
        await ledger.enqueue(JOB, [replace(PARENT, expires_at=NOW + SECOND), *REPLIES], NOW)
        await run(ledger, channel)
        dropped = await run(ledger, channel, NOW + MINUTE)
        assert [(one.outcome, one.is_failure) for one in dropped] == [("expired", False)] * 4
        assert (channel.keys(), await pending(ledger)) == ([], [])

    async def test_is_dropped_when_somebody_deleted_its_parent(self, ledger: Ledger) -> None:
        """A reply to a deleted message would land in the channel itself."""
        channel = Channel(post_faults=["", "refused"])
        await ledger.enqueue(JOB, [PARENT, REPLIES[0]], NOW)
        await run(ledger, channel)
        channel.deleted = {f"ts of {PARENT.key}"}
        (dropped,) = await run(ledger, channel, NOW + MINUTE)
        assert (dropped.outcome, dropped.reason) == (
            "expired",
            "the message it belongs to was deleted",
        )

    async def test_without_a_parent_waits_until_it_expires(self, ledger: Ledger) -> None:
        channel = Channel()
        await ledger.enqueue(JOB, [replace(REPLIES[0], expires_at=NOW + MINUTE)], NOW)
        assert [one.outcome for one in await run(ledger, channel)] == ["waiting"]
        assert [one.outcome for one in await run(ledger, channel, NOW + MINUTE)] == ["expired"]
        assert await pending(ledger) == []


@pytest.mark.parametrize(
    ("outcome", "reason", "sentence"),
    [
        ("posted", "", "Message t/k/s was posted in #c."),
        ("adopted", "", "Message t/k/s was already in #c."),
        ("expired", "it came too late", "Message t/k/s for #c was dropped: it came too late."),
        ("unneeded", "", "Message t/k/s for #c is not needed."),
        (
            "waiting",
            "it was cut off moments ago",
            "Message t/k/s for #c waits for the next run: it was cut off moments ago.",
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
