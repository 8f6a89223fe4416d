"""Stories make requests: one line for each thing that happened, in the team's own time.

A story is told in the week of Monday 9 November 2026 (``Mon`` … ``Sun``; ``+Mon`` is a week later)
in Berlin, where the team works from 09:00 to 17:00. Hana asks; Ada and Ben are of the team, with
Frida (EM) and Gus (PM); Ivan is another customer engineer; ``robot`` is an app.

    Mon 09:00 hana: How do I …?          a message; the first one is the root
    Mon 09:10 ben :eyes:                 an emoji under the root
    Mon 09:10..Mon 09:20 ben :eyes: #2   … seen by the later sweep, under the second message
    Mon 09:30 hana deletes #2            the second message is gone
    Mon 09:30 hana edits #1: …           now it reads so
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.conversation import Post, Reaction, Thread
from domain.issue import Card, Comment, Issue, IssueAnswer, IssueEvent
from domain.issue_link import IssueRef
from domain.request import attach_issues, find_requests, prepare_rules
from domain.request.people import Membership, TeamPeople
from domain.request.records import Request
from domain.request.rules import Rules
from domain.sla import Clock, judge, prepare_targets
from domain.standing import Standing
from domain.team import Team
from domain.team.hours import team_working_time
from tests.builders import a_team

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 11, 9)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
CHANNEL = "C0REPO"
USERS = {
    name: f"U0{name.upper()}"
    for name in ["hana", "ivan", "jo", "ada", "ben", "frida", "gus", "nova"]
}
ISSUE = IssueRef(owner="acme", repository="customer", number=7)
LINK = "<https://github.com/acme/customer/issues/7>"
_LINE = re.compile(
    r"(?P<at>\+?[\w-]+ [\d:]+)(?:\.\.(?P<until>\+?\w{3} [\d:]+))? (?P<who>\w+)"
    r"(?:: ?(?P<text>.*)|\s(?::(?P<emoji>[^ ]+):|(?P<verb>deletes|edits))(?: #(?P<nth>\d+))?"
    r"(?:: (?P<edited>.*))?)",
    re.DOTALL,
)

POLICY: dict[str, object] = {
    "watched_channels": [
        {"channel": "#repo-management", "messages": "all"},
        {"channel": "#ask-engineering", "messages": "ours", "keywords": ["code hosts"]},
    ],
    "label": "team/repo-management",
    "issue_repository": "acme/customer",
    "board": {"owner": "acme", "number": 209, "support_list": "Support Issues"},
    "form_bots": ["B0FORM"],
    "default_priority": "p2",
    "question_priority": "p3",
    "urgent": ["p0", "p1"],
    "checks": {"missing_triage": {"priorities": ["p1"]}},
    "sla": {
        "p0": {
            "words": ["p0"],
            "acknowledgement": "10m",
            "answer": "1h",
            "around_the_clock": True,
            "escalate_after": "1h",
        },
        "p1": {
            "words": ["p1", "sev 1"],
            "labels": ["severity/p1"],
            "acknowledgement": "30m",
            "answer": "4h",
            "next_response": "2h",
            "update": "1d",
            "around_the_clock": True,
            "escalate_after": "1h",
        },
        "p2": {
            "words": ["p2"],
            "acknowledgement": "4h",
            "answer": "8h",
            "next_response": "8h",
            "update": "2d",
            "escalate_after": "4h",
        },
        "p3": {
            "words": ["p3"],
            "labels": ["severity/p3"],
            "acknowledgement": "4h",
            "answer": "1d",
            "next_response": "1d",
            "escalate_after": "1d",
        },
    },
}


def at(when: str) -> datetime:
    """An instant in the story's week: ``Mon 09:00``, ``+Tue 14:30:30``; or ``2026-10-25 03:30``."""
    name, clock = when.removeprefix("+").split()
    if name in DAYS:
        day = MONDAY + timedelta(days=DAYS.index(name) + 7 * when.startswith("+"))
    else:
        day = date.fromisoformat(name)
    return datetime.combine(day, time.fromisoformat(clock), BERLIN).astimezone(UTC)


def say(instant: datetime | None) -> str:
    """The other way round."""
    if instant is None:
        return "never"
    local = instant.astimezone(BERLIN)
    weeks, day = divmod((local.date() - MONDAY).days, 7)
    return f"{'+' * weeks}{DAYS[day]} {local:%H:%M}{f':{local:%S}' if local.second else ''}"


def ts_of(instant: datetime, nth: int = 0) -> str:
    """Slack's ts of an instant."""
    return f"{int(instant.timestamp())}.{instant.microsecond + nth:06d}"


def a_requests_team(**changes: object) -> Team:
    """The team with its usual policy; changes are keys of ``requests`` or of the team."""
    policy = POLICY | {k: v for k, v in changes.items() if k not in Team.model_fields}
    own = {k: v for k, v in changes.items() if k in Team.model_fields}
    return a_team(**({"requests": policy} | own))


def some_people(**changes: object) -> TeamPeople:
    """Ada and Ben, engineers; Frida, EM; Gus, PM."""
    memberships = {
        "U0ADA": (Membership(user="U0ADA", github="ada-gh"),),
        "U0BEN": (Membership(user="U0BEN", github="ben-gh"),),
        "U0FRIDA": (Membership(user="U0FRIDA", role="em", github="frida-gh"),),
        "U0GUS": (Membership(user="U0GUS", role="pm"),),
    }
    base: dict[str, object] = {
        "memberships": memberships,
        "user_groups": frozenset({"S0SUPPORT"}),
        "names": {"U0ADA": "Ada Marin", "U0HANA": "Hana"},
    }
    return TeamPeople(**(base | changes))  # type: ignore[arg-type]


