"""Every test gets the stand-ins as their seed describes them, over HTTP."""

from collections.abc import Iterator

import pytest

from standins.control import StandIns


@pytest.fixture(scope="session")
def standins_server() -> Iterator[StandIns]:
    with StandIns.start() as running:
        yield running


@pytest.fixture
def standins(standins_server: StandIns) -> StandIns:
    standins_server.reset()
    return standins_server
