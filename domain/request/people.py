"""Who somebody is to the team depends on the day: members come and go."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from domain.people import Identity
from domain.problem import ProblemKind
from domain.request.records import Role
from domain.team import Team
from domain.team.requests import Member

_EVER = datetime.max.replace(tzinfo=UTC)
_ALWAYS = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """One person's time in the team.

    Attributes:
        user: Slack id; the address where it could not be looked up.
        role: engineer, em or pm.
        github: GitHub login in lower case, or empty.
        since: First instant of it.
        until: First instant after it.
    """

    user: str
    role: Literal["engineer", "em", "pm"] = "engineer"
    github: str = ""
    since: datetime = _ALWAYS
    until: datetime = _EVER


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamPeople:
    """Everybody whose words count in a special way.

    Attributes:
        memberships: By Slack id.
        unidentified: Members whose Slack account could not be looked up this time.
        user_groups: Slack ids of the team's user groups (``S…``).
        bots: Slack user ids that are no people.
        zones: Slack id → IANA zone, as far as known.
        names: Slack id → name, as far as known.
    """

    memberships: Mapping[str, tuple[Membership, ...]]
    unidentified: tuple[Membership, ...] = ()
    user_groups: frozenset[str] = frozenset()
    bots: frozenset[str] = frozenset()
    zones: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def role_of(self, user: str, at: datetime) -> Role:
        """Tell a responder from another person, an app, and perhaps a responder."""
        if user in self.memberships and any(
            m.since <= at < m.until for m in self.memberships[user]
        ):
            return "responder"
        if user in self.bots:
            return "app"
        if any(m.since <= at < m.until for m in self.unidentified):
            return "unknown"
        return "other"

    def lead_role(self, user: str, at: datetime) -> Literal["", "em", "pm"]:
        """Tell whether somebody is EM or PM of the team at that time."""
        for membership in self.memberships.get(user, ()):
            if membership.role != "engineer" and membership.since <= at < membership.until:
                return membership.role
        return ""

    def logins(self) -> dict[str, str]:
        """GitHub login in lower case → Slack id."""
        known = {m.github: user for user, ms in self.memberships.items() for m in ms}
        return {login: user for login, user in known.items() if login}


def identify_members(
    team: Team,
    identities: Mapping[str, Identity],
    *,
    user_groups: Iterable[str] = (),
    bots: Collection[str] = (),
    zones: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
) -> TeamPeople:
    """Turn the members of a team file into Slack ids with their time in the team.

    Args:
        team: The team; its zone says when a day begins.
        identities: Address → who that is in Slack, for every member.
        user_groups: Slack ids of the team's user groups.
        bots: Slack user ids that are no people.
        zones: Slack id → IANA zone.
        names: Slack id → name.
    """
    zone = ZoneInfo(team.zone)
    memberships: dict[str, tuple[Membership, ...]] = {}
    unidentified = []
    for member in team.members:
        identity = identities[member.email]
        if identity.user is not None:
            mine = _membership(member, identity.user.id, zone)
            memberships[mine.user] = (*memberships.get(mine.user, ()), mine)
        elif identity.kind is ProblemKind.UNKNOWN_PERSON:
            unidentified.append(_membership(member, member.email, zone))
    return TeamPeople(
        memberships=memberships,
        unidentified=tuple(unidentified),
        user_groups=frozenset(user_groups),
        bots=frozenset(bots),
        zones=zones or {},
        names=names or {},
    )


def _membership(member: Member, user: str, zone: ZoneInfo) -> Membership:
    return Membership(
        user=user,
        role=member.role,
        github=member.github.casefold(),
        since=_midnight(member.since, zone) if member.since else _ALWAYS,
        until=_midnight(member.until + timedelta(days=1), zone) if member.until else _EVER,
    )


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)
