"""Requests are found among threads: by whom the root is, whom it calls for, and what it says."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from domain.conversation import Post, Thread, UnreadChannel
from domain.issue_link import IssueRef
from domain.mrkdwn import decode, excerpt
from domain.request.meaning import closes_only, meaning
from domain.request.posts import events_of, is_app, mentioned, role_of
from domain.request.records import Request
from domain.request.rules import Rules
from domain.request.urgency import urgencies_of
from domain.team.requests import WatchedChannel

TITLE_LENGTH = 100  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opening:
    post: Post
    requester: str


def find_requests(
    threads: Iterable[Thread],
    channels: Mapping[str, WatchedChannel],
    rules: Rules,
    unread: Collection[UnreadChannel] = (),
) -> tuple[Request, ...]:
    """Find the requests of a team, in the order of the threads; at most one in each thread.

    In a channel whose every message is for the team, a root opens a request unless a responder or
    an app wrote it (form bots excepted), or it only says thanks. Elsewhere it has to mention the
    team. So has a responder's own root, anywhere. Where a root opens nothing, the first later
    reply that mentions the team does, or that asks below a responder's root in a channel of ours.

    Their issues are attached by :func:`domain.request.attach_issues`.

    Args:
        threads: With every post that was ever seen.
        channels: Slack id → the watched channel, for those that are this team's.
        rules: The team's.
        unread: What could not be read this time; its requests are as last known, and say so.
    """
    why = {(gap.channel, gap.root_ts): gap.why for gap in unread}
    found = []
    for thread in threads:
        watched = channels.get(thread.channel)
        opening = watched and _opening(thread, watched, rules)
        if watched and opening:
            gap = _unread(thread, watched, why) or _may_be_ours(opening, rules)
            found.append(_request(thread, opening, rules, gap))
    return tuple(found)


def linked_issues(requests: Iterable[Request]) -> tuple[IssueRef, ...]:
    """List the issues that requests link to, each once, in order."""
    refs = (event.issue for request in requests for event in request.events)
    return tuple(dict.fromkeys(ref for ref in refs if ref is not None))


def _unread(thread: Thread, watched: WatchedChannel, why: Mapping[tuple[str, str], str]) -> str:
    if not why:
        return ""
    places = (
        (name, ts) for name in (watched.channel, thread.channel) for ts in ("", thread.root.ts)
    )
    return next((why[place] for place in places if place in why), "")


def _may_be_ours(opening: _Opening, rules: Rules) -> str:
    """A member's own message would be no request at all."""
    if role_of(opening.post, opening.post.at, "", rules) != "unknown":
        return ""
    return "who asked may be a member whose Slack account could not be looked up"


def _opening(thread: Thread, watched: WatchedChannel, rules: Rules) -> _Opening | None:
    if opening := _root_opening(thread.root, watched, rules):
        return opening
    replies = [post for post in thread.replies if _opens_later(post, thread, watched, rules)]
    # A deleted one is a cancelled request, unless somebody asked again.
    first = next((post for post in replies if post.deleted_at is None), next(iter(replies), None))
    return _Opening(post=first, requester=first.user) if first else None


def _root_opening(root: Post, watched: WatchedChannel, rules: Rules) -> _Opening | None:
    requester = root.user
    if is_app(root, rules):
        if root.app not in rules.policy.form_bots:
            return None
        requester = next(iter(mentioned(root.text)), root.user)
    calls = watched.messages == "all" and role_of(root, root.at, "", rules) != "responder"
    if not calls and not rules.mentions_us(root.text, watched.channel):
        return None
    if closes_only(root.text):
        return None
    return _Opening(post=root, requester=requester)


def _opens_later(post: Post, thread: Thread, watched: WatchedChannel, rules: Rules) -> bool:
    if role_of(post, post.at, "", rules) in ("app", "responder") or closes_only(post.text):
        return False
    if rules.mentions_us(post.text, watched.channel):
        return True
    return (
        watched.messages == "all"
        and role_of(thread.root, thread.root.at, "", rules) == "responder"
        and meaning(post.text, by_responder=False) == "question"
    )


def _request(thread: Thread, opening: _Opening, rules: Rules, unread: str) -> Request:
    posts = (thread.root, *thread.replies)
    post, names = opening.post, rules.people.names
    events = events_of(posts, post, opening.requester, rules)
    opened = next(event for event in events if event.kind == "opened")
    return Request(
        key=thread.key,
        team=rules.team,
        channel=thread.channel,
        root_ts=thread.root.ts,
        permalink=thread.permalink,
        requester=opening.requester,
        title=excerpt(post.text, names, TITLE_LENGTH),
        text=decode(post.text, names),
        kind="request" if any(event.kind == "issue_linked" for event in events) else "question",
        urgencies=urgencies_of(opened, events, rules),
        opened_at=opened.at,
        events=events,
        unread=unread,
    )
