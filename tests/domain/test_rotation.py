"""The membership plan: for each situation, one verdict and, where it is held, one reason."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.membership import Change, Hold, Match, Plan, UnknownUserGroups, UserGroup, Verdict
from domain.on_call import NobodyOnCall, OnCall, OnCallAnswer, Timeline, UnknownOnCall
from domain.people import Identity, SlackUser, Unreadable, resolve_people, slack_keys
from domain.problem import ProblemKind
from domain.rotation import Facts, explain, people_named, plan_membership
from domain.team import Rotation, Team
from tests.builders import (
    NOON,
    OTHER_SCHEDULE,
    SCHEDULE,
    a_group,
    a_member,
    a_rotation,
    a_shift,
    a_team,
)

OURS = {"S0SUPPORT": False}
SLACK = {
    f"{name}@acme.example": SlackUser(id=f"U0{name.upper()}", name=name.title())
    for name in ("ada", "ben", "chidi", "dana", "eva", "frida", "gus")
} | {
    "guest@acme.example": SlackUser(id="U0GUEST", name="Kai", unusable="a guest"),
    "gone@acme.example": SlackUser(id="U0GONE", name="Lena", unusable="deactivated"),
    "bot@acme.example": SlackUser(id="U0BOT", name="Deploy", unusable="a bot"),
    "blurred@acme.example": Unreadable(why="Slack did not answer"),
}


def on_call(*names: str, schedule: str = SCHEDULE) -> dict[str, OnCallAnswer]:
    people = tuple(f"{name}@acme.example" for name in names)
    answer = OnCall(schedule="repo-management-support", people=people)
    return {schedule: answer if people else NobodyOnCall(schedule="repo-management-support")}


def unknown(schedule: str = SCHEDULE) -> dict[str, OnCallAnswer]:
    answer = UnknownOnCall(schedule="support", why="OpsGenie answered 500", remedy="Wait.")
    return {schedule: answer}


def plan(
    rotation: Rotation | None = None,
    *,
    now: Mapping[str, OnCallAnswer],
    group: UserGroup | UnknownUserGroups | None,
    owned: Mapping[str, bool] = OURS,
) -> Plan:
    team = a_team(*([rotation] if rotation else []))
    return plan_teams({"repo": team}, now=now, groups=group, owned=owned)


def plan_teams(
    teams: Mapping[str, Team],
    *,
    now: Mapping[str, OnCallAnswer],
    groups: UserGroup | list[UserGroup] | UnknownUserGroups | None,
    owned: Mapping[str, bool] = OURS,
    most: int = 25,
) -> Plan:
    facts = Facts(
        on_call=now,
        groups=groups
        if isinstance(groups, UnknownUserGroups | list)
        else ([groups] if groups else []),
        people={key: identities(team, now) for key, team in teams.items()},
        owned=owned,
    )
    return plan_membership(teams, facts, max_groups_changed=most)


def identities(team: Team, now: Mapping[str, OnCallAnswer]) -> dict[str, Identity]:
    people = [p for rotation in team.rotations for p in people_named(rotation, now)]
    found = {key: SLACK.get(key) for p in people for key in slack_keys(p, team)}
    return resolve_people(people, team, found)


def kinds(verdict: Verdict) -> list[ProblemKind]:
    return [problem.kind for problem in verdict.problems]


@pytest.mark.parametrize(
    ("situation", "rotation", "now", "members", "after"),
    [
        ("a handoff", a_rotation(), on_call("ben"), ["U0ADA"], {"U0BEN"}),
        ("two on call at once", a_rotation(), on_call("ben", "eva"), ["U0BEN"], {"U0BEN", "U0EVA"}),
        ("somebody too many", a_rotation(), on_call("ben"), ["U0BEN", "U0GUS"], {"U0BEN"}),
        ("an empty group", a_rotation(), on_call("ben"), [], {"U0BEN"}),
        (
            "two schedules are united",
            a_rotation(schedules=[SCHEDULE, OTHER_SCHEDULE]),
            on_call("ben") | on_call("eva", schedule=OTHER_SCHEDULE),
            ["U0BEN"],
            {"U0BEN", "U0EVA"},
        ),
        (
            "a gap in one of two schedules is no gap",
            a_rotation(schedules=[SCHEDULE, OTHER_SCHEDULE]),
            on_call() | on_call("eva", schedule=OTHER_SCHEDULE),
            ["U0BEN"],
            {"U0EVA"},
        ),
        (
            "extra members are always in",
            a_rotation(extra_members=["Frida@acme.example"]),
            on_call("ben"),
            ["U0ADA"],
            {"U0BEN", "U0FRIDA"},
        ),
        (
            "fallback members stand in during a gap",
            a_rotation(
                when_nobody_is_on_call="fallback",
                fallback_members=["frida@acme.example"],
                extra_members=["gus@acme.example"],
            ),
            on_call(),
            ["U0ADA"],
            {"U0FRIDA", "U0GUS"},
        ),
        (
            "fallback members are out when somebody is on call",
            a_rotation(when_nobody_is_on_call="fallback", fallback_members=["frida@acme.example"]),
            on_call("ben"),
            ["U0FRIDA"],
            {"U0BEN"},
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_group_gets_exactly_the_wanted_members(
    situation: str,
    rotation: Rotation,
    now: dict[str, OnCallAnswer],
    members: list[str],
    after: set[str],
) -> None:
    (verdict,) = plan(rotation, now=now, group=a_group(members)).verdicts
    assert isinstance(verdict, Change), situation
    assert verdict.after == after
    assert plan(rotation, now=now, group=a_group(after)).is_empty, "twice changes nothing"


@pytest.mark.parametrize(
    ("situation", "rotation", "now", "group", "owned", "reason"),
    [
        (
            "Slack unreadable",
            a_rotation(),
            on_call("ben"),
            UnknownUserGroups(why="500", remedy="Wait."),
            OURS,
            "unknown_user_groups",
        ),
        ("group missing", a_rotation(), on_call("ben"), None, OURS, "unusable_user_group"),
        (
            "disabled by somebody",
            a_rotation(),
            on_call("ben"),
            a_group(disabled=True),
            OURS,
            "unusable_user_group",
        ),
        (
            "managed by the IdP",
            a_rotation(),
            on_call("ben"),
            a_group(locks=("is_idp_group",)),
            OURS,
            "unusable_user_group",
        ),
        ("on-call unknown", a_rotation(), unknown(), a_group(), OURS, "unknown_on_call"),
        (
            "one of two schedules unknown",
            a_rotation(schedules=[SCHEDULE, OTHER_SCHEDULE]),
            on_call("ben") | unknown(OTHER_SCHEDULE),
            a_group(),
            OURS,
            "unknown_on_call",
        ),
        ("a gap, kept", a_rotation(), on_call(), a_group(), OURS, "nobody_on_call"),
        (
            "a gap does not leave the extra members alone",
            a_rotation(extra_members=["frida@acme.example"]),
            on_call(),
            a_group(),
            OURS,
            "nobody_on_call",
        ),
        (
            "nobody by that address",
            a_rotation(),
            on_call("nova"),
            a_group(),
            OURS,
            "unusable_person",
        ),
        ("a guest", a_rotation(), on_call("guest"), a_group(), OURS, "unusable_person"),
        ("deactivated", a_rotation(), on_call("gone"), a_group(), OURS, "unusable_person"),
        ("a bot", a_rotation(), on_call("bot"), a_group(), OURS, "unusable_person"),
        ("look-up failed", a_rotation(), on_call("blurred"), a_group(), OURS, "unknown_person"),
        (
            "an extra member is a guest",
            a_rotation(extra_members=["guest@acme.example"]),
            on_call("ben"),
            a_group(),
            OURS,
            "unusable_person",
        ),
        (
            "more than the cap",
            a_rotation(max_members_changed=1),
            on_call("ben"),
            a_group(),
            OURS,
            "too_many_members",
        ),
        (
            "first takeover, nobody would stay",
            a_rotation(),
            on_call("ben"),
            a_group(),
            {},
            "unconfirmed_takeover",
        ),
        (
            "first takeover, much bigger",
            a_rotation(),
            on_call("ben"),
            a_group(["U0BEN", "U0ADA", "U0EVA"]),
            {},
            "unconfirmed_takeover",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_group_is_left_as_it_is(
    situation: str,
    rotation: Rotation,
    now: dict[str, OnCallAnswer],
    group: UserGroup | UnknownUserGroups | None,
    owned: dict[str, bool],
    reason: str,
) -> None:
    (verdict,) = plan(rotation, now=now, group=group, owned=owned).verdicts
    assert isinstance(verdict, Hold), situation
    assert kinds(verdict) == [reason]


@pytest.mark.parametrize(
    ("situation", "rotation", "members"),
    [
        ("confirmed", a_rotation(takeover_confirmed=True), ["U0ADA", "U0EVA", "U0GUS"]),
        ("it was empty", a_rotation(), []),
        ("half of it stays", a_rotation(), ["U0BEN", "U0ADA"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_first_takeover_that_looks_right_goes_ahead(
    situation: str, rotation: Rotation, members: list[str]
) -> None:
    (verdict,) = plan(rotation, now=on_call("ben"), group=a_group(members), owned={}).verdicts
    assert isinstance(verdict, Change), situation


def test_a_gap_disables_the_group_where_the_rotation_says_so_and_somebody_brings_it_back() -> None:
    rotation = a_rotation(when_nobody_is_on_call="disable")
    (gap,) = plan(rotation, now=on_call(), group=a_group()).verdicts
    (still,) = plan(
        rotation, now=on_call(), group=a_group(disabled=True), owned={"S0SUPPORT": True}
    ).verdicts
    (back,) = plan(
        rotation, now=on_call("ben"), group=a_group(disabled=True), owned={"S0SUPPORT": True}
    ).verdicts
    assert isinstance(gap, Change)
    assert (gap.action, kinds(gap)) == ("disable", ["nobody_on_call"])
    assert isinstance(still, Match)
    assert kinds(still) == ["nobody_on_call"]
    assert isinstance(back, Change)
    assert (back.action, back.after) == ("enable_and_set", {"U0BEN"})


def test_a_group_that_two_rotations_claim_is_held_for_both() -> None:
    teams = {"repo": a_team(), "infra": a_team(a_rotation(user_group="S0SUPPORT"))}
    verdicts = plan_teams(teams, now=on_call("ben"), groups=a_group()).verdicts
    assert [kinds(verdict) for verdict in verdicts] == [["shared_user_group"]] * 2
    assert "infra/support" in verdicts[0].problems[0].sentence


def test_only_so_many_groups_change_in_one_run() -> None:
    rotations = [a_rotation(name=f"r{n}", user_group=f"@g{n}") for n in range(4)]
    groups = [a_group(id=f"S0000{n}", handle=f"g{n}") for n in range(4)]
    found = plan_teams(
        {"repo": a_team(*rotations)},
        now=on_call("ben"),
        groups=groups,
        owned={group.id: False for group in groups},
        most=3,
    )
    assert len(found.changes) == 3
    assert [kinds(hold) for hold in found.holds] == [["too_many_user_groups"]]


def test_one_bad_rotation_does_not_stop_the_others() -> None:
    rotations = [a_rotation(), a_rotation(name="b", user_group="@b", schedules=[OTHER_SCHEDULE])]
    found = plan_teams(
        {"repo": a_team(*rotations)},
        now=on_call("ben") | unknown(OTHER_SCHEDULE),
        groups=[a_group(), a_group(id="S0B", handle="b")],
    )
    assert [type(verdict) for verdict in found.verdicts] == [Change, Hold]


def test_a_change_is_explained_by_the_shift_that_covers_the_instant() -> None:
    (change,) = plan(now=on_call("ben"), group=a_group()).changes
    window = Timeline(
        shifts=(a_shift(),), start=NOON - timedelta(days=7), end=NOON + timedelta(days=28)
    )
    (explained,) = explain(Plan(verdicts=(change,)), {SCHEDULE: window}, NOON).changes
    assert explained.wanted == (
        a_member(name="Ben", person="ben@acme.example", shift=a_shift(), end_known=True),
    )


def test_a_shift_that_the_window_cuts_has_no_known_end() -> None:
    (change,) = plan(now=on_call("ben"), group=a_group()).changes
    window = Timeline(shifts=(a_shift(),), start=a_shift().start, end=a_shift().end)
    (explained,) = explain(Plan(verdicts=(change,)), {SCHEDULE: window}, NOON).changes
    assert not explained.wanted[0].end_known


def test_the_pieces_of_one_shift_are_joined() -> None:
    past = a_shift(kind="historical", end=NOON)
    rest = a_shift(kind="override", start=NOON)
    window = Timeline(shifts=(past, rest), start=past.start, end=datetime(2027, 1, 1, tzinfo=UTC))
    found = window.shift_at("ben@acme.example", NOON - timedelta(seconds=1))
    assert found == a_shift(kind="override")


NAMES = st.sets(st.sampled_from(["ada", "ben", "chidi", "guest", "nova", "blurred"]), max_size=4)
ANSWERS = st.one_of(NAMES.map(lambda names: on_call(*sorted(names))), st.just(unknown()))
GROUPS = st.builds(
    a_group,
    st.sets(st.sampled_from(["U0ADA", "U0BEN", "U0CHIDI", "U0GUS"])),
    disabled=st.booleans(),
)
ROTATIONS = st.sampled_from(
    [
        a_rotation(),
        a_rotation(extra_members=["frida@acme.example"]),
        a_rotation(when_nobody_is_on_call="disable"),
        a_rotation(when_nobody_is_on_call="fallback", fallback_members=["gus@acme.example"]),
    ]
)
OWNED = st.sampled_from([{}, OURS, {"S0SUPPORT": True}])


@given(rotation=ROTATIONS, now=ANSWERS, group=GROUPS, owned=OWNED)
def test_whatever_is_read_nothing_empty_and_nobody_unusable_is_written(
    rotation: Rotation, now: dict[str, OnCallAnswer], group: UserGroup, owned: dict[str, bool]
) -> None:
    usable = {
        user.id for user in SLACK.values() if isinstance(user, SlackUser) and not user.unusable
    }
    for change in plan(rotation, now=now, group=group, owned=owned).changes:
        assert change.action == "disable" or change.after
        assert change.action == "disable" or change.after <= usable
        assert not isinstance(now[SCHEDULE], UnknownOnCall)


@given(rotation=ROTATIONS, now=ANSWERS, group=GROUPS, owned=OWNED)
def test_after_a_change_there_is_nothing_left_to_change(
    rotation: Rotation, now: dict[str, OnCallAnswer], group: UserGroup, owned: dict[str, bool]
) -> None:
    for change in plan(rotation, now=now, group=group, owned=owned).changes:
        disabled = change.action == "disable"
        after = a_group(change.after, disabled=disabled)
        assert plan(rotation, now=now, group=after, owned={"S0SUPPORT": disabled}).is_empty
