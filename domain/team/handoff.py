"""How a team hands its rotation over, who must confirm it by when, and who is away."""

from datetime import date, timedelta
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from domain.team.shapes import Budget, Duration, Email, Part


def _is_address(value: str) -> str:
    if not value.startswith(("https://", "http://")) or any(c in value for c in " <>|"):
        raise ValueError(f"{value!r} is no web address; write one that begins with https://")
    return value


Address = Annotated[str, AfterValidator(_is_address)]


class Absence(Part):
    """Somebody's holiday; Goalie warns where a shift falls into it."""

    email: Email = Field(description="The person's address in the schedule or in Slack.")
    since: date = Field(description="First day away, such as 2026-12-21.")
    until: date = Field(description="Last day away, such as 2027-01-01.")

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.until < self.since:
            raise ValueError(f"`until` ({self.until}) is before `since` ({self.since})")
        return self


class HandoffPolicy(Part):
    """The warm handoff at every change of shift."""

    rotations: tuple[str, ...] = Field(
        default=(), description="Names of the rotations that are handed over; all without it."
    )
    shortest_cover: Budget = Field(
        default=Duration(days=1),
        description="A shorter cover, or gap, is no handoff; time on the clock, 1d is a whole day.",
    )
    look_back_days: int = Field(
        default=7, ge=1, le=28, description="A handoff longer ago than this is not told any more."
    )
    confirm_after: Budget = Field(
        default=Duration(hours=2),
        description="Working time after which whoever has not confirmed is reminded.",
    )
    escalate_after: Budget = Field(
        default=Duration(hours=6), description="Working time after which EM and PM are told."
    )
    overlap_minutes: int = Field(
        default=0,
        ge=0,
        le=720,
        description="Minutes before and after a handoff in which both are in the user group.",
    )
    absences: tuple[Absence, ...] = Field(
        default=(), description="Who is away when; only to warn, the schedule decides."
    )
    links: dict[str, Address] = Field(
        default_factory=dict, description="What the incoming person needs: title → web address."
    )

    @model_validator(mode="after")
    def _reminds_before_it_escalates(self) -> Self:
        # Days of any length keep the order of what is written in the same units.
        day = timedelta(hours=8)
        if self.escalate_after.working_time(day) < self.confirm_after.working_time(day):
            raise ValueError(
                f"`escalate_after` ({self.escalate_after}) is sooner than `confirm_after`"
                f" ({self.confirm_after}): EM and PM would be told before the person is reminded"
            )
        return self
