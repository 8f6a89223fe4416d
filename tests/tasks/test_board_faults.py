"""Whatever is wrong with the board or with GitHub is said: it never makes the board look empty."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.delivery.snapshot import take_snapshot
from domain.issue import UnknownBoard
from domain.work_item import BoardRead
from standins.control import StandIns
from tasks.board import fetch_board_items, remember_board
from tasks.ledger import open_ledger
from tests.boards import (
    a_board_team,
    a_question,
    card,
    numbers,
    put,
    read,
    read_live,
    try_read,
    with_columns,
)

QUERY = "graphql query"
ALL = [1201, 1202, 301, 1204]
COLUMNS = '"Support Issues", "Backlog", "In Progress", "Blocked?", "Done"'
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.usefixtures("no_waiting")


# --- a board that is not as the team file says ---


@pytest.mark.parametrize(
    ("changes", "why", "key"),
    [
        (
            {"stream_field": "Delivery stream"},
            'no single-select field "Delivery stream"; it has "Status", "Priority", "Stream"',
            "digests.stream_field",
        ),
        (
            {"priority_field": "Title"},
            'no single-select field "Title" ("Title" is of another type); it has "Status",',
            "digests.priority_field",
        ),
        (
            with_columns(started=["Doing", "Blocked?"]),
            f'no option "Doing" in the field "Status"; it has {COLUMNS}',
            "digests.columns.started",
        ),
        (
            with_columns(queue=["backlog"]),
            f'no option "backlog" in the field "Status"; it has {COLUMNS}',
            "digests.columns.queue",
        ),
        (
            {"kinds": {"streams": {"performance": ["Speed"]}}},
            'no option "Speed" in the field "Stream"; it has "Scale", "Permissions", "Support"',
            "digests.kinds.streams",
        ),
    ],
)
@pytest.mark.parametrize("whole", [True, False])
async def test_what_the_board_lacks_is_named_with_what_it_has(
    standins: StandIns, changes: dict[str, object], why: str, key: str, *, whole: bool
) -> None:
    before = await read(standins)

    found = await try_read(standins, a_question(standins, whole=whole, **changes), before.items)

    assert isinstance(found, UnknownBoard)
    assert f"Board 209 of sourcegraph has {why}" in found.why
    assert found.remedy.startswith(f"Correct `{key}` in the team file")


async def test_all_that_is_wrong_is_said_at_once(standins: StandIns) -> None:
    standins.rename_on_board(209, "Status", "Finished", option="Done")
    standins.rename_on_board(209, "Priority", "Urgency")

    found = await try_read(standins)

    assert isinstance(found, UnknownBoard)
    assert 'no option "Done"' in found.why
    assert 'no single-select field "Priority"' in found.why
    assert "`digests.columns.done` and `digests.priority_field`" in found.remedy


@pytest.mark.parametrize(
    ("token", "why", "remedy"),
    [
        ("standin-github-no-boards", "read:project", "Give GITHUB_TOKEN the scopes"),
        ("wrong", "401", "Check GITHUB_TOKEN"),
    ],
)
async def test_a_board_that_may_not_be_read_is_unknown(
    standins: StandIns, token: str, why: str, remedy: str
) -> None:
    found = await try_read(standins, token=token)

    assert isinstance(found, UnknownBoard)
    assert why in found.why
    assert found.remedy.startswith(remedy)


# --- GitHub fails ---

LIMIT = {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded."}]}
UNREADABLE: list[tuple[str, dict[str, Any]]] = [
    ("error", {"status": 200, "body": LIMIT}),
    ("primary_limit", {"retry_after": 3600}),
    ("error", {"status": 200, "body": {"data": None}}),
    ("error", {"status": 200, "body": {"data": {"organization": None, "node": None}}}),
    ("error", {"status": 200, "body": {"data": {"node": {"items": {"nodes": []}}}}}),
    ("html_200", {}),
    ("bad_gateway", {}),
    ("cut_before", {}),
    ("changed_shape", {"rename": {"nodes": "edges"}}),
]


@pytest.mark.parametrize("after", [0, 1], ids=["fields", "cards"])
@pytest.mark.parametrize(("kind", "details"), UNREADABLE)
async def test_a_board_whose_cards_cannot_be_told_is_unknown(
    standins: StandIns, kind: str, details: dict[str, Any], after: int
) -> None:
    standins.add_fault("github", QUERY, kind, times=-1, after=after, **details)

    found = await try_read(standins)

    assert isinstance(found, UnknownBoard)
    assert found.why
    assert found.remedy.endswith(".")


@pytest.mark.parametrize(("kind", "details"), UNREADABLE)
async def test_a_history_that_cannot_be_read_is_a_gap_and_asked_for_again(
    standins: StandIns, kind: str, details: dict[str, Any]
) -> None:
    standins.add_fault("github", QUERY, kind, times=-1, after=2, **details)

    board = await read(standins)

    assert numbers(board.items) == ALL
    assert all(one.lacks_history for one in board.items)
    (gap,) = board.gaps
    assert gap.startswith("The history of 4 cards could not be read (GitHub")

    standins.clear_faults()
    later = await read(standins, remembered=board.items)
    assert later.gaps == ()
    assert not any(one.lacks_history for one in later.items)
    assert card(later, 1201).events


@pytest.mark.parametrize("kind", ["bad_gateway", "html_500", "cut_after"])
async def test_one_failure_changes_nothing(standins: StandIns, kind: str) -> None:
    expected = await read(standins)
    for after in range(3):
        standins.add_fault("github", QUERY, kind, after=after)

    assert await read(standins) == expected


async def test_pages_shorter_than_asked_are_all_read(standins: StandIns) -> None:
    standins.board().play()
    expected = await read(standins)
    standins.add_fault("github", QUERY, "short_page", times=-1, after=1)

    found = await read(standins)

    assert found == replace(expected, requests=found.requests, points=found.points)
    assert found.requests > expected.requests


async def test_contents_that_fail_are_asked_for_once_more(standins: StandIns) -> None:
    expected = await read(standins)
    standins.add_fault("github", QUERY, "partial", after=1)

    found = await read(standins)

    assert found == replace(expected, requests=found.requests, points=found.points)


async def test_contents_that_keep_failing_leave_the_cards_where_they_are(
    standins: StandIns,
) -> None:
    expected = await read(standins)
    standins.add_fault("github", QUERY, "partial", times=2, after=1)

    found = await read(standins)

    assert [one.column for one in found.items] == [one.column for one in expected.items]
    assert found.redacted == 1
    (gap,) = found.gaps
    assert gap.startswith("The content of 1 card could not be read (Something went wrong")

    standins.add_fault("github", QUERY, "partial", times=2, after=1)
    known = await read(standins, remembered=expected.items)
    assert numbers(known.items) == ALL
    assert known.redacted == 0


async def test_histories_that_fail_in_part_are_right_in_part(standins: StandIns) -> None:
    standins.add_fault("github", QUERY, "partial", after=2)

    found = await read(standins)

    assert [bool(one.events) for one in found.items] == [
        not one.lacks_history for one in found.items
    ]
    assert [one.lacks_history for one in found.items] == [False, True, False, True]
    assert found.gaps[0].startswith("The history of 2 cards could not be read (GitHub refused")


async def test_what_blocks_a_card_stays_as_it_was_where_it_is_not_told(
    standins: StandIns,
) -> None:
    standins.board().block("customer#1202", "sourcegraph#301")
    before = await read(standins)
    standins.add_fault("github", QUERY, "bad_gateway", times=-1, after=2)

    found = await read(standins, remembered=before.items)

    assert card(found, 1202).blocked_by == card(before, 1202).blocked_by != ()
    assert found.gaps[0].startswith("What blocks 1 card could not be read (")


async def test_sub_issues_that_cannot_be_read_are_a_gap(standins: StandIns) -> None:
    put(standins, 800, "10-01 opened, 10-02 Backlog", labels=["tracking"])
    standins.add_fault("github", QUERY, "bad_gateway", times=-1, after=3)

    found = await read(standins)

    assert found.tracking == ()
    assert found.gaps[0].startswith("The sub-issues of 1 issue could not be read (")


async def test_searches_that_fail_are_a_gap_each(standins: StandIns) -> None:
    missing = ["open", "closed", "tracking"]
    standins.add_fault(
        "github",
        QUERY,
        "changed_shape",
        rename=dict(zip(missing, ["a", "b", "c"], strict=True)),
    )

    found = await read(standins)

    assert numbers(found.items) == ALL
    assert len(found.gaps) == len(missing)


# --- an older server ---

OLDER = [
    ("ProjectV2.items.archivedStates", "does not give archived cards"),
    ("Issue.issueDependenciesSummary", "does not tell which issues block which"),
    ("Issue.blockedBy", "does not tell which issues block which"),
    ("Issue.parent", "does not tell which issue a card is a part of"),
]


@pytest.mark.parametrize(("unknown", "gap"), OLDER)
async def test_what_an_older_server_does_not_know_is_a_gap(
    standins: StandIns, unknown: str, gap: str
) -> None:
    standins.board().block("customer#1202", "sourcegraph#301")
    standins.use_older_github(unknown)

    found = await read(standins)

    assert gap in " ".join(found.gaps)
    archived = unknown.endswith("archivedStates")
    assert numbers(found.items) == (ALL[:3] if archived else ALL)


async def test_a_server_without_filters_is_read_whole(standins: StandIns) -> None:
    before = await read(standins)
    standins.use_older_github("ProjectV2.items.query")

    found = await read_live(standins, before)

    assert found.items == before.items
    assert found.gaps == ()


# --- remembering ---


async def test_the_ledger_makes_the_next_reading_cheap(world: StandIns, database_url: str) -> None:
    team, now, question = a_board_team(), world.now(), a_question(world)
    reads = []
    for whole in (False, False, True):
        found = await fetch_board_items.fn("repo-management", team, whole=whole, now=now)
        assert isinstance(found, BoardRead)
        snapshot = take_snapshot(found, question.digests, question.board.support_list)
        await remember_board("repo-management", team, found, snapshot)
        reads.append(found)

    first, live, whole_again = reads
    assert [one.is_whole for one in reads] == [True, False, True]  # at first nothing is known
    assert set(numbers(live.items)) == set(numbers(first.items))
    assert [one.requests for one in reads] == [3, 3, 2]
    assert whole_again.items == first.items
    async with open_ledger(database_url) as ledger:
        (kept,) = await ledger.boards.snapshots("repo-management", "sourcegraph/209", now)
    assert [card.column for card in kept.cards] == ["Support Issues"] * 2 + ["In Progress"]
