"""All cards of a board, or those of the live columns with the others as they are remembered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from domain.errors import GoalieError
from domain.words import count_words
from domain.work_item import WorkItem
from tasks.board.gaps import count_gaps
from tasks.board.question import BoardQuestion
from tasks.clients.github import is_hopeless
from tasks.clients.github.boards import (
    PAGE,
    Asking,
    CardFilter,
    ReadCard,
    get_cards,
    get_cards_page,
)
from tasks.clients.github.calls import unknown_shape

EVERYTHING = CardFilter(with_archived=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The cards of one reading.

    Attributes:
        read: Id → the card as it is now, in queue order.
        kept: Cards that were not read again, as they are remembered.
        gaps: A sentence for each thing that could not be read.
    """

    read: dict[str, ReadCard] = field(default_factory=dict)
    kept: list[WorkItem] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)


async def gather_all(asking: Asking, question: BoardQuestion, board_id: str) -> Gathered:
    """Read every card; archived ones that were closed too long ago are left out.

    Raises:
        GoalieError: A page could not be read: it is not known which cards there are.
    """
    found = Gathered()
    await _add_pages(asking, question, board_id, EVERYTHING, found)
    if "archived cards" in asking.unknown:
        found.gaps.append(
            "This GitHub does not give archived cards: what was finished and put away is missing."
        )
    past = [one for one, card in found.read.items() if _is_past(card.item, question)]
    for one in past:
        del found.read[one]
    return found


async def gather_live(
    asking: Asking, question: BoardQuestion, board_id: str, remembered: Mapping[str, WorkItem]
) -> Gathered:
    """Read the live columns, what was finished since the last reading, and what left both.

    Args:
        asking: Whom to ask.
        question: What is asked for.
        board_id: Node id of the board.
        remembered: Id → the card as it was last read; not empty.

    Raises:
        GoalieError: A page could not be read: it is not known which cards there are.
    """
    found = Gathered()
    # What changed after the last reading changed after all that is remembered.
    since = max(item.updated_at for item in remembered.values())
    for wanted in question.live_filters(since):
        await _add_pages(asking, question, board_id, wanted, found)
        if "filters" in asking.unknown:
            return await gather_all(asking, question, board_id)
    others = {one: item for one, item in remembered.items() if one not in found.read}
    live = set(question.live)
    left = [one for one, item in others.items() if item.column in live and not item.archived]
    gone = await _add_left(asking, question, left, found)
    found.kept.extend(
        item for one, item in others.items() if one not in found.read and one not in gone
    )
    return found


async def _add_pages(
    asking: Asking, question: BoardQuestion, board_id: str, wanted: CardFilter, found: Gathered
) -> None:
    after: str | None = None
    lost: list[str] = []
    seen: set[str] = set()
    while True:
        page = await get_cards_page(asking, board_id, question.names, wanted, after)
        # A card that people move meanwhile may come twice.
        found.read.update({card.item.id: card for card in page.cards})
        seen |= {card.item.id for card in page.cards}
        lost += page.lost
        if page.after is None:
            break
        if page.after == after:
            raise unknown_shape("the cards of the board")
        after = page.after
    await _look_again(asking, question, seen, found)
    missing = page.total - len(seen) - len(lost)
    if missing > 0:
        found.gaps.append(
            f"GitHub counts {count_words(page.total, 'card')} and gave {missing} fewer: the figures"
            " are without them."
        )
    found.gaps.extend(count_gaps(lost, "card", "", "the figures are without them"))


async def _look_again(
    asking: Asking, question: BoardQuestion, ids: Iterable[str], found: Gathered
) -> None:
    """Ask once more for contents that failed: most of GitHub's failures within an answer pass."""
    hidden = [one for one in ids if found.read[one].hidden][:PAGE]
    if not hidden:
        return
    try:
        cards, _ = await get_cards(asking, hidden, question.names)
    except GoalieError as error:
        if is_hopeless(error):
            raise
        return  # what is known of these cards still holds, and why the rest is not
    found.read.update({one: card for one, card in cards.items() if card is not None})


async def _add_left(
    asking: Asking, question: BoardQuestion, ids: list[str], found: Gathered
) -> set[str]:
    """Read cards that have left the live columns; gives those that left the board."""
    gone: set[str] = set()
    reasons: list[str] = []
    for start in range(0, len(ids), PAGE):
        batch = ids[start : start + PAGE]
        try:
            cards, lost = await get_cards(asking, batch, question.names)
        except GoalieError as error:
            if is_hopeless(error):
                raise
            reasons += [str(error)] * len(batch)
            continue
        reasons += lost
        found.read.update({one: card for one, card in cards.items() if card is not None})
        gone |= {one for one, card in cards.items() if card is None}
    then = "they are shown as they were"
    found.gaps.extend(count_gaps(reasons, "card", "", then))
    return gone


def _is_past(item: WorkItem, question: BoardQuestion) -> bool:
    closed = item.closed_at
    return item.archived and closed is not None and closed < question.begins
