"""Limits refuse calls that come too fast, in real time, once they are switched on."""

import math
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from standins.seed import check_keys

MINUTE = 60.0
POST_PERIOD = 1.0  # seconds a channel must wait between two posts, on average
POST_BURST = 5  # posts a channel takes at once before that holds

OTHER_SYSTEMS = ("opsgenie", "jsm", "site", "github")
SLACK_TIERS = {2: 20, 3: 50, 4: 100}
SLACK_METHODS = {
    "api.test": 4,
    "auth.test": 4,
    "bots.info": 3,
    "chat.getPermalink": 4,
    "conversations.history": 3,
    "conversations.info": 3,
    "conversations.list": 2,
    "conversations.members": 4,
    "conversations.open": 3,
    "conversations.replies": 3,
    "files.completeUploadExternal": 4,
    "files.getUploadURLExternal": 4,
    "reactions.add": 3,
    "team.info": 3,
    "usergroups.disable": 2,
    "usergroups.enable": 2,
    "usergroups.list": 2,
    "usergroups.users.list": 2,
    "usergroups.users.update": 2,
    "users.info": 4,
    "users.list": 2,
    "users.lookupByEmail": 3,
}


@dataclass(slots=True, kw_only=True)
class Limits:
    """Which limits are on.

    Attributes:
        slack: Slack's tiers, and one post a second in each channel.
        per_minute: Calls a minute for a whole other system.
        scale: Divides every period, so that tests need not wait a minute.
        clock: Monotonic seconds.
    """

    slack: bool = False
    per_minute: dict[str, int] = field(default_factory=dict)
    scale: float = 1.0
    clock: Callable[[], float] = time.monotonic
    _calls: dict[tuple[str, str], deque[float]] = field(default_factory=dict)

    def set(self, entry: Mapping[str, Any]) -> None:
        """Switch limits as a control request says; what it does not name stays.

        Raises:
            SeedError: A key nobody knows.
        """
        check_keys(entry, ("slack", *OTHER_SYSTEMS, "scale"), "limits")
        self.slack = bool(entry.get("slack", self.slack))
        self.scale = float(entry.get("scale", self.scale))
        systems = {key: int(entry[key]) for key in OTHER_SYSTEMS if key in entry}
        self.per_minute.update(systems)

    def clear(self) -> None:
        """Switch everything off and forget all calls."""
        self.slack, self.scale = False, 1.0
        self.per_minute.clear()
        self._calls.clear()

    def wait(self, system: str, method: str, channel: str = "") -> int:
        """Whole seconds to wait before this call may be made; 0 counts it as made."""
        if system == "slack":
            return self._slack_wait(method, channel)
        if system not in self.per_minute:
            return 0
        return self._take((system, ""), self.per_minute[system], MINUTE)

    def _slack_wait(self, method: str, channel: str) -> int:
        if not self.slack:
            return 0
        if method == "chat.postMessage":
            return self._take(("post", channel), POST_BURST, POST_BURST * POST_PERIOD)
        if method in SLACK_METHODS:
            return self._take(("slack", method), SLACK_TIERS[SLACK_METHODS[method]], MINUTE)
        return 0

    def _take(self, key: tuple[str, str], allowed: int, period: float) -> int:
        now, span = self.clock(), period / self.scale
        calls = self._calls.setdefault(key, deque())
        while calls and calls[0] <= now - span:
            calls.popleft()
        if len(calls) >= allowed:
            return max(1, math.ceil(calls[0] + span - now))
        calls.append(now)
        return 0
