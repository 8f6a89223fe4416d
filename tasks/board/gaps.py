"""What could not be read is said once for each reason, with how much it was."""

from collections import Counter
from collections.abc import Iterable

from domain.words import count_words


def count_gaps(
    reasons: Iterable[str], noun: str, what: str, then: str, verb: str = "could not be read"
) -> list[str]:
    """Say ``what of 3 cards could not be read (why); then.`` for each reason there is."""
    return [
        f"{what}{count_words(count, noun)} {verb} ({why.rstrip('.')}); {then}."
        for why, count in Counter(reasons).items()
    ]
