"""One team: who it is, whose groups it keeps, when it works, and where it talks."""

from datetime import date
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from domain.public_holidays import public_holidays
from domain.team.digests import Digests
from domain.team.handoff import HandoffPolicy
from domain.team.requests import Member, Requests
from domain.team.rotations import Rotation
from domain.team.shapes import Channel, Domain, Part, Person, SlackUserId, Zone
from domain.working_time.hours import parse_week


class Channels(Part):
    """Where Goalie speaks."""

    team: Channel = Field(description="The team's own channel: announcements.")
    ops: Channel = Field(description="Where problems are told, with what to do about them.")


Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DEFAULT_HOURS: dict[Weekday, tuple[tuple[str, str], ...]] = {
    "mon": (("09:00", "17:00"),),
    "tue": (("09:00", "17:00"),),
    "wed": (("09:00", "17:00"),),
    "thu": (("09:00", "17:00"),),
    "fri": (("09:00", "17:00"),),
}


class Holidays(Part):
    """Days on which nobody works."""

    country: str = Field(
        default="", pattern=r"^([A-Z]{2})?$", description="Two letters: its public holidays count."
    )
    subdivision: str = Field(default="", description="A state or province of it, such as BE.")
    dates: tuple[date, ...] = Field(default=(), description="Days of the team's own: 2026-12-24.")

    @model_validator(mode="after")
    def _country_is_known(self) -> Self:
        if self.subdivision and not self.country:
            raise ValueError("`subdivision` does nothing without `country`")
        if self.country:
            public_holidays(self.country, (), self.subdivision or None)
        return self


class Team(Part):
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
    working_hours: dict[Weekday, tuple[tuple[str, str], ...]] = Field(
        default=DEFAULT_HOURS,
        description='Weekday (mon … sun) → windows of local time: [["09:00", "17:00"]].',
    )
    holidays: Holidays = Holidays()
    members: tuple[Member, ...] = Field(
        default=(), description="Who belongs to the team; their replies are responses."
    )
    requests: Requests | None = Field(
        default=None, description="Where requests arrive, what they look like, how soon answered."
    )
    digests: Digests | None = Field(
        default=None, description="When the ceremonies are, and what is posted before each."
    )
    handoff: HandoffPolicy | None = Field(
        default=None, description="How the rotation is handed over at every change of shift."
    )
    identities: dict[Person, SlackUserId] = Field(
        default_factory=dict,
        description="On-call address or Atlassian account id → Slack user id, where they differ.",
    )
    email_domain_aliases: dict[Domain, tuple[Domain, ...]] = Field(
        default_factory=dict,
        description="Domain in the schedule → domains to try in Slack, in this order.",
    )

    @field_validator("working_hours")
    @classmethod
    def _opens_some_time(
        cls, hours: dict[Weekday, tuple[tuple[str, str], ...]]
    ) -> dict[Weekday, tuple[tuple[str, str], ...]]:
        parse_week({str(day): windows for day, windows in hours.items()})
        return hours

    @field_validator("rotations")
    @classmethod
    def _names_differ(cls, rotations: tuple[Rotation, ...]) -> tuple[Rotation, ...]:
        names = [rotation.name for rotation in rotations]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"two rotations are called {name!r}; rename one")
        return rotations

    @model_validator(mode="after")
    def _digests_have_a_board(self) -> Self:
        if self.digests is not None and self.requests is None:
            raise ValueError("`digests` needs `requests`, which names the board")
        return self

    @model_validator(mode="after")
    def _rotations_to_hand_over_exist(self) -> Self:
        names = [rotation.name for rotation in self.rotations]
        for name in self.handoff.rotations if self.handoff else ():
            if name not in names:
                raise ValueError(
                    f"`handoff.rotations` names {name!r}, which is none of {', '.join(names)}"
                )
        return self
