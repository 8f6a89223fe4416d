"""What was decided becomes the messages that tell it, and what the next run is to know."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from domain.handoff.confirmation import rungs_due
from domain.handoff.records import Asked, Gap, Handoff
from domain.handoff.turn import ended, next_memory, policy_of
from domain.handoff_text.announcement import KIND, announce
from domain.handoff_text.direct import tell_incoming, tell_move, tell_outgoing
from domain.handoff_text.follow_up import escalate, remind, tell_gap, tell_unresolved
from domain.problem import ProblemKind
from domain.team.hours import team_working_time

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from domain.handoff.confirmation import Confirmation
    from domain.handoff.moves import Move
    from domain.handoff.records import Memory, Spell
    from domain.handoff.turn import Turn
    from domain.handoff_text.brief import Brief
    from domain.message import Message
    from domain.people import Identity
    from domain.team import Team

SOON = timedelta(days=1)
"""A reminder that could not be posted for so long is not posted any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one run says and remembers about one schedule of a rotation.

    Attributes:
        turn: What was decided.
        brief: What was known.
        messages: What there is to say; see ``leave_out_told``.
        memory: What the next run is to know; None where there is nothing to know yet.
        unseen: A sentence for each thing that could not be known.
    """

    turn: Turn
    brief: Brief
    messages: tuple[Message, ...]
    memory: Memory | None
    unseen: tuple[str, ...] = ()


def conclude(turn: Turn, brief: Brief, confirmation: Confirmation | None) -> Outcome:
    """Write what there is to say.

    Args:
        turn: What was decided.
        brief: What there is to say about it.
        confirmation: What was seen below the last handoff; None where nobody looked, or could.
    """
    verdict, asked = turn.verdict, turn.asked
    messages: list[Message] = []
    unseen: list[str] = []
    told = False
    if isinstance(verdict, Handoff):
        told = _is_told_already(verdict, turn, brief) or _tell_handoff(
            verdict, brief, messages, unseen
        )
        asked = _ask(verdict, brief) if told else None
    elif isinstance(verdict, Gap):
        expires = verdict.end or brief.now + timedelta(days=policy_of(brief.team).look_back_days)
        messages.append(tell_gap(verdict, brief, expires))
    elif asked is not None and confirmation is not None:
        asked = None if confirmation.is_gone else ended(asked, confirmation.by)
        messages += _ladder(asked, confirmation, brief)
    messages += _moves(turn, brief)
    return Outcome(
        turn=turn,
        brief=brief,
        messages=tuple(messages),
        memory=next_memory(turn, told=told, asked=asked),
        unseen=tuple(unseen),
    )


def leave_out_told(outcome: Outcome, told: Collection[str]) -> Outcome:
    """Leave out what was said before.

    A handoff whose announcement was written down was written down whole: what a run that died
    left is not added to, though more may be open by now.

    Args:
        outcome: What there is to say.
        told: Keys of the messages that earlier runs wrote down.
    """
    whole = {m.subject for m in outcome.messages if m.kind == KIND and not m.rung and m.key in told}
    left = (
        message
        for message in outcome.messages
        if message.key not in told and not (message.kind == KIND and message.subject in whole)
    )
    return replace(outcome, messages=tuple(left))


def leads_of(team: Team, now: datetime) -> tuple[str, ...]:
    """Addresses of the EM and the PM of today, in this order."""
    today = now.astimezone(ZoneInfo(team.zone)).date()
    return tuple(
        member.email
        for role in ("em", "pm")
        for member in team.members
        if member.role == role
        and (member.since is None or member.since <= today)
        and (member.until is None or today <= member.until)
    )


def _is_told_already(handoff: Handoff, turn: Turn, brief: Brief) -> bool:
    """Whether the same people merely have other names, as after a move to another service."""
    if turn.memory is None or not handoff.is_rewritten:
        return False
    before = {brief.user(person) for person in turn.memory.last.people}
    return "" not in before and before == {brief.user(person) for person in handoff.people}


def _tell_handoff(
    handoff: Handoff, brief: Brief, messages: list[Message], unseen: list[str]
) -> bool:
    """Announce it; who cannot be reached by that name is told to others, instead or besides."""
    wrong = [brief.people[p] for p in handoff.incoming if brief.people[p].user is None]
    if unknown := [one for one in wrong if one.kind is ProblemKind.UNKNOWN_PERSON]:
        unseen += [_say_unknown(one, brief) for one in unknown]
        return False
    look_back = timedelta(days=policy_of(brief.team).look_back_days)
    expires = min(handoff.start + look_back, handoff.end or handoff.start + look_back)
    if wrong:
        messages.append(tell_unresolved(handoff, wrong, brief, expires))
    if len(wrong) == len(handoff.incoming):
        return False
    messages += announce(handoff, brief, expires)
    for person in handoff.incoming:
        messages += tell_incoming(handoff, person, brief, expires)
    for person in handoff.outgoing:
        messages += tell_outgoing(handoff, person, brief, expires)
    return True


def _ask(handoff: Handoff, brief: Brief) -> Asked:
    """Ask whoever takes over and can answer to confirm it."""
    reached = tuple(person for person in handoff.incoming if brief.user(person))
    return Asked(subject=handoff.subject, incoming=reached, start=handoff.start)


def _say_unknown(identity: Identity, brief: Brief) -> str:
    return f"{brief.rotation}: {identity.person} {identity.why}. {identity.remedy}"


def _ladder(asked: Asked | None, confirmation: Confirmation, brief: Brief) -> list[Message]:
    if asked is None:
        return []
    team, parent = brief.team, f"{brief.file}/{KIND}/{asked.subject}"
    working_time = team_working_time(team, brief.now)
    rungs = rungs_due(confirmation.told_at, policy_of(team), working_time, brief.now)
    messages = []
    if "reminder" in rungs:
        messages.append(remind(asked, parent, brief, brief.now + SOON))
    if "leads" in rungs:
        leads = [brief.mentions([one]) for one in leads_of(team, brief.now) if brief.user(one)]
        messages.append(escalate(asked, leads, confirmation.address, brief, brief.now + SOON))
    return messages


def _moves(turn: Turn, brief: Brief) -> list[Message]:
    if turn.memory is None:
        return []
    seen_at = turn.memory.seen_at
    told = (tell_move(move, brief, seen_at, brief.now + SOON) for move in _by_user(turn, brief))
    return [message for message in told if message is not None]


def _by_user(turn: Turn, brief: Brief) -> list[Move]:
    """Put together the moves of each Slack user: a new name for the same shift is no move."""
    found: dict[str, Move] = {}
    for move in turn.moves:
        user = brief.user(move.person)
        other = found.get(user, replace(move, lost=(), gained=()))
        lost, gained = (*other.lost, *move.lost), (*other.gained, *move.gained)
        found[user] = replace(move, lost=_without(lost, gained), gained=_without(gained, lost))
    return [move for user, move in found.items() if user and (move.lost or move.gained)]


def _without(spells: tuple[Spell, ...], others: tuple[Spell, ...]) -> tuple[Spell, ...]:
    times = {(other.start, other.end) for other in others}
    return tuple(spell for spell in spells if (spell.start, spell.end) not in times)
