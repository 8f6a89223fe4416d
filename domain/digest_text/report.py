"""What a run says about digests: which went out, which came too late, and what comes next."""

from collections.abc import Sequence

from domain.cycle import Occasion
from domain.digest.records import Digest
from domain.issue import UnknownBoard
from domain.membership_text import local_time
from domain.message import Message
from domain.slack_blocks import escape, sections
from domain.team import Team
from domain.words import count_words


def say_digest(digest: Digest, messages: Sequence[Message], team: Team) -> str:
    """Say that a digest is due, and how much it has to say."""
    about = f"{team.name}: the digest before {digest.ceremony}, cycle {digest.cycle},"
    if not digest.sections:
        return f"{about} goes out without the board."
    lines = sum(len(group.lines) for one in digest.sections for group in one.groups)
    wanted = sum(not message.if_charts_refused for message in messages)
    return f"{about} names {count_words(lines, 'item')} in {count_words(wanted, 'message')}."


def say_next(occasion: Occasion | None, team: Team) -> str:
    """Say that nothing is due, and what is next."""
    if occasion is None:
        return f"{team.name}: no ceremony is ahead; see `digests.cycle` in the team file."
    at = local_time(occasion.digest_at, team.zone)
    return (
        f"{team.name}: nothing is due; next is the digest before {occasion.ceremony},"
        f" cycle {occasion.cycle}, on {at}."
    )


def say_late(occasion: Occasion, team: Team) -> str:
    """Say that a ceremony began without its digest."""
    began = local_time(occasion.starts_at, team.zone)
    return (
        f"{team.name}: the digest before {occasion.ceremony}, cycle {occasion.cycle}, was not"
        f" posted: the {occasion.ceremony} began on {began}, before a run could post it."
    )


def say_unread(board: UnknownBoard, team: Team, *, due: int, written: int) -> str:
    """Say that the board could not be read, and what that keeps from being done.

    Args:
        board: Why not.
        team: Whose it is.
        due: How many digests are due.
        written: How many of them do not wait any longer.
    """
    then = "no snapshot was kept"
    if due:
        then = "the digest waits for the next run" if written < due else "the digest says so"
    why = board.why.rstrip(".")
    return f"{team.name}: the board could not be read, {then}: {why}. {board.remedy}"


def render_late(name: str, team: Team, occasion: Occasion) -> Message:
    """Tell whoever runs Goalie that a ceremony began without its digest."""
    # Without the instant one would see the next ceremony's.
    at = occasion.digest_at.isoformat(timespec="minutes")
    text = (
        f":hourglass: {escape(say_late(occasion, team))}\n"
        "What to do: see why no run could post it, then look at it with"
        f" `goalie preview {occasion.ceremony} --team {name} --at {at}`."
    )
    return Message(
        team=name,
        kind="late-digest",
        subject=occasion.key,
        channel=team.channels.ops,
        text=text,
        blocks=sections([text]),
    )
