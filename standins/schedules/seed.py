"""The seed's schedules become records; what contradicts itself is refused with its place."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any, cast, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from standins.schedules.records import (
    NOBODY,
    DailyWindow,
    Forwarding,
    Override,
    Rotation,
    RotationType,
    Schedule,
)
from standins.seed import SeedError, check_keys, parse_clock

HANDOFF_MINUTES = (0, 30)

OPSGENIE_KEYS = ("keys", "schedules", "forwardings")
KEY_KEYS = ("team", "read_only", "configuration")
JSM_KEYS = ("cloud_id", "users", "hidden_emails", "differences")
DIFFERENCE_KEYS = ("remove", "schedules", "overrides")
SCHEDULE_KEYS = (
    *("id", "name", "timezone", "enabled", "team", "description"),
    *("rotations", "overrides"),
)
ROTATION_KEYS = (
    *("id", "name", "type", "length", "start", "end", "participants"),
    "time_restriction",
)
OVERRIDE_KEYS = ("alias", "user", "start", "end", "rotations")
FORWARDING_KEYS = ("from", "to", "start", "end")

Entry = Mapping[str, Any]


@dataclass(slots=True, kw_only=True)
class Reader:
    """Reads one seed's schedules; `username` turns what the seed calls a person into a user name.

    Every method raises `SeedError` with the place in the seed.
    """

    username: Callable[[str, str], str]

    def schedule(self, entry: Entry, where: str) -> Schedule:
        """One schedule with its rotations and overrides."""
        where = f"{where}, {entry.get('name', 'without a name')}"
        _need(entry, ("id", "name", "timezone"), SCHEDULE_KEYS, where)
        rotations = [
            self.rotation(rotation, f"{where}, rotation {number}")
            for number, rotation in enumerate(entry.get("rotations", ()), start=1)
        ]
        overrides = [
            self.override(override, rotations, f"{where}, override {number}")
            for number, override in enumerate(entry.get("overrides", ()), start=1)
        ]
        return Schedule(
            id=str(entry["id"]),
            name=entry["name"],
            timezone=self.timezone(entry["timezone"], where),
            enabled=entry.get("enabled", True),
            team=entry.get("team"),
            description=entry.get("description", ""),
            rotations=tuple(rotations),
            overrides=tuple(overrides),
        )

    def timezone(self, name: str, where: str) -> str:
        """The name of a zone that exists."""
        try:
            return ZoneInfo(name).key
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise SeedError(
                f"{where}: {name!r} is no zone, write one like Europe/Berlin."
            ) from error

    def rotation(self, entry: Entry, where: str) -> Rotation:
        """One rotation; handoffs must fall on :00 or :30, as they do at the vendor."""
        _need(entry, ("id", "type", "start", "participants"), ROTATION_KEYS, where)
        if entry["type"] not in get_args(RotationType):
            raise SeedError(f"{where}: type {entry['type']!r}, write hourly, daily or weekly.")
        start = _instant(entry, "start", where)
        if start.minute not in HANDOFF_MINUTES or start.second:
            raise SeedError(f"{where}: starts at {start}, write a full or half hour.")
        if int(entry.get("length", 1)) < 1:
            raise SeedError(f"{where}: has a length below 1, write at least 1.")
        window = entry.get("time_restriction")
        return Rotation(
            id=str(entry["id"]),
            name=entry.get("name", ""),
            type=cast("RotationType", entry["type"]),
            length=int(entry.get("length", 1)),
            start=start,
            end=_instant(entry, "end", where) if entry.get("end") else None,
            participants=self.participants(entry["participants"], where),
            time_restriction=_window(window, where) if window else None,
        )

    def participants(self, people: Iterable[str], where: str) -> tuple[str, ...]:
        """The user names of those who take turns, at least one; `none` stays nobody."""
        found = tuple(self._user(person, where) for person in people)
        if not found:
            raise SeedError(f"{where}: nobody takes turns, name participants or none.")
        return found

    def override(self, entry: Entry, rotations: Iterable[Rotation], where: str) -> Override:
        """One override; `rotations` may name the rotations it is limited to, by id or name."""
        _need(entry, ("alias", "user", "start", "end"), OVERRIDE_KEYS, where)
        start, end = _instant(entry, "start", where), _instant(entry, "end", where)
        if end <= start:
            raise SeedError(f"{where}: ends before it starts, exchange start and end.")
        return Override(
            alias=str(entry["alias"]),
            user=self._user(entry["user"], where),
            start=start,
            end=end,
            rotation_ids=_rotation_ids(entry.get("rotations", ()), rotations, where),
        )

    def forwarding(self, entry: Entry, where: str) -> Forwarding:
        """One forwarding from a person to another."""
        _need(entry, FORWARDING_KEYS, FORWARDING_KEYS, where)
        return Forwarding(
            from_user=self._user(entry["from"], where),
            to_user=self._user(entry["to"], where),
            start=_instant(entry, "start", where),
            end=_instant(entry, "end", where),
        )

    def _user(self, reference: str, where: str) -> str:
        return NOBODY if reference == NOBODY else self.username(reference, where)


def _rotation_ids(
    wanted: Iterable[str], rotations: Iterable[Rotation], where: str
) -> tuple[str, ...]:
    ids = {name: rotation.id for rotation in rotations for name in (rotation.id, rotation.name)}
    unknown = [name for name in wanted if name not in ids]
    if unknown:
        raise SeedError(f"{where}: no rotation is called {unknown[0]!r}, name one of the schedule.")
    return tuple(ids[name] for name in wanted)


def _window(entry: Entry, where: str) -> DailyWindow:
    _need(entry, ("start", "end"), ("start", "end"), f"{where}, time_restriction")
    try:
        start, end = time.fromisoformat(entry["start"]), time.fromisoformat(entry["end"])
    except (TypeError, ValueError) as error:
        raise SeedError(f'{where}, time_restriction: write times like "09:00".') from error
    return DailyWindow(start=start, end=end)


def _instant(entry: Entry, key: str, where: str) -> datetime:
    return parse_clock(entry[key], f"{where}, {key}").astimezone(UTC)


def _need(entry: Entry, needed: Iterable[str], known: Iterable[str], where: str) -> None:
    check_keys(entry, known, where)
    missing = [key for key in needed if key not in entry]
    if missing:
        raise SeedError(f"{where} has no {missing[0]}: add it.")
