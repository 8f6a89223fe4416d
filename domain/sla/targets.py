"""A team's SLA as amounts of time, made ready once for thousands of requests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from domain.team.hours import AROUND_THE_CLOCK, longest_day

if TYPE_CHECKING:
    from collections.abc import Mapping

    from domain.request.course import WaitKind
    from domain.team.requests import Requests, SlaTarget
    from domain.team.shapes import Duration
    from domain.working_time import WorkingTime


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What one priority promises.

    Attributes:
        priority: Its name.
        rank: 0 for the most urgent, and so on.
        is_urgent: Told at once; an ETA does not put its answer off.
        working_time: The hours in which its clocks run.
        budgets: Kind of wait → working time allowed; a kind that is missing has no clock.
        around_the_clock: Whether the clocks run at any hour.
    """

    priority: str
    rank: int
    is_urgent: bool
    working_time: WorkingTime
    budgets: Mapping[WaitKind, timedelta]
    around_the_clock: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """The whole SLA.

    Attributes:
        by_priority: The most urgent first.
        at_risk: Share of a budget from which on a clock is at risk.
        others_answer: Whether somebody outside the team can answer.
        quiet_after: Silence after which an answered question is over.
    """

    by_priority: Mapping[str, Target]
    at_risk: float
    others_answer: bool
    quiet_after: timedelta


def prepare_targets(policy: Requests, working_time: WorkingTime) -> Targets:
    """Turn the SLA of a team file into amounts of time.

    Args:
        policy: The team's part about requests.
        working_time: The team's open hours.
    """
    day = longest_day(working_time)
    return Targets(
        by_priority={
            priority: _target(priority, target, policy, working_time, day)
            for priority, target in policy.sla.items()
        },
        at_risk=policy.at_risk_percent / 100,
        others_answer=policy.answers_by_others_count,
        quiet_after=timedelta(days=policy.look_back_days),
    )


def _target(
    priority: str,
    target: SlaTarget,
    policy: Requests,
    working_time: WorkingTime,
    working_day: timedelta,
) -> Target:
    day = timedelta(days=1) if target.around_the_clock else working_day
    budgets: dict[WaitKind, Duration | None] = {
        "acknowledgement": target.acknowledgement,
        "answer": target.answer,
        "next_response": target.next_response,
        "update": target.update,
    }
    return Target(
        priority=priority,
        rank=list(policy.sla).index(priority),
        is_urgent=priority in policy.urgent,
        working_time=AROUND_THE_CLOCK if target.around_the_clock else working_time,
        budgets={k: budget.working_time(day) for k, budget in budgets.items() if budget},
        around_the_clock=target.around_the_clock,
    )
