"""Why each person is in a group is one of five answers; what is unknown is never an answer."""

from dataclasses import replace
from typing import Any

import pytest

from domain.group_why import Explanation, LedgerRead, UnknownLedger, read_reference
from domain.group_why.text import headline
from domain.on_call import OnCall, Shift, Timeline
from domain.problem import ProblemRecord
from tests.builders import NOON, a_rotation, a_shift
from tests.builders_group_why import (
    BEN,
    BENS_WEEK,
    DAY,
    FILE,
    NOBODY,
    RECORD,
    UNREAD,
    explained,
    outline,
)
from tests.golden_files import Golden

PAST = "whether by turn, override or forwarding is not told of the past"


def states(explanation: Explanation) -> dict[str, str]:
    return {person.name: person.state for person in explanation.people}


ONE_MISSING = {"Ben": "missing"}


@pytest.mark.parametrize(
    ("members", "facts", "wanted"),
    [
        pytest.param(["U0BEN"], {}, {"Ben": "in"}, id="right"),
        pytest.param(["U0GUS"], {}, {"Gus": "unwanted", **ONE_MISSING}, id="drift"),
        pytest.param(["U0GUS"], {"answer": UNREAD}, {"Gus": "unsure"}, id="unknown-is-not-nobody"),
        pytest.param(["U0ADA"], {"answer": NOBODY}, {"Ada": "kept"}, id="gap"),
        pytest.param(
            ["U0ADA"],
            {
                "answer": NOBODY,
                "rotation": a_rotation(
                    when_nobody_is_on_call="fallback", fallback_members=["frida@acme.example"]
                ),
            },
            {"Ada": "unwanted", "Frida": "missing"},
            id="gap-with-fallback",
        ),
        pytest.param(
            ["U0ADA"],
            {"answer": NOBODY, "rotation": a_rotation(when_nobody_is_on_call="disable")},
            {"Ada": "kept"},
            id="gap-that-switches-off",
        ),
        pytest.param(
            ["U0BEN", "U0FRIDA"],
            {"rotation": a_rotation(extra_members=["frida@acme.example", "gus@acme.example"])},
            {"Ben": "in", "Frida": "in", "Gus": "missing"},
            id="extra-members",
        ),
        pytest.param(
            ["U0ADA", "U0BEN"],
            {"answer": replace(BEN, overlapping=("ada@acme.example", "milo@acme.example"))},
            {"Ada": "in", "Ben": "in"},
            id="in-the-overlap",
        ),
        pytest.param(
            ["U0GUS"],
            {"answer": OnCall(schedule="support", people=("milo@acme.example",))},
            {"Gus": "unwanted", "milo@acme.example": "missing"},
            id="no-slack-account",
        ),
        pytest.param(
            ["U0GUS"],
            {"answer": OnCall(schedule="support", people=("712020:pia",))},
            {"Gus": "unsure", "712020:pia": "missing"},
            id="an-account-may-be-anybody",
        ),
        pytest.param(
            ["U0GUS"],
            {"answer": OnCall(schedule="support", people=("lost@acme.example",))},
            {"Gus": "unsure", "lost@acme.example": "missing"},
            id="a-look-up-that-failed",
        ),
    ],
)
def test_how_each_person_stands(
    members: list[str], facts: dict[str, object], wanted: dict[str, str]
) -> None:
    assert states(explained(*members, **facts)) == wanted  # type: ignore[arg-type]


def a_timeline(**changes: object) -> Timeline:
    return Timeline(shifts=(_a_bens_shift(**changes),), start=NOON - 9 * DAY, end=NOON + 26 * DAY)


def _a_bens_shift(**changes: object) -> Shift:
    return a_shift("ben@acme.example", **{"start": NOON - DAY, "end": NOON + DAY} | changes)


@pytest.mark.parametrize(
    ("timeline", "line"),
    [
        (a_timeline(), "own turn in Weekly support, until Thu 12 Nov 13:00 CET"),
        (a_timeline(kind="override"), "an override in Weekly support, until Thu 12 Nov 13:00 CET"),
        (
            a_timeline(kind="forwarding", forwarded_from="dana@acme.example"),
            "forwarded from Dana in Weekly support, until Thu 12 Nov 13:00 CET",
        ),
        (
            a_timeline(end=NOON + 26 * DAY),
            "own turn in Weekly support, at least until Mon 7 Dec 13:00 CET: it was read so far",
        ),
        (
            a_timeline(kind="historical"),
            f"Weekly support ({PAST}), until Thu 12 Nov 13:00 CET",
        ),
    ],
)
def test_by_which_shift_and_until_when(timeline: Timeline, line: str) -> None:
    said = outline(explained("U0BEN", timeline=timeline))
    assert said[:3] == ["In the group, and why:", "Ben (U0BEN)", f" on call in support: {line}"]


