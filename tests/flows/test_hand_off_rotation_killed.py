"""Killed at any write boundary, a run and the one after it tell a handoff once to everybody."""

from collections.abc import Iterator

import pytest

from cli.prefect_server import PrefectServer
from standins.control import StandIns
from tasks.ledger.schema import outbox
from tests.flows.forked_runs import Death, ForkedRuns, run_in_child, start_forked_runs
from tests.flows.handoff_scenario import direct, hand_off, hand_off_twice, heads, write_team
from tests.flows.scenario import BEFORE, HANDOFF, SQLITE, TEAM, TICK, TeamFiles, rows_of

LEDGER = "tasks.ledger.ledger:Ledger"
SLACK = "tasks.clients.slack.client:SlackClient"


@pytest.fixture(scope="module")
def forked_runs(prefect_server: PrefectServer) -> Iterator[ForkedRuns]:
    del prefect_server
    with start_forked_runs("hand_off_rotation") as runs:
        yield runs


@SQLITE
@pytest.mark.parametrize(
    "death",
    [
        Death(when="after", call=f"{LEDGER}.enqueue"),  # the next run decides the same again
        Death(when="after", call="flows.hand_off_rotation:remember_memories"),
        Death(when="after", call=f"{SLACK}.post_message"),  # in the channel, and nobody knows
        Death(when="after", call=f"{SLACK}.post_message", nth=2),  # to one of the two
    ],
    ids=str,
)
async def test_killed_at_a_write_boundary(
    world: StandIns, teams: TeamFiles, forked_runs: ForkedRuns, death: Death
) -> None:
    write_team(teams)
    await hand_off(world, BEFORE)
    assert run_in_child(forked_runs, world, HANDOFF, death=death).was_killed
    report = await hand_off(world, HANDOFF + TICK)
    assert (report.exit_status, report.locked) == (0, ())
    await hand_off_twice(world, HANDOFF + 2 * TICK)
    assert heads(world, TEAM) == ["Handoff of support: Ada Marin → <@U0BEN>"]
    assert (len(direct(world, "BEN")), len(direct(world, "ADA"))) == (1, 1)
    assert all(row["posted_at"] for row in await rows_of(outbox))
