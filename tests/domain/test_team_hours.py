"""The hours of a team file are checked when it is read, and give the team's working time."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from domain.team.hours import AROUND_THE_CLOCK, longest_day, team_working_time
from tests.builders import a_team
from tests.builders_requests import at, say

NOW = at("Mon 09:00")


def test_the_hours_and_holidays_of_the_file_count() -> None:
    hours = {"mon": [["09:00", "12:00"], ["13:00", "18:00"]], "tue": [["10:00", "14:00"]]}
    team = a_team(working_hours=hours, holidays={"dates": ["2026-11-16"]})
    working_time = team_working_time(team, NOW)
    assert longest_day(working_time) == timedelta(hours=8)
    assert say(working_time.add(at("Mon 11:00"), timedelta(hours=2))) == "Mon 14:00"
    assert say(working_time.add(at("Tue 13:30"), timedelta(hours=1))) == "+Tue 10:30"


def test_public_holidays_count_for_the_years_around() -> None:
    working_time = team_working_time(a_team(holidays={"country": "DE"}), NOW)
    years = {day.year for day in working_time.holidays}
    assert years == set(range(2021, 2029))


def test_around_the_clock_every_hour_counts() -> None:
    assert AROUND_THE_CLOCK.between(NOW, NOW + timedelta(days=9)) == timedelta(days=9)
    assert longest_day(AROUND_THE_CLOCK) == timedelta(days=1)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"working_hours": {}}, "every weekday is closed"),
        ({"working_hours": {"mon": []}}, "every weekday is closed"),
        ({"working_hours": {"mon": [["17:00", "09:00"]]}}, "cannot open at 17:00 and close"),
        ({"working_hours": {"mon": [["9", "17:00"]]}}, "'9' is no time"),
        ({"working_hours": {"moon": [["09:00", "17:00"]]}}, "mon"),
        ({"holidays": {"country": "XX"}}, "'XX' is no country whose holidays are known"),
        ({"holidays": {"country": "DE", "subdivision": "XX"}}, "'XX' is no subdivision of DE"),
        ({"holidays": {"subdivision": "BE"}}, "does nothing without `country`"),
        ({"holidays": {"dates": ["2026-02-30"]}}, "holidays.dates.0"),
        ({"members": [{"email": "a@b.example", "since": "2026-13-01"}]}, "since"),
        (
            {"members": [{"email": "a@b.example", "since": "2026-02-01", "until": "2026-01-31"}]},
            "`until` (2026-01-31) is before `since` (2026-02-01)",
        ),
    ],
)
def test_what_cannot_be_used_is_refused(changes: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        a_team(**changes)
    assert sentence in str(refused.value)
