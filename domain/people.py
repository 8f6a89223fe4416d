"""A person on call becomes a Slack member by explicit map, then exact address, then domain alias.

Never by name: two people may share one, and a wrong match pages the wrong person.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.problem import ProblemKind
from domain.team import Team


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackUser:
    """What Slack says of one of its users.

    Attributes:
        id: The Slack id (``U…`` or ``W…``).
        name: What people read; never used to match.
        zone: IANA zone of their clock, or empty.
        unusable: Why the user cannot be a member of a user group ("deactivated", "a guest",
            "a bot", "from another workspace"), or empty.
    """

    id: str
    name: str
    unusable: str = ""
    zone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A look-up that failed: the person may well exist."""

    why: str


Found = SlackUser | Unreadable | None
"""An answer of Slack: the user, a failed look-up, or nobody by that address or id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who one person is in Slack, or why that cannot be said.

    Attributes:
        person: The address or account id that the schedule or the team file names.
        user: The Slack user to put in the group, if there is one.
        kind: What sort of problem it is, if there is one.
        why: The problem, as the rest of a sentence that begins with the person.
        remedy: What to do about it; ``{file}`` stands for the team's file.
    """

    person: str
    user: SlackUser | None = None
    kind: ProblemKind | None = None
    why: str = ""
    remedy: str = ""


def slack_keys(person: str, team: Team) -> tuple[str, ...]:
    """Name what to look up in Slack for a person, in order: ids (``U…``) or addresses."""
    person = person.casefold()
    if person in team.identities:
        return (team.identities[person],)
    local, at, domain = person.rpartition("@")
    if not at:
        return ()
    aliases = team.email_domain_aliases.get(domain, ())
    return (person, *(f"{local}@{alias}" for alias in aliases))


def resolve_people(
    people: Iterable[str], team: Team, found: Mapping[str, Found]
) -> dict[str, Identity]:
    """Tell for each person which Slack user they are, or why that cannot be said.

    Args:
        people: Addresses or account ids.
        team: The team whose explicit map and domain aliases apply.
        found: Slack's answer for every key that :func:`slack_keys` names for these people.
    """
    return {person: _resolve(person, team, found) for person in people}


def _resolve(person: str, team: Team, found: Mapping[str, Found]) -> Identity:
    keys = slack_keys(person, team)
    if not keys:
        return _unmapped_account(person)
    for key in keys:
        match found[key]:
            case SlackUser() as user if user.unusable:
                return _unusable(person, user)
            case SlackUser() as user:
                return Identity(person=person, user=user)
            case Unreadable(why=why):
                return _unreadable(person, why)
            case None:
                continue
    return _nobody(person, keys)


def _nobody(person: str, keys: tuple[str, ...]) -> Identity:
    tried = " or ".join(keys) if keys != (person,) else "that address"
    return Identity(
        person=person,
        kind=ProblemKind.UNUSABLE_PERSON,
        why=f"has no active Slack account under {tried}",
        remedy="Invite them to Slack, or give their Slack user id under `identities` in {file}.",
    )


def _unusable(person: str, user: SlackUser) -> Identity:
    return Identity(
        person=person,
        kind=ProblemKind.UNUSABLE_PERSON,
        why=f"is {user.unusable} in Slack ({user.id}) and cannot be in a user group",
        remedy="Change the schedule, or name their full account under `identities` in {file}.",
    )


def _unreadable(person: str, why: str) -> Identity:
    return Identity(
        person=person,
        kind=ProblemKind.UNKNOWN_PERSON,
        why=f"could not be looked up in Slack: {why}",
        remedy="The next run tries again; if it lasts, run `goalie check`.",
    )


def _unmapped_account(person: str) -> Identity:
    return Identity(
        person=person,
        kind=ProblemKind.UNUSABLE_PERSON,
        why="is an account without a visible email address",
        remedy="Add the account id to `identities` in {file} with the person's Slack user id.",
    )
