"""Two services that schedule the same people are held together, instant by instant."""

from domain.source_comparison.compare import compare_schedule, compare_timelines
from domain.source_comparison.records import (
    SERVICES,
    Comparison,
    Gap,
    Party,
    ScheduleRead,
    Service,
    Stretch,
)

__all__ = [
    "SERVICES",
    "Comparison",
    "Gap",
    "Party",
    "ScheduleRead",
    "Service",
    "Stretch",
    "compare_schedule",
    "compare_timelines",
]
