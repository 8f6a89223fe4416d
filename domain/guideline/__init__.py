"""The guidelines for requests: what they ask for, what is missing, and what would mend it."""

from domain.guideline.finding import CheckName, Finding, Fix, Unknown, by_request
from domain.guideline.guideline import find_findings, find_unknowns
from domain.guideline.issues import name_issue, name_issues

__all__ = [
    "CheckName",
    "Finding",
    "Fix",
    "Unknown",
    "by_request",
    "find_findings",
    "find_unknowns",
    "name_issue",
    "name_issues",
]
