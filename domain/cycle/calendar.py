"""A cycle's number comes from local dates alone, and a ceremony's instant from its date and time.

No parity of weeks and no fixed interval of hours takes part, so neither a week 53 nor a leap day
nor a change of clocks shifts anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from domain.cycle.records import Occasion, Skipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.team.digests import Ceremony, CeremonyName, Cycle, CycleOverride
    from domain.working_time import WorkingTime

CEREMONIES: tuple[CeremonyName, ...] = ("planning", "sync", "retro")
DECIDED = "as the team decided"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleCalendar:
    """A team's cycles in its zone, and the days on which it works.

    Attributes:
        cycle: Anchor, length, ceremonies and overrides.
        working_time: Closed days are holidays; its zone is the team's.
    """

    cycle: Cycle
    working_time: WorkingTime

    @property
    def zone(self) -> ZoneInfo:
        """The zone whose dates count."""
        return self.working_time.zone

    def number(self, at: datetime) -> int:
        """Number of the cycle in which an instant lies; below 1 before the anchor."""
        return self.number_on(at.astimezone(self.zone).date())

    def number_on(self, day: date) -> int:
        """Number of the cycle in which a local day lies; below 1 before the anchor."""
        return (day - self.cycle.anchor).days // self.cycle.length_days + 1

    def first_day(self, number: int) -> date:
        """The local day on which a cycle begins."""
        return self.cycle.anchor + (number - 1) * self.cycle.length_days * _DAY

    def start_of(self, number: int) -> datetime:
        """The instant (UTC) at which a cycle's first local day begins."""
        return self.working_time.midnight(self.first_day(number))

    def instant(self, local: datetime) -> datetime:
        """The instant (UTC) of a local time.

        Of a time that the clocks show twice the first; a time that they skip is as much later as
        they are put forward.
        """
        return local.replace(tzinfo=self.zone).astimezone(UTC)


def prepare_calendar(cycle: Cycle, zone: str, working_time: WorkingTime) -> CycleCalendar:
    """Hang a team's cycles on the clock of its zone.

    Args:
        cycle: From the team file.
        zone: The team's zone, an IANA name.
        working_time: A day on which it is closed is one on which no ceremony is held.
    """
    return CycleCalendar(cycle=cycle, working_time=working_time.in_zone(ZoneInfo(zone)))


def occasions(
    calendar: CycleCalendar, after: datetime, before: datetime
) -> tuple[Occasion | Skipped, ...]:
    """List the ceremonies that begin, or would have begun, from one instant until another.

    They come in order; a skipped one stands where it usually is.
    """
    numbers = _numbers_near(calendar, after, before)
    found = (one for number in numbers for one in _held(calendar, number))
    return tuple(one for at, one in sorted(found, key=_place) if after <= at < before)


def _held(calendar: CycleCalendar, number: int) -> Iterator[tuple[datetime, Occasion | Skipped]]:
    """Tell each ceremony of one cycle with its instant (UTC); none before the anchor."""
    for name in CEREMONIES:
        ceremony: Ceremony | None = getattr(calendar.cycle, name)
        if ceremony is not None and number >= 1:
            slot = _Slot(calendar=calendar, name=name, ceremony=ceremony, number=number)
            yield _regular(slot)
            yield from _extra(slot)


def _place(found: tuple[datetime, Occasion | Skipped]) -> tuple[datetime, int, int]:
    at, one = found
    return at, CEREMONIES.index(one.ceremony), one.cycle


def _numbers_near(calendar: CycleCalendar, after: datetime, before: datetime) -> list[int]:
    """The cycles whose ceremonies may begin then: those of an override may begin at any time."""
    first = calendar.number(after) - 2  # one for what holidays move, one for skipped midnights
    near = range(max(1, first), calendar.number(before) + 2)
    return sorted({*near, *(override.cycle for override in calendar.cycle.overrides)})


def _regular(slot: _Slot) -> tuple[datetime, Occasion | Skipped]:
    """The ceremony that every cycle has: as the team decided, else by the policy."""
    for override in slot.overrides():
        if override.skip:
            return slot.skipped("the team decided to skip it")
        if override.moved_to is not None:
            usual, moved_to = slot.usual, override.moved_to
            from_ = f"{usual:%H:%M}" if usual.date() == moved_to.date() else _day(usual)
            return slot.held(moved_to, why=f"moved from {from_}, {DECIDED}")
    return _on_a_working_day(slot)


def _on_a_working_day(slot: _Slot) -> tuple[datetime, Occasion | Skipped]:
    usual = slot.usual
    if slot.is_working_day(usual):
        return slot.held(usual)
    has_hours = slot.calendar.working_time.week[usual.weekday()]
    closed = "a holiday" if has_hours else "no working day"
    if slot.calendar.cycle.on_holiday == "skip":
        return slot.skipped(f"it is {closed}")
    last = usual + (slot.calendar.cycle.length_days - 1) * _DAY  # next day it is held anyway
    for later in range(1, slot.calendar.cycle.length_days):
        if slot.is_working_day(usual + later * _DAY):
            return slot.held(usual + later * _DAY, why=f"moved from {_day(usual)}, {closed}")
    if last == usual:
        return slot.skipped(f"it is {closed}")
    return slot.skipped(f"nobody works until after {_day(last)}")


def _extra(slot: _Slot) -> Iterator[tuple[datetime, Occasion]]:
    """What is held once more, counted in the order of the team file."""
    times = [one.extra_at for one in slot.overrides() if one.extra_at is not None]
    for nth, at in enumerate(times, start=1):
        yield slot.held(at, why=f"held once more, {DECIDED}", extra=nth)


def _day(day: date) -> str:
    return f"{day:%a %-d %b}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Slot:
    """One ceremony of one cycle, before it is known when and whether it is held."""

    calendar: CycleCalendar
    name: CeremonyName
    ceremony: Ceremony
    number: int

    @property
    def usual(self) -> datetime:
        """The local time at which it is held unless something is in the way."""
        day = self.calendar.first_day(self.number) + (self.ceremony.day - 1) * _DAY
        return datetime.combine(day, time.fromisoformat(self.ceremony.at))

    def overrides(self) -> list[CycleOverride]:
        key = (self.number, self.name)
        return [o for o in self.calendar.cycle.overrides if (o.cycle, o.ceremony) == key]

    def is_working_day(self, local: datetime) -> bool:
        return self.calendar.working_time.closing_of(local.date()) is not None

    def held(self, local: datetime, *, why: str = "", extra: int = 0) -> tuple[datetime, Occasion]:
        """Lead and duration are real time, whatever clocks do meanwhile."""
        zone, at = self.calendar.zone, self.calendar.instant(local)
        lead = timedelta(minutes=self.ceremony.lead_minutes)
        return at, Occasion(
            ceremony=self.name,
            cycle=self.number,
            extra=extra,
            starts_at=at.astimezone(zone),
            ends_at=(at + timedelta(minutes=self.ceremony.minutes)).astimezone(zone),
            digest_at=(at - lead).astimezone(zone),
            moved_because=why,
        )

    def skipped(self, why: str) -> tuple[datetime, Skipped]:
        on = self.usual.date()
        skipped = Skipped(ceremony=self.name, cycle=self.number, on=on, why=why)
        return self.calendar.instant(self.usual), skipped
