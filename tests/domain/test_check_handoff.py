"""Whose coming shift falls into their holiday, or follows another of theirs, is a warning."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.check.finding import Finding, Unread
from domain.check.handoff import check_handoffs
from domain.check.schedules import ScheduleFacts
from domain.handoff import Spell
from domain.handoff.outlook import usual_length
from domain.on_call import Timeline
from domain.people import SlackUser
from domain.team import Team
from tests.builders import SCHEDULE, a_shift, a_team

MONDAY = datetime(2026, 11, 9, 8, tzinfo=UTC)
WEEK = timedelta(weeks=1)
DAY = timedelta(days=1)
FOUND = {
    f"{name}@acme.example": SlackUser(id=f"U0{name}", name=name.title()) for name in ("ada", "ben")
}


def judge(*turns: str, team: Team) -> list[Finding]:
    shifts = tuple(
        a_shift(f"{name}@acme.example", start=MONDAY + n * WEEK, end=MONDAY + (n + 1) * WEEK)
        for n, name in enumerate(turns, start=-1)
    )
    timeline = Timeline(shifts=shifts, start=MONDAY - WEEK, end=MONDAY + 5 * WEEK)
    schedules = {SCHEDULE: ScheduleFacts(id=SCHEDULE, name="support", timeline=timeline)}
    return check_handoffs("t", team, schedules, FOUND, MONDAY)


@pytest.mark.parametrize(
    ("turns", "absences", "detail"),
    [
        (
            ("ada", "ben", "ada", "ben", "ada", "ben"),
            [("ben", "2026-11-09", "2026-11-15"), ("ben", "2026-12-07", "2026-12-08")],
            "nobody is away in their shift, or on twice in a row",
        ),
        (
            ("ada", "ben", "ada", "ben", "ada", "ben"),
            [("ada", "2026-11-20", "2026-11-24")],
            "Ada is on holiday from 20 Nov to 24 Nov (shift from Mon 16 Nov 09:00 CET)",
        ),
        (
            ("ada", "ben", "ada", "ada", "nova", "ben"),
            [],
            "Ada is on for two shifts in a row (shift from Mon 16 Nov 09:00 CET)",
        ),
    ],
)
def test_the_coming_shifts(
    turns: tuple[str, ...], absences: list[tuple[str, str, str]], detail: str
) -> None:
    away = [
        {"email": f"{name}@acme.example", "since": since, "until": until}
        for name, since, until in absences
    ]
    (finding,) = judge(*turns, team=a_team(handoff={"absences": away}))
    assert finding.detail == detail
    assert bool(finding.remedy) is detail.startswith("Ada")


def test_days_that_were_swapped_make_no_whole_week_look_like_two() -> None:
    days = [a_spell(n, n + 1) for n in range(1, 7)]
    weeks = [a_spell(7 * n, 7 * n + 7) for n in range(1, 5)]
    assert usual_length([a_spell(0, 1), *days, *weeks, a_spell(35, 36)]) == WEEK
    assert usual_length([a_spell(0, 1), *days[:2], a_spell(35, 36)]) is None


def a_spell(start: int, end: int) -> Spell:
    return Spell(people=("ada",), start=MONDAY + start * DAY, end=MONDAY + end * DAY)


def test_without_handoff_or_timeline_there_is_nothing_to_judge() -> None:
    assert judge("ada", "ben", team=a_team()) == []
    unread = Unread(why="", remedy="", was_refused=False)
    schedules = {SCHEDULE: ScheduleFacts(id=SCHEDULE, timeline=unread)}
    assert check_handoffs("t", a_team(handoff={}), schedules, {}, MONDAY) == []
