"""A person becomes a Slack member by explicit map, then address, then alias; never by name."""

import pytest

from domain.people import Found, SlackUser, Unreadable, resolve_people, slack_keys
from tests.builders import a_team

BEN = SlackUser(id="U0BEN", name="Ben Okafor")
TEAM = a_team(
    identities={"Ben@Old.example": "U0BEN", "712020:pia": "U0PIA"},
    email_domain_aliases={"acquired.example": ["acme.example", "acme-corp.example"]},
)


@pytest.mark.parametrize(
    ("person", "keys"),
    [
        ("ada@acme.example", ("ada@acme.example",)),
        ("Ada@Acme.Example", ("ada@acme.example",)),
        ("ben@old.example", ("U0BEN",)),
        ("BEN@OLD.EXAMPLE", ("U0BEN",)),
        ("712020:pia", ("U0PIA",)),
        ("712020:PIA", ("U0PIA",)),
        ("712020:nobody", ()),
        (
            "eva@acquired.example",
            ("eva@acquired.example", "eva@acme.example", "eva@acme-corp.example"),
        ),
    ],
)
def test_what_is_looked_up_for_a_person(person: str, keys: tuple[str, ...]) -> None:
    assert slack_keys(person, TEAM) == keys


@pytest.mark.parametrize(
    ("person", "found", "says"),
    [
        ("ben@acme.example", {"ben@acme.example": BEN}, "U0BEN"),
        (
            "eva@acquired.example",
            {"eva@acquired.example": None, "eva@acme.example": BEN, "eva@acme-corp.example": None},
            "U0BEN",
        ),
        (
            "eva@acquired.example",
            {
                "eva@acquired.example": Unreadable(why="Slack did not answer"),
                "eva@acme.example": BEN,
                "eva@acme-corp.example": None,
            },
            "could not be looked up in Slack: Slack did not answer",
        ),
        (
            "nova@acme.example",
            {"nova@acme.example": None},
            "has no active Slack account under that address",
        ),
        (
            "eva@acquired.example",
            dict.fromkeys(
                ("eva@acquired.example", "eva@acme.example", "eva@acme-corp.example"), None
            ),
            "under eva@acquired.example or eva@acme.example or eva@acme-corp.example",
        ),
        (
            "kai@acme.example",
            {"kai@acme.example": SlackUser(id="U0KAI", name="Kai", unusable="a guest")},
            "is a guest in Slack (U0KAI)",
        ),
        ("712020:nobody", {}, "is an account without a visible email address"),
    ],
)
def test_who_a_person_is_or_why_that_cannot_be_said(
    person: str, found: dict[str, Found], says: str
) -> None:
    identity = resolve_people([person], TEAM, found)[person]
    if identity.user is not None:
        assert identity.user.id == says
    else:
        assert says in identity.why
        assert identity.remedy
        assert identity.kind
