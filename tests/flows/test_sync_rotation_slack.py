"""Whatever Slack refuses, loses or misreports, no group is emptied and nothing is posted twice."""

import pytest

from standins.control import StandIns
from tests.flows.scenario import (
    HANDOFF,
    MINUTE,
    OPS,
    SQLITE,
    TEAM,
    TICK,
    TeamFiles,
    changes,
    platform,
    run,
    run_again,
    run_twice,
    support,
    texts,
)

pytestmark = SQLITE
UPDATE = "usergroups.users.update"
LIST = "usergroups.list"
POST = "chat.postMessage"


@pytest.fixture
def handoff(world: StandIns, teams: TeamFiles) -> StandIns:
    """The support group has Ada in it and Goalie may make it Ben's."""
    teams.write(support(takeover_confirmed=True))
    return world


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ({"kind": "changed_shape"}, "without a list of usergroups"),
        ({"kind": "changed_shape", "rename": {"users": "members"}}, "in an unknown shape"),
        ({"kind": "html_500"}, "with a page instead"),
        ({"kind": "cut_before"}, "did not answer"),
        ({"kind": "cut_after"}, "did not answer"),
        ({"kind": "error", "error": "missing_scope"}, "missing_scope"),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
async def test_groups_that_cannot_be_read_are_left_as_they_are(
    handoff: StandIns, fault: dict[str, object], why: str
) -> None:
    handoff.add_fault("slack", LIST, times=-1, **fault)  # type: ignore[arg-type]
    report = await run_twice(handoff, HANDOFF)
    assert (report.has_failed, report.exit_status) == (True, 1)
    assert handoff.members("S0SUPPORT") == ["U0ADA"]
    (told,) = texts(handoff, OPS)
    assert "Slack's user groups could not be read (Slack" in told
    assert why in told


async def test_groups_that_can_be_read_again_are_put_right(handoff: StandIns) -> None:
    handoff.add_fault("slack", LIST, "html_500", times=-1)
    await run(handoff, HANDOFF)
    handoff.clear_faults()
    await run_twice(handoff, HANDOFF + TICK)
    assert handoff.members("S0SUPPORT") == ["U0BEN"]
    assert len(texts(handoff, OPS)) == 2


@pytest.mark.parametrize(
    ("fault", "why", "remedy"),
    [
        ({"kind": "error", "error": "permission_denied"}, "permission_denied", "Let everyone edit"),
        ({"kind": "error", "error": "missing_scope"}, "missing_scope", "Add "),
        ({"kind": "error", "error": "invalid_users"}, "invalid_users", "The people are looked up"),
        ({"kind": "html_500"}, "with a page instead", "The next run tries again"),
        ({"kind": "cut_before"}, "did not answer", "The next run tries again"),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
async def test_a_write_that_is_refused_is_told_and_tried_again(
    handoff: StandIns, fault: dict[str, object], why: str, remedy: str
) -> None:
    handoff.add_fault("slack", UPDATE, times=-1, **fault)  # type: ignore[arg-type]
    report = await run_twice(handoff, HANDOFF)
    assert (report.sentence, report.exit_status) == ("1 group could not be changed.", 1)
    assert handoff.members("S0SUPPORT") == ["U0ADA"]
    (told,) = texts(handoff, OPS)
    assert why in told
    assert f"_{remedy}" in told
    assert texts(handoff, TEAM) == []


async def test_a_write_that_works_again_recovers(handoff: StandIns) -> None:
    handoff.add_fault("slack", UPDATE, "error", error="permission_denied", times=2)
    await run(handoff, HANDOFF)
    await run(handoff, HANDOFF + MINUTE)
    report = await run_twice(handoff, HANDOFF + TICK)
    assert (report.sentence, report.exit_status) == ("1 group changed.", 0)
    assert handoff.members("S0SUPPORT") == ["U0BEN"]
    assert len(texts(handoff, TEAM)) == 1
    assert texts(handoff, OPS)[1].startswith(":white_check_mark: *Recovered*")
    outcomes = [outcome for _, _, outcome, _ in await changes()]
    assert outcomes == ["failed", "failed", "applied"]


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "error", "error": "invalid_users", "effect": True},
        {"kind": "error", "error": "fatal_error", "effect": True},
        {"kind": "cut_before"},
        {"kind": "cut_after"},
        {"kind": "cut_after", "times": 4},
        {"kind": "html_500"},
        {"kind": "429", "retry_after": 0},
    ],
    ids=str,
)
async def test_what_counts_is_what_the_group_is_afterwards(
    handoff: StandIns, fault: dict[str, object]
) -> None:
    handoff.add_fault("slack", UPDATE, **fault)  # type: ignore[arg-type]
    report = await run_twice(handoff, HANDOFF)
    assert (report.sentence, report.exit_status) == ("1 group changed.", 0)
    assert handoff.members("S0SUPPORT") == ["U0BEN"]
    assert len(texts(handoff, TEAM)) == 1
    assert texts(handoff, OPS) == []
    assert [outcome for _, _, outcome, _ in await changes()] == ["applied"]


