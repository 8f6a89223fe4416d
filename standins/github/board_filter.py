"""A board's filter leaves the cards that fit every part of it; an unknown part fits none."""

import re
from collections.abc import Sequence
from datetime import timedelta

from standins.github.nodes.viewer import Viewer, content_type
from standins.github.query_words import Word, fits_time, words
from standins.github.records import CLOSED, MERGED, OPEN, Card, Issue

_DAYS = re.compile(r"^(\d+)days?$")
_KINDS = {"issue": "ISSUE", "pr": "PULL_REQUEST", "draft": "DRAFT_ISSUE"}
_STATES = {"open": (OPEN,), "closed": (CLOSED, MERGED), "merged": (MERGED,)}


def filtered(viewer: Viewer, cards: Sequence[Card], query: str) -> list[Card]:
    """The cards that fit `label:bug status:"In progress",Done -no:assignee is:open` and its like.

    Values of one qualifier are alternatives; qualifiers are `status` and every other field by
    its name (with `-` for a space), `label`, `assignee`, `repo`, `is`, `no`, `has`, `reason`,
    `updated` and `last-updated`; a bare word is looked for in the title.
    """
    parts = words(query)
    return [
        card
        for card in cards
        if all(_fits(viewer, card, part) is not part.excludes for part in parts)
    ]


def _fits(viewer: Viewer, card: Card, part: Word) -> bool:
    return any(_fits_value(viewer, card, part.key, value) for value in part.values)


def _fits_value(viewer: Viewer, card: Card, key: str, value: str) -> bool:
    shown = content_type(viewer, card)
    match key:
        case "is":
            return _is(card, shown, value)
        case "no":
            return not _has(card, shown, value)
        case "has":
            return _has(card, shown, value)
        case "updated":
            return fits_time(card.updated_at, value)
        case "last-updated":
            days = _DAYS.match(value)
            return days is not None and _untouched_for(viewer, card, int(days[1]))
        case _:
            return value in _values(viewer, card, shown, key)


def _is(card: Card, shown: str, value: str) -> bool:
    if value in _KINDS:
        return shown == _KINDS[value]
    content = card.content
    states = _STATES.get(value, ())
    return isinstance(content, Issue) and shown != "REDACTED" and content.state in states


def _has(card: Card, shown: str, what: str) -> bool:
    if what == "assignee":
        return shown != "REDACTED" and bool(card.content.assignees)
    if what == "label":
        return isinstance(card.content, Issue) and shown != "REDACTED" and bool(card.content.labels)
    return bool(_option(card, what))


def _untouched_for(viewer: Viewer, card: Card, days: int) -> bool:
    touched = max(card.updated_at, card.content.updated_at)
    return touched < viewer.hub.world.now() - timedelta(days=days)


def _values(viewer: Viewer, card: Card, shown: str, key: str) -> list[str]:
    """What a card has under a qualifier, in lower case."""
    content = None if shown == "REDACTED" else card.content
    found: list[str | None] = []
    if key == "":
        return content.title.casefold().split() if content else []
    if key == "assignee" and content:
        found = ["@me" if one == viewer.token.login else one for one in content.assignees]
        found += content.assignees
    elif key in ("label", "repo", "reason") and not isinstance(content, Issue):
        return []
    elif key == "label" and isinstance(content, Issue):
        found = [label.name for label in content.labels]
    elif key == "repo" and isinstance(content, Issue):
        found = [content.repository.full_name]
    elif key == "reason" and isinstance(content, Issue):
        found = [(content.state_reason or "").replace("_", " ")]
    else:
        found = [_option(card, key)]
    return [one.casefold() for one in found if one]


def _option(card: Card, field: str) -> str:
    for one in card.board.fields:
        if one.name.casefold().replace(" ", "-") == field and one.id in card.values:
            return card.values[one.id].option.name
    return ""
