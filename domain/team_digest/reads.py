"""What a team's digests are made of was all read at one instant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.cycle import prepare_calendar
from domain.team.hours import team_working_time

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from domain.cycle import CycleCalendar
    from domain.membership import UnknownUserGroups, UserGroup
    from domain.on_call import Timeline, UnknownOnCall
    from domain.people import Identity
    from domain.team import Team
    from domain.team.digests import Digests
    from domain.team.requests import Requests
    from domain.team_requests import TeamRequests
    from domain.work_item import BoardRead, Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestReads:
    """Everything that was read for one team.

    Attributes:
        name: Name of the team's file.
        team: A team with ``digests``, and so with ``requests``.
        now: The instant of the run.
        board: The board.
        snapshots: How the board was before, from the last cycle on.
        requests: Its requests, those that are over too.
        groups: User groups with their members, to know who asks for which organisation; none
            where nobody wants to know.
        timelines: Of the schedules of its rotations, from now on, or why one is not known.
        people: Who each person in them is in Slack.
    """

    name: str
    team: Team
    now: datetime
    board: BoardRead
    snapshots: tuple[Snapshot, ...]
    requests: TeamRequests
    groups: tuple[UserGroup, ...] | UnknownUserGroups
    timelines: tuple[Timeline | UnknownOnCall, ...]
    people: Mapping[str, Identity]


def parts_of(team: Team) -> tuple[Digests, Requests]:
    """The two parts of the file of a team with digests.

    Raises:
        ValueError: The team has no digests.
    """
    if team.digests is None or team.requests is None:
        raise ValueError(f"{team.name} has no digests: its file has no `digests`")
    return team.digests, team.requests


def team_calendar(team: Team, now: datetime) -> CycleCalendar:
    """The cycles of a team with digests, with the holidays of the years around an instant."""
    policy, _ = parts_of(team)
    return prepare_calendar(policy.cycle, team.zone, team_working_time(team, now))
