"""Threads are remembered whole, each under its channel and root, and never dropped.

A replay of a policy needs closed ones too, and no service can give back when an emoji was first
seen or what a deleted message said.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.conversation import Post, Reaction, Thread
from tasks.ledger.lookups import chunks
from tasks.ledger.records import RememberedThread
from tasks.ledger.schema import insert, thread


async def select_threads(
    connection: AsyncConnection, channel: str, since: str | None, roots: Collection[str]
) -> dict[str, RememberedThread]:
    """Return the threads of a channel from a root ``ts`` on, and these roots', by root."""
    # As text a ts sorts as a number: it has ten digits before the dot and six after it.
    newer = since is not None
    remembered = await _select(connection, channel, thread.c.root_ts >= since) if newer else {}
    for chunk in chunks(set(roots) - set(remembered)):
        remembered |= await _select(connection, channel, thread.c.root_ts.in_(chunk))
    return remembered


async def upsert_threads(connection: AsyncConnection, threads: Sequence[RememberedThread]) -> None:
    """Write threads, each in place of what was known unless that is newer."""
    if not threads:
        return
    statement = insert(connection, thread)
    new = statement.excluded
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=[thread.c.channel, thread.c.root_ts],
            set_={name: new[name] for name in ("fingerprint", "content", "read_at", "seen_at")},
            where=thread.c.read_at <= new.read_at,
        ),
        sorted(map(_row, threads), key=lambda row: (row["channel"], row["root_ts"])),
    )


async def update_seen(
    connection: AsyncConnection, channel: str, roots: Collection[str], now: datetime
) -> None:
    """Write that these roots were seen unchanged."""
    for chunk in chunks(roots):
        await connection.execute(
            update(thread)
            .where(thread.c.channel == channel, thread.c.root_ts.in_(chunk), thread.c.seen_at < now)
            .values(seen_at=now)
        )


async def _select(
    connection: AsyncConnection,
    channel: str,
    condition: Any,  # noqa: ANN401  SQLAlchemy's
) -> dict[str, RememberedThread]:
    rows = await connection.execute(
        select(thread).where(thread.c.channel == channel, condition).order_by(thread.c.root_ts)
    )
    return {
        row.root_ts: RememberedThread(
            thread=_from_json(channel, row.content),
            fingerprint=row.fingerprint,
            read_at=row.read_at,
            seen_at=row.seen_at,
        )
        for row in rows
    }


def _row(remembered: RememberedThread) -> dict[str, Any]:
    return {
        "channel": remembered.thread.channel,
        "root_ts": remembered.thread.root.ts,
        "fingerprint": remembered.fingerprint,
        "content": _to_json(remembered.thread),
        "read_at": remembered.read_at,
        "seen_at": remembered.seen_at,
    }


def _to_json(known: Thread) -> dict[str, Any]:
    return {
        "permalink": known.permalink,
        "posts": [_post_to_json(post) for post in (known.root, *known.replies)],
    }


def _from_json(channel: str, content: Mapping[str, Any]) -> Thread:
    root, *replies = (_post_from_json(post) for post in content["posts"])
    return Thread(
        channel=channel, root=root, replies=tuple(replies), permalink=content["permalink"]
    )


def _post_to_json(post: Post) -> dict[str, Any]:
    """Leave out what most posts lack: there are thousands of them."""
    content: dict[str, Any] = {"ts": post.ts, "user": post.user, "text": post.text}
    content |= {key: said for key in ("app", "edited") if (said := getattr(post, key))}
    if post.deleted_at is not None:
        content["deleted_at"] = post.deleted_at.isoformat()
    if post.reactions:
        content["reactions"] = [
            [one.name, one.user, one.not_before.isoformat(), one.first_seen.isoformat()]
            for one in post.reactions
        ]
    return content


def _post_from_json(content: Mapping[str, Any]) -> Post:
    deleted_at = content.get("deleted_at")
    return Post(
        ts=content["ts"],
        user=content["user"],
        text=content["text"],
        app=content.get("app", ""),
        reactions=tuple(
            Reaction(
                name=name,
                user=user,
                not_before=datetime.fromisoformat(not_before),
                first_seen=datetime.fromisoformat(first_seen),
            )
            for name, user, not_before, first_seen in content.get("reactions", ())
        ),
        edited=content.get("edited", ""),
        deleted_at=None if deleted_at is None else datetime.fromisoformat(deleted_at),
    )
