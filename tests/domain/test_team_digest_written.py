"""What a digest is put together from: turns, absences, what comes, support, what changed."""

import pytest

from domain.delivery.snapshot import take_snapshot
from domain.digest.phrases import TO
from domain.membership import UnknownUserGroups
from domain.on_call import Shift, UnknownOnCall
from domain.team.digests import CeremonyName
from domain.team_digest import DigestReads
from tests.builders import a_group
from tests.builders_board import POLICY, SUPPORT_LIST, cards
from tests.builders_cycle import local
from tests.builders_digest import a_board, a_digest_team, a_tracking
from tests.builders_requests import a_thread
from tests.builders_team_digest import (
    BEFORE_PLANNING,
    BEFORE_RETRO,
    ROTA,
    a_snapshot,
    a_team_with,
    a_timeline,
    some_reads,
    week,
    write,
)
from tests.domain.digest_words import lines, section

BEFORE_SYNC = "2026-11-16 10:00"
LONG = week("ben", "2026-11-13", 27, "03:00")


def rotation(reads: DigestReads) -> tuple[str, ...]:
    """What planning reads about the rotation, with plain hyphens."""
    figures = section(write(reads), "support").figures
    return tuple(figure.replace(TO, "-") for figure in figures)


@pytest.mark.parametrize("ceremony", ["planning", "sync", "retro"])
def test_an_empty_board_is_no_error(ceremony: CeremonyName) -> None:
    digest = write(some_reads("2026-11-09 10:00"), ceremony)
    assert not any(group.lines for one in digest.sections for group in one.groups)
    assert digest.charts == ()


def test_turns_are_told_in_whole_days_of_this_cycle_and_the_next() -> None:
    assert rotation(some_reads(BEFORE_PLANNING)) == (
        "This cycle: 9-15 Nov Ben Okafor; 16-22 Nov nova@acme.example.",
        "Next cycle: 23-29 Nov Ada Marin; 30 Nov-6 Dec Ben Okafor.",
    )


@pytest.mark.parametrize(
    ("shifts", "said"),
    [
        pytest.param(
            [week("ada", "2026-11-09", 4), week("ben", "2026-11-13", 10), ROTA[3], ROTA[4]],
            "This cycle: 9-12 Nov Ada Marin; 13-22 Nov Ben Okafor.",
            id="a turn that ends on Friday at nine has ended on Thursday",
        ),
        pytest.param(
            [week("ada", "2026-11-07", 6, "18:00"), week("ben", "2026-11-13", 9, "18:00")],
            "This cycle: 9-13 Nov Ada Marin; 13-22 Nov Ben Okafor; 22 Nov-6 Dec nobody.",
            id="one that ends in the evening ends on that day",
        ),
        pytest.param(
            [week("ben", "2026-11-09", 3.5), week("ada", "2026-11-12", 0.25, "21:00"), LONG],
            "This cycle: 9 Nov-6 Dec Ben Okafor.",
            id="a cover of hours is left out",
        ),
        pytest.param(
            [week("ada", "2026-11-09"), week("ben", "2026-11-09", 28)],
            "This cycle: 9-15 Nov Ada Marin and Ben Okafor; 16 Nov-6 Dec Ben Okafor.",
            id="two at once",
        ),
        pytest.param(
            [week("ada", "2026-11-02", 7, "10:30"), week("ben", "2026-11-09", 28, "10:30")],
            "This cycle: 9 Nov-6 Dec Ben Okafor.",
            id="whoever hands over before the ceremony is not on any more",
        ),
    ],
)
def test_whoever_is_on(shifts: list[Shift], said: str) -> None:
    reads = some_reads(BEFORE_PLANNING, timelines=[a_timeline(*shifts)])
    assert rotation(reads)[0] == said


def test_turns_of_several_schedules_stand_in_order() -> None:
    other = a_timeline(week("ivan", "2026-11-02", 10), week("ada", "2026-11-12", 31))
    assert rotation(some_reads(BEFORE_PLANNING, timelines=[other, a_timeline()]))[0] == (
        "This cycle: 9-15 Nov Ben Okafor; 9-11 Nov Ivan Petrov; 12 Nov-6 Dec Ada Marin;"
        " 16-22 Nov nova@acme.example."
    )


