"""What the digests need of the board, of Slack and of the calendar becomes findings."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from domain.board import BoardFields
from domain.check.channels import channel_roles
from domain.check.digests import check_ceremonies, check_digest_board, check_organisations
from domain.check.finding import Finding, Result, Unread
from domain.check.github import RepositoryFacts, TeamGithub
from domain.team import Team
from domain.team.digests import Digests
from domain.team.requests import Requests
from tests.builders import a_group
from tests.builders_digest import DIGESTS, a_digest_team

MONDAY = datetime(2026, 11, 9, 8, tzinfo=UTC)  # of cycle 7
COLUMNS = ("Support Issues", "Backlog", "In Progress", "Blocked?", "Done")
OPTIONS = {"Status": COLUMNS, "Priority": ("p0", "p1"), "Stream": ("Scale", "Permissions")}
REFUSED = Unread(why="GitHub refused it", remedy="Mend it.", was_refused=True)


def parts(team: Team) -> tuple[Requests, Digests]:
    assert team.requests is not None
    assert team.digests is not None
    return team.requests, team.digests


def on_board(
    team: Team,
    options: Mapping[str, tuple[str, ...]] = OPTIONS,
    labels: tuple[str, ...] = (),
    fields: Unread | None = None,
) -> list[Finding]:
    policy, digests = parts(team)
    read = BoardFields(owner="acme", number=209, names=tuple(options), options=options)
    facts = TeamGithub(
        repository=RepositoryFacts(is_private=True, labels=frozenset(labels)),
        board=REFUSED,
        fields=fields or read,
    )
    return check_digest_board("us", policy, digests, facts)


def ceremonies(at: datetime = MONDAY, **cycle: object) -> dict[str, tuple[Result, str]]:
    base: Any = DIGESTS["cycle"]
    team = a_digest_team(cycle=base | cycle)
    found = check_ceremonies("us", team, parts(team)[1], at)
    return {one.subject.removesuffix(", next 2 cycles"): (one.result, one.detail) for one in found}


def test_fields_and_options_are_there() -> None:
    found = on_board(a_digest_team())[0]
    assert (found.subject, found.result) == ("fields of board 209", Result.OK)
    assert found.detail == ("Status, Priority and Stream have every option that the digests name")


@pytest.mark.parametrize(
    ("changes", "options", "detail", "key"),
    [
        (
            {},
            {"Status": ("Support Issues", "Backlog", "Doing", "Blocked?", "Done")},
            (
                'no option "In Progress" in the field "Status"; it has "Support Issues", "Backlog",'
                ' "Doing", "Blocked?", "Done"'
            ),
            "digests.columns.started",
        ),
        (
            {"stream_field": "Theme"},
            {},
            'no single-select field "Theme"; it has "Status", "Priority", "Stream"',
            "digests.stream_field",
        ),
        (
            {},
            {"Stream": ("Scale",)},
            'no option "Permissions" in the field "Stream"; it has "Scale"',
            "digests.kinds.streams",
        ),
        (
            {"columns": {**DIGESTS["columns"], "aliases": {"Doing": "Started"}}},  # type: ignore[dict-item]
            {},
            '"Doing" cannot be "Started" today: the columns are "Support Issues", "Backlog"',
            "digests.columns.aliases",
        ),
    ],
)
def test_what_the_board_lacks_is_named_with_what_it_has(
    changes: dict[str, object], options: dict[str, tuple[str, ...]], detail: str, key: str
) -> None:
    found = on_board(a_digest_team(**changes), OPTIONS | options)[0]
    assert (found.subject, found.result) == ("fields of board 209", Result.FAILED)
    assert detail in found.detail
    assert found.remedy == f"Correct `{key}` in teams/us.yaml, or rename it on the board."


def test_a_lost_support_list_is_told_by_the_requests_alone() -> None:
    assert on_board(a_digest_team(), OPTIONS | {"Status": COLUMNS[1:]})[0].result is Result.OK


def test_fields_that_could_not_be_read_are_not_well() -> None:
    assert on_board(a_digest_team(), fields=REFUSED)[0].result is Result.FAILED


def test_labels_are_only_hinted_at() -> None:
    found = on_board(a_digest_team(), labels=("team/repo-management", "tracking"))[-1]
    assert found.result is Result.OK
    assert found.detail == (
        "in acme/customer: team/repo-management, tracking; to be found in other"
        " repositories, if anywhere: ad-hoc, blocked, retro-action"
    )


@pytest.mark.parametrize(
    ("groups", "result", "detail"),
    [
        (["@support"], Result.OK, "2 members in @support, for the support figures"),
        (["S0SUPPORT", "@sales"], Result.OK, "2 members in @support and @sales, for"),
        (["@support", "@ce"], Result.FAILED, "Slack has no user group @ce"),
        (["@empty"], Result.WARNING, "nobody is in its user groups, so that"),
        ([], Result.WARNING, "nobody is in its user groups, so that"),
    ],
)
def test_the_user_groups_of_an_organisation_exist(
    groups: list[str], result: Result, detail: str
) -> None:
    known = [
        a_group(["U0ADA", "U0BEN"]),
        a_group(["U0ADA"], id="S0SALES", handle="sales"),
        a_group([], id="S0EMPTY", handle="empty"),
    ]
    digests = parts(a_digest_team(organisations={"Customer Engineering": groups}))[1]
    (found,) = check_organisations("us", digests, known)
    assert (found.subject, found.result) == ("Customer Engineering", result)
    assert found.detail.startswith(detail)


def test_the_ceremonies_of_two_cycles_are_listed() -> None:
    assert ceremonies() == {
        "planning": (Result.OK, "cycle 7: Mon 9 Nov 11:00 CET; cycle 8: Mon 23 Nov 11:00 CET"),
        "sync": (Result.OK, "cycle 7: Mon 16 Nov 11:00 CET; cycle 8: Mon 30 Nov 11:00 CET"),
        "retro": (Result.OK, "cycle 7: Fri 20 Nov 15:00 CET; cycle 8: Fri 4 Dec 15:00 CET"),
    }


@pytest.mark.parametrize(
    ("cycle", "at", "ceremony", "line"),
    [
        ({}, MONDAY.replace(hour=11), "planning", "cycle 8: Mon 23 Nov 11:00 CET"),
        (
            {},
            datetime(2026, 7, 1, tzinfo=UTC),  # before the first cycle
            "planning",
            "cycle 1: Mon 17 Aug 11:00 CEST; cycle 2: Mon 31 Aug 11:00 CEST",
        ),
        (
            {"overrides": [{"cycle": 7, "ceremony": "sync", "skip": True}]},
            MONDAY,
            "sync",
            (
                "cycle 7: not held on Mon 16 Nov: the team decided to skip it;"
                " cycle 8: Mon 30 Nov 11:00 CET"
            ),
        ),
        (
            {"overrides": [{"cycle": 7, "ceremony": "sync", "moved_to": "2026-11-17T10:00"}]},
            MONDAY,
            "sync",
            (
                "cycle 7: Tue 17 Nov 10:00 CET (moved from Mon 16 Nov, as the team decided);"
                " cycle 8: Mon 30 Nov 11:00 CET"
            ),
        ),
    ],
)
def test_what_is_past_moved_or_skipped_is_said(
    cycle: dict[str, object], at: datetime, ceremony: str, line: str
) -> None:
    assert ceremonies(at, **cycle)[ceremony] == (Result.OK, line)


def test_a_ceremony_that_is_not_held_at_all_is_a_warning() -> None:
    found = ceremonies(on_holiday="skip", retro={"day": 14, "at": "15:00"})
    assert found["retro"] == (
        Result.WARNING,
        (
            "cycle 7: not held on Sun 22 Nov: it is no working day;"
            " cycle 8: not held on Sun 6 Dec: it is no working day"
        ),
    )


def test_the_channel_of_the_digests_is_checked() -> None:
    assert "digests" in channel_roles(a_digest_team())["#repo-management"]
    assert channel_roles(a_digest_team(channel="#planning"))["#planning"] == ["digests"]
