"""The phrases that all texts about requests share: who, what, since when, how late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.guideline import name_issue, name_issues
from domain.issue import Issue
from domain.membership_text import local_time
from domain.reminder import past_due
from domain.slack_blocks import date, link, truncate
from domain.words import say_span

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from domain.issue_link import IssueRef
    from domain.sla.clock import Clock, ClockKind
    from domain.standing import Context, Standing

TITLE_LIMIT = 80  # characters of somebody's words
NAME_LIMIT = 40
AWAITED: dict[ClockKind, str] = {
    "acknowledgement": "a first sign from us",
    "answer": "an answer",
    "next_response": "a reply",
    "eta": "what was promised",
    "update": "an update",
}


def name(user: str, context: Context) -> str:
    """Name a person in plain text, however long the name is."""
    return truncate(context.name_of(user), NAME_LIMIT)


def title(standing: Standing, context: Context) -> str:
    """Say in plain text which request it is, as far as the team's channel may read that.

    Words from a channel that others cannot read are not repeated, and the title of a private issue
    never is. A message that is nothing but a link is called by its issue.
    """
    request = standing.request
    if request.channel not in context.quotable:
        what = "A question" if request.kind == "question" else "A request"
        return f"{what} by {name(request.requester, context)}"
    if request.title and not _is_only_address(request.title):
        return truncate(request.title, TITLE_LIMIT)
    issue = next(iter(request.issues), None)
    if isinstance(issue, Issue) and not issue.is_private:
        return truncate(f"{name_issue(issue.ref)}: {issue.title}", TITLE_LIMIT)
    return name_issues(request.issues) or f"A message by {name(request.requester, context)}"


def linked_title(standing: Standing, context: Context) -> str:
    """Link the request by its title, as mrkdwn."""
    plain = " ".join(title(standing, context).split())
    return link(standing.request.permalink, plain)


def issue_address(ref: IssueRef) -> str:
    """The address of an issue."""
    return f"https://github.com/{ref.owner}/{ref.repository}/issues/{ref.number}"


def when(instant: datetime, context: Context) -> str:
    """Write an instant as mrkdwn that each reader sees in their own zone."""
    return date(instant, local_time(instant, context.team.zone))


def say_amount(amount: timedelta, priority: str, context: Context) -> str:
    """Say an amount of the time that counts for a priority: ``2 h 10 min of working time``."""
    if context.is_around_the_clock(priority):
        return say_span(amount)
    return f"{say_span(amount, context.working_day)} of working time"


def say_age(start: datetime, priority: str, context: Context) -> str:
    """Say how long ago something was, in days as the team works them."""
    if context.is_around_the_clock(priority):
        return say_span(context.now - start)
    return say_span(context.working_time.between(start, context.now), context.working_day)


def how_late(clock: Clock, context: Context) -> str:
    """Say how far a clock is from its due instant: ``2 h 10 min of working time over``."""
    if clock.is_overdue:
        return f"{say_amount(past_due(clock, context), clock.priority, context)} over"
    if clock.kind == "eta":
        return f"{say_span(clock.due - context.now)} left"
    if context.is_around_the_clock(clock.priority):
        return f"{say_span(clock.due - context.now)} left"
    left = context.working_time.between(context.now, clock.due)
    return f"{say_amount(left, clock.priority, context)} left"


def _is_only_address(words: str) -> bool:
    return all(word.startswith(("https://", "http://")) for word in words.split())
