"""The posts of a thread become events: who said what, promised what, linked what, saw it when."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from domain.conversation import Post, Reaction
from domain.eta import read_eta
from domain.issue_link import IssueRef, find_issue_links
from domain.request.meaning import meaning
from domain.request.records import Event, EventKind, Role, Says
from domain.request.rules import Rules

_SLACKBOT = "USLACKBOT"
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)")


def is_app(post: Post, rules: Rules) -> bool:
    """Whether no person wrote it."""
    return bool(post.app) or post.user == _SLACKBOT or post.user in rules.people.bots


def role_of(post: Post, at: datetime, requester: str, rules: Rules) -> Role:
    """Tell who wrote a post at its time; the requester of a thread is always its requester."""
    if is_app(post, rules):
        return "app"
    if post.user == requester:
        return "requester"
    return rules.people.role_of(post.user, at)


def mentioned(markup: str) -> tuple[str, ...]:
    """List the Slack ids of the people a message mentions, in order."""
    return tuple(_MENTION.findall(markup)) if "<@" in markup else ()


def events_of(
    posts: Sequence[Post], opening: Post, requester: str, rules: Rules
) -> tuple[Event, ...]:
    """List what happened in a thread since a request was opened, in order of time.

    Args:
        posts: The whole thread, oldest first; issues linked before the opening belong to it.
        opening: The one of them that opened the request.
        requester: Slack id of who asked.
        rules: The team's.
    """
    linked: set[IssueRef] = set()
    events: list[Event] = []
    for post in posts:
        at = post.at
        role = role_of(post, at, requester, rules)
        if post is opening:
            # A form speaks for its requester.
            role = "requester" if role == "app" else role
            events.append(_event("opened", at, role, requester, ts=post.ts, says="substance"))
        elif post.ts < opening.ts:
            events += _links(post, opening.at, role, linked, rules)
            continue
        elif post.deleted_at is None:
            says = _says(post, role)
            events.append(_event("replied", at, role, post.user, ts=post.ts, says=says))
        if post.deleted_at is not None:
            events.append(_event("deleted", post.deleted_at, role, post.user, ts=post.ts))
            if post is not opening:
                continue
        events += _said(post, at, role, rules)
        events += _links(post, _instant(post.edited) or at, role, linked, rules)
        events += _leads(post, at, role, rules)
        for reaction in post.reactions:
            events.append(_reacted(reaction, post, requester, rules))
    events.sort(key=lambda event: event.at)
    return tuple(events)


def _event(
    kind: EventKind, at: datetime, role: Role, actor: str, *, ts: str = "", says: Says = "nothing"
) -> Event:
    return Event(kind=kind, at=at, role=role, actor=actor, ts=ts, says=says)


def _says(post: Post, role: Role) -> Says:
    if role == "app":
        return "nothing"
    return meaning(post.text, by_responder=role in ("responder", "unknown"))


def _said(post: Post, at: datetime, role: Role, rules: Rules) -> Iterator[Event]:
    """The edit, the promise and the priorities in a post."""
    if post.edited:
        yield _event("edited", _instant(post.edited) or at, role, post.user, ts=post.ts)
    if role == "responder":
        zone = rules.people.zones.get(post.user, rules.zone)
        eta = read_eta(post.text, at, zone, rules.working_time)
        if eta is not None:
            yield Event(
                kind="eta_given",
                at=at,
                role=role,
                actor=post.user,
                ts=post.ts,
                until=eta.due,
                note=eta.quote,
            )
    if role == "requester":
        for word in rules.named_priorities(post.text):
            since = _instant(post.edited) or at  # what an edit added was not there before
            yield Event(
                kind="priority_named",
                at=since,
                role=role,
                actor=post.user,
                ts=post.ts,
                note=word,
            )


def _links(
    post: Post, at: datetime, role: Role, linked: set[IssueRef], rules: Rules
) -> Iterator[Event]:
    text = post.text
    if role == "app" or post.deleted_at is not None:
        return
    if "#" not in text and "/" not in text and "gh-" not in text.casefold():
        return  # nobody can have linked anything
    repository = rules.policy.issue_repository
    for ref in find_issue_links(text, default_repository=repository):
        if ref not in linked:
            linked.add(ref)
            yield Event(
                kind="issue_linked", at=at, role=role, actor=post.user, ts=post.ts, issue=ref
            )


def _leads(post: Post, at: datetime, role: Role, rules: Rules) -> Iterator[Event]:
    """EM and PM are brought in when they are mentioned, or write themselves."""
    if role == "app":
        return
    for user in dict.fromkeys((post.user, *mentioned(post.text))):
        lead = rules.people.lead_role(user, at)
        if lead and not (role == "requester" and user == post.user):
            yield Event(kind="brought_in", at=at, role=role, actor=user, ts=post.ts, note=lead)


def _reacted(reaction: Reaction, post: Post, requester: str, rules: Rules) -> Event:
    name = reaction.name.partition("::")[0]  # without the skin tone
    role: Role = "requester"
    if reaction.user != requester:
        role = rules.people.role_of(reaction.user, reaction.not_before)
    return Event(
        kind="reacted",
        at=max(reaction.not_before, post.at),
        until=max(reaction.first_seen, reaction.not_before, post.at),
        role=role,
        actor=reaction.user,
        says=rules.emojis.get(name, "nothing"),
        ts=post.ts,
        note=name,
    )


def _instant(ts: str) -> datetime | None:
    if not ts:
        return None
    return Post(ts=ts, user="", text="").at.astimezone(UTC)
