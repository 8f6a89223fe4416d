"""Amounts and lists are said as a person would say them."""

from collections.abc import Sequence
from datetime import timedelta

DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


def enumerate_words(words: Sequence[str], last: str = "and") -> str:
    """Join words: ``a``, ``a and b``, ``a, b and c``."""
    if len(words) <= 1:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def count_words(count: int, noun: str) -> str:
    """Count something: ``1 request``, ``2 requests``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def say_span(span: timedelta, day: timedelta = DAY) -> str:
    """Say an amount of time in at most two units, cut off: ``2 h 10 min``, ``3 days 1 h``.

    Args:
        span: The amount.
        day: How long a day is: a working day for working time.
    """
    if span < _MINUTE:
        return "less than a minute"
    days, rest = divmod(span, day)
    minutes = rest // _MINUTE
    parts = [count_words(days, "day"), f"{minutes // 60} h"]
    if not days:
        parts = [f"{minutes // 60} h", f"{minutes % 60} min"]
    return " ".join(part for part in parts if not part.startswith("0 "))
