"""The daily sweep says in one message all that waits on the team, grouped by what to do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from domain.membership_text import local_time
from domain.message import Message
from domain.pages import Group, paginate
from domain.request_text.phrases import AWAITED, how_late, linked_title, name, say_age
from domain.slack_blocks import TEXT_LIMIT, escape, sections, truncate
from domain.words import count_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date

    from domain.guideline import CheckName, Finding
    from domain.request_text.blind_spots import BlindSpots
    from domain.sla.clock import Clock, ClockKind
    from domain.standing import Context, Standing

KIND = "sweep"
SENTENCE_LIMIT = 250  # characters of a sentence, foreign names included
AROUND_THE_LIST = 300  # characters kept for what stands above and below it
REPLY_LIMIT = 9000  # characters of a reply in the sweep's thread
HEADINGS: dict[ClockKind | CheckName, str] = {
    "acknowledgement": "Acknowledge, best with an ETA",
    "next_response": "Reply",
    "answer": "Answer",
    "eta": "Keep the ETA, or give a new one",
    "update": "Give an update",
    "missing_eta": "Say when it will be reviewed",
    "silent_owner": "Break the silence",
    "closed_but_waiting": "Answer, or reopen the issue",
    "missing_triage": "Bring in EM or PM",
    "missing_card": "Put a card into the support list",
    "card_without_owner": "Assign an owner",
    "missing_link": "Get an issue opened and linked",
    "missing_label": "Add the team's label",
    "missing_sections": "Get the issue completed",
    "two_threads": "Agree on one thread",
}
"""What to do about each clock and each finding, the most pressing first."""
UNSEEN = "Goalie could not see this, so it may or may not wait"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """The parent message, and what goes into its thread."""

    parent: Message
    replies: tuple[Message, ...] = ()


def sweep_key(team: str, day: date) -> str:
    """The key of a team's sweep of a local day; there is one a day."""
    return Message(team=team, kind=KIND, subject=day.isoformat(), channel="", text="").key


def render_sweep(
    standings: Sequence[Standing],
    findings: Sequence[Finding],
    blind: BlindSpots,
    context: Context,
    day: date,
) -> Sweep | None:
    """Write the sweep of a local day for the team's channel; it mentions nobody.

    Args:
        standings: The requests with their clocks.
        findings: Of the same requests.
        blind: What the run could not see.
        context: The team and the instant.
        day: The local day; there is one sweep a day.

    Returns:
        None when nothing waits and all was seen.
    """
    by_key = {standing.key: standing for standing in standings}
    followed = {key: standing for key, standing in by_key.items() if standing.is_followed}
    clocks = {key: clock for key, s in followed.items() if (clock := s.pressing)}
    missing = [finding for finding in findings if finding.request_key in followed]
    if not clocks and not missing and not blind.count:
        return None
    groups = [
        *_clock_groups(clocks, followed, context),
        *_finding_groups(missing, followed, context),
        *_blind_groups(blind, by_key, context),
    ]
    pages = paginate(groups, TEXT_LIMIT - AROUND_THE_LIST, REPLY_LIMIT)
    head = _head({*clocks, *(f.request_key for f in missing)}, blind, context)
    more = ["_The rest is in the thread._"] if len(pages) > 1 else []
    parent = _message([head, *pages[0], *more], "", context, day)
    return Sweep(
        parent=parent,
        replies=tuple(
            replace(_message(page, f"page-{number}", context, day), thread_of=parent.key)
            for number, page in enumerate(pages[1:], start=2)
        ),
    )


def _head(waiting: Collection[str], blind: BlindSpots, context: Context) -> str:
    count = len(waiting)
    what = count_words(count, "request") if count else "No request that Goalie can see"
    verb = "wait" if count > 1 else "waits"
    unseen = f"; {count_words(blind.count, 'thing')} could not be seen" if blind.count else ""
    return f"*{what} {verb} on us* ({local_time(context.now, context.team.zone)}{unseen})"


def _message(paragraphs: list[str], rung: str, context: Context, day: date) -> Message:
    return Message(
        team=context.name,
        kind=KIND,
        rung=rung,
        subject=day.isoformat(),
        channel=context.team.channels.team,
        text="\n".join(paragraphs),
        blocks=sections(paragraphs),
        expires_at=context.working_time.midnight(day + timedelta(days=1)),
    )


def _clock_groups(
    clocks: Mapping[str, Clock], standings: Mapping[str, Standing], context: Context
) -> Iterator[Group]:
    oldest_first = sorted(clocks.items(), key=lambda item: (item[1].started_at, item[0]))
    for kind, heading in HEADINGS.items():
        rows = [
            _clock_row(standings[key], clock, context)
            for key, clock in oldest_first
            if clock.kind == kind
        ]
        yield Group(heading=f"*{heading}*", rows=tuple(rows))


def _clock_row(standing: Standing, clock: Clock, context: Context) -> str:
    waits = say_age(clock.started_at, clock.priority, context)
    due = local_time(clock.due, context.team.zone)
    was = "was" if clock.is_overdue else "is"
    return (
        f"{_start(standing, context)} waits {waits}; {AWAITED[clock.kind]} {was} due {due},"
        f" {how_late(clock, context)}"
    )


def _finding_groups(
    findings: Sequence[Finding], standings: Mapping[str, Standing], context: Context
) -> Iterator[Group]:
    oldest_first = sorted(findings, key=lambda f: (f.since, f.request_key))
    for check, heading in HEADINGS.items():
        rows = [
            _finding_row(finding, standings[finding.request_key], context)
            for finding in oldest_first
            if finding.check == check
        ]
        yield Group(heading=f"*{heading}*", rows=tuple(rows))


def _finding_row(finding: Finding, standing: Standing, context: Context) -> str:
    age = say_age(standing.request.opened_at, standing.request.priority, context)
    sentence = escape(truncate(finding.sentence, SENTENCE_LIMIT))
    return f"{_start(standing, context)} asked {age} ago. {sentence}"


def _blind_groups(
    blind: BlindSpots, standings: Mapping[str, Standing], context: Context
) -> Iterator[Group]:
    said = blind.beyond_requests()
    rows = [f"• {escape(truncate(sentence, SENTENCE_LIMIT))}" for sentence in said]
    for unknown in blind.unknowns:
        why = escape(truncate(f"{unknown.sentence} {unknown.remedy}".strip(), SENTENCE_LIMIT))
        rows.append(f"• {linked_title(standings[unknown.request_key], context)}: {why}")
    yield Group(heading=f"*{UNSEEN}*", rows=tuple(rows))


def _start(standing: Standing, context: Context) -> str:
    """Begin a row: which request, how urgent, whose."""
    requester = escape(name(standing.request.requester, context))
    priority = escape(standing.request.priority)
    return f"• {linked_title(standing, context)} ({priority}): {requester}"
