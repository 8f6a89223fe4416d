"""What a team could not be told of its channels is said as the team's own file calls them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from domain.conversation import UnreadChannel
from domain.membership import UnknownUserGroups
from domain.team.requests import Requests
from tasks.slack.channels import ReadChannels

ARCHIVED = UnreadChannel(
    channel="",
    why="it is archived, so nobody can answer in it",
    remedy="Take it out of `watched_channels`, or unarchive it.",
)


def unread_channels(
    policy: Requests, ids: Mapping[str, str], read: ReadChannels, *, with_archived: bool
) -> Iterator[UnreadChannel]:
    """Pick what could not be read of the team's channels, and threads of them.

    Args:
        policy: The team's.
        ids: Channel as configured → its Slack id, for those that there are.
        read: What was read, of other teams' channels too, each by the name one team gave it.
        with_archived: Whether an archived channel counts: nobody can answer or be reminded in it.
    """
    archived = read.archived if with_archived else ()
    gaps = [*read.unread, *(replace(ARCHIVED, channel=name) for name in archived)]
    names = {watched.channel: watched.channel for watched in policy.watched_channels}
    names |= {ids[name]: name for name in names if name in ids}
    for gap in gaps:
        if name := names.get(ids.get(gap.channel, gap.channel)):
            yield replace(gap, channel=name)


def unheard_channels(policy: Requests, lost: UnknownUserGroups | None) -> Iterator[UnreadChannel]:
    """Where only mentions count, nobody knows who calls the team without its user groups."""
    for watched in policy.watched_channels:
        if lost is not None and watched.messages == "ours":
            yield UnreadChannel(channel=watched.channel, why=lost.why, remedy=lost.remedy)
