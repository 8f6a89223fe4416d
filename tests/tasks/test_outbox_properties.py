"""Whatever happens to its sender, and however often, a message is in the channel once."""

import contextlib
import itertools
from dataclasses import dataclass, replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.message import Message
from tasks.ledger import Ledger
from tasks.outbox import (
    SETTLE,
    deliver,
)
from tests.channels import Channel, FindFault, KilledError, PostFault, posted_as

JOB = "sync-rotation"
SECOND = timedelta(seconds=1)
LATE = SETTLE - SECOND


PARENTS = {2: 0, 3: 0, 4: 1, 5: 1}
"""Replies and what they belong below; 4 and 5 are pictures, 5 only in place of refused charts."""
IN_PLACE_OF_CHARTS = 5


def message(subject: int, team: str) -> Message:
    plain = Message(
        team=team, kind="membership", subject=str(subject), channel="#repo", text="Ben takes over."
    )
    if subject not in PARENTS:
        return plain
    return replace(
        plain,
        thread_of=message(PARENTS[subject], team).key,
        chart={"key": "throughput"} if PARENTS[subject] else None,
        if_charts_refused=subject == IN_PLACE_OF_CHARTS,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Enqueue:
    """A run finds this to say."""

    subjects: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run delivers, this long after the one before, and meets these faults."""

    later: timedelta
    post_faults: list[PostFault]
    find_faults: list[FindFault]


SUBJECTS = st.lists(st.integers(0, 5), min_size=1, max_size=4)
STEPS = st.lists(
    st.builds(Enqueue, subjects=SUBJECTS)
    | st.builds(
        Run,
        later=st.sampled_from([timedelta(), SECOND, LATE, SETTLE, SETTLE + SECOND]),
        post_faults=st.lists(st.sampled_from(PostFault.__args__), max_size=4),
        find_faults=st.lists(st.sampled_from(FindFault.__args__), max_size=4),
    ),
    max_size=12,
)
TEAMS = (f"team-{number}" for number in itertools.count())


@settings(
    max_examples=60,
    deadline=None,
    # The ledger may stay: each example is a team of its own.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS, refuses_charts=st.booleans())
async def test_any_interleaving_of_deaths_and_runs_posts_each_message_once(
    ledger: Ledger, steps: list[Enqueue | Run], *, refuses_charts: bool
) -> None:
    channel, team, said = Channel(), next(TEAMS), set[int]()
    channel.without_charts = {message(1, team).key} if refuses_charts else set()
    for step in steps:
        if isinstance(step, Enqueue):
            messages = [message(subject, team) for subject in step.subjects]
            await ledger.enqueue(JOB, messages, channel.now)
            said.update(step.subjects)
        else:
            channel.post_faults, channel.find_faults = [*step.post_faults], [*step.find_faults]
            channel.now += step.later
            with contextlib.suppress(KilledError):
                await deliver(ledger, channel, JOB, team, channel.now)
    channel.post_faults, channel.find_faults = [], []
    channel.now += SETTLE + SECOND
    for _ in range(2):  # a reply that was said before its parent comes a round after it
        await deliver(ledger, channel, JOB, team, channel.now)
    orphans = {one for one in said if PARENTS.get(one, one) not in said}
    unneeded = set() if refuses_charts else {IN_PLACE_OF_CHARTS}
    there = said - orphans - unneeded
    assert sorted(channel.keys()) == sorted(message(one, team).key for one in there)
    assert_each_stands_below_its_parent(channel)
    left = await deliver(ledger, channel, JOB, team, channel.now)
    assert {(d.message.key, d.outcome) for d in left} == {
        (message(one, team).key, "waiting") for one in orphans
    }


def assert_each_stands_below_its_parent(channel: Channel) -> None:
    seen = set()
    for one in channel.messages():
        place = posted_as(replace(one, subject=one.thread_of.rpartition("/")[2]))
        assert (one.thread_ts, one.channel) == (
            (place.ts, "C0REPO") if one.thread_of else (None, "#repo")
        )
        assert not one.thread_of or one.thread_of in seen
        seen.add(one.key)
