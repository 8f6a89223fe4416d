"""Builders of what decides about reminders, for the week that ``builders_requests`` tells of."""

from collections.abc import Iterable

from domain.guideline import Finding, find_findings
from domain.issue import Board, Column, Issue, IssueAnswer
from domain.issue_link import IssueRef
from domain.standing import Context, prepare_context
from domain.team.hours import team_working_time
from tests.builders_requests import (
    CHANNEL,
    LINK,
    a_card,
    a_requests_team,
    a_standing,
    an_issue,
    at,
    on_issue,
    some_people,
)

NAMES = {
    "U0ADA": "Ada Marin",
    "U0BEN": "Ben Okafor",
    "U0FRIDA": "Frida Lind",
    "U0GUS": "Gus Rey",
    "U0HANA": "Hana Sato",
    "U0IVAN": "Ivan Petrov",
}

COMPLETE = "## Description\nIt fails.\n## Background\nSince Monday.\n## Impact\nTwo customers."
OTHER = IssueRef(owner="acme", repository="other", number=3)
OTHER_LINK = "<https://github.com/acme/other/issues/3>"
BOARD = Board(
    id="PVT_1",
    owner="acme",
    number=209,
    title="Repo Management",
    status_field="Status",
    status_field_id="F_1",
    columns=(Column(id="1", name="Support Issues"), Column(id="2", name="Doing")),
)
ASKED = f"Mon 09:00 hana: Clones fail {LINK}"
TAKEN = "Mon 09:10 ben: I am on it, ETA Wed 16:00"
EYES = "Mon 09:10 ben :eyes:"
NO_CARD: dict[str, object] = {"cards": (), "events": ()}


def a_context(
    now: str = "Mon 12:00",
    *,
    on_call: Iterable[str] = ("U0BEN",),
    quotable: Iterable[str] = (CHANNEL,),
    people: dict[str, object] | None = None,
    **policy: object,
) -> Context:
    """Ben is on rotation; what is said in the team's channel may be quoted there."""
    team = a_requests_team(**policy)
    return prepare_context(
        "repo-management",
        team,
        some_people(**({"names": NAMES} | (people or {}))),
        team_working_time(team, at(now)),
        at(now),
        on_call=on_call,
        quotable=quotable,
    )


def a_good_issue(**changes: object) -> Issue:
    """An issue to which the guidelines have nothing to add."""
    base: dict[str, object] = {
        "body": COMPLETE,
        "cards": (a_card(),),
        "events": (on_issue("Mon 10:00", "ben-gh", "card_added", "Support Issues"),),
        "assignees": ("ben-gh",),
    }
    return an_issue(**(base | changes))


def find_in(
    *story: str,
    now: str,
    issues: tuple[IssueAnswer, ...] = (),
    board: Board | None = BOARD,
    **policy: object,
) -> tuple[Finding, ...]:
    """What the checks find in one story."""
    standing = a_standing(*story, now=now, issues=issues, **policy)  # type: ignore[arg-type]
    return find_findings([standing], board, a_context(now, **policy))  # type: ignore[arg-type]
