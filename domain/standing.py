"""How a request stands is what was said, what became of it and what is due, at one instant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.team.hours import longest_day

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from domain.request.people import TeamPeople
    from domain.request.records import Request, RequestState
    from domain.sla.clock import Clock
    from domain.team import Team
    from domain.team.requests import Requests
    from domain.team.shapes import Duration
    from domain.working_time import WorkingTime


_SLACK_ID = re.compile(r"[UW][A-Z0-9]{4,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One request with its state and its clocks, all by the same instant."""

    request: Request
    state: RequestState
    clocks: tuple[Clock, ...] = ()

    @property
    def key(self) -> str:
        """The request's key."""
        return self.request.key

    @property
    def is_followed(self) -> bool:
        """Whether something may be said about it: it is not over, and its thread was read."""
        return not self.state.is_over and not self.request.unread

    @property
    def awaited(self) -> tuple[Clock, ...]:
        """The running clocks; an answer that was put off until an ETA is told as that ETA alone."""
        running = [clock for clock in self.clocks if clock.is_running]
        promised = {clock.due for clock in running if clock.kind == "eta"}
        return tuple(c for c in running if c.kind != "answer" or c.due not in promised)

    @property
    def pressing(self) -> Clock | None:
        """The clock that waits on the team and is due first; an update waits once it is at risk."""
        waiting = [
            clock
            for clock in self.awaited
            if clock.state in {"at_risk", "breached"}
            or (clock.state == "pending" and clock.kind != "update")
        ]
        return min(waiting, key=lambda clock: (clock.due, clock.kind), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """All besides the requests that decides what is told, to whom and when.

    Attributes:
        name: Name of the team's file.
        team: The team.
        requests: Its part about requests, which this team has.
        working_time: The team's open hours.
        working_day: What "1d" means.
        people: Who is who, with names.
        on_call: Slack ids of who is on rotation; empty when nobody is or it is not known.
        quotable: Ids of the channels whose words may be quoted in the team's channel.
        now: The instant of the run.
    """

    name: str
    team: Team
    requests: Requests
    working_time: WorkingTime
    working_day: timedelta
    people: TeamPeople
    now: datetime
    on_call: tuple[str, ...] = ()
    quotable: frozenset[str] = frozenset()

    @property
    def is_open(self) -> bool:
        """Whether the team works now."""
        return self.working_time.is_open(self.now)

    def is_around_the_clock(self, priority: str) -> bool:
        """Whether nights, weekends and holidays count for requests of a priority."""
        return self.requests.sla[priority].around_the_clock

    def leads(self) -> tuple[str, ...]:
        """Slack ids of the EM and the PM of today, in this order."""
        return tuple(
            user
            for role in ("em", "pm")
            for user, memberships in self.people.memberships.items()
            if any(m.role == role and m.since <= self.now < m.until for m in memberships)
        )

    def is_responder(self, user: str) -> bool:
        """Whether this is the Slack id of somebody who is in the team now."""
        return any(m.since <= self.now < m.until for m in self.people.memberships.get(user, ()))

    def name_of(self, user: str) -> str:
        """Name a person; a GitHub login is its own name."""
        if user in self.people.names:
            return self.people.names[user]
        return "somebody" if not user or _SLACK_ID.fullmatch(user) else user

    def allow(self, start: datetime, budget: Duration) -> datetime:
        """The instant at which so much working time since start is used up."""
        return self.working_time.add(start, budget.working_time(self.working_day))


def prepare_context(
    name: str,
    team: Team,
    people: TeamPeople,
    working_time: WorkingTime,
    now: datetime,
    *,
    on_call: Iterable[str] = (),
    quotable: Iterable[str] = (),
) -> Context:
    """Make ready what decides about reminders.

    Args:
        name: Name of the team's file.
        team: A team with ``requests``.
        people: Who is who.
        working_time: The team's open hours.
        now: The instant of the run.
        on_call: Slack ids of who is on rotation.
        quotable: Ids of the channels whose words may be quoted in the team's channel: itself, and
            those that everybody can read.

    Raises:
        ValueError: The team file has no ``requests``.
    """
    if team.requests is None:
        raise ValueError(f"{name} watches no requests: its file has no `requests`")
    return Context(
        name=name,
        team=team,
        requests=team.requests,
        working_time=working_time,
        working_day=longest_day(working_time),
        people=people,
        now=now,
        on_call=tuple(on_call),
        quotable=frozenset(quotable),
    )
