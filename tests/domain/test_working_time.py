"""Working time: the shared cases, nights in which clocks change, and a slow count to agree with."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.public_holidays import public_holidays
from domain.working_time import Pause, WorkingTime
from domain.working_time.hours import WEEKDAYS

ORACLE = Path(__file__).parents[3] / "shared" / "oracles" / "working_time.json"
OFFICE = {day: [["09:00", "17:00"]] for day in WEEKDAYS[:5]}
ALWAYS = {day: [["00:00", "24:00"]] for day in WEEKDAYS}
NIGHTS = {day: [["01:30", "02:30"]] for day in WEEKDAYS}
ODD = {
    "mon": [["08:00", "12:00"]],
    "wed": [["22:00", "24:00"]],
    "thu": [["00:00", "06:00"], ["13:30", "18:00"]],
    "sat": [["10:00", "10:30"]],
}
HOUR = timedelta(hours=1)
FRIDAY_15 = "2026-11-20T15:00Z"  # 16:00 in Berlin

ADDED = [  # hours, zone, start, working hours, due
    (OFFICE, "Europe/Berlin", FRIDAY_15, 0.5, "2026-11-20T15:30Z"),
    (OFFICE, "Europe/Berlin", FRIDAY_15, 1, "2026-11-20T16:00Z"),  # at closing, not at opening
    (OFFICE, "Europe/Berlin", FRIDAY_15, 1.5, "2026-11-23T08:30Z"),
    (OFFICE, "Europe/Berlin", FRIDAY_15, 8, "2026-11-23T15:00Z"),
    (OFFICE, "Europe/Berlin", FRIDAY_15, 0, FRIDAY_15),
    (OFFICE, "Europe/Berlin", "2026-11-21T12:00Z", 0, "2026-11-21T12:00Z"),
    (OFFICE, "Europe/Berlin", "2026-11-21T12:00Z", 1, "2026-11-23T09:00Z"),
    (OFFICE, "Europe/Berlin", "2026-12-24T16:00Z", 8, "2026-12-28T16:00Z"),  # over the 25th
    (OFFICE, "Europe/Berlin", "2026-12-31T12:00Z", 8, "2027-01-01T12:00Z"),
    (OFFICE, "America/New_York", FRIDAY_15, 8, "2026-11-23T15:00Z"),
    (OFFICE, "Europe/Berlin", FRIDAY_15, 2080, "2027-11-22T15:00Z"),  # a year of forty hours
    (ALWAYS, "Europe/Berlin", "2026-03-28T23:00Z", 24, "2026-03-30T22:00Z"),  # a day closed
    (ALWAYS, "UTC", "2026-12-31T23:00Z", 2, "2027-01-01T01:00Z"),
    (NIGHTS, "Europe/Berlin", "2026-03-28T23:00Z", 0.5, "2026-03-30T00:00Z"),
    (ODD, "UTC", "2026-11-18T21:00Z", 8, "2026-11-19T06:00Z"),  # through midnight
]
HOLIDAYS = ("2026-12-25", "2026-03-29")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def working_time(
    hours: dict[str, list[list[str]]] = OFFICE,
    zone: str = "Europe/Berlin",
    holidays: tuple[str | date, ...] = HOLIDAYS,
) -> WorkingTime:
    return WorkingTime.parse(zone=zone, hours=hours, holidays=holidays)


def cases() -> list[dict[str, Any]]:
    if not ORACLE.exists():
        pytest.skip(
            "The shared cases (../shared/oracles/working_time.json) are not on this machine."
        )
    found: list[dict[str, Any]] = json.loads(ORACLE.read_text())
    return found


def test_every_shared_case_passes() -> None:
    wrong = {}
    for case in cases():
        team = WorkingTime.parse(**{key: case[key] for key in ("zone", "hours", "holidays")})
        start, pauses = at(case["start"]), [(at(a), at(b)) for a, b in case["pauses"]]
        if case["kind"] == "add":
            answer: Any = team.add(start, timedelta(seconds=case["seconds"]), pauses)
            right = answer == at(case["expected"])
        else:
            answer = team.between(start, at(case["end"]), pauses)
            right = answer == timedelta(seconds=case["expected_seconds"])
        if not right:
            wrong[case["id"]] = answer
    assert wrong == {}


@pytest.mark.parametrize(("hours", "zone", "start", "budget", "due"), ADDED)
def test_a_budget_is_due(
    hours: dict[str, list[list[str]]], zone: str, start: str, budget: float, due: str
) -> None:
    team = working_time(hours, zone)
    assert team.add(at(start), budget * HOUR) == at(due)
    assert team.between(at(start), at(due)) == budget * HOUR


@pytest.mark.parametrize(
    ("day", "working_hours", "why"),
    [
        ("2026-03-28", 1, "an ordinary night"),
        ("2026-03-29", 0.5, "from 02:00 the clocks show 03:00"),
        ("2026-10-25", 1.5, "from 03:00 they show 02:00 again, and 02:00 to 02:30 is open twice"),
    ],
)
def test_a_window_in_the_night_of_a_clock_change(day: str, working_hours: float, why: str) -> None:
    team = working_time(NIGHTS, holidays=())
    midnight = datetime.combine(date.fromisoformat(day), datetime.min.time(), team.zone)
    assert team.between(midnight, midnight + timedelta(days=1)) == working_hours * HOUR


def test_the_repeated_hour_opens_twice() -> None:
    team = working_time(NIGHTS, holidays=())
    assert team.intervals(at("2026-10-24T22:00Z"), at("2026-10-25T22:00Z")) == (
        (at("2026-10-24T23:30Z"), at("2026-10-25T00:30Z")),
        (at("2026-10-25T01:00Z"), at("2026-10-25T01:30Z")),
    )


def test_a_day_that_never_was_has_no_working_time() -> None:
    samoa = working_time(ALWAYS, "Pacific/Apia", ())  # went from 29 to 31 December 2011
    start = datetime(2011, 12, 29, tzinfo=samoa.zone)
    assert samoa.between(start, datetime(2012, 1, 1, tzinfo=samoa.zone)) == 48 * HOUR
    assert samoa.closing_of(date(2011, 12, 30)) is None


@pytest.mark.parametrize(
    ("pauses", "due"),
    [
        ([("10:00", "11:00")], "13:00"),
        ([("10:00", "11:00"), ("10:30", "11:30")], "13:30"),
        ([("10:30", "11:30"), ("10:00", "11:00")], "13:30"),
        ([("08:00", "09:30")], "12:30"),
        ([("12:00", "13:00")], "12:00"),  # used up as the pause starts
        ([("09:30", "09:30")], "12:00"),
        ([("06:00", "07:00"), ("20:00", "21:00")], "12:00"),
    ],
)
def test_pauses_do_not_count(pauses: list[tuple[str, str]], due: str) -> None:
    team = working_time()

    def clock(text: str) -> datetime:
        return at(f"2026-11-18T{text}+01:00")

    paused = [(clock(start), clock(end)) for start, end in pauses]
    assert team.add(clock("09:00"), 3 * HOUR, paused) == clock(due)
    assert team.between(clock("09:00"), clock(due), paused) == 3 * HOUR


def test_a_start_inside_a_pause_waits_for_its_end() -> None:
    monday, tuesday = at("2026-11-16T09:00Z"), at("2026-11-17T09:00Z")
    assert working_time().add(monday + HOUR, HOUR, [(monday, tuesday)]) == tuesday + HOUR


def test_answers_to_ask_when_the_team_is_there() -> None:
    team = working_time()
    opening, closing = at("2026-11-20T08:00Z"), at("2026-11-20T16:00Z")
    assert [team.is_open(t) for t in (opening, closing - HOUR / 3600)] == [True, True]
    assert [team.is_open(t) for t in (opening - HOUR / 3600, closing)] == [False, False]
    assert team.next_opening(opening) == opening
    assert team.next_opening(opening + HOUR) == opening + HOUR
    assert team.next_opening(closing) == at("2026-11-23T08:00Z")
    assert team.closing_of(date(2026, 11, 20)) == closing
    assert team.closing_of(date(2026, 11, 21)) is None
    assert team.closing_of(date(2026, 12, 25)) is None
    assert working_time(ALWAYS, "UTC").closing_of(date(2026, 12, 31)) == at("2027-01-01T00:00Z")
    assert team.in_zone(ZoneInfo("UTC")).closing_of(date(2026, 11, 20)) == closing + HOUR


def test_working_intervals_leave_out_pauses_and_join_at_midnight() -> None:
    team = working_time(ALWAYS, "UTC", ())
    start, end = at("2026-12-31T00:00Z"), at("2027-01-02T00:00Z")
    assert team.intervals(start, end) == ((start, end),)
    pause = (start + HOUR, start + 2 * HOUR)
    assert team.intervals(start, end, [pause]) == ((start, pause[0]), (pause[1], end))
    assert team.intervals(end, start) == ()


def test_an_end_before_the_start_is_no_time() -> None:
    assert (
        working_time().between(at("2026-11-20T12:00Z"), at(FRIDAY_15[:11] + "09:00Z")) == 0 * HOUR
    )


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"zone": "Mars/Base"}, "'Mars/Base' is no IANA time zone"),
        ({"zone": ""}, "'' is no IANA time zone"),
        ({"zone": "Europe"}, "'Europe' is no IANA time zone"),
        ({"zone": None}, "None is no IANA time zone"),
        ({"hours": {}}, "every weekday is closed"),
        ({"hours": {"mon": []}}, "every weekday is closed"),
        ({"hours": {"monday": [["09:00", "17:00"]]}}, "'monday' is no weekday; write one of mon,"),
        ({"hours": {"mon": [["17:00", "09:00"]]}}, "mon: a window cannot open at 17:00"),
        ({"hours": {"mon": [["09:00", "09:00"]]}}, "close at 09:00"),
        (
            {"hours": {"mon": [["09:00", "13:00"], ["12:00", "17:00"]]}},
            "09:00 and from 12:00 overlap",
        ),
        ({"hours": {"mon": [["09:00", "24:01"]]}}, "mon: '24:01' is no time"),
        ({"hours": {"mon": [["9", "17:00"]]}}, "mon: '9' is no time"),
        ({"hours": {"mon": [["09:00", 1020]]}}, "mon: 1020 is no time; write it in quotes"),
        ({"hours": {"mon": ["09:00", "17:00"]}}, "mon: '09:00' is no window"),
        ({"hours": {"mon": "09:00"}}, "mon: write a list of windows"),
        ({"hours": {"mon": None}}, "mon: write a list of windows"),
        ({"hours": {"mon": [["09:00"]]}}, "is no window"),
        ({"holidays": ["24.12.2026"]}, "holiday '24.12.2026' is no date"),
        ({"holidays": ["2026-02-30"]}, "holiday '2026-02-30' is no date"),
        ({"holidays": [datetime(2026, 1, 1, tzinfo=UTC)]}, "is no date"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_sentence(change: dict[str, Any], says: str) -> None:
    plain = {"zone": "Europe/Berlin", "hours": OFFICE, "holidays": []} | change
    with pytest.raises(ValueError) as caught:  # noqa: PT011  the sentence is compared below
        WorkingTime.parse(**plain)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_cannot_be_counted_is_refused() -> None:
    team, noon = working_time(), at("2026-11-20T12:00Z")
    with pytest.raises(ValueError, match="cannot be negative"):
        team.add(noon, -HOUR)
    with pytest.raises(ValueError, match="before it starts"):
        team.between(noon, noon + HOUR, [(noon, noon - HOUR)])
    with pytest.raises(ValueError, match="has no time zone"):
        team.add(noon.replace(tzinfo=None), HOUR)
    with pytest.raises(ValueError, match="within 100 years"):
        team.add(noon, timedelta(days=365 * 100))


def test_windows_may_touch_and_come_in_any_order() -> None:
    split = {"mon": [["12:00", "17:00"], ["09:00", "12:00"]]}
    monday = at("2026-11-16T00:00Z")
    assert working_time(split).intervals(monday, monday + 24 * HOUR) == (
        (at("2026-11-16T08:00Z"), at("2026-11-16T16:00Z")),
    )


def test_public_holidays_depend_on_country_and_subdivision() -> None:
    assert date(2026, 10, 3) in public_holidays("DE", [2026])
    womens_day = date(2027, 3, 8)
    assert womens_day not in public_holidays("DE", range(2026, 2028))
    assert womens_day in public_holidays("DE", range(2026, 2028), "BE")
    with pytest.raises(ValueError, match="'XX' is no country"):
        public_holidays("XX", [2026])
    with pytest.raises(ValueError, match="'Berlin' is no subdivision of DE; it has: BB, BE,"):
        public_holidays("DE", [2026], "Berlin")


def test_counting_a_few_requests_imports_no_pandas() -> None:
    script = (
        "import sys; from datetime import *; from domain.working_time import WorkingTime\n"
        "week = WorkingTime.parse(zone='UTC', hours={'mon': [['09:00', '17:00']]})\n"
        "week.add(datetime(2026, 1, 1, tzinfo=UTC), timedelta(hours=9))\n"
        "assert not {'numpy', 'pandas', 'holidays'} & set(sys.modules)\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


# Properties: any week, in zones that change by an hour, by half an hour, in Ramadan, at midnight.

ZONES = (
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca",
    "Asia/Kolkata", "Africa/Cairo", "America/Havana", "Pacific/Chatham",
)  # fmt: skip
FIRST = datetime(2026, 2, 1, tzinfo=UTC)
QUARTERS = st.lists(st.integers(0, 96), max_size=6, unique=True).map(sorted)


def clock_of(quarter: int) -> str:
    return f"{quarter // 4:02}:{quarter % 4 * 15:02}"


def windows_of(quarters: list[int]) -> list[list[str]]:
    even = quarters[: len(quarters) // 2 * 2]
    return [[clock_of(a), clock_of(b)] for a, b in zip(even[::2], even[1::2], strict=True)]


hours_of_weeks = st.fixed_dictionaries({day: QUARTERS.map(windows_of) for day in WEEKDAYS}).filter(
    lambda hours: any(hours.values())
)
instants = st.integers(0, 400 * 86400).map(lambda s: FIRST + timedelta(seconds=s))
budgets = st.integers(0, 60 * 3600).map(lambda s: timedelta(seconds=s))
pause_lists = st.lists(
    st.builds(lambda start, length: (start, start + length), instants, budgets), max_size=4
)
teams = st.builds(
    working_time,
    hours_of_weeks,
    st.sampled_from(ZONES),
    st.lists(instants.map(lambda instant: instant.date()), max_size=5).map(tuple),
)


def open_on_the_wall(team: WorkingTime, instant: datetime, pauses: list[Pause]) -> bool:
    """Look at the clock, once."""
    local = instant.astimezone(team.zone)
    seconds = local.hour * 3600 + local.minute * 60 + local.second
    return (
        local.date() not in team.holidays
        and any(a <= seconds < b for a, b in team.week[local.weekday()])
        and not any(a <= instant < b for a, b in pauses)
    )


@settings(deadline=None, max_examples=15)
@given(teams, st.sampled_from(["03-08", "03-27", "03-28", "04-04", "10-24", "10-30"]), st.data())
def test_it_agrees_with_looking_at_the_clock_every_quarter(
    team: WorkingTime, day: str, data: st.DataObject
) -> None:
    start = at(f"2026-{day}T06:00Z")
    pauses = [(start + 9 * HOUR, start + 15 * HOUR)] if data.draw(st.booleans()) else []
    step, worked = timedelta(minutes=15), timedelta()
    for n in range(48 * 4):
        instant = start + n * step
        is_open = open_on_the_wall(team, instant, pauses)
        assert team.between(start, instant, pauses) == worked
        assert team.is_open(instant) == open_on_the_wall(team, instant, [])
        worked += step * is_open
        if is_open:
            assert team.add(start, worked, pauses) == instant + step


@settings(deadline=None, max_examples=30)
@given(teams, instants, budgets, pause_lists)
def test_a_budget_is_used_up_exactly_when_it_is_due(
    team: WorkingTime, start: datetime, budget: timedelta, pauses: list[Pause]
) -> None:
    due = team.add(start, budget, pauses)
    assert team.between(start, due, pauses) == budget
    assert due == start or team.between(start, due - timedelta(microseconds=1), pauses) < budget


@settings(deadline=None, max_examples=30)
@given(teams, st.lists(instants, min_size=3, max_size=3), pause_lists)
def test_time_adds_up_and_never_runs_back(
    team: WorkingTime, moments: list[datetime], pauses: list[Pause]
) -> None:
    first, second, third = sorted(moments)
    parts = team.between(first, second, pauses) + team.between(second, third, pauses)
    assert parts == team.between(first, third, pauses)
    assert team.add(first, HOUR, pauses) <= team.add(second, HOUR, pauses)
    assert team.add(first, HOUR) <= team.add(first, 2 * HOUR)
    pieces = team.intervals(first, third, pauses)
    assert sum((b - a for a, b in pieces), timedelta()) == parts
    assert all(a < b for a, b in pieces)
    assert all(b < a for (_, b), (a, _) in pairwise(pieces))


# Columns

STARTS = [FIRST + timedelta(hours=n * 37, seconds=n) for n in range(300)]
BUDGETS = [timedelta(minutes=n * 11) for n in range(300)]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize(("hours", "zone"), [(OFFICE, "Europe/Berlin"), (ODD, "Africa/Cairo")])
def test_columns_answer_as_single_questions_do(
    unit: Literal["s", "ms", "us", "ns"], hours: dict[str, list[list[str]]], zone: str
) -> None:
    team = working_time(hours, zone)
    starts = pd.Series(STARTS, index=range(5, 305)).dt.as_unit(unit)
    budgets = pd.Series(BUDGETS).dt.as_unit(unit)
    due = [team.add(start, budget) for start, budget in zip(STARTS, BUDGETS, strict=True)]
    ends = pd.Series([*STARTS[50:], *STARTS[:50]])
    spans = [team.between(start, end) for start, end in zip(STARTS, ends, strict=True)]

    answer = team.add_many(starts, budgets)
    assert list(answer) == due
    assert (str(answer.dtype), list(answer.index)) == ("datetime64[us, UTC]", list(range(5, 305)))
    assert list(team.add_many(starts.dt.tz_convert(zone), budgets)) == due
    assert list(team.between_many(starts, ends)) == spans

    array = starts.to_numpy("M8[us]")
    assert team.add_many(array, budgets.to_numpy()).tolist() == [
        d.replace(tzinfo=None) for d in due
    ]
    assert team.between_many(array, ends.to_numpy("M8[s]")).tolist() == spans
    seconds = np.array([int(start.timestamp()) for start in STARTS])
    whole = np.array([int(budget.total_seconds()) for budget in BUDGETS])
    assert team.add_many(seconds, whole).tolist() == [int(d.timestamp()) for d in due]
    assert team.add_many(seconds, HOUR).tolist() == team.add_many(seconds, 3600).tolist()


def test_columns_keep_what_is_missing_and_may_be_empty() -> None:
    team, none = working_time(), pd.Series([], dtype="datetime64[ns, UTC]")
    starts = pd.Series([at(FRIDAY_15), None])
    assert team.add_many(starts, HOUR).isna().tolist() == [False, True]
    assert team.between_many(starts[::-1], starts).isna().tolist() == [True, True]
    assert len(team.add_many(none, HOUR)) == len(team.between_many(none, none)) == 0


def test_columns_of_another_kind_are_refused() -> None:
    team, starts = working_time(), pd.Series([at(FRIDAY_15)])
    with pytest.raises(ValueError, match="has no time zone"):
        team.add_many(starts.dt.tz_localize(None), HOUR)
    with pytest.raises(ValueError, match=r"instants \(datetime64\) or integers is needed"):
        team.between_many(starts, pd.Series(["2026-11-20"]))
    with pytest.raises(ValueError, match=r"spans \(timedelta64\) or integers is needed"):
        team.add_many(starts, starts)
    with pytest.raises(ValueError, match="cannot be negative"):
        team.add_many(starts, -HOUR)
    with pytest.raises(ValueError, match="within 100 years"):
        team.add_many(starts, timedelta(days=365 * 100))
