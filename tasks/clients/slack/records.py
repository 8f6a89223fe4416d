"""Slack's JSON becomes records here; what lacks a documented field is refused, never guessed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from domain.errors import GoalieError
from domain.membership import UserGroup
from domain.people import SlackUser

_LOCKS = (
    "is_idp_group",
    "is_membership_locked",
    "is_editing_restricted",
    "is_external",
    "auto_provision",
)


class SlackShapeError(GoalieError):
    """The answer lacks what is documented; it must never be read as empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A conversation the bot can see."""

    id: str
    name: str
    is_member: bool
    is_archived: bool
    is_private: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Identification:
    """Who a token belongs to, and what it may do.

    Attributes:
        team: The workspace's name.
        team_id: The workspace's id (``T…``).
        url: The workspace's web address, with a slash at the end.
        user: The user's handle, without the ``@``.
        scopes: What was granted; empty where Slack did not say.
        answered_at: Slack's clock when it answered, to the second; None where it did not say.
    """

    team: str
    team_id: str
    url: str
    user: str
    scopes: frozenset[str]
    answered_at: datetime | None


def read_list(answer: Any, key: str) -> list[dict[str, Any]]:  # noqa: ANN401
    """Take the list of objects that the answer must have under a key."""
    entries = answer.get(key)
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise SlackShapeError(f"Slack answered without a list of {key}")
    return entries


def read_identification(answer: Any, headers: Mapping[str, str]) -> Identification:  # noqa: ANN401
    """Read whose token it is from the answer, what it may do and the time from the headers."""
    names = [answer.get(key) for key in ("team", "team_id", "url", "user")]
    if not all(isinstance(name, str) and name for name in names):
        raise SlackShapeError("Slack answered auth.test in an unknown shape")
    told = {key.lower(): value for key, value in headers.items()}
    scopes = told.get("x-oauth-scopes", "").replace(" ", "").split(",")
    return Identification(
        team=names[0],
        team_id=names[1],
        url=names[2].rstrip("/") + "/",
        user=names[3],
        scopes=frozenset(filter(None, scopes)),
        answered_at=_date(told.get("date", "")),
    )


def _date(text: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return at if at.tzinfo else None


def read_user_group(entry: dict[str, Any]) -> UserGroup:
    """Read a user group; one without its users is of unknown shape, not empty."""
    match entry:
        case {"id": str(group_id), "handle": str(handle), "users": [*users]}:
            return UserGroup(
                id=group_id,
                handle=handle,
                members=frozenset(users),
                disabled=entry.get("date_delete", 0) != 0,
                locks=tuple(name for name in _LOCKS if entry.get(name)),
                joined_channels=_joined_channels(entry),
                edited_by=str(entry.get("updated_by") or ""),
                edited_at=_unix_time(entry.get("date_update")),
            )
        case _:
            raise SlackShapeError("Slack answered with a user group in an unknown shape")


def _unix_time(seconds: object) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) and seconds else None


def _joined_channels(entry: dict[str, Any]) -> tuple[str, ...]:
    channels = (entry.get("prefs") or {}).get("channels") or []
    return tuple(str(channel) for channel in channels)


def read_user(entry: Any) -> SlackUser:  # noqa: ANN401
    """Read a user, with why they cannot be in a user group, if so."""
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
        raise SlackShapeError("Slack answered with a user in an unknown shape")
    profile = entry.get("profile") or {}
    name = profile.get("real_name") or entry.get("real_name") or entry.get("name") or entry["id"]
    return SlackUser(
        id=entry["id"],
        name=str(name),
        unusable=_why_unusable(entry),
        zone=str(entry.get("tz") or ""),
    )


def _why_unusable(entry: dict[str, Any]) -> str:
    if entry.get("deleted"):
        return "deactivated"
    if entry.get("is_bot") or entry.get("id") == "USLACKBOT":
        return "a bot"
    if entry.get("is_restricted") or entry.get("is_ultra_restricted"):
        return "a guest"
    if entry.get("is_stranger"):
        return "from another company"
    return ""


def read_channel(entry: Any) -> Channel:  # noqa: ANN401
    """Read a channel."""
    match entry:
        case {"id": str(channel_id), "name": str(name)}:
            return Channel(
                id=channel_id,
                name=name,
                is_member=bool(entry.get("is_member")),
                is_archived=bool(entry.get("is_archived")),
                is_private=entry.get("is_private") is not False,
            )
        case _:
            raise SlackShapeError("Slack answered with a channel in an unknown shape")
