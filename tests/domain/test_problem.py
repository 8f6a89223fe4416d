"""A problem is told once, repeated daily, and declared over once."""

from datetime import timedelta

import pytest

from domain.problem import REPEAT_AFTER, Problem, ProblemKind, ProblemRecord, plan_tellings
from tests.builders import NOON, a_problem

TEAM = "repo-management"


def a_record(detail: str = "nova@acme.example", *, told_ago: timedelta) -> ProblemRecord:
    problem = a_problem(detail)
    told_at = NOON - told_ago
    return ProblemRecord(
        team=TEAM,
        fingerprint=problem.fingerprint,
        sentence=problem.sentence,
        first_seen=told_at,
        told_at=told_at,
    )


@pytest.mark.parametrize(
    ("situation", "problems", "known", "opened", "repeated", "recovered"),
    [
        ("all is well", [], [], 0, 0, 0),
        ("a new problem", [a_problem()], [], 1, 0, 0),
        ("still there, told just now", [a_problem()], [timedelta(minutes=5)], 0, 0, 0),
        (
            "still there, told almost a day ago",
            [a_problem()],
            [REPEAT_AFTER - timedelta(seconds=1)],
            0,
            0,
            0,
        ),
        ("still there, told a day ago", [a_problem()], [REPEAT_AFTER], 0, 1, 0),
        ("gone", [], [timedelta(hours=1)], 0, 0, 1),
        ("another one in its place", [a_problem("lena@acme.example")], [REPEAT_AFTER], 1, 0, 1),
        (
            "the same person, another kind of problem",
            [a_problem(kind=ProblemKind.TOO_MANY_MEMBERS)],
            [REPEAT_AFTER],
            1,
            0,
            1,
        ),
        (
            "it could not be read this time: nothing has recovered",
            [a_problem("500", kind=ProblemKind.UNKNOWN_ON_CALL)],
            [timedelta(hours=1)],
            1,
            0,
            0,
        ),
        (
            "another rotation could not be read",
            [a_problem("500", kind=ProblemKind.UNKNOWN_ON_CALL, subject="nights")],
            [timedelta(hours=1)],
            1,
            0,
            1,
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_team_is_told(
    situation: str,
    problems: list[Problem],
    known: list[timedelta],
    opened: int,
    repeated: int,
    recovered: int,
) -> None:
    records = [a_record(told_ago=ago) for ago in known]
    tellings = plan_tellings([TEAM], problems, records, NOON)
    counts = [(len(t.opened), len(t.repeated), len(t.recovered)) for t in tellings]
    expected = [(opened, repeated, recovered)] if opened + repeated + recovered else []
    assert counts == expected, situation


def test_each_team_hears_of_its_own_problems_only() -> None:
    others = a_problem(team="infra")
    (telling,) = plan_tellings([TEAM, "infra"], [others], [], NOON)
    assert telling.team == "infra"


def test_a_team_this_run_did_not_look_at_hears_nothing() -> None:
    assert plan_tellings(["infra"], [], [a_record(told_ago=REPEAT_AFTER)], NOON) == ()
