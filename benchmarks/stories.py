"""Requests are made up: threads with replies, emoji, promises and issues, thousands of them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from domain.conversation import Post, Reaction, Thread
from domain.issue import Card, Comment, Issue, IssueEvent, IssueEventKind
from domain.issue_link import IssueRef
from domain.request import TeamPeople
from domain.request.people import Membership
from domain.team import Team

NOW = datetime(2026, 1, 14, 12, tzinfo=UTC)
CHANNEL = "C0TEAM"
PEOPLE = TeamPeople(
    memberships={
        "U0ADA": (Membership(user="U0ADA", github="ada"),),
        "U0BEN": (Membership(user="U0BEN", github="ben"),),
        "U0FRIDA": (Membership(user="U0FRIDA", role="em", github="frida"),),
        "U0GUS": (Membership(user="U0GUS", role="pm", github="gus"),),
    }
)
_BUDGETS = {
    "acknowledgement": "4h",
    "answer": "2d",
    "next_response": "1d",
    "update": "3d",
    "escalate_after": "1d",
}
POLICY: dict[str, Any] = {
    "watched_channels": [{"channel": CHANNEL, "messages": "all"}],
    "label": "team/repo-management",
    "issue_repository": "acme/customer",
    "board": {"owner": "acme", "number": 209, "support_list": "Support Issues"},
    "sla": {f"p{n}": {**_BUDGETS, "words": [f"p{n}"]} for n in range(4)},
    "default_priority": "p3",
    "question_priority": "p3",
}
"""What a team file says about requests: four priorities and every check."""
_APART = timedelta(minutes=13)  # so that ten thousand requests are a quarter of a year
_STEP = timedelta(minutes=35)  # between two posts of one thread
_QUESTION = (
    ("U0HANA", "How do I rotate the token of a code host without stopping the sync?"),
    ("U0ADA", "Looking into it."),
    ("U0HANA", "Any news? The customer has a call this afternoon."),
    ("U0ADA", "You can add the second token first, then remove the old one."),
    ("U0IVAN", "We have that question too, for another customer."),
    ("U0BEN", "It is described under *Code hosts*, with the rights that it needs."),
    ("U0HANA", "It still answers 401, can you check once more?"),
    ("U0ADA", "The new token lacks a scope: it needs `read:org`."),
    ("U0HANA", "Thanks!"),
)
_REQUEST = (
    ("U0HANA", "Cloning fails with a timeout, p2. <https://github.com/acme/customer/issues/{n}>"),
    ("U0BEN", "ETA tomorrow 14:00"),
    ("U0HANA", "Good, I told them."),
    ("U0BEN", "The proxy closes idle connections after a minute; it needs a longer timeout."),
    ("U0HANA", "They changed it and see no difference."),
)
_TIMELINE: tuple[tuple[IssueEventKind, str], ...] = (
    ("label_added", "team/repo-management"),
    ("assigned", "ben"),
    ("card_added", ""),
    ("card_moved", "Support Issues"),
)


def make_team() -> Team:
    """A team whose policy has four priorities and every check."""
    rotation = {"name": "support", "schedules": [str(UUID(int=1))], "user_group": "@support"}
    return Team.model_validate(
        {
            "name": "Repo Management",
            "zone": "Europe/Berlin",
            "rotations": [rotation],
            "channels": {"team": CHANNEL, "ops": "#ops"},
            "holidays": {"country": "DE"},
            "requests": POLICY,
        }
    )


def make_threads(count: int) -> list[Thread]:
    """Threads of nine or five posts each, every second one with an issue, up to now."""
    return [_thread(number, NOW - (count - number) * _APART) for number in range(count)]


def make_issues(count: int) -> dict[IssueRef, Issue]:
    """The issues that these threads link to."""
    made = (_issue(number, NOW - (count - number) * _APART) for number in range(1, count, 2))
    return {issue.ref: issue for issue in made}


def _thread(number: int, at: datetime) -> Thread:
    root, *replies = _posts(_REQUEST if number % 2 else _QUESTION, number, at)
    address = f"https://acme.slack.com/archives/{CHANNEL}/p{root.ts.replace('.', '')}"
    return Thread(channel=CHANNEL, root=root, replies=tuple(replies), permalink=address)


def _posts(story: tuple[tuple[str, str], ...], number: int, at: datetime) -> Iterator[Post]:
    seen = Reaction(name="eyes", user="U0ADA", not_before=at, first_seen=at + timedelta(minutes=10))
    for place, (user, text) in enumerate(story):
        yield Post(
            ts=f"{int((at + place * _STEP).timestamp())}.{place:06d}",
            user=user,
            text=text.format(n=number),
            reactions=() if place else (seen,),
        )


def _issue(number: int, at: datetime) -> Issue:
    opened = at - timedelta(minutes=5)
    events = [
        IssueEvent(kind=kind, at=at + place * _STEP, actor="ben", subject=subject, board=209)
        for place, (kind, subject) in enumerate(_TIMELINE)
    ]
    card = Card(
        id=f"PVTI_{number}",
        board_owner="acme",
        board_number=209,
        column="Support Issues",
        entered_at=events[-1].at,
        archived=False,
    )
    return Issue(
        ref=IssueRef(owner="acme", repository="customer", number=number),
        id=f"I_{number}",
        title="Clone fails",
        body="### Description\nIt fails.\n### Background\nSince Monday.\n### Impact\nSearch.",
        state="OPEN",
        state_reason="",
        created_at=opened,
        closed_at=None,
        updated_at=events[-1].at,
        author="hana",
        labels=("team/repo-management",),
        assignees=("ben",),
        comments=(Comment(author="ben", at=events[-1].at),),
        events=tuple(events),
        cards=(card,),
        is_private=True,
    )
