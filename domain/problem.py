"""A problem is a reason not to write, told once with its remedy and again when it is gone."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

REPEAT_AFTER = timedelta(days=1)


class ProblemKind(StrEnum):
    """What is wrong; a new kind is a new problem."""

    NOBODY_ON_CALL = "nobody_on_call"
    UNKNOWN_ON_CALL = "unknown_on_call"
    UNKNOWN_USER_GROUPS = "unknown_user_groups"
    UNKNOWN_PERSON = "unknown_person"
    UNUSABLE_PERSON = "unusable_person"
    UNUSABLE_USER_GROUP = "unusable_user_group"
    SHARED_USER_GROUP = "shared_user_group"
    TOO_MANY_MEMBERS = "too_many_members"
    TOO_MANY_USER_GROUPS = "too_many_user_groups"
    UNCONFIRMED_TAKEOVER = "unconfirmed_takeover"
    WRITE_FAILED = "write_failed"


READ_FAILURES = frozenset(
    {
        ProblemKind.UNKNOWN_ON_CALL,
        ProblemKind.UNKNOWN_USER_GROUPS,
        ProblemKind.UNKNOWN_PERSON,
        ProblemKind.WRITE_FAILED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One reason why something is held, and what a person can do about it.

    Attributes:
        team: The team whose file it concerns.
        subject: The rotation it concerns.
        kind: What is wrong.
        detail: What tells two problems of one kind apart, such as the person.
        sentence: What is wrong, for a person.
        remedy: What to do about it.
    """

    team: str
    subject: str
    kind: ProblemKind
    sentence: str
    remedy: str
    detail: str = ""

    @property
    def fingerprint(self) -> str:
        """The same for the same problem in every run; never holds a time or a figure."""
        return f"{self.subject}/{self.kind}/{self.detail}"


ProblemKey = tuple[str, str]
"""Team and fingerprint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemRecord:
    """A problem from its first sight to its recovery; one that comes back is a new record."""

    team: str
    fingerprint: str
    sentence: str
    first_seen: datetime
    told_at: datetime | None = None
    recovered_at: datetime | None = None

    @property
    def key(self) -> ProblemKey:
        """Identifies it among the open problems of a job."""
        return (self.team, self.fingerprint)


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What one team is told in one run about its problems.

    Attributes:
        team: The team that is told.
        opened: Problems never told before.
        repeated: Problems still there a day after they were last told.
        recovered: Problems that are gone.
    """

    team: str
    opened: tuple[Problem, ...] = ()
    repeated: tuple[Problem, ...] = ()
    recovered: tuple[ProblemRecord, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.opened or self.repeated or self.recovered)


def plan_tellings(
    teams: Collection[str],
    problems: Collection[Problem],
    told: Collection[ProblemRecord],
    now: datetime,
) -> tuple[Telling, ...]:
    """Decide what each team is told: new problems, daily repeats, recoveries.

    Args:
        teams: The teams this run looked at; the others are left out altogether.
        problems: What is wrong now.
        told: The open problems in the ledger.
        now: The instant of the run.

    Returns:
        One telling for each team that has something to hear, in the order of ``teams``.
    """
    tellings = (
        _telling(
            team,
            {p.fingerprint: p for p in problems if p.team == team},
            {t.fingerprint: t for t in told if t.team == team},
            now,
        )
        for team in teams
    )
    return tuple(telling for telling in tellings if not telling.is_empty)


def _telling(
    team: str, current: Mapping[str, Problem], known: Mapping[str, ProblemRecord], now: datetime
) -> Telling:
    # What could not be read this time may still be wrong: it has not recovered.
    unread = tuple(f"{p.subject}/" for p in current.values() if p.kind in READ_FAILURES)
    return Telling(
        team=team,
        opened=tuple(p for key, p in current.items() if key not in known),
        repeated=tuple(p for key, p in current.items() if _is_due_again(known.get(key), now)),
        recovered=tuple(
            t for key, t in known.items() if key not in current and not key.startswith(unread)
        ),
    )


def _is_due_again(known: ProblemRecord | None, now: datetime) -> bool:
    if known is None:
        return False
    return known.told_at is None or now - known.told_at >= REPEAT_AFTER
