"""A replay reads as a few tables of plain cells: how often, on which step, how soon, how late."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import TYPE_CHECKING

from domain.guideline.finding import Finding
from domain.membership_text import local_time
from domain.request_text.phrases import AWAITED, name, title
from domain.sla.statistics import ENOUGH
from domain.words import DAY, count_words, say_span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.reminder import Rung
    from domain.replay import Replay
    from domain.sla.clock import Clock
    from domain.sla.statistics import Figures, Quantile
    from domain.standing import Context, Standing

WORST = 10
DAILY_UP_TO = 21
"""Days up to which each day has a bar of its own; of a longer past each week has one."""
TOO_SMALL = "n<10"
RUNGS: dict[Rung, str] = {
    "at_risk": "At risk",
    "thread": "In thread",
    "channel": "In channel",
    "leads": "EM, PM",
}
FIGURES_HEAD = (
    "Priority",
    "Clock",
    "n",
    "Met",
    "Late",
    "Open",
    "Unknown",
    "Share met",
    "p50",
    "p90",
    "Promised",
)
CSV_HEAD = (
    "link",
    "channel",
    "opened_at",
    "requester",
    "title",
    "kind",
    "priority",
    "status",
    "acknowledgement",
    "acknowledgement_hours",
    "answer",
    "answer_hours",
    "late_clock",
    "late_hours",
    "reminders",
    "unknown",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """Messages of one day, or of the week that begins on it."""

    first: date
    count: int


def per_day(replay: Replay, context: Context) -> dict[date, int]:
    """Count the messages of every local day on which the team works, and of others with some."""
    zone = context.working_time.zone
    counts = Counter(sent.at.astimezone(zone).date() for sent in replay.sent)
    first, last = (at.astimezone(zone).date() for at in (replay.start, replay.end))
    days = [first + timedelta(days=nth) for nth in range((last - first).days + 1)]
    return {day: counts[day] for day in days if counts[day] or context.working_time.closing_of(day)}


def say_per_day(replay: Replay, context: Context) -> str:
    """Say how many messages a working day brings, and how many come on other days."""
    days = per_day(replay, context)
    working = [n for day, n in days.items() if context.working_time.closing_of(day)]
    if not working:
        return f"{count_words(len(replay.sent), 'reminder')}; no working day."
    off = sum(days.values()) - sum(working)
    middle = f"{median(working):.1f}".removesuffix(".0")
    said = (
        f"{count_words(len(replay.sent), 'reminder')} on {count_words(len(working), 'working day')}"
        f": at least {min(working)}, median {middle}, at most {max(working)} a day"
    )
    return f"{said}; {off} on other days." if off else f"{said}."


def bars(replay: Replay, context: Context) -> tuple[Bar, ...]:
    """Count the messages for a chart: by day, or of a longer past by week."""
    days = per_day(replay, context)
    if len(days) <= DAILY_UP_TO:
        return tuple(Bar(first=day, count=count) for day, count in days.items())
    weeks: Counter[date] = Counter()
    for day, count in days.items():
        weeks[day - timedelta(days=day.weekday())] += count
    return tuple(Bar(first=week, count=weeks[week]) for week in sorted(weeks))


def count_rungs(replay: Replay) -> dict[str, dict[Rung, int]]:
    """Count what was told: clock or check → step → how often."""
    counts: Counter[tuple[str, Rung]] = Counter()
    for sent in replay.sent:
        for entry in sent.reminder.entries:
            about = entry.about
            kind = about.check if isinstance(about, Finding) else about.kind
            counts[kind, entry.rung] += 1
    told = {kind for kind, _ in counts}
    kinds = dict.fromkeys([*(kind for kind in AWAITED if kind in told), *sorted(told)])
    return {kind: {rung: counts[kind, rung] for rung in RUNGS} for kind in kinds}


def label(kind: str) -> str:
    """Name a clock or a check on the screen."""
    return "ETA" if kind == "eta" else kind.replace("_", " ")


def rung_rows(replay: Replay) -> tuple[tuple[str, ...], ...]:
    """Lay the same out as cells: what it was about, then ``RUNGS``."""
    return tuple(
        (label(kind), *(str(count or "") for count in counts.values()))
        for kind, counts in count_rungs(replay).items()
    )


def figure_rows(replay: Replay, context: Context) -> tuple[tuple[str, ...], ...]:
    """Lay out how soon requests were answered; cells under ``FIGURES_HEAD``."""
    return tuple(_figure_row(figures, context) for figures in replay.figures)


def _figure_row(figures: Figures, context: Context) -> tuple[str, ...]:
    share = figures.share_met
    return (
        figures.priority,
        label(figures.kind),
        str(figures.count),
        str(figures.met),
        str(figures.breached),
        str(figures.running),
        str(figures.unknown),
        TOO_SMALL if share is None else f"{share:.0%}",
        _quantile(figures.p50, figures, context),
        _quantile(figures.p90, figures, context),
        _promised(figures, context),
    )


def _quantile(quantile: Quantile | None, figures: Figures, context: Context) -> str:
    if quantile is None:
        return TOO_SMALL
    day = _day(figures.priority, figures.kind, context)
    least = say_span(quantile.at_least, day)
    if quantile.at_most is None:
        return f"over {least}"
    most = say_span(quantile.at_most, day)
    return least if least == most else f"{least} to {most}"


def _promised(figures: Figures, context: Context) -> str:
    if figures.kind == "eta":
        return "as said"
    budget = getattr(context.requests.sla[figures.priority], figures.kind)
    return str(budget) if budget else ""


def _day(priority: str, kind: str, context: Context) -> timedelta:
    """How long a day is in the time that a clock counts."""
    if kind == "eta" or context.is_around_the_clock(priority):
        return DAY
    return context.working_day


def worst_lines(replay: Replay, context: Context) -> Iterator[tuple[str, str, str]]:
    """Say of the worst requests how late, which, and where."""
    for one in replay.late[:WORST]:
        clock, request = one.clock, one.standing.request
        still = "still waits, " if clock.stopped_at is None else ""
        by = say_span(one.by, _day(clock.priority, clock.kind, context))
        what = label(clock.kind)
        late = f"{by} late ({clock.priority}, {what}{', ' if still else ''}{still.rstrip(', ')})"
        who = name(request.requester, context)
        yield late, f"{title(one.standing, context)} ({who})", request.permalink


def notes(replay: Replay, context: Context) -> tuple[str, ...]:
    """Say what the figures do not know."""
    said = []
    zone = context.team.zone
    if seen := [clock.stopped_until for clock in replay.unsure if clock.stopped_until]:
        said.append(
            f"Emoji acknowledgements before {local_time(max(seen), zone)} are known only as seen"
            f" by the ledger: {count_words(len(seen), 'wait')} may have ended in time or late, and"
            f" {'counts' if len(seen) == 1 else 'count'} as in time, without a reminder."
        )
    unread = sum(1 for standing in replay.standings if standing.request.unread)
    if unread:
        said.append(f"{count_words(unread, 'thread')} could not be read, and caused no reminder.")
    if any(figures.count < ENOUGH for figures in replay.figures):
        said.append(f"“{TOO_SMALL}”: n is too small for a share or a percentile.")
    return tuple(said)


def csv_rows(replay: Replay, context: Context) -> Iterator[tuple[str, ...]]:
    """Lay out every request as plain cells under ``CSV_HEAD``, the oldest first."""
    late = {one.standing.key: one for one in replay.late}
    told = Counter(key for sent in replay.sent for key in sent.reminder.request_keys)
    for standing in sorted(replay.standings, key=lambda s: (s.request.opened_at, s.key)):
        request, worst = standing.request, late.get(standing.key)
        yield (
            request.permalink,
            request.channel,
            request.opened_at.isoformat(),
            context.people.names.get(request.requester, request.requester),
            title(standing, context),
            request.kind,
            request.priority,
            standing.state.status,
            *_first(standing, "acknowledgement"),
            *_first(standing, "answer"),
            worst.clock.kind if worst else "",
            _hours(worst.by) if worst else "",
            str(told[standing.key]),
            request.unread or standing.state.unknown,
        )


def _first(standing: Standing, kind: str) -> tuple[str, str]:
    """How the first clock of a kind went, and the hours it used."""
    clock: Clock | None = next((c for c in standing.clocks if c.kind == kind), None)
    return (clock.state, _hours(clock.used)) if clock else ("", "")


def _hours(span: timedelta) -> str:
    return f"{span / timedelta(hours=1):.2f}"


def inert(cell: str) -> str:
    """Quote a cell that a spreadsheet would take for a formula."""
    return f"'{cell}" if cell[:1] in tuple("=+-@\t\r\n") and cell else cell
