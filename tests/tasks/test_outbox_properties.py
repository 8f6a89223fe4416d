"""Whatever happens to its sender, and however often, a message is in the channel once."""

import contextlib
import itertools
from dataclasses import dataclass
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.message import Message
from tasks.ledger import Ledger
from tasks.outbox import (
    SETTLE,
    deliver,
)
from tests.channels import Channel, FindFault, KilledError, PostFault

JOB = "sync-rotation"
SECOND = timedelta(seconds=1)
LATE = SETTLE - SECOND


def message(subject: int, team: str) -> Message:
    return Message(
        team=team, kind="membership", subject=str(subject), channel="#repo", text="Ben takes over."
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


SUBJECTS = st.lists(st.integers(0, 5), min_size=1, max_size=3)
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
@given(steps=STEPS)
async def test_any_interleaving_of_deaths_and_runs_posts_each_message_once(
    ledger: Ledger, steps: list[Enqueue | Run]
) -> None:
    channel, team, said = Channel(), next(TEAMS), set()
    for step in steps:
        if isinstance(step, Enqueue):
            messages = [message(subject, team) for subject in step.subjects]
            await ledger.enqueue(JOB, messages, channel.now)
            said.update(one.key for one in messages)
        else:
            channel.post_faults, channel.find_faults = [*step.post_faults], [*step.find_faults]
            channel.now += step.later
            with contextlib.suppress(KilledError):
                await deliver(ledger, channel, JOB, team, channel.now)
    channel.post_faults, channel.find_faults = [], []
    channel.now += SETTLE + SECOND
    await deliver(ledger, channel, JOB, team, channel.now)
    assert sorted(channel.keys()) == sorted(said)
    assert await deliver(ledger, channel, JOB, team, channel.now) == []
