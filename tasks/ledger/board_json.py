"""Cards and snapshots as JSON: what most of them lack is left out, for there are thousands."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.issue import IssueEvent
from domain.issue_link import IssueRef
from domain.work_item import Snapshot, SnapshotCard, WorkItem

_ALWAYS = {"id", "type"}

Json = Any


def item_to_json(item: WorkItem) -> dict[str, Json]:
    """Return all of a card."""
    content = {
        "id": item.id,
        "type": item.type,
        "rank": item.rank,
        "column": item.column,
        "entered_at": _time(item.entered_at),
        "archived": item.archived,
        "priority": item.priority,
        "stream": item.stream,
        "content_id": item.content_id,
        "ref": _ref(item.ref),
        "title": item.title,
        "url": item.url,
        "is_private": item.is_private,
        "state": item.state,
        "state_reason": item.state_reason,
        "labels": item.labels,
        "assignees": item.assignees,
        "created_at": _time(item.created_at),
        "closed_at": _time(item.closed_at),
        "updated_at": _time(item.updated_at),
        "blocked_by": [_ref(ref) for ref in item.blocked_by],
        "events": [_event(event) for event in item.events],
        "lacks_history": item.lacks_history,
    }
    return {key: value for key, value in content.items() if value or key in _ALWAYS}


def item_from_json(content: Mapping[str, Json]) -> WorkItem:
    """Return the card that ``item_to_json`` wrote."""
    of = content.get
    return WorkItem(
        id=content["id"],
        type=content["type"],
        rank=of("rank", 0),
        column=of("column", ""),
        entered_at=_read_time(of("entered_at")),
        archived=bool(of("archived")),
        priority=of("priority", ""),
        stream=of("stream", ""),
        content_id=of("content_id", ""),
        ref=_read_ref(of("ref")),
        title=of("title", ""),
        url=of("url", ""),
        is_private=bool(of("is_private")),
        state=of("state", ""),
        state_reason=of("state_reason", ""),
        labels=tuple(of("labels", ())),
        assignees=tuple(of("assignees", ())),
        created_at=_read_time(of("created_at")),
        closed_at=_read_time(of("closed_at")),
        updated_at=datetime.fromisoformat(content["updated_at"]),
        blocked_by=tuple(IssueRef(**_named(ref)) for ref in of("blocked_by", ())),
        events=tuple(_read_event(event) for event in of("events", ())),
        lacks_history=bool(of("lacks_history")),
    )


def snapshot_to_json(snapshot: Snapshot) -> dict[str, Json]:
    """Return a snapshot without its instant, which is a column of its own."""
    return {
        "cards": [
            [
                card.id,
                _ref(card.ref),
                card.column,
                card.rank,
                card.priority,
                card.stream,
                card.is_blocked,
            ]
            for card in snapshot.cards
        ],
        "scope": [[_ref(ref), done, total] for ref, done, total in snapshot.scope],
    }


def snapshot_from_json(taken_at: datetime, content: Mapping[str, Json]) -> Snapshot:
    """Return the snapshot that ``snapshot_to_json`` wrote."""
    return Snapshot(
        taken_at=taken_at,
        cards=tuple(_read_card(card) for card in content["cards"]),
        scope=tuple(
            (IssueRef(**_named(ref)), done, total) for ref, done, total in content["scope"]
        ),
    )


def _read_card(parts: list[Json]) -> SnapshotCard:
    card_id, ref, column, rank, priority, stream, is_blocked = parts
    return SnapshotCard(
        id=card_id,
        ref=_read_ref(ref),
        column=column,
        rank=rank,
        priority=priority,
        stream=stream,
        is_blocked=is_blocked,
    )


def _event(event: IssueEvent) -> list[Json]:
    return [event.kind, event.at.isoformat(), event.actor, event.subject, event.board]


def _read_event(parts: list[Json]) -> IssueEvent:
    kind, at, actor, subject, board = parts
    return IssueEvent(
        kind=kind, at=datetime.fromisoformat(at), actor=actor, subject=subject, board=board
    )


def _ref(ref: IssueRef | None) -> list[Json] | None:
    return None if ref is None else [ref.owner, ref.repository, ref.number]


def _read_ref(parts: list[Json] | None) -> IssueRef | None:
    return None if parts is None else IssueRef(**_named(parts))


def _named(parts: list[Json]) -> dict[str, Json]:
    owner, repository, number = parts
    return {"owner": owner, "repository": repository, "number": number}


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _read_time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
