"""When ceremonies are held over two years, and when the digest of each is due."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import ValidationError

from domain.cycle import Occasion, due, latest, occasions, upcoming
from tests.builders_cycle import EVERY_DAY, a_calendar, a_cycle, between, local, say

HOUR = timedelta(hours=1)
TWO_YEARS = ("2026-08-01", "2028-08-14")  # a week 53, a leap day, four changes of clocks
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Beirut", "UTC")


@pytest.mark.parametrize("zone", ZONES)
def test_over_two_years_every_ceremony_is_two_weeks_after_the_last(zone: str) -> None:
    found = between(a_calendar(zone), *TWO_YEARS)
    held = [one for one in found if isinstance(one, Occasion)]
    assert held == list(found)
    for ceremony, first, at in (
        ("planning", date(2026, 8, 17), "11:00"),
        ("sync", date(2026, 8, 24), "11:00"),
        ("retro", date(2026, 8, 28), "15:00"),
    ):
        these = [one for one in held if one.ceremony == ceremony]
        days = [one.starts_at.date() for one in these]
        assert days == [first + timedelta(days=14 * n) for n in range(len(these))]
        assert {f"{one.starts_at:%H:%M}" for one in these} == {at}
        assert [one.cycle for one in these] == list(range(1, len(these) + 1))
        assert len(these) == 52


def test_planning_and_sync_alternate_through_a_week_53() -> None:
    weeks = [
        (one.ceremony, tuple(one.starts_at.isocalendar())[:2])
        for one in between(a_calendar(), "2026-12-01", "2027-01-20")
        if one.ceremony != "retro" and isinstance(one, Occasion)
    ]
    assert weeks == [
        ("planning", (2026, 50)),
        ("sync", (2026, 51)),
        ("planning", (2026, 52)),
        ("sync", (2026, 53)),
        ("planning", (2027, 1)),
        ("sync", (2027, 2)),
        ("planning", (2027, 3)),
    ]


@pytest.mark.parametrize(
    ("zone", "at", "number"),
    [
        ("Europe/Berlin", "2026-08-16T21:59Z", 0),
        ("Europe/Berlin", "2026-08-16T22:00Z", 1),  # its Monday begins at midnight in Berlin
        ("America/New_York", "2026-08-17T03:59Z", 0),
        ("America/New_York", "2026-08-17T04:00Z", 1),
        ("Europe/Berlin", "2026-08-30T21:59Z", 1),
        ("Europe/Berlin", "2026-08-30T22:00Z", 2),
        ("Europe/Berlin", "2026-10-25T22:59Z", 5),  # the Sunday of 25 hours
        ("Europe/Berlin", "2026-10-25T23:00Z", 6),
        ("Europe/Berlin", "2026-08-01T00:00Z", -1),
    ],
)
def test_the_local_date_says_which_cycle_it_is(zone: str, at: str, number: int) -> None:
    assert a_calendar(zone).number(datetime.fromisoformat(at)) == number


def test_a_cycle_begins_at_local_midnight() -> None:
    calendar = a_calendar()
    assert calendar.first_day(6) == date(2026, 10, 26)
    assert calendar.start_of(6) == local("2026-10-26 00:00")
    assert calendar.start_of(6) - calendar.start_of(5) == timedelta(days=14, hours=1)


def test_there_is_no_ceremony_before_the_anchor() -> None:
    assert between(a_calendar(), "2025-01-01", "2026-08-17") == ()


@pytest.mark.parametrize(
    ("at", "begins"),
    [
        ("02:30", "2026-03-29T01:30Z"),  # the clocks show 03:30
        ("03:00", "2026-03-29T01:00Z"),
        ("01:59", "2026-03-29T00:59Z"),
    ],
)
def test_a_time_that_the_clocks_skip_is_later_by_as_much(at: str, begins: str) -> None:
    planning = {"day": 1, "at": at}
    calendar = a_calendar(anchor="2026-03-29", hours=EVERY_DAY, planning=planning)
    first = upcoming(calendar, "planning", local("2026-03-28 12:00"))
    assert first is not None
    assert first.starts_at == datetime.fromisoformat(begins)
    assert first.ends_at.astimezone(UTC) - first.starts_at.astimezone(UTC) == HOUR


def test_a_time_that_the_clocks_show_twice_is_the_first() -> None:
    planning = {"day": 1, "at": "02:30", "minutes": 90, "lead_minutes": 180}
    calendar = a_calendar(anchor="2026-10-25", hours=EVERY_DAY, planning=planning)
    first = upcoming(calendar, "planning", local("2026-10-24 12:00"))
    assert first is not None
    times = (first.digest_at, first.starts_at, first.ends_at)
    assert [f"{at.astimezone(UTC):%H:%M}" for at in times] == ["21:30", "00:30", "02:00"]


CHRISTMAS = ("2026-12-24", "2026-12-25", "2026-12-28")
MOVED = {"cycle": 10, "ceremony": "sync"}


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "retro/10 Fri 2027-01-01 15:00"),
        (
            {"holidays": ["2027-01-01"]},
            "retro/10 Mon 2027-01-04 15:00 (moved from Fri 1 Jan, a holiday)",
        ),
        (
            {"holidays": ["2027-01-01", "2027-01-04"]},
            "retro/10 Tue 2027-01-05 15:00 (moved from Fri 1 Jan, a holiday)",
        ),
        (
            {"holidays": ["2027-01-01"], "on_holiday": "skip"},
            "retro/10 not on Fri 2027-01-01: it is a holiday",
        ),
        (
            {"retro": {"day": 14, "at": "15:00"}},
            "retro/10 Mon 2027-01-04 15:00 (moved from Sun 3 Jan, no working day)",
        ),
        (
            {"retro": {"day": 14, "at": "15:00"}, "on_holiday": "skip"},
            "retro/10 not on Sun 2027-01-03: it is no working day",
        ),
        (
            {"overrides": [{"cycle": 10, "ceremony": "retro", "skip": True}]},
            "retro/10 not on Fri 2027-01-01: the team decided to skip it",
        ),
        (
            {
                "holidays": ["2027-01-01"],
                "overrides": [
                    {"cycle": 10, "ceremony": "retro", "moved_to": "2026-12-30T09:00"},
                ],
            },
            "retro/10 Wed 2026-12-30 09:00 (moved from Fri 1 Jan, as the team decided)",
        ),
        (
            {"overrides": [{"cycle": 10, "ceremony": "retro", "moved_to": "2027-01-01T09:00"}]},
            "retro/10 Fri 2027-01-01 09:00 (moved from 15:00, as the team decided)",
        ),
        (
            {"overrides": [{"cycle": 10, "ceremony": "retro", "moved_to": "2027-03-06T09:00"}]},
            "retro/10 Sat 2027-03-06 09:00 (moved from Fri 1 Jan, as the team decided)",
        ),
    ],
)
def test_a_ceremony_is_moved_or_skipped(changes: dict[str, object], line: str) -> None:
    found = between(a_calendar(**changes), *TWO_YEARS)  # type: ignore[arg-type]
    assert [say(one) for one in found if (one.ceremony, one.cycle) == ("retro", 10)] == [line]


def test_a_ceremony_may_be_held_once_more_and_then_again() -> None:
    more = [
        {"cycle": 7, "ceremony": "planning", "extra_at": "2026-11-13T10:00"},
        {"cycle": 7, "ceremony": "planning", "extra_at": "2026-11-12T10:00"},
    ]
    found = between(a_calendar(overrides=more), "2026-11-09", "2026-11-16")
    assert [say(one) for one in found] == [
        "planning/7 Mon 2026-11-09 11:00",
        "planning/7+2 Thu 2026-11-12 10:00 (held once more, as the team decided)",
        "planning/7+1 Fri 2026-11-13 10:00 (held once more, as the team decided)",
    ]


def test_a_ceremony_never_moves_to_the_day_of_the_next_of_its_kind() -> None:
    holidays = [f"{date(2026, 12, 1) + timedelta(days=n)}" for n in range(40)]
    calendar = a_calendar(holidays=holidays)
    assert [say(one) for one in between(calendar, "2026-12-16", "2027-01-15")] == [
        "retro/9 not on Fri 2026-12-18: nobody works until after Thu 31 Dec",
        "planning/10 not on Mon 2026-12-21: nobody works until after Sun 3 Jan",
        "sync/10 not on Mon 2026-12-28: nobody works until after Sun 10 Jan",
        "planning/11 Mon 2027-01-11 11:00 (moved from Mon 4 Jan, a holiday)",
        "sync/11 Mon 2027-01-11 11:00",
        "retro/10 Mon 2027-01-11 15:00 (moved from Fri 1 Jan, a holiday)",
    ]
    found = due(local("2027-01-11 14:15"), calendar, ())  # in the next cycle
    assert [(one.occasion.key, one.state) for one in found] == [
        ("planning/11", "missed"),
        ("sync/11", "missed"),
        ("retro/10", "due"),
    ]


@pytest.mark.parametrize(
    ("now", "posted", "state"),
    [
        ("2026-11-09 09:59:59", (), None),
        ("2026-11-09 10:00", (), "due"),
        ("2026-11-09 10:59:59", (), "due"),
        ("2026-11-09 10:00", ("planning/7",), None),
        ("2026-11-09 10:00", ("planning/6", "sync/7"), "due"),
        ("2026-11-09 11:00", (), "missed"),
        ("2026-11-09 11:00", ("planning/7",), None),
        ("2026-11-09 23:59:59", (), "missed"),
        ("2026-11-10 00:00", (), None),
    ],
)
def test_a_digest_is_due_until_its_ceremony_begins(
    now: str, posted: tuple[str, ...], state: str | None
) -> None:
    found = due(local(now), a_calendar(), posted)
    assert [(one.occasion.key, one.state) for one in found] == (
        [("planning/7", state)] if state else []
    )


def test_a_digest_may_go_out_two_days_before() -> None:
    calendar = a_calendar(planning={"day": 1, "at": "11:00", "lead_minutes": 2880})
    (found,) = due(local("2026-11-07 11:00"), calendar, ())
    assert (found.occasion.key, found.state) == ("planning/7", "due")
    assert due(local("2026-11-07 10:59"), calendar, ()) == ()


def test_two_ceremonies_on_one_day_are_both_due() -> None:
    holidays = ("2026-11-06",)  # the retro goes to Monday
    calendar = a_calendar(holidays=holidays, retro={"day": 12, "at": "10:30"})
    found = due(local("2026-11-09 10:15"), calendar, ())
    assert [one.occasion.key for one in found] == ["retro/6", "planning/7"]


def test_the_last_and_the_next_occasion_of_a_ceremony() -> None:
    skipped = [{"cycle": n, "ceremony": "retro", "skip": True} for n in (3, 4, 5, 6)]
    calendar = a_calendar(overrides=skipped)
    now = local("2026-11-09 11:00")
    last, ahead = latest(calendar, "retro", now), upcoming(calendar, "retro", now)
    assert (last.key if last else "", ahead.key if ahead else "") == ("retro/2", "retro/7")
    begun, after = latest(calendar, None, now), upcoming(calendar, None, now)
    assert (begun.key if begun else "", after.key if after else "") == ("planning/7", "sync/7")
    assert latest(calendar, "retro", local("2026-08-28 14:59")) is None


def test_a_ceremony_that_is_never_held_has_no_next_occasion() -> None:
    calendar = a_calendar(on_holiday="skip", retro={"day": 14, "at": "15:00"})
    assert upcoming(calendar, "retro", local("2026-11-09 11:00")) is None
    assert latest(calendar, "retro", local("2026-11-09 11:00")) is None


def test_a_span_is_half_open() -> None:
    calendar, eleven = a_calendar(), local("2026-11-09 11:00")
    assert [one.cycle for one in occasions(calendar, eleven, eleven + HOUR)] == [7]
    assert occasions(calendar, eleven - HOUR, eleven) == ()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"anchor": "0026-08-17"}, "`anchor` 0026-08-17 is no day on which a team began"),
        (
            {"overrides": [MOVED | {"moved_to": "2025-12-28T10:00"}]},
            "`overrides` puts sync of cycle 10 on 2025-12-28, half a year away",
        ),
        (
            {"overrides": [MOVED | {"extra_at": "9999-12-31T10:00"}]},
            "from that cycle, which begins on 2026-12-21",
        ),
        (
            {"overrides": [{"cycle": 99999, "ceremony": "sync", "skip": True}]},
            "`overrides` names cycle 99999, which is too far off",
        ),
        (
            {"overrides": [MOVED | {"skip": True}, MOVED | {"moved_to": "2026-12-29T10:00"}]},
            "`overrides` skips or moves sync of cycle 10 twice",
        ),
    ],
)
def test_overrides_that_cannot_be_meant_are_refused(
    changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(ValidationError, match=sentence):
        a_cycle(**changes)
