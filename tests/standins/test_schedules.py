"""The schedule engine: turns, overrides, forwardings, and timelines that agree with the instant."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standins.schedules.book import ScheduleBook, on_call_now
from standins.schedules.engine import (
    duty_at,
    final_periods,
    layer_periods,
    next_on_call,
    on_call_at,
    shift_start,
)
from standins.schedules.records import (
    NOBODY,
    DailyWindow,
    Duty,
    Forwarding,
    Override,
    Period,
    Rotation,
    Schedule,
)
from standins.schedules.window import format_date, parse_date, timeline_window
from standins.seed import SHIPPED_SEED, SeedError, load_seed
from standins.world import World

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> datetime:
    """Berlin's wall clock, as in `2026-11-09 09:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


def a_rotation(**changes: object) -> Rotation:
    weekly = Rotation(
        id="r1",
        name="Weekly",
        type="weekly",
        length=1,
        start=at("2026-10-05 09:00"),
        participants=("ada", "ben", "chidi"),
    )
    return replace(weekly, **changes)


def a_schedule(*rotations: Rotation, overrides: tuple[Override, ...] = ()) -> Schedule:
    return Schedule(
        id="s1",
        name="support",
        timezone="Europe/Berlin",
        rotations=rotations or (a_rotation(),),
        overrides=overrides,
    )


def an_override(user: str, start: str, end: str, *rotation_ids: str) -> Override:
    return Override(alias=user, user=user, start=at(start), end=at(end), rotation_ids=rotation_ids)


def a_forwarding(from_user: str, to_user: str, start: str, end: str) -> Forwarding:
    return Forwarding(from_user=from_user, to_user=to_user, start=at(start), end=at(end))


def on_call(schedule: Schedule, when: str, *forwardings: Forwarding) -> list[str]:
    return [duty.user for duty in on_call_at(schedule, at(when), forwardings)]


@pytest.mark.parametrize(
    ("changes", "when", "expected"),
    [
        ({}, "2026-10-05 08:59", []),
        ({}, "2026-10-05 09:00", ["ada"]),
        ({}, "2026-10-12 08:59", ["ada"]),
        ({}, "2026-10-12 09:00", ["ben"]),
        ({}, "2026-10-26 08:59", ["chidi"]),  # the clocks went back on the 25th
        ({}, "2026-10-26 09:00", ["ada"]),
        ({"length": 2}, "2026-10-18 12:00", ["ada"]),
        ({"length": 2}, "2026-10-19 09:00", ["ben"]),
        ({"type": "daily"}, "2026-10-06 09:00", ["ben"]),
        ({"type": "hourly", "length": 12}, "2026-10-05 21:00", ["ben"]),
        ({"type": "hourly", "length": 12}, "2026-10-25 20:59", ["ben"]),
        ({"type": "hourly", "length": 12}, "2026-10-25 21:00", ["chidi"]),
        ({"end": at("2026-10-13 09:00")}, "2026-10-13 08:59", ["ben"]),
        ({"end": at("2026-10-13 09:00")}, "2026-10-13 09:00", []),
        ({"participants": ("ada", NOBODY)}, "2026-10-12 09:00", [NOBODY]),
    ],
)
def test_participants_take_turns_on_the_wall_clock(
    changes: dict[str, object], when: str, expected: list[str]
) -> None:
    assert on_call(a_schedule(a_rotation(**changes)), when) == expected


@pytest.mark.parametrize(
    ("window", "when", "staffed"),
    [
        (("09:00", "17:00"), "2026-10-06 09:00", True),
        (("09:00", "17:00"), "2026-10-06 16:59", True),
        (("09:00", "17:00"), "2026-10-06 17:00", False),
        (("20:00", "06:00"), "2026-10-06 03:00", True),
        (("20:00", "06:00"), "2026-10-06 12:00", False),
        (("20:00", "06:00"), "2026-10-06 23:00", True),
        (("00:00", "00:00"), "2026-10-06 12:00", True),
    ],
)
def test_a_time_restriction_staffs_some_hours_of_each_day(
    window: tuple[str, str], when: str, *, staffed: bool
) -> None:
    start, end = (time.fromisoformat(text) for text in window)
    rotation = a_rotation(time_restriction=DailyWindow(start=start, end=end))
    assert on_call(a_schedule(rotation), when) == (["ada"] if staffed else [])


