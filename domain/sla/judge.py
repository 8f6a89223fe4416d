"""How a request stands is worked out from its events alone, anew for every instant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.request.life import state_of
from domain.request.walk import walk
from domain.sla.measure import clocks_of
from domain.standing import Standing

if TYPE_CHECKING:
    from datetime import datetime

    from domain.request.records import Request
    from domain.request.rules import Rules
    from domain.sla.targets import Targets


def judge(request: Request, rules: Rules, targets: Targets, now: datetime) -> Standing:
    """Tell how a request stands: what has become of it, and every clock of it.

    Args:
        request: With its issues attached.
        rules: The team's.
        targets: The team's SLA.
        now: The instant that is asked about; later events are not looked at.
    """
    course = walk(
        request, others_answer=targets.others_answer, quiet_after=targets.quiet_after, now=now
    )
    return Standing(
        request=request,
        state=state_of(request, course, rules),
        clocks=clocks_of(request, course, rules, targets, now),
    )
