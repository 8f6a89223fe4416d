"""The `github:` part of a seed: who may see what, repositories with issues, and the boards."""

import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from standins.github.hub import POINTS_PER_HOUR, Hub
from standins.github.records import Board, Card, Field, Issue, Option, Repository, Token
from standins.seed import SeedError, check_keys, parse_clock
from standins.world import World

PARTS = ("organisation", "points_per_hour", "tokens", "repositories", "boards")
REPOSITORY_KEYS = ("name", "private", "labels", "issues")
ISSUE_KEYS = (
    "number",
    "title",
    "body",
    "author",
    "labels",
    "assignees",
    "created",
    "closed",
    "reason",
    "comments",
    "hidden",
)
COMMENT_KEYS = ("author", "at", "body")
BOARD_KEYS = ("number", "title", "fields", "cards")
CARD_KEYS = ("issue", "values", "since", "archived")
REASONS = ("COMPLETED", "NOT_PLANNED", "DUPLICATE")

Entry = Mapping[str, Any]


def build_hub(world: World) -> Hub:
    """GitHub as the seed of this world describes it.

    Raises:
        SeedError: The seed contradicts itself.
    """
    hub, content = Hub(world), world.seed.get("github", {})
    check_keys(content, PARTS, "seed, github")
    hub.login = str(content.get("organisation", "sourcegraph"))
    hub.points_per_hour = int(content.get("points_per_hour", POINTS_PER_HOUR))
    for value, entry in content.get("tokens", {}).items():
        check_keys(entry, ("login", "scopes"), f"seed, github, tokens, {value}")
        scopes = tuple(entry.get("scopes", ()))
        hub.tokens[str(value)] = Token(login=str(entry.get("login", "goalie")), scopes=scopes)
    for entry in content.get("repositories", []):
        _read_repository(hub, entry)
    for entry in content.get("boards", []):
        _read_board(hub, entry)
    return hub


def _read_repository(hub: Hub, entry: Entry) -> None:
    name = text(entry, "name", "seed, github, a repository")
    where = f"seed, github, {name}"
    check_keys(entry, REPOSITORY_KEYS, where)
    repository = Repository(
        id=f"R_{name}",
        database_id=hub.next_number(),
        owner=hub.login,
        name=name,
        private=bool(entry.get("private", False)),
    )
    hub.repositories[name.casefold()] = repository
    for label in entry.get("labels", []):
        hub.label(repository, str(label))
    for issue in entry.get("issues", []):
        read_issue(hub, repository, issue, where)


def read_issue(hub: Hub, repository: Repository, entry: Entry, where: str) -> Issue:
    """Make an issue as a seed or a control describes it; the next number unless it names one.

    Raises:
        SeedError: It lacks a title, or has a key nobody reads.
    """
    check_keys(entry, ISSUE_KEYS, where)
    number = int(entry.get("number", max(repository.issues, default=0) + 1))
    where = f"{where}, issue {number}"
    created = instant(hub, entry, "created", where)
    issue = Issue(
        id=f"I_{repository.name}_{number}",
        database_id=hub.next_number(),
        repository=repository,
        number=number,
        title=text(entry, "title", where),
        body=str(entry.get("body", "")),
        author=text(entry, "author", where),
        created_at=created,
        updated_at=created,
        hidden=bool(entry.get("hidden", False)),
    )
    repository.issues[number] = issue
    _happen(hub, issue, entry, where)
    return issue


def _happen(hub: Hub, issue: Issue, entry: Entry, where: str) -> None:
    """Let what the entry says have happened to the issue, so that its timeline tells of it."""
    for label in entry.get("labels", []):
        hub.add_label(issue, str(label), issue.author, issue.created_at)
    for login in entry.get("assignees", []):
        hub.assign(issue, str(login), issue.author, issue.created_at)
    for comment in entry.get("comments", []):
        check_keys(comment, COMMENT_KEYS, f"{where}, a comment")
        at = instant(hub, comment, "at", f"{where}, a comment")
        hub.comment(issue, text(comment, "author", where), str(comment.get("body", "")), at)
    if "closed" in entry:
        at, reason = instant(hub, entry, "closed", where), closing_reason(entry, where)
        hub.close(issue, reason, issue.author, at)


def _read_board(hub: Hub, entry: Entry) -> None:
    number = int(text(entry, "number", "seed, github, a board"))
    where = f"seed, github, board {number}"
    check_keys(entry, BOARD_KEYS, where)
    fields = [_field(number, str(name), o) for name, o in entry.get("fields", {}).items()]
    if not fields:
        raise SeedError(f"{where} has no fields: write Status with its columns first.")
    board = Board(
        id=f"PVT_{number}",
        number=number,
        owner=hub.login,
        title=str(entry.get("title", f"Board {number}")),
        fields=fields,
    )
    hub.boards[number] = board
    for card in entry.get("cards", []):
        _read_card(hub, board, card, where)


def _field(board: int, name: str, options: list[str]) -> Field:
    made = [Option(id=_option_id(board, name, option), name=str(option)) for option in options]
    return Field(id=f"PVTSSF_{board}_{name.replace(' ', '_')}", name=name, options=made)


def _option_id(board: int, field: str, name: str) -> str:
    """Eight hexadecimal digits, as GitHub's option ids have."""
    return f"{zlib.crc32(f'{board}/{field}/{name}'.encode()):08x}"


def _read_card(hub: Hub, board: Board, entry: Entry, where: str) -> None:
    check_keys(entry, CARD_KEYS, f"{where}, a card")
    issue = find_issue(hub, text(entry, "issue", f"{where}, a card"))
    at = instant(hub, entry, "since", where)
    card = hub.add_card(board, issue, issue.author, at)
    card.archived = bool(entry.get("archived", False))
    for field, option in entry.get("values", {}).items():
        set_value(hub, card, (str(field), str(option)), at, where)


def set_value(hub: Hub, card: Card, value: tuple[str, str], at: datetime, where: str) -> None:
    """Put a card's field, called by name, to an option called by name.

    Raises:
        SeedError: No such field or option.
    """
    field = card.board.field_named(value[0])
    option = field.find(value[1]) if field else None
    if field is None or option is None:
        raise SeedError(f"{where} has no {value[0]} called {value[1]!r}: correct the name.")
    hub.set_value(card, field, option, card.issue.author, at)


def find_issue(hub: Hub, reference: str) -> Issue:
    """The issue called ``repository#number``, an owner before it or not.

    Raises:
        SeedError: There is none.
    """
    name, _, number = reference.rpartition("#")
    repository = hub.repositories.get(name.rpartition("/")[2].casefold())
    issue = repository.issues.get(int(number)) if repository and number.isdecimal() else None
    if issue is None:
        raise SeedError(f"No issue is called {reference!r}: write repository#number.")
    return issue


def closing_reason(entry: Entry, where: str) -> str:
    """Why an issue is closed; COMPLETED unless it says.

    Raises:
        SeedError: A reason GitHub does not know.
    """
    reason = str(entry.get("reason", REASONS[0])).upper()
    if reason not in REASONS:
        raise SeedError(f"{where} is closed as {reason}: use {', '.join(REASONS)}.")
    return reason


def instant(hub: Hub, entry: Entry, key: str, where: str) -> datetime:
    """The instant under a key, the world's own where there is none."""
    return parse_clock(entry[key], f"{where}, {key}") if key in entry else hub.world.now()


def text(entry: Entry, key: str, where: str) -> str:
    """What stands under a key that must be there.

    Raises:
        SeedError: It is missing or empty.
    """
    if not entry.get(key):
        raise SeedError(f"{where} has no {key}: write one.")
    return str(entry[key])
