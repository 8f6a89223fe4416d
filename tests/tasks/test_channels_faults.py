"""What cannot be read is said, with its remedy; it is never taken for empty, and stops nothing."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from domain.conversation import UnreadChannel
from standins.control import StandIns
from tasks.ledger import open_ledger
from tasks.settings import read_settings
from tasks.slack.channels import read_thread
from tests.tasks.channel_reading import (
    NOW,
    REPO,
    REPO_ID,
    SWEEP,
    answer,
    ask,
    calls,
    only,
    read,
    read_again,
    texts,
    ts_at,
)

pytestmark = pytest.mark.usefixtures("no_waiting")

HISTORY, REPLIES = "conversations.history", "conversations.replies"
ALWAYS = -1


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """One database is enough here: what is tested is Slack."""
    shutil.copyfile(sqlite_template, tmp_path / "goalie.sqlite3")
    return f"sqlite:///{tmp_path / 'goalie.sqlite3'}"


@pytest.mark.parametrize(
    ("channel", "why", "remedy"),
    [
        ("#sales", "the app is not in the channel", "Invite the app"),
        ("#nowhere", "Slack shows the app no such channel", "Correct the channel"),
        ("C0NOWHERE", "Slack shows the app no such channel", "Correct the channel"),
    ],
)
async def test_a_channel_that_cannot_be_read_is_told_and_the_others_are_read(
    world: StandIns, channel: str, why: str, remedy: str
) -> None:
    ask(world)
    found = await read((channel, REPO), open_roots={"C0SALES": {ts_at(NOW)}})
    (unread,) = found.unread
    assert (unread.channel, unread.why, unread.root_ts) == (channel, why, "")
    assert unread.remedy.startswith(remedy)
    assert texts(found) == ["Is it down?"]
    # What is open in a channel that was not read is unknown.
    assert found.unknown == {f"C0SALES/{ts_at(NOW)}"}


async def test_an_archived_channel_is_read_and_told(world: StandIns) -> None:
    world.write_message("C0OLD", "ada", "Anybody left?")
    found = await read(("#repo-management-2024", REPO))
    assert (found.archived, found.unread) == (("#repo-management-2024",), ())
    assert texts(found) == ["Anybody left?"]
    again = await read(("#repo-management-2024", REPO), now=NOW + SWEEP)
    assert again.archived == ("#repo-management-2024",)


async def test_a_channel_given_to_another_is_looked_up_anew(world: StandIns) -> None:
    """A name is forgotten once Slack shows no channel under the id remembered for it."""
    await read()
    world.change_channel(REPO_ID, private=True, members=["ada"])
    assert [one.why for one in (await read(now=NOW + SWEEP)).unread] == [
        "Slack shows the app no such channel"
    ]
    world.clear_requests()
    world.change_channel(REPO_ID, private=False, members=["ada", "U0GOALIE"])
    assert (await read(now=NOW + SWEEP)).unread == ()
    assert len(world.requests("slack", "conversations.list")) == 1


PASSING = [
    *((HISTORY, kind) for kind in ("429", "html_500", "cut_before", "cut_after", "short_page")),
    *((REPLIES, kind) for kind in ("429", "cut_after", "short_page")),
]


@pytest.mark.parametrize(("method", "kind"), PASSING)
async def test_a_fault_that_passes_is_not_noticed(world: StandIns, method: str, kind: str) -> None:
    root = ask(world)
    for number in range(3):
        answer(world, root, str(number))
    ask(world, "And now?")
    world.add_fault("slack", method, kind, retry_after=0.01)
    found = await read()
    assert (texts(found), found.unread) == (["Is it down?", "And now?"], ())
    assert [post.text for post in found.threads[0].replies] == ["0", "1", "2"]


TRIED_AGAIN = [
    ("html_500", {}, "with a page instead (500)"),
    ("cut_before", {}, "Slack did not answer"),
]
LASTING = [
    ("429", {"retry_after": 0.01}, "Slack asked to wait again and again"),
    ("changed_shape", {}, "without a list of messages"),
    ("error", {"error": "internal_error"}, "internal_error"),
]


@pytest.mark.parametrize(("kind", "details", "why"), [*LASTING, *TRIED_AGAIN])
async def test_a_channel_whose_fault_lasts_is_told_and_remembered_as_it_was(
    world: StandIns, kind: str, details: dict[str, object], why: str
) -> None:
    root = ask(world)
    await read()
    ask(world, "And now?")
    world.add_fault("slack", HISTORY, kind, times=ALWAYS, **details)

    found = await read_again(world)
    (unread,) = found.unread
    assert (unread.channel, unread.root_ts, why in unread.why) == (REPO, "", True)
    assert unread.remedy
    assert (texts(found), found.unknown) == (["Is it down?"], {f"{REPO_ID}/{root}"})

    world.clear_faults()
    found = await read_again(world)
    assert (texts(found), found.unknown) == (["Is it down?", "And now?"], frozenset())


@pytest.mark.parametrize(("kind", "details", "why"), LASTING)
async def test_a_thread_whose_fault_lasts_is_told_and_the_others_are_read(
    world: StandIns, kind: str, details: dict[str, object], why: str
) -> None:
    root = ask(world)
    answer(world, root, "Seen before.")
    before = only(await read())
    answer(world, root, "Not seen yet.")
    new = ask(world, "And now?")
    answer(world, new)
    ask(world, "Alone")
    world.add_fault("slack", REPLIES, kind, times=ALWAYS, **details)

    found = await read_again(world)
    assert [(one.channel, one.root_ts, why in one.why) for one in found.unread] == [
        (REPO, root, True),
        (REPO, new, True),
    ]
    assert found.unknown == {f"{REPO_ID}/{root}", f"{REPO_ID}/{new}"}
    assert found.threads[0] == before
    assert [(one.root.text, one.replies) for one in found.threads[1:]] == [
        ("And now?", ()),
        ("Alone", ()),
    ]

    # Nothing of them was remembered, so that the next sweep reads them again.
    world.clear_faults()
    found = await read_again(world)
    assert (found.unknown, calls(world)) == (frozenset(), (1, 2))
    assert [len(one.replies) for one in found.threads] == [2, 1, 0]


async def test_a_cut_on_the_second_page_leaves_nothing_half_written(world: StandIns) -> None:
    world.write_messages(
        [
            {"channel": REPO, "user": "hana", "text": str(n), "ts": ts_at(NOW - timedelta(1), n)}
            for n in range(1100)
        ]
    )
    world.add_fault("slack", HISTORY, "error", after=1, times=ALWAYS)
    found = await read()
    assert (found.threads, [one.channel for one in found.unread]) == ((), [REPO])
    async with open_ledger(read_settings().database_url) as ledger:
        assert await ledger.recall_threads(REPO_ID, since="") == {}


async def test_where_slack_refuses_the_token_every_channel_is_unread(
    world: StandIns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-revoked")
    found = await read((REPO, "#ask-engineering"), open_roots={REPO_ID: {ts_at(NOW)}})
    assert [one.channel for one in found.unread] == [REPO, "#ask-engineering"]
    assert all("SLACK_BOT_TOKEN" in one.remedy for one in found.unread)
    assert found.unknown == {f"{REPO_ID}/{ts_at(NOW)}"}


async def test_a_missing_scope_is_named(world: StandIns) -> None:
    world.add_fault("slack", HISTORY, "error", error="missing_scope")
    (unread,) = (await read()).unread
    assert unread.remedy.startswith("Add ")


class TestReadThread:
    @pytest.mark.parametrize(("kind", "details", "why"), LASTING)
    async def test_a_fault_is_told_and_is_not_a_deletion(
        self, world: StandIns, kind: str, details: dict[str, object], why: str
    ) -> None:
        root = ask(world)
        before = only(await read())
        world.add_fault("slack", REPLIES, kind, times=ALWAYS, **details)
        unread = await read_thread(REPO_ID, root, NOW + SWEEP)
        assert isinstance(unread, UnreadChannel)
        assert (unread.channel, unread.root_ts, why in unread.why) == (REPO_ID, root, True)
        assert only(await read_again(world)) == before


class TestRestriction:
    """A distributed app gets fifteen messages a page, whatever it asks for."""

    async def test_it_is_recognised_and_all_is_read_all_the_same(self, world: StandIns) -> None:
        for number in range(40):
            ask(world, str(number))
        world.change_workspace(distributed_app=True)
        found = await read()
        assert found.is_restricted
        assert (len(found.threads), calls(world)) == (40, (3, 0))

    async def test_in_threads_it_is_recognised_too(self, world: StandIns) -> None:
        root = ask(world)
        for number in range(40):
            answer(world, root, str(number))
        world.change_workspace(distributed_app=True)
        found = await read()
        assert found.is_restricted
        assert [post.text for post in only(found).replies] == [str(n) for n in range(40)]

    async def test_an_app_of_ones_own_is_not_restricted(self, world: StandIns) -> None:
        for number in range(40):
            ask(world, str(number))
        assert not (await read()).is_restricted

    async def test_a_short_page_is_no_restriction(self, world: StandIns) -> None:
        for number in range(40):
            ask(world, str(number))
        world.add_fault("slack", HISTORY, "short_page", times=ALWAYS)
        assert not (await read()).is_restricted
