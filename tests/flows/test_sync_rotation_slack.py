"""Whatever Slack refuses, loses or misreports, no group is emptied and nothing is posted twice."""

import pytest

from standins.control import StandIns
from tests.flows.scenario import (
    BEFORE,
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
async def adopted(world: StandIns, teams: TeamFiles) -> StandIns:
    """The support group is Goalie's, with Ada in it."""
    teams.write()
    await run(world, BEFORE)
    return world


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ({"kind": "changed_shape"}, "without a list of usergroups"),
        ({"kind": "changed_shape", "rename": {"users": "members"}}, "in an unknown shape"),
        ({"kind": "html_500"}, "with a page instead"),
        ({"kind": "cut_before"}, "did not answer"),
        ({"kind": "cut_after"}, "did not answer"),
        ({"kind": "429", "retry_after": 0}, "ratelimited"),
        ({"kind": "error", "error": "missing_scope"}, "missing_scope"),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
async def test_groups_that_cannot_be_read_are_left_as_they_are(
    adopted: StandIns, fault: dict[str, object], why: str
) -> None:
    adopted.add_fault("slack", LIST, times=-1, **fault)  # type: ignore[arg-type]
    report = await run_twice(adopted, HANDOFF)
    assert (report.has_failed, report.exit_status) == (True, 1)
    assert adopted.members("S0SUPPORT") == ["U0ADA"]
    (told,) = texts(adopted, OPS)
    assert f"Slack's user groups could not be read (Slack {''}" in told
    assert why in told
    adopted.clear_faults()
    await run_twice(adopted, HANDOFF + TICK)
    assert adopted.members("S0SUPPORT") == ["U0BEN"]
    assert len(texts(adopted, OPS)) == 2


@pytest.mark.parametrize(
    ("fault", "why", "remedy"),
    [
        ({"kind": "error", "error": "permission_denied"}, "permission_denied", "Let everyone edit"),
        ({"kind": "error", "error": "missing_scope"}, "missing_scope", "Add "),
        ({"kind": "error", "error": "invalid_users"}, "invalid_users", "The people are looked up"),
        ({"kind": "error", "error": "plan_upgrade_required"}, "plan_", "User groups need a paid"),
        ({"kind": "html_500"}, "with a page instead", "The next run tries again"),
        ({"kind": "cut_before"}, "did not answer", "The next run tries again"),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
async def test_a_write_that_is_refused_is_told_and_tried_again(
    adopted: StandIns, fault: dict[str, object], why: str, remedy: str
) -> None:
    adopted.add_fault("slack", UPDATE, times=-1, **fault)  # type: ignore[arg-type]
    report = await run_twice(adopted, HANDOFF)
    assert (report.sentence, report.exit_status) == ("1 group could not be changed.", 1)
    assert adopted.members("S0SUPPORT") == ["U0ADA"]
    (told,) = texts(adopted, OPS)
    assert why in told
    assert f"_{remedy}" in told
    assert texts(adopted, TEAM) == []

    adopted.clear_faults()
    report = await run_twice(adopted, HANDOFF + TICK)
    assert (report.sentence, report.exit_status) == ("1 group changed.", 0)
    assert adopted.members("S0SUPPORT") == ["U0BEN"]
    assert len(texts(adopted, TEAM)) == 1
    assert texts(adopted, OPS)[1].startswith(":white_check_mark: *Recovered*")
    outcomes = [outcome for _, _, outcome, _ in await changes()]
    assert outcomes == ["adopted", "failed", "failed", "applied"]


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "error", "error": "invalid_users", "effect": True},
        {"kind": "error", "error": "failed_for_some_users", "effect": True},
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
    adopted: StandIns, fault: dict[str, object]
) -> None:
    adopted.add_fault("slack", UPDATE, **fault)  # type: ignore[arg-type]
    report = await run_twice(adopted, HANDOFF)
    assert (report.sentence, report.exit_status) == ("1 group changed.", 0)
    assert adopted.members("S0SUPPORT") == ["U0BEN"]
    assert len(texts(adopted, TEAM)) == 1
    assert texts(adopted, OPS) == []
    assert [outcome for _, _, outcome, _ in await changes()] == ["adopted", "applied"]


@pytest.mark.parametrize("took_effect", [True, False])
async def test_a_write_that_cannot_be_read_back_is_settled_by_the_next_run(
    adopted: StandIns,
    took_effect: bool,  # noqa: FBT001  the one column of the table
) -> None:
    adopted.add_fault("slack", LIST, "html_500", times=-1, after=1)
    if not took_effect:
        adopted.add_fault("slack", UPDATE, "error", error="permission_denied")
    report = await run(adopted, HANDOFF)
    assert (report.sentence, report.exit_status) == ("1 group could not be changed.", 1)
    assert texts(adopted, TEAM) == []
    assert "could not be read back" in texts(adopted, OPS)[0]

    adopted.clear_faults()
    await run_twice(adopted, HANDOFF + MINUTE)
    assert adopted.members("S0SUPPORT") == ["U0BEN"]
    assert len(texts(adopted, TEAM)) == 1
    assert len(texts(adopted, OPS)) == 2
    applied = [change for change in await changes() if change[2] == "applied"]
    assert applied == [("S0SUPPORT", "set", "applied", ["U0BEN"])]


@pytest.mark.parametrize("kind", ["cut_before", "cut_after", "html_500"])
async def test_a_post_whose_answer_is_lost_is_looked_for(adopted: StandIns, kind: str) -> None:
    adopted.add_fault("slack", POST, kind)
    report = await run(adopted, HANDOFF)
    assert (report.sentence.split(".")[0], report.exit_status) == ("1 group changed", 1)
    await run(adopted, HANDOFF + MINUTE)
    assert len(texts(adopted, TEAM)) == 1
    await run_again(adopted, HANDOFF + TICK)


async def test_a_post_is_not_repeated_while_it_may_still_arrive(adopted: StandIns) -> None:
    adopted.add_fault("slack", POST, "cut_before")
    await run(adopted, HANDOFF)
    await run_again(adopted, HANDOFF + MINUTE / 6)
    await run_again(adopted, HANDOFF + MINUTE / 3)
    await run_twice(adopted, HANDOFF + MINUTE)
    assert len(texts(adopted, TEAM)) == 1


@pytest.mark.parametrize(
    ("spoilt", "mended", "remedy"),
    [
        ({"members": ["ada"]}, {"members": ["ada", "goalie"]}, "invite the app"),
        ({"archived": True}, {"archived": False}, "Unarchive the channel"),
    ],
    ids=str,
)
async def test_a_channel_that_cannot_be_posted_in_waits(
    adopted: StandIns, teams: TeamFiles, spoilt: dict[str, object], mended: object, remedy: str
) -> None:
    teams.write(support(extra_members=["milo@acme.example"]))
    adopted.change_channel(OPS, **spoilt)
    report = await run_twice(adopted, HANDOFF)
    assert report.exit_status == 1
    assert remedy in report.sentence
    assert texts(adopted, OPS) == []
    assert isinstance(mended, dict)
    adopted.change_channel(OPS, **mended)
    await run_twice(adopted, HANDOFF + TICK)
    assert len(texts(adopted, OPS)) == 1


@pytest.mark.parametrize("error", ["invalid_blocks", "msg_blocks_too_long"])
async def test_blocks_that_are_refused_leave_the_text(adopted: StandIns, error: str) -> None:
    adopted.add_fault("slack", POST, "error", error=error)
    assert (await run_twice(adopted, HANDOFF)).exit_status == 0
    (message,) = adopted.messages(TEAM)
    assert message["text"].startswith("*@repo-management-support* now has <@U0BEN>.")
    assert not message.get("blocks")


async def test_the_admin_token_writes_groups_and_nothing_else(
    adopted: StandIns, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bot may not edit groups; the administrator's token may do nothing but that."""
    adopted.change_workspace(bots_may_edit_user_groups=False)
    assert (await run(adopted, HANDOFF)).sentence == "1 group could not be changed."
    monkeypatch.setenv("SLACK_ADMIN_TOKEN", "xoxp-standin-admin")
    report = await run_twice(adopted, HANDOFF + MINUTE)
    assert (report.sentence, report.exit_status) == ("1 group changed.", 0)
    (group,) = [g for g in adopted.state()["user_groups"] if g["id"] == "S0SUPPORT"]
    assert (group["members"], group["updated_by"]) == (["U0BEN"], "U0ADMIN")
    assert {m["user"] for c in (TEAM, OPS) for m in adopted.messages(c)} == {"U0GOALIE"}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"is_idp_group": True}, "is managed elsewhere (is_idp_group)"),
        ({"is_membership_locked": True}, "is managed elsewhere (is_membership_locked)"),
        ({"is_editing_restricted": True}, "is managed elsewhere (is_editing_restricted)"),
        ({"is_external": True}, "is managed elsewhere (is_external)"),
        ({"auto_provision": True}, "is managed elsewhere (auto_provision)"),
        ({"disabled": True}, "is disabled in Slack, and not by Goalie"),
        ({"handle": "renamed"}, "@repo-management-support does not exist in Slack"),
    ],
    ids=str,
)
async def test_a_group_that_is_not_goalies_to_edit_is_held(
    adopted: StandIns, teams: TeamFiles, changed: dict[str, object], told: str
) -> None:
    teams.write(platform(takeover_confirmed=True), team="platform")
    adopted.change_user_group("S0PLATFORM", members=["pia"])
    adopted.change_user_group("S0SUPPORT", **changed)
    report = await run_twice(adopted, HANDOFF)
    assert (report.sentence, report.exit_status) == ("1 group changed, 1 group is held.", 1)
    assert adopted.members("S0SUPPORT") == ["U0ADA"]
    assert adopted.members("S0PLATFORM") == ["U0NORA"]
    (message,) = texts(adopted, OPS)
    assert told in message
