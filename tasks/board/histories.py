"""A history is asked for where a card changed since it was remembered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from domain.errors import GoalieError
from domain.issue import IssueEvent
from domain.words import count_words
from domain.work_item import WorkItem
from tasks.board.cards import Gathered
from tasks.board.gaps import count_gaps
from tasks.board.question import BoardQuestion
from tasks.clients.github import is_hopeless
from tasks.clients.github.boards import PAGE, Asking, Histories, ReadCard, get_histories

_OLD = "what is known of them may be old"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """Node ids of issues whose timeline is asked for, and of those that are blocked."""

    histories: Sequence[str]
    blocked: Mapping[str, int]


async def add_histories(
    asking: Asking,
    question: BoardQuestion,
    board_id: str,
    gathered: Gathered,
    remembered: Mapping[str, WorkItem],
) -> tuple[list[WorkItem], list[str]]:
    """Give every card its history, and what blocks it.

    Returns:
        The cards, those read now before those remembered; and a sentence for each gap.
    """
    known = [_with_what_is_known(card, remembered.get(one)) for one, card in gathered.read.items()]
    items = [*known, *gathered.kept]
    wanted = _Wanted(
        histories=[one.content_id for one in items if _needs_history(one, question)],
        blocked={
            card.item.content_id: card.blockers
            for card in gathered.read.values()
            if card.blockers and card.item.content_id
        },
    )
    found = await _ask_all(asking, board_id, wanted)
    aliases = question.digests.columns.aliases
    complete = [_complete(one, found, wanted, aliases) for one in items]
    return complete, _gaps(asking, found, wanted)


def _with_what_is_known(card: ReadCard, old: WorkItem | None) -> WorkItem:
    """Take the history over; where the card changed since, it is not whole any more."""
    item = card.item
    if card.hidden and old is not None and old.content_id:
        return replace(
            old,
            rank=item.rank,
            column=item.column,
            entered_at=item.entered_at,
            archived=item.archived,
            priority=item.priority,
            stream=item.stream,
            lacks_history=old.type == "issue",
        )
    if item.type != "issue":
        return item
    if old is None:
        return replace(item, lacks_history=True)
    return replace(
        item,
        events=old.events,
        blocked_by=old.blocked_by,
        lacks_history=old.lacks_history or _shows(old) != _shows(item),
    )


def _shows(item: WorkItem) -> tuple[object, ...]:
    """What tells that a card changed; two changes within a second have one time."""
    return item.updated_at, item.column, item.state, item.content_id


def _needs_history(item: WorkItem, question: BoardQuestion) -> bool:
    is_past = item.closed_at is not None and item.closed_at < question.begins
    return item.lacks_history and bool(item.content_id) and not is_past


async def _ask_all(asking: Asking, board_id: str, wanted: _Wanted) -> Histories:
    found, hopeless = Histories(), ""
    batches = zip_longest(
        _batches(wanted.histories), _batches(list(wanted.blocked)), fillvalue=list[str]()
    )
    for ids, blocked in batches:
        try:
            if hopeless:
                _lose(found, ids, blocked, hopeless)
            else:
                _merge(found, await get_histories(asking, board_id, ids, blocked))
        except GoalieError as error:
            _lose(found, ids, blocked, str(error))
            hopeless = str(error) if is_hopeless(error) else ""
    return found


def _batches(ids: Sequence[str]) -> Iterable[list[str]]:
    return [list(ids[start : start + PAGE]) for start in range(0, len(ids), PAGE)]


def _merge(found: Histories, news: Histories) -> None:
    found.events.update(news.events)
    found.blockers.update(news.blockers)
    found.wrong.update(news.wrong)
    found.unseen.update(news.unseen)


def _lose(found: Histories, ids: Iterable[str], blocked: Iterable[str], why: str) -> None:
    found.wrong.update(dict.fromkeys(ids, why))
    found.unseen.update(dict.fromkeys(blocked, why))


def _complete(
    item: WorkItem, found: Histories, wanted: _Wanted, aliases: Mapping[str, str]
) -> WorkItem:
    issue = item.content_id
    events = found.events.get(issue, item.events)
    still_lacks = item.lacks_history and issue in found.wrong
    is_blocked = issue in wanted.blocked
    return replace(
        item,
        events=tuple(_renamed(event, aliases) for event in events) if aliases else events,
        blocked_by=found.blockers.get(issue, item.blocked_by) if is_blocked else (),
        lacks_history=still_lacks,
    )


def _renamed(event: IssueEvent, aliases: Mapping[str, str]) -> IssueEvent:
    if event.kind != "card_moved" or event.subject not in aliases:
        return event
    return replace(event, subject=aliases[event.subject])


def _gaps(asking: Asking, found: Histories, wanted: _Wanted) -> list[str]:
    gaps = count_gaps(found.wrong.values(), "card", "The history of ", _OLD)
    gaps += count_gaps(found.unseen.values(), "card", "What blocks ", _OLD)
    hidden = [one for one, refs in found.blockers.items() if len(refs) < wanted.blocked[one]]
    if hidden:
        gaps.append(
            f"The token cannot see all that blocks {count_words(len(hidden), 'card')}: less may"
            " look blocked than is."
        )
    if "dependencies" in asking.unknown:
        gaps.append("This GitHub does not tell which issues block which.")
    return gaps
