"""A board is checked before it is read: a renamed column must never look like an empty one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from domain.board import BoardFields, missing_from_board
from domain.errors import GoalieError
from domain.issue import UnknownBoard
from domain.words import enumerate_words
from domain.work_item import BoardRead, TrackingIssue, WorkItem
from tasks.board.cards import Gathered, gather_all, gather_live
from tasks.board.gaps import count_gaps
from tasks.board.histories import add_histories
from tasks.board.question import BoardQuestion
from tasks.board.tracking import gather_tracking, search_gaps
from tasks.clients.github import GithubClient, remedy_for
from tasks.clients.github.boards import Asking, Found, FoundIssue, Overview, get_overview

_BAD_TIMES = "the card counts, but not what it is about"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Labelled:
    """What only a whole read looks for: issues by their labels, and what of them is not known."""

    tracking: tuple[TrackingIssue, ...] = ()
    retro_actions: tuple[WorkItem, ...] = ()
    gaps: Sequence[str] = ()


async def read_board(
    client: GithubClient, question: BoardQuestion, remembered: Mapping[str, WorkItem]
) -> BoardRead | UnknownBoard:
    """Read a board with one client.

    Args:
        client: A new one: what it spent is what the reading cost.
        question: What is asked for.
        remembered: Id → the card as it was last read.
    """
    asking = Asking(client=client)
    is_whole = question.whole or not remembered or not question.is_filterable
    owner, number = question.board.owner, question.board.number
    try:
        searches = question.searches() if is_whole else None
        overview = await get_overview(asking, owner, number, searches)
        missing = missing_from_board(overview.fields, question.board, question.digests)
        if missing:
            return _not_as_configured(missing)
        gathered = await _gather(asking, question, overview.id, remembered, is_whole=is_whole)
    except GoalieError as error:
        return UnknownBoard(why=str(error), remedy=remedy_for(error))
    items, gaps = await add_histories(asking, question, overview.id, gathered, remembered)
    ranked = _ranked(items, live=len(gathered.read))
    labelled = _Labelled()
    if is_whole:
        labelled = await _labelled(asking, question, overview, gathered, ranked)
    return BoardRead(
        read_at=question.now,
        owner=owner,
        number=number,
        columns=_columns(overview.fields, question),
        items=ranked,
        is_whole=is_whole,
        tracking=labelled.tracking,
        retro_actions=labelled.retro_actions,
        redacted=sum(item.type == "redacted" for item in ranked),
        gaps=(*gathered.gaps, *_hidden(gathered), *gaps, *labelled.gaps),
        requests=len(client.spent),
        points=sum(int(one.get("cost", 0)) for one in client.spent),
    )


async def _gather(
    asking: Asking,
    question: BoardQuestion,
    board_id: str,
    remembered: Mapping[str, WorkItem],
    *,
    is_whole: bool,
) -> Gathered:
    if is_whole:
        return await gather_all(asking, question, board_id)
    return await gather_live(asking, question, board_id, remembered)


def _not_as_configured(missing: Sequence[tuple[str, str]]) -> UnknownBoard:
    keys = enumerate_words([f"`{key}`" for key in dict.fromkeys(key for _, key in missing)])
    return UnknownBoard(
        why="; ".join(sentence for sentence, _ in missing),
        remedy=f"Correct {keys} in the team file, or give back the old name on the board; a column"
        " that was renamed for good also belongs under `digests.columns.aliases`.",
    )


def _columns(fields: BoardFields, question: BoardQuestion) -> tuple[str, ...]:
    return tuple(fields.options[question.board.status_field])


def _ranked(items: Sequence[WorkItem], live: int) -> tuple[WorkItem, ...]:
    """Cards read now first, in queue order, archived ones last."""
    places = sorted(range(len(items)), key=lambda place: (items[place].archived, place >= live))
    return tuple(replace(items[place], rank=rank) for rank, place in enumerate(places))


def _hidden(gathered: Gathered) -> list[str]:
    reasons = [card.hidden for card in gathered.read.values() if card.hidden]
    return count_gaps(reasons, "card", "The content of ", _BAD_TIMES)


async def _labelled(
    asking: Asking,
    question: BoardQuestion,
    overview: Overview,
    gathered: Gathered,
    items: Sequence[WorkItem],
) -> _Labelled:
    tracking, gaps = await gather_tracking(
        asking, question.digests.tracking_label, gathered, overview.tracking
    )
    on_board = {item.content_id: item for item in items if item.content_id}
    searched = (overview.open_actions, overview.closed_actions)
    return _Labelled(
        tracking=tracking,
        retro_actions=tuple(
            on_board.get(issue.id) or _without_card(issue)
            for found in searched
            for issue in found.issues
        ),
        gaps=[*gaps, *_action_gaps(searched)],
    )


def _action_gaps(searched: Sequence[Found]) -> list[str]:
    return [gap for found in searched for gap in search_gaps(found, "actions of past retros")]


def _without_card(issue: FoundIssue) -> WorkItem:
    """An issue that need not be on the board: it has no column, and no history is asked for."""
    return WorkItem(
        id=issue.id,
        type="issue",
        rank=0,
        column="",
        entered_at=None,
        archived=False,
        priority="",
        stream="",
        content_id=issue.id,
        ref=issue.ref,
        title=issue.title,
        url=issue.url,
        is_private=issue.is_private,
        state=issue.state,
        state_reason=issue.state_reason,
        labels=issue.labels,
        assignees=issue.assignees,
        created_at=issue.created_at,
        closed_at=issue.closed_at,
        updated_at=issue.updated_at,
    )
