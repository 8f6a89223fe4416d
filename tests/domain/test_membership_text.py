"""How plans, announcements and problems read; the golden files show them whole."""

from datetime import timedelta

import pytest

from domain.membership import Change, Hold, Match, Member, MembershipRecord, Plan, Verdict
from domain.membership_text import (
    announce,
    describe_member,
    plan_markdown,
    reasons,
    summarize,
    tell_problems,
)
from domain.problem import ProblemKind, ProblemRecord, Telling
from tests.builders import NOON, a_group, a_member, a_problem, a_shift
from tests.golden_files import Golden

CHANGE = Change(
    team="repo-management",
    rotation="support",
    group=a_group(["U0ADA", "U0OLD"]),
    action="set",
    wanted=(a_member(shift=a_shift(), end_known=True),),
)
HOLD = Hold(
    team="repo-management",
    rotation="nights",
    handle="@nights",
    problems=(a_problem(subject="nights"),),
)
MATCH = Match(
    team="platform", rotation="days", group=a_group(["U0BEN"], handle="days"), wanted=(a_member(),)
)
ZONES = {"repo-management": "Europe/Berlin", "platform": "UTC"}
ON_CALL = "Ben Okafor is on call in repo-management-support"
NAMES = {"U0ADA": "Ada Marin"}


@pytest.mark.parametrize(
    ("verdicts", "applied", "failed", "sentence"),
    [
        ([], True, 0, "Every group already matches its schedule."),
        ([MATCH], False, 0, "Every group already matches its schedule."),
        ([CHANGE], False, 0, "Dry run: 1 group would change."),
        ([CHANGE], True, 0, "1 group changed."),
        ([CHANGE, CHANGE], True, 1, "1 group changed, 1 group could not be changed."),
        ([HOLD], True, 0, "1 group is held."),
        ([HOLD], False, 0, "Dry run: 0 groups would change, 1 group is held."),
        (
            [CHANGE, HOLD, HOLD, MATCH, MATCH],
            True,
            0,
            "1 group changed, 2 groups are held, 2 groups already match.",
        ),
    ],
)
def test_a_run_in_one_sentence(
    *, verdicts: list[Verdict], applied: bool, failed: int, sentence: str
) -> None:
    plan = Plan(verdicts=tuple(verdicts))
    assert summarize(plan, applied=applied, failed=failed) == sentence


@pytest.mark.parametrize(
    ("member", "line"),
    [
        (a_member(), ON_CALL),
        (
            a_member(shift=a_shift(), end_known=True),
            f"{ON_CALL} (Weekly support) until Mon 16 Nov 09:00 CET",
        ),
        (
            a_member(shift=a_shift()),
            f"{ON_CALL} (Weekly support)",
        ),
        (
            a_member(shift=a_shift(kind="override"), end_known=True),
            f"{ON_CALL} (Weekly support, by an override) until Mon 16 Nov 09:00 CET",
        ),
        (
            a_member(shift=a_shift(kind="forwarding", forwarded_from="ada@acme.example")),
            f"{ON_CALL} (Weekly support, forwarded from ada@acme.example)",
        ),
        (a_member(source="extra member"), "Ben Okafor is an extra member"),
        (a_member(source="fallback member"), "Ben Okafor is a fallback member"),
    ],
)
def test_why_somebody_is_in_the_group(member: Member, line: str) -> None:
    assert describe_member(member, "Europe/Berlin") == line


def test_those_who_leave_are_named_where_known_and_counted_where_not() -> None:
    assert reasons(CHANGE, "Europe/Berlin", NAMES)[1:] == (
        "Ada Marin is no longer in the group",
        "1 former member leaves",
    )


def test_the_plan_as_an_artifact(golden: Golden) -> None:
    plan = Plan(verdicts=(MATCH, HOLD, CHANGE))
    golden("plan.md", plan_markdown(plan, ZONES, NAMES))


def test_foreign_text_stays_text_in_the_artifact() -> None:
    evil = a_member(name="Eve | **bold** <b> [x](http://e)", shift=None)
    plan = Plan(verdicts=(Match(team="t", rotation="r", group=a_group(), wanted=(evil,)),))
    markdown = plan_markdown(plan, {"t": "UTC"}, {})
    assert "**bold**" not in markdown.splitlines()[-1]
    assert "<b>" not in markdown
    assert "[x](http" not in markdown


def a_record(**changes: object) -> MembershipRecord:
    base: dict[str, object] = {
        "id": 7,
        "team": "repo-management",
        "rotation": "support",
        "user_group_id": "S0SUPPORT",
        "handle": "support",
        "action": "set",
        "before": ("U0ADA", "U0GUS"),
        "after": ("U0BEN", "U0GUS"),
        "reasons": ("Ben <!channel> is on call in support", "Ada is no longer in the group"),
        "intended_at": NOON,
        "settled_at": NOON,
        "outcome": "applied",
        "detail": "",
    }
    return MembershipRecord(**(base | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("handoff", {}),
        ("fewer", {"after": ("U0GUS",), "reasons": ("Ada is no longer in the group",)}),
        ("disabled", {"action": "disable", "after": ("U0ADA", "U0GUS"), "reasons": ()}),
        ("back", {"action": "enable_and_set", "reasons": ("Ben is on call in support",)}),
    ],
)
def test_the_announcement_of_a_change(
    golden: Golden, name: str, changes: dict[str, object]
) -> None:
    message = announce(a_record(**changes), "#repo-management", NOON + timedelta(hours=12))
    assert message.key == "repo-management/membership/7"
    golden(f"announcement_{name}.txt", message.text)


def test_an_announcement_mentions_only_those_who_come_in() -> None:
    text = announce(a_record(), "#x", NOON).text
    assert "<@U0BEN>" in text
    assert not any(f"<@{i}>" in text for i in ("U0ADA", "U0GUS"))
    assert "<!channel>" not in text


def test_what_the_ops_channel_is_told(golden: Golden) -> None:
    gone = ProblemRecord(
        team="repo-management", fingerprint="x", sentence="@nights was missing.", first_seen=NOON
    )
    telling = Telling(
        team="repo-management",
        opened=(a_problem("<!here> & co"),),
        repeated=(a_problem("lena@acme.example", kind=ProblemKind.UNKNOWN_PERSON),),
        recovered=(gone,),
    )
    golden("problems.txt", tell_problems(telling, "#repo-management-ops", NOON).text)


def test_a_flood_of_problems_stays_readable() -> None:
    flood = tuple(a_problem(f"p{n}@acme.example") for n in range(100))
    gone = ProblemRecord(team="t", fingerprint="x", sentence="s" * 900, first_seen=NOON)
    telling = Telling(team="t", opened=flood, repeated=flood, recovered=(gone,) * 100)
    message = tell_problems(telling, "#ops", NOON)
    assert "… and 90 more" in message.text
    assert len(message.blocks) <= 40
