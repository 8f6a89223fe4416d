"""What was read about tokens, groups, channels, schedules and people becomes findings."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from domain.check.channels import channel_roles
from domain.check.configuration import LedgerFacts, check_ledger, check_team_files
from domain.check.finding import Finding, Result, Unread, exit_status, summarize
from domain.check.people import AHEAD, check_coverage, check_people, gaps, people_ahead
from domain.check.schedules import ScheduleFacts
from domain.check.user_groups import check_user_groups
from domain.on_call import Shift, Timeline
from domain.people import SlackUser, Unreadable
from tests.builders import OTHER_SCHEDULE, SCHEDULE, a_group, a_rotation, a_shift, a_team

MONDAY = datetime(2026, 11, 9, 8, tzinfo=UTC)
WEEK = timedelta(weeks=1)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
END = MONDAY + AHEAD
REFUSED = Unread(why="Slack refused it", remedy="Mend it.", was_refused=True)


def a_finding(result: Result = Result.OK, *, is_bad_input: bool = False) -> Finding:
    return Finding(area="a", subject="s", result=result, detail="d", is_bad_input=is_bad_input)


def a_schedule(*shifts: Shift, schedule_id: str = SCHEDULE, enabled: bool = True) -> ScheduleFacts:
    timeline = Timeline(shifts=shifts, start=MONDAY, end=MONDAY + 5 * WEEK)
    return ScheduleFacts(id=schedule_id, name="support", timeline=timeline, enabled=enabled)


def by_id(*schedules: ScheduleFacts) -> dict[str, ScheduleFacts]:
    return {one.id: one for one in schedules}


@pytest.mark.parametrize(
    ("findings", "status", "sentence"),
    [
        ([a_finding()], 0, "1 check: all is well."),
        ([a_finding(), a_finding(Result.WARNING)], 0, "2 checks: 1 warning."),
        ([a_finding(), a_finding(Result.UNKNOWN)], 1, "2 checks: 1 is unknown."),
        ([a_finding(Result.FAILED)] * 2, 1, "2 checks: 2 failed."),
        (
            [a_finding(Result.FAILED), a_finding(Result.FAILED, is_bad_input=True)],
            2,
            "2 checks: 2 failed.",
        ),
    ],
)
def test_the_worst_decides_the_exit_status(
    findings: Sequence[Finding], status: int, sentence: str
) -> None:
    assert (exit_status(findings), summarize(findings)) == (status, sentence)


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([(0, 28)], []),
        ([(-3, 40)], []),
        ([(0, 7), (7, 28)], []),
        ([], [(0, 28)]),
        ([(0, 7), (8, 28)], [(7, 8)]),
        ([(1, 28)], [(0, 1)]),
        ([(0, 27)], [(27, 28)]),
        ([(0, 20), (3, 5), (19, 28)], []),
        ([(0, 3), (1, 2), (4, 28)], [(3, 4)]),
        ([(-9, -2), (0, 28)], []),
        ([(0, 28), (30, 31)], []),
        ([(0, 7), (40, 41)], [(7, 28)]),
    ],
)
def test_gaps_are_what_no_shift_covers(
    spans: Sequence[tuple[int, int]], expected: Sequence[tuple[int, int]]
) -> None:
    shifts = [a_shift(start=MONDAY + a * DAY, end=MONDAY + b * DAY) for a, b in spans]
    found = [((a - MONDAY) / DAY, (b - MONDAY) / DAY) for a, b in gaps(shifts, MONDAY, END)]
    assert found == list(expected)


def test_a_shift_that_names_nobody_covers_nothing() -> None:
    assert gaps([a_shift("", start=MONDAY, end=END)], MONDAY, END) == [(MONDAY, END)]


def test_one_schedule_may_fill_the_gap_of_another() -> None:
    team = a_team(a_rotation(schedules=[SCHEDULE, OTHER_SCHEDULE]))
    days = a_schedule(a_shift(start=MONDAY, end=MONDAY + WEEK))
    rest = a_schedule(a_shift(start=MONDAY + WEEK, end=END), schedule_id=OTHER_SCHEDULE)
    (finding,) = check_coverage("t", team, by_id(days, rest), MONDAY)
    assert finding.result is Result.OK


def test_many_gaps_are_counted() -> None:
    nights = [a_shift(start=MONDAY + n * DAY, end=MONDAY + n * DAY + 12 * HOUR) for n in range(28)]
    (finding,) = check_coverage("t", a_team(), by_id(a_schedule(*nights)), MONDAY)
    assert finding.result is Result.WARNING
    assert finding.detail == (
        "nobody is on call from Mon 9 Nov 21:00 CET to Tue 10 Nov 09:00 CET;"
        " from Tue 10 Nov 21:00 CET to Wed 11 Nov 09:00 CET; 26 more gaps"
    )


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        (MONDAY + DAY, END, "from now to Tue 10 Nov 09:00 CET"),
        (MONDAY, END - DAY, "from Sun 6 Dec 09:00 CET on"),
        (END, END + DAY, "from now on"),
    ],
)
def test_a_gap_at_an_edge_of_the_four_weeks_has_no_end_there(
    start: datetime, end: datetime, told: str
) -> None:
    schedule = a_schedule(a_shift(start=start, end=end))
    (finding,) = check_coverage("t", a_team(), by_id(schedule), MONDAY)
    assert finding.detail == f"nobody is on call {told}"


@pytest.mark.parametrize(
    "schedules",
    [
        {},
        by_id(a_schedule(enabled=False)),
        by_id(ScheduleFacts(id=SCHEDULE, timeline=REFUSED)),
    ],
    ids=["not asked", "disabled", "refused"],
)
def test_a_schedule_that_was_not_read_is_no_gap(schedules: dict[str, ScheduleFacts]) -> None:
    (finding,) = check_coverage("t", a_team(), schedules, MONDAY)
    assert finding.result is Result.UNKNOWN


def test_people_come_once_by_their_first_shift_and_the_others_last() -> None:
    team = a_team(a_rotation(extra_members=["gus@acme.example", "ada@acme.example"]))
    schedule = a_schedule(
        a_shift("ben@acme.example", start=MONDAY + WEEK, end=MONDAY + 2 * WEEK),
        a_shift("ada@acme.example", start=MONDAY - DAY, end=MONDAY + WEEK),
        a_shift("ada@acme.example", start=MONDAY + 2 * WEEK, end=END),
        a_shift("eva@acme.example", start=MONDAY - WEEK, end=MONDAY),
        a_shift("kai@acme.example", start=END, end=END + WEEK),
        a_shift("", start=END - DAY, end=END),
    )
    wanted = people_ahead(team, by_id(schedule), MONDAY)
    assert [(a.person.partition("@")[0], a.start, a.role) for a in wanted] == [
        ("ada", MONDAY, "on call in support"),
        ("ben", MONDAY + WEEK, "on call in support"),
        ("gus", None, "an extra member of support"),
    ]


@pytest.mark.parametrize(
    ("found", "result", "detail"),
    [
        (SlackUser(id="U0BEN", name="Ben"), Result.OK, "Ben (U0BEN)"),
        (SlackUser(id="U0BEN", name="Ben", unusable="a guest"), Result.FAILED, "is a guest"),
        (None, Result.FAILED, "has no active Slack account"),
        (Unreadable(why="Slack did not answer"), Result.UNKNOWN, "could not be looked up in Slack"),
    ],
)
def test_a_person_is_ok_failed_or_unknown(
    found: SlackUser | Unreadable | None, result: Result, detail: str
) -> None:
    team = a_team()
    wanted = people_ahead(team, by_id(a_schedule(a_shift(start=MONDAY, end=END))), MONDAY - HOUR)
    (finding,) = check_people("t", team, wanted, {"ben@acme.example": found}, MONDAY - HOUR)
    assert finding.result is result
    assert finding.detail.startswith(detail)
    assert finding.detail.endswith("on call in support from Mon 9 Nov 09:00 CET")


def test_a_team_in_the_timeline_cannot_be_looked_up_before() -> None:
    team = a_team()
    schedule = a_schedule(a_shift("team repo management", start=MONDAY, end=END))
    wanted = people_ahead(team, by_id(schedule), MONDAY)
    (finding,) = check_people("t", team, wanted, {}, MONDAY)
    assert finding.result is Result.WARNING


def test_a_group_that_goalie_switched_off_in_a_gap_is_well() -> None:
    group = a_group(disabled=True)
    ours, theirs = (
        check_user_groups({"t": a_team()}, [group], {}, disabled)["t"][0]
        for disabled in (frozenset({group.id}), frozenset[str]())
    )
    assert (ours.result, theirs.result) == (Result.OK, Result.FAILED)


def test_only_some_of_many_joined_channels_are_named() -> None:
    group = a_group(joined_channels=("C1", "C2", "C3", "C4", "C5"))
    finding = check_user_groups({"t": a_team()}, [group], {"C1": "sales"}, frozenset())["t"][0]
    assert "#sales, C2, C3 and 2 more" in finding.detail


def test_a_channel_with_several_uses_is_one_line() -> None:
    team = a_team(channels={"team": "#repo", "ops": "#repo"})
    assert channel_roles(team) == {"#repo": ["announcements", "problems"]}


@pytest.mark.parametrize(
    ("version", "result", "told"),
    [
        (None, Result.OK, "the first run prepares it"),
        ("0002", Result.OK, "can be read, version 0002"),
        ("0001", Result.OK, "the next run takes it from version 0001 to 0002"),
        ("0003", Result.FAILED, "was written by a newer Goalie"),
    ],
)
def test_the_ledgers_version_decides(version: str | None, result: Result, told: str) -> None:
    finding = check_ledger(LedgerFacts(shown="the ledger", version=version, wanted="0002"))
    assert finding.result is result
    assert told in finding.detail


@pytest.mark.parametrize(
    ("sentence", "subject", "detail", "remedy"),
    [
        ("teams/a.yaml:3: `x` is no known key.", "teams/a.yaml:3", "`x` is no known key.", "Cor"),
        ("teams/a.yaml cannot be read.", "teams/a.yaml", "cannot be read.", "Correct it"),
        (
            "There is no team file in /t: add one.",
            "files",
            "There is no team file in /t",
            "Add one.",
        ),
    ],
)
def test_a_refused_file_is_a_line_with_its_place(
    sentence: str, subject: str, detail: str, remedy: str
) -> None:
    (finding,) = check_team_files({}, [sentence])
    assert (finding.subject, finding.detail) == (subject, detail)
    assert finding.remedy.startswith(remedy)
    assert finding.is_bad_input