def some_rules(
    team: Team | None = None, people: TeamPeople | None = None, now: datetime | None = None
) -> Rules:
    """The rules of the usual team."""
    team = team or a_requests_team()
    hours = team_working_time(team, now or at("Mon 09:00"))
    return prepare_rules("repo-management", team, people or some_people(), hours)


def a_thread(*lines: str, channel: str = CHANNEL) -> Thread:
    """The thread that a story tells."""
    posts: list[Post] = []
    for line in lines:
        told = _LINE.fullmatch(line)
        assert told, line
        when = at(told["at"])
        nth = int(told["nth"] or 1) - 1
        if told["text"] is not None:
            same = sum(post.at.replace(microsecond=0) == when for post in posts)
            posts.append(_post(told["who"], when, told["text"], same))
        elif told["emoji"]:
            until = at(told["until"]) if told["until"] else when
            seen = Reaction(
                name=told["emoji"],
                user=USERS.get(told["who"], told["who"]),
                not_before=when,
                first_seen=until,
            )
            posts[nth] = replace(posts[nth], reactions=(*posts[nth].reactions, seen))
        elif told["verb"] == "deletes":
            posts[nth] = replace(posts[nth], deleted_at=when)
        else:
            posts[nth] = replace(posts[nth], text=told["edited"], edited=ts_of(when))
    root, *replies = posts
    return Thread(
        channel=channel,
        root=root,
        replies=tuple(replies),
        permalink=f"https://acme.slack.com/archives/{channel}/p{root.ts.replace('.', '')}",
    )


def _post(who: str, when: datetime, text: str, nth: int) -> Post:
    if who in ("robot", "form"):
        return Post(ts=ts_of(when, nth), user="", app=f"B0{who.upper()}", text=text)
    return Post(ts=ts_of(when, nth), user=USERS[who], text=text)


def an_issue(**changes: object) -> Issue:
    """An open issue of the customer repository, opened by Hana just before."""
    base: dict[str, object] = {
        "ref": ISSUE,
        "id": "I_7",
        "title": "Clone fails",
        "body": "## Description\nIt fails.",
        "state": "OPEN",
        "state_reason": "",
        "created_at": at("Mon 08:50"),
        "closed_at": None,
        "updated_at": at("Mon 08:50"),
        "author": "hana-gh",
        "labels": ("team/repo-management",),
        "assignees": (),
        "comments": (),
        "events": (),
        "cards": (),
        "is_private": True,
    }
    return Issue(**(base | changes))  # type: ignore[arg-type]


def on_issue(when: str, who: str, kind: str, subject: str = "") -> IssueEvent:
    """One line of an issue's timeline; who is a login."""
    board = 209 if kind.startswith("card") else None
    return IssueEvent(
        kind=kind,  # type: ignore[arg-type]
        at=at(when),
        actor=who,
        subject=subject,
        board=board,
    )


def a_comment(when: str, who: str) -> Comment:
    """A comment below an issue; who is a login."""
    return Comment(author=who, at=at(when))


def a_card(column: str = "Support Issues", **changes: object) -> Card:
    """A card on the team's board."""
    base: dict[str, object] = {
        "id": "PVTI_7",
        "board_owner": "acme",
        "board_number": 209,
        "column": column,
        "entered_at": at("Mon 10:00"),
        "archived": False,
    }
    return Card(**(base | changes))  # type: ignore[arg-type]


def a_request(
    *lines: str,
    issues: Iterable[IssueAnswer] = (),
    rules: Rules | None = None,
    channel: str = CHANNEL,
) -> Request | None:
    """The request that a story tells, with its issues, or None."""
    rules = rules or some_rules()
    watched = rules.policy.watched_channels
    channels = {CHANNEL: watched[0]}
    if len(watched) > 1:
        channels["C0ASK"] = watched[1]
    found = find_requests([a_thread(*lines, channel=channel)], channels, rules)
    answers: Mapping[IssueRef, IssueAnswer] = {issue.ref: issue for issue in issues}
    return next(iter(attach_issues(found, answers, rules)), None)


def a_standing(
    *lines: str,
    now: str = "Mon 12:00",
    issues: Iterable[IssueAnswer] = (),
    people: TeamPeople | None = None,
    unread: str = "",
    **policy: object,
) -> Standing:
    """How the request of a story stands."""
    team = a_requests_team(**policy)
    rules = some_rules(team, people, at(now))
    request = a_request(*lines, issues=issues, rules=rules)
    assert request is not None, "the story opens no request"
    targets = prepare_targets(rules.policy, rules.working_time)
    return judge(replace(request, unread=unread or request.unread), rules, targets, at(now))


def clocks_now(standing: Standing) -> dict[str, str]:
    """Kind of clock → how it stands; of several of a kind, the last."""
    return {clock.kind: clock.state for clock in standing.clocks}


def clock_of(standing: Standing, kind: str) -> Clock:
    """Of several clocks of a kind, the last."""
    return [clock for clock in standing.clocks if clock.kind == kind][-1]
