"""The shift that ended, in figures; what is too few to mean anything is not shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.handoff_text.brief import WARNING_LIMIT
from domain.request_text.phrases import linked_title, say_age
from domain.slack_blocks import inert
from domain.words import count_words, say_span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from domain.handoff.inventory import Item
    from domain.handoff_text.brief import Brief
    from domain.sla.statistics import Quantile
    from domain.standing import Context
    from domain.support_figures import SupportFigures

GAPS_SHOWN = 2  # the list of what is open says how many there are


def figure_lines(brief: Brief) -> str:
    """Say what the shift was like, as mrkdwn; empty where that is not known."""
    figures, requests = brief.figures, brief.requests
    if figures is None or requests is None:
        return ""
    context = requests.context
    counts = [f"{count_words(figures.opened, 'request')} opened, {figures.closed} closed"]
    if figures.judged:
        share = f" ({figures.share_met:.0%})" if figures.share_met is not None else ""
        running = f", {figures.not_due} not due yet" if figures.not_due else ""
        counts.append(f"SLA met {figures.met} of {figures.judged}{share}{running}")
    known = "As far as Goalie can see: " if figures.gaps else ""
    lines = [
        f"*The shift since {brief.when(figures.since)}*",
        f"{known}{'; '.join([*counts, *_first_response(figures, context)])}.",
        *_oldest(brief.items, context),
        *(f"_{inert(gap, WARNING_LIMIT)}_" for gap in figures.gaps[:GAPS_SHOWN]),
    ]
    return "\n".join(lines)


def _first_response(figures: SupportFigures, context: Context) -> list[str]:
    half, most = figures.first_response, figures.first_response_p90
    if half is None or most is None:
        return []
    day = context.working_day
    return [f"first response p50 {_span(half, day)}, p90 {_span(most, day)}"]


def _span(quantile: Quantile, day: timedelta) -> str:
    if quantile.at_most is None:
        return f"over {say_span(quantile.at_least, day)}"
    if quantile.at_most == quantile.at_least:
        return say_span(quantile.at_least, day)
    return f"{say_span(quantile.at_least, day)} to {say_span(quantile.at_most, day)}"


def _oldest(items: Sequence[Item], context: Context) -> list[str]:
    standings = sorted(
        (i.standing for i in items), key=lambda one: (one.request.opened_at, one.key)
    )
    return [
        f"Oldest open: {linked_title(one, context)}, "
        f"{say_age(one.request.opened_at, one.request.priority, context)}."
        for one in standings[:1]
    ]
