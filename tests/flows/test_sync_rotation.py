from standins.control import StandIns
from cli.prefect_server import PrefectServer
from flows.sync_rotation import sync_rotation


async def test_a_handoff_changes_the_group(world: StandIns, prefect_server: PrefectServer) -> None:
    from datetime import datetime, UTC

    world.set_clock(datetime(2026, 11, 9, 8, 5, tzinfo=UTC))
    state = await sync_rotation(apply=True, return_state=True)
    assert state.message == "1 group changed."
