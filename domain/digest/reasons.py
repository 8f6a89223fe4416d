"""Each line gives one reason why it is there, with the number that made it so."""

from collections.abc import Iterable

from domain.delivery.blocked import is_blocked
from domain.delivery.forecast import FEWEST_CYCLES, MOST_CYCLES
from domain.delivery.kinds import UNKNOWN, kind_of
from domain.delivery.records import Ageing, Delivery, Forecast
from domain.digest.facts import DigestFacts
from domain.digest.lines import Naming, labels_of
from domain.digest.phrases import TOO_SMALL, days, number, percent, say_day, span_of
from domain.team.digests import Digests
from domain.words import count_words
from domain.work_item import WorkItem


def long_in_progress(card: Ageing, delivery: Delivery) -> str:
    """In progress for longer than most finished cards took."""
    said = f"in progress for {days(card.days_in_progress)}"
    if delivery.cycle_time.p85 is None:
        return said
    return f"{said}; 85 % of cards took at most {number(delivery.cycle_time.p85)}"


def slow_in_column(card: Ageing) -> str:
    """In its column for longer than most past cards."""
    said = f"{days(card.days_in_column)} in “{card.item.column}”"
    if card.pace is None:
        return said
    if card.pace >= 1:
        return f"{said}, longer than any card before"
    return f"{said}, longer than {percent(card.pace)} of cards before"


def blocked(item: WorkItem, policy: Digests, naming: Naming, since_days: int | None = None) -> str:
    """Blocked by what, and how long where that is known."""
    said = "blocked" if since_days is None else f"blocked for {days(since_days)}"
    if item.blocked_by:
        return f"{said} by {labels_of(item.blocked_by, naming)}"
    wanted = {label.casefold() for label in policy.blocked_labels}
    worn = [label for label in item.labels if label.casefold() in wanted]
    by = f" by the label “{worn[0]}”" if worn and item.column not in policy.columns.blocked else ""
    return f"{said}{by}, no cause given"


def silent(card: Ageing) -> str:
    """Nothing changed on it for some working days."""
    return f"no update for {count_words(card.silent_days, 'working day')}"


def progress(forecast: Forecast, facts: DigestFacts) -> str:
    """How much of a tracking issue is done, what changed, and in how many cycles it may be done."""
    tracking = forecast.tracking
    if not tracking.total:
        return "has no sub-issues"
    parts = [f"{tracking.done} of {tracking.total} done"]
    if forecast.change:
        parts.append(f"{forecast.change:+d} {_since(facts)}")
    if forecast.grown and forecast.grown > 0:
        parts.append(f"{forecast.grown} more to do than before")
    return f"{', '.join(parts)}; {_cycles_left(forecast, facts)}"


def _since(facts: DigestFacts) -> str:
    if facts.scope_since is None:
        return "this cycle"
    return f"since {say_day(facts.scope_since.astimezone(facts.zone))}"


def _cycles_left(forecast: Forecast, facts: DigestFacts) -> str:
    """A range of cycles, never a date."""
    if forecast.tracking.done == forecast.tracking.total:
        return "close it"
    likely, careful = forecast.likely, forecast.careful
    if likely is not None and careful is not None:
        cycles = span_of(likely, careful)
        return f"{cycles} {'cycle' if cycles == '1' else 'cycles'} at today's pace"
    if likely is not None:
        return f"{count_words(likely, 'cycle')} or more at today's pace"
    if _cycles_seen(forecast, facts) < FEWEST_CYCLES:
        return f"{TOO_SMALL} to say how many cycles are left"
    return f"more than {MOST_CYCLES} cycles at today's pace"


def _cycles_seen(forecast: Forecast, facts: DigestFacts) -> int:
    """In how many whole cycles leaves of it were done, or could have been."""
    done_at = forecast.tracking.done_at
    if not done_at or len(done_at) < forecast.tracking.done:
        return 0
    first = min(done_at).astimezone(facts.zone).date()
    return sum(cycle.next_first_day > first for cycle in facts.delivery.past)


def not_ready(item: WorkItem, policy: Digests) -> str:
    """What a card of the queue lacks; empty where it lacks nothing."""
    lacks = []
    if kind_of(item, policy.kinds) == UNKNOWN:
        of_no_kind = f"stream “{item.stream}” is of no kind of work"
        lacks.append(of_no_kind if item.stream else "no stream")
    if not item.priority:
        lacks.append("no priority")
    return ", ".join(lacks)


def queue_of(facts: DigestFacts) -> tuple[WorkItem, ...]:
    """The cards that are lined up, in board order; redacted and archived ones left out."""
    columns = facts.policy.columns.queue
    return tuple(_live(item for item in facts.board.items if item.column in columns))


def ready_of(facts: DigestFacts) -> tuple[WorkItem, ...]:
    """The cards of the queue that can be started: they lack nothing, and nothing blocks them."""
    policy = facts.policy
    return tuple(
        item
        for item in queue_of(facts)
        if not not_ready(item, policy) and not is_blocked(item, policy)
    )


def blocked_in_queue(facts: DigestFacts) -> tuple[WorkItem, ...]:
    """Cards of the queue that something blocks."""
    return tuple(item for item in queue_of(facts) if is_blocked(item, facts.policy))


def _live(items: Iterable[WorkItem]) -> Iterable[WorkItem]:
    return (i for i in items if not i.archived and i.type != "redacted" and i.state in {"OPEN", ""})
