"""A reminder tells the one person who must act next, then ever more people, each step once.

The ladder of a clock: at risk (urgent priorities only) and overdue in the thread, to whoever must
act; half of ``escalate_after`` past due in the team's channel; all of it past due to EM and PM.
Who comes late still tells the thread, and of the later rungs only the highest.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from domain.guideline.finding import Finding, by_request

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from domain.guideline.finding import CheckName
    from domain.sla.clock import Clock
    from domain.standing import Context, Standing
    from domain.working_time import WorkingTime

Rung = Literal["at_risk", "thread", "channel", "leads"]
Place = Literal["thread", "channel", "leads"]

TOLD_IN_THREAD: frozenset[CheckName] = frozenset({"missing_link", "missing_eta"})
"""Findings that are told once in the thread as well; the others wait for the daily sweep."""
ENTRIES_AT_MOST = 12
"""Entries of one message: it stays readable, and its key fits into a database index."""
GOOD_FOR = timedelta(minutes=30)
"""A message that could not be posted for so long is not posted any more: things have changed."""
_CHANNEL_AT = 0.5  # of the time until EM and PM are told
_PLACES: dict[Rung, Place] = {
    "at_risk": "thread",
    "thread": "thread",
    "channel": "channel",
    "leads": "leads",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that one rung is told about.

    Attributes:
        request_key: The request.
        about: A clock that is at risk or overdue, or what is missing.
        rung: Which step of the ladder.
        to: Slack ids of who must act; empty where nobody is known.
    """

    request_key: str
    about: Clock | Finding
    rung: Rung
    to: tuple[str, ...]

    @property
    def due(self) -> datetime:
        """When it was due, or when it began to be missing."""
        return self.about.since if isinstance(self.about, Finding) else self.about.due

    @property
    def key(self) -> str:
        """Identifies it for good; another due instant (of a risen priority) is another entry."""
        name = self.about.check if isinstance(self.about, Finding) else self.about.kind
        return f"{self.request_key}:{name}:{int(self.due.timestamp())}:{self.rung}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One message that is due now.

    Attributes:
        place: The request's thread, the team's channel, or EM and PM in the team's channel.
        to: Slack ids of the people it mentions, and no others.
        entries: What it tells, the oldest due first; in a thread all of one request.
        subject: The subject of its message; unique for these entries.
    """

    place: Place
    to: tuple[str, ...]
    entries: tuple[Entry, ...]
    subject: str

    @property
    def request_keys(self) -> tuple[str, ...]:
        """The requests whose threads are read again before it is posted."""
        return tuple(dict.fromkeys(entry.request_key for entry in self.entries))


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the outbox holds of earlier reminders.

    Attributes:
        keys: Entries that were told, or are about to be.
        expired: Subjects of messages that were dropped unposted: they are told again.
    """

    keys: frozenset[str] = frozenset()
    expired: frozenset[str] = frozenset()


def read_told(subjects: Iterable[str], expired: Iterable[str] = ()) -> Told:
    """Read back what was told from the subjects of a team's reminders in the outbox.

    Args:
        subjects: Of messages that are posted, or may still be.
        expired: Of messages that were dropped unposted.
    """
    keys = (key for subject in subjects for key in entry_keys(subject))
    return Told(keys=frozenset(keys), expired=frozenset(expired))


def entry_keys(subject: str) -> tuple[str, ...]:
    """Read the keys of its entries off a reminder's subject."""
    return tuple(subject.partition("~")[0].split("+"))


def request_keys_of(subject: str) -> tuple[str, ...]:
    """Read the keys of the requests that a reminder speaks of off its subject."""
    return tuple(dict.fromkeys(key.partition(":")[0] for key in entry_keys(subject)))


def outdated(
    subjects: Iterable[str],
    standings: Sequence[Standing],
    findings: Sequence[Finding],
    context: Context,
) -> frozenset[str]:
    """Find the reminders, by subject, that were not posted yet and would not be told now."""
    now = plan_reminders(standings, findings, context, Told())
    true = {entry.key for one in now for entry in one.entries}
    return frozenset(subject for subject in subjects if not true.issuperset(entry_keys(subject)))


def plan_reminders(
    standings: Sequence[Standing], findings: Sequence[Finding], context: Context, told: Told
) -> tuple[Reminder, ...]:
    """Decide what is told now.

    Args:
        standings: The requests with their clocks.
        findings: Of the same requests.
        context: The team, who is on rotation, and the instant.
        told: What was told before; never told again.

    Returns:
        Reminders in threads first, each with all that one person must hear about a request.
    """
    missing = by_request(findings) if context.is_open else {}
    entries = [
        entry
        for standing in standings
        if standing.is_followed
        for entry in _entries(standing, missing.get(standing.key, ()), context)
        if entry.key not in told.keys
    ]
    by_due = sorted(entries, key=lambda e: (e.due, e.key))
    in_threads = [entry for entry in by_due if _PLACES[entry.rung] == "thread"]
    in_threads.sort(key=lambda e: (e.request_key, e.to))
    found = [
        _reminder("thread", group, told)
        for _, same in groupby(in_threads, key=lambda e: (e.request_key, e.to))
        for group in _chunks(tuple(same))
    ]
    for place in ("channel", "leads"):
        same_place = tuple(entry for entry in by_due if _PLACES[entry.rung] == place)
        found += [_reminder(place, group, told) for group in _chunks(same_place)]
    return tuple(found)


