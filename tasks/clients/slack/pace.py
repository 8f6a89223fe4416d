"""All calls of one method share a pace: when Slack asks one of them to wait, all of them wait."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from tasks.clients.slack.calls import SlackRateLimitedError, SlackUnreachableError

AT_ONCE = 8
MOST_REFUSALS = 4
"""Refusals in a row, each waited for, after which Slack is left alone for this run."""
MOST_LOST = 16
"""Calls in a row without an answer, each tried several times, after which the same holds."""
LONGEST_WAIT = 300
"""Seconds; a service that wants more than this is not waited for."""
ONE_A_MINUTE_WAIT = 30
"""Seconds; so long a wait after every single call means one call a minute."""
ENOUGH_SINGLES = 2

Answer = TypeVar("Answer")


class Pace:
    """The pace of one method, for as long as one run reads.

    It knows no limit of its own: Slack's ``Retry-After`` is the only one that counts. After a
    refusal one call goes first, and the others follow once it was answered.

    Attributes:
        requests: How many were made, refused ones included.
    """

    def __init__(self) -> None:
        self.requests = 0
        self._free = asyncio.Semaphore(AT_ONCE)
        self._first = asyncio.Lock()
        self._until = 0.0
        self._waits = 0
        self._refusals = 0
        self._answers = 0
        self._singles = 0
        self._lost = 0
        self._gave_up: SlackRateLimitedError | SlackUnreachableError | None = None

    @property
    def is_one_a_minute(self) -> bool:
        """Whether Slack let single calls through, each followed by a long wait."""
        return self._singles >= ENOUGH_SINGLES

    async def call(self, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        """Make a call, again and again while Slack asks to wait.

        Raises:
            SlackRateLimitedError: Slack kept asking, here or for another call of the method.
            SlackUnreachableError: No answer came, here or for many other calls of the method.
        """
        async with self._free:
            while True:
                try:
                    if not self._refusals:
                        return await self._ask(ask)
                    async with self._first:
                        return await self._ask(ask)
                except SlackRateLimitedError:
                    if self._gave_up:
                        raise self._gave_up from None

    async def _ask(self, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        clock = asyncio.get_running_loop()
        while (left := self._until - clock.time()) > 0:  # noqa: ASYNC110  the end may move
            await asyncio.sleep(left)
        if self._gave_up:
            raise self._gave_up
        waits = self._waits
        self.requests += 1
        try:
            answer = await ask()
        except SlackRateLimitedError as error:
            self._until = max(self._until, clock.time() + error.wait)
            # Calls that were under way together are refused together: that is one refusal.
            if waits == self._waits:
                self._refused(error)
            raise
        except SlackUnreachableError as error:
            self._lost += 1
            if self._lost >= MOST_LOST:
                self._gave_up = error
            raise
        self._refusals = self._lost = 0
        self._answers += 1
        return answer

    def _refused(self, error: SlackRateLimitedError) -> None:
        is_single = self._answers == 1 and error.wait >= ONE_A_MINUTE_WAIT
        self._singles = self._singles + 1 if is_single else 0
        self._answers = 0
        self._waits += 1
        self._refusals += 1
        if self._refusals >= MOST_REFUSALS or error.wait > LONGEST_WAIT:
            self._gave_up = error
            self._until = 0.0
