"""Cycles are counted in local days from an anchor; ceremonies become instants last of all."""

from domain.cycle.calendar import CycleCalendar, occasions, prepare_calendar
from domain.cycle.due import due, latest, upcoming
from domain.cycle.records import Due, Occasion, Skipped

__all__ = [
    "CycleCalendar",
    "Due",
    "Occasion",
    "Skipped",
    "due",
    "latest",
    "occasions",
    "prepare_calendar",
    "upcoming",
]
