"""What holds for every schedule: the instant and the timeline agree, and 09:00 stays 09:00."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from standins.schedules.engine import (
    duty_at,
    final_periods,
    shift_start,
)
from standins.schedules.records import (
    NOBODY,
    DailyWindow,
    Forwarding,
    Override,
    Period,
    Rotation,
    Schedule,
)

ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"])
YEAR = 365 * 48  # half hours
START = datetime(2026, 1, 1, tzinfo=UTC)
HALF_HOURS = st.integers(0, YEAR).map(lambda number: START + number * timedelta(minutes=30))
MINUTES = st.integers(0, YEAR * 30).map(lambda number: START + number * timedelta(minutes=1))
PEOPLE = st.sampled_from(["ada", "ben", "chidi", NOBODY])
TIMES = st.sampled_from([time(0), time(2, 30), time(8), time(17, 30), time(23)])
WINDOWS = st.builds(DailyWindow, start=TIMES, end=TIMES)
ROTATIONS = st.builds(
    Rotation,
    id=st.sampled_from(["r1", "r2"]),
    name=st.just(""),
    type=st.sampled_from(["hourly", "daily", "weekly"]),
    length=st.integers(1, 15),
    start=HALF_HOURS,
    end=st.none() | HALF_HOURS,
    participants=st.lists(PEOPLE, min_size=1, max_size=5).map(tuple),
    time_restriction=st.none() | WINDOWS,
)
OVERRIDES = st.builds(
    lambda user, start, minutes, ids: Override(
        alias="o", user=user, start=start, end=start + timedelta(minutes=minutes), rotation_ids=ids
    ),
    PEOPLE,
    MINUTES,
    st.integers(1, 20_000),
    st.sampled_from([(), ("r1",), ("r2",)]),
)
FORWARDINGS = st.builds(
    lambda pair, start, minutes: Forwarding(
        from_user=pair[0], to_user=pair[1], start=start, end=start + timedelta(minutes=minutes)
    ),
    st.permutations(["ada", "ben", "chidi"]),
    MINUTES,
    st.integers(1, 20_000),
)
SCHEDULES = st.builds(
    lambda zone, rotation, overrides: Schedule(
        id="s", name="s", timezone=zone, rotations=(rotation,), overrides=tuple(overrides)
    ),
    ZONES,
    ROTATIONS,
    st.lists(OVERRIDES, max_size=4),
)
WINDOW_LENGTHS = st.integers(1, 14).map(lambda days: timedelta(days=days))


def covering(periods: tuple[Period, ...], instant: datetime) -> tuple[str, str | None] | None:
    for period in periods:
        if period.start <= instant < period.end:
            return period.duty.user, period.duty.from_user
    return None


@settings(deadline=None)
@given(
    schedule=SCHEDULES,
    forwardings=st.lists(FORWARDINGS, max_size=3),
    start=MINUTES,
    length=WINDOW_LENGTHS,
    now=MINUTES,
    part=st.integers(0, 9_999),
)
def test_who_is_on_call_is_who_the_timeline_says(
    schedule: Schedule,
    forwardings: list[Forwarding],
    start: datetime,
    length: timedelta,
    now: datetime,
    part: int,
) -> None:
    rotation = schedule.rotations[0]
    periods = final_periods(
        schedule, rotation, forwardings, start=start, end=start + length, now=now
    )
    just_before = [period.end - timedelta(microseconds=1) for period in periods]
    for instant in [start + part * length / 10_000, *just_before]:
        duty = duty_at(schedule, rotation, instant, forwardings)
        assert covering(periods, instant) == (duty and (duty.user, duty.from_user))


@settings(deadline=None)
@given(
    schedule=SCHEDULES,
    forwardings=st.lists(FORWARDINGS, max_size=3),
    start=MINUTES,
    length=WINDOW_LENGTHS,
    now=MINUTES,
)
def test_periods_of_one_rotation_never_overlap_and_only_the_past_is_historical(
    schedule: Schedule,
    forwardings: list[Forwarding],
    start: datetime,
    length: timedelta,
    now: datetime,
) -> None:
    end = start + length
    periods = final_periods(
        schedule, schedule.rotations[0], forwardings, start=start, end=end, now=now
    )
    assert all(start <= period.start < period.end <= end for period in periods)
    assert all(earlier.end <= later.start for earlier, later in pairwise(periods))
    for period in periods:
        assert (period.duty.kind == "historical") == (period.end <= now)


@given(zone=ZONES, number=st.integers(0, 120), length=st.integers(1, 4), start=HALF_HOURS)
def test_a_weekly_handoff_keeps_its_day_and_local_time(
    zone: str, number: int, length: int, start: datetime
) -> None:
    rotation = Rotation(
        id="r", name="", type="weekly", length=length, start=start, participants=("ada",)
    )
    local_start = start.astimezone(ZoneInfo(zone))
    handoff = shift_start(rotation, ZoneInfo(zone), number).astimezone(ZoneInfo(zone))
    # A time that the clocks jump over does not exist on that day; no rule can keep it.
    jumped = handoff.replace(tzinfo=None).time() != local_start.time()
    if jumped:
        before = handoff - timedelta(hours=3)
        assert before.utcoffset() != handoff.utcoffset()
        return
    assert handoff.weekday() == local_start.weekday()
    assert handoff.date() - local_start.date() == timedelta(weeks=number * length)