TWO_ROTATIONS = (a_rotation(), a_rotation(id="r2", participants=("dana",)))


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        ([], ["ada", "dana"]),
        ([an_override("eva", "2026-10-06 10:00", "2026-10-06 11:00")], ["eva"]),
        ([an_override("eva", "2026-10-06 10:00", "2026-10-06 11:00", "r2")], ["ada", "eva"]),
        ([an_override("eva", "2026-10-06 10:01", "2026-10-06 11:00")], ["ada", "dana"]),
        ([an_override("eva", "2026-10-06 09:00", "2026-10-06 10:00")], ["ada", "dana"]),
        ([an_override(NOBODY, "2026-10-06 10:00", "2026-10-06 11:00")], [NOBODY]),
        (
            [
                an_override("eva", "2026-10-06 10:00", "2026-10-06 11:00"),
                an_override("ben", "2026-10-06 10:00", "2026-10-06 11:00"),
            ],
            ["ben"],  # the one made last
        ),
    ],
)
def test_an_override_replaces_the_turn_in_its_window(
    overrides: list[Override], expected: list[str]
) -> None:
    schedule = a_schedule(*TWO_ROTATIONS, overrides=tuple(overrides))
    assert on_call(schedule, "2026-10-06 10:00") == expected


def test_a_forwarding_replaces_a_person_and_tells_whom() -> None:
    forwarding = a_forwarding("ada", "eva", "2026-10-06 10:00", "2026-10-06 11:00")
    rotation = a_rotation()
    schedule = a_schedule(rotation)
    assert duty_at(schedule, rotation, at("2026-10-06 10:30"), [forwarding]) == Duty(
        kind="forwarding", user="eva", from_user="ada"
    )
    assert on_call(schedule, "2026-10-06 11:00", forwarding) == ["ada"]


def test_a_forwarding_reaches_overrides_and_does_not_chain() -> None:
    override = an_override("eva", "2026-10-06 10:00", "2026-10-06 12:00")
    span = ("2026-10-06 10:00", "2026-10-06 12:00")
    forwardings = a_forwarding("eva", "ben", *span), a_forwarding("ben", "dana", *span)
    assert on_call(a_schedule(overrides=(override,)), "2026-10-06 11:00", *forwardings) == ["ben"]


def periods_of(
    schedule: Schedule, start: str, end: str, now: str, *forwardings: Forwarding
) -> list[tuple[str, str, str, str]]:
    found = final_periods(
        schedule,
        schedule.rotations[0],
        forwardings,
        start=at(start),
        end=at(end),
        now=at(now),
    )
    return [
        (
            period.start.astimezone(BERLIN).strftime("%m-%d %H:%M"),
            period.end.astimezone(BERLIN).strftime("%m-%d %H:%M"),
            period.duty.kind,
            period.duty.user,
        )
        for period in found
    ]


def test_the_final_timeline_says_why_somebody_is_on_call() -> None:
    schedule = a_schedule(
        overrides=(
            an_override("eva", "2026-10-07 12:10", "2026-10-07 13:20"),
            an_override(NOBODY, "2026-10-12 00:00", "2026-10-12 09:00"),
        )
    )
    forwarding = a_forwarding("ben", "dana", "2026-10-12 09:00", "2026-10-12 18:00")
    found = periods_of(
        schedule, "2026-10-05 00:00", "2026-10-19 00:00", "2026-10-06 15:00", forwarding
    )
    assert found == [
        ("10-05 09:00", "10-06 15:00", "historical", "ada"),
        ("10-06 15:00", "10-07 12:10", "base", "ada"),
        ("10-07 12:10", "10-07 13:20", "override", "eva"),
        ("10-07 13:20", "10-12 00:00", "base", "ada"),
        ("10-12 00:00", "10-12 09:00", "override", NOBODY),
        ("10-12 09:00", "10-12 18:00", "forwarding", "dana"),
        ("10-12 18:00", "10-19 00:00", "base", "ben"),
    ]


