"""A digest that is posted elsewhere than in the team's channel shows what may be read there."""

import pytest

from standins.control import StandIns
from tests.builders_cycle import local
from tests.flows.digest_scenario import SYNC, post, texts, write_team
from tests.flows.requests_scenario import ASK, POLICY, REPO, only
from tests.flows.scenario import OPS, SQLITE, TeamFiles

pytestmark = SQLITE
SECRET = "Initech cannot clone their payroll"


@pytest.mark.parametrize(
    ("home", "channel", "asked_in", "said"),
    [
        (OPS, ASK, OPS, False),
        (REPO, OPS, OPS, True),
    ],
)
async def test_words_are_repeated_where_their_readers_could_read_them_anyway(
    world: StandIns, teams: TeamFiles, home: str, channel: str | None, asked_in: str, *, said: bool
) -> None:
    watched = [{"channel": asked_in, "messages": "all"}]
    write_team(
        teams,
        channel=channel,
        channels={"team": home, "ops": OPS},
        requests=POLICY | {"checks": only(), "watched_channels": watched},
    )
    world.set_clock(local("2026-11-13 09:30"))
    world.write_message(asked_in, "U0HANA", f"{SECRET}, p2")
    await post(world, SYNC)
    (text,) = texts(world, channel or home)
    assert "1 waits on us" in text
    assert (SECRET in text) is said
