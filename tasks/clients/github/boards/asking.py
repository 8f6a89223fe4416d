"""A question is asked again without what an older server says it does not know."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from tasks.clients.github.boards.queries import Feature
from tasks.clients.github.calls import GithubRefusedError, QueryAnswer, QueryError
from tasks.clients.github.client import GithubClient

_TOLD: Mapping[Feature, re.Pattern[str]] = {
    "archived cards": re.compile(r"\barchivedStates\b"),
    "filters": re.compile(r"argument ['\"]query['\"]"),
    "dependencies": re.compile(r"issueDependenciesSummary|blockedBy|BLOCKED_BY|BlockedBy"),
    "parents": re.compile(r"field ['\"]parent['\"]", re.IGNORECASE),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A client, and what its server turned out not to know."""

    client: GithubClient
    unknown: set[Feature] = field(default_factory=set)

    async def ask(
        self,
        what: str,
        text: Callable[[Collection[Feature]], str],
        variables: Mapping[str, Any],
    ) -> QueryAnswer:
        """Ask; ``text`` makes the query from what the server does not know.

        Raises:
            GithubRefusedError: The server refuses it for another reason; and all errors of the
                client.
        """
        while True:
            try:
                return await self.client.read(what, text(self.unknown), variables)
            except GithubRefusedError as error:
                news = {name for name, told in _TOLD.items() if told.search(str(error))}
                if not news - self.unknown:
                    raise
                self.unknown.update(news)


def place_of(error: QueryError, *root: str | int) -> int | None:
    """Which node of a list an error is about; None where it is about another part, or all."""
    here, place = error.path[: len(root)], error.path[len(root) : len(root) + 1]
    return place[0] if here == root and place and isinstance(place[0], int) else None
