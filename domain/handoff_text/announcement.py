"""The channel reads once who takes over, what is open, how the shift was, and what lies ahead."""

from __future__ import annotations

from datetime import timedelta
from itertools import accumulate
from typing import TYPE_CHECKING

from domain.handoff.outlook import absences_in, day_span
from domain.handoff.records import Spell
from domain.handoff_text.brief import WARNING_LIMIT
from domain.handoff_text.figures import figure_lines
from domain.handoff_text.rows import groups
from domain.message import Message
from domain.pages import Group, paginate
from domain.slack_blocks import TEXT_LIMIT, inert, sections

if TYPE_CHECKING:
    from datetime import datetime

    from domain.handoff import Handoff
    from domain.handoff.outlook import Prospect
    from domain.handoff_text.brief import Brief

KIND = "handoff"
REPLY_LIMIT = 9000  # characters of a reply in its thread
AHEAD_SHOWN = 8  # coming spells in the message itself; the others are in its thread
LIST_AT_LEAST = 800  # characters that the list of requests gets on the first page


def announce(handoff: Handoff, brief: Brief, expires_at: datetime) -> tuple[Message, ...]:
    """Write the channel's message and what goes into its thread; it mentions who takes over.

    Args:
        handoff: Who takes over from whom.
        brief: Everything there is to say.
        expires_at: From when on it would mislead.
    """
    head, figures = _head(handoff, brief), figure_lines(brief)
    rows = [_prospect(one, brief) for one in brief.prospects]
    room = TEXT_LIMIT - len(head) - len(figures) - 200
    count = _fitting(rows[:AHEAD_SHOWN], room - LIST_AT_LEAST)
    shown = _ahead(rows[:count], len(rows) > count)
    tail = [part for part in (figures, shown) if part]
    pages = paginate(groups(brief.items, brief), max(room - len(shown), LIST_AT_LEAST), REPLY_LIMIT)
    if rows[count:]:
        pages += paginate([_rest(rows[count:])], REPLY_LIMIT, REPLY_LIMIT)
    hint = ["_The rest is in the thread._"] if len(pages) > 1 else []
    parent = _message([head, *pages[0], *hint, *tail], handoff, brief, expires_at)
    return parent, *(
        _message(page, handoff, brief, expires_at, page=number, parent=parent.key)
        for number, page in enumerate(pages[1:], start=2)
    )


def _head(handoff: Handoff, brief: Brief) -> str:
    gone = brief.names(handoff.outgoing)
    ask = "please react to this message, or reply, so that everybody knows you have it."
    lines = [
        f"*Handoff of {brief.what}: {gone} → {brief.mentions(handoff.incoming)}*",
        shift_line(handoff, brief),
        f"{brief.mentions(handoff.incoming)}: {ask}",
    ]
    return "\n".join([*lines, *_away(handoff, brief), *_open(brief)])


def shift_line(handoff: Handoff, brief: Brief, *, to_you: bool = False) -> str:
    """Say until when, why, and who comes next; in the channel, or to one who takes over."""
    is_are = "is" if len(handoff.incoming) == 1 else "are"
    subject = "You are" if to_you else f"{brief.names(handoff.incoming)} {is_are}"
    why = f" ({inert(brief.why, WARNING_LIMIT)})" if brief.why else ""
    until = f" until {brief.when(handoff.end)}" if handoff.end else ""
    after = f"; then {brief.names(handoff.following)}" if handoff.following_is_known else ""
    return f"{subject} on call{why}{until}{after}."


def _away(handoff: Handoff, brief: Brief) -> list[str]:
    """Warn where somebody takes over who is away by the team file."""
    spell = Spell(
        people=handoff.people, start=brief.now, end=handoff.end or brief.now + timedelta(days=7)
    )
    return [
        f":warning: {brief.name(person)} is on holiday {day_span(since, until)} by the team file."
        for person in handoff.incoming
        for since, until in absences_in(person, spell, brief.team)
    ]


def _open(brief: Brief) -> list[str]:
    if brief.requests is None:
        return []
    is_empty = not (brief.items or brief.cards or brief.unseen)
    return ["Nothing that Goalie can see is open."] if is_empty else brief.unseen


def _ahead(rows: list[str], is_cut: bool) -> str:  # noqa: FBT001  what was left out
    if not rows and not is_cut:
        return ""
    return "\n".join(["*The next four weeks*", *rows, *(["…"] if is_cut else [])])


def _fitting(rows: list[str], room: int) -> int:
    """How many of the first rows fit."""
    return sum(1 for total in accumulate(len(row) + 1 for row in rows) if total <= room)


def _rest(rows: list[str]) -> Group:
    return Group(heading="*The next four weeks, continued*", rows=tuple(rows))


def _prospect(prospect: Prospect, brief: Brief) -> str:
    spell = prospect.spell
    until = "on" if prospect.goes_on else f"to {brief.when(spell.end)}"
    who = f":warning: *{brief.names(())}*" if spell.is_gap else brief.names(spell.people)
    wrong = "".join(f" :warning: {inert(w, WARNING_LIMIT)}." for w in prospect.warnings)
    return f"• From {brief.when(spell.start)} {until}: {who}.{wrong}"


def _message(
    paragraphs: list[str],
    handoff: Handoff,
    brief: Brief,
    expires_at: datetime,
    *,
    page: int = 1,
    parent: str = "",
) -> Message:
    return Message(
        team=brief.file,
        kind=KIND,
        rung=f"page-{page}" if parent else "",
        subject=handoff.subject,
        channel=brief.team.channels.team,
        text="\n".join(paragraphs),
        blocks=sections(paragraphs),
        thread_of=parent,
        expires_at=expires_at,
    )
