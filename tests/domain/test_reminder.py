"""Who is told what and when: the ladder of each clock, its hours, and each rung once."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from domain.guideline import Finding, find_findings
from domain.issue import IssueAnswer, UnseenIssue
from domain.reminder import (
    ENTRIES_AT_MOST,
    Reminder,
    Told,
    plan_reminders,
    read_told,
)
from domain.standing import Standing
from tests.builders_reminders import a_context
from tests.builders_requests import ISSUE, LINK, POLICY, a_standing, an_issue, at

ANSWERED = "Mon 09:10 ben: It is the proxy; set http.proxy and it works."
SLA: dict[str, dict[str, object]] = POLICY["sla"]  # type: ignore[assignment]


def sla(priority: str, **changes: object) -> dict[str, object]:
    """The usual SLA with one priority changed."""
    return SLA | {priority: SLA[priority] | changes}


def plan(
    *story: str,
    now: str,
    on_call: Iterable[str] = ("U0BEN",),
    issues: Iterable[IssueAnswer] = (),
    told: Told | None = None,
    with_findings: bool = False,
    **policy: object,
) -> tuple[Reminder, ...]:
    standing = a_standing(*story, now=now, issues=issues, **policy)  # type: ignore[arg-type]
    context = a_context(now, on_call=on_call, **policy)  # type: ignore[arg-type]
    findings = find_findings([standing], None, context) if with_findings else ()
    return plan_reminders([standing], findings, context, told or Told())


def said(reminders: Iterable[Reminder]) -> list[str]:
    """Each entry as place, what it is about, its rung where that differs, and whom it mentions."""
    return [
        " ".join([reminder.place, entry.key.split(":")[1], entry.rung, *reminder.to])
        for reminder in reminders
        for entry in reminder.entries
    ]


# p2 in working hours (09:00 to 17:00): acknowledgement 4 h, EM and PM after 4 h past due.
P2 = "Mon 09:00 hana: p2 clones fail"
THREAD = "thread acknowledgement thread U0BEN"
CHANNEL = "channel acknowledgement channel U0BEN"
LEADS = "leads acknowledgement leads U0FRIDA U0GUS"


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("Mon 12:59", []),  # at risk, which is told of urgent ones only
        ("Mon 13:00", []),  # due now: overdue is strictly after
        ("Mon 13:01", [THREAD]),
        ("Mon 14:59", [THREAD]),
        ("Mon 15:00", [THREAD, CHANNEL]),  # half of escalate_after past due
        ("Mon 16:59", [THREAD, CHANNEL]),
        ("Mon 17:00", []),  # closed
        ("Tue 09:00", [THREAD, LEADS]),
    ],
)
def test_the_ladder(now: str, expected: list[str]) -> None:
    seen = [line for line in said(plan(P2, now=now)) if "acknowledgement" in line]
    assert seen == expected


@pytest.mark.parametrize(
    ("policy", "now", "expected"),
    [
        # escalate_after
        ({"sla": sla("p2", escalate_after="1h")}, "Mon 13:29", [THREAD]),
        ({"sla": sla("p2", escalate_after="1h")}, "Mon 13:30", [THREAD, CHANNEL]),
        ({"sla": sla("p2", escalate_after="1h")}, "Mon 14:00", [THREAD, LEADS]),
        # the budget
        ({"sla": sla("p2", acknowledgement="1h")}, "Mon 10:01", [THREAD]),
        # around_the_clock
        ({"sla": sla("p2", around_the_clock=True)}, "Mon 17:00", [THREAD, LEADS]),
        # urgent: at any hour, and while at risk
        ({"urgent": ["p2"]}, "Mon 11:59", []),
        ({"urgent": ["p2"]}, "Mon 12:00", ["thread acknowledgement at_risk U0BEN"]),
        ({"urgent": ["p2"]}, "Mon 20:00", [THREAD, LEADS]),
        # at_risk_percent
        ({"urgent": ["p2"], "at_risk_percent": 50}, "Mon 11:00",
         ["thread acknowledgement at_risk U0BEN"]),
        # working_hours and holidays
        ({"working_hours": {"mon": [["09:00", "21:00"]]}}, "Mon 20:00", [THREAD, LEADS]),
        ({"holidays": {"dates": ["2026-11-10"]}}, "Tue 09:30", []),
    ],
)  # fmt: skip
def test_every_key_of_the_policy_counts(
    policy: dict[str, object], now: str, expected: list[str]
) -> None:
    seen = [line for line in said(plan(P2, now=now, **policy)) if "acknowledgement" in line]  # type: ignore[arg-type]
    assert seen == expected


def test_a_promise_of_no_urgent_request_is_not_told_at_night() -> None:
    story = (P2, "Mon 09:10 ben: Looking, ETA Mon 18:00")
    assert plan(*story, now="Mon 20:00") == ()
    assert [r.place for r in plan(*story, now="Tue 09:01")] == ["thread"]


@pytest.mark.parametrize(
    ("story", "now", "expected"),
    [
        # a lapsed ETA: its author, then whoever has the request
        (
            (P2, "Mon 09:10 ada: Looking, ETA Mon 11:00"),
            "Mon 11:01",
            ["thread eta thread U0ADA"],
        ),
        # somebody took it: the owner
        (
            (P2, "Mon 09:10 ada: I'll take it."),
            "Tue 09:01",
            ["thread answer thread U0ADA"],
        ),
        # nobody took it: who is on rotation
        ((P2,), "Mon 13:01", [THREAD]),
        # the requester wrote again after an answer
        (
            ("Mon 09:00 hana: how do I clone?", ANSWERED, "Mon 09:20 hana: that does not work"),
            "Tue 09:21",
            ["thread next_response thread U0BEN"],
        ),
    ],
)
def test_the_one_who_must_act_is_told(
    story: tuple[str, ...], now: str, expected: list[str]
) -> None:
    assert said(plan(*story, now=now)) == expected


@pytest.mark.parametrize(
    ("on_call", "expected"),
    [
        (["U0ADA"], ["thread acknowledgement thread U0ADA"]),
        (["U0ADA", "U0BEN"], ["thread acknowledgement thread U0ADA U0BEN"]),
        ([], ["thread acknowledgement thread"]),
    ],
)
def test_an_unknown_rotation_mentions_nobody(on_call: list[str], expected: list[str]) -> None:
    seen = [line for line in said(plan(P2, now="Mon 13:01", on_call=on_call)) if "ack" in line]
    assert seen == expected


def test_without_em_and_pm_the_channel_is_the_top_of_the_ladder() -> None:
    hasty = {"sla": sla("p2", escalate_after="1h")}
    standing, context = a_standing(P2, now="Mon 16:59", **hasty), a_context("Mon 16:59", **hasty)
    engineers = {u: m for u, m in context.people.memberships.items() if u in {"U0ADA", "U0BEN"}}
    alone = replace(context, people=replace(context.people, memberships=engineers))
    assert said(plan_reminders([standing], (), alone, Told())) == [THREAD, CHANNEL]


def test_who_is_em_today_is_told() -> None:
    standing, context = a_standing(P2, now="Tue 09:00"), a_context("Tue 09:00")
    frida = replace(context.people.memberships["U0FRIDA"][0], until=at("Mon 12:00"))
    people = {**context.people.memberships, "U0FRIDA": (frida,)}
    later = replace(context, people=replace(context.people, memberships=people))
    leads = [r.to for r in plan_reminders([standing], (), later, Told()) if r.place == "leads"]
    assert leads == [("U0GUS",)]


def test_who_left_is_not_told() -> None:
    story = (P2, "Mon 09:10 ada: Looking, ETA Mon 11:00")
    standing, context = a_standing(*story, now="Mon 11:01"), a_context("Mon 11:01")
    stayed = {u: m for u, m in context.people.memberships.items() if u != "U0ADA"}
    without = replace(context, people=replace(context.people, memberships=stayed))
    assert said(plan_reminders([standing], (), without, Told())) == ["thread eta thread U0BEN"]


@pytest.mark.parametrize(
    ("story", "issues", "unread"),
    [
        (("Mon 09:00 hana: p2", ANSWERED), (), ""),
        ((P2, "Mon 09:10 hana :white_check_mark:"), (), ""),
        ((P2,), (), "Slack answered 429"),
        ((P2, "Mon 09:10 ben: Which version?"), (), ""),
    ],
    ids=["answered", "done", "unread", "waits for the requester"],
)
def test_nothing_is_told_of_what_does_not_wait_or_is_not_known(
    story: tuple[str, ...], issues: tuple[IssueAnswer, ...], unread: str
) -> None:
    now = "Tue 16:00"
    standing = a_standing(*story, now=now, issues=issues, unread=unread)
    finding = Finding(
        request_key=standing.key, check="missing_link", sentence="", remedy="", since=at(P2[:9])
    )
    if unread or standing.state.is_over:
        assert plan_reminders([standing], (finding,), a_context(now), Told()) == ()
    assert plan_reminders([standing], (), a_context(now), Told()) == ()


def test_an_unknown_clock_is_never_told_as_unanswered() -> None:
    story = (f"Mon 09:00 hana: {LINK}", "Mon 09:10 ben: On it, ETA Mon 11:00")
    standing = a_standing(*story, now="Mon 12:00", issues=(UnseenIssue(ref=ISSUE),))
    assert {c.kind: c.state for c in standing.clocks}["eta"] == "unknown"
    assert plan_reminders([standing], (), a_context("Mon 12:00"), Told()) == ()


def test_several_that_are_due_at_once_are_one_message() -> None:
    (reminder,) = plan("Mon 09:00 hana: how do I clone?", now="Tue 09:01")[:1]
    assert [entry.key.split(":")[1] for entry in reminder.entries] == ["acknowledgement", "answer"]


def test_an_answer_that_waits_for_an_eta_is_told_as_the_eta() -> None:
    story = (P2, "Mon 09:10 ada: Looking, ETA Wed 11:00")
    assert said(plan(*story, now="Wed 11:01")) == ["thread eta thread U0ADA"]


@pytest.mark.parametrize(
    ("story", "issues", "now", "expected"),
    [
        ((P2,), (), "Mon 09:30", ["thread missing_link thread U0HANA"]),
        (
            (f"Mon 09:00 hana: {LINK}", "Mon 09:10 ben :eyes:"),
            (an_issue(),),
            "Mon 13:11",
            ["thread missing_eta thread U0BEN"],
        ),
        # the other findings wait for the sweep
        ((f"Mon 09:00 hana: {LINK}",), (an_issue(labels=()),), "Mon 09:30", []),
        # and none is told outside the hours, however urgent
        (("Mon 17:00 hana: p0 clones fail",), (), "Mon 17:05", []),
    ],
)
def test_two_findings_are_told_in_the_thread(
    story: tuple[str, ...], issues: tuple[IssueAnswer, ...], now: str, expected: list[str]
) -> None:
    assert said(plan(*story, now=now, issues=issues, with_findings=True)) == expected


def test_each_rung_is_told_once_and_again_when_the_due_instant_changes() -> None:
    first = plan(P2, now="Mon 13:01")
    told = read_told(r.subject for r in first)
    assert plan(P2, now="Mon 13:11", told=told) == ()
    assert said(plan(P2, now="Mon 15:01", told=told)) == [CHANNEL]
    raised = plan(P2, "Mon 13:12 hana: this is p1 now", now="Mon 14:43", told=told)
    assert "thread answer thread U0BEN" not in said(raised)
    again = plan("Mon 09:00 hana: p1", now="Mon 13:11", told=told)
    assert THREAD in said(again)


def test_a_clock_that_joins_later_does_not_repeat_the_first() -> None:
    told = read_told(r.subject for r in plan(P2, now="Mon 13:01"))
    later = plan(P2, now="Tue 09:01", told=told)
    assert "thread acknowledgement thread U0BEN" not in said(later)
    assert "thread answer thread U0BEN" in said(later)


def test_the_same_plan_has_the_same_subjects_and_a_dropped_one_gets_another() -> None:
    (one,), (two,) = plan(P2, now="Mon 14:01"), plan(P2, now="Mon 14:11")
    assert one.subject == two.subject
    (again,) = plan(P2, now="Mon 14:11", told=read_told([], expired=[one.subject]))
    assert again.subject == f"{one.subject}~1"
    (third,) = plan(P2, now="Mon 14:21", told=read_told([], [one.subject, again.subject]))
    assert third.subject == f"{one.subject}~2"
    assert plan(P2, now="Mon 14:31", told=read_told([again.subject], [one.subject])) == ()


def many(count: int, now: str) -> list[Standing]:
    standing = a_standing("Mon 09:00 hana: how do I clone?", now=now)
    return [
        replace(standing, request=replace(standing.request, key=f"C0REPO/{n}.000100"))
        for n in range(count)
    ]


def test_many_requests_are_one_message_in_the_channel_up_to_a_limit() -> None:
    now = "Wed 15:00"
    reminders = plan_reminders(many(20, now), (), a_context(now), Told())
    in_leads = [r for r in reminders if r.place == "leads"]
    assert sum(len(r.entries) for r in in_leads) == 40
    assert all(len(r.entries) <= ENTRIES_AT_MOST for r in in_leads)
    assert len([r for r in reminders if r.place == "thread"]) == 20
