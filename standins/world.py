"""The world is everything the stand-ins know: one seed, one clock, one list of people."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, cast

from standins.faults import Faults
from standins.limits import Limits
from standins.request_log import RequestLog
from standins.seed import Seed, SeedError, check_keys, parse_clock

Part = TypeVar("Part")


@dataclass(slots=True, kw_only=True)
class Person:
    """One human or bot of the company, as every system knows it.

    Attributes:
        name: Full name.
        id: Slack id; None without a Slack account.
        email: Address in Slack and Jira; empty for a bot.
        opsgenie_email: User name in OpsGenie; the same as ``email`` unless the seed differs.
        atlassian_id: Account id in Jira and JSM; None without one.
        zone: IANA zone name.
        guest: A Slack guest.
        bot: A Slack bot user.
        deactivated: The Slack account is deactivated.
        admin: A Slack administrator.
    """

    name: str
    id: str | None = None
    email: str = ""
    opsgenie_email: str = ""
    atlassian_id: str | None = None
    zone: str = "UTC"
    guest: bool = False
    bot: bool = False
    deactivated: bool = False
    admin: bool = False

    @property
    def handle(self) -> str:
        """The short name Slack shows: what stands before the @ of the email."""
        return self.email.partition("@")[0] or self.name.casefold().replace(" ", "-")

    def names(self) -> set[str]:
        """Everything a seed or a request may call this person, case-folded."""
        known = {self.id, self.email, self.opsgenie_email, self.atlassian_id, self.handle}
        return {name.casefold() for name in known if name}


class World:
    """The whole state of all stand-ins; ``reset`` takes it back to its seed.

    Each system keeps its own state as a *part*: ``world.part(Workspace)`` builds it from the
    world on first use, gives the same object afterwards, and forgets it at ``reset``.
    """

    def __init__(self, seed: Seed) -> None:
        self._first_seed = seed
        self.faults = Faults()
        self.limits = Limits()
        self.log = RequestLog()
        self._start(seed)

    def reset(self, seed: Seed | None = None) -> None:
        """Start again from ``seed``, or from the first one; faults, limits and log are gone.

        Raises:
            SeedError: The seed contradicts itself; the world is as it was.
        """
        before, builders = dict(vars(self)), list(self._parts)
        try:
            self._start(self._first_seed if seed is None else seed)
            for build in builders:
                self.part(build)
        except SeedError:
            vars(self).update(before)
            raise
        self.faults.clear()
        self.limits.clear()
        self.log.clear()

    def _start(self, seed: Seed) -> None:
        self.seed = seed
        self.people = _read_people(seed)
        self.latency = 0.0
        self._clock = parse_clock(seed.get("clock"), "seed, clock")
        self._last_microsecond = 0
        self._names: dict[str, Person] | None = None
        self._parts: dict[Callable[[World], Any], object] = {}

    def now(self) -> datetime:
        """The world's own instant, in UTC; it moves only when it is told to."""
        return self._clock.astimezone(UTC)

    def set_clock(self, instant: datetime) -> None:
        """Set the world's clock to an aware instant."""
        self._clock = instant

    def advance(self, seconds: float) -> None:
        """Move the world's clock forward."""
        self._clock += timedelta(seconds=seconds)

    def next_ts(self) -> str:
        """A Slack time stamp: from the clock, and later than every one given before."""
        microsecond = int(self._clock.timestamp()) * 1_000_000
        self._last_microsecond = max(microsecond, self._last_microsecond) + 1
        seconds, rest = divmod(self._last_microsecond, 1_000_000)
        return f"{seconds}.{rest:06d}"

    def part(self, build: Callable[["World"], Part]) -> Part:
        """The state one system keeps in this world, built on first use."""
        if build not in self._parts:
            self._parts[build] = build(self)
        return cast("Part", self._parts[build])

    def find_person(self, reference: str) -> Person | None:
        """The person with this Slack id, email, OpsGenie name, account id or handle."""
        if self._names is None:
            self._names = {name: person for person in self.people for name in person.names()}
        return self._names.get(reference.casefold())

    def person(self, reference: str, where: str) -> Person:
        """The same, where there must be one.

        Raises:
            SeedError: Nobody has this name.
        """
        found = self.find_person(reference)
        if found is None:
            raise SeedError(f"{where}: nobody is called {reference!r}, add the person to people.")
        return found

    def change_person(self, person: Person, changes: Mapping[str, Any]) -> None:
        """Change some of a person's fields.

        Raises:
            SeedError: A field nobody has.
        """
        check_keys(changes, [field.name for field in fields(Person)], f"person {person.name}")
        for key, value in changes.items():
            setattr(person, key, value)
        self._names = None


def _read_people(seed: Seed) -> list[Person]:
    known = [field.name for field in fields(Person)]
    people: list[Person] = []
    for number, entry in enumerate(seed.get("people", []), start=1):
        where = f"seed, people, entry {number}"
        if not isinstance(entry, Mapping) or "name" not in entry:
            raise SeedError(f"{where} has no name: write at least a name and an email.")
        check_keys(entry, known, where)
        person = Person(**entry)
        person.opsgenie_email = person.opsgenie_email or person.email
        people.append(person)
    return people