@pytest.mark.parametrize("took_effect", [True, False])
async def test_a_write_that_cannot_be_read_back_is_settled_by_the_next_run(
    handoff: StandIns,
    took_effect: bool,  # noqa: FBT001  the one column of the table
) -> None:
    handoff.add_fault("slack", LIST, "html_500", times=-1, after=1)
    if not took_effect:
        handoff.add_fault("slack", UPDATE, "error", error="permission_denied")
    report = await run(handoff, HANDOFF)
    assert (report.sentence, report.exit_status) == ("1 group could not be changed.", 1)
    assert texts(handoff, TEAM) == []
    assert "could not be read back" in texts(handoff, OPS)[0]

    handoff.clear_faults()
    await run_twice(handoff, HANDOFF + MINUTE)
    assert handoff.members("S0SUPPORT") == ["U0BEN"]
    assert len(texts(handoff, TEAM)) == 1
    assert len(texts(handoff, OPS)) == 2
    applied = [change for change in await changes() if change[2] == "applied"]
    assert applied == [("S0SUPPORT", "set", "applied", ["U0BEN"])]


@pytest.mark.parametrize("kind", ["cut_before", "cut_after", "html_500"])
async def test_a_post_whose_answer_is_lost_is_looked_for(handoff: StandIns, kind: str) -> None:
    handoff.add_fault("slack", POST, kind)
    report = await run(handoff, HANDOFF)
    assert (report.sentence.split(".")[0], report.exit_status) == ("1 group changed", 1)
    await run(handoff, HANDOFF + MINUTE)
    assert len(texts(handoff, TEAM)) == 1
    await run_again(handoff, HANDOFF + TICK)


async def test_a_post_is_not_repeated_while_it_may_still_arrive(handoff: StandIns) -> None:
    handoff.add_fault("slack", POST, "cut_before")
    await run(handoff, HANDOFF)
    await run_again(handoff, HANDOFF + MINUTE / 6)
    await run_again(handoff, HANDOFF + MINUTE / 3)
    await run_twice(handoff, HANDOFF + MINUTE)
    assert len(texts(handoff, TEAM)) == 1


@pytest.mark.parametrize(
    ("spoilt", "mended", "remedy"),
    [
        ({"members": ["ada"]}, {"members": ["ada", "goalie"]}, "invite the app"),
        ({"archived": True}, {"archived": False}, "Unarchive the channel"),
    ],
    ids=str,
)
async def test_a_channel_that_cannot_be_posted_in_waits(
    handoff: StandIns,
    teams: TeamFiles,
    spoilt: dict[str, object],
    mended: dict[str, object],
    remedy: str,
) -> None:
    teams.write(support(extra_members=["milo@acme.example"]))
    handoff.change_channel("C0OPS", **spoilt)
    for at in (HANDOFF, HANDOFF + MINUTE):
        report = await run(handoff, at)
        assert report.exit_status == 1
        assert remedy in report.sentence
    assert texts(handoff, OPS) == []
    handoff.change_channel("C0OPS", **mended)
    await run_twice(handoff, HANDOFF + TICK)
    assert len(texts(handoff, OPS)) == 1


@pytest.mark.parametrize("error", ["invalid_blocks", "msg_blocks_too_long"])
async def test_blocks_that_are_refused_leave_the_text(handoff: StandIns, error: str) -> None:
    handoff.add_fault("slack", POST, "error", error=error)
    assert (await run_twice(handoff, HANDOFF)).exit_status == 0
    (message,) = handoff.messages(TEAM)
    assert message["text"].startswith("*@repo-management-support* now has <@U0BEN>.")
    assert not message.get("blocks")


async def test_the_admin_token_writes_groups_and_nothing_else(
    handoff: StandIns, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bot may not edit groups; the administrator's token may do nothing but that."""
    handoff.change_workspace(bots_may_edit_user_groups=False)
    assert (await run(handoff, HANDOFF)).sentence == "1 group could not be changed."
    monkeypatch.setenv("SLACK_ADMIN_TOKEN", "xoxp-standin-admin")
    report = await run_twice(handoff, HANDOFF + MINUTE)
    assert (report.sentence, report.exit_status) == ("1 group changed.", 0)
    (group,) = [g for g in handoff.state()["user_groups"] if g["id"] == "S0SUPPORT"]
    assert (group["members"], group["updated_by"]) == (["U0BEN"], "U0ADMIN")
    assert {m["user"] for c in (TEAM, OPS) for m in handoff.messages(c)} == {"U0GOALIE"}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"is_idp_group": True}, "is managed elsewhere (is_idp_group)"),
        ({"is_membership_locked": True}, "is managed elsewhere (is_membership_locked)"),
        ({"disabled": True}, "is disabled in Slack, and not by Goalie"),
        ({"handle": "renamed"}, "@repo-management-support does not exist in Slack"),
    ],
    ids=str,
)
async def test_a_group_that_is_not_goalies_to_edit_is_held(
    handoff: StandIns, teams: TeamFiles, changed: dict[str, object], told: str
) -> None:
    teams.write(platform(takeover_confirmed=True), team="platform")
    handoff.change_user_group("S0PLATFORM", members=["pia"])
    handoff.change_user_group("S0SUPPORT", **changed)
    report = await run_twice(handoff, HANDOFF)
    assert (report.sentence, report.exit_status) == ("1 group changed, 1 group is held.", 1)
    assert handoff.members("S0SUPPORT") == ["U0ADA"]
    assert handoff.members("S0PLATFORM") == ["U0NORA"]
    (message,) = texts(handoff, OPS)
    assert told in message
