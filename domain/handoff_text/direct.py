"""Both people read alone what is theirs: a checklist to take over, and what still names them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.handoff.inventory import names_person
from domain.handoff_text.announcement import KIND, shift_line
from domain.handoff_text.rows import groups, row
from domain.message import Message
from domain.pages import Group, paginate
from domain.slack_blocks import escape, link, sections
from domain.words import count_words, enumerate_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from domain.handoff import Handoff, Move, Spell
    from domain.handoff_text.brief import Brief

TITLE_LIMIT = 80
REPLY_LIMIT = 9000
OVERRIDES = {
    "opsgenie": (
        "To swap or give away a part of it: OpsGenie → Who is on-call → the schedule → Add override"
        " (yourself out, somebody else in). Goalie follows within five minutes."
    ),
    "jsm": (
        "To swap or give away a part of it: JSM → Operations → On-call → the schedule → Override."
        " Goalie follows within five minutes."
    ),
}


def tell_incoming(
    handoff: Handoff, person: str, brief: Brief, expires_at: datetime
) -> tuple[Message, ...]:
    """Write the checklist to one person who takes over; empty where they have no account."""
    place = brief.team.channels.team
    channel = escape(place) if place.startswith("#") else f"<#{place}>"
    head = "\n".join(
        [
            f"*You take over {brief.what} from {brief.names(handoff.outgoing)}.*",
            shift_line(handoff, brief, to_you=True),
            f":white_large_square: Confirm it: react to the handoff in {channel}, or reply there.",
            *brief.unseen,
        ]
    )
    return _direct(head, _checklist(brief), places(brief), handoff, person, brief, expires_at)


def tell_outgoing(
    handoff: Handoff, person: str, brief: Brief, expires_at: datetime
) -> tuple[Message, ...]:
    """Write to one person whose shift ended what still names them."""
    user, requests = brief.user(person), brief.requests
    head = (
        f"*Your shift on {brief.what} is over: {brief.names(handoff.incoming)} took over.* Thanks!"
    )
    if requests is None:
        return _direct(head, [], "", handoff, person, brief, expires_at)
    rows = [
        f"• {row(item.standing, requests.context)}"
        for item in brief.items
        if names_person(item.standing, user)
    ]
    count = count_words(len(rows), "request")
    heading = f"*{count} still {'names' if len(rows) == 1 else 'name'} you*: finish, or hand on"
    nothing = "Nothing that Goalie can see names you any more."
    tail = "\n".join([*([] if rows else [nothing]), *brief.unseen])
    return _direct(
        head, [Group(heading=heading, rows=tuple(rows))], tail, handoff, person, brief, expires_at
    )


def tell_move(move: Move, brief: Brief, seen_at: datetime, expires_at: datetime) -> Message | None:
    """Tell one person that a coming shift of theirs moved; None where they have no account."""
    user = brief.user(move.person)
    if not user:
        return None
    lost, gained = _spans(move.lost, move, brief), _spans(move.gained, move, brief)
    if lost and gained:
        news = f"Your shift on {brief.what} moved from {lost} to {gained}."
    elif lost:
        news = f"Your shift on {brief.what} from {lost} is no longer yours."
    else:
        news = f"You have a new shift on {brief.what}: from {gained}."
    paragraphs = [f"{news} So says the schedule now; if that is wrong, correct it there."]
    return Message(
        team=brief.file,
        kind="shift-moved",
        rung=user,
        subject=f"{brief.rotation}/{int(seen_at.timestamp())}",
        channel=user,
        text="\n".join(paragraphs),
        blocks=sections(paragraphs),
        expires_at=expires_at,
    )


def _checklist(brief: Brief) -> list[Group]:
    piles = groups(brief.items, brief, ":white_large_square:")
    rows = [one for pile in piles for one in pile.rows]
    heading = f"*{count_words(len(rows), 'thing')} to look at, in this order*"
    return [Group(heading=heading, rows=tuple(rows))]


def places(brief: Brief) -> str:
    """Where things are, and how to take an override."""
    policy, requests = brief.team.handoff, brief.team.requests
    links = dict(policy.links) if policy else {}
    if requests is not None:
        board = requests.board
        address = f"https://github.com/orgs/{board.owner}/projects/{board.number}"
        links = {"Board": address} | links
    shown = [link(address, inert_title(title)) for title, address in links.items()]
    lines = [f"*Where things are*: {' · '.join(shown)}"] if shown else []
    return "\n".join([*lines, OVERRIDES[brief.team.on_call_source]])


def inert_title(title: str) -> str:
    """Keep a title short; it is escaped where it is linked."""
    return title[:TITLE_LIMIT]


def _spans(spells: Sequence[Spell], move: Move, brief: Brief) -> str:
    def say(spell: Spell) -> str:
        """What lies beyond the look ahead is not known."""
        until = "" if spell.end >= move.until else f" (until {brief.when(spell.end)})"
        return f"{brief.when(spell.start) if spell.start > brief.now else 'now'}{until}"

    return enumerate_words([say(spell) for spell in spells])


def _direct(
    head: str,
    listed: Sequence[Group],
    tail: str,
    handoff: Handoff,
    person: str,
    brief: Brief,
    expires_at: datetime,
) -> tuple[Message, ...]:
    user = brief.user(person)
    if not user:
        return ()
    pages = paginate([group for group in listed if group.rows], REPLY_LIMIT, REPLY_LIMIT)
    pages[0] = [head, *pages[0]]
    pages[-1] = [*pages[-1], *([tail] if tail else [])]
    return tuple(
        Message(
            team=brief.file,
            kind=KIND,
            rung=user if number == 1 else f"{user}-{number}",
            subject=handoff.subject,
            channel=user,
            text="\n".join(page),
            blocks=sections(page),
            expires_at=expires_at,
        )
        for number, page in enumerate(pages, start=1)
    )