def test_turns_of_one_person_in_a_row_are_one_period() -> None:
    schedule = a_schedule(a_rotation(participants=("ada",)))
    found = periods_of(schedule, "2026-10-05 00:00", "2026-11-02 00:00", "2026-10-05 00:00")
    assert found == [("10-05 09:00", "11-02 00:00", "base", "ada")]


def test_each_layer_stands_alone() -> None:
    schedule = a_schedule(overrides=(an_override("eva", "2026-10-07 12:00", "2026-10-07 13:00"),))
    forwarding = a_forwarding("eva", "dana", "2026-10-07 12:30", "2026-10-07 18:00")
    window = {"start": at("2026-10-07 00:00"), "end": at("2026-10-08 00:00")}

    def layer(name: str) -> list[str]:
        rotation = schedule.rotations[0]
        found = layer_periods(schedule, rotation, [forwarding], layer=name, **window)
        return [period.duty.user for period in found]

    assert {name: layer(name) for name in ("base", "override", "forwarding")} == {
        "base": ["ada"],
        "override": ["eva"],
        "forwarding": ["dana"],
    }


def test_next_is_each_rotations_next_person_and_exact_is_the_soonest() -> None:
    daily = a_rotation(id="r2", type="daily", participants=("dana", "eva"))
    alone = a_rotation(id="r3", participants=("frida",))
    schedule = a_schedule(a_rotation(), daily, alone)
    following, exact = next_on_call(schedule, at("2026-10-05 12:00"))
    assert [duty.user for duty in following] == ["ben", "eva"]
    assert [duty.user for duty in exact] == ["eva"]


def test_next_passes_over_nobody() -> None:
    schedule = a_schedule(a_rotation(participants=("ada", NOBODY, "ben")))
    following, _ = next_on_call(schedule, at("2026-10-05 12:00"))
    assert [duty.user for duty in following] == ["ben"]


@pytest.mark.parametrize(
    ("when", "interval", "unit", "start", "end"),
    [
        ("2026-11-11 10:00", 1, "days", "2026-11-11 00:00", "2026-11-12 00:00"),
        ("2026-11-11 10:00", 1, "weeks", "2026-11-09 00:00", "2026-11-16 00:00"),
        ("2026-11-15 23:59", 4, "weeks", "2026-11-09 00:00", "2026-12-07 00:00"),
        ("2026-11-11 10:00", 3, "months", "2026-11-01 00:00", "2027-02-01 00:00"),
        ("2026-12-31 10:00", 12, "months", "2026-12-01 00:00", "2027-12-01 00:00"),
        ("2026-10-25 10:00", 1, "days", "2026-10-25 00:00", "2026-10-26 00:00"),
    ],
)
def test_a_window_is_whole_units_of_the_schedules_zone(
    when: str, interval: int, unit: str, start: str, end: str
) -> None:
    assert timeline_window(at(when), BERLIN, interval, unit) == (at(start), at(end))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-09T08:00:00Z", "2026-11-09T08:00:00Z"),
        ("2026-11-09T09:00:00+01:00", "2026-11-09T08:00:00Z"),
        ("2026-11-09T09:00:00+0100", "2026-11-09T08:00:00Z"),
        ("2026-11-09T09:00:00 01:00", None),
        ("2026-11-09T09:00:00.000Z", None),
        ("2026-11-09T09:00:00", None),
        ("2026-11-09", None),
        ("2026-02-30T09:00:00Z", None),
    ],
)
def test_a_date_has_one_form(text: str, expected: str | None) -> None:
    if expected is not None:
        assert format_date(parse_date(text)) == expected
        return
    with pytest.raises(ValueError, match=r"form|day"):
        parse_date(text)


# What must always hold.

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