def test_a_schedule_that_cannot_be_read_is_said() -> None:
    unknown = UnknownOnCall(schedule="b553", why="OpsGenie did not answer", remedy="Wait.")
    reads = some_reads(BEFORE_PLANNING, timelines=(a_timeline(), unknown))
    assert rotation(reads) == ("Not known: OpsGenie did not answer. Wait.",)


def test_absences_and_holidays_of_both_cycles_are_told() -> None:
    absences = [
        {"email": "ada@acme.example", "since": "2026-11-04", "until": "2026-11-09"},
        {"email": "ben@acme.example", "since": "2026-11-30", "until": "2026-11-30"},
        {"email": "gus@acme.example", "since": "2026-10-26", "until": "2026-11-08"},  # over
        {"email": "gus@acme.example", "since": "2026-12-07", "until": "2026-12-11"},  # later
    ]
    saturday = "2026-11-21"
    own = {"handoff": {"absences": absences}, "holidays": {"dates": ["2026-11-18", saturday]}}
    assert rotation(some_reads(BEFORE_PLANNING, team=a_team_with(**own)))[2:] == (
        "Nobody works on Wed 18 Nov.",
        "Ada Marin is away 4-9 Nov.",
        "Ben Okafor is away 30 Nov.",
    )


@pytest.mark.parametrize(
    ("overrides", "notes"),
    [
        ([], []),
        (
            [{"cycle": 7, "ceremony": "sync", "skip": True}],
            ["The sync of cycle 7 on Mon 16 Nov is not held: the team decided to skip it."],
        ),
        (
            [{"cycle": 8, "ceremony": "planning", "moved_to": "2026-11-24T14:00"}],
            ["The planning of cycle 8 is on Tue 24 Nov at 14:00: moved from Mon 23 Nov,"],
        ),
        ([{"cycle": 9, "ceremony": "sync", "skip": True}], []),
    ],
)
def test_what_is_otherwise_than_usual_until_the_end_of_the_next_cycle_is_noted(
    overrides: list[dict[str, object]], notes: list[str]
) -> None:
    digest = write(some_reads(BEFORE_PLANNING, team=a_team_with(*overrides)))
    assert len(digest.notes) == len(notes)
    assert all(said.startswith(note) for said, note in zip(digest.notes, notes, strict=True))


ASKED = (
    a_thread("2026-11-06 10:00 hana: How?", "2026-11-06 11:00 ben: So."),
    a_thread("2026-11-10 10:00 hana: Why?"),
    a_thread("2026-11-11 10:00 ivan: When?", "2026-11-11 11:00 ben: Now."),
)


@pytest.mark.parametrize(
    ("ceremony", "now", "said"),
    [
        ("sync", BEFORE_SYNC, "2 requests opened and 0 closed since Mon 9 Nov"),
        ("retro", BEFORE_RETRO, "2 requests opened and 0 closed since Mon 9 Nov"),
        ("retro", "2026-11-06 14:00", "1 request opened and 0 closed since Mon 26 Oct"),
    ],
)
def test_support_is_of_the_running_cycle(ceremony: CeremonyName, now: str, said: str) -> None:
    threads = [thread for thread in ASKED if thread.root.at < local(now)]
    figures = section(write(some_reads(now, threads=threads), ceremony), "support").figures
    assert figures[0].startswith(said)


GROUPS = (
    a_group(["U0HANA", "U0JO"], id="S0CE", handle="customer-engineering"),
    a_group(["U0NOBODY"], id="S0SALES", handle="sales"),
    a_group(["U0IVAN"], id="S0FIELD", handle="field"),
)


