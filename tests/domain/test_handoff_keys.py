"""Every key of a team file's ``handoff`` changes something, and nonsense in it is refused."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import ValidationError

from domain.handoff import Gap, Handoff, Last, Memory, Spell
from domain.handoff.confirmation import rungs_due
from domain.handoff.outlook import absences_in
from domain.handoff.turn import (
    Track,
    followed_tracks,
    leave_out_covered,
    policy_of,
    take_turn,
)
from domain.handoff_text.direct import places
from domain.on_call import Timeline
from domain.overlap import overlaps
from domain.team import Team
from domain.team.handoff import HandoffPolicy
from domain.team.hours import team_working_time
from tests.builders import OTHER_SCHEDULE, SCHEDULE, a_rotation, a_shift, a_team
from tests.builders_handoff import a_brief

MONDAY = datetime(2026, 11, 9, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def a_handing_team(**handoff: object) -> Team:
    nights = a_rotation(name="nights", schedules=[OTHER_SCHEDULE], user_group="@nights")
    return a_team(a_rotation(), nights, handoff=handoff)


def is_handoff(team: Team, hours: int, later: timedelta = HOUR) -> bool:
    """Ben takes over from Ada for some hours; is that told so much later?"""
    end = MONDAY + hours * HOUR
    timeline = Timeline(
        shifts=(
            a_shift("ada", start=MONDAY - 14 * DAY, end=MONDAY),
            a_shift("ben", start=MONDAY, end=end),
            a_shift("chidi", start=end, end=end + 30 * DAY),
        ),
        start=MONDAY - 21 * DAY,
        end=MONDAY + 35 * DAY,
    )
    start = MONDAY - 14 * DAY
    memory = Memory(last=Last(people=("ada",), start=start), seen_at=start, ahead=(), until=start)
    track = Track(file="t", rotation="support", schedule_id=SCHEDULE)
    return isinstance(take_turn(track, team, timeline, memory, MONDAY + later).verdict, Handoff)


@pytest.mark.parametrize(
    ("later", "told"),
    [
        (timedelta(), True),
        (HOUR, True),
        (11 * HOUR, False),  # Monday 20:00 in Berlin: nobody is woken for what is late
        (23 * HOUR, False),  # Tuesday 08:00
        (24 * HOUR, True),  # Tuesday 09:00: they work
        (5 * DAY, False),  # Saturday
        (7 * DAY, True),
    ],
)
def test_what_is_told_late_waits_until_the_team_works(later: timedelta, told: bool) -> None:  # noqa: FBT001
    assert is_handoff(a_handing_team(), 24 * 30, later) is told


def rungs(team: Team, hours: float) -> tuple[str, ...]:
    now = MONDAY + hours * HOUR
    return rungs_due(MONDAY, policy_of(team), team_working_time(team, now), now)


def away(team: Team) -> bool:
    spell = Spell(people=("ben@acme.example",), start=MONDAY, end=MONDAY + DAY)
    return bool(absences_in("ben@acme.example", spell, team))


def followed(team: Team) -> list[str]:
    return [track.rotation for track in followed_tracks("t", team)]


BEN_AWAY = {"email": "ben@acme.example", "since": date(2026, 11, 9), "until": date(2026, 11, 9)}

Effect = Callable[[Team], object]
EFFECTS: dict[str, tuple[object, Effect, object, object]] = {
    "rotations": (["nights"], followed, ["support", "nights"], ["nights"]),
    "shortest_cover": ("8h", lambda team: is_handoff(team, 12), False, True),
    "look_back_days": (1, lambda team: is_handoff(team, 200, later=2 * DAY), True, False),
    "confirm_after": ("1h", lambda team: rungs(team, 1.5), (), ("reminder",)),
    "escalate_after": ("3h", lambda team: rungs(team, 4), ("reminder",), ("reminder", "leads")),
    "overlap_minutes": (5, lambda team: len(overlaps({"t": team})), 0, 1),
    "absences": ([BEN_AWAY], away, False, True),
    "links": (
        {"Wiki": "https://wiki.example"},
        lambda team: "|Wiki>" in places(a_brief(links=policy_of(team).links)),
        False,
        True,
    ),
}


@pytest.mark.parametrize("key", HandoffPolicy.model_fields)
def test_every_key_changes_something(key: str) -> None:
    value, effect, without, with_it = EFFECTS[key]
    assert effect(a_handing_team()) == without
    assert effect(a_handing_team(**{key: value})) == with_it


@pytest.mark.parametrize(
    ("handoff", "says"),
    [
        ({"rotations": ["days"]}, "which is none of support, nights"),
        ({"confirm_after": "6h", "escalate_after": "2h"}, "is sooner than `confirm_after`"),
        ({"absences": [BEN_AWAY | {"until": date(2026, 11, 8)}]}, "is before `since`"),
        ({"links": {"Wiki": "wiki.example"}}, "is no web address"),
        ({"links": {"Wiki": "https://x|<!channel>"}}, "is no web address"),
        ({"shortest_cover": "soon"}, "is no amount of working time"),
        ({"look_back_days": 0}, "greater than or equal to 1"),
    ],
)
def test_nonsense_is_refused_with_a_sentence(handoff: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        a_handing_team(**handoff)


@pytest.mark.parametrize(
    ("other", "is_told"),
    [
        pytest.param("chidi", False, id="somebody"),
        pytest.param(None, True, id="nobody"),
        pytest.param("unread", False, id="nobody knows"),
    ],
)
def test_a_gap_is_one_only_where_no_schedule_of_the_rotation_has_anybody(
    other: str | None, *, is_told: bool
) -> None:
    team = a_handing_team()
    start, end = MONDAY - 14 * DAY, MONDAY + 30 * DAY
    ada = a_shift("ada", start=start, end=MONDAY)
    chidi = a_shift("chidi", start=start, end=MONDAY if other is None else end)
    memory = Memory(last=Last(people=("ada",), start=start), seen_at=start, ahead=(), until=start)
    turns, blind = [], []
    for schedule, shift in ((SCHEDULE, ada), (OTHER_SCHEDULE, chidi)):
        track = Track(file="t", rotation="support", schedule_id=schedule)
        timeline = Timeline(shifts=(shift,), start=start - 7 * DAY, end=end)
        if schedule == OTHER_SCHEDULE and other == "unread":
            blind.append(track)
        else:
            turns.append(take_turn(track, team, timeline, memory, MONDAY + HOUR))
    assert isinstance(turns[0].verdict, Gap)
    assert isinstance(leave_out_covered(turns, blind)[0].verdict, Gap) is is_told