@given(
    schedule=SCHEDULES,
    forwardings=st.lists(FORWARDINGS, max_size=3),
    start=MINUTES,
    length=WINDOW_LENGTHS,
    now=MINUTES,
    share=st.floats(0, 1, exclude_max=True),
)
def test_who_is_on_call_is_who_the_timeline_says(
    schedule: Schedule,
    forwardings: list[Forwarding],
    start: datetime,
    length: timedelta,
    now: datetime,
    share: float,
) -> None:
    rotation = schedule.rotations[0]
    periods = final_periods(
        schedule, rotation, forwardings, start=start, end=start + length, now=now
    )
    instant = start + share * length
    duty = duty_at(schedule, rotation, instant, forwardings)
    assert covering(periods, instant) == (duty and (duty.user, duty.from_user))


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
    rotation = a_rotation(start=start, length=length)
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


# The seed.


def a_world(opsgenie: dict[str, object], **parts: object) -> World:
    people = [{"name": "Ada", "email": "ada@acme.example", "atlassian_id": "712020:ada"}]
    return World({"clock": "2026-11-09T07:55:00Z", "people": people, "opsgenie": opsgenie, **parts})


def a_seed_schedule(**changes: object) -> dict[str, object]:
    rotation = {
        "id": "r1",
        "name": "Weekly",
        "type": "weekly",
        "start": "2026-10-05T07:00:00Z",
        "participants": ["ada"],
    }
    rotation.update(changes)
    return {"id": "s1", "name": "support", "timezone": "Europe/Berlin", "rotations": [rotation]}


def test_the_shipped_seed_hands_off_from_ada_to_ben_on_monday_at_nine_in_berlin() -> None:
    world = World(load_seed(SHIPPED_SEED))
    name = "repo-management-support"
    assert on_call_now(world, at("2026-11-09 08:59"))[name] == ["ada@acme.example"]
    assert on_call_now(world, at("2026-11-09 09:00"))[name] == ["ben@acme.example"]
    assert on_call_now(world, at("2026-11-16 09:00"))[name] == ["chidi@acme-corp.example"]
    assert on_call_now(world, at("2026-11-23 09:00"))[name] == ["dana@acme.example"]
    assert on_call_now(world, at("2026-11-30 09:00"))[name] == ["eva@acme.example"]
    assert on_call_now(world)["platform-support"] == ["nora@acme.example"]


@pytest.mark.parametrize(
    ("opsgenie", "sentence"),
    [
        ({"schedule": []}, "unknown keys schedule"),
        ({"schedules": [a_seed_schedule(participants=["zoe"])]}, "nobody is called 'zoe'"),
        ({"schedules": [a_seed_schedule(participants=[])]}, "nobody takes turns"),
        ({"schedules": [a_seed_schedule(type="monthly")]}, "write hourly, daily or weekly"),
        ({"schedules": [a_seed_schedule(start="2026-10-05T07:15:00Z")]}, "full or half hour"),
        ({"schedules": [a_seed_schedule(length=0)]}, "a length below 1"),
        ({"schedules": [a_seed_schedule(), a_seed_schedule()]}, "two have the id s1"),
        ({"schedules": [{"id": "s1", "name": "x", "timezone": "Mars/Base"}]}, "is no zone"),
        ({"keys": {"k": {"teams": "x"}}}, "unknown keys teams"),
    ],
)
def test_a_seed_that_contradicts_itself_is_refused_with_its_place(
    opsgenie: dict[str, object], sentence: str
) -> None:
    with pytest.raises(SeedError, match=sentence):
        a_world(opsgenie).part(ScheduleBook)


def test_jsm_has_the_same_schedules_and_its_differences() -> None:
    override = {"alias": "o", "user": "none", "start": "2026-11-09T00:00:00Z"}
    differences = {
        "overrides": [{**override, "end": "2026-11-10T00:00:00Z", "schedule": "s1"}],
        "remove": ["s2"],
        "schedules": [{"id": "s3", "name": "new", "timezone": "UTC"}],
    }
    opsgenie = {"schedules": [a_seed_schedule(), {**a_seed_schedule(), "id": "s2"}]}
    world = a_world(opsgenie, jsm={"differences": differences})
    book = world.part(ScheduleBook)
    assert list(book.schedules) == ["s1", "s2"]
    assert list(book.jsm_schedules()) == ["s1", "s3"]
    assert on_call_at(book.schedules["s1"], world.now())[0].user == "ada@acme.example"
    assert on_call_at(book.jsm_schedules()["s1"], world.now())[0].user == NOBODY
