"""The GraphQL endpoint: refused by scope, bounds and price before anything runs."""

import json
from collections.abc import Mapping
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler
from graphql import (
    DocumentNode,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    build_schema,
    execute_sync,
    get_operation_ast,
    parse,
    validate,
)

from standins.faults import PARTIAL, SHORT_PAGE
from standins.github import call
from standins.github.cost import Measured, measure
from standins.github.history import hub_of
from standins.github.hub import Hub
from standins.github.mutations import add_item, update_field_value
from standins.github.nodes.graph import (
    board_node,
    card_node,
    issue_node,
    organization_node,
    repository_node,
)
from standins.github.nodes.viewer import (
    Answer,
    Info,
    Viewer,
    draft_node,
    not_found,
    time_text,
    user_node,
    went_wrong,
)
from standins.github.older_server import problems_of
from standins.github.paging import Node
from standins.github.records import Board, Card, Draft, Issue, Token
from standins.github.search import search_node
from standins.world import World

SCHEMA = build_schema(Path(__file__).with_name("schema.graphql").read_text(encoding="utf-8"))


def serve(world: World) -> Handler:
    """An aiohttp handler that authenticates and runs one query or mutation."""

    async def respond(request: web.Request) -> web.StreamResponse:
        hub = hub_of(world)
        try:
            token = call.authenticate(request, hub)
        except call.Refused as refused:
            return call.answered(hub, None, refused.body, status=refused.status, resource="graphql")
        return _answer(hub, token, request, _read(await request.read()))

    return respond


def _read(body: bytes) -> Mapping[str, Any]:
    try:
        content = json.loads(body)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _answer(
    hub: Hub, token: Token, request: web.Request, content: Mapping[str, Any]
) -> web.Response:
    variables = content.get("variables") or {}
    try:
        document, problems = _parsed(str(content.get("query", "")))
        problems = problems or problems_of(SCHEMA, document, hub.without)
        operation = get_operation_ast(document, content.get("operationName"))
        if problems or operation is None:
            return _refuse(hub, token, problems or [GraphQLError("No operation was sent.")])
        measured = measure(SCHEMA, document, operation, variables)
        _need_scopes(token, operation, measured)
    except GraphQLError as error:
        return _refuse(hub, token, [error])
    hub.renew_hour()
    if token.points + measured.points > hub.points_per_hour:
        return call.primary_limit(hub.world)
    token.points += measured.points
    viewer = Viewer(
        hub=hub,
        token=token,
        short=bool(request.get(SHORT_PAGE)),
        partial=bool(request.get(PARTIAL)),
        asked=count(),
    )
    limit = _limit_node(hub, token, measured, time_text(hub.resets_at))
    return _run(viewer, document, variables, limit)


@lru_cache(maxsize=64)
def _parsed(text: str) -> tuple[DocumentNode, list[GraphQLError]]:
    """The query and what is wrong with it; callers send few different ones, again and again."""
    document = parse(text)
    return document, validate(SCHEMA, document)


def _run(
    viewer: Viewer, document: DocumentNode, variables: Mapping[str, Any], limit: Node
) -> web.Response:
    root = _root(viewer) | {"rateLimit": lambda _, **__: limit}
    done = execute_sync(SCHEMA, document, root_value=root, variable_values=dict(variables))
    body: Node = {"data": done.data}
    if done.errors:
        body["errors"] = [_error(error) for error in done.errors]
    return call.answered(viewer.hub, viewer.token, body, resource="graphql")


def _root(viewer: Viewer) -> Node:
    hub, token = viewer.hub, viewer.token

    def repository(_: Info, owner: str, name: str, **__: object) -> Node:
        found = hub.find_repository(owner, name, token)
        if found is None:
            raise not_found(f"a Repository with the name '{owner}/{name}'")
        return repository_node(viewer, found)

    def organization(_: Info, login: str) -> Node:
        if login.casefold() != hub.login.casefold():
            raise not_found(f"an Organization with the login of '{login}'")
        return organization_node(viewer)

    def node(_: Info, **given: str) -> Node:
        found = _node(viewer, given["id"])
        if isinstance(found, GraphQLError):
            raise found
        return found

    return {
        "repository": repository,
        "organization": organization,
        "node": node,
        "nodes": lambda _, ids: _nodes(viewer, ids),
        "search": lambda _, query, type, **asked: search_node(viewer, query, asked),  # noqa: A006, ARG005
        "viewer": lambda _: user_node(token.login),
        "addProjectV2ItemById": lambda _, **given: add_item(viewer, given["input"]),
        "updateProjectV2ItemFieldValue": lambda _, **given: update_field_value(
            viewer, given["input"]
        ),
    }


def _nodes(viewer: Viewer, ids: list[str]) -> list[Answer]:
    return [went_wrong() if viewer.loses_this() else _node(viewer, one) for one in ids]


def _node(viewer: Viewer, node_id: str) -> Answer:
    found = viewer.hub.nodes.get(node_id)
    match found:
        case Issue() if viewer.hub.sees(viewer.token, found):
            return issue_node(viewer, found)
        case Draft():
            return draft_node(found)
        case Board():
            return board_node(viewer, found)
        case Card():
            return card_node(viewer, found)
        case _:
            return not_found(f"a node with the global id of '{node_id}'")


def _need_scopes(token: Token, operation: OperationDefinitionNode, measured: Measured) -> None:
    if measured.board_field is None:
        return
    writes = operation.operation is OperationType.MUTATION
    needed = ("project",) if writes else ("read:project", "project")
    if token.may(*needed):
        return
    granted = ", ".join(f"'{scope}'" for scope in token.scopes)
    raise GraphQLError(
        "Your token has not been granted the required scopes to execute this query. The"
        f" '{measured.board_field.name.value}' field requires one of the following scopes:"
        f" ['{needed[0]}'], but your token has only been granted the: [{granted}] scopes."
        " Please modify your token's scopes at: https://github.com/settings/tokens.",
        measured.board_field,
        extensions={"type": "INSUFFICIENT_SCOPES"},
    )


def _limit_node(hub: Hub, token: Token, measured: Measured, resets_at: str | None) -> Node:
    return {
        "cost": measured.points,
        "limit": hub.points_per_hour,
        "nodeCount": measured.nodes,
        "remaining": hub.points_per_hour - token.points,
        "resetAt": resets_at,
        "used": token.points,
    }


def _refuse(hub: Hub, token: Token, problems: list[GraphQLError]) -> web.Response:
    body = {"errors": [_error(problem) for problem in problems]}
    return call.answered(hub, token, body, resource="graphql")


def _error(error: GraphQLError) -> Node:
    """GitHub writes the type of an error beside its message, not below it."""
    told = error.formatted
    known = told.get("extensions") or {}
    if "type" not in known:
        return {**told}
    told.pop("extensions")
    return {"type": known["type"], **told}
