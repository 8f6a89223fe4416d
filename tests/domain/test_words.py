"""Amounts and lists read as a person would say them."""

from datetime import timedelta

import pytest

from domain.words import count_words, enumerate_words, say_span

WORKING_DAY = timedelta(hours=8)


@pytest.mark.parametrize(
    ("span", "day", "said"),
    [
        (timedelta(0), None, "less than a minute"),
        (timedelta(seconds=59), None, "less than a minute"),
        (timedelta(minutes=1), None, "1 min"),
        (timedelta(minutes=30), None, "30 min"),
        (timedelta(minutes=30), WORKING_DAY, "30 min"),
        (timedelta(hours=2), None, "2 h"),
        (timedelta(hours=2, minutes=10, seconds=59), None, "2 h 10 min"),
        (timedelta(hours=7, minutes=59), WORKING_DAY, "7 h 59 min"),
        (timedelta(hours=8), WORKING_DAY, "1 day"),
        (timedelta(hours=8), None, "8 h"),
        (timedelta(hours=10, minutes=30), WORKING_DAY, "1 day 2 h"),
        (timedelta(hours=24), None, "1 day"),
        (timedelta(hours=24), WORKING_DAY, "3 days"),
        (timedelta(days=31), None, "31 days"),
    ],
)
def test_amounts(span: timedelta, day: timedelta | None, said: str) -> None:
    assert (say_span(span, day) if day else say_span(span)) == said


@pytest.mark.parametrize(
    ("words", "last", "said"),
    [
        ([], "and", ""),
        (["a"], "and", "a"),
        (["a", "b"], "or", "a or b"),
        (["a", "b", "c"], "and", "a, b and c"),
    ],
)
def test_lists(words: list[str], last: str, said: str) -> None:
    assert enumerate_words(words, last) == said


def test_counts() -> None:
    assert [count_words(n, "request") for n in (0, 1, 2)] == [
        "0 requests",
        "1 request",
        "2 requests",
    ]
