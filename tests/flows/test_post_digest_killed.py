"""Killed at any write boundary, a run and the one after it leave each part of a digest once.

The runs that are killed are processes of their own on a real Prefect server; the next run comes as
the schedule brings it, when nothing of the dead one can arrive any more.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from cli.prefect_server import PrefectServer
from standins.control import StandIns
from tasks.ledger.schema import board_snapshot, outbox
from tests.builders_cycle import local
from tests.flows.digest_scenario import (
    RETRO,
    digests_in,
    heads,
    in_thread,
    post,
    post_twice,
    put,
    write_team,
)
from tests.flows.forked_runs import Death, ForkedRuns, run_in_child, start_forked_runs
from tests.flows.scenario import SQLITE, TeamFiles, rows_of

LEDGER = "tasks.ledger.ledger:Ledger"
SLACK = "tasks.clients.slack.client:SlackClient"
LATER = timedelta(minutes=10)


@pytest.fixture(scope="module")
def forked_runs(prefect_server: PrefectServer) -> Iterator[ForkedRuns]:
    del prefect_server
    with start_forked_runs("post_digest") as runs:
        yield runs


@SQLITE
@pytest.mark.parametrize(
    "death",
    [
        Death(when="after", call="tasks.digests:remember_board"),  # nothing is in the outbox
        Death(when="after", call=f"{LEDGER}.enqueue"),
        Death(when="after", call=f"{SLACK}.post_message"),  # of the parent
        Death(when="after", call=f"{LEDGER}.mark_posted"),  # the thread is missing
        Death(when="after", call=f"{SLACK}.upload"),  # a picture that nobody sees
    ],
    ids=str,
)
async def test_killed_at_a_write_boundary(
    world: StandIns, teams: TeamFiles, forked_runs: ForkedRuns, death: Death
) -> None:
    write_team(teams)
    for number in range(310, 322):  # enough for a thread
        put(world, number, "10-20 opened, 10-27 In Progress, 11-17 Done", assignees=["ada"])
    now = local(RETRO)
    assert run_in_child(forked_runs, world, now, death=death).was_killed

    again = await post(world, now + LATER)
    assert (again.exit_status, again.locked) == (0, ())
    (message,) = digests_in(world)
    pages, pictures = in_thread(message)
    assert (heads(world), len(pages)) == (["Retro, cycle 7"], 1)
    assert pictures == ["Cumulative flow", "Cycle time of every finished card"]
    rows = await rows_of(outbox)
    assert all(row["posted_at"] or row["expired_at"] for row in rows)
    shown = {message["ts"], *(reply["ts"] for reply in message["replies"])}
    assert {row["ts"] for row in rows if row["posted_at"]} == shown
    assert len(await rows_of(board_snapshot)) in {1, 2}
    await post_twice(world, "2026-11-20 14:20")
    assert digests_in(world) == [message]
