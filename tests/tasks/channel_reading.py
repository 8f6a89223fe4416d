"""Reads channels as a flow would, and counts what that cost."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from domain.conversation import Thread
from standins.control import StandIns
from tasks.slack.channels import ReadChannels, read_channels

NOW = datetime(2026, 11, 9, 7, 55, tzinfo=UTC)
REPO = "#repo-management"
REPO_ID = "C0REPO"
LOOK_BACK = timedelta(days=30)
SWEEP = timedelta(minutes=10)


async def read(
    channels: Sequence[str] = (REPO,),
    *,
    now: datetime = NOW,
    open_roots: Mapping[str, Collection[str]] | None = None,
) -> ReadChannels:
    return await read_channels(
        channels, since=now - LOOK_BACK, open_roots=open_roots or {}, now=now
    )


async def read_again(standins: StandIns, *, after: timedelta = SWEEP) -> ReadChannels:
    """Forget the requests so far, and read once more, some time later."""
    standins.clear_requests()
    return await read(now=standins.advance(after))


def calls(standins: StandIns) -> tuple[int, int]:
    """How many calls of conversations.history and conversations.replies were made."""
    made = Counter(one["method"] for one in standins.requests("slack"))
    return made["conversations.history"], made["conversations.replies"]


def texts(read: ReadChannels) -> list[str]:
    return [thread.root.text for thread in read.threads]


def only(read: ReadChannels) -> Thread:
    (thread,) = read.threads
    return thread


def ts_at(at: datetime, number: int = 1) -> str:
    return f"{int(at.timestamp())}.{number:06d}"


def ask(standins: StandIns, text: str = "Is it down?", **details: object) -> str:
    return standins.write_message(REPO, "hana", text, **details)  # type: ignore[arg-type]


def answer(standins: StandIns, root: str, text: str = "Looking.", user: str = "ada") -> str:
    return standins.write_message(REPO, user, text, thread_ts=root)
