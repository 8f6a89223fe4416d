"""Working time: the hours in which a team's clocks run, exact to the microsecond and over DST."""

from domain.working_time.working_time import Pause, WorkingTime

__all__ = ["Pause", "WorkingTime"]
