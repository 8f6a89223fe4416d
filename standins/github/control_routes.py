"""Tests and the demo are GitHub's people here: they write issues, close them and move cards."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from standins.control_routes import post, read
from standins.github.hub import Hub
from standins.github.nodes import time_text
from standins.github.records import CLOSED, OPEN, Board, Card, Issue
from standins.github.seed import build_hub, closing_reason, find_issue, read_issue, set_value, text
from standins.seed import SeedError, check_keys
from standins.world import World

CHANGES = (
    "issue",
    "title",
    "body",
    "labels",
    "assignees",
    "state",
    "reason",
    "comment",
    "hidden",
    "by",
)
MOVE = ("issue", "board", "values", "archived", "by")

Content = Mapping[str, Any]


def routes(world: World) -> list[web.RouteDef]:
    """`/control/github`: all issues and boards; below it issues, cards and boards change.

    `issues` takes `repository` and a whole issue as in the seed, and answers its number;
    `issues/change` takes `issue` (repository#number) and its new `title`, `body`, `labels`,
    `assignees`, `state` with `reason`, a `comment` of its author, and `hidden`; `cards` takes
    `issue`, `board`, `values` by field name and `archived`; `boards/{number}` takes `field`,
    `option` and the name `to` either gets.
    """
    return [
        read("/control/github", lambda: _state(world.part(build_hub))),
        post("/control/github/issues", lambda content: _open(world.part(build_hub), content)),
        post(
            "/control/github/issues/change",
            lambda content: _change(world.part(build_hub), content),
        ),
        post("/control/github/cards", lambda content: _move(world.part(build_hub), content)),
        post(
            "/control/github/boards/{number}",
            lambda content: _rename(world.part(build_hub), content),
        ),
    ]


def _state(hub: Hub) -> dict[str, Any]:
    return {
        "issues": [_issue_state(one) for one in hub.issues],
        "cards": [_card_state(one) for board in hub.boards.values() for one in board.cards],
    }


def _issue_state(issue: Issue) -> dict[str, Any]:
    return {
        "issue": f"{issue.repository.full_name}#{issue.number}",
        "title": issue.title,
        "state": issue.state,
        "labels": [label.name for label in issue.labels],
        "assignees": issue.assignees,
        "comments": [comment.body for comment in issue.comments],
    }


def _card_state(card: Card) -> dict[str, Any]:
    named = {field.id: field.name for field in card.board.fields}
    return {
        "issue": f"{card.issue.repository.full_name}#{card.issue.number}",
        "board": card.board.number,
        "values": {named[key]: value.option.name for key, value in card.values.items()},
        "archived": card.archived,
        "at": time_text(card.updated_at),
    }


def _open(hub: Hub, content: Content) -> dict[str, Any]:
    name = text(content, "repository", "issues")
    repository = hub.repositories.get(name.rpartition("/")[2].casefold())
    if repository is None:
        raise SeedError(f"There is no repository {name}: name one of the seed.")
    entry = {key: value for key, value in content.items() if key != "repository"}
    return {"number": read_issue(hub, repository, entry, "issues").number}


def _change(hub: Hub, content: Content) -> dict[str, Any]:
    check_keys(content, CHANGES, "issues/change")
    issue, now = find_issue(hub, text(content, "issue", "issues/change")), hub.world.now()
    actor = str(content.get("by", issue.author))
    for key in ("title", "body", "hidden"):
        if key in content:
            setattr(issue, key, content[key])
            issue.updated_at = now
    if "comment" in content:
        hub.comment(issue, actor, str(content["comment"]), now)
    _set_labels(hub, issue, content.get("labels"), actor)
    _set_assignees(hub, issue, content.get("assignees"), actor)
    _set_state(hub, issue, content, actor)
    return {}


def _set_labels(hub: Hub, issue: Issue, wanted: list[str] | None, actor: str) -> None:
    if wanted is None:
        return
    for label in [one for one in issue.labels if one.name not in wanted]:
        hub.remove_label(issue, label, actor, hub.world.now())
    for name in wanted:
        hub.add_label(issue, name, actor, hub.world.now())


def _set_assignees(hub: Hub, issue: Issue, wanted: list[str] | None, actor: str) -> None:
    if wanted is None:
        return
    for login in [one for one in issue.assignees if one not in wanted]:
        hub.unassign(issue, login, actor, hub.world.now())
    for login in wanted:
        hub.assign(issue, login, actor, hub.world.now())


def _set_state(hub: Hub, issue: Issue, content: Content, actor: str) -> None:
    state = str(content.get("state", issue.state)).upper()
    if state not in (OPEN, CLOSED):
        raise SeedError(f"An issue is OPEN or CLOSED, not {state}: send one of them.")
    if state == issue.state:
        return
    if state == OPEN:
        hub.reopen(issue, actor, hub.world.now())
    else:
        hub.close(issue, closing_reason(content, "issues/change"), actor, hub.world.now())


def _move(hub: Hub, content: Content) -> dict[str, Any]:
    check_keys(content, MOVE, "cards")
    board, now = _board(hub, content.get("board")), hub.world.now()
    issue = find_issue(hub, text(content, "issue", "cards"))
    card = hub.add_card(board, issue, str(content.get("by", issue.author)), now)
    for field, option in dict(content.get("values", {})).items():
        set_value(hub, card, (str(field), str(option)), now, f"board {board.number}")
    card.archived = bool(content.get("archived", card.archived))
    return {}


def _rename(hub: Hub, content: Content) -> dict[str, Any]:
    check_keys(content, ("number", "field", "option", "to"), "boards")
    board, to = _board(hub, content["number"]), text(content, "to", "boards")
    field = board.field_named(text(content, "field", "boards"))
    if field is None:
        raise SeedError(f"Board {board.number} has no field {content['field']!r}: name another.")
    renamed = field.find(str(content["option"])) if "option" in content else field
    if renamed is None:
        raise SeedError(f"{field.name} has no option {content['option']!r}: name another.")
    renamed.name = to
    return {}


def _board(hub: Hub, number: object) -> Board:
    found = hub.boards.get(int(str(number))) if str(number).isdecimal() else None
    if found is None:
        raise SeedError(
            f"There is no board {number}: name one of {', '.join(map(str, hub.boards))}."
        )
    return found
