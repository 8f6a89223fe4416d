"""A call is one request to a Slack method: its token, its checked arguments, its refusals."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from standins.slack.workspace import Channel, Token, UserGroup, Workspace

FALSE = frozenset({"0", "false", "False", ""})


class Refused(Exception):  # noqa: N818  Slack refuses; nothing failed
    """Slack answers ``ok: false`` with this error code and these further fields."""

    def __init__(self, error: str, **fields: Any) -> None:  # noqa: ANN401  any JSON
        super().__init__(error)
        self.error = error
        self.fields = fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call that got past its token and its argument names."""

    workspace: Workspace
    token: Token
    arguments: Mapping[str, Any]
    request: web.Request

    def text(self, name: str, otherwise: str) -> str:
        """A required argument as text.

        Raises:
            Refused: With the code ``otherwise``: it is missing or empty.
        """
        value = self.arguments.get(name)
        if value is None or value == "":
            raise Refused(otherwise)
        return str(value)

    def flag(self, name: str) -> bool:
        """A boolean argument; false when missing."""
        return str(self.arguments.get(name, "")) not in FALSE

    def need_scope(self, scope: str) -> None:
        """Go on only with this scope.

        Raises:
            Refused: ``missing_scope`` with what is needed and what was granted.
        """
        if scope not in self.token.scopes:
            raise Refused("missing_scope", needed=scope, provided=",".join(self.token.scopes))

    def channel(self) -> Channel:
        """The channel named by the argument ``channel``, if the caller can see it.

        Raises:
            Refused: ``channel_not_found``, also for private channels without the caller.
        """
        found = self.workspace.channels.get(self.text("channel", "channel_not_found"))
        if found is None or (found.private and self.token.user not in found.members):
            raise Refused("channel_not_found")
        return found

    def user_group(self) -> UserGroup:
        """The group named by the argument ``usergroup``.

        Raises:
            Refused: ``missing_argument`` or ``no_such_subteam``.
        """
        group_id = self.text("usergroup", "missing_argument")
        if group_id not in self.workspace.user_groups:
            raise Refused("no_such_subteam")
        return self.workspace.user_groups[group_id]
