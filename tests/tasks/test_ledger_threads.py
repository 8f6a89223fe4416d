"""The ledger remembers threads as they were read, and which requests are followed."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.conversation import Post, Reaction, Thread
from tasks.ledger import Ledger, OpenRequest, RememberedThread

NOW = datetime(2026, 11, 9, 7, 55, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
EYES = Reaction(name="eyes", user="U0ADA", not_before=NOW - MINUTE, first_seen=NOW)
REPLY = Post(ts="1762675200.000002", user="U0ADA", text="Looking.", deleted_at=NOW)


def a_thread(number: int = 1, *replies: Post, channel: str = "C0REPO") -> RememberedThread:
    root = Post(
        ts=f"{1762675200 + number}.000001",
        user="U0HANA",
        text=f"Question {number}: \N{GREEK SMALL LETTER EPSILON} \x00 <@U0ADA>",
        app="A0FORM",
        edited="1762675300.000001",
        reactions=(EYES,),
    )
    link = f"https://acme.slack.com/archives/{channel}/p1"
    return RememberedThread(
        thread=Thread(channel=channel, root=root, replies=replies, permalink=link),
        fingerprint=f"print {number}",
        read_at=NOW,
        seen_at=NOW,
    )


def ts(remembered: RememberedThread) -> str:
    return remembered.thread.root.ts


class TestThreads:
    async def test_one_is_recalled_as_it_was_remembered(self, ledger: Ledger) -> None:
        thread = a_thread(1, REPLY, replace(REPLY, ts="1762675200.000003", reactions=(EYES, EYES)))
        await ledger.remember_threads("C0REPO", [thread], now=NOW)
        assert await ledger.recall_threads("C0REPO", since="") == {ts(thread): thread}

    async def test_they_are_recalled_from_a_root_on_and_by_root(self, ledger: Ledger) -> None:
        threads = [a_thread(number) for number in range(5)]
        await ledger.remember_threads("C0REPO", threads, now=NOW)
        await ledger.remember_threads("C0ASK", [a_thread(9, channel="C0ASK")], now=NOW)
        stamps = [ts(thread) for thread in threads]

        async def recalled(**which: object) -> list[int]:
            found = await ledger.recall_threads("C0REPO", **which)  # type: ignore[arg-type]
            return [stamps.index(root) for root in found]

        assert await recalled(since="") == [0, 1, 2, 3, 4]
        assert await recalled(since=stamps[3]) == [3, 4]
        assert sorted(await recalled(since=stamps[3], roots=[stamps[0], stamps[4]])) == [0, 3, 4]
        assert await recalled(roots=[stamps[2], "1.000000"]) == [2]
        assert await recalled() == []

    async def test_a_later_reading_takes_the_place_of_an_earlier_one_only(
        self, ledger: Ledger
    ) -> None:
        first, later = a_thread(1), replace(a_thread(1, REPLY), read_at=NOW + MINUTE)
        for thread in (first, later, first):
            await ledger.remember_threads("C0REPO", [thread], now=NOW)
        assert await ledger.recall_threads("C0REPO", since="") == {ts(first): later}

    async def test_a_root_seen_unchanged_keeps_all_but_that_time(self, ledger: Ledger) -> None:
        threads = [a_thread(number) for number in range(2)]
        await ledger.remember_threads("C0REPO", threads, now=NOW)
        for now in (NOW + MINUTE, NOW):
            await ledger.remember_threads("C0REPO", [], seen=[ts(threads[0])], now=now)
        found = list((await ledger.recall_threads("C0REPO", since="")).values())
        assert found == [replace(threads[0], seen_at=NOW + MINUTE), threads[1]]

    async def test_a_month_of_a_busy_channel_is_recalled_at_once(self, ledger: Ledger) -> None:
        """1,500 threads with 10,000 posts."""
        threads = [
            a_thread(number, *(replace(REPLY, text="word " * 40) for _ in range(1 + number % 10)))
            for number in range(1500)
        ]
        await ledger.remember_threads("C0REPO", threads, now=NOW)
        start = time.perf_counter()
        found = await ledger.recall_threads("C0REPO", since="")
        assert time.perf_counter() - start < 1
        assert sum(1 + len(one.thread.replies) for one in found.values()) > 9_500


class TestOpenRequests:
    async def test_one_is_followed_from_when_it_was_first_found_until_it_is_closed(
        self, ledger: Ledger
    ) -> None:
        for now in (NOW, NOW + MINUTE):
            await ledger.record_open_requests("red", opened=["C0REPO/1.1"], closed=[], now=now)
        (found,) = await ledger.open_requests(["red"])
        assert found == OpenRequest(team="red", channel="C0REPO", root_ts="1.1", since=NOW)
        assert found.key == "C0REPO/1.1"

        for _ in range(2):
            await ledger.record_open_requests("red", opened=[], closed=["C0REPO/1.1"], now=NOW)
        assert await ledger.open_requests(["red"]) == []

    @pytest.mark.parametrize(
        ("teams", "expected"),
        [
            (["red"], ["red C0ASK/2.2", "red C0REPO/1.1", "red C0REPO/3.3"]),
            (["blue"], ["blue C0REPO/1.1"]),
            (["red", "blue"], ["blue C0REPO/1.1", "red C0ASK/2.2"]),
            ([], []),
        ],
    )
    async def test_each_team_follows_its_own(
        self, ledger: Ledger, teams: list[str], expected: list[str]
    ) -> None:
        red = ["C0REPO/3.3", "C0ASK/2.2", "C0REPO/1.1"]
        await ledger.record_open_requests("red", opened=red, closed=[], now=NOW)
        await ledger.record_open_requests("blue", opened=["C0REPO/1.1"], closed=[], now=NOW)
        found = [f"{one.team} {one.key}" for one in await ledger.open_requests(teams)]
        assert found[: len(expected)] == expected

    async def test_one_closed_and_opened_at_once_is_open(self, ledger: Ledger) -> None:
        keys = ["C0REPO/1.1"]
        await ledger.record_open_requests("red", opened=keys, closed=keys, now=NOW)
        assert [one.key for one in await ledger.open_requests(["red"])] == keys
