"""A digest begins with what it is about and what to decide, and ends with what it cannot tell."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from domain.cycle import Occasion, Skipped
from domain.digest.chart import Chart
from domain.digest.decisions import What, count_decisions
from domain.digest.draft import Draft, settle
from domain.digest.facts import DigestFacts
from domain.digest.links import board_url, issues_url
from domain.digest.phrases import TO, say_day, say_days
from domain.digest.records import Digest, Section
from domain.membership_text import local_time
from domain.words import count_words


def make(
    facts: DigestFacts,
    drafts: Sequence[Draft],
    decisions: Sequence[tuple[str, What]],
    charts: Sequence[Chart | None],
) -> Digest:
    """Put a digest together.

    Args:
        facts: What is known.
        drafts: The sections in their order.
        decisions: Key of each section whose lines are decisions, and what each line is about.
        charts: Of the sections; None where there is nothing to draw.
    """
    sections, withheld = settle(drafts)
    drawn = {chart.key: chart for chart in charts if chart}
    occasion = facts.occasion
    return Digest(
        team=facts.name,
        ceremony=occasion.ceremony,
        cycle=occasion.cycle,
        occasion=occasion.key,
        starts_at=occasion.starts_at,
        first_line=first_line(facts),
        second_line=count_decisions(_what_to_decide(sections, decisions)),
        sections=sections,
        charts=tuple(drawn[one.chart] for one in sections if one.chart in drawn),
        links=_links(facts),
        withheld=withheld,
        notes=tuple(_notes(facts)),
    )


def first_line(facts: DigestFacts) -> str:
    """Say which ceremony of which cycle it is, when, and as of when the data is."""
    begins = facts.occasion.starts_at.astimezone(facts.zone)
    ends = facts.occasion.ends_at.astimezone(facts.zone)
    first, last = window(facts)
    held = f"{say_day(begins)} {begins:%H:%M}{TO}{ends:%H:%M} {begins:%Z}"
    return (
        f"{facts.occasion.ceremony.capitalize()}, cycle {facts.occasion.cycle}"
        f" ({say_days(first, last)}): {held}."
        f" Data as of {local_time(facts.board.read_at, facts.team.zone)}."
    )


def window(facts: DigestFacts) -> tuple[date, date]:
    """The first and the last local day of the occasion's cycle."""
    cycle = facts.policy.cycle
    first = cycle.anchor + timedelta(days=cycle.length_days * (facts.occasion.cycle - 1))
    return first, first + timedelta(days=cycle.length_days - 1)


def _what_to_decide(
    sections: Sequence[Section], decisions: Sequence[tuple[str, What]]
) -> list[What]:
    """What each line that stands is about: a line that an earlier section names is not counted."""
    lines = {one.key: sum(len(group.lines) for group in one.groups) for one in sections}
    asked: list[What] = []
    for key, what in decisions:
        if lines[key] > 0:
            lines[key] -= 1
            asked.append(what)
    return asked


def _links(facts: DigestFacts) -> tuple[tuple[str, str], ...]:
    policy = facts.policy
    return (
        ("Board", board_url(facts)),
        ("Tracking issues", issues_url(facts, policy.tracking_label)),
        ("Retro actions", issues_url(facts, policy.retro_action_label)),
    )


def _notes(facts: DigestFacts) -> Iterator[str]:
    if why := facts.occasion.moved_because:
        yield f"{why[0].upper()}{why[1:]}."
    for one in facts.coming:
        yield from _otherwise(one, facts)
    yield from facts.board.gaps
    if count := facts.board.redacted:
        verb, they = ("is", "it is") if count == 1 else ("are", "they are")
        hidden = f"{count_words(count, 'card')} {verb} hidden from Goalie"
        yield f"{hidden}: what {they} about is not known here."
    drafts = sum(item.type == "draft" and not item.archived for item in facts.board.items)
    if drafts:
        yield f"{count_words(drafts, 'draft')} on the board: drafts have no history to measure."
    if not facts.board.is_whole and facts.occasion.ceremony != "sync":
        yield "Only the live columns were read: finished cards are those that earlier runs saw."
    if (running := facts.delivery.current.number) != facts.occasion.cycle:
        yield f"Figures of “this cycle” are of cycle {running}."
    yield from facts.notes


def _otherwise(one: Occasion | Skipped, facts: DigestFacts) -> Iterator[str]:
    """Say it where a coming ceremony is not as usual."""
    name = f"The {one.ceremony} of cycle {one.cycle}"
    if isinstance(one, Skipped):
        yield f"{name} on {say_day(one.on)} is not held: {one.why}."
    elif one.moved_because:
        begins = one.starts_at.astimezone(facts.zone)
        yield f"{name} is on {say_day(begins)} at {begins:%H:%M}: {one.moved_because}."
