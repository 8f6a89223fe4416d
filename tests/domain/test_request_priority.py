"""A request has the most urgent priority that a label or a word gives it, else the default."""

import pytest

from tests.builders_requests import LINK, a_request, an_issue, on_issue, say


@pytest.mark.parametrize(
    ("text", "priority"),
    [
        ("How do I …?", "p3"),
        ("This is a P1!", "p1"),
        ("(p1) it fails", "p1"),
        ("sev 1: it fails", "p1"),
        ("P2 or p1", "p1"),
        ("p1p2", "p3"),
        ("see <https://example.com/p1>", "p3"),
        ("see `p1`", "p3"),
        ("see ```\np1\n```", "p3"),
        ("this is not p1", "p3"),
        ("this isn't a p1, only p2", "p2"),
        ("non-p1", "p3"),
    ],
)
def test_words_name_a_priority(text: str, priority: str) -> None:
    request = a_request(f"Mon 09:00 hana: {text}")
    assert request
    assert request.priority == priority


def test_a_request_with_an_issue_has_another_default_than_a_question() -> None:
    request = a_request("Mon 09:00 hana: How …?", f"Mon 10:00 hana: {LINK}")
    assert request
    assert [(u.priority, say(u.since)) for u in request.urgencies] == [
        ("p3", "Mon 09:00"),
        ("p2", "Mon 10:00"),
    ]
    assert request.kind == "request"


@pytest.mark.parametrize(
    ("changes", "urgencies"),
    [
        ({"labels": ("severity/p1",)}, ["p1 Mon 09:00"]),
        ({"labels": ("Severity/P1",)}, ["p1 Mon 09:00"]),
        (
            {
                "labels": ("severity/p1",),
                "events": (on_issue("Mon 11:00", "x", "label_added", "severity/p1"),),
            },
            ["p2 Mon 09:00", "p1 Mon 11:00"],
        ),
        (
            {"events": (on_issue("Mon 11:00", "x", "label_removed", "severity/p1"),)},
            ["p1 Mon 09:00", "p2 Mon 11:00"],
        ),
        ({"labels": ("severity/p3",)}, ["p3 Mon 09:00"]),
        ({"labels": ("severity/p3", "severity/p1")}, ["p1 Mon 09:00"]),
        ({"labels": ("else",)}, ["p2 Mon 09:00"]),
    ],
)
def test_labels_give_a_priority_while_they_are_there(
    changes: dict[str, object], urgencies: list[str]
) -> None:
    request = a_request(f"Mon 09:00 hana: {LINK}", issues=[an_issue(**changes)])
    assert request
    assert [f"{u.priority} {say(u.since)}" for u in request.urgencies] == urgencies


def test_an_edit_or_a_later_message_may_raise_the_priority() -> None:
    edited = a_request("Mon 09:00 hana: It fails", "Mon 11:00 hana edits #1: It fails, p1")
    later = a_request("Mon 09:00 hana: It fails", "Mon 11:00 hana: this is p1 now")
    others = a_request("Mon 09:00 hana: It fails", "Mon 11:00 ben: is it p1?")
    assert edited
    assert later
    assert others
    assert [(u.priority, say(u.since)) for u in edited.urgencies] == [
        ("p3", "Mon 09:00"),
        ("p1", "Mon 11:00"),
    ]
    assert later.urgencies == edited.urgencies
    assert others.priority == "p3"
