"""What a run would do to the user groups: values that can be compared and explain themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from domain.on_call import Shift
from domain.problem import READ_FAILURES, Problem

Action = Literal["set", "disable", "enable_and_set", "adopt"]
Source = Literal["on call", "in the overlap", "extra member", "fallback member"]
"""Why somebody is wanted in a group."""
Outcome = Literal["applied", "failed", "superseded", "adopted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UserGroup:
    """A Slack user group as it is now.

    Attributes:
        id: Slack id (``S…``).
        handle: Without the ``@``.
        members: Slack ids of its members.
        disabled: Whether its handle is switched off.
        locks: Why nobody but an administrator may edit it, in Slack's own words; usually empty.
        joined_channels: Ids of the channels that Slack adds every new member to.
        edited_by: Slack id of whoever edited it last, members or name; empty where Slack is silent.
        edited_at: When that was; None where Slack is silent.
    """

    id: str
    handle: str
    members: frozenset[str]
    disabled: bool = False
    locks: tuple[str, ...] = ()
    joined_channels: tuple[str, ...] = ()
    edited_by: str = field(default="", compare=False)
    edited_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownUserGroups:
    """The user groups could not be read; ``why`` is a clause, ``remedy`` a sentence."""

    why: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One wanted member of a user group, with the reason.

    Attributes:
        id: Slack id.
        name: The name people know them by.
        person: The address or account id that led to them.
        source: Why they are wanted.
        schedule_id: The schedule that names them, where one does.
        schedule: That schedule's name.
        shift: The shift they are in, where the timeline was read.
        end_known: Whether the timeline reached to the end of that shift.
    """

    id: str
    name: str
    person: str
    source: Source
    schedule_id: str = ""
    schedule: str = ""
    shift: Shift | None = None
    end_known: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The user group is as it should be."""

    team: str
    rotation: str
    group: UserGroup
    wanted: tuple[Member, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One write: the user group gets exactly these members, or is disabled."""

    team: str
    rotation: str
    group: UserGroup
    action: Action
    wanted: tuple[Member, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def after(self) -> frozenset[str]:
        """The members the group will have; a disabled group keeps those it had."""
        if self.action == "disable":
            return self.group.members
        return frozenset(member.id for member in self.wanted)

    @property
    def added(self) -> tuple[Member, ...]:
        """Who comes in, in the order of the plan."""
        return tuple(member for member in self.wanted if member.id not in self.group.members)

    @property
    def removed(self) -> tuple[str, ...]:
        """Slack ids of those who leave, sorted."""
        return tuple(sorted(self.group.members - self.after))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """The user group is left as it is, for these reasons.

    ``handle`` is the configured reference where the group itself is not known.
    """

    team: str
    rotation: str
    handle: str
    problems: tuple[Problem, ...]
    group: UserGroup | None = None

    @property
    def is_failure(self) -> bool:
        """Whether something could not be read, rather than being wrong in itself."""
        return any(problem.kind in READ_FAILURES for problem in self.problems)


Verdict = Match | Change | Hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One verdict for each rotation, in the order of the configuration."""

    verdicts: tuple[Verdict, ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        """The writes."""
        return tuple(v for v in self.verdicts if isinstance(v, Change))

    @property
    def holds(self) -> tuple[Hold, ...]:
        """The rotations left as they are, with their problems."""
        return tuple(v for v in self.verdicts if isinstance(v, Hold))

    @property
    def matches(self) -> tuple[Match, ...]:
        """The rotations that are already right."""
        return tuple(v for v in self.verdicts if isinstance(v, Match))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything a person should be told."""
        return tuple(problem for verdict in self.verdicts for problem in verdict.problems)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not self.changes


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipRecord:
    """A change as the ledger keeps it, with what became of it.

    ``before`` and ``after`` are Slack ids. ``settled_at`` and ``outcome`` are None while nobody
    knows whether the write happened.
    """

    id: int
    team: str
    rotation: str
    user_group_id: str
    handle: str
    action: Action
    before: tuple[str, ...]
    after: tuple[str, ...]
    reasons: tuple[str, ...]
    intended_at: datetime
    settled_at: datetime | None
    outcome: Outcome | None
    detail: str


OwnedGroups = Mapping[str, bool]
"""Ids of the groups Goalie has changed or found right before → whether Goalie disabled it last."""
