"""One user group as Goalie reads it, explained: each test says only what it is about."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from domain.group_why import (
    Claim,
    Explanation,
    GroupFacts,
    LedgerRead,
    UnknownLedger,
    explain_group,
)
from domain.group_why.text import lay_out
from domain.membership import MembershipRecord
from domain.on_call import NobodyOnCall, OnCall, OnCallAnswer, Timeline, UnknownOnCall
from domain.people import Identity, SlackUser
from domain.problem import ProblemKind
from domain.rotation import Facts, plan_membership
from domain.team import Rotation
from tests.builders import NOON, SCHEDULE, a_group, a_rotation, a_shift, a_team

DAY = timedelta(days=1)
FILE = "repo-management"
NAMES = {"U0ADA": "Ada", "U0BEN": "Ben", "U0DANA": "Dana", "U0FRIDA": "Frida", "U0GUS": "Gus"}
ACCOUNT = "is an account without a visible email address"
BEN = OnCall(schedule="support", people=("ben@acme.example",))
NOBODY = NobodyOnCall(schedule="support")
UNREAD = UnknownOnCall(schedule="support", why="OpsGenie answered 500", remedy="Try again.")
BENS_WEEK = Timeline(
    shifts=(
        a_shift("ada@acme.example", start=NOON - 9 * DAY, end=NOON - 2 * DAY),
        a_shift("ben@acme.example", start=NOON - 2 * DAY, end=NOON + 5 * DAY),
        a_shift("ada@acme.example", start=NOON + 5 * DAY, end=NOON + 12 * DAY),
    ),
    start=NOON - 9 * DAY,
    end=NOON + 26 * DAY,
)


def who(person: str) -> Identity:
    """Who somebody is in Slack; milo has no account, an account id has no address."""
    name = person.partition("@")[0]
    if person.startswith("712020:"):
        return Identity(person=person, kind=ProblemKind.UNUSABLE_PERSON, why=ACCOUNT, remedy="Map.")
    if name == "milo":
        why = "has no active Slack account under that address"
        kind = ProblemKind.UNUSABLE_PERSON
        return Identity(person=person, kind=kind, why=why, remedy="Edit {file}.")
    if name == "lost":
        kind, why = ProblemKind.UNKNOWN_PERSON, "could not be looked up in Slack: 500"
        return Identity(person=person, kind=kind, why=why, remedy="Again.")
    return Identity(person=person, user=SlackUser(id=f"U0{name.upper()}", name=name.title()))


class _People(dict[str, Identity]):
    def __missing__(self, person: str) -> Identity:
        return who(person)


PEOPLE = _People({f"{n}@acme.example": who(f"{n}@acme.example") for n in ("ada", "ben", "dana")})
RECORD = MembershipRecord(
    id=1,
    team=FILE,
    rotation="support",
    user_group_id="S0SUPPORT",
    handle="support",
    action="set",
    before=("U0ADA",),
    after=("U0BEN",),
    reasons=("Ben is on call in support",),
    intended_at=NOON - 2 * DAY,
    settled_at=NOON - 2 * DAY,
    outcome="applied",
    detail="",
)


def explained(
    *members: str,
    answer: OnCallAnswer = BEN,
    timeline: Timeline | UnknownOnCall = BENS_WEEK,
    rotation: Rotation | None = None,
    ledger: LedgerRead | UnknownLedger | None = None,
    group: Mapping[str, object] | None = None,
    **changes: object,
) -> Explanation:
    """Explain the group @support, with these members, as Goalie has kept it."""
    rotation = rotation or a_rotation()
    ledger = ledger or LedgerRead(last=RECORD)
    team, known = a_team(rotation), a_group(members, **(group or {}))
    last = ledger.last if isinstance(ledger, LedgerRead) else None
    owned = {known.id: last.action == "disable"} if last else {}
    on_call = {SCHEDULE: answer}
    read = Facts(on_call=on_call, groups=[known], people={FILE: PEOPLE}, owned=owned)
    (verdict,) = plan_membership({FILE: team}, read, max_groups_changed=1).verdicts
    facts = GroupFacts(
        group=known,
        claims=(Claim(file=FILE, team=team, rotation=rotation, verdict=verdict),),
        on_call=on_call,
        timelines={SCHEDULE: timeline},
        people={FILE: PEOPLE},
        names=NAMES,
        ledger=ledger,
        refused=(),
        at=NOON,
    )
    return explain_group(replace(facts, **changes))  # type: ignore[arg-type]


def outline(explanation: Explanation) -> list[str]:
    """Everything that is said, a line each; what stands below something begins with a space."""
    lines = []
    for part in lay_out(explanation):
        lines.append(f"{part.heading}:")
        for item in part.items:
            lines += [item.text, *(f" {line}" for line in item.below)]
    return lines
