"""What Slack shows of a thread now and what is remembered of it become one thread; pure.

Slack says neither when somebody reacted nor what a deleted message said, so both are kept from
sweep to sweep: a reaction as the interval between the last reading without it and the first with
it, a deleted post as it was, marked.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from domain.conversation import Post, Reaction, Thread
from tasks.clients.slack import ShownMessage
from tasks.ledger import RememberedThread

# A form bot's posts may be of the old kind; whose posts count, the team's policy says.
KEPT_ROOTS = frozenset({"", "file_share", "me_message", "bot_message"})
KEPT_REPLIES = KEPT_ROOTS | {"thread_broadcast", "reply_broadcast"}
TOMBSTONE = "tombstone"


def is_root(message: ShownMessage) -> bool:
    """Whether a message of a channel's page began a thread, or would if somebody replied."""
    return not message.is_reply and message.subtype in KEPT_ROOTS | {TOMBSTONE}


def fingerprint_of(root: ShownMessage) -> str:
    """Sum up what changes in a root when its thread does, as far as Slack shows it there."""
    reactions = sorted((one.name, one.count, sorted(one.users)) for one in root.reactions)
    state = [root.latest_reply, root.reply_count, root.edited, root.subtype, reactions]
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()[:24]


def permalink_of(workspace_url: str, channel: str, ts: str) -> str:
    """The address that people paste for a root."""
    return f"{workspace_url}archives/{channel}/p{ts.replace('.', '')}"


def merge_thread(
    thread: Thread,
    root: ShownMessage,
    replies: Sequence[ShownMessage],
    known: RememberedThread | None,
    now: datetime,
) -> Thread:
    """Bring a thread up to date.

    Args:
        thread: What is remembered of it, or as much as is known without.
        root: The root as it is shown now.
        replies: All replies as they are shown now.
        known: When it was last read, unless never.
        now: The instant of the run.
    """
    before = {post.ts: post for post in thread.replies}
    read_at = known.read_at if known else None
    shown = {
        reply.ts: merge_post(reply, before.get(reply.ts), read_at, now)
        for reply in replies
        if reply.subtype in KEPT_REPLIES
    }
    gone = {ts: _deleted(post, now) for ts, post in before.items() if ts not in shown}
    return replace(
        thread,
        root=_merge_root(root, thread.root, known, now),
        replies=tuple(post for _, post in sorted((shown | gone).items())),
    )


def as_deleted(thread: Thread, now: datetime) -> Thread:
    """The thread whose root is gone."""
    return replace(thread, root=_deleted(thread.root, now))


def blank_thread(channel: str, ts: str, workspace_url: str) -> Thread:
    """A thread of which nothing is known but where it began."""
    root = Post(ts=ts, user="", text="")
    return Thread(channel=channel, root=root, permalink=permalink_of(workspace_url, channel, ts))


def merge_post(
    message: ShownMessage, known: Post | None, last_read: datetime | None, now: datetime
) -> Post:
    """Bring one post up to date; ``last_read`` is when its reactions were last seen."""
    post = Post(
        ts=message.ts,
        user=message.user,
        text=message.text,
        app=message.app,
        edited=message.edited,
    )
    not_before = max(post.at, last_read) if last_read else post.at
    remembered = {(one.name, one.user): one for one in known.reactions} if known else {}
    kept = _kept_reactions(message, remembered)
    new = (
        Reaction(
            name=shown.name,
            user=user,
            not_before=not_before,
            first_seen=max(now, not_before),
        )
        for shown in message.reactions
        for user in shown.users
        if (shown.name, user) not in remembered
    )
    return replace(post, reactions=(*kept, *new))


def _kept_reactions(
    message: ShownMessage, remembered: Mapping[tuple[str, str], Reaction]
) -> list[Reaction]:
    there = {(shown.name, user) for shown in message.reactions for user in shown.users}
    # Slack may name only some of those who reacted; whoever it leaves out may still be there.
    cut_short = {shown.name for shown in message.reactions if shown.count > len(shown.users)}
    return [one for key, one in remembered.items() if key in there or one.name in cut_short]


def _merge_root(
    root: ShownMessage, before: Post, known: RememberedThread | None, now: datetime
) -> Post:
    if root.subtype == TOMBSTONE:
        return _deleted(before, now)
    return merge_post(root, before, known.seen_at if known else None, now)


def _deleted(post: Post, now: datetime) -> Post:
    return post if post.deleted_at else replace(post, deleted_at=now)
