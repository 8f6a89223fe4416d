"""The person on call at an instant is the override's, else the turn's, each after forwarding."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from standins.schedules.records import (
    NOBODY,
    DailyWindow,
    Duty,
    Forwarding,
    Kind,
    Period,
    Rotation,
    Schedule,
)

NEXT_HORIZONS = (timedelta(days=8), timedelta(days=64), timedelta(days=400))
"""How far to look for the next person: near first, since far costs more."""


def duty_at(
    schedule: Schedule, rotation: Rotation, at: datetime, forwardings: Sequence[Forwarding] = ()
) -> Duty | None:
    """Who is responsible in one rotation at an instant; None where the rotation covers nothing."""
    duty = override_at(schedule, rotation, at) or base_at(schedule, rotation, at)
    return duty and forwarded(duty, at, forwardings)


def on_call_at(
    schedule: Schedule, at: datetime, forwardings: Sequence[Forwarding] = ()
) -> tuple[Duty, ...]:
    """The duties of all rotations at an instant, nobody included, each person once."""
    duties: dict[str, Duty] = {}
    for rotation in schedule.rotations:
        duty = duty_at(schedule, rotation, at, forwardings)
        if duty:
            duties.setdefault(duty.user, duty)
    return tuple(duties.values())


def next_on_call(
    schedule: Schedule, at: datetime, forwardings: Sequence[Forwarding] = ()
) -> tuple[tuple[Duty, ...], tuple[Duty, ...]]:
    """The next person of each rotation, and of those the ones who come at the soonest handoff."""
    found = [
        period
        for rotation in schedule.rotations
        if (period := _next_period(schedule, rotation, at, forwardings))
    ]
    soonest = min((period.start for period in found), default=at)
    exact = [period for period in found if period.start == soonest]
    return _each_once(found), _each_once(exact)


def final_periods(
    schedule: Schedule,
    rotation: Rotation,
    forwardings: Sequence[Forwarding],
    *,
    start: datetime,
    end: datetime,
    now: datetime,
) -> tuple[Period, ...]:
    """One rotation's duties within a window, cut at its edges; what lies before now is historical.

    The period that is running is cut at now too: its past is history, its rest keeps its reason.
    """

    def duty(at: datetime) -> Duty | None:
        found = duty_at(schedule, rotation, at, forwardings)
        if found is None or at >= now:
            return found
        return Duty(kind="historical", user=found.user, from_user=found.from_user)

    cuts = {now, *_cuts(schedule, rotation, forwardings, start, end)}
    return _periods(cuts, start, end, duty)


def layer_periods(
    schedule: Schedule,
    rotation: Rotation,
    forwardings: Sequence[Forwarding],
    *,
    start: datetime,
    end: datetime,
    layer: Kind,
) -> tuple[Period, ...]:
    """What one layer alone says of one rotation: its base turns, its overrides, its forwardings."""

    def duty(at: datetime) -> Duty | None:
        if layer == "base":
            return base_at(schedule, rotation, at)
        if layer == "override":
            return override_at(schedule, rotation, at)
        found = duty_at(schedule, rotation, at, forwardings)
        return found if found and found.kind == layer else None

    return _periods(_cuts(schedule, rotation, forwardings, start, end), start, end, duty)


def base_at(schedule: Schedule, rotation: Rotation, at: datetime) -> Duty | None:
    """Whose turn it is by the rotation alone; None outside its dates and hours."""
    zone = schedule.zone
    if at < rotation.start or (rotation.end is not None and at >= rotation.end):
        return None
    if rotation.time_restriction and not _within(rotation.time_restriction, zone, at):
        return None
    turn = shift_number(rotation, zone, at) % len(rotation.participants)
    return Duty(kind="base", user=rotation.participants[turn])


def override_at(schedule: Schedule, rotation: Rotation, at: datetime) -> Duty | None:
    """Who an override puts in place; of overlapping overrides the one made last decides."""
    for override in reversed(schedule.overrides):
        if override.covers(rotation, at):
            return Duty(kind="override", user=override.user)
    return None


def forwarded(duty: Duty, at: datetime, forwardings: Iterable[Forwarding]) -> Duty:
    """The duty as it is after the first forwarding that applies; forwardings do not chain."""
    for forwarding in forwardings:
        if forwarding.covers(duty.user, at):
            return Duty(kind="forwarding", user=forwarding.to_user, from_user=duty.user)
    return duty


def shift_number(rotation: Rotation, zone: ZoneInfo, at: datetime) -> int:
    """Which turn an instant falls in, the first being 0."""
    number = (_wall(at, zone) - _wall(rotation.start, zone)) // rotation.shift_length
    # Where clocks change, wall time jumps or repeats: the instants themselves decide.
    while shift_start(rotation, zone, number) > at:
        number -= 1
    while shift_start(rotation, zone, number + 1) <= at:
        number += 1
    return number


def shift_start(rotation: Rotation, zone: ZoneInfo, number: int) -> datetime:
    """When a turn begins, in UTC: counted on the wall clock, so that 09:00 stays 09:00."""
    return _instant(_wall(rotation.start, zone) + number * rotation.shift_length, zone)


def _next_period(
    schedule: Schedule, rotation: Rotation, at: datetime, forwardings: Sequence[Forwarding]
) -> Period | None:
    current = duty_at(schedule, rotation, at, forwardings)
    others = {NOBODY, current.user if current else NOBODY}
    for horizon in NEXT_HORIZONS:
        periods = final_periods(schedule, rotation, forwardings, start=at, end=at + horizon, now=at)
        for period in periods:
            if period.duty.user not in others:
                return period
    return None


def _each_once(periods: Iterable[Period]) -> tuple[Duty, ...]:
    duties: dict[str, Duty] = {}
    for period in periods:
        duties.setdefault(period.duty.user, period.duty)
    return tuple(duties.values())


def _periods(
    cuts: Iterable[datetime],
    start: datetime,
    end: datetime,
    duty_of: Callable[[datetime], Duty | None],
) -> tuple[Period, ...]:
    """Join what stays the same across cuts; between two cuts nothing changes."""
    periods: list[Period] = []
    inside = sorted({start, end, *(cut for cut in cuts if start < cut < end)})
    for since, until in pairwise(inside):
        duty = duty_of(since)
        if duty is None:
            continue
        if periods and periods[-1].end == since and periods[-1].duty == duty:
            since = periods.pop().start  # noqa: PLW2901  the joined period starts earlier
        periods.append(Period(start=since, end=until, duty=duty))
    return tuple(periods)


def _cuts(
    schedule: Schedule,
    rotation: Rotation,
    forwardings: Sequence[Forwarding],
    start: datetime,
    end: datetime,
) -> Iterator[datetime]:
    """Every instant in the window at which the answer could change."""
    zone = schedule.zone
    yield rotation.start
    if rotation.end is not None:
        yield rotation.end
    for override in schedule.overrides:
        yield from (override.start, override.end)
    for forwarding in forwardings:
        yield from (forwarding.start, forwarding.end)
    yield from _handoffs(rotation, zone, start, end)
    if rotation.time_restriction:
        for opens, closes in _openings(rotation.time_restriction, zone, start, end):
            yield opens
            yield closes


def _handoffs(
    rotation: Rotation, zone: ZoneInfo, start: datetime, end: datetime
) -> Iterator[datetime]:
    last = end if rotation.end is None else min(end, rotation.end)
    number = shift_number(rotation, zone, max(start, rotation.start))
    while (handoff := shift_start(rotation, zone, number)) < last:
        yield handoff
        number += 1


def _within(window: DailyWindow, zone: ZoneInfo, at: datetime) -> bool:
    return any(opens <= at < closes for opens, closes in _openings(window, zone, at, at))


def _openings(
    window: DailyWindow, zone: ZoneInfo, start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """The window on each local day that touches the span, as instants."""
    day = _wall(start, zone).date() - timedelta(days=1)
    while day <= _wall(end, zone).date():
        opens = datetime.combine(day, window.start)
        closes = datetime.combine(day, window.end)
        if closes <= opens:
            closes += timedelta(days=1)
        yield _instant(opens, zone), _instant(closes, zone)
        day += timedelta(days=1)


def _wall(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    return wall.replace(tzinfo=zone).astimezone(UTC)
