"""Every configured user group must exist, be enabled, be ours to edit, and be claimed once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from domain import rotation_problems as problems
from domain.check.finding import Finding, Result
from domain.membership import UserGroup
from domain.problem import Problem
from domain.rotation_problems import Case
from domain.team import Rotation, Team

NAMED_AT_MOST = 3  # channels that a sentence lists


def check_user_groups(
    teams: Mapping[str, Team],
    groups: Sequence[UserGroup],
    channels: Mapping[str, str],
    disabled_by_goalie: frozenset[str],
) -> dict[str, list[Finding]]:
    """Judge the group of every rotation.

    Args:
        teams: The teams by the name of their file.
        groups: Every user group of the workspace.
        channels: Channel id → name, as far as known.
        disabled_by_goalie: Ids of the groups that Goalie switched off in a gap.

    Returns:
        Team → a finding for each of its rotations.
    """
    claimants = _claimants(teams, groups)
    return {
        name: [
            _check(name, rotation, find_group(rotation, groups), claimants, channels)
            if not _is_resting(rotation, groups, disabled_by_goalie)
            else _resting(name, rotation)
            for rotation in team.rotations
        ]
        for name, team in teams.items()
    }


def find_group(rotation: Rotation, groups: Sequence[UserGroup]) -> UserGroup | None:
    """Find the group that a rotation names by handle or id."""
    reference = rotation.user_group
    return next((g for g in groups if reference in {g.id, f"@{g.handle}"}), None)


def _claimants(teams: Mapping[str, Team], groups: Sequence[UserGroup]) -> dict[str, list[str]]:
    claimants: dict[str, list[str]] = defaultdict(list)
    for name, team in teams.items():
        for rotation in team.rotations:
            if group := find_group(rotation, groups):
                claimants[group.id].append(f"{name}/{rotation.name}")
    return claimants


def _is_resting(
    rotation: Rotation, groups: Sequence[UserGroup], disabled_by_goalie: frozenset[str]
) -> bool:
    group = find_group(rotation, groups)
    return group is not None and group.disabled and group.id in disabled_by_goalie


def _resting(team: str, rotation: Rotation) -> Finding:
    return Finding(
        area=team,
        subject=rotation.user_group,
        result=Result.OK,
        detail="switched off by Goalie until somebody is on call",
    )


def _check(
    team: str,
    rotation: Rotation,
    group: UserGroup | None,
    claimants: Mapping[str, Sequence[str]],
    channels: Mapping[str, str],
) -> Finding:
    case = Case(team=team, rotation=rotation, handle=rotation.user_group)
    if group is None:
        return _failed(case, problems.missing_user_group(case))
    case = replace(case, handle=f"@{group.handle}")
    if len(claimants[group.id]) > 1:
        return _failed(case, problems.shared_user_group(case, claimants[group.id]))
    if group.locks:
        return _failed(case, problems.locked_user_group(case, group))
    if group.disabled:
        return _failed(case, problems.disabled_user_group(case))
    if group.joined_channels:
        return _joins(case, group, channels)
    size = len(group.members)
    detail = f"exists and is enabled; {size} member{'' if size == 1 else 's'} ({group.id})"
    return Finding(area=team, subject=case.handle, result=Result.OK, detail=detail)


def _failed(case: Case, problem: Problem) -> Finding:
    return Finding(
        area=case.team,
        subject=case.handle,
        result=Result.FAILED,
        detail=problem.sentence,
        remedy=problem.remedy,
    )


def _joins(case: Case, group: UserGroup, channels: Mapping[str, str]) -> Finding:
    named = [f"#{channels[i]}" if i in channels else i for i in group.joined_channels]
    more = len(named) - NAMED_AT_MOST
    told = ", ".join(named[:NAMED_AT_MOST]) + (f" and {more} more" if more > 0 else "")
    return Finding(
        area=case.team,
        subject=case.handle,
        result=Result.WARNING,
        detail=f"Slack adds everyone who comes on call to {told}, and they stay there",
        remedy="Take the default channels off the group in Slack, unless that is wanted.",
    )
