"""The rotations of a team: user groups and the schedules whose on-call people they hold."""

from typing import Literal, Self

from pydantic import Field, model_validator

from domain.team.shapes import Email, Part, ScheduleId, UserGroupRef

DEFAULT_MAX_MEMBERS_CHANGED = 6


class Rotation(Part):
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
