"""SLA: what each request of a team still owes its requester, and by when."""

from domain.sla.clock import Clock, ClockKind, ClockState
from domain.sla.judge import judge
from domain.sla.targets import Targets, prepare_targets

__all__ = ["Clock", "ClockKind", "ClockState", "Targets", "judge", "prepare_targets"]
