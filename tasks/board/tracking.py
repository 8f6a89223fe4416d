"""Tracking issues are counted by their leaves, whatever the number of levels above them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from domain.errors import GoalieError
from domain.words import count_words
from domain.work_item import TrackingIssue
from tasks.board.cards import Gathered
from tasks.board.gaps import count_gaps
from tasks.clients.github import is_hopeless
from tasks.clients.github.boards import (
    PAGE,
    Asking,
    Children,
    Found,
    FoundIssue,
    SubIssue,
    get_sub_issues,
)

_NOT_WORK = {"NOT_PLANNED", "DUPLICATE"}


async def gather_tracking(
    asking: Asking, label: str, gathered: Gathered, searched: Found
) -> tuple[tuple[TrackingIssue, ...], list[str]]:
    """Count the open tracking issues that are on the board, above its cards, or were searched.

    Returns:
        Those that could be counted; and a sentence for each gap.
    """
    gaps = search_gaps(searched, "tracking issues that are not on the board")
    if "parents" in asking.unknown:
        gaps.append(
            "This GitHub does not tell which issue a card is a part of: tracking issues are known"
            " by their labels alone."
        )
    candidates = dict.fromkeys(
        [
            *_labelled(label, gathered),
            *(issue.id for issue in searched.issues),
            *(above for card in gathered.read.values() for above in card.above),
        ]
    )
    children = await _all_children(asking, list(candidates))
    reasons = [one.why for one in children.values() if one.why]
    then = "tracking issues above them are missing"
    gaps += count_gaps(reasons, "issue", "The sub-issues of ", then)
    tracking = []
    for node_id in candidates:
        issue, tree = children[node_id].issue, list(_tree(node_id, children))
        if issue is None or not _tracks(issue, label) or any(one.why for one in tree):
            continue
        tracking.append(_counted(issue, tree))
        gaps += _unseen(issue, tree)
    return tuple(tracking), gaps


def search_gaps(found: Found, what: str) -> list[str]:
    """Say what a search left out."""
    if found.why:
        return [f"Which {what} there are could not be read ({found.why.rstrip('.')})."]
    if found.missing:
        return [f"Of {what}, {found.missing} more than are shown were found."]
    return []


def _labelled(label: str, gathered: Gathered) -> Iterator[str]:
    for card in gathered.read.values():
        item = card.item
        if item.type == "issue" and item.state == "OPEN" and _is_among(label, item.labels):
            yield item.content_id


def _tracks(issue: FoundIssue, label: str) -> bool:
    return issue.state == "OPEN" and _is_among(label, issue.labels)


def _is_among(label: str, labels: Iterable[str]) -> bool:
    return label.casefold() in {one.casefold() for one in labels}


async def _all_children(asking: Asking, candidates: Sequence[str]) -> dict[str, Children]:
    """Read the sub-issues level by level; each issue's once, whoever it belongs to."""
    known: dict[str, Children] = {}
    level, is_first, hopeless = candidates, True, ""
    while level:
        for start in range(0, len(level), PAGE):
            batch = level[start : start + PAGE]
            if hopeless:
                known |= {one: Children(why=hopeless) for one in batch}
                continue
            try:
                known |= await get_sub_issues(asking, batch, with_facts=is_first)
            except GoalieError as error:
                known |= {one: Children(why=str(error)) for one in batch}
                hopeless = str(error) if is_hopeless(error) else ""
        below = [child.id for one in level for child in known[one].issues if not child.is_leaf]
        level, is_first = [one for one in dict.fromkeys(below) if one not in known], False
    return known


def _tree(root: str, known: Mapping[str, Children]) -> Iterator[Children]:
    """The sub-issues of an issue and of all below it, each issue's once."""
    open_ends, seen = [root], {root}
    while open_ends:
        children = known[open_ends.pop()]
        yield children
        news = [one.id for one in children.issues if not one.is_leaf and one.id not in seen]
        seen |= set(news)
        open_ends += news


def _counted(issue: FoundIssue, tree: Sequence[Children]) -> TrackingIssue:
    leaves: dict[str, SubIssue] = {
        one.id: one for children in tree for one in children.issues if one.is_leaf
    }
    work = [one for one in leaves.values() if one.is_open or one.state_reason not in _NOT_WORK]
    return TrackingIssue(
        ref=issue.ref,
        title=issue.title,
        url=issue.url,
        is_private=issue.is_private,
        done=sum(not one.is_open for one in work),
        total=len(work),
        open_leaves=tuple(one.ref for one in work if one.is_open),
        done_at=tuple(sorted(one.closed_at for one in work if one.closed_at is not None)),
    )


def _unseen(issue: FoundIssue, tree: Sequence[Children]) -> list[str]:
    count = sum(one.unseen for one in tree)
    if not count:
        return []
    name = f"{issue.ref.owner}/{issue.ref.repository}#{issue.ref.number}"
    hidden = count_words(count, "sub-issue")
    return [f"Of {name} the token cannot see {hidden}: its progress is without them."]
