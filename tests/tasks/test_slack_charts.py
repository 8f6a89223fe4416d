"""Charts arrive once: as blocks, as pictures where Slack refuses those, and never in silence."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from domain.digest.chart import Band, Chart, Point, Series, from_json, to_json
from domain.errors import GoalieError
from domain.message import Message
from standins.control import StandIns
from tasks.clients.slack import SlackClient, open_slack
from tasks.clients.slack.files import read_ticket
from tasks.ledger import Ledger
from tasks.outbox import Delivery, deliver
from tasks.settings import read_settings
from tasks.slack import messages as slack_messages
from tasks.slack.charts import picture_name
from tasks.slack.messages import SlackMessages

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
JOB, TEAM, REPO = "post-digest", "repo-management", "#repo-management"
CHART = Chart(
    key="ageing",
    title="Cards by age",
    alt="Three cards are in progress; one is older than 85 % of those before.",
    kind="ageing",
    categories=("In Progress", "In Review"),
    series=(Series(name="Product", values=(1.0, 2.5)),),
    points=(Point(x=0, y=12.5, label="#7"),),
    bands=(Band(category="In Progress", p50=2, p85=5, p95=9),),
    levels=(("85 %", 5.0),),
    y_label="days",
)
BARS = {
    "type": "data_visualization",
    "title": "Throughput",
    "chart": {
        "type": "bar",
        "series": [{"name": "Product", "data": [{"label": "C1", "value": 4}]}],
        "axis_config": {"categories": ["C1"]},
    },
}
WORDS = {"type": "section", "text": {"type": "mrkdwn", "text": "*Planning*"}}


def parent(subject: str = "planning-9") -> Message:
    return Message(
        team=TEAM,
        kind="digest",
        subject=subject,
        channel=REPO,
        text="Planning, with 4 cards finished in C1",
        blocks=(WORDS, BARS),
    )


def picture(of: Message, rung: str, **changes: Any) -> Message:  # noqa: ANN401  a message's fields
    whole = replace(of, rung=rung, thread_of=of.key, text="Cards by *age*:", blocks=())
    return replace(whole, chart=to_json(CHART), **changes)


def digest(subject: str = "planning-9") -> list[Message]:
    """A parent with a chart block, a picture, and one for where the block is refused."""
    head = parent(subject)
    return [head, picture(head, "ageing"), picture(head, "bars", if_charts_refused=True)]


@pytest.fixture
async def client(
    world: StandIns, no_waiting: None, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[SlackClient]:
    del world, no_waiting
    monkeypatch.setattr(slack_messages, "LOOK_AFTER", (0.0, 0.0))
    async with open_slack(read_settings().slack()) as opened:
        yield opened


async def run(
    ledger: Ledger, client: SlackClient, world: StandIns, minutes: int = 0
) -> list[Delivery]:
    """One delivery round, so many minutes after the last one."""
    now = world.advance(timedelta(minutes=minutes))
    port = SlackMessages(client=client, ledger=ledger, now=now)
    return await deliver(ledger, port, JOB, TEAM, now)


async def enqueue(ledger: Ledger, world: StandIns, *messages: Message) -> None:
    await ledger.enqueue(JOB, messages, world.now())


def files(message: dict[str, Any]) -> list[str]:
    """The names of the files in a message's thread."""
    return [file["name"] for reply in message["replies"] for file in reply.get("files", ())]


def content_of(world: StandIns, file_id: str) -> bytes:
    return httpx.get(f"{world.url}/files/{file_id}").content


def kinds(message: dict[str, Any]) -> list[str]:
    return [block["type"] for block in message.get("blocks", ())]


@SQLITE
async def test_a_picture_stands_in_the_thread_with_its_words(
    ledger: Ledger, client: SlackClient, world: StandIns
) -> None:
    await enqueue(ledger, world, *digest())
    outcomes = [one.outcome for one in await run(ledger, client, world)]
    assert outcomes == ["posted", "posted", "unneeded"]
    (root,) = world.messages(REPO)
    (reply,) = root["replies"]
    (file,) = reply["files"]
    assert kinds(root) == ["section", "data_visualization"]
    assert (reply["text"], file["title"]) == ("Cards by *age*:", CHART.title)
    assert (file["name"], file["alt_txt"]) == (picture_name(digest()[1].key), CHART.alt)
    assert content_of(world, file["id"]).startswith(b"\x89PNG")
    assert await run(ledger, client, world, 1) == []


@SQLITE
async def test_where_slack_refuses_charts_pictures_take_their_place(
    ledger: Ledger, client: SlackClient, world: StandIns
) -> None:
    world.change_workspace(charts=False)
    await enqueue(ledger, world, *digest())
    outcomes = [one.outcome for one in await run(ledger, client, world)]
    assert outcomes == ["posted", "posted", "posted"]
    (root,) = world.messages(REPO)
    assert (kinds(root), len(files(root))) == (["section"], 2)
    world.clear_requests()
    await enqueue(ledger, world, *digest("sync-9"))
    await run(ledger, client, world, 60)
    assert len(world.requests("slack", "chat.postMessage")) == 1, "the block is not tried again"
    assert [len(files(one)) for one in world.messages(REPO)] == [2, 2]
    world.change_workspace(charts=True)
    await enqueue(ledger, world, *digest("retro-9"))
    await run(ledger, client, world, 60 * 24 * 8)
    assert kinds(world.messages(REPO)[-1]) == ["section", "data_visualization"]


