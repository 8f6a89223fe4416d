"""When a team's ceremonies are, what its board's columns mean, and what each digest may show."""

from datetime import date, datetime
from typing import Literal, Self

from pydantic import Field, model_validator

from domain.team.shapes import Channel, Label, Part, Repository, UserGroupRef

CeremonyName = Literal["planning", "sync", "retro"]
_TIME = r"^([01]\d|2[0-3]):[0-5]\d$"
_YEARS = range(2000, 2200)
_HALF_A_YEAR = 183  # days; further off it is most likely the wrong year


class Ceremony(Part):
    """When in the cycle a ceremony is held, and how long before it the digest goes out."""

    day: int = Field(ge=1, le=366, description="Day of the cycle; its first day is 1.")
    at: str = Field(pattern=_TIME, description='Local time at which it begins, such as "10:00".')
    minutes: int = Field(default=60, ge=1, le=480, description="How long it takes.")
    # Digests are looked after every ten minutes: a shorter lead might see no run at all.
    lead_minutes: int = Field(
        default=60, ge=15, le=2880, description="How long before it the digest goes out."
    )


class CycleOverride(Part):
    """One ceremony of one cycle that is left out, moved, or held once more."""

    cycle: int = Field(ge=1, description="Number of the cycle; the anchor's is 1.")
    ceremony: CeremonyName = Field(description="Which ceremony.")
    skip: bool = Field(default=False, description="It is not held.")
    moved_to: datetime | None = Field(
        default=None, description="Local time at which it is held instead: 2026-12-01T14:00."
    )
    extra_at: datetime | None = Field(
        default=None, description="Local time at which it is held once more."
    )

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if [self.skip, self.moved_to is not None, self.extra_at is not None].count(True) != 1:
            raise ValueError("say exactly one of `skip: true`, `moved_to` and `extra_at`")
        for key, at in (("moved_to", self.moved_to), ("extra_at", self.extra_at)):
            if at is not None and at.tzinfo is not None:
                raise ValueError(f"`{key}` is local time: leave out the zone")
        return self


class Cycle(Part):
    """The team's cycles, counted from an anchor, and the ceremonies of each."""

    anchor: date = Field(description="First day of cycle 1, such as 2026-08-31.")
    length_days: int = Field(default=14, ge=1, le=366, description="Days of a cycle.")
    planning: Ceremony | None = Field(default=None, description="Lines up the queue.")
    sync: Ceremony | None = Field(default=None, description="Checks in on the plan.")
    retro: Ceremony | None = Field(default=None, description="Looks back at what was done.")
    on_holiday: Literal["move", "skip"] = Field(
        default="move",
        description="On a day on which nobody works: move to the next working day, or skip.",
    )
    overrides: tuple[CycleOverride, ...] = Field(
        default=(), description="Ceremonies that are skipped, moved, or held once more."
    )

    @model_validator(mode="after")
    def _ceremonies_lie_in_the_cycle(self) -> Self:
        held = {name: one for name in ("planning", "sync", "retro") if (one := getattr(self, name))}
        if not held:
            raise ValueError("name at least one of `planning`, `sync` and `retro`")
        for name, one in held.items():
            if one.day > self.length_days:
                raise ValueError(
                    f"`{name}` is on day {one.day} of a cycle of {self.length_days} days"
                )
        for override in self.overrides:
            if override.ceremony not in held:
                raise ValueError(f"`overrides` names {override.ceremony}, which is not held at all")
        return self

    @model_validator(mode="after")
    def _overrides_agree(self) -> Self:
        named = [(o.cycle, o.ceremony) for o in self.overrides if o.extra_at is None]
        for cycle, ceremony in named:
            if named.count((cycle, ceremony)) > 1:
                raise ValueError(f"`overrides` skips or moves {ceremony} of cycle {cycle} twice")
        return self

    @model_validator(mode="after")
    def _dates_are_plausible(self) -> Self:
        if self.anchor.year not in _YEARS:
            raise ValueError(f"`anchor` {self.anchor} is no day on which a team began its cycles")
        for override in self.overrides:
            first = self.anchor.toordinal() + (override.cycle - 1) * self.length_days
            if first > date(_YEARS.stop, 1, 1).toordinal():
                raise ValueError(f"`overrides` names cycle {override.cycle}, which is too far off")
            at = override.moved_to or override.extra_at
            span = range(first - _HALF_A_YEAR, first + self.length_days + _HALF_A_YEAR)
            if at is not None and at.toordinal() not in span:
                begins = date.fromordinal(first)
                raise ValueError(
                    f"`overrides` puts {override.ceremony} of cycle {override.cycle} on"
                    f" {at.date()}, half a year away from that cycle, which begins on {begins}"
                )
        return self


