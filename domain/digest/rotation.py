"""Who is on support is said by week, with the gaps, the holidays and who is away."""

from collections.abc import Iterator

from domain.digest.facts import DigestFacts, Turn
from domain.digest.heading import window
from domain.digest.phrases import say_day, say_days
from domain.words import enumerate_words


def rotation_figures(facts: DigestFacts) -> tuple[str, ...]:
    """Say who is on support in this cycle and the next."""
    if facts.turns is None:
        return (f"Not known: {facts.turns_unknown or 'the schedule was not read.'}",)
    return tuple(_rotation(facts, facts.turns))


def _rotation(facts: DigestFacts, turns: tuple[Turn, ...]) -> Iterator[str]:
    last = window(facts)[1]
    this = [turn for turn in turns if turn.starts_on <= last]
    following = [turn for turn in turns if turn.starts_on > last]
    for name, some in (("This cycle", this), ("Next cycle", following)):
        if some:
            yield f"{name}: {'; '.join(_turn(turn) for turn in some)}."
    if facts.holidays:
        yield f"Nobody works on {enumerate_words([say_day(day) for day in facts.holidays])}."
    yield from facts.absences


def on_support_now(facts: DigestFacts) -> str:
    """Name who is on support today, as a sentence; empty where no schedule is followed."""
    if facts.turns is None:
        return f"Who is on support is not known: {facts.turns_unknown or 'it was not read.'}"
    today = facts.now.astimezone(facts.zone).date()
    turns = [turn for turn in facts.turns if turn.starts_on <= today <= turn.ends_on]
    if not turns:
        return ""
    names = dict.fromkeys(name for turn in turns for name in turn.names)
    return f"On support: {enumerate_words(list(names)) or 'nobody'}."


def _turn(turn: Turn) -> str:
    people = enumerate_words(turn.names) or "nobody"
    why = f" ({turn.because})" if turn.because else ""
    return f"{say_days(turn.starts_on, turn.ends_on)} {people}{why}"
