"""How a comparison reads: a line for each schedule, one for each time in which people differ."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import groupby

from domain.membership_text import local_time
from domain.source_comparison.records import SERVICES, Comparison, Gap, Party, Result, Stretch
from domain.words import count_words, enumerate_words

TOLD_AT_MOST = 10  # times of one schedule; --json has them all
OPSGENIE_ENDS = date(2027, 4, 5)
_RESULTS: Mapping[Result, str] = {
    "same": "the same",
    "different": "different",
    "unknown": "unknown",
}


def say_shortly(comparison: Comparison) -> str:
    """Say what came of one schedule in a few words."""
    if comparison.result == "same":
        empty = "nobody is ever on call, in either"
        return empty if comparison.is_empty else "the same people at every instant"
    certain = sum(stretch.is_certain for stretch in comparison.stretches)
    doubtful = len(comparison.stretches) - certain
    parts = [f"other people {_times(certain)}"] if certain else []
    parts += [f"perhaps other people {_times(doubtful)}"] if doubtful else []
    return ", ".join(parts) or "it could not be compared"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def describe(comparison: Comparison, zone: str) -> tuple[tuple[str, str], ...]:
    """Say what is not the same: sentences, each with what to do about it where that is known."""
    told = comparison.stretches[:TOLD_AT_MOST]
    lines = [(_stretch(one, comparison, zone), "") for one in told]
    more = len(comparison.stretches) - len(told)
    if more > 0:
        lines.append((f"… and {count_words(more, 'more time')}: --json lists them all.", ""))
    by_remedy = groupby(sorted(comparison.gaps, key=_remedy), key=_remedy)
    for remedy, gaps in by_remedy:
        # What has one remedy stands together, with the remedy below the last.
        *others, last = [gap.sentence for gap in gaps]
        lines += [*((sentence, "") for sentence in others), (last, remedy)]
    return (*lines, *((note, "") for note in _notes(comparison)))


def _remedy(gap: Gap) -> str:
    return gap.remedy


def _stretch(stretch: Stretch, comparison: Comparison, zone: str) -> str:
    sides = ", ".join(
        f"{SERVICES[read.service]} {say_parties(parties)}"
        for read, parties in ((comparison.left, stretch.left), (comparison.right, stretch.right))
    )
    perhaps = "" if stretch.is_certain else "perhaps the same; "
    span = f"{local_time(stretch.start, zone)} to {local_time(stretch.end, zone)}"
    return f"{span}: {perhaps}{sides}."


def say_parties(parties: frozenset[Party]) -> str:
    """Name who is on call, or that nobody is."""
    return enumerate_words(sorted(party.name for party in parties)) or "nobody"


def _notes(comparison: Comparison) -> tuple[str, ...]:
    left, right = comparison.left, comparison.right
    if not left.id or not right.id or left.id == right.id:
        return ()
    service, file = SERVICES[right.service], f"teams/{comparison.team}.yaml"
    return (f"{service} has it as {right.id}: write that into {file} when the team moves.",)


def summarize(found: Sequence[Comparison], start: datetime, weeks: int, zone: str) -> str:
    """Say the whole in one sentence."""
    counts = Counter(comparison.result for comparison in found)
    results = ", ".join(
        f"{counts[result]} {'is' if counts[result] == 1 else 'are'} {word}"
        for result, word in _RESULTS.items()
        if counts[result]
    )
    compared = count_words(len(found), "schedule")
    span = f"{count_words(weeks, 'week')} from {local_time(start, zone)}"
    return f"{compared} compared, {span}: {results}."


def advise(found: Sequence[Comparison], now: datetime) -> str:
    """Say what to do next, and how long there is for it."""
    if all(comparison.result == "same" for comparison in found):
        return "A move changes nothing: write `on_call_source: jsm` into the team file to make it."
    todo = "Settle what is different or unknown before a team file says `on_call_source: jsm`:"
    left = (OPSGENIE_ENDS - now.astimezone(UTC).date()).days
    day = f"{OPSGENIE_ENDS:%-d %B %Y}"
    if left < 0:
        return f"{todo} OpsGenie's API ended on {day}."
    weeks, days = divmod(left, 7)
    soon = count_words(weeks, "week") if weeks else count_words(days, "day")
    return f"{todo} OpsGenie's API ends on {day}, in {soon}."
