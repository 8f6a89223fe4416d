"""Calls keep the pace that Slack allows, without knowing it; time here is virtual."""

import asyncio
import math
import selectors
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial

import pytest

from tasks.clients.slack import Pace, SlackRateLimitedError, SlackUnreachableError

LATENCY = 0.2  # seconds


class Jumping(selectors.SelectSelector):
    """Waits for nothing: the clock jumps to whatever is due next."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        assert timeout is not None, "everybody waits for ever"
        self.now += timeout
        return super().select(0)


def seconds_for(work: Callable[[], Awaitable[None]]) -> float:
    selector = Jumping()
    loop = asyncio.SelectorEventLoop(selector)
    loop.time = lambda: selector.now  # type: ignore[method-assign]
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        runner.run(_awaited(work))
    return selector.now


async def _awaited(work: Callable[[], Awaitable[None]]) -> None:
    await work()


@dataclass(slots=True)
class Service:
    """Lets so many calls through in any minute, and answers the others with what is to wait."""

    allowed: int
    asked: int = 0
    answered: deque[float] = field(default_factory=deque)
    most_at_once: int = 0
    _open: int = 0

    async def answer(self) -> None:
        self.asked += 1
        self._open += 1
        self.most_at_once = max(self.most_at_once, self._open)
        await asyncio.sleep(LATENCY)
        self._open -= 1
        now = asyncio.get_running_loop().time()
        while self.answered and self.answered[0] <= now - 60:
            self.answered.popleft()
        if len(self.answered) >= self.allowed:
            wait = max(1, math.ceil(self.answered[0] + 60 - now)) if self.allowed else 5
            raise SlackRateLimitedError("conversations.replies", wait)
        self.answered.append(now)


async def many(pace: Pace, service: Service, count: int) -> None:
    await asyncio.gather(*(pace.call(service.answer) for _ in range(count)))


@pytest.mark.parametrize(("allowed", "count"), [(50, 1500), (20, 300), (50, 120)])
def test_it_takes_hardly_longer_than_the_limit_allows(allowed: int, count: int) -> None:
    service = Service(allowed)
    at_best = (math.ceil(count / allowed) - 1) * 60
    assert at_best <= seconds_for(partial(many, Pace(), service, count)) <= 1.1 * at_best
    assert service.asked < 1.2 * count


def test_without_a_limit_eight_calls_go_at_once() -> None:
    service = Service(10_000)
    assert seconds_for(partial(many, Pace(), service, 80)) == pytest.approx(80 / 8 * LATENCY)
    assert service.most_at_once == 8


def test_after_a_refusal_one_call_goes_first() -> None:
    pace, service = Pace(), Service(0)

    async def work() -> None:
        results = await asyncio.gather(
            *(pace.call(service.answer) for _ in range(100)), return_exceptions=True
        )
        assert all(isinstance(one, SlackRateLimitedError) for one in results)

    # Eight are under way when the first is refused; then three more, each after five seconds.
    assert seconds_for(work) == pytest.approx(15 + 4 * LATENCY, abs=0.1)
    assert service.asked == pace.requests == 8 + 3


def test_a_wait_of_an_hour_is_not_waited_for() -> None:
    async def refuse() -> None:
        raise SlackRateLimitedError("conversations.replies", 3600)

    async def work() -> None:
        with pytest.raises(SlackRateLimitedError):
            await Pace().call(refuse)

    assert seconds_for(work) == 0


def test_a_service_that_is_down_is_left_alone() -> None:
    pace = Pace()

    async def time_out() -> None:
        await asyncio.sleep(5)
        raise SlackUnreachableError("no answer")

    async def work() -> None:
        results = await asyncio.gather(
            *(pace.call(time_out) for _ in range(1500)), return_exceptions=True
        )
        assert all(isinstance(one, SlackUnreachableError) for one in results)

    assert seconds_for(work) == pytest.approx(10)
    assert pace.requests == 16


@pytest.mark.parametrize(("allowed", "is_one_a_minute"), [(1, True), (2, False), (50, False)])
def test_one_call_a_minute_is_recognised(allowed: int, *, is_one_a_minute: bool) -> None:
    pace = Pace()
    seconds_for(partial(many, pace, Service(allowed), 4 * allowed))
    assert pace.is_one_a_minute is is_one_a_minute
