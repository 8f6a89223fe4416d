"""The REST endpoints: an issue, its labels, and who asks."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from standins.faults import page_size
from standins.github import call
from standins.github.call import Refused
from standins.github.history import hub_of
from standins.github.hub import Hub
from standins.github.nodes.viewer import time_text
from standins.github.records import Issue, Label, Repository, Token
from standins.world import World

PAGE_SIZE = 30
LARGEST_PAGE = 100
USER_LINKS = (
    "events",
    "followers",
    "following",
    "gists",
    "organizations",
    "received_events",
    "repos",
    "starred",
    "subscriptions",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One authenticated request."""

    hub: Hub
    token: Token
    request: web.Request

    @property
    def base(self) -> str:
        """The address in front of every path."""
        return f"{self.request.url.origin()}{call.REST}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A body and the address of the next page, if there is one."""

    body: object
    link: str = ""


def serve(world: World, handle: Callable[[Call], Awaitable[Answer]]) -> Handler:
    """An aiohttp handler that authenticates, counts the request and answers."""

    async def respond(request: web.Request) -> web.StreamResponse:
        hub = hub_of(world)
        token = None
        try:
            token = call.authenticate(request, hub)
            _count(hub, token)
            answer = await handle(Call(hub=hub, token=token, request=request))
        except Refused as refused:
            return call.answered(hub, token, refused.body, status=refused.status, resource="core")
        headers = {"Link": answer.link} if answer.link else {}
        return call.answered(hub, token, answer.body, resource="core", headers=headers)

    return respond


def _count(hub: Hub, token: Token) -> None:
    hub.renew_hour()
    if token.requests >= hub.points_per_hour:
        raise Refused(403, f"API rate limit exceeded for user ID {call.ID_OF_USER}.")
    token.requests += 1


async def get_user(given: Call) -> Answer:
    """`GET /user`: whose token it is."""
    return Answer(body=_user(given, given.token.login))


async def get_rate_limit(given: Call) -> Answer:
    """`GET /rate_limit`: what is left of this hour."""
    token, hub = given.token, given.hub
    resources = {"core": token.requests, "graphql": token.points, "search": 0}
    told = {
        name: {
            "limit": hub.points_per_hour,
            "used": used,
            "remaining": hub.points_per_hour - used,
            "reset": int(hub.resets_at.timestamp()),
        }
        for name, used in resources.items()
    }
    return Answer(body={"resources": told, "rate": told["core"]})


async def get_repository(given: Call) -> Answer:
    """`GET /repos/{owner}/{repo}`."""
    found = _repository(given)
    body = {
        "id": found.database_id,
        "node_id": found.id,
        "name": found.name,
        "full_name": found.full_name,
        "private": found.private,
        "url": f"{given.base}/repos/{found.full_name}",
    }
    return Answer(body=body)


async def get_issue(given: Call) -> Answer:
    """`GET /repos/{owner}/{repo}/issues/{issue_number}`."""
    return Answer(body=_issue_json(given, _issue(given)))


async def list_labels(given: Call) -> Answer:
    """`GET …/issues/{issue_number}/labels`: one page, the next one's address in Link."""
    issue, query = _issue(given), given.request.query
    size = min(_number(query.get("per_page"), PAGE_SIZE), LARGEST_PAGE)
    page = _number(query.get("page"), 1)
    size = page_size(given.request, size)
    start = (page - 1) * size
    taken = issue.labels[start : start + size]
    path = f"{given.base}/repositories/{issue.repository.database_id}/issues/{issue.number}/labels"
    more = start + size < len(issue.labels)
    link = f'<{path}?per_page={size}&page={page + 1}>; rel="next"' if more else ""
    return Answer(body=[_label_json(given, issue.repository, one) for one in taken], link=link)


async def add_labels(given: Call) -> Answer:
    """`POST …/issues/{issue_number}/labels`: a label that does not exist is made on the way."""
    issue, hub = _issue(given), given.hub
    if not given.token.may("repo", "public_repo"):
        raise Refused(403, "Resource not accessible by personal access token")
    for name in _wanted(await given.request.read()):
        hub.add_label(issue, name, given.token.login, hub.world.now())
    return Answer(body=[_label_json(given, issue.repository, one) for one in issue.labels])


def _wanted(body: bytes) -> list[str]:
    """The names sent, as an object's `labels` or as the bare list that PyGithub sends."""
    try:
        content: Any = json.loads(body)
    except ValueError as error:
        raise Refused(400, "Problems parsing JSON") from error
    names = content.get("labels") if isinstance(content, dict) else content
    if not isinstance(names, list) or not names or not all(isinstance(n, str) for n in names):
        wrong = {"resource": "Label", "code": "invalid", "field": "labels"}
        raise Refused(422, "Validation Failed", errors=[wrong])
    return names


def _repository(given: Call) -> Repository:
    named = given.request.match_info
    owner, name = named.get("owner", ""), named.get("repo", "")
    for one in given.hub.repositories.values():
        if named.get("id") == str(one.database_id):
            owner, name = one.owner, one.name
    found = given.hub.find_repository(owner, name, given.token)
    if found is None:
        raise Refused(404, "Not Found")
    return found


def _issue(given: Call) -> Issue:
    number = given.request.match_info["issue_number"]
    found = given.hub.find_issue(_repository(given), int(number) if number.isdecimal() else 0)
    if found is None:
        raise Refused(404, "Not Found")
    return found


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and int(text) else otherwise


def _user(given: Call, login: str) -> dict[str, object]:
    url = f"{given.base}/users/{login}"
    return {
        "login": login,
        "id": call.ID_OF_USER,
        "node_id": f"U_{login}",
        "avatar_url": "",
        "gravatar_id": "",
        "html_url": f"https://github.com/{login}",
        "site_admin": False,
        "type": "User",
        "url": url,
        **{f"{name}_url": f"{url}/{name}" for name in USER_LINKS},
    }


def _label_json(given: Call, repository: Repository, label: Label) -> dict[str, object]:
    return {
        "id": label.database_id,
        "node_id": label.id,
        "url": f"{given.base}/repos/{repository.full_name}/labels/{label.name}",
        "name": label.name,
        "description": None,
        "color": "ededed",
        "default": False,
    }


def _issue_json(given: Call, issue: Issue) -> dict[str, object]:
    people = [_user(given, login) for login in issue.assignees]
    repository = f"{given.base}/repos/{issue.repository.full_name}"
    url = f"{repository}/issues/{issue.number}"
    return {
        "id": issue.database_id,
        "node_id": issue.id,
        "url": url,
        "repository_url": repository,
        "labels_url": f"{url}/labels{{/name}}",
        "comments_url": f"{url}/comments",
        "events_url": f"{url}/events",
        "html_url": f"https://github.com/{issue.repository.full_name}/issues/{issue.number}",
        "number": issue.number,
        "title": issue.title,
        "body": issue.body,
        "user": _user(given, issue.author),
        "labels": [_label_json(given, issue.repository, one) for one in issue.labels],
        "state": issue.state.lower(),
        "state_reason": issue.state_reason.lower() if issue.state_reason else None,
        "assignee": people[0] if people else None,
        "assignees": people,
        "milestone": None,
        "locked": False,
        "comments": len(issue.comments),
        "closed_at": time_text(issue.closed_at),
        "created_at": time_text(issue.created_at),
        "updated_at": time_text(issue.updated_at),
    }
