"""Every text about a handoff: the channel's, the thread's, and those to the two people."""

from domain.handoff_text.brief import Brief
from domain.handoff_text.conclude import Outcome, conclude, leave_out_told
from domain.handoff_text.prepare import prepare_brief
from domain.handoff_text.report import describe, outlook_markdown

__all__ = [
    "Brief",
    "Outcome",
    "conclude",
    "describe",
    "leave_out_told",
    "outlook_markdown",
    "prepare_brief",
]
