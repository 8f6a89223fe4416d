"""How all open requests read in an artifact, on the terminal, and in a run's one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.guideline import by_request
from domain.markdown import cell
from domain.membership_text import local_time
from domain.request_text.phrases import AWAITED, how_late, name, say_age, title
from domain.words import count_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.guideline import Finding
    from domain.request_text.blind_spots import BlindSpots
    from domain.standing import Context, Standing

ROW_HEAD = ("Request", "Priority", "Requester", "Age", "Waits for", "Due", "How late", "To do")
_WHO_MOVES = {
    "open": "nothing now",
    "waiting_on_us": "us",
    "waiting_on_requester": "the requester",
}


def request_rows(
    standings: Sequence[Standing], findings: Sequence[Finding], context: Context
) -> tuple[tuple[str, ...], ...]:
    """Lay out every request that is not over as plain cells under ``ROW_HEAD``, oldest first."""
    shown = [standing for standing in standings if not standing.state.is_over]
    shown.sort(key=lambda standing: (standing.request.opened_at, standing.key))
    missing = by_request(findings)
    return tuple(_row(standing, missing.get(standing.key, ()), context) for standing in shown)


def requests_markdown(
    standings: Sequence[Standing],
    findings: Sequence[Finding],
    blind: BlindSpots,
    reminders: int,
    context: Context,
) -> str:
    """Lay out every request that is not over as Markdown, under the run's one sentence.

    Args:
        standings: The requests with their clocks.
        findings: Of the same requests.
        blind: What the run could not see.
        reminders: How many reminders are due now.
        context: The team and the instant.
    """
    lines = [f"**{cell(heartbeat(standings, blind, reminders, context))}**", ""]
    rows = request_rows(standings, findings, context)
    if rows:
        lines += [f"| {' | '.join(ROW_HEAD)} |", "|---" * len(ROW_HEAD) + "|"]
        lines += [f"| {' | '.join(cell(text) for text in row)} |" for row in rows]
    if unseen := blind.beyond_requests():
        lines += ["", "**Not seen**", "", *(f"- {cell(line)}" for line in unseen)]
    return "\n".join(lines)


def heartbeat(
    standings: Sequence[Standing], blind: BlindSpots, reminders: int, context: Context
) -> str:
    """Say in one sentence that a run looked, at what, and how it stands."""
    shown = [standing for standing in standings if not standing.state.is_over]
    clocks = [standing.pressing for standing in shown if standing.is_followed]
    late = sum(1 for clock in clocks if clock and clock.is_overdue)
    risky = sum(1 for clock in clocks if clock and clock.state == "at_risk")
    due = f"{count_words(reminders, 'reminder')} due"
    parts = [count_words(len(shown), "open request"), f"{late} overdue", f"{risky} at risk", due]
    if blind.count:
        parts.append(f"{count_words(blind.count, 'thing')} could not be seen")
    at = local_time(context.now, context.team.zone)
    return f"{context.team.name}, {at}: {', '.join(parts)}."


def _row(standing: Standing, findings: Sequence[Finding], context: Context) -> tuple[str, ...]:
    request, clock = standing.request, standing.pressing if standing.is_followed else None
    waits = AWAITED[clock.kind] if clock else _WHO_MOVES[standing.state.status]
    missing = [f"{f.sentence} {f.remedy}" for f in findings]
    unknown = request.unread or standing.state.unknown
    if unknown:
        waits = "unknown" if clock is None else waits
        missing.append(f"Not known: {unknown}.")
    return (
        title(standing, context),
        request.priority,
        name(request.requester, context),
        say_age(request.opened_at, request.priority, context),
        waits,
        local_time(clock.due, context.team.zone) if clock else "",
        how_late(clock, context) if clock else "",
        " ".join(missing),
    )
