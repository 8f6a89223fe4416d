"""One line says of a request its age, its requester, and the one next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.guideline import name_issue
from domain.handoff.inventory import PILES
from domain.membership_text import local_time
from domain.pages import Group
from domain.request_text.phrases import TITLE_LIMIT, how_late, linked_title, name, say_age
from domain.slack_blocks import escape, link, truncate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from domain.handoff.inventory import Item, Pile
    from domain.handoff_text.brief import Brief
    from domain.sla.clock import Clock, ClockKind
    from domain.standing import Context, Standing
    from domain.work_item import WorkItem

NEXT_STEPS: dict[ClockKind, str] = {
    "acknowledgement": "acknowledge it, best with an ETA",
    "answer": "answer",
    "next_response": "reply",
    "update": "give an update",
}


def groups(items: Iterable[Item], brief: Brief, bullet: str = "•") -> Iterator[Group]:
    """Lay out what is handed over, pile by pile."""
    requests = brief.requests
    if requests is None:
        return
    context = requests.context
    piles: dict[Pile, list[str]] = {}
    for item in items:
        piles.setdefault(item.pile, []).append(f"{bullet} {row(item.standing, context)}")
    for card in brief.cards:
        piles.setdefault("without_owner", []).append(f"{bullet} {_card(card, context)}")
    for pile, rows in sorted(piles.items(), key=lambda one: PILES.index(one[0])):
        yield Group(heading=f"*{_heading(pile, context)}* ({len(rows)})", rows=tuple(rows))


def row(standing: Standing, context: Context) -> str:
    """Say in one line, as mrkdwn, how a request stands and what comes next."""
    request = standing.request
    requester = escape(name(request.requester, context))
    age = say_age(request.opened_at, request.priority, context)
    head = f"{linked_title(standing, context)} ({escape(request.priority)})"
    known = f"{_owner(standing, context)}{_promise(standing, context)}"
    return f"{head}: {requester}, {age} ago{known}. {step(standing, context)}"


def step(standing: Standing, context: Context) -> str:
    """The one next step."""
    clock = standing.pressing
    if clock is not None:
        return f"Next: {_clock_step(clock, context)}."
    if standing.state.status == "waiting_on_requester":
        requester = escape(name(standing.request.requester, context))
        return f"Next: {requester} replies; ask again if it stays quiet."
    if not standing.state.owner:
        return "Next: find an owner."
    return "Next: finish it; nobody waits for a word."


def _card(card: WorkItem, context: Context) -> str:
    """A card without a request; the title of a private issue is not shown."""
    name = name_issue(card.ref) if card.ref else "a draft"
    plain = name if card.is_private or not card.title else f"{name}: {card.title}"
    since = card.entered_at
    days = f", in the list for {say_age(since, _any_priority(context), context)}" if since else ""
    return f"{link(card.url, truncate(plain, TITLE_LIMIT))}{days}. Next: find an owner."


def _any_priority(context: Context) -> str:
    """Ages of cards are told as those of usual requests."""
    return context.requests.default_priority


def _clock_step(clock: Clock, context: Context) -> str:
    due = local_time(clock.due, context.team.zone)
    late = how_late(clock, context)
    if clock.kind == "eta":
        who = escape(name(clock.promised_by, context))
        if clock.is_overdue:
            return f"{who} promised it for {due} ({late}): say how it went, or give a new ETA"
        return f"{who} promised it for {due} ({late}): keep that, or give a new ETA"
    return f"{NEXT_STEPS[clock.kind]}, due {due} ({late})"


def _owner(standing: Standing, context: Context) -> str:
    owner = standing.state.owner
    return f", {escape(name(owner, context))} has it" if owner else ""


def _promise(standing: Standing, context: Context) -> str:
    """What was promised, where something else is due before."""
    etas = [c for c in standing.awaited if c.kind == "eta" and c is not standing.pressing]
    return "".join(
        f", {escape(name(eta.promised_by, context))} promised it for"
        f" {local_time(eta.due, context.team.zone)}"
        for eta in etas[:1]
    )


def _heading(pile: Pile, context: Context) -> str:
    match pile:
        case "urgent":
            return escape(", ".join(context.requests.urgent))
        case "unacknowledged":
            return "Waiting for a first sign"
        case "waiting_on_us":
            return "Waiting on us"
        case "in_progress":
            return "In progress"
        case "without_owner":
            return escape(f"In “{context.requests.board.support_list}” without owner")
        case "waiting_on_requester":
            return "Waiting on the requester"
