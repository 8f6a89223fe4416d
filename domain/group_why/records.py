"""Everything that was read about one user group, and what it amounts to for each person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.membership import Member, MembershipRecord, UserGroup, Verdict
from domain.on_call import OnCallAnswer, Timeline, UnknownOnCall
from domain.people import Identity
from domain.problem import READ_FAILURES, Problem, ProblemRecord
from domain.team import Rotation, Team

State = Literal["in", "kept", "unsure", "unwanted", "missing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One rotation that names the group; usually there is one.

    Attributes:
        file: Name of the team's file.
        team: The team.
        rotation: The rotation.
        verdict: What a sync would do now.
    """

    file: str
    team: Team
    rotation: Rotation
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRead:
    """What the ledger knows of the group.

    Attributes:
        last: The last change that took effect; None where Goalie never made one.
        begun: Changes of which nobody knows whether they took effect.
        problems: What is wrong with its rotations, as the last runs saw it.
    """

    last: MembershipRecord | None = None
    begun: tuple[MembershipRecord, ...] = ()
    problems: tuple[ProblemRecord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownLedger:
    """The ledger could not be read; ``why`` is a sentence."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFacts:
    """Everything that was read.

    Attributes:
        group: The user group as it is.
        claims: The rotations that name it; one at least.
        on_call: Schedule id → who is on call in it.
        timelines: Schedule id → its timeline around the instant, or why it is unknown.
        people: Team's file → who each person named there or on call is in Slack.
        names: Slack id → name, as far as known, of everybody concerned.
        ledger: What the ledger knows.
        refused: A sentence for each team file that could not be used.
        at: The instant that is asked about.
        is_now: Whether that is now; else the group is newer or older than the schedule.
    """

    group: UserGroup
    claims: tuple[Claim, ...]
    on_call: Mapping[str, OnCallAnswer]
    timelines: Mapping[str, Timeline | UnknownOnCall]
    people: Mapping[str, Mapping[str, Identity]]
    names: Mapping[str, str]
    ledger: LedgerRead | UnknownLedger
    refused: tuple[str, ...]
    at: datetime
    is_now: bool = True

    @property
    def zone(self) -> str:
        """The zone in which times are told."""
        return self.claims[0].team.zone

    def name(self, user: str) -> str:
        """Call somebody by name, or by their Slack id."""
        return self.names.get(user, user)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """When somebody was last on call in a schedule before an instant, and is next after it."""

    schedule: str
    was_until: datetime | None = None
    is_from: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person who is in the group, or should be.

    Attributes:
        user: Slack id; empty where they have none that can be used.
        name: What people call them.
        state: "in" and wanted; "kept" in a gap; "unsure" whether they are wanted; "unwanted" in
            it; "missing" from it.
        reasons: Why they are wanted: on call with the shift, an extra member and so on.
        why: What else is to be said, as clauses.
        remedy: What to do about it, as a sentence, or empty.
        turns: When they were and will be on call, where they are not now.
    """

    user: str
    name: str
    state: State
    reasons: tuple[Member, ...] = ()
    why: tuple[str, ...] = ()
    remedy: str = ""
    turns: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """Something that could not be known, as a sentence, and what to do about it."""

    sentence: str
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The group, person by person.

    Attributes:
        facts: What it follows from.
        people: Those in it first, then those who are missing.
        unknowns: What could not be known, beside the problems.
    """

    facts: GroupFacts
    people: tuple[Person, ...]
    unknowns: tuple[Unknown, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with it now."""
        return tuple(p for claim in self.facts.claims for p in claim.verdict.problems)

    @property
    def is_known(self) -> bool:
        """Whether everything could be known."""
        doubts = any(person.state == "unsure" for person in self.people)
        failures = any(problem.kind in READ_FAILURES for problem in self.problems)
        return not (self.unknowns or doubts or failures)
