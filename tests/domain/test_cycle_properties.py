"""What must hold for any cycle in any zone: never twice, never late, and no ceremony is lost."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.cycle import (
    CycleCalendar,
    Occasion,
    Skipped,
    due,
    latest,
    occasions,
    prepare_calendar,
    upcoming,
)
from domain.team.digests import CeremonyName, Cycle
from domain.working_time import WorkingTime
from tests.builders_cycle import EVERY_DAY, OFFICE

ANCHOR = date(2026, 8, 17)
BEGIN, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
MONTHS_24 = 730
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Beirut", "Asia/Kolkata")
NAMES: tuple[CeremonyName, ...] = ("planning", "sync", "retro")
CYCLES = 12  # of those that overrides name

days = st.integers(0, MONTHS_24).map(lambda n: ANCHOR + timedelta(days=n))
times = st.sampled_from(["00:00", "00:30", "02:00", "02:15", "02:30", "10:00", "23:45"])
moments = st.integers(0, MONTHS_24 * 24 * 60).map(
    lambda n: datetime(2026, 8, 10, tzinfo=UTC) + timedelta(minutes=n)
)


@st.composite
def ticks(draw: st.DrawFn) -> list[datetime]:
    """A few days of a grid with a downtime in it, and some more instants of two years."""
    every, start = timedelta(minutes=draw(st.sampled_from([17, 30, 60, 97, 240]))), draw(moments)
    down = start + timedelta(minutes=draw(st.integers(0, 4000)))
    grid = [start + every * n for n in range(timedelta(days=3) // every)]
    up = [at for at in grid if not down <= at < down + timedelta(hours=7)]
    return sorted({*up, *draw(st.sets(moments, max_size=40))})


@st.composite
def overrides(draw: st.DrawFn, length: int) -> list[dict[str, object]]:
    """Any that agree; what they name may lie in quite another cycle, or before the first."""
    found: list[dict[str, object]] = []
    for cycle, name in draw(st.sets(st.tuples(st.integers(1, CYCLES), st.sampled_from(NAMES)))):
        first = ANCHOR + timedelta(days=(cycle - 1) * length)
        at = f"{first + timedelta(days=draw(st.integers(-180, 180)))}T{draw(times)}"
        kind: dict[str, object] = draw(
            st.sampled_from([{"skip": True}, {"moved_to": at}, {"extra_at": at}])
        )
        found.append(kind | {"cycle": cycle, "ceremony": name})
    return found


@st.composite
def calendars(draw: st.DrawFn) -> CycleCalendar:
    """Any cycle of one day to five weeks, in zones that change their clocks in different ways."""
    length, zone = draw(st.integers(1, 35)), draw(st.sampled_from(ZONES))
    ceremonies = {
        name: {
            "day": draw(st.integers(1, length)),
            "at": draw(times),
            "lead_minutes": draw(st.sampled_from([15, 45, 60, 1440, 2880])),
        }
        for name in NAMES
    }
    cycle = Cycle.model_validate(
        {
            "anchor": ANCHOR,
            "length_days": length,
            "on_holiday": draw(st.sampled_from(["move", "skip"])),
            "overrides": draw(overrides(length)),
        }
        | ceremonies
    )
    hours, holidays = draw(st.sampled_from([OFFICE, EVERY_DAY])), draw(st.sets(days, max_size=9))
    working_time = WorkingTime.parse(zone=zone, hours=hours, holidays=sorted(holidays))
    return prepare_calendar(cycle, zone, working_time)


def held(calendar: CycleCalendar) -> list[Occasion]:
    return [one for one in occasions(calendar, BEGIN, END) if isinstance(one, Occasion)]


@settings(max_examples=25, deadline=None)
@given(calendars(), ticks())
def test_each_digest_is_due_once_in_its_time_or_missed(
    calendar: CycleCalendar, ticks: list[datetime]
) -> None:
    told: dict[str, datetime] = {}
    missed: Counter[str] = Counter()
    for now in ticks:
        for one in due(now, calendar, told):
            assert one.occasion.key not in told
            if one.state == "due":
                told[one.occasion.key] = now
            else:
                missed[one.occasion.key] += 1
    for occasion in held(calendar):
        begins, starts = (at.astimezone(UTC) for at in (occasion.digest_at, occasion.starts_at))
        in_time = [at for at in ticks if begins <= at < starts]
        today = [
            at for at in ticks if at >= starts and _day(calendar, at) == _day(calendar, starts)
        ]
        assert told.get(occasion.key) == next(iter(in_time), None)
        assert missed[occasion.key] == (0 if in_time else len(today))


@settings(max_examples=30, deadline=None)
@given(calendars())
def test_every_cycle_has_each_ceremony_once_and_whatever_is_held_once_more(
    calendar: CycleCalendar,
) -> None:
    found = occasions(calendar, BEGIN, END)
    extras = [(o.ceremony, o.cycle) for o in calendar.cycle.overrides if o.extra_at is not None]
    told = [(o.ceremony, o.cycle) for o in found if isinstance(o, Occasion) and o.extra]
    regular = Counter((o.ceremony, o.cycle) for o in found if isinstance(o, Skipped) or not o.extra)
    last = calendar.number(datetime(2028, 8, 1, tzinfo=UTC))
    assert sorted(told) == sorted(extras)
    assert set(regular.values()) == {1}
    assert {(name, n) for name in NAMES for n in range(1, last)} <= set(regular)
    assert all(n >= 1 for _, n in regular)


@settings(max_examples=30, deadline=None)
@given(calendars())
def test_a_ceremony_is_on_its_day_of_the_cycle_or_says_why_not(calendar: CycleCalendar) -> None:
    works = calendar.working_time.closing_of
    regular = [
        one for one in held(calendar) if not one.moved_because.endswith("as the team decided")
    ]
    for one in regular:
        ceremony = getattr(calendar.cycle, one.ceremony)
        usual = calendar.first_day(one.cycle) + timedelta(days=ceremony.day - 1)
        at, day = one.starts_at, one.starts_at.date()
        between = [usual + timedelta(days=n) for n in range((day - usual).days)]
        assert works(day) is not None
        assert not any(works(other) for other in between)
        assert bool(one.moved_because) == (day != usual)
        clock = datetime.fromisoformat(f"{day}T{ceremony.at}")
        assert at.replace(tzinfo=None) - clock in {  # later only where the clocks skip that time
            timedelta(0),
            timedelta(minutes=30),
            timedelta(hours=1),
        }
    on_one_day = Counter((one.ceremony, one.starts_at.date()) for one in regular)
    assert set(on_one_day.values()) <= {1}


@settings(max_examples=30, deadline=None)
@given(calendars(), st.lists(moments, max_size=5).map(sorted))
def test_a_span_has_what_its_parts_have(calendar: CycleCalendar, cuts: list[datetime]) -> None:
    edges = [BEGIN, *cuts, END]
    parts = [occasions(calendar, a, b) for a, b in pairwise(edges)]
    assert [one for part in parts for one in part] == list(occasions(calendar, BEGIN, END))


@settings(max_examples=40, deadline=None)
@given(calendars(), moments, st.sampled_from([*NAMES, None]))
def test_last_and_next_are_neighbours(
    calendar: CycleCalendar, now: datetime, name: CeremonyName | None
) -> None:
    these = [one for one in held(calendar) if name in {one.ceremony, None}]
    begun = [one for one in these if one.starts_at.astimezone(UTC) <= now]
    assert latest(calendar, name, now) == (begun[-1] if begun else None)
    assert upcoming(calendar, name, now) == next(iter(these[len(begun) :]), None)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(ZONES), st.integers(1, 60), moments)
def test_a_cycle_lasts_from_its_start_to_the_next(zone: str, length: int, at: datetime) -> None:
    working_time = WorkingTime.parse(zone=zone, hours=EVERY_DAY)
    cycle = Cycle.model_validate(
        {"anchor": ANCHOR, "length_days": length, "planning": {"day": 1, "at": "10:00"}}
    )
    calendar = prepare_calendar(cycle, zone, working_time)
    number = calendar.number(at)
    assert calendar.start_of(number) <= at < calendar.start_of(number + 1)
    counted, day = 0, ANCHOR
    while day <= at.astimezone(calendar.zone).date():
        counted, day = counted + 1, day + timedelta(days=length)
    assert counted == max(number, 0)


def _day(calendar: CycleCalendar, at: datetime) -> date:
    return at.astimezone(calendar.zone).date()
