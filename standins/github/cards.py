"""Cards come onto a board, move and are put away; the timeline of their issue tells of it."""

from datetime import datetime

from standins.github.hub import Hub
from standins.github.records import Board, Card, Draft, Event, Field, Issue, Option, Value


def add_card(hub: Hub, board: Board, content: Issue | Draft, actor: str, at: datetime) -> Card:
    """The card of an issue or draft on a board, made at its end if there is none."""
    for card in hub.cards_of(content):
        if card.board is board:
            return card
    card = Card(
        id=f"PVTI_{hub.next_number()}",
        board=board,
        content=content,
        creator=actor,
        created_at=at,
        updated_at=at,
    )
    hub.place(card)
    _tell(hub, card, Event(kind="AddedToProjectV2Event", actor=actor, at=at))
    return card


def add_draft(hub: Hub, board: Board, title: str, actor: str, at: datetime) -> Card:
    """A draft's card on a board, made at its end if no draft there has this title."""
    for card in board.cards:
        if isinstance(card.content, Draft) and card.content.title == title:
            return card
    draft = Draft(
        id=f"DI_{hub.next_number()}",
        title=title,
        body="",
        author=actor,
        created_at=at,
        updated_at=at,
    )
    hub.nodes[draft.id] = draft
    return add_card(hub, board, draft, actor, at)


def set_value(hub: Hub, card: Card, chosen: tuple[Field, Option], actor: str, at: datetime) -> None:
    """Put a card's field to one of its options; a new Status is told on the timeline."""
    field, option = chosen
    before = card.values.get(field.id)
    card.values[field.id] = Value(option=option, updated_at=at)
    card.updated_at = at
    if not (before and before.option is option):
        _tell_status(hub, card, field, (before, option), actor, at)


def clear_value(hub: Hub, card: Card, field: Field, actor: str, at: datetime) -> None:
    """Leave a card's field empty."""
    before = card.values.pop(field.id, None)
    if before is None:
        return
    card.updated_at = at
    _tell_status(hub, card, field, (before, None), actor, at)


def archive(card: Card, at: datetime, *, archived: bool) -> None:
    """Put a card away, or back onto the board; no timeline tells of it."""
    if card.archived is not archived:
        card.archived, card.updated_at = archived, at


def rank(card: Card, above: Card | None) -> None:
    """Put a card right above another one, or at the end of its board."""
    cards = card.board.cards
    cards.remove(card)
    cards.insert(len(cards) if above is None else cards.index(above), card)


def remove_card(hub: Hub, card: Card, actor: str, at: datetime) -> None:
    """Take a card off its board; the issue itself stays."""
    card.board.cards.remove(card)
    hub.cards_of(card.content).remove(card)
    del hub.nodes[card.id]
    _tell(hub, card, Event(kind="RemovedFromProjectV2Event", actor=actor, at=at))


def _tell_status(
    hub: Hub,
    card: Card,
    field: Field,
    change: tuple[Value | None, Option | None],
    actor: str,
    at: datetime,
) -> None:
    if field is not card.board.status:
        return
    before, after = change
    # Names, not options: the timeline keeps what a column was called then.
    told = {
        "previousStatus": before.option.name if before else "",
        "status": after.name if after else "",
    }
    kind = "ProjectV2ItemStatusChangedEvent"
    _tell(hub, card, Event(kind=kind, actor=actor, at=at, details=told))


def _tell(hub: Hub, card: Card, event: Event) -> None:
    if isinstance(card.content, Draft):
        card.content.updated_at = max(card.content.updated_at, event.at)
        return
    event.details["board"] = card.board
    hub.record(card.content, event)
