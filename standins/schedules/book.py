"""The schedule book is what both services know of schedules, and changes as they are changed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from standins.schedules.engine import on_call_at
from standins.schedules.records import NOBODY, Forwarding, Override, Schedule
from standins.schedules.seed import (
    DIFFERENCE_KEYS,
    JSM_KEYS,
    KEY_KEYS,
    OPSGENIE_KEYS,
    OVERRIDE_KEYS,
    Reader,
)
from standins.seed import SeedError, check_keys
from standins.world import Person, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What one OpsGenie API key may do; `team` is the team of a team integration."""

    team: str | None = None
    read_only: bool = False
    configuration: bool = True


class ScheduleBook:
    """Schedules by id as OpsGenie has them and as JSM has them, forwardings, keys and accounts.

    Get it with `world.part(ScheduleBook)`; building it raises `SeedError`.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.reader = Reader(username=self._username)
        opsgenie: Mapping[str, Any] = world.seed.get("opsgenie") or {}
        jsm: Mapping[str, Any] = world.seed.get("jsm") or {}
        check_keys(opsgenie, OPSGENIE_KEYS, "seed, opsgenie")
        check_keys(jsm, JSM_KEYS, "seed, jsm")
        if world.seed.get("forwardings"):
            raise SeedError("seed, forwardings: nobody reads them there, write them into opsgenie.")
        self.keys = _read_keys(opsgenie.get("keys") or {})
        self.schedules = self._read_schedules(opsgenie, "seed, opsgenie, schedules")
        self.forwardings: list[Forwarding] = [
            self.reader.forwarding(entry, f"seed, opsgenie, forwarding {number}")
            for number, entry in enumerate(opsgenie.get("forwardings") or (), start=1)
        ]
        self.cloud_id: str | None = jsm.get("cloud_id")
        self.jsm_users: Mapping[str, str] = jsm.get("users") or {}
        self._hidden = {
            self._username(name, "seed, jsm") for name in jsm.get("hidden_emails") or ()
        }
        self._read_differences(jsm.get("differences") or {})

    def jsm_schedules(self) -> dict[str, Schedule]:
        """Schedules by id as JSM has them: OpsGenie's, and what is different there."""
        shared = {
            key: replace(schedule, overrides=schedule.overrides + self._jsm_overrides.get(key, ()))
            for key, schedule in self.schedules.items()
            if key not in self._jsm_removed
        }
        return {**shared, **self._jsm_schedules}

    def add_override(self, schedule_id: str, override: Override) -> None:
        """Add an override to a schedule, in place of one with the same alias."""
        self.remove_override(schedule_id, override.alias)
        schedule = self.schedules[schedule_id]
        self.schedules[schedule_id] = replace(schedule, overrides=(*schedule.overrides, override))

    def remove_override(self, schedule_id: str, alias: str) -> None:
        """Forget an override; nothing happens if there is none with this alias."""
        schedule = self.schedules[schedule_id]
        kept = tuple(override for override in schedule.overrides if override.alias != alias)
        self.schedules[schedule_id] = replace(schedule, overrides=kept)

    def users(self) -> list[Person]:
        """Everybody with an OpsGenie account, by user name."""
        people = [person for person in self._world.people if person.opsgenie_email]
        return sorted((person for person in people if not person.bot), key=_by_username)

    def find_user(self, reference: str) -> Person | None:
        """The person with this OpsGenie user id, user name or Atlassian account id."""
        folded = reference.casefold()
        for person in self.users():
            if folded in (user_id(person.opsgenie_email), person.opsgenie_email.casefold()):
                return person
            if reference == account_id(person):
                return person
        return None

    def account_of(self, username: str) -> str:
        """The Atlassian account id of an OpsGenie user."""
        person = self._world.find_person(username)
        return account_id(person) if person else f"712020:{stable_id('account', username)}"

    def email_hidden(self, person: Person) -> bool:
        """Whether Jira keeps this person's address to itself."""
        return person.opsgenie_email in self._hidden

    def _username(self, reference: str, where: str) -> str:
        username = self._world.person(reference, where).opsgenie_email
        if not username:
            raise SeedError(f"{where}: {reference!r} has no email, so no OpsGenie account.")
        return username

    def _read_schedules(self, part: Mapping[str, Any], where: str) -> dict[str, Schedule]:
        found: dict[str, Schedule] = {}
        for entry in part.get("schedules") or ():
            schedule = self.reader.schedule(entry, where)
            if schedule.id in found:
                raise SeedError(f"{where}: two have the id {schedule.id}, give each its own.")
            found[schedule.id] = schedule
        return found

    def _read_differences(self, part: Mapping[str, Any]) -> None:
        where = "seed, jsm, differences"
        check_keys(part, DIFFERENCE_KEYS, where)
        self._jsm_removed = frozenset(part.get("remove") or ())
        self._jsm_schedules = self._read_schedules(part, f"{where}, schedules")
        self._jsm_overrides: dict[str, tuple[Override, ...]] = {}
        for entry in part.get("overrides") or ():
            check_keys(entry, (*OVERRIDE_KEYS, "schedule"), f"{where}, overrides")
            schedule = self.schedules.get(entry.get("schedule", ""))
            if schedule is None:
                raise SeedError(f"{where}, overrides: name the id of a schedule of OpsGenie's.")
            fields = {key: value for key, value in entry.items() if key != "schedule"}
            override = self.reader.override(fields, schedule.rotations, f"{where}, overrides")
            earlier = self._jsm_overrides.get(schedule.id, ())
            self._jsm_overrides[schedule.id] = (*earlier, override)


def on_call_now(world: World, at: datetime | None = None) -> dict[str, list[str]]:
    """User names on call per schedule name, now or at an instant; disabled schedules are marked."""
    book = world.part(ScheduleBook)
    found: dict[str, list[str]] = {}
    for schedule in book.schedules.values():
        name = schedule.name if schedule.enabled else f"{schedule.name} (disabled)"
        duties = on_call_at(schedule, at or world.now(), book.forwardings)
        found[name] = [duty.user for duty in duties if duty.user != NOBODY]
    return found


def user_id(username: str) -> str:
    """OpsGenie's id of a user: a UUID that stays the same for the same name."""
    return stable_id("user", username.casefold())


def account_id(person: Person) -> str:
    """The person's Atlassian account id; one of the same form where the seed gives none."""
    return person.atlassian_id or f"712020:{stable_id('account', person.opsgenie_email)}"


def stable_id(kind: str, name: str) -> str:
    """A UUID for a named thing of one kind."""
    return str(uuid5(NAMESPACE_URL, f"standins:{kind}:{name}"))


def _by_username(person: Person) -> str:
    return person.opsgenie_email.casefold()


def _read_keys(part: Mapping[str, Any]) -> dict[str, Key]:
    for entry in part.values():
        check_keys(entry or {}, KEY_KEYS, "seed, opsgenie, keys")
    return {name: Key(**(entry or {})) for name, entry in part.items()}
