"""A reminder says who waits for what, since when it is due, and what ends the wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.guideline.finding import Finding
from domain.message import Message
from domain.mrkdwn import excerpt
from domain.reminder import GOOD_FOR
from domain.request_text.phrases import (
    AWAITED,
    NAME_LIMIT,
    how_late,
    linked_title,
    name,
    say_amount,
    when,
)
from domain.slack_blocks import context as grey
from domain.slack_blocks import escape, link, mention_user, sections
from domain.words import count_words, enumerate_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from domain.reminder import Entry, Reminder
    from domain.sla.clock import Clock
    from domain.standing import Context, Standing

NOBODY_KNOWN = "Whoever is on rotation"


def render_reminder(
    reminder: Reminder, standings: Mapping[str, Standing], context: Context
) -> Message:
    """Write a reminder as the message for its place; it mentions ``reminder.to`` and no others.

    Args:
        reminder: What is told.
        standings: Request key → how it stands.
        context: The team and the instant; the message is dropped when it is not posted soon.
    """
    if reminder.place == "thread":
        standing = standings[reminder.request_keys[0]]
        paragraphs, small = _in_thread(reminder, standing, context), _budgets(reminder, context)
        channel, thread_ts = standing.request.channel, standing.request.root_ts
    else:
        paragraphs, small = _in_channel(reminder, standings, context), ""
        channel, thread_ts = context.team.channels.team, None
    return Message(
        team=context.name,
        kind="reminder",
        rung=reminder.place,
        subject=reminder.subject,
        channel=channel,
        thread_ts=thread_ts,
        text="\n".join(paragraphs),
        blocks=(*sections(paragraphs), *((grey(small),) if small else ())),
        expires_at=context.now + GOOD_FOR,
    )


def _mentions(reminder: Reminder) -> str:
    return " ".join(mention_user(user) for user in reminder.to) or NOBODY_KNOWN


def _in_thread(reminder: Reminder, standing: Standing, context: Context) -> list[str]:
    said = [_say(entry, standing, context) for entry in reminder.entries]
    if len(said) == 1:
        return [f"{_mentions(reminder)}: {said[0]}"]
    return [
        f"{_mentions(reminder)}: {len(said)} things wait here.",
        *(f"• {one[:1].upper()}{one[1:]}" for one in said),
    ]


def _say(entry: Entry, standing: Standing, context: Context) -> str:
    if isinstance(entry.about, Finding):
        return _say_finding(entry.about, standing, context)
    clock = entry.about
    requester = escape(name(standing.request.requester, context))
    due = f"{when(clock.due, context)} ({how_late(clock, context)})"
    if clock.kind == "eta":
        return _say_promise(clock, standing, entry, context)
    still = "still waits" if clock.is_overdue else "waits"
    was = "It was due" if clock.is_overdue else "It is due"
    return f"{requester} {still} for {AWAITED[clock.kind]}. {was} {due}. {_how(clock, context)}"


def _say_promise(clock: Clock, standing: Standing, entry: Entry, context: Context) -> str:
    """Show an ETA back to its author, in the words in which it was given."""
    requester = escape(name(standing.request.requester, context))
    author = escape(name(clock.promised_by, context))
    who = "you" if entry.to == (clock.promised_by,) else author
    eta = standing.state.eta
    words = excerpt(eta.words, context.people.names, NAME_LIMIT) if eta else ""
    has_words = words and eta and eta.due == clock.due
    said = f"told {requester} “{escape(words)}”" if has_words else f"gave {requester} an ETA"
    was = "was" if clock.is_overdue else "is"
    return (
        f"{who} {said}: that {was} {when(clock.due, context)},"
        f" {how_late(clock, context)}. Say how it went, or give a new ETA."
    )


def _how(clock: Clock, context: Context) -> str:
    """Say what ends the wait."""
    emojis = context.requests.emojis
    match clock.kind:
        case "acknowledgement":
            sign = f" or :{emojis.acknowledged[0]}: on the message" if emojis.acknowledged else ""
            return f"A reply{sign} is enough; an ETA is better."
        case "answer":
            mark = f":{emojis.answered[0]}:" if emojis.answered else ""
            return f"Answer here{mark and f', or set {mark} on the message if it is done'}."
        case "update":
            return "Even “nothing new, more tomorrow” helps."
    return "Reply here."


def _say_finding(finding: Finding, standing: Standing, context: Context) -> str:
    requests = context.requests
    if finding.check == "missing_link":
        repository = requests.issue_repository
        new = link(f"https://github.com/{repository}/issues/new/choose", f"issue in {repository}")
        return (
            f"this looks like more than a question. So that it does not get lost, please open an"
            f" {new} with the label “{escape(requests.label)}” and post its link here. What you ask"
            " for, the background and the impact help us to start."
        )
    requester = escape(name(standing.request.requester, context))
    return (
        f"{requester} knows that we look at this, but not when."
        " Please say it here, such as “ETA tomorrow 14:00”."
    )


def _budgets(reminder: Reminder, context: Context) -> str:
    """Say in small print what the team promises."""
    clocks = [e.about for e in reminder.entries if not isinstance(e.about, Finding)]
    promised = [_promised(clock, context) for clock in clocks if clock.kind != "eta"]
    if not promised:
        return ""
    return escape(f"{clocks[0].priority}: {enumerate_words(promised)}")


def _promised(clock: Clock, context: Context) -> str:
    return f"{AWAITED[clock.kind]} within {say_amount(clock.budget, clock.priority, context)}"


def _in_channel(
    reminder: Reminder, standings: Mapping[str, Standing], context: Context
) -> list[str]:
    keys = reminder.request_keys
    count = count_words(len(keys), "request")
    these = "this request is" if len(keys) == 1 else f"these {count} are"
    if reminder.place == "leads":
        names = [escape(name(user, context)) for user in context.on_call]
        rotation = f" On rotation: {enumerate_words(names)}." if names else ""
        late = "long past due. Please see to it that somebody answers."
        head = f"{_mentions(reminder)}: {these} {late}{rotation}"
    else:
        ask = "If you cannot see to it now, please find somebody who can."
        head = f"{_mentions(reminder)}: {these} past due. {ask}"
    return [head, *(_row(key, reminder, standings[key], context) for key in keys)]


def _row(key: str, reminder: Reminder, standing: Standing, context: Context) -> str:
    clocks = [
        entry.about
        for entry in reminder.entries
        if entry.request_key == key and not isinstance(entry.about, Finding)
    ]
    waits = [
        f"{AWAITED[clock.kind]}, due {when(clock.due, context)} ({how_late(clock, context)})"
        for clock in clocks
    ]
    requester = escape(name(standing.request.requester, context))
    priority = escape(standing.request.priority)
    return (
        f"• {linked_title(standing, context)} ({priority}):"
        f" {requester} waits for {'; '.join(waits)}"
    )
