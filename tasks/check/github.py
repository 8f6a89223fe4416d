"""GitHub is asked who the token is, then for each team's issue repository and board."""

from collections.abc import Awaitable, Mapping, Sequence
from typing import TypeVar

from domain.board import BoardFields
from domain.check.digests import digest_labels
from domain.check.finding import Unread
from domain.check.github import GithubFacts, GithubToken, RepositoryFacts, TeamGithub
from domain.errors import GoalieError
from domain.team import Team
from domain.team.digests import Digests
from domain.team.requests import Requests
from tasks.check.unread import unread_github
from tasks.clients.github import GithubClient, SignIn, open_github
from tasks.clients.github.boards import Asking, get_overview
from tasks.settings import GithubAccess

_SIGN_IN_REMEDY = (
    "Check GITHUB_TOKEN (is it expired or revoked?) and that GITHUB_API_URL is its GitHub."
)
Value = TypeVar("Value")


async def fetch_github_facts(access: GithubAccess, teams: Mapping[str, Team]) -> GithubFacts:
    """Read everything; where the token is refused, nothing else is tried.

    Args:
        access: Where GitHub is, and the token.
        teams: The teams; those that watch no requests need nothing.
    """
    async with open_github(access) as client:
        try:
            token = _token(await client.get_sign_in())
        except GoalieError as error:
            return GithubFacts(token=unread_github(error, _SIGN_IN_REMEDY))
        read = {
            name: await _read(client, team.requests, team.digests)
            for name, team in teams.items()
            if team.requests
        }
    return GithubFacts(token=token, teams=read)


async def _read(client: GithubClient, policy: Requests, digests: Digests | None) -> TeamGithub:
    labels = (policy.label, *(digest_labels(digests) if digests else ()))
    wanted = policy.board
    repository = await _try(_repository(client, policy.issue_repository, labels))
    board = await _try(client.get_board(wanted.owner, wanted.number, wanted.status_field))
    if digests is None or isinstance(board, Unread):
        return TeamGithub(repository=repository, board=board)
    fields = await _try(_fields(client, wanted.owner, wanted.number))
    return TeamGithub(repository=repository, board=board, fields=fields)


async def _repository(
    client: GithubClient, full_name: str, labels: Sequence[str]
) -> RepositoryFacts:
    owner, _, name = full_name.partition("/")
    read = await client.get_repository(owner, name, tuple(dict.fromkeys(labels)))
    return RepositoryFacts(is_private=read.is_private, labels=read.labels)


async def _fields(client: GithubClient, owner: str, number: int) -> BoardFields:
    overview = await get_overview(Asking(client=client), owner, number, None)
    return overview.fields


async def _try(call: Awaitable[Value]) -> Value | Unread:
    try:
        return await call
    except GoalieError as error:
        return unread_github(error)


def _token(sign_in: SignIn) -> GithubToken:
    return GithubToken(
        login=sign_in.login,
        scopes=sign_in.scopes,
        remaining=sign_in.remaining,
        limit=sign_in.limit,
        resets_at=sign_in.resets_at,
    )
