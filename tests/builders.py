"""Builders make the values of a test; each says only what the test is about."""

from collections.abc import Iterable
from datetime import UTC, datetime

from domain.membership import Member, UserGroup
from domain.on_call import Shift
from domain.problem import Problem, ProblemKind
from domain.team import Rotation, Team

SCHEDULE = "b553cefc-2466-4ad2-ad0c-66937c790bbf"
OTHER_SCHEDULE = "7d0c2c1e-58a4-4b7b-8f0e-51b7f6f8c202"
NOON = datetime(2026, 11, 11, 12, tzinfo=UTC)  # a Wednesday


def a_rotation(**changes: object) -> Rotation:
    """A rotation of one schedule into @support, announced nowhere."""
    base: dict[str, object] = {
        "name": "support",
        "schedules": [SCHEDULE],
        "user_group": "@support",
    }
    return Rotation.model_validate(base | changes)


def a_team(*rotations: Rotation, **changes: object) -> Team:
    """A team in Berlin with the given rotations, or the usual one."""
    base: dict[str, object] = {
        "name": "Repo Management",
        "zone": "Europe/Berlin",
        "rotations": [r.model_dump() for r in rotations or (a_rotation(),)],
        "channels": {"team": "#repo-management", "ops": "#repo-management-ops"},
    }
    return Team.model_validate(base | changes)


def a_group(members: Iterable[str] = ("U0ADA",), **changes: object) -> UserGroup:
    """The user group @support with these members."""
    base: dict[str, object] = {"id": "S0SUPPORT", "handle": "support"}
    return UserGroup(**(base | {"members": frozenset(members)} | changes))  # type: ignore[arg-type]


def a_member(user_id: str = "U0BEN", name: str = "Ben Okafor", **changes: object) -> Member:
    """Ben, on call in repo-management-support."""
    base: dict[str, object] = {
        "id": user_id,
        "name": name,
        "person": f"{name.split(maxsplit=1)[0].lower()}@acme.example",
        "source": "on call",
        "schedule_id": SCHEDULE,
        "schedule": "repo-management-support",
    }
    return Member(**(base | changes))  # type: ignore[arg-type]


def a_shift(person: str = "ben@acme.example", **changes: object) -> Shift:
    """Ben's week from Monday 09:00 in Berlin."""
    base: dict[str, object] = {
        "person": person,
        "rotation": "Weekly support",
        "kind": "base",
        "start": datetime(2026, 11, 9, 8, tzinfo=UTC),
        "end": datetime(2026, 11, 16, 8, tzinfo=UTC),
    }
    return Shift(**(base | changes))  # type: ignore[arg-type]


def a_problem(detail: str = "nova@acme.example", **changes: object) -> Problem:
    """Somebody on call without a Slack account."""
    base: dict[str, object] = {
        "team": "repo-management",
        "subject": "support",
        "kind": ProblemKind.UNUSABLE_PERSON,
        "detail": detail,
        "sentence": f"@support is left as it is: {detail} is on call but has no Slack account.",
        "remedy": "Invite them to Slack.",
    }
    return Problem(**(base | changes))  # type: ignore[arg-type]
