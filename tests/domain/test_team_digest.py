"""A tick knows how much of a board to read, what comes next, and how long a digest can wait."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from domain.cycle import Due, Occasion, due, latest, upcoming
from domain.issue import UnknownBoard
from domain.team.digests import CeremonyName
from domain.team_digest import (
    how_to_read,
    is_last_call,
    next_digest,
    team_calendar,
    write_blind_digest,
)
from tests.builders_cycle import local
from tests.builders_digest import a_digest_team
from tests.builders_team_digest import BEFORE_PLANNING, BEFORE_RETRO, CYCLE, a_snapshot, a_team_with

MINUTE = timedelta(minutes=1)


# --- how much of the board a tick reads ---

KEPT_AT_SEVEN = ["07:00"]


@pytest.mark.parametrize(
    ("day", "now", "kept", "how"),
    [
        pytest.param("2026-11-10", "07:00", [], "live", id="first tick of a day"),
        pytest.param("2026-11-10", "07:10", KEPT_AT_SEVEN, "not", id="second tick of a day"),
        pytest.param(
            "2026-11-10", "00:10", ["2026-11-09 23:50"], "live", id="yesterday's is not today's"
        ),
        pytest.param("2026-11-09", "09:50", KEPT_AT_SEVEN, "not", id="before the lead"),
        pytest.param("2026-11-09", "10:00", KEPT_AT_SEVEN, "whole", id="planning is due"),
        pytest.param("2026-11-09", "11:00", ["10:00"], "not", id="planning began"),
        pytest.param("2026-11-09", "11:50", ["10:00"], "not", id="planning goes on"),
        pytest.param("2026-11-09", "12:00", ["10:00"], "live", id="planning ended"),
        pytest.param(
            "2026-11-09", "12:10", ["10:00", "12:00"], "not", id="what it decided is kept"
        ),
        pytest.param("2026-11-16", "10:00", KEPT_AT_SEVEN, "live", id="sync is due"),
        pytest.param("2026-11-20", "14:00", KEPT_AT_SEVEN, "whole", id="retro is due"),
        pytest.param("2026-11-20", "16:00", ["14:00"], "live", id="retro ended"),
    ],
)
def test_how_much_of_the_board_is_read(day: str, now: str, kept: Sequence[str], how: str) -> None:
    team, at = a_digest_team(), local(f"{day} {now}")
    snapshots = [a_snapshot(when if " " in when else f"{day} {when}") for when in kept]
    told = {"planning/7"} if now > "10:00" and day == "2026-11-09" else set[str]()
    dues = due(at, team_calendar(team, at), told)
    assert how_to_read(team, dues, snapshots, at, is_keeping=True) == how
    only_looking = how_to_read(team, dues, snapshots, at, is_keeping=False)
    assert only_looking == (how if any(one.state == "due" for one in dues) else "not")


@pytest.mark.parametrize(
    ("due_now", "missed", "how"),
    [
        (["sync"], [], "live"),
        (["sync", "retro"], [], "whole"),
        (["planning"], ["sync"], "whole"),
        ([], ["retro"], "not"),
    ],
)
def test_what_is_due_decides_and_what_was_missed_does_not(
    due_now: list[CeremonyName], missed: list[CeremonyName], how: str
) -> None:
    team, now = a_digest_team(), local(BEFORE_PLANNING)
    calendar = team_calendar(team, now)

    def an_occasion(name: CeremonyName) -> Occasion:
        found = upcoming(calendar, name, now)
        assert found is not None
        return found

    dues = [
        *(Due(occasion=an_occasion(name), state="due") for name in due_now),
        *(Due(occasion=an_occasion(name), state="missed") for name in missed),
    ]
    assert how_to_read(team, dues, [a_snapshot(BEFORE_PLANNING)], now, is_keeping=True) == how


# --- what comes next, and until when a digest waits ---


@pytest.mark.parametrize(
    ("now", "told", "overrides", "key"),
    [
        ("2026-11-09 09:00", [], [], "planning/7"),
        ("2026-11-09 10:10", ["planning/7"], [], "sync/7"),
        ("2026-11-09 11:00", [], [], "sync/7"),
        ("2026-11-16 10:10", ["planning/7", "sync/7"], [], "retro/7"),
        ("2026-11-16 10:10", ["sync/7", "retro/7"], [], "planning/8"),
        ("2026-11-09 09:00", [], [{"cycle": 7, "ceremony": "planning", "skip": True}], "sync/7"),
        (
            "2026-11-09 12:00",
            ["planning/7"],
            [{"cycle": 7, "ceremony": "planning", "extra_at": datetime(2026, 11, 11, 9)}],  # noqa: DTZ001
            "planning/7+1",
        ),
    ],
)
def test_the_next_digest_is_one_that_was_not_told(
    now: str, told: list[str], overrides: list[dict[str, object]], key: str
) -> None:
    coming = next_digest(a_team_with(*overrides), told, local(now))
    assert coming is not None
    assert coming.key == key


def test_there_may_be_no_next_one() -> None:
    only = {**CYCLE, "planning": None, "sync": None}
    skipped = [{"cycle": n, "ceremony": "retro", "skip": True} for n in range(1, 40)]
    team = a_digest_team(cycle=only | {"overrides": skipped})
    assert next_digest(team, [], local(BEFORE_PLANNING)) is None


@pytest.mark.parametrize(
    ("minutes", "is_last"), [(60, False), (21, False), (20, True), (10, True), (1, True)]
)
def test_the_last_two_ticks_wait_no_more(minutes: int, *, is_last: bool) -> None:
    occasion = latest(
        team_calendar(a_digest_team(), local(BEFORE_RETRO)), "planning", local(BEFORE_RETRO)
    )
    assert occasion is not None
    now = occasion.starts_at.astimezone(UTC) - minutes * MINUTE
    assert is_last_call(occasion, now) is is_last


def test_a_blind_digest_says_what_is_not_known_why_and_what_to_do() -> None:
    team, now = a_digest_team(), local("2026-11-09 10:40")
    (planning,) = due(now, team_calendar(team, now), ())
    unknown = UnknownBoard(why="it has no field “Status”", remedy="Rename it back.")
    digest = write_blind_digest("repo-management", team, planning.occasion, unknown)
    assert (digest.team, digest.occasion, digest.starts_at) == (
        "repo-management",
        "planning/7",
        planning.occasion.starts_at,
    )
    assert digest.first_line == "Planning, cycle 7: Mon 9 Nov 11:00 CET."
    assert digest.second_line == "What to decide is not known: the board could not be read."
    assert digest.notes == ("It has no field “Status”.", "Rename it back.")
    assert (digest.sections, digest.charts) == ((), ())
