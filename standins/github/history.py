"""A history is a board with dated lines of what people did; each happens when the clock reaches it.

The mapping has `board` (its number) and `items`; also `title` and `fields` of a board that is not
there yet, `repositories` (name, and whether private) that are not there yet, `archive_after_days`
(days after which a finished card is put away) and `renamed` (columns: `from`, `to`, and when:
`at`).

An item is an `issue` (repository#number) or a `draft` (its title). It may have `title`, `author`,
`body`, `labels`, `assignees`, `hidden`, `pull_request`, `parent`, the `values` of its fields, and
`happened`: lines with a comma between them, each a day and what was done on it:

    08-05 opened, 08-05 Backlog, 08-18 Doing, 08-20 blocked by sourcegraph#12, 08-25 Done

What was done is the name of a column, or one of the words in ``standins.github.deeds``.
"""

import re
import zlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from standins.github.deeds import Item, do
from standins.github.hub import Hub
from standins.github.records import Board, Draft
from standins.github.seed import build_hub, find_board, read_board, read_repository, text
from standins.seed import SeedError, check_keys, parse_clock
from standins.world import World

KEYS = ("board", "title", "fields", "repositories", "archive_after_days", "renamed", "items")
ITEM_KEYS = (
    "issue",
    "draft",
    "title",
    "author",
    "body",
    "labels",
    "assignees",
    "hidden",
    "pull_request",
    "parent",
    "values",
    "happened",
)
LINE = re.compile(r"^(?:(\d{4})-)?(\d\d)-(\d\d)(?:T(\d\d):(\d\d))? (\S.*)$")
BEGIN = timedelta(hours=8)
MORNING_MINUTES = 300
MINUTES_APART = 80

Entry = Mapping[str, Any]


def hub_of(world: World) -> Hub:
    """GitHub in this world, as it is by now."""
    hub = world.part(build_hub)
    hub.catch_up()
    return hub


def play(hub: Hub, content: Entry) -> dict[str, Any]:
    """Let the history happen as far as the world's clock has come; the rest follows with it.

    Raises:
        SeedError: It contradicts itself.
    """
    check_keys(content, KEYS, "boards")
    for entry in content.get("repositories", []):
        if text(entry, "name", "a repository").casefold() not in hub.repositories:
            read_repository(hub, entry)
    board = _board(hub, content)
    for entry in content.get("renamed", []):
        _rename_later(hub, board, entry)
    days = content.get("archive_after_days")
    pause = None if days is None else timedelta(days=int(days))
    for entry in content.get("items", []):
        check_keys(entry, ITEM_KEYS, f"board {board.number}, an item")
        item = Item(board=board, entry=entry, archive_after=pause)
        for at, deed in lines(item, hub.world.now().year):
            hub.later(at, partial(do, hub, item, deed, at))
    hub.catch_up()
    _rank(board, content.get("items", []))
    return {"cards": len(board.cards)}


def lines(item: Item, year: int) -> Iterator[tuple[datetime, str]]:
    """What happened and when: a line without a time of day gets one that is always the same."""
    on_day: dict[datetime, int] = {}
    for line in str(item.entry.get("happened", "")).split(","):
        found = LINE.match(line.strip())
        if found is None:
            raise SeedError(f"{item.name}: {line.strip()!r} is no line such as 08-25 Done.")
        day = datetime(int(found[1] or year), int(found[2]), int(found[3]), tzinfo=UTC)
        if found[4]:
            yield day + timedelta(hours=int(found[4]), minutes=int(found[5])), found[6]
            continue
        chance = zlib.crc32(f"{item.name}/{day}".encode()) % MORNING_MINUTES
        minutes = chance + MINUTES_APART * on_day.get(day, 0)
        on_day[day] = on_day.get(day, 0) + 1
        yield day + BEGIN + timedelta(minutes=minutes), found[6]


def _board(hub: Hub, content: Entry) -> Board:
    number = content.get("board")
    if int(str(number)) not in hub.boards:
        shape = {key: content[key] for key in ("title", "fields") if key in content}
        read_board(hub, {"number": number, **shape})
    return find_board(hub, number)


def _rename_later(hub: Hub, board: Board, entry: Entry) -> None:
    check_keys(entry, ("from", "to", "at"), "renamed")
    option = board.status.find(text(entry, "to", "renamed"))
    if option is None:
        raise SeedError(f"Board {board.number} has no column {entry['to']!r}: correct the name.")
    option.name, later = text(entry, "from", "renamed"), option.name

    def rename() -> None:
        option.name = later

    hub.later(parse_clock(entry.get("at"), "renamed, at"), rename)


def _rank(board: Board, items: list[Entry]) -> None:
    """Cards are ranked as the history lists them, below those that were there before."""
    places = {entry.get("issue") or entry.get("draft"): place for place, entry in enumerate(items)}

    def place(content: object) -> int:
        name = content.title if isinstance(content, Draft) else getattr(content, "name", "")
        return places.get(name, places.get(name.partition("/")[2], -1))

    board.cards.sort(key=lambda card: place(card.content))