class BoardColumns(Part):
    """What the columns of the board mean; every name must be one of the board's."""

    queue: tuple[str, ...] = Field(
        min_length=1, description="Columns whose cards are lined up and not begun."
    )
    started: tuple[str, ...] = Field(
        min_length=1, description="Columns whose cards somebody works on, blocked ones too."
    )
    blocked: tuple[str, ...] = Field(
        default=(), description="Those of the started columns whose cards are blocked."
    )
    done: tuple[str, ...] = Field(min_length=1, description="Columns whose cards are finished.")
    aliases: dict[str, str] = Field(
        default_factory=dict,
        description="Former name of a column → its name today, for the history.",
    )

    @model_validator(mode="after")
    def _mean_one_thing(self) -> Self:
        named = [*self.queue, *self.started, *self.done]
        for name in named:
            if named.count(name) > 1:
                raise ValueError(f"{name!r} is in two of `queue`, `started` and `done`")
        for name in self.blocked:
            if name not in self.started:
                raise ValueError(f"`blocked` names {name!r}, which `started` does not have")
        for name in self.aliases:
            if name in named:
                raise ValueError(f"`aliases` renames {name!r}, which is the name of a column today")
        return self


class Kinds(Part):
    """How kinds of work are told apart: a support label, an ad hoc label, then the stream."""

    support_labels: tuple[Label, ...] = Field(default=(), description="Labels of support work.")
    ad_hoc_labels: tuple[Label, ...] = Field(default=(), description="Labels of ad hoc requests.")
    streams: dict[str, tuple[str, ...]] = Field(
        min_length=1, description="Delivery stream → options of the stream field."
    )
    target: dict[str, int] = Field(
        default_factory=dict,
        description='Kind ("support", "ad hoc", or a stream) → its share of the work in percent.',
    )

    @model_validator(mode="after")
    def _target_is_whole(self) -> Self:
        kinds = [*self.streams, "support", "ad hoc"]
        for kind in self.target:
            if kind not in kinds:
                raise ValueError(f"`target` names {kind!r}; the kinds are {', '.join(kinds)}")
        if self.target and sum(self.target.values()) != 100:  # noqa: PLR2004  percent
            raise ValueError(f"`target` adds up to {sum(self.target.values())}, not to 100")
        return self


class Digests(Part):
    """The digests before planning, sync and retro."""

    channel: Channel | None = Field(
        default=None, description="Where they are posted; the team's own channel without it."
    )
    cycle: Cycle = Field(description="When the ceremonies are.")
    columns: BoardColumns = Field(description="What the columns of the board mean.")
    priority_field: str = Field(
        default="Priority", min_length=1, description="The board's field of priorities."
    )
    stream_field: str = Field(
        default="Stream", min_length=1, description="The board's field of delivery streams."
    )
    board_view: int = Field(
        default=1, ge=1, description="Number of the board's view that links open."
    )
    kinds: Kinds = Field(description="How kinds of work are told apart.")
    tracking_label: Label = Field(
        default="tracking", description="Label of issues that track larger work in sub-issues."
    )
    retro_action_label: Label = Field(
        default="retro-action",
        description="Label of issues that a retro of this team decided on, in any repository.",
    )
    blocked_labels: tuple[Label, ...] = Field(
        default=("blocked",), description="Labels of cards that are blocked, in any column."
    )
    show_titles_of: tuple[Repository, ...] = Field(
        default=(),
        description="Private repositories whose titles everybody in the channel may read.",
    )
    organisations: dict[str, tuple[UserGroupRef, ...]] = Field(
        default_factory=dict,
        description="Requesting organisation → the Slack user groups of its people.",
    )
    retro_prompts: tuple[str, ...] = Field(
        default=(), description="The team's own questions at the end of the retro's digest."
    )
