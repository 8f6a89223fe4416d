"""Every channel of a team must exist, be in use, and have the app as a member."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.check.finding import Finding, Result
from domain.team import Team
from domain.words import enumerate_words


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelFacts:
    """A channel that the app can see."""

    id: str
    name: str
    is_member: bool
    is_archived: bool


def channel_roles(team: Team) -> dict[str, list[str]]:
    """Name each channel of a team once, with what it is used for."""
    roles: dict[str, list[str]] = {}
    roles.setdefault(team.channels.team, []).append("announcements")
    roles.setdefault(team.channels.ops, []).append("problems")
    for watched in team.requests.watched_channels if team.requests else ():
        roles.setdefault(watched.channel, []).append("requests")
    if team.digests:
        roles.setdefault(team.digests.channel or team.channels.team, []).append("digests")
    return roles


def find_channel(reference: str, channels: Sequence[ChannelFacts]) -> ChannelFacts | None:
    """Find the channel that a team file names by name or id."""
    return next((c for c in channels if reference in {c.id, f"#{c.name}"}), None)


def check_channels(
    name: str, team: Team, channels: Sequence[ChannelFacts], bot: str
) -> list[Finding]:
    """Judge each channel of one team; ``bot`` is whom people invite, without the ``@``."""
    return [
        _check(name, reference, roles, find_channel(reference, channels), bot)
        for reference, roles in channel_roles(team).items()
    ]


def _check(
    team: str, reference: str, roles: Sequence[str], channel: ChannelFacts | None, bot: str
) -> Finding:
    subject = reference if channel is None else f"#{channel.name}"
    invite = f"/invite @{bot}"
    if channel is None:
        detail = "does not exist, or is private and the app is not in it"
        remedy = f"Correct it in teams/{team}.yaml, or write {invite} in the channel."
        return _failed(team, subject, detail, remedy)
    if channel.is_archived:
        remedy = f"Unarchive it, or name another channel in teams/{team}.yaml."
        return _failed(team, subject, "is archived", remedy)
    if not channel.is_member:
        return _failed(team, subject, "the app is not a member", f"Write {invite} in {subject}.")
    detail = f"the app is a member ({channel.id}), used for {enumerate_words(roles)}"
    return Finding(area=team, subject=subject, result=Result.OK, detail=detail)


def _failed(team: str, subject: str, detail: str, remedy: str) -> Finding:
    return Finding(area=team, subject=subject, result=Result.FAILED, detail=detail, remedy=remedy)
