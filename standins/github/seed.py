"""The `github:` part of a seed: who may see what, repositories with issues, and the boards."""

import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from standins.github.cards import add_card, archive, clear_value, set_value
from standins.github.hub import POINTS_PER_HOUR, Hub
from standins.github.records import Board, Card, Field, Issue, Option, Repository, Token
from standins.github.relations import add_sub_issue, block
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
    "pull_request",
    "merged",
    "parent",
    "blocked_by",
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
        read_repository(hub, entry)
    for entry in content.get("boards", []):
        read_board(hub, entry)
    return hub


def read_repository(hub: Hub, entry: Entry) -> None:
    """Make a repository with its labels and issues.

    Raises:
        SeedError: It lacks a name, or has a key nobody reads.
    """
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
    """Make an issue or pull request as described; it has the next number unless it names one.

    Raises:
        SeedError: It lacks a title, or has a key nobody reads.
    """
    check_keys(entry, ISSUE_KEYS, where)
    number = int(entry.get("number", max(repository.issues, default=0) + 1))
    where = f"{where}, issue {number}"
    if number in repository.issues:
        raise SeedError(f"{where} is there already: give it another number.")
    created = instant(hub, entry, "created", where)
    pull_request = bool(entry.get("pull_request", False))
    issue = Issue(
        id=f"{'PR' if pull_request else 'I'}_{repository.name}_{number}",
        database_id=hub.next_number(),
        repository=repository,
        number=number,
        title=text(entry, "title", where),
        body=str(entry.get("body", "")),
        author=text(entry, "author", where),
        created_at=created,
        updated_at=created,
        hidden=bool(entry.get("hidden", False)),
        is_pull_request=pull_request,
    )
    hub.add_issue(issue)
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
    if "parent" in entry:
        parent = find_issue(hub, str(entry["parent"]))
        add_sub_issue(hub, parent, issue, issue.author, issue.created_at)
    for reference in entry.get("blocked_by", []):
        block(hub, issue, find_issue(hub, str(reference)), issue.author, issue.created_at)
    if "merged" in entry:
        hub.merge(issue, issue.author, instant(hub, entry, "merged", where))
    if "closed" in entry:
        at, reason = instant(hub, entry, "closed", where), closing_reason(entry, where)
        hub.close(issue, reason, issue.author, at)


def read_board(hub: Hub, entry: Entry) -> None:
    """Make a board with its fields and cards.

    Raises:
        SeedError: It lacks a number or fields, or a card names what is not there.
    """
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
    hub.add_board(board)
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
    card = add_card(hub, board, issue, issue.author, at)
    for field, option in entry.get("values", {}).items():
        choose(hub, card, (str(field), option), (issue.author, at), where)
    archive(card, at, archived=bool(entry.get("archived", False)))


def choose(
    hub: Hub, card: Card, value: tuple[str, object], by: tuple[str, datetime], where: str
) -> None:
    """Put a card's field, called by name, to an option called by name; None leaves it empty.

    Raises:
        SeedError: No such field or option.
    """
    field = card.board.field_named(value[0])
    if field is not None and value[1] is None:
        clear_value(hub, card, field, *by)
        return
    option = field.find(str(value[1])) if field else None
    if field is None or option is None:
        raise SeedError(f"{where} has no {value[0]} called {value[1]!r}: correct the name.")
    set_value(hub, card, (field, option), *by)


def find_board(hub: Hub, number: object) -> Board:
    """The board of this number.

    Raises:
        SeedError: There is none.
    """
    found = hub.boards.get(int(str(number))) if str(number).isdecimal() else None
    if found is None:
        raise SeedError(
            f"There is no board {number}: name one of {', '.join(map(str, hub.boards))}."
        )
    return found


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