def sweep_day(sweep_at: str, working_time: WorkingTime, now: datetime) -> date | None:
    """Tell for which local date the daily sweep is to be posted now; None while it is not.

    It is due on a working day from ``sweep_at`` until the day's last window closes: what comes
    later than that, tomorrow's says better. A ``sweep_at`` after closing holds until midnight.
    """
    zone = working_time.zone
    today = now.astimezone(zone).date()
    closes = working_time.closing_of(today)
    opens = datetime.combine(today, time.fromisoformat(sweep_at), zone)
    if closes is None or now < opens:
        return None
    return today if now < closes or closes <= opens else None


def _chunks(entries: tuple[Entry, ...]) -> Iterator[tuple[Entry, ...]]:
    for start in range(0, len(entries), ENTRIES_AT_MOST):
        yield entries[start : start + ENTRIES_AT_MOST]


def _reminder(place: Place, entries: tuple[Entry, ...], told: Told) -> Reminder:
    subject = "+".join(entry.key for entry in entries)
    dropped = sum(1 for lost in told.expired if lost.partition("~")[0] == subject)
    return Reminder(
        place=place,
        to=tuple(dict.fromkeys(user for entry in entries for user in entry.to)),
        entries=entries,
        subject=f"{subject}~{dropped}" if dropped else subject,
    )


def _entries(standing: Standing, findings: Sequence[Finding], context: Context) -> Iterator[Entry]:
    for clock in standing.awaited:
        if not (context.is_open or is_told_any_time(standing, clock, context)):
            continue
        if clock.kind == "answer" and _is_promised(standing, context):
            continue
        for rung in _rungs(standing, clock, context):
            to = _who_must_act(standing, clock, rung, context)
            if rung != "leads" or to:
                yield Entry(request_key=standing.key, about=clock, rung=rung, to=to)
    for finding in findings:
        if finding.check in TOLD_IN_THREAD:
            to = _who_must_mend(standing, finding, context)
            yield Entry(request_key=standing.key, about=finding, rung="thread", to=to)


def _is_promised(standing: Standing, context: Context) -> bool:
    """Whether an ETA stands for the answer: who was late and gave a new one, did as was asked."""
    if standing.request.priority in context.requests.urgent:
        return False
    return any(clock.kind == "eta" for clock in standing.awaited)


def is_told_any_time(standing: Standing, clock: Clock, context: Context) -> bool:
    """Whether a clock may be told outside the team's hours as well."""
    priority = standing.request.priority
    # The clock's own flag would not do: an ETA of any priority counts by the clock on the wall.
    return priority in context.requests.urgent or context.is_around_the_clock(clock.priority)


def _rungs(standing: Standing, clock: Clock, context: Context) -> tuple[Rung, ...]:
    """The steps of the ladder that a clock has reached; none while it is not known."""
    if clock.state == "at_risk":
        return ("at_risk",) if standing.request.priority in context.requests.urgent else ()
    if not clock.is_overdue:
        return ()
    behind = max(
        past_due(one, context) / patience_of(one, context) for one in as_escalated(standing, clock)
    )
    if behind >= 1:
        return ("thread", "leads") if context.leads() else ("thread", "channel")
    return ("thread", "channel") if behind >= _CHANNEL_AT else ("thread",)


def as_escalated(standing: Standing, clock: Clock) -> tuple[Clock, ...]:
    """A clock by its own priority, and by the one the request rose to when it was overdue.

    Such a rise gives no new due instant; EM and PM are told by whichever is the more impatient.
    """
    now = standing.request.priority
    return (clock,) if clock.priority == now else (clock, replace(clock, priority=now))


def past_due(clock: Clock, context: Context) -> timedelta:
    """How long a clock is past due, in the time that counts for its priority."""
    if context.is_around_the_clock(clock.priority):
        return context.now - clock.due
    return context.working_time.between(clock.due, context.now)


def patience_of(clock: Clock, context: Context) -> timedelta:
    """How long past due EM and PM are told."""
    always = context.is_around_the_clock(clock.priority)
    day = timedelta(days=1) if always else context.working_day
    return context.requests.sla[clock.priority].escalate_after.working_time(day)


def _who_must_act(
    standing: Standing, clock: Clock, rung: Rung, context: Context
) -> tuple[str, ...]:
    """Of a lapsed ETA its author comes first; then the owner, and until then who is on rotation."""
    if rung == "leads":
        return context.leads()
    if clock.kind == "eta" and rung != "channel" and context.is_responder(clock.promised_by):
        return (clock.promised_by,)
    return _owner_or_on_call(standing, context)


def _who_must_mend(standing: Standing, finding: Finding, context: Context) -> tuple[str, ...]:
    """Requesters open the issue themselves; the rest is the team's."""
    if finding.check == "missing_link":
        return (standing.request.requester,)
    return _owner_or_on_call(standing, context)


def _owner_or_on_call(standing: Standing, context: Context) -> tuple[str, ...]:
    owner = standing.state.owner
    return (owner,) if context.is_responder(owner) else context.on_call
