"""A finding is one step of the guidelines that a request has not seen yet, with its remedy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from domain.issue import Issue

CheckName = Literal[
    "missing_link",
    "missing_label",
    "missing_sections",
    "missing_card",
    "card_without_owner",
    "missing_eta",
    "missing_triage",
    "silent_owner",
    "closed_but_waiting",
    "two_threads",
]
"""As they are called in a team file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """What Goalie may do about a finding, because the team file allows it; harmless twice.

    Attributes:
        action: Add a label to an issue, or put a card for it into a column of the board.
        issue: The issue as it was seen.
        value: The label, or the column.
    """

    action: Literal["add_label", "add_card"]
    issue: Issue
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One step that is missing.

    Attributes:
        request_key: The request.
        check: Which check found it.
        sentence: What is missing, in plain text; never quotes an issue.
        remedy: What to do about it, in plain text.
        since: Since when it is missing, after the time that the check allows.
        fix: What Goalie may do about it, or None.
    """

    request_key: str
    check: CheckName
    sentence: str
    remedy: str
    since: datetime
    fix: Fix | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """Something about a request that could not be known; never taken for missing or for done.

    Attributes:
        request_key: The request.
        sentence: What is not known and why, in plain text.
        remedy: What to do about it, in plain text; may be empty.
    """

    request_key: str
    sentence: str
    remedy: str = ""


def by_request(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Sort findings by their request's key."""
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.request_key, []).append(finding)
    return found