@pytest.mark.parametrize(
    ("organisations", "said"),
    [
        ({}, ""),
        ({"Customer Engineering": ["@customer-engineering"]}, "Customer Engineering 1, others 1"),
        ({"Field": ["@sales", "S0FIELD"]}, "Field 1, others 1"),
        ({"CE": ["@customer-engineering"], "Field": ["@field"]}, "CE 1, Field 1"),
        ({"Gone": ["@gone"]}, ""),
    ],
)
def test_who_asks_for_which_organisation_is_told_by_user_groups(
    organisations: dict[str, list[str]], said: str
) -> None:
    team = a_digest_team(organisations=organisations)
    reads = some_reads(BEFORE_RETRO, team=team, threads=ASKED, groups=GROUPS)
    asked = [f for f in section(write(reads, "retro"), "support").figures if "Asked by" in f]
    assert asked == ([f"Asked by: {said}."] if said else [])


def test_user_groups_that_cannot_be_read_are_said_where_they_matter() -> None:
    unknown = UnknownUserGroups(why="Slack did not answer", remedy="Wait.")
    gap = "Who asks for whom is not known: Slack did not answer. Wait."
    reads = some_reads(BEFORE_RETRO, threads=ASKED, groups=unknown)
    assert gap in section(write(reads, "retro"), "support").figures
    sync = some_reads(BEFORE_SYNC, threads=ASKED, groups=unknown)
    assert gap not in section(write(sync, "sync"), "support").figures


@pytest.mark.parametrize(
    ("now", "ceremony", "key", "change"),
    [
        pytest.param(
            BEFORE_PLANNING, "planning", "tracking", "+4", id="since the cycle before began"
        ),
        pytest.param(
            "2026-11-05 10:00", "planning", "tracking", "+4", id="looked at in the cycle before"
        ),
        pytest.param(BEFORE_RETRO, "retro", "finished", "+2", id="since its own cycle began"),
    ],
)
def test_larger_work_is_compared_with_the_beginning_of_the_cycle_that_counts(
    now: str, ceremony: CeremonyName, key: str, change: str
) -> None:
    tracking = a_tracking(101, "Clones", 7, 20)
    snapshots = (
        a_snapshot("2026-10-09 14:00", [(tracking.ref, 1, 20)]),
        a_snapshot("2026-10-23 14:00", [(tracking.ref, 3, 20)]),
        a_snapshot("2026-10-26 10:00"),  # of the live columns alone
        a_snapshot("2026-11-06 14:00", [(tracking.ref, 5, 20)]),
    )
    board = a_board(read_at=local(now), tracking=(tracking,))
    past = tuple(one for one in snapshots if one.taken_at < local(now))
    digest = write(some_reads(now, board=board, snapshots=past), ceremony)
    (found,) = lines(digest, key)
    assert f"{change} " in found


def test_a_retro_after_the_next_planning_looks_at_the_plan_of_its_own_cycle() -> None:
    late = {"cycle": 7, "ceremony": "retro", "moved_to": "2026-11-24T15:00"}
    begun = cards(
        "2 Nov Backlog, 10 Nov In Progress", "2 Nov Support Issues, 24 Nov 10:00 In Progress"
    )
    board = a_board(begun, read_at=local("2026-11-24 14:00"))
    snapshots = [
        take_snapshot(a_board(cards(*plan), read_at=local(when)), POLICY, SUPPORT_LIST)
        for when, plan in (
            ("2026-11-09 12:10", ("2 Nov Backlog", "2 Nov Support Issues")),
            ("2026-11-23 12:10", ("10 Nov In Progress", "2 Nov Backlog")),
        )
    ]
    reads = some_reads(
        "2026-11-24 14:00", team=a_team_with(late), board=board, snapshots=tuple(snapshots)
    )
    assert section(write(reads, "retro"), "plan").figures == (
        "Of 1 planned card (the top 1 of the queue): 1 in progress.",
        "Pulled in without being planned: 1 card.",
    )


def test_changes_are_told_since_the_last_ceremony_ended() -> None:
    board = cards("2 Nov Backlog", "2 Nov Backlog, 9 Nov 11:30 In Progress", "11 Nov Backlog")
    now = BEFORE_SYNC
    digest = write(some_reads(now, items=board, snapshots=[a_snapshot("2026-11-09 12:00")]), "sync")
    assert [line.partition(":")[0] for line in lines(digest, "new")] == ["#3"]
