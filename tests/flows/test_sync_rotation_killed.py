"""Killed at any instant, a run and the one after it leave each membership and message exactly once.

The runs that are killed are processes of their own on a real Prefect server; the next run comes as
the schedule brings it, when nothing of the dead one can arrive any more.
"""

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

import pytest

from cli.prefect_server import PrefectServer
from standins.control import StandIns
from standins.seed import SHIPPED_SEED, load_seed
from tasks.ledger.schema import membership_change, outbox
from tasks.outbox import SETTLE
from tests.builders import SCHEDULE, a_rotation
from tests.flows.forked_runs import (
    STUCK_SECONDS,
    Death,
    ForkedRuns,
    When,
    run_in_child,
    start_forked_runs,
)
from tests.flows.scenario import (
    BEFORE,
    DAY,
    HANDOFF,
    OPS,
    SQLITE,
    TEAM,
    TeamFiles,
    add_override,
    platform,
    rows_of,
    run,
    run_again,
    support,
    texts,
)

ROUNDS = int(os.environ.get("GOALIE_KILL_ROUNDS") or 4)  # on each database
SEED = int(os.environ.get("GOALIE_KILL_SEED") or random.SystemRandom().randrange(10**6))
LATER = 2 * SETTLE
LATENCY = 0.02  # seconds a request is under way, so that a kill may meet it there
TYPICAL_SECONDS = 0.5

LEDGER = "tasks.ledger.ledger:Ledger"
SLACK = "tasks.clients.slack.client:SlackClient"
INSIDE = "tasks.ledger.ledger:insert_messages"  # within the transaction that settles or tells


@pytest.fixture(scope="session")
def forked_runs(prefect_server: PrefectServer) -> Iterator[ForkedRuns]:
    del prefect_server
    with start_forked_runs() as runs:
        yield runs


@pytest.fixture
def handoff(world: StandIns, teams: TeamFiles) -> StandIns:
    """Two groups to change, one to adopt, one to hold: three messages to post."""
    seed = load_seed(SHIPPED_SEED)
    second = {"id": "S0SECOND", "handle": "second", "name": "Second", "members": ["ben"]}
    groups = {group["id"]: group for group in seed["user_groups"]} | {"S0SECOND": second}
    groups["S0PLATFORM"]["members"] = ["omar"]
    world.reset({**seed, "user_groups": list(groups.values())})
    teams.write(
        support(takeover_confirmed=True),
        a_rotation(name="second", user_group="@second"),
        a_rotation(name="everyone", user_group="@acme-engineering"),
    )
    teams.write(
        platform(takeover_confirmed=True, announce=True),
        team="platform",
        channels={"team": "#platform", "ops": "#platform"},
    )
    return world


async def restart(world: StandIns, at: datetime) -> None:
    """Run again; the database may take a moment to see that the dead run's lock is free."""
    deadline = time.monotonic() + STUCK_SECONDS
    while (await run(world, at)).locked:
        assert time.monotonic() < deadline


async def assert_exactly_once(world: StandIns) -> None:
    """Every group, message and change of the handoff is there, once, and nothing is left open."""
    members = [world.members(group) for group in ("S0SUPPORT", "S0PLATFORM", "S0SECOND")]
    assert members == [["U0BEN"], ["U0NORA"], ["U0BEN"]]
    first_lines = [[text.split("\n")[0] for text in texts(world, c)] for c in (TEAM, "#platform")]
    assert first_lines == [
        ["*@repo-management-support* now has <@U0BEN>."],
        ["*@platform-support* now has <@U0NORA>."],
    ]
    (told,) = texts(world, OPS)
    assert "@acme-engineering is managed elsewhere" in told

    outcomes = Counter(
        (row["user_group_id"], row["outcome"]) for row in await rows_of(membership_change)
    )
    assert outcomes["S0SUPPORT", "applied"] == outcomes["S0PLATFORM", "applied"] == 1
    assert outcomes["S0SECOND", "adopted"] == 1
    assert {outcome for _, outcome in outcomes} <= {"applied", "adopted", "superseded"}

    posted = {
        (message["metadata"]["event_payload"]["key"], message["ts"])
        for channel in (TEAM, "#platform", OPS)
        for message in world.messages(channel)
    }
    assert len({key for key, _ in posted}) == 3
    assert {(row["key"], row["ts"]) for row in await rows_of(outbox)} == posted


BOUNDARIES = [
    Death(when=when, call=call, nth=nth)
    for call, nths in {
        f"{LEDGER}.record_adoptions": [1],
        f"{LEDGER}.intend_changes": [1],
        f"{SLACK}.update_user_group_users": [1, 2],
        f"{LEDGER}.settle_changes": [1],
        INSIDE: [1, 2],
        f"{LEDGER}.record_problems": [1],
        f"{LEDGER}.mark_attempted": [1, 3],
        f"{SLACK}.post_message": [1, 3],
        f"{LEDGER}.mark_posted": [1, 3],
    }.items()
    for nth in nths
    for when in ("before", "after")
]


