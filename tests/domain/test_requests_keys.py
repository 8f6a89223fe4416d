"""Every key about requests in a team file changes something; one that were ignored would fail here.

Each row is a story in which another value of one key leads to another outcome.
"""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from domain.guideline import find_findings
from domain.issue import IssueAnswer
from domain.people import Identity, SlackUser
from domain.reminder import Told, plan_reminders, sweep_day
from domain.request import identify_members
from domain.request_text import BlindSpots, render_reminder, render_sweep
from domain.sla import judge, prepare_targets
from domain.team.hours import team_working_time
from domain.team.requests import Member, Requests
from tests.builders import a_team
from tests.builders_reminders import BOARD, a_context, a_good_issue
from tests.builders_requests import (
    CHANNEL,
    LINK,
    MONDAY,
    POLICY,
    a_card,
    a_request,
    a_requests_team,
    an_issue,
    at,
    some_rules,
)

ON, OFF = True, False
CHECKS = {name: {"after": "1d"} for name in ("missing_card", "card_without_owner")}
CHECKS |= {"missing_eta": {"after": "4h"}, "silent_owner": {"after": "3d"}}
BASE = POLICY | {"checks": CHECKS | {"missing_triage": {"priorities": ["p1"]}}}
HOW = "Mon 09:00 hana: How do I rotate a token?"
ASKED = f"Mon 09:00 hana: Clones fail {LINK}"
EYES = "Mon 09:10 ben :eyes:"
SAID = "Mon 09:10 ben: It is the disk."
GOOD = a_good_issue()
WANTED = "## Background\nSince Monday.\n## Impact\nTwo.\n## Wanted\nA fix."
NO_CARD = a_good_issue(cards=(), events=())
NO_OWNER = a_good_issue(assignees=(), cards=(a_card(entered_at=at("Mon 09:00")),))
CLOSED = a_good_issue(state="CLOSED", closed_at=at("Mon 10:00"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Another value of a key, and the story in which it matters; numbers lead into lists."""

    path: str
    value: object
    story: tuple[str, ...] = (HOW,)
    now: str = "Mon 12:00"
    issues: tuple[IssueAnswer, ...] = ()
    channel: str = CHANNEL

    @property
    def key(self) -> str:
        """The key without which priority or which item of a list."""
        parts = [part for part in self.path.split(".") if not part.isdigit()]
        return ".".join(parts[:1] + parts[2:] if parts[0] == "sla" else parts)


def row(
    path: str, value: object, *story: str, now: str = "Mon 12:00", issue: IssueAnswer | None = None
) -> Row:
    """A row about the team's own channel."""
    issues = () if issue is None else (issue,)
    return Row(path=path, value=value, story=story or (HOW,), now=now, issues=issues)


ROWS = [
    row("watched_channels.0.messages", "ours"),
    Row(
        path="watched_channels.1.keywords",
        value=["gitserver"],
        story=("Mon 09:00 hana: Who knows gitserver?",),
        channel="C0ASK",
    ),
    row("label", "team/other", ASKED, issue=GOOD),
    row("issue_repository", "acme/other", ASKED, issue=an_issue()),
    row("board.owner", "other", ASKED, EYES, now="Wed 12:00", issue=NO_OWNER),
    row("board.number", 210, ASKED, EYES, now="Wed 12:00", issue=NO_OWNER),
    row("board.support_list", "Doing", ASKED, EYES, now="Wed 12:00", issue=GOOD),
    row("form_bots", [], "Mon 09:00 form: <@U0HANA> asks: How?"),
    row("answers_by_others_count", ON, HOW, "Mon 09:10 ivan: Use the command for it."),
    row("emojis.acknowledged", ["wave"], HOW, "Mon 09:10 ben :wave:"),
    row("emojis.answered", ["tada"], HOW, "Mon 09:10 ben :tada:"),
    row("at_risk_percent", 50, "Mon 09:00 hana: p1 all is down", now="Mon 09:20"),
    row(
        "sla.p1.labels", ["hot"], ASKED, issue=a_good_issue(labels=("hot", "team/repo-management"))
    ),
    row("sla.p1.words", ["hot"], "Mon 09:00 hana: hot: all is down"),
    row("sla.p3.acknowledgement", "1h"),
    row("sla.p3.answer", "2h", HOW, EYES),
    row("sla.p3.next_response", "1h", HOW, SAID, "Mon 09:20 hana: It is not. Why?"),
    row("sla.p2.update", "1h", ASKED, SAID, issue=GOOD),
    row("sla.p1.around_the_clock", OFF, "Sat 12:00 hana: p1 all is down", now="Sat 13:00"),
    row("sla.p3.escalate_after", "10m", now="Mon 13:30"),
    row("default_priority", "p3", ASKED, issue=GOOD),
    row("question_priority", "p2"),
    row("urgent", [], "Mon 09:00 hana: p1 all is down", now="Mon 09:25"),
    row("sections.description", ["wanted"], ASKED, issue=a_good_issue(body=WANTED)),
    row("sections.background", ["wanted"], ASKED, issue=GOOD),
    row("sections.impact", ["wanted"], ASKED, issue=GOOD),
    row("checks.missing_link.enabled", OFF, "Mon 09:00 hana: p2 clones fail"),
    row("checks.missing_label.enabled", OFF, ASKED, issue=a_good_issue(labels=())),
    row("checks.missing_label.fix", ON, ASKED, issue=a_good_issue(labels=())),
    row("checks.missing_sections.enabled", OFF, ASKED, issue=a_good_issue(body="")),
    row("checks.missing_card.enabled", OFF, ASKED, EYES, now="Wed 12:00", issue=NO_CARD),
    row("checks.missing_card.after", "9d", ASKED, EYES, now="Wed 12:00", issue=NO_CARD),
    row("checks.missing_card.fix", ON, ASKED, EYES, now="Wed 12:00", issue=NO_CARD),
    row("checks.card_without_owner.enabled", OFF, ASKED, now="Wed 12:00", issue=NO_OWNER),
    row("checks.card_without_owner.after", "9d", ASKED, now="Wed 12:00", issue=NO_OWNER),
    row("checks.missing_eta.enabled", OFF, ASKED, EYES, now="Tue 12:00", issue=GOOD),
    row("checks.missing_eta.after", "9d", ASKED, EYES, now="Tue 12:00", issue=GOOD),
    row("checks.missing_triage.enabled", OFF, "Mon 09:00 hana: p1 down", EYES),
    row("checks.missing_triage.priorities", [], "Mon 09:00 hana: p1 down", EYES),
    row("checks.missing_triage.labels", ["team/repo-management"], ASKED, EYES, issue=GOOD),
    row("checks.missing_triage.age", "1h", ASKED, EYES, issue=GOOD),
    row("checks.silent_owner.enabled", OFF, ASKED, EYES, now="Fri 12:00", issue=GOOD),
    row("checks.silent_owner.after", "9d", ASKED, EYES, now="Fri 12:00", issue=GOOD),
    row("checks.closed_but_waiting.enabled", OFF, ASKED, issue=CLOSED),
]
ELSEWHERE = {
    # What is read, and when, the tests of the flows show.
    "watched_channels.channel": "tests/flows/test_check_sla.py",
    "look_back_days": "tests/flows/test_check_sla.py",
    "board.status_field": "tests/flows/test_sweep_questions_fixes.py",
}


@pytest.mark.parametrize("one", ROWS, ids=lambda one: one.path)
def test_another_value_leads_to_another_outcome(one: Row) -> None:
    changed = copy.deepcopy(BASE)
    *where, last = one.path.split(".")
    place: Any = changed
    for part in where:
        place = place[int(part)] if part.isdigit() else place.setdefault(part, {})
    place[int(last) if last.isdigit() else last] = one.value
    assert outcome(one, BASE) == outcome(one, copy.deepcopy(BASE))
    assert outcome(one, changed) != outcome(one, BASE)


def outcome(one: Row, policy: dict[str, object]) -> str:
    """What is found, told and swept; the policy itself is not part of it."""
    policy = copy.deepcopy(policy)
    rules = some_rules(a_requests_team(**policy), now=at(one.now))
    request = a_request(*one.story, issues=one.issues, rules=rules, channel=one.channel)
    if request is None:
        return "no request"
    targets = prepare_targets(rules.policy, rules.working_time)
    standing, context = judge(request, rules, targets, at(one.now)), a_context(one.now, **policy)
    findings = find_findings([standing], BOARD, context)
    reminders = plan_reminders([standing], findings, context, Told())
    told = [render_reminder(r, {standing.key: standing}, context).text for r in reminders]
    swept = render_sweep([standing], findings, BlindSpots(), context, MONDAY)
    found = [(finding.check, finding.sentence, finding.fix) for finding in findings]
    return repr((found, told, swept and swept.parent.text))


def test_two_threads_can_be_switched_off() -> None:
    def found(*, enabled: bool) -> list[str]:
        checks = {"missing_triage": {"priorities": ["p1"]}, "two_threads": {"enabled": enabled}}
        rules = some_rules(a_requests_team(checks=checks))
        targets = prepare_targets(rules.policy, rules.working_time)
        stories = (ASKED, ASKED.replace("09:00", "09:30"))
        requests = [a_request(story, issues=[GOOD], rules=rules) for story in stories]
        standings = [judge(r, rules, targets, at("Mon 12:00")) for r in requests if r]
        context = a_context(checks=checks)
        return [finding.check for finding in find_findings(standings, BOARD, context)]

    assert found(enabled=True).count("two_threads") == 1
    assert found(enabled=False).count("two_threads") == 0


def test_sweep_at_says_when_the_day_is_swept() -> None:
    hours = team_working_time(a_team(), at("Mon 10:00"))
    swept = [sweep_day(when, hours, at("Mon 10:00")) for when in ("09:30", "10:30")]
    assert swept == [MONDAY, None]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("email", "ben@acme.example"),
        ("github", "ada-gh"),
        ("role", "em"),
        ("since", "2026-11-10"),
        ("until", "2026-11-10"),
    ],
)
def test_every_key_of_a_member_counts(key: str, value: str) -> None:
    def people(**member: str) -> object:
        team = a_team(members=[{"email": "ada@acme.example"} | member])
        found = {m.email: _identity(m.email) for m in team.members}
        return identify_members(team, found).memberships

    assert people(**{key: value}) != people()


def _identity(email: str) -> Identity:
    name = email.partition("@")[0]
    user = SlackUser(id=f"U0{name.upper()}", name=name)
    return Identity(person=email, user=user)


def test_every_key_has_a_test() -> None:
    tested = {one.key for one in ROWS} | ELSEWHERE.keys()
    tested |= {"checks.two_threads.enabled", "sweep_at"}
    assert set(keys_of(Requests)) == tested
    assert set(Member.model_fields) == {"email", "github", "role", "since", "until"}


def keys_of(model: type[BaseModel]) -> Iterator[str]:
    """Every key that holds a value, with those above it: ``board.owner``."""
    for name, field in model.model_fields.items():
        inner = _model_in(field.annotation)
        yield from (f"{name}.{key}" for key in keys_of(inner)) if inner else (name,)


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return None if annotation.__name__ == "Duration" else annotation
    found = (_model_in(argument) for argument in get_args(annotation))
    return next((model for model in found if model), None)
