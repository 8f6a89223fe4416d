"""Whoever takes over says so with any emoji or reply; who does not is reminded, then EM and PM."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.conversation import Thread
from domain.team.handoff import HandoffPolicy
from domain.team.hours import longest_day
from domain.working_time import WorkingTime

Rung = Literal["reminder", "leads"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """What was seen below a handoff that was told.

    Attributes:
        told_at: When it was posted.
        address: Of its message.
        by: Who has confirmed it.
        is_gone: Whether somebody deleted its message: nobody can confirm it any more.
    """

    told_at: datetime
    address: str
    by: frozenset[str]
    is_gone: bool = False


def confirmed_by(thread: Thread, users: Mapping[str, str]) -> frozenset[str]:
    """Tell who of some people put an emoji under a handoff, or replied to it.

    Args:
        thread: The handoff's message and what is below it.
        users: Person → Slack id.
    """
    seen = {reaction.user for reaction in thread.root.reactions}
    seen |= {reply.user for reply in thread.replies if reply.deleted_at is None}
    return frozenset(person for person, user in users.items() if user and user in seen)


def rungs_due(
    told_at: datetime, policy: HandoffPolicy, working_time: WorkingTime, now: datetime
) -> tuple[Rung, ...]:
    """Which steps of the ladder an unconfirmed handoff has reached; none outside working hours."""
    if not working_time.is_open(now):
        return ()
    waited, day = working_time.between(told_at, now), longest_day(working_time)
    if waited >= policy.escalate_after.working_time(day):
        return ("reminder", "leads")
    return ("reminder",) if waited >= policy.confirm_after.working_time(day) else ()
