"""A finding is the answer about one thing that was checked, and what to do where it is not well."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Result(StrEnum):
    """How one thing is; a warning lets Goalie work, unknown is never all clear."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was checked.

    Attributes:
        area: What it belongs to: a service, or a team.
        subject: What was checked.
        result: How it is.
        detail: What was found, as a clause or a sentence.
        remedy: What to do about it, in one sentence; empty when it is ok.
        is_bad_input: Whether a team file or the environment must be corrected first.
    """

    area: str
    subject: str
    result: Result
    detail: str
    remedy: str = ""
    is_bad_input: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """What stands in place of something that could not be read.

    Attributes:
        why: What went wrong, as a clause.
        remedy: What to do about it.
        was_refused: Whether the service said no; otherwise it may answer another time.
    """

    why: str
    remedy: str
    was_refused: bool


def could_not_read(area: str, subject: str, unread: Unread) -> Finding:
    """Refused is failed; anything else is not known."""
    result = Result.FAILED if unread.was_refused else Result.UNKNOWN
    return Finding(
        area=area, subject=subject, result=result, detail=unread.why, remedy=unread.remedy
    )


def exit_status(findings: Sequence[Finding]) -> int:
    """0 all is well or only warned of, 1 something failed or is unknown, 2 bad input."""
    if any(finding.is_bad_input for finding in findings):
        return 2
    return int(any(finding.result in {Result.FAILED, Result.UNKNOWN} for finding in findings))


def summarize(findings: Sequence[Finding]) -> str:
    """Say in one sentence how it all is."""
    counts = Counter(finding.result for finding in findings)
    parts = [
        _counted(counts[Result.FAILED], "failed", "failed"),
        _counted(counts[Result.UNKNOWN], "is unknown", "are unknown"),
        _counted(counts[Result.WARNING], "warning", "warnings"),
    ]
    told = ", ".join(filter(None, parts)) or "all is well"
    return f"{len(findings)} check{'' if len(findings) == 1 else 's'}: {told}."


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}" if count else ""
