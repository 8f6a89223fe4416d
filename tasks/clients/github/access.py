"""What a token may do and see, read where that is all there is to know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tasks.clients.github.calls import GithubRefusedError, QueryAnswer, unknown_shape


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """Whose token it is, what it may do, and what is left of its limit.

    Attributes:
        login: The user, or the App's bot.
        scopes: What a classic token may do; None for any other token.
        remaining: Points left of this hour.
        limit: Points of an hour.
        resets_at: When the next hour begins.
    """

    login: str
    scopes: frozenset[str] | None
    remaining: int
    limit: int
    resets_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """A repository that the token can see, and which of some labels it has."""

    is_private: bool
    labels: frozenset[str]


def read_sign_in(answer: QueryAnswer) -> SignIn:
    """Read who asked.

    Raises:
        GithubRefusedError: GitHub did not tell.
        UnknownShapeError: The answer is not of the documented shape.
    """
    _need_all("the sign-in", answer)
    match answer.data:
        case {
            "viewer": {"login": str(login)},
            "rateLimit": {
                "remaining": int(remaining),
                "limit": int(limit),
                "resetAt": str(resets_at),
            },
        }:
            return SignIn(
                login=login,
                scopes=answer.scopes,
                remaining=remaining,
                limit=limit,
                resets_at=_instant(resets_at),
            )
        case _:
            raise unknown_shape("the sign-in")


def read_repository(answer: QueryAnswer, what: str, labels: Sequence[str]) -> Repository:
    """Read whether a repository is private, and which it has of the labels asked for.

    Raises:
        GithubRefusedError: There is no such repository, or the token cannot see it.
        UnknownShapeError: The answer is not of the documented shape.
    """
    _need_all(what, answer)
    match answer.data.get("repository"):
        case {"isPrivate": bool(is_private), **found}:
            try:
                has = {name for n, name in enumerate(labels) if found[f"l{n}"] is not None}
            except KeyError as error:
                raise unknown_shape(what, error) from None
            return Repository(is_private=is_private, labels=frozenset(has))
        case _:
            raise unknown_shape(what)


def _need_all(what: str, answer: QueryAnswer) -> None:
    if answer.errors:
        raise GithubRefusedError(what, answer.errors)


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise unknown_shape("the sign-in", error) from None
