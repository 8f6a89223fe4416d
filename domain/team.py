"""A team file says everything about one team that is not secret; here is its shape.

Field descriptions are what editors show (``goalie schema``) and what errors quote.
"""

import re
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

DEFAULT_MAX_MEMBERS_CHANGED = 6

_SCHEDULE_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_DOMAIN = re.compile(r"[^@\s]+\.[^@\s.]+")
_CHANNEL = re.compile(r"#[^\s#@A-Z]+|[CG][A-Z0-9]{5,}")
_USER_GROUP = re.compile(r"@[^\s#@]+|S[A-Z0-9]{5,}")
_SLACK_USER = re.compile(r"[UW][A-Z0-9]{4,}")
_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")


def _known_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):  # not found, not a zone's name, a folder
        message = f"{value!r} is no IANA time zone; write one such as Europe/Berlin or UTC"
        raise ValueError(message) from None
    return value


def _shaped(shape: re.Pattern[str], wanted: str) -> AfterValidator:
    def check(value: str) -> str:
        if not shape.fullmatch(value):
            raise ValueError(f"{value!r} is not {wanted}")
        return value

    return AfterValidator(check)


Zone = Annotated[str, AfterValidator(_known_zone)]
ScheduleId = Annotated[
    str,
    _shaped(_SCHEDULE_ID, "a schedule id; copy the id at the end of the schedule's web address"),
]
Email = Annotated[
    str, _shaped(_EMAIL, "an email address"), AfterValidator(lambda value: value.casefold())
]
Person = Annotated[str, StringConstraints(min_length=3), AfterValidator(lambda v: v.casefold())]
Domain = Annotated[
    str,
    _shaped(_DOMAIN, "a mail domain such as example.com"),
    AfterValidator(lambda value: value.casefold()),
]
Channel = Annotated[
    str, _shaped(_CHANNEL, 'a channel; write "#name" in quotes and lower case, or its id (C…)')
]
UserGroupRef = Annotated[
    str, _shaped(_USER_GROUP, 'a user group; write "@handle" in quotes, or its id (S…)')
]
SlackUserId = Annotated[
    str, _shaped(_SLACK_USER, "a Slack user id (U…); copy it from the person's Slack profile")
]
Repository = Annotated[str, _shaped(_REPOSITORY, "a repository; write owner/name")]


class _Part(BaseModel):
    """Everything in a team file is read once, never changed, and never silently ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Rotation(_Part):
    """One Slack user group and the schedules whose on-call people are its members."""

    name: str = Field(
        min_length=1, description="What people call this rotation; unique in the team."
    )
    schedules: tuple[ScheduleId, ...] = Field(
        min_length=1,
        description="Ids of the schedules; the group holds everyone on call in any of them.",
    )
    user_group: UserGroupRef = Field(
        description='The Slack user group to keep equal: "@handle" or its id.'
    )
    extra_members: tuple[Email, ...] = Field(
        default=(), description="Addresses of people who are always in the group."
    )
    when_nobody_is_on_call: Literal["keep", "fallback", "disable"] = Field(
        default="keep",
        description="In a gap: keep the last members, use fallback_members, or disable the group.",
    )
    fallback_members: tuple[Email, ...] = Field(
        default=(),
        description="Who stands in during a gap; with when_nobody_is_on_call: fallback only.",
    )
    max_members_changed: int = Field(
        default=DEFAULT_MAX_MEMBERS_CHANGED,
        ge=1,
        description="Hold the group when one run would add and remove more people than this.",
    )
    takeover_confirmed: bool = Field(
        default=False,
        description="Set true once Goalie asked whether it may take over a group that looks wrong.",
    )
    announce: bool = Field(
        default=False, description="Tell each real change once in the team's channel."
    )

    @model_validator(mode="after")
    def _stand_ins_have_a_purpose(self) -> Self:
        if self.when_nobody_is_on_call == "fallback" and not self.fallback_members:
            raise ValueError("`when_nobody_is_on_call: fallback` needs `fallback_members`")
        if self.when_nobody_is_on_call != "fallback" and self.fallback_members:
            raise ValueError(
                "`fallback_members` does nothing without `when_nobody_is_on_call: fallback`"
            )
        return self


class Channels(_Part):
    """Where Goalie speaks."""

    team: Channel = Field(description="The team's own channel: announcements.")
    ops: Channel = Field(description="Where problems are told, with what to do about them.")


class WatchedChannel(_Part):
    """A channel in which people ask the team for help."""

    channel: Channel = Field(description='The channel: "#name" or its id.')
    messages: Literal["all", "ours"] = Field(
        description="all: every message is for the team. ours: only those that mention it."
    )


class Board(_Part):
    """The team's Kanban board on GitHub Projects."""

    owner: str = Field(min_length=1, description="The organisation that owns the board.")
    number: int = Field(ge=1, description="The number in the board's web address.")
    support_list: str = Field(
        min_length=1, description="The column that holds the cards of support issues."
    )


class Requests(_Part):
    """Where the team's requests arrive and what they look like."""

    watched_channels: tuple[WatchedChannel, ...] = Field(
        min_length=1, description="The channels in which people ask for help."
    )
    label: str = Field(min_length=1, description="The label an issue carries to reach the team.")
    issue_repository: Repository = Field(description="Where requesters open issues: owner/name.")
    board: Board = Field(description="The board on which the team plans its work.")


class Team(_Part):
    """One team: who it is, whose groups it keeps, and where it talks."""

    name: str = Field(min_length=1, description="The team's name, for people.")
    zone: Zone = Field(description="IANA zone in which the team reads times.")
    on_call_source: Literal["opsgenie", "jsm"] = Field(
        default="opsgenie", description="Who knows who is on call."
    )
    rotations: tuple[Rotation, ...] = Field(
        min_length=1, description="The user groups to keep equal to who is on call."
    )
    channels: Channels = Field(description="Where Goalie speaks.")
    requests: Requests | None = Field(
        default=None, description="Where requests arrive: channels, label, repository, board."
    )
    identities: dict[Person, SlackUserId] = Field(
        default_factory=dict,
        description="On-call address or Atlassian account id → Slack user id, where they differ.",
    )
    email_domain_aliases: dict[Domain, tuple[Domain, ...]] = Field(
        default_factory=dict,
        description="Domain in the schedule → domains to try in Slack, in this order.",
    )

    @field_validator("rotations")
    @classmethod
    def _names_differ(cls, rotations: tuple[Rotation, ...]) -> tuple[Rotation, ...]:
        names = [rotation.name for rotation in rotations]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"two rotations are called {name!r}; rename one")
        return rotations
