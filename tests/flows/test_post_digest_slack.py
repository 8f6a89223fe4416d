"""Whatever Slack does, each digest and each picture is there once, and foreign text never pings."""

import re
from datetime import timedelta
from typing import Any

import pytest

from cli.prefect_server import PrefectServer
from standins.control import StandIns
from tasks.slack import messages as slack_messages
from tests.builders_cycle import local
from tests.flows.digest_scenario import (
    PLANNING,
    RETRO,
    SYNC,
    all_text,
    digests_in,
    in_thread,
    post,
    post_twice,
    put,
    texts,
    write_team,
)
from tests.flows.requests_scenario import latest_artifact, pings, posts
from tests.flows.scenario import SQLITE, TeamFiles

pytestmark = SQLITE
TEN_MINUTES = timedelta(minutes=10)
AGES = "Cards in progress, by days in their column"
NASTY = "<!channel> <@U0FRIDA> *bold* <https://evil.example|click> & `code`"


@pytest.fixture(autouse=True)
def _no_looking_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture that is not shown at once is looked for by the next run."""
    monkeypatch.setattr(slack_messages, "LOOK_AFTER", (0.0,))


def block_kinds(message: dict[str, Any]) -> list[str]:
    return [block["type"] for block in message.get("blocks", ())]


async def test_a_refused_chart_is_dropped_and_comes_as_a_picture(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams)
    put(world, 311, "10-20 opened, 10-21 Backlog, 10-27 In Progress, 10-29 Done")
    world.change_workspace(charts=False)
    report = await post(world, PLANNING)
    (message,) = digests_in(world)
    assert report.exit_status == 0
    assert "data_visualization" not in block_kinds(message)
    assert in_thread(message)[1] == ["Finished per cycle, by kind of work"]
    assert "*Finished per cycle, by kind of work*: " in message["text"]
    await post_twice(world, "2026-11-09 10:10")
    assert len(digests_in(world)) == 1


@pytest.mark.parametrize(
    ("method", "kind", "details"),
    [
        ("files.getUploadURLExternal", "error", {"error": "missing_scope"}),
        ("upload", "html_500", {}),
        ("files.completeUploadExternal", "error", {"error": "internal_error"}),
        ("files.completeUploadExternal", "cut_after", {}),
    ],
)
async def test_a_picture_that_failed_follows_and_the_message_is_not_repeated(
    world: StandIns, teams: TeamFiles, method: str, kind: str, details: dict[str, object]
) -> None:
    write_team(teams)
    put(world, 311, "11-09 opened, 11-10 In Progress", assignees=["ada"])
    world.add_fault("slack", method, kind, **details)
    first = await post(world, SYNC)
    assert first.exit_status == 1
    assert "digest:chart-ageing/sync/7" in first.sentence
    (message,) = digests_in(world)
    world.clear_faults()
    again = await post(world, local(SYNC) + TEN_MINUTES)
    assert again.exit_status == 0
    assert [one["ts"] for one in digests_in(world)] == [message["ts"]]
    assert in_thread(digests_in(world)[0]) == ([], [AGES])
    await post_twice(world, "2026-11-16 10:20")
    assert in_thread(digests_in(world)[0]) == ([], [AGES])


async def test_private_titles_are_withheld_and_counted_unless_everybody_may_read_them(
    world: StandIns, teams: TeamFiles, prefect_server: PrefectServer
) -> None:
    secret = "Initech's payroll"
    number = world.open_issue("customer", secret, "hana", labels=["team/repo-management"])
    world.board().move(f"customer#{number}", "Blocked?")
    write_team(teams)
    await post(world, PLANNING)
    (message,) = digests_in(world)
    published = latest_artifact(prefect_server, "post-digest-repo-management-planning")
    assert secret not in all_text(world) + published["data"]
    assert f"customer#{number}" in message["text"]
    assert re.search(r"\d+ private titles? (is|are) replaced", message["text"])

    write_team(teams, show_titles_of=["sourcegraph/customer"])
    await post(world, SYNC)
    assert secret in digests_in(world)[1]["text"]
    assert "private title" not in digests_in(world)[1]["text"]


async def test_foreign_text_never_pings(world: StandIns, teams: TeamFiles) -> None:
    write_team(teams)
    stuck = "08-03 opened, 08-04 In Progress, 08-10 Blocked?"
    for number, what in ((311, stuck), (312, "10-20 opened, 10-20 Backlog")):
        put(world, number, what, title=NASTY, assignees=["ada"])
    world.open_issue("sourcegraph", NASTY, "gus", labels=["tracking", "team/repo-management"])
    put(world, 330, "10-23 opened", title=NASTY, labels=["retro-action"], assignees=["ben"])
    world.board().add_draft(NASTY, "Backlog")
    for when in (PLANNING, SYNC, RETRO):
        await post(world, when)
    said = all_text(world)
    assert "&lt;!channel&gt;" in said
    assert "<https://evil.example|click>" not in said
    assert [sorted(set(pings(text))) for text in texts(world)] == [[], ["U0ADA"], ["U0BEN"]]
    for message in digests_in(world):
        assert set(re.findall(r"<[!@][^>]*>", str(message["blocks"]))) <= {"<@U0ADA>", "<@U0BEN>"}
    sent = [one["arguments"] for one in posts(world)]
    assert {(one["unfurl_links"], one["unfurl_media"]) for one in sent} == {(False, False)}