def test_shifts_that_touch_are_one() -> None:
    later = _a_bens_shift(start=NOON + DAY, end=NOON + 3 * DAY)
    joined = replace(a_timeline(), shifts=(_a_bens_shift(kind="historical"), later))
    (said,) = [line for line in outline(explained("U0BEN", timeline=joined)) if "own turn" in line]
    assert said.endswith("own turn in Weekly support, until Sat 14 Nov 13:00 CET")


HAND = {"edited_by": "U0FRIDA", "edited_at": NOON - DAY}


WROTE = ProblemRecord(
    team=FILE,
    fingerprint="support/write_failed/x",
    sentence="@support could not be changed: permission_denied.",
    first_seen=NOON - DAY,
    told_at=NOON,
)
SWITCHED_OFF: dict[str, Any] = {
    "group": {"disabled": True},
    "ledger": LedgerRead(last=replace(RECORD, action="disable", after=("U0BEN",))),
    "answer": NOBODY,
    "rotation": a_rotation(when_nobody_is_on_call="disable"),
}
STORIES = {
    "Drift by somebody's hand": explained("U0ADA", "U0GUS", group=HAND),
    "A gap": explained("U0ADA", answer=NOBODY),
    "A group at first sight": explained("U0GUS", ledger=LedgerRead(problems=(WROTE,))),
    "By the schedule of another time": explained("U0GUS", is_now=False),
    "Switched off in a gap": explained("U0BEN", **SWITCHED_OFF),
}


def test_how_it_reads(golden: Golden) -> None:
    told = [
        "\n".join([f"=== {name}", *headline(one), "", *outline(one), ""])
        for name, one in STORIES.items()
    ]
    golden("why_group_stories.txt", "\n".join(told))
    assert all(one.is_known for one in STORIES.values())


def test_a_held_group_says_since_when_and_where_it_was_told() -> None:
    first = explained("U0GUS", ledger=LedgerRead())
    (problem,) = first.problems
    known = replace(WROTE, fingerprint=problem.fingerprint)
    said = outline(explained("U0GUS", ledger=LedgerRead(problems=(known, WROTE))))
    told = "first seen Tue 10 Nov 13:00 CET, last told in #repo-management-ops Wed 11 Nov 13:00 CET"
    assert f" {told}" in said
    assert said[said.index("Told earlier, and not seen to be over:") + 1] == WROTE.sentence


@pytest.mark.parametrize(
    ("explanation", "says"),
    [
        (explained("U0BEN", answer=UNREAD), "who is on call in support is unknown"),
        (
            explained("U0BEN", answer=UNREAD, group={"disabled": True}),
            "Who is on call in support is not known: OpsGenie answered 500.",
        ),
        (
            explained("U0BEN", timeline=UNREAD),
            "Until when the shifts of support last is not known: OpsGenie answered 500.",
        ),
        (
            explained("U0BEN", timeline=replace(BENS_WEEK, shifts=())),
            "The timeline of support does not show by which shift Ben is on call",
        ),
        (
            explained("U0BEN", ledger=UnknownLedger(why="The ledger is locked.")),
            "What Goalie did to the group is not known: The ledger is locked.",
        ),
        (
            explained("U0BEN", ledger=LedgerRead(last=RECORD, begun=(RECORD,))),
            "A run began to change the group, and nobody knows how that ended.",
        ),
        (explained("U0BEN", "U0LENA"), "Slack did not say who U0LENA is."),
        (
            explained("U0BEN", refused=("teams/x.yaml:1: this is not YAML.",)),
            "teams/x.yaml:1: this is not YAML. Whether that file names this group too",
        ),
    ],
)
def test_what_is_not_known_is_said(explanation: Explanation, says: str) -> None:
    assert not explanation.is_known
    assert says in "\n".join(outline(explanation))


def test_the_title_counts_people_by_how_they_stand() -> None:
    title, counted = headline(explained("U0ADA", "U0GUS"))
    assert title == "@support (S0SUPPORT), rotation support of Repo Management"
    assert counted == "Wed 11 Nov 13:00 CET: 2 are in it and not wanted, 1 is missing."
    _, counted = headline(explained("U0BEN", is_now=False))
    assert counted.startswith("The group as it is now, by the schedule of Wed 11 Nov 13:00 CET: 1")


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("@repo-management-support", "@repo-management-support"),
        (" Repo-Management-Support ", "@repo-management-support"),
        ("S0SUPPORT", "S0SUPPORT"),
        ("<!subteam^S0SUPPORT|@support>", "S0SUPPORT"),
        ("<!subteam^S0SUPPORT>", "S0SUPPORT"),
        ("", None),
        ("@", None),
        ("two words", None),
        ("https://acme.slack.com/archives/C0REPO/p1794236400000000", None),
        ("acme.slack.com/archives/C0REPO/p1794236400000000", None),
    ],
)
def test_how_a_group_may_be_named(text: str, reference: str | None) -> None:
    assert read_reference(text) == reference
