"""Watched channels are read whole, and a thread costs a request only when it has news."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from domain.conversation import Reaction
from standins.control import StandIns
from tasks.ledger import open_ledger
from tasks.settings import read_settings
from tasks.slack.channels import read_channels, read_thread
from tests.tasks.channel_reading import (
    LOOK_BACK,
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

DAY = timedelta(days=1)


async def test_a_thread_is_given_whole_with_its_address(world: StandIns) -> None:
    root = ask(world, "Is <@U0ADA> there? 1 < 2")
    answer(world, root, "Yes.")
    answer(world, root, "Thanks!", user="hana")

    thread = only(await read())

    assert (thread.channel, thread.root.ts, thread.root.user) == (REPO_ID, root, "U0HANA")
    assert thread.root.text == "Is <@U0ADA> there? 1 &lt; 2"
    assert [(post.user, post.text) for post in thread.replies] == [
        ("U0ADA", "Yes."),
        ("U0HANA", "Thanks!"),
    ]
    address = root.replace(".", "")
    assert thread.permalink == f"https://acme.slack.com/archives/C0REPO/p{address}"


@pytest.mark.parametrize("channels", [(REPO, REPO_ID), (REPO_ID, REPO_ID), (REPO_ID,)])
async def test_a_channel_is_read_once_however_it_is_named(
    world: StandIns, channels: tuple[str, ...]
) -> None:
    ask(world)
    assert len((await read(channels)).threads) == 1
    assert calls(world) == (1, 0)


class TestCost:
    """One request for each page of roots, and one for each thread with news."""

    async def test_the_first_sweep_reads_every_thread_once(self, world: StandIns) -> None:
        seed(world, roots=1200, threads=30)
        found = await read()
        assert calls(world) == (2, 30)
        assert (found.history_requests, found.replies_requests) == (2, 30)
        assert (len(found.threads), sum(len(one.replies) for one in found.threads)) == (1200, 60)

    async def test_the_second_sweep_without_news_reads_no_thread(self, world: StandIns) -> None:
        seed(world, roots=1200, threads=30)
        first = await read()
        second = await read_again(world)
        assert calls(world) == (2, 0)
        assert second.threads == first.threads

    async def test_a_sweep_reads_the_threads_with_news(self, world: StandIns) -> None:
        stamps = seed(world, roots=60, threads=30)
        await read()
        for root in stamps[:7]:
            answer(world, root, "News")
        found = await read_again(world)
        assert calls(world) == (1, 7)
        assert [one.replies[-1].text for one in found.threads[:8]] == ["News"] * 7 + ["Reply 2"]

    async def test_where_the_channel_is_and_whether_it_is_archived_is_asked_once(
        self, world: StandIns
    ) -> None:
        await read()
        await read_again(world)
        assert [one["method"] for one in world.requests("slack")] == ["conversations.history"]

    async def test_two_channels_cost_the_sum(self, world: StandIns) -> None:
        answer(world, ask(world))
        world.write_message("#ask-engineering", "jo", "Who knows Zoekt?")
        found = await read(("#ask-engineering", REPO))
        assert calls(world) == (2, 1)
        assert texts(found) == ["Who knows Zoekt?", "Is it down?"]

    async def test_progress_is_told(self, world: StandIns) -> None:
        seed(world, roots=4, threads=3)
        told: list[tuple[int, int]] = []
        await read_channels(
            [REPO],
            since=NOW - LOOK_BACK,
            open_roots={},
            now=NOW,
            on_progress=lambda done, total: told.append((done, total)),
        )
        assert told == [(1, 1), (2, 4), (3, 4), (4, 4)]


def seed(standins: StandIns, *, roots: int, threads: int) -> list[str]:
    """Questions a minute apart, the first of which have two replies each."""
    stamps = [ts_at(NOW - DAY + number * timedelta(minutes=1)) for number in range(roots)]
    base = {"channel": REPO, "user": "hana"}
    messages = [base | {"ts": ts, "text": f"Question {n}"} for n, ts in enumerate(stamps)]
    for ts in stamps[:threads]:
        seconds, number = ts.split(".")
        messages += [
            base | {"ts": f"{seconds}.{int(number) + n:06d}", "thread_ts": ts, "text": f"Reply {n}"}
            for n in (1, 2)
        ]
    standins.write_messages(messages)
    return stamps


NEWS: dict[str, Callable[[StandIns, str, str], object]] = {
    "a reply": lambda world, root, _: answer(world, root, "More"),
    "a deleted reply": lambda world, _, reply: world.delete_message(REPO, reply),
    "an edited root": lambda world, root, _: world.edit_message(REPO, root, "Is it up?"),
    "an emoji under the root": lambda world, root, _: world.react(REPO, root, "ada", "eyes"),
    "a deleted root": lambda world, root, _: world.delete_message(REPO, root),
    "a broadcast reply": lambda world, root, _: world.write_message(
        REPO, "ada", "Up", thread_ts=root, subtype="thread_broadcast"
    ),
}
QUIET: dict[str, Callable[[StandIns, str, str], object]] = {
    "nothing": lambda _world, _root, _reply: None,
    "an emoji under a reply": lambda world, _, reply: world.react(REPO, reply, "hana", "eyes"),
    "an edited reply": lambda world, _, reply: world.edit_message(REPO, reply, "Later."),
    "another question": lambda world, _root, _reply: ask(world, "And this?"),
}


@pytest.mark.parametrize(
    ("event", "cost"),
    [*((event, 1) for event in NEWS), *((event, 0) for event in QUIET)],
)
async def test_what_a_root_shows_costs_a_request_and_nothing_else_does(
    world: StandIns, event: str, cost: int
) -> None:
    root = ask(world)
    reply, _ = answer(world, root), answer(world, root)
    await read()
    (NEWS | QUIET)[event](world, root, reply)

    await read_again(world)
    assert calls(world) == (1, cost)
    await read_again(world)
    assert calls(world) == (1, 0)


class TestEvents:
    async def test_a_reply_that_was_deleted_is_kept_and_marked(self, world: StandIns) -> None:
        root = ask(world)
        reply, _ = answer(world, root, "Use --force"), answer(world, root, "No!")
        await read()
        world.delete_message(REPO, reply)

        first, second = only(await read_again(world)).replies
        assert (first.text, first.deleted_at) == ("Use --force", NOW + SWEEP)
        assert (second.text, second.deleted_at) == ("No!", None)

    async def test_the_last_reply_deleted_costs_nothing(self, world: StandIns) -> None:
        root = ask(world)
        reply = answer(world, root)
        await read()
        world.delete_message(REPO, reply)

        (post,) = only(await read_again(world)).replies
        assert calls(world) == (1, 0)
        assert post.deleted_at == NOW + SWEEP

    @pytest.mark.parametrize("replies", [0, 1], ids=["gone", "tombstone"])
    async def test_a_root_that_was_deleted_is_kept_and_marked(
        self, world: StandIns, replies: int
    ) -> None:
        root = ask(world)
        for _ in range(replies):
            answer(world, root)
        await read()
        world.delete_message(REPO, root)

        for _ in range(2):
            thread = only(await read_again(world))
            assert (thread.root.text, thread.root.user) == ("Is it down?", "U0HANA")
            assert thread.root.deleted_at == NOW + SWEEP
            assert len(thread.replies) == replies
        assert calls(world) == (1, 0)

    async def test_what_was_deleted_before_it_was_ever_read_is_nothing(
        self, world: StandIns
    ) -> None:
        root = ask(world)
        answer(world, root)
        world.delete_message(REPO, root)
        assert (await read()).threads == ()
        assert calls(world) == (1, 0)

    async def test_an_edit_is_read(self, world: StandIns) -> None:
        root = ask(world)
        await read()
        world.edit_message(REPO, root, "Is it down? P1")

        post = only(await read_again(world)).root
        assert (post.text, bool(post.edited)) == ("Is it down? P1", True)

    async def test_a_question_in_an_old_thread_is_found(self, world: StandIns) -> None:
        old = ask(world, ts=ts_at(NOW - 29 * DAY))
        await read()
        answer(world, old, "It is down again, who can help?", user="jo")
        assert only(await read_again(world)).replies[-1].user == "U0JO"


class TestReactions:
    async def test_one_is_known_as_the_interval_between_two_sweeps(self, world: StandIns) -> None:
        root = ask(world)
        await read()
        await read_again(world)
        world.react(REPO, root, "ada", "eyes")

        (reaction,) = only(await read_again(world)).root.reactions
        assert reaction == Reaction(
            name="eyes", user="U0ADA", not_before=NOW + SWEEP, first_seen=NOW + 2 * SWEEP
        )

    async def test_one_keeps_its_interval_when_others_come(self, world: StandIns) -> None:
        root = ask(world, ts=ts_at(NOW - DAY))
        world.react(REPO, root, "ada", "eyes")
        first = only(await read()).root.reactions
        world.react(REPO, root, "ben", "eyes")

        second = only(await read_again(world)).root.reactions
        assert second[:1] == first
        assert (second[1].user, second[1].not_before, second[1].first_seen) == (
            "U0BEN",
            NOW,
            NOW + SWEEP,
        )

    async def test_one_seen_at_first_sight_came_after_its_post(self, world: StandIns) -> None:
        root = ask(world, ts=ts_at(NOW - DAY, 7))
        world.react(REPO, root, "ada", "eyes")
        (reaction,) = only(await read()).root.reactions
        posted = NOW - DAY + timedelta(microseconds=7)
        assert (reaction.not_before, reaction.first_seen) == (posted, NOW)

    async def test_one_that_was_taken_back_is_gone(self, world: StandIns) -> None:
        root = ask(world)
        world.react(REPO, root, "ada", "eyes")
        await read()
        world.unreact(REPO, root, "ada", "eyes")
        assert only(await read_again(world)).root.reactions == ()

    async def test_skin_tones_are_one_emoji(self, world: StandIns) -> None:
        root = ask(world)
        world.react(REPO, root, "ada", "+1::skin-tone-3")
        world.react(REPO, root, "ben", "+1")
        reactions = only(await read()).root.reactions
        assert [(one.name, one.user) for one in reactions] == [("+1", "U0ADA"), ("+1", "U0BEN")]

    async def test_one_under_a_reply_is_seen_when_the_thread_is_read_again(
        self, world: StandIns
    ) -> None:
        root = ask(world)
        bump = answer(world, root, "Anybody?", user="hana")
        await read()
        world.react(REPO, bump, "ada", "eyes")
        assert only(await read_again(world)).replies[0].reactions == ()

        later = NOW + 2 * SWEEP
        thread = await read_thread(REPO_ID, root, later)

        seen = Reaction(name="eyes", user="U0ADA", not_before=at_of(bump), first_seen=later)
        assert thread is not None
        assert thread.replies[0].reactions == (seen,)  # type: ignore[union-attr]
        # And is remembered from then on.
        assert only(await read_again(world)).replies[0].reactions == (seen,)


@pytest.mark.parametrize(
    ("subtype", "is_read"),
    [
        ("", True),
        ("file_share", True),
        ("me_message", True),
        ("bot_message", True),  # whose posts count, the policy says
        *((subtype, False) for subtype in ("channel_join", "channel_leave", "channel_topic")),
        *((subtype, False) for subtype in ("channel_archive", "group_join", "pinned_item")),
        *((subtype, False) for subtype in ("reminder_add", "bot_add", "huddle_thread")),
        *((subtype, False) for subtype in ("ekm_access_denied", "channel_posting_permissions")),
    ],
)
async def test_only_what_people_and_apps_say_is_read(
    world: StandIns, subtype: str, *, is_read: bool
) -> None:
    ask(world, "Hello", subtype=subtype)
    assert texts(await read()) == ["Hello"] * is_read


async def test_a_broadcast_reply_is_a_reply_and_never_a_request(world: StandIns) -> None:
    root = ask(world)
    world.write_message(REPO, "ada", "It is up again.", thread_ts=root, subtype="thread_broadcast")
    thread = only(await read())
    assert [post.text for post in thread.replies] == ["It is up again."]


async def test_an_app_is_named(world: StandIns) -> None:
    root = world.write_message(REPO, "U0GOALIE", "A form was filled in.")
    answer(world, root)
    thread = only(await read())
    assert (thread.root.app, thread.root.user) == ("A0GOALIE", "U0GOALIE")
    assert thread.replies[0].app == ""


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ({"files": [{"title": "log <1> & 2.txt"}]}, "log &lt;1&gt; &amp; 2.txt"),
        ({"files": [{"name": "a.png"}, {"name": "b.png"}]}, "a.png\nb.png"),
        ({"attachments": [{"fallback": "Need: more disk"}]}, "Need: more disk"),
        ({"text": "See this", "files": [{"title": "log.txt"}]}, "See this"),
    ],
)
async def test_a_message_without_text_says_what_it_carries(
    world: StandIns, content: dict[str, object], text: str
) -> None:
    world.write_messages([{"channel": REPO, "user": "hana", "text": "", **content}])
    assert texts(await read()) == [text]


class TestOpenRoots:
    """An open request is followed however old it gets."""

    async def test_one_before_the_window_is_met_on_the_same_pages(self, world: StandIns) -> None:
        old = [ask(world, f"Old {n}", ts=ts_at(NOW - (60 + n) * DAY)) for n in range(3)]
        ask(world, "New")
        answer(world, old[2])

        for replies in (1, 0):
            world.clear_requests()
            found = await read(open_roots={REPO_ID: {old[1], old[2]}})
            # What is neither open nor within the window is not even read.
            assert texts(found) == ["Old 2", "Old 1", "New"]
            assert calls(world) == (1, replies)

    async def test_one_far_before_the_window_is_read_by_itself(self, world: StandIns) -> None:
        ancient = ask(world, "Ancient", ts=ts_at(NOW - 400 * DAY))
        ask(world, "In between", ts=ts_at(NOW - 200 * DAY))
        ask(world, "New")

        found = await read(open_roots={REPO_ID: {ancient}})
        assert texts(found) == ["Ancient", "New"]
        assert calls(world) == (1, 1)

    @pytest.mark.usefixtures("world")
    async def test_one_that_is_gone_and_was_never_read_is_told_as_deleted(self) -> None:
        root = ts_at(NOW - DAY)
        thread = only(await read(open_roots={REPO_ID: {root}}))
        assert (thread.root.ts, thread.root.deleted_at) == (root, NOW)
        assert thread.permalink.endswith(root.replace(".", ""))


class TestReadThread:
    async def test_it_is_read_anew_and_remembered(self, world: StandIns) -> None:
        root = ask(world)
        await read()
        answer(world, root, "Done.")
        thread = await read_thread(REPO_ID, root, NOW + SWEEP)
        assert [post.text for post in thread.replies] == ["Done."]  # type: ignore[union-attr]

        assert only(await read_again(world)) == thread
        assert calls(world) == (1, 0)

    @pytest.mark.parametrize("replies", [0, 1], ids=["gone", "tombstone"])
    async def test_one_that_was_deleted_is_none(self, world: StandIns, replies: int) -> None:
        root = ask(world)
        for _ in range(replies):
            answer(world, root)
        await read()
        world.delete_message(REPO, root)
        assert await read_thread(REPO_ID, root, NOW + SWEEP) is None
        assert only(await read_again(world)).root.deleted_at == NOW + SWEEP


async def test_what_a_later_run_learned_is_not_undone_by_an_earlier_one(world: StandIns) -> None:
    root = ask(world)
    await read()
    answer(world, root)
    await read(now=NOW + 2 * SWEEP)
    async with open_ledger(read_settings().database_url) as ledger:
        before = await ledger.recall_threads(REPO_ID, roots=[root])
        answer(world, root)
        await read(now=NOW + SWEEP)
        assert await ledger.recall_threads(REPO_ID, roots=[root]) == before


def at_of(ts: str) -> object:
    return NOW + timedelta(microseconds=int(ts.partition(".")[2]))
