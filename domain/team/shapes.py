"""The shapes of single values in a team file, each refused with what to write instead."""

import re
from datetime import timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints

_SCHEDULE_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_DOMAIN = re.compile(r"[^@\s]+\.[^@\s.]+")
_CHANNEL = re.compile(r"#[^\s#@A-Z]+|[CG][A-Z0-9]{5,}")
_USER_GROUP = re.compile(r"@[^\s#@]+|S[A-Z0-9]{5,}")
_SLACK_USER = re.compile(r"[UW][A-Z0-9]{4,}")
_DURATION = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?")
_EMOJI = re.compile(r"[a-z0-9_+'-]+")
_APP = re.compile(r"[AB][A-Z0-9]{4,}")
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


class Duration(BaseModel):
    """An amount of working time; a day is as long as the team's longest working day."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    days: int = 0
    hours: int = 0
    minutes: int = 0

    def working_time(self, working_day: timedelta) -> timedelta:
        """The amount, where a working day has this length."""
        return self.days * working_day + timedelta(hours=self.hours, minutes=self.minutes)

    def __str__(self) -> str:
        """As it is written in a team file."""
        parts = ((self.days, "d"), (self.hours, "h"), (self.minutes, "m"))
        return "".join(f"{count}{unit}" for count, unit in parts if count) or "0m"


def _read_duration(value: object) -> object:
    if not isinstance(value, str):
        return value
    found = _DURATION.fullmatch(value)
    if not value or found is None:
        raise ValueError(f"{value!r} is no amount of working time; write 30m, 8h, 1d or 1d4h")
    days, hours, minutes = (int(part or 0) for part in found.groups())
    return Duration(days=days, hours=hours, minutes=minutes)


Budget = Annotated[Duration, BeforeValidator(_read_duration, json_schema_input_type=str)]
Emoji = Annotated[str, _shaped(_EMOJI, "an emoji's name; write it without colons, such as eyes")]
Label = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
SlackAppId = Annotated[str, _shaped(_APP, "an app's or bot's id (A… or B…)")]


class Part(BaseModel):
    """Everything in a team file is read once, never changed, and never silently ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)
