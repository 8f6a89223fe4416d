"""A clock is one thing the requester waits for: since when, until when, and how that went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from domain.working_time import Pause

ClockKind = Literal["acknowledgement", "answer", "next_response", "eta", "update"]
ClockState = Literal["pending", "at_risk", "breached", "met", "paused", "cancelled", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One wait of a request, running or over.

    Attributes:
        kind: What is waited for.
        state: breached also when it was stopped too late: see ``is_running``.
        priority: The priority whose budget counts; the most urgent by ``due``, where it rose.
        started_at: The instant from which it counts.
        due: It is overdue strictly after this instant. While paused, as if the pause ended now.
        budget: Working time allowed; of an ETA, the wall-clock time from promise to due.
        used: Working time used until it stopped, or until now; of an ETA, wall-clock time.
        stopped_at: When it stopped; of an emoji, the earliest it can have been.
        stopped_until: Of an emoji, the latest it can have been.
        pauses: While it waited for the requester, until it stopped or until now.
        around_the_clock: Whether nights, weekends and holidays count.
        because: A clause: what stopped, paused or cancelled it, or why it is unknown.
        post: Slack's ts of the message it runs for: the opening, a reply, a promise.
        promised_by: Of an ETA, Slack id of who promised it.
    """

    kind: ClockKind
    state: ClockState
    priority: str
    started_at: datetime
    due: datetime
    budget: timedelta
    used: timedelta = timedelta()
    stopped_at: datetime | None = None
    stopped_until: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    around_the_clock: bool = False
    because: str = ""
    post: str = ""
    promised_by: str = ""

    @property
    def is_running(self) -> bool:
        """Whether it still waits for something: due, overdue, paused or not known."""
        return self.stopped_at is None and self.state != "cancelled"

    @property
    def is_overdue(self) -> bool:
        """Whether it is past due and still waits."""
        return self.state == "breached" and self.stopped_at is None