@SQLITE
@pytest.mark.parametrize("death", BOUNDARIES, ids=str)
async def test_killed_at_a_write_boundary(
    handoff: StandIns, forked_runs: ForkedRuns, death: Death
) -> None:
    assert run_in_child(forked_runs, handoff, HANDOFF, death=death).was_killed
    await restart(handoff, HANDOFF + LATER)
    await assert_exactly_once(handoff)
    await run_again(handoff, HANDOFF + 2 * LATER)


@SQLITE
@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            Death(when="after", call=f"{SLACK}.update_user_group_users", nth=2),
            Death(when="before", call=f"{LEDGER}.settle_changes"),
        ),
        (
            Death(when="after", call=f"{SLACK}.update_user_group_users", nth=2),
            Death(when="after", call=f"{LEDGER}.settle_changes"),
        ),
        (
            Death(when="after", call=f"{SLACK}.post_message"),
            Death(when="before", call=f"{LEDGER}.mark_posted"),
        ),
        (
            Death(when="after", call=f"{LEDGER}.mark_attempted"),
            Death(when="after", call=f"{SLACK}.post_message"),
        ),
    ],
    ids=str,
)
async def test_killed_again_while_clearing_up(
    handoff: StandIns, forked_runs: ForkedRuns, first: Death, second: Death
) -> None:
    assert run_in_child(forked_runs, handoff, HANDOFF, death=first).was_killed
    assert run_in_child(forked_runs, handoff, HANDOFF + LATER, death=second).was_killed
    await restart(handoff, HANDOFF + 2 * LATER)
    await assert_exactly_once(handoff)
    await run_again(handoff, HANDOFF + 3 * LATER)


@SQLITE
@pytest.mark.parametrize("kind", ["cut_before", "cut_after"])
@pytest.mark.parametrize("method", ["chat.postMessage", "usergroups.users.update"])
async def test_a_connection_cut_around_the_effect(
    handoff: StandIns, forked_runs: ForkedRuns, method: str, kind: str
) -> None:
    handoff.add_fault("slack", method, kind)
    assert run_in_child(forked_runs, handoff, HANDOFF).status == 0
    await restart(handoff, HANDOFF + LATER)
    await assert_exactly_once(handoff)
    await run_again(handoff, HANDOFF + 2 * LATER)


DISABLE = f"{SLACK}.disable_user_group"
ENABLE = f"{SLACK}.enable_user_group"


@SQLITE
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("call", [DISABLE, ENABLE])
async def test_killed_while_switching_a_group_off_or_on(
    world: StandIns, teams: TeamFiles, forked_runs: ForkedRuns, call: str, when: When
) -> None:
    teams.write(support(when_nobody_is_on_call="disable"))
    await run(world, BEFORE)
    add_override(world, SCHEDULE, "none", HANDOFF, HANDOFF + DAY)
    at = HANDOFF
    if call == ENABLE:
        await run(world, at)
        at += DAY
    assert run_in_child(forked_runs, world, at, death=Death(when=when, call=call)).was_killed
    await restart(world, at + LATER)
    group = next(g for g in world.state()["user_groups"] if g["id"] == "S0SUPPORT")
    assert (group["disabled"], group["members"]) == (
        (True, ["U0ADA"]) if call == DISABLE else (False, ["U0BEN"])
    )
    assert len(texts(world, TEAM)) == len(texts(world, OPS)) == (1 if call == DISABLE else 2)
    assert all("and not by Goalie" not in text for text in texts(world, OPS))
    await run_again(world, at + 2 * LATER)


@pytest.fixture(scope="session")
def seconds() -> dict[str, float]:
    """How long an undisturbed run takes on each database, once one was seen."""
    return {}


async def test_an_undisturbed_run(
    handoff: StandIns, forked_runs: ForkedRuns, seconds: dict[str, float]
) -> None:
    handoff.set_latency(LATENCY)
    seconds[database()] = run_in_child(forked_runs, handoff, HANDOFF).seconds
    await assert_exactly_once(handoff)
    await run_again(handoff, HANDOFF + LATER)


@pytest.mark.parametrize("number", range(ROUNDS))
async def test_killed_at_a_random_instant(
    handoff: StandIns, forked_runs: ForkedRuns, seconds: dict[str, float], number: int
) -> None:
    most = seconds.get(database(), TYPICAL_SECONDS)
    least = most / 2 if number % 2 else 0  # nothing is written in the first half
    delay = random.Random(f"{SEED}/{number}").uniform(least, most)  # noqa: S311  not for secrets
    print(f"GOALIE_KILL_SEED={SEED}: killed {delay:.4f} s after the flow began")  # noqa: T201
    handoff.set_latency(LATENCY)
    run_in_child(forked_runs, handoff, HANDOFF, kill_after=delay)
    handoff.set_latency(0)
    await restart(handoff, HANDOFF + LATER)
    await assert_exactly_once(handoff)
    await run_again(handoff, HANDOFF + 2 * LATER)


def database() -> str:
    return os.environ["GOALIE_DATABASE_URL"].partition(":")[0]
