"""Numbers are said with what is usual; too few say that they are too few."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from domain.delivery.records import Percentiles
from domain.sla.statistics import Quantile
from domain.words import DAY, count_words, say_span

TOO_SMALL = "n too small"
TO = "\N{EN DASH}"
_LAST_DIGIT = {1: "st", 2: "nd", 3: "rd"}


def usual(percentiles: Percentiles) -> str:
    """Say what most samples lie between: "usual 8 to 15" with a dash, or that they are too few."""
    if percentiles.p15 is None or percentiles.p85 is None:
        return f"{TOO_SMALL} to say what is usual"
    return f"usual {span_of(percentiles.p15, percentiles.p85)}"


def span_of(low: float, high: float) -> str:
    """Write a range with a dash, or one number where both are the same."""
    return number(low) if low == high else f"{number(low)}{TO}{number(high)}"


def number(value: float) -> str:
    """Write a count without a fraction, anything else with one digit of it."""
    return f"{value:.0f}" if value == round(value) else f"{value:.1f}"


def percent(part: float) -> str:
    """Write a part of one: ``85 %``."""
    return f"{part * 100:.0f} %"


def say_day(day: date | datetime) -> str:
    """Write a local day: ``Mon 9 Nov``."""
    return f"{day:%a} {day.day} {day:%b}"


def say_days(first: date, last: date) -> str:
    """Write a range of days with a dash, and a month only once."""
    if first == last:
        return f"{first.day} {first:%b}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{TO}{last.day} {last:%b}"
    return f"{first.day} {first:%b}{TO}{last.day} {last:%b}"


def say_quantile(quantile: Quantile | None, day: timedelta = DAY) -> str:
    """Say within how much time a part of all was over.

    Args:
        quantile: None where there are too few.
        day: How long a day is: a working day for working time.
    """
    if quantile is None:
        return TOO_SMALL
    least = say_span(quantile.at_least, day)
    if quantile.at_most is None:
        return f"within {least} or more"
    most = say_span(quantile.at_most, day)
    return f"within {most}" if least == most else f"within {least} to {most}"


def say_counts(counts: Mapping[str, int], order: Sequence[str] = ()) -> str:
    """List what is not zero: ``product 5, support 3``; named ones first, then the largest."""
    first = [name for name in order if counts.get(name)]
    rest = sorted((n for n in counts if n not in order), key=lambda n: (-counts[n], n))
    return ", ".join(f"{name} {counts[name]}" for name in (*first, *rest) if counts[name])


def nth(place: int) -> str:
    """Write a place: ``1st``, ``2nd``, ``11th``."""
    teen = place % 100 in {11, 12, 13}
    return f"{place}{'th' if teen else _LAST_DIGIT.get(place % 10, 'th')}"


def days(count: int) -> str:
    """Count days: ``1 day``, ``9 days``."""
    return count_words(count, "day")
