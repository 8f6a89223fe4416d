"""What a run learned about handoffs is left in the ledger to the next one."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE

from domain.conversation import Thread
from domain.handoff import Asked, Last, Memory, Spell
from domain.handoff.confirmation import Confirmation, confirmed_by
from domain.handoff.turn import Track
from domain.handoff_text.announcement import KIND as HANDOFF
from domain.people import Identity
from tasks.ledger import JSON, open_ledger
from tasks.settings import read_settings
from tasks.slack.channels import read_thread

KNOWN_FOR = timedelta(days=400)


@task(cache_policy=NO_CACHE)
async def recall_memories(tracks: Sequence[Track], now: datetime) -> dict[Track, Memory]:
    """Read what the last run left about each schedule; those never seen are left out."""
    keys = {_key(track): track for track in tracks}
    async with open_ledger(read_settings().database_url) as ledger:
        found = await ledger.recall(list(keys), now)
    return {keys[key]: _read(value) for key, value in found.items()}


@task(cache_policy=NO_CACHE)
async def remember_memories(memories: Mapping[Track, Memory], now: datetime) -> None:
    """Leave to the next run what this one saw."""
    values = {_key(track): _write(memory) for track, memory in memories.items()}
    async with open_ledger(read_settings().database_url) as ledger:
        await ledger.remember(values, now=now, lifetime=KNOWN_FOR)


@task(cache_policy=NO_CACHE)
async def fetch_confirmation(
    track: Track, asked: Asked | None, people: Mapping[str, Identity], now: datetime
) -> Confirmation | None:
    """See who confirmed what was told last.

    Args:
        track: Which schedule of which rotation.
        asked: Who was asked; None where nobody was.
        people: Who they are in Slack.
        now: The instant of the run.

    Returns:
        None where nobody was asked, it is not posted yet, or it could not be read.
    """
    if asked is None:
        return None
    key = f"{track.file}/{HANDOFF}/{asked.subject}"
    async with open_ledger(read_settings().database_url) as ledger:
        state = (await ledger.message_states([key])).get(key)
    if state is None or not state.ts:
        return None
    told_at = datetime.fromtimestamp(float(state.ts), UTC)
    thread = await read_thread(state.channel_id, state.ts, now)
    if thread is None:
        return Confirmation(told_at=told_at, address="", by=frozenset(), is_gone=True)
    if not isinstance(thread, Thread):
        return None
    users = {p: user.id for p in asked.incoming if (user := people[p].user) is not None}
    by = confirmed_by(thread, users)
    return Confirmation(told_at=told_at, address=thread.permalink, by=by)


def _key(track: Track) -> str:
    return f"handoff/{track.key}"


def _write(memory: Memory) -> JSON:
    asked = memory.asked
    return {
        "last": {
            "people": list(memory.last.people),
            "start": memory.last.start.isoformat(),
            "told_until": memory.last.latest.isoformat(),
            "rewrites": memory.last.rewrites,
        },
        "seen_at": memory.seen_at.isoformat(),
        "until": memory.until.isoformat(),
        "ahead": [
            {
                "people": list(spell.people),
                "start": spell.start.isoformat(),
                "end": spell.end.isoformat(),
            }
            for spell in memory.ahead
        ],
        "asked": None
        if asked is None
        else {
            "subject": asked.subject,
            "incoming": list(asked.incoming),
            "start": asked.start.isoformat(),
        },
    }


def _read(value: Any) -> Memory:  # noqa: ANN401  what _write wrote
    asked = value["asked"]
    return Memory(
        last=Last(
            people=tuple(value["last"]["people"]),
            start=_instant(value["last"]["start"]),
            told_until=_instant(value["last"]["told_until"]),
            rewrites=value["last"]["rewrites"],
        ),
        seen_at=_instant(value["seen_at"]),
        until=_instant(value["until"]),
        ahead=tuple(
            Spell(
                people=tuple(spell["people"]),
                start=_instant(spell["start"]),
                end=_instant(spell["end"]),
            )
            for spell in value["ahead"]
        ),
        asked=None
        if asked is None
        else Asked(
            subject=asked["subject"],
            incoming=tuple(asked["incoming"]),
            start=_instant(asked["start"]),
        ),
    )


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
