"""Tests and the demo are GitHub's people here: they write issues, close them and move cards."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from standins.control_routes import post, read
from standins.github import board_controls
from standins.github.board_controls import card_state
from standins.github.history import hub_of
from standins.github.hub import Hub
from standins.github.records import CLOSED, OPEN, Issue
from standins.github.relations import add_sub_issue, block, remove_sub_issue, unblock
from standins.github.seed import closing_reason, find_issue, read_issue, text
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
    "parent",
    "blocked_by",
    "by",
)
Content = Mapping[str, Any]


def routes(world: World) -> list[web.RouteDef]:
    """`/control/github`: all issues and boards; below it issues, cards and boards change.

    `issues` takes `repository` and a whole issue as in the seed, and answers its number;
    `issues/change` takes `issue` (repository#number) and its new `title`, `body`, `labels`,
    `assignees`, `state` with `reason`, a `comment` of its author, `hidden`, its `parent` (`null`
    for none), and the issues it is `blocked_by`.
    """
    return [
        read("/control/github", lambda: _state(hub_of(world))),
        post("/control/github/issues", lambda content: _open(hub_of(world), content)),
        post(
            "/control/github/issues/change",
            lambda content: _change(hub_of(world), content),
        ),
        *board_controls.routes(world),
    ]


def _state(hub: Hub) -> dict[str, Any]:
    return {
        "issues": [_issue_state(one) for one in hub.issues],
        "cards": [card_state(one) for board in hub.boards.values() for one in board.cards],
    }


def _issue_state(issue: Issue) -> dict[str, Any]:
    return {
        "issue": issue.name,
        "title": issue.title,
        "state": issue.state,
        "labels": [label.name for label in issue.labels],
        "assignees": issue.assignees,
        "comments": [comment.body for comment in issue.comments],
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
    _set_relations(hub, issue, content, actor)
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


def _set_relations(hub: Hub, issue: Issue, content: Content, actor: str) -> None:
    now = hub.world.now()
    if "parent" in content and content["parent"] is None:
        remove_sub_issue(hub, issue, actor, now)
    elif "parent" in content:
        add_sub_issue(hub, find_issue(hub, str(content["parent"])), issue, actor, now)
    if "blocked_by" in content:
        wanted = [find_issue(hub, str(one)) for one in content["blocked_by"]]
        for other in [one for one in issue.blocked_by if one not in wanted]:
            unblock(hub, issue, other, actor, now)
        for other in wanted:
            block(hub, issue, other, actor, now)


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
