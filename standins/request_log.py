"""The request log lists every request a stand-in received, in order, without any token."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SECRET_ARGUMENTS = frozenset({"token", "authorization", "apikey"})


@dataclass(slots=True, kw_only=True)
class LoggedRequest:
    """One request received.

    Attributes:
        system: ``slack``, ``opsgenie``, ``jsm``, ``site`` or ``github``.
        method: Slack's method, ``graphql query``, ``graphql`` and a mutation, or HTTP method and
            path with ``{placeholders}``.
        at: World time in ISO form.
        arguments: Path, query and body arguments.
        write: Whether it could change something.
        status: HTTP status answered; None while open and for a cut connection.
        error: The error answered, or the fault that cut the connection; empty if none.
    """

    system: str
    method: str
    at: str
    arguments: Mapping[str, Any]
    write: bool
    status: int | None = None
    error: str = ""


class RequestLog:
    """The requests since the last ``clear``."""

    def __init__(self) -> None:
        self.entries: list[LoggedRequest] = []

    def add(self, entry: LoggedRequest) -> None:
        """Keep one more request; its status is filled in when it is answered."""
        self.entries.append(entry)

    def clear(self) -> None:
        """Forget all requests."""
        self.entries.clear()


def without_secrets(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments as they may be shown: tokens and keys left out."""
    return {key: value for key, value in arguments.items() if key.lower() not in SECRET_ARGUMENTS}
