"""A configured schedule must be visible to the sign-in, enabled, and tell its coming shifts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.check.finding import Finding, Result, Unread, could_not_read
from domain.on_call import Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleFacts:
    """What was read about one configured schedule.

    Attributes:
        id: Its id.
        timeline: Its coming shifts, or why they could not be read.
        name: Its name, or empty where it is not visible.
        enabled: Whether it is switched on.
    """

    id: str
    timeline: Timeline | Unread
    name: str = ""
    enabled: bool = True

    @property
    def shown(self) -> str:
        """What to call it."""
        return self.name or f"schedule {self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFacts:
    """What was read from one service that schedules people.

    Attributes:
        name: What the service is called.
        visible: How many schedules the sign-in sees, or why they could not be listed.
        schedules: What was read about each configured schedule, by id; empty without a list.
    """

    name: str
    visible: int | Unread
    schedules: Mapping[str, ScheduleFacts] = field(default_factory=dict)


def check_source(source: SourceFacts) -> list[Finding]:
    """Judge the sign-in, then each configured schedule."""
    if isinstance(source.visible, Unread):
        return [could_not_read(source.name, "sign-in", source.visible)]
    sees = f"accepted; sees {source.visible} schedule{'' if source.visible == 1 else 's'}"
    sign_in = Finding(area=source.name, subject="sign-in", result=Result.OK, detail=sees)
    return [sign_in, *(_check(source.name, one) for one in source.schedules.values())]


def _check(source: str, schedule: ScheduleFacts) -> Finding:
    if not schedule.enabled:
        return Finding(
            area=source,
            subject=schedule.shown,
            result=Result.FAILED,
            detail=f"the schedule {schedule.id} is disabled",
            remedy=f"Enable it in {source}, or name another schedule in the team file.",
        )
    if isinstance(schedule.timeline, Unread):
        return could_not_read(source, schedule.shown, schedule.timeline)
    return Finding(
        area=source,
        subject=schedule.shown,
        result=Result.OK,
        detail=f"visible and enabled ({schedule.id})",
    )
