"""What reading a board of a thousand cards costs is held here as counts, not times."""

from datetime import timedelta

import pytest

from benchmarks.board import big_history, go_on
from standins.control import StandIns
from tests.boards import read, read_live

OTHERS = 4  # cards that the seed has
CARDS, TRACKING = 1000, 100
MOST_REQUESTS, MOST_POINTS, MOST_REQUESTS_LIVE = 25, 40, 6


@pytest.fixture
def board(standins: StandIns) -> StandIns:
    standins.board().play(big_history(CARDS - OTHERS, TRACKING))
    return standins


async def test_a_thousand_cards_and_a_hundred_tracking_issues(board: StandIns) -> None:
    whole = await read(board)

    assert (len(whole.items), len(whole.tracking), whole.gaps) == (CARDS, TRACKING, ())
    assert all(one.events for one in whole.items)
    assert all(9 <= one.total <= 10 for one in whole.tracking[:-1])  # one may not be planned
    assert whole.requests == len(board.requests("github")) <= MOST_REQUESTS
    assert whole.points <= MOST_POINTS

    board.advance(timedelta(days=1))
    go_on(board, CARDS - OTHERS, 0)
    board.clear_requests()
    live = await read_live(board, whole)

    assert 150 <= sum(one.column != "Done" for one in live.items) <= 200
    assert len(live.items) == CARDS
    assert live.requests == len(board.requests("github")) <= MOST_REQUESTS_LIVE
