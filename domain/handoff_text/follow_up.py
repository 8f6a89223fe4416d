"""What did not go as it should is told with what to do: not confirmed, nobody there, no account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.handoff_text.announcement import KIND
from domain.message import Message
from domain.slack_blocks import inert, link, sections

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from domain.handoff import Asked, Gap, Handoff
    from domain.handoff_text.brief import Brief
    from domain.people import Identity

SENTENCE_LIMIT = 600


def remind(asked: Asked, parent: str, brief: Brief, expires_at: datetime) -> Message:
    """Ask once more, in the thread of the handoff, that it be confirmed."""
    who = brief.mentions(asked.incoming)
    text = (
        f"{who}: please confirm that you have {brief.what} now, with any emoji under the handoff"
        " or a reply here."
    )
    return _message([text], asked.subject, "reminder", brief, expires_at, parent=parent)


def escalate(
    asked: Asked, leads: Sequence[str], address: str, brief: Brief, expires_at: datetime
) -> Message:
    """Tell EM and PM that a handoff is not confirmed.

    Args:
        asked: Which, and by whom.
        leads: Their mentions; empty where the team file names none.
        address: Of the handoff's message.
        brief: The rotation.
        expires_at: From when on it would mislead.
    """
    who = " ".join(leads) or "Whoever leads the team"
    names, has = brief.names(asked.incoming), "has" if len(asked.incoming) == 1 else "have"
    text = (
        f"{who}: {names} took over {brief.what} on {brief.when(asked.start)} by the schedule, and"
        f" {has} not confirmed {link(address, 'the handoff')}. Please ask, or put somebody else"
        " into the schedule."
    )
    return _message([text], asked.subject, "leads", brief, expires_at)


def tell_gap(gap: Gap, brief: Brief, expires_at: datetime) -> Message:
    """Tell the team's channel that a shift ended and nobody came."""
    until = f" until {brief.when(gap.end)}" if gap.end else ""
    after = f" Then comes {brief.names(gap.following)}." if gap.following else ""
    ended = (
        f"The shift of {brief.names(gap.outgoing)} is over" if gap.outgoing else "There is a gap"
    )
    text = (
        f":warning: *Nobody is on call for {brief.what}{until}.* {ended},"
        f" and nobody took over.{after} Fill the gap with an override in the schedule."
    )
    return _message([text], gap.subject, "gap", brief, expires_at)


def tell_unresolved(
    handoff: Handoff, wrong: Sequence[Identity], brief: Brief, expires_at: datetime
) -> Message:
    """Tell the ops channel that somebody took over whom nobody can reach in Slack."""
    gone, since = brief.names(handoff.outgoing), brief.when(handoff.start)
    to = "" if len(wrong) == len(handoff.incoming) else "to everybody who takes over "
    lines = [f":warning: *{brief.what} cannot be handed over* {to}from {gone} (since {since}):"]
    for identity in wrong:
        lines.append(f"• {inert(f'{identity.person} {identity.why}.', SENTENCE_LIMIT)}")
        remedy = identity.remedy.replace("{file}", f"teams/{brief.file}.yaml")
        lines.append(f"   _{inert(remedy, SENTENCE_LIMIT)}_")
    paragraphs = ["\n".join(lines)]
    return _message(
        paragraphs,
        handoff.subject,
        "unresolved",
        brief,
        expires_at,
        channel=brief.team.channels.ops,
    )


def _message(
    paragraphs: list[str],
    subject: str,
    rung: str,
    brief: Brief,
    expires_at: datetime,
    *,
    parent: str = "",
    channel: str = "",
) -> Message:
    return Message(
        team=brief.file,
        kind=KIND,
        rung=rung,
        subject=subject,
        channel=channel or brief.team.channels.team,
        text="\n".join(paragraphs),
        blocks=sections(paragraphs),
        thread_of=parent,
        expires_at=expires_at,
    )
