"""The schedule engine: turns, overrides, forwardings, and timelines that agree with the instant."""

from dataclasses import replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from standins.schedules.engine import (
    duty_at,
    final_periods,
    layer_periods,
    next_on_call,
    on_call_at,
)
from standins.schedules.records import (
    NOBODY,
    DailyWindow,
    Duty,
    Forwarding,
    Override,
    Rotation,
    Schedule,
)
from standins.schedules.window import format_date, parse_date, timeline_window

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
        # 02:30 does not exist on 2026-03-29 in Berlin: the handoff comes an hour later.
        ({"type": "daily", "start": at("2026-03-27 02:30")}, "2026-03-29 01:59", ["ben"]),
        ({"type": "daily", "start": at("2026-03-27 02:30")}, "2026-03-29 03:10", ["ben"]),
        ({"type": "daily", "start": at("2026-03-27 02:30")}, "2026-03-29 03:30", ["chidi"]),
        ({"type": "daily", "start": at("2026-03-27 02:30")}, "2026-03-30 02:30", ["ada"]),
        ({"end": at("2026-10-13 09:00")}, "2026-10-13 08:59", ["ben"]),
        ({"end": at("2026-10-13 09:00")}, "2026-10-13 09:00", []),
        ({"participants": ("ada", NOBODY)}, "2026-10-12 09:00", [NOBODY]),
    ],
)
def test_participants_take_turns_on_the_wall_clock(
    changes: dict[str, object], when: str, expected: list[str]
) -> None:
    assert on_call(a_schedule(a_rotation(**changes)), when) == expected


def test_a_handoff_in_the_hour_that_comes_twice_happens_the_first_time() -> None:
    rotation = a_rotation(type="daily", start=at("2026-10-23 02:30"))
    second_time = datetime(2026, 10, 25, 2, 10, tzinfo=BERLIN, fold=1).astimezone(UTC)
    assert on_call(a_schedule(rotation), "2026-10-25 02:10") == ["ben"]
    assert [duty.user for duty in on_call_at(a_schedule(rotation), second_time)] == ["chidi"]


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
