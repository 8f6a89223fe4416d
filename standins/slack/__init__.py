"""A Slack workspace in memory: refuses what Slack refuses, remembers what it is told."""

from typing import Any

from aiohttp import web

from standins.gate import read_arguments
from standins.slack.call import Call, Refused
from standins.slack.files import UPLOAD, take_upload
from standins.slack.methods import METHODS, Method
from standins.slack.workspace import Token, Workspace
from standins.world import World

NOBODY = Token(user="", kind="none", scopes=())


def routes(world: World) -> list[web.RouteDef]:
    """The one address pattern of Slack's Web API, and that of uploads.

    Raises:
        SeedError: The seed's Slack parts contradict themselves.
    """
    world.part(Workspace)

    async def answer(request: web.Request) -> web.Response:
        return await _answer(world.part(Workspace), request)

    async def upload(request: web.Request) -> web.Response:
        return await take_upload(world.part(Workspace), request)

    path = "/slack/api/{method}"
    return [
        web.get(path, answer, allow_head=False),
        web.post(path, answer),
        web.post(UPLOAD, upload),
    ]


async def _answer(workspace: Workspace, request: web.Request) -> web.Response:
    method = METHODS.get(request.match_info["method"])
    if method is None:
        return _refusal(Refused("unknown_method"), NOBODY)
    arguments = await read_arguments(request)
    token = NOBODY
    try:
        token = _token(workspace, method, request, arguments)
        content = _run(workspace, method, token, arguments, request)
    except Refused as refused:
        return _refusal(refused, token, method.scope)
    return web.json_response({"ok": True, **content}, headers=_headers(token, method.scope))


def _run(
    workspace: Workspace,
    method: Method,
    token: Token,
    arguments: dict[str, Any],
    request: web.Request,
) -> dict[str, Any]:
    given = {key: value for key, value in arguments.items() if key != "token"}
    call = Call(workspace=workspace, token=token, arguments=given, request=request)
    if method.scope is not None:
        call.need_scope(method.scope)
    if method.form_only and given and request.content_type == "application/json":
        raise Refused("invalid_post_type")
    unknown = sorted(set(given) - method.arguments)
    if unknown and not method.any_argument:
        raise Refused("invalid_arg_name")
    return method.run(call)


def _token(
    workspace: Workspace, method: Method, request: web.Request, arguments: dict[str, Any]
) -> Token:
    header = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    value = header or str(arguments.get("token") or "")
    if method.open_to_all and value not in workspace.tokens:
        return NOBODY
    if not value:
        raise Refused("not_authed")
    if value not in workspace.tokens:
        raise Refused("invalid_auth")
    token = workspace.tokens[value]
    person = workspace.person(token.user)
    if person is None or person.deactivated:
        raise Refused("account_inactive")
    return token


def _refusal(refused: Refused, token: Token, scope: str | None = None) -> web.Response:
    body = {"ok": False, "error": refused.error, **refused.fields}
    return web.json_response(body, headers=_headers(token, scope))


def _headers(token: Token, scope: str | None) -> dict[str, str]:
    if token is NOBODY:
        return {}
    granted = {"x-oauth-scopes": ",".join(token.scopes)}
    return {**granted, "x-accepted-oauth-scopes": scope} if scope else granted
