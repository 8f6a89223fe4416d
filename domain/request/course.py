"""One walk over a request's events gives its waits, its state, and what each event did and why.

It keeps nothing between two calls: the same events give the same course.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from domain.issue_link import IssueRef
    from domain.request.records import Event, Promise
    from domain.working_time import Pause

WaitKind = Literal["acknowledgement", "answer", "next_response", "eta", "update"]
OWED: tuple[WaitKind, ...] = ("acknowledgement", "answer", "next_response")
"""What the team owes the requester in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """A time in which somebody waits for the team.

    Attributes:
        kind: For what.
        started_at: Since when.
        post: Slack's ts of the message it began with.
        stopped_at: When it ended; None while it lasts.
        stopped_until: Where an emoji ended it, the latest that can have been.
        withdrawn: Nobody waits any more, though the team did nothing: in time, it is cancelled.
        void: It never counted: what was asked is deleted.
        pauses: Spells of waiting for the requester that are over.
        paused_since: Start of the spell that lasts.
        because: A clause: what ended, paused or voided it.
        promises: Of an answer, the ETAs given during it; of an ETA, itself.
        doubt: Since when it may have ended without our knowing, and a clause why; or None.
    """

    kind: WaitKind
    started_at: datetime
    post: str
    stopped_at: datetime | None = None
    stopped_until: datetime | None = None
    withdrawn: bool = False
    void: bool = False
    pauses: tuple[Pause, ...] = ()
    paused_since: datetime | None = None
    because: str = ""
    promises: tuple[Promise, ...] = ()
    doubt: tuple[datetime, str] | None = None


@dataclass(slots=True, kw_only=True)
class Running:
    """A wait that lasts."""

    started_at: datetime
    post: str
    pauses: list[Pause] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    doubt: tuple[datetime, str] | None = None


@dataclass(slots=True, kw_only=True)
class Course:
    """How far the walk has come; only ``domain.request.walk`` changes it.

    Attributes:
        is_request: Whether there is an issue.
        others_answer: Whether anybody may answer.
        quiet_after: An answered question is over after so much silence.
        opening: Slack's ts of the opening post.
        askers: Whose messages wait for an answer: the requester, and who reopened it.
        running: The waits that last.
        waits: Those that are over.
        effects: For each event walked, whether it counted, and a sentence on what it did.
        asked_since: Since when the team waits for the requester.
        open_issues: Linked issues that are open.
        asks_again: An issue was reopened; the requester's next message starts all over.
    """

    is_request: bool
    others_answer: bool
    quiet_after: timedelta
    opening: str
    askers: set[str]
    running: dict[WaitKind, Running] = field(default_factory=dict)
    waits: list[Wait] = field(default_factory=list)
    effects: list[tuple[bool, str]] = field(default_factory=list)
    asked_since: datetime | None = None
    open_issues: set[IssueRef] = field(default_factory=set)
    asks_again: bool = False
    is_cancelled: bool = False
    acknowledged_at: datetime | None = None
    first_response_at: datetime | None = None
    updated_at: datetime | None = None
    heard_at: datetime | None = None
    taken_by: str = ""
    promise: Promise | None = None
    brought_in_at: datetime | None = None
    issue_closed_at: datetime | None = None
    resolved_at: datetime | None = None
    resolved_by: str = ""
    reopened_at: datetime | None = None
    doubt: str = ""

    @property
    def is_owed(self) -> bool:
        """Whether somebody waits for words of the team, and not the team for theirs."""
        if "acknowledgement" in self.running or "next_response" in self.running:
            return True
        return "answer" in self.running and self.asked_since is None

    @property
    def is_quiet_from(self) -> datetime | None:
        """When an answered question is over if nobody says anything more."""
        if self.is_request or self.running or self.resolved_at or self.heard_at is None:
            return None
        return self.heard_at + self.quiet_after


def start(course: Course, kind: WaitKind, event: Event) -> None:
    """Begin a wait with an event."""
    course.running[kind] = Running(started_at=event.at, post=event.ts)


def stop(
    course: Course,
    kind: WaitKind,
    event: Event,
    because: str,
    *,
    withdrawn: bool = False,
    void: bool = False,
) -> bool:
    """End a wait with an event; tell whether it lasted at all."""
    running = course.running.pop(kind, None)
    if running is None:
        return False
    end = max(event.at, running.started_at)
    wait = close(
        kind,
        running,
        asked_since=course.asked_since,
        stopped_at=end,
        stopped_until=max(event.until or end, end) if event.kind == "reacted" else None,
        because=because,
        withdrawn=withdrawn,
        void=void,
    )
    course.waits.append(wait)
    return True


def close(  # noqa: PLR0913  every way in which a wait can end
    kind: WaitKind,
    running: Running,
    *,
    asked_since: datetime | None,
    stopped_at: datetime | None = None,
    stopped_until: datetime | None = None,
    because: str = "",
    withdrawn: bool = False,
    void: bool = False,
) -> Wait:
    """Write a wait down as it is: over, or still running where nothing stopped it."""
    pauses, paused_since = tuple(running.pauses), None
    if asked_since is not None and kind in ("answer", "update"):
        paused_since = max(asked_since, running.started_at)
    if paused_since is not None and stopped_at is not None:
        pauses, paused_since = (*pauses, (paused_since, stopped_at)), None
    return Wait(
        kind=kind,
        started_at=running.started_at,
        post=running.post,
        stopped_at=stopped_at,
        stopped_until=stopped_until,
        withdrawn=withdrawn,
        void=void,
        pauses=pauses,
        paused_since=paused_since,
        because=because,
        promises=tuple(running.promises),
        doubt=running.doubt,
    )