@SQLITE
async def test_where_slack_refuses_every_block_the_text_comes_and_pictures(
    ledger: Ledger, client: SlackClient, world: StandIns
) -> None:
    world.add_fault("slack", "chat.postMessage", "error", error="invalid_blocks", times=2)
    await enqueue(ledger, world, *digest())
    await run(ledger, client, world)
    (root,) = world.messages(REPO)
    assert (kinds(root), root["text"], len(files(root))) == ([], digest()[0].text, 2)


@SQLITE
@pytest.mark.parametrize(
    ("method", "kind", "details", "outcome"),
    [
        ("files.getUploadURLExternal", "html_500", {"times": 4}, "refused"),
        ("files.getUploadURLExternal", "changed_shape", {}, "refused"),
        ("upload", "html_500", {}, "refused"),
        ("upload", "cut_before", {}, "refused"),
        ("upload", "cut_after", {}, "refused"),
        ("files.completeUploadExternal", "cut_before", {}, "unclear"),
        ("files.completeUploadExternal", "cut_after", {}, "unclear"),
        ("files.completeUploadExternal", "error", {"error": "file_not_found"}, "refused"),
        ("files.completeUploadExternal", "error", {"effect": True}, "unclear"),
        ("conversations.replies", "html_500", {"times": 4}, "waiting"),
    ],
)
async def test_whatever_fails_the_parent_stands_and_the_picture_comes_once(
    ledger: Ledger,
    client: SlackClient,
    world: StandIns,
    method: str,
    kind: str,
    details: dict[str, object],
    outcome: str,
) -> None:
    world.add_fault("slack", method, kind, **details)
    await enqueue(ledger, world, *digest())
    first = await run(ledger, client, world)
    assert [one.outcome for one in first] == ["posted", outcome, "unneeded"]
    await run(ledger, client, world, 1)
    assert await run(ledger, client, world, 1) == []
    (root,) = world.messages(REPO)
    assert files(root) == [picture_name(digest()[1].key)]


@SQLITE
@pytest.mark.parametrize("ever_shown", [True, False])
async def test_a_picture_that_slack_shows_later_or_never_is_waited_for(
    ledger: Ledger, client: SlackClient, world: StandIns, *, ever_shown: bool
) -> None:
    await enqueue(ledger, world, *digest()[:2])
    world.change_workspace(shows_files=False, loses_files=not ever_shown)
    (_, waiting) = await run(ledger, client, world)
    assert (waiting.outcome, waiting.is_failure) == ("waiting", False)
    world.change_workspace(shows_files=True, loses_files=False)
    (settled,) = await run(ledger, client, world, 1)
    assert settled.outcome == ("adopted" if ever_shown else "posted")
    assert len(files(world.messages(REPO)[0])) == 1


@SQLITE
async def test_a_missing_scope_is_named(
    ledger: Ledger, client: SlackClient, world: StandIns
) -> None:
    world.add_fault("slack", "files.getUploadURLExternal", "error", error="missing_scope")
    await enqueue(ledger, world, *digest())
    refused = (await run(ledger, client, world))[1]
    assert "scope" in refused.sentence
    assert len(world.messages(REPO)) == 1


@SQLITE
async def test_a_chart_that_cannot_be_drawn_stops_nothing_else(
    ledger: Ledger, client: SlackClient, world: StandIns
) -> None:
    head, broken, _ = digest()
    wrong = replace(broken, chart={"key": "from another time"})
    await enqueue(ledger, world, head, wrong, parent("sync-9"))
    outcomes = [one.outcome for one in await run(ledger, client, world)]
    assert outcomes == ["posted", "refused", "posted"]


@SQLITE
async def test_a_picture_whose_parent_was_deleted_does_not_land_in_the_channel(
    ledger: Ledger, client: SlackClient, world: StandIns
) -> None:
    world.add_fault("slack", "upload", "html_500")
    await enqueue(ledger, world, *digest())
    await run(ledger, client, world)
    world.delete_message(REPO, world.messages(REPO)[0]["ts"])
    (dropped,) = await run(ledger, client, world, 1)
    assert (dropped.outcome, world.messages(REPO)) == ("expired", [])


@pytest.mark.parametrize(
    ("url", "is_taken"),
    [
        ("https://files.slack.com/upload/v1/x", True),
        ("http://127.0.0.1:8080/upload", True),
        ("http://files.slack.com/upload/v1/x", False),
        ("ftp://files.slack.com/x", False),
        ("https:///x", False),
    ],
)
def test_bytes_go_over_https_alone(url: str, *, is_taken: bool) -> None:
    answer = {"upload_url": url, "file_id": "F1"}
    if is_taken:
        assert read_ticket(answer).url == url
        return
    with pytest.raises(GoalieError, match="not https"):
        read_ticket(answer)


def test_no_two_keys_share_a_name() -> None:
    names = {picture_name(key) for key in ("t/digest/a", "t/digest:a", "t/digest/A", "t-digest-a")}
    assert len(names) == 4


def test_a_chart_comes_back_from_json_as_it_was() -> None:
    assert from_json(to_json(CHART)) == CHART
    with pytest.raises(ValueError, match="JSON"):
        to_json(replace(CHART, levels=(("never", float("inf")),)))
