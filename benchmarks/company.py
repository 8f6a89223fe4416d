"""A company is generated: so many rotations, of which so many hand off at every full hour."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

import yaml

TEAM_SIZE = 20  # rotations in one team file
CLOCK = datetime(2026, 1, 12, 7, 55, tzinfo=UTC)  # past, so that a run may write; before a handoff
HOUR = timedelta(hours=1)
TICK = timedelta(minutes=5)
BOT = "U0GOALIE"
_STARTED = CLOCK.replace(day=11, hour=7, minute=0)  # whole turns before the first handoff
_SCOPES = (
    *("usergroups:read", "usergroups:write", "users:read", "users:read.email"),
    *("channels:read", "channels:history", "groups:read", "groups:history"),
    *("reactions:read", "chat:write", "files:write"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """What is generated.

    Attributes:
        rotations: How many, each with its own schedule, user group and two people taking turns.
        changing: How many of them hand off at every full hour; the others weekly.
        newcomers: Whoever takes over there has never been on call before; else everybody who
            takes over is already on call in a neighbouring rotation.
        source: Who knows who is on call.
    """

    rotations: int
    changing: int = 0
    newcomers: bool = False
    source: Literal["opsgenie", "jsm"] = "opsgenie"

    @property
    def people(self) -> int:
        """How many people ever take a turn."""
        return self.rotations + (self.changing if self.newcomers else 0)


def generate_seed(company: Company) -> dict[str, Any]:
    """Describe the company to the stand-ins; every group is right at ``CLOCK``."""
    tokens = {"xoxb-standin-goalie": {"user": BOT, "kind": "bot", "scopes": list(_SCOPES)}}
    return {
        "clock": CLOCK.isoformat(),
        "workspace": {"id": "T0ACME", "name": "Acme", "url": "https://acme.slack.com/"},
        "slack_tokens": tokens,
        "people": [{"id": BOT, "name": "Goalie", "bot": True}, *_people(company)],
        "channels": [
            {"id": "C0TEAM", "name": "team", "members": [BOT]},
            {"id": "C0OPS", "name": "team-ops", "members": [BOT]},
        ],
        "user_groups": [
            {"id": _group_id(n), "handle": _handle(n), "name": _handle(n), "members": [_email(n)]}
            for n in range(company.rotations)
        ],
        "opsgenie": {
            "keys": {"standin-opsgenie-key": {}},
            "schedules": [_schedule(company, n) for n in range(company.rotations)],
        },
        "jsm": {
            "cloud_id": "standin-cloud",
            "users": {"goalie@acme.example": "standin-jsm-token"},
        },
    }


def write_team_files(company: Company, folder: Path, more: Mapping[str, Any] | None = None) -> None:
    """Write the company's team files: twenty rotations each, and the same further parts."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in _teams(company):
        text = yaml.safe_dump(content | dict(more or {}), sort_keys=False)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def environment(url: str, folder: Path) -> dict[str, str]:
    """What a run needs to work for the company at these stand-ins, with a ledger in the folder."""
    return {
        "OPSGENIE_API_URL": f"{url}/opsgenie",
        "OPSGENIE_API_KEY": "standin-opsgenie-key",
        "JSM_API_URL": f"{url}/jsm",
        "JSM_SITE_URL": f"{url}/site",
        "JSM_CLOUD_ID": "standin-cloud",
        "JSM_EMAIL": "goalie@acme.example",
        "JSM_API_TOKEN": "standin-jsm-token",
        "SLACK_API_URL": f"{url}/slack/api/",
        "SLACK_BOT_TOKEN": "xoxb-standin-goalie",
        "SLACK_ADMIN_TOKEN": "",
        "GITHUB_API_URL": f"{url}/github/api/v3",
        "GITHUB_TOKEN": "standin-github-token",
        "GOALIE_DATABASE_URL": f"sqlite:///{folder / 'goalie.sqlite3'}",
        "GOALIE_TEAMS": str(folder / "teams"),
    }


def _people(company: Company) -> Iterator[dict[str, Any]]:
    for number in range(company.people):
        yield {
            "id": f"U{number:08}",
            "name": f"Person {number:05}",
            "email": _email(number),
            "atlassian_id": f"712020:{number:05}",
        }


def _schedule(company: Company, number: int) -> dict[str, Any]:
    is_changing = number < company.changing
    return {
        "id": _schedule_id(number),
        "name": f"schedule-{number:05}",
        "timezone": "Europe/Berlin",
        "rotations": [
            {
                "id": str(UUID(int=10**9 + number)),
                "name": "Turns",
                "type": "hourly" if is_changing else "weekly",
                "start": _STARTED.isoformat(),
                "participants": [_email(number), _email(_successor(company, number))],
            }
        ],
    }


def _successor(company: Company, number: int) -> int:
    """Who takes over: somebody new, or the next of those who are on call anyway."""
    if number >= company.changing:
        return (number + 1) % company.rotations
    if company.newcomers:
        return company.rotations + number
    return (number + 1) % company.changing


def _teams(company: Company) -> Iterator[tuple[str, dict[str, Any]]]:
    for first in range(0, company.rotations, TEAM_SIZE):
        numbers = range(first, min(first + TEAM_SIZE, company.rotations))
        yield (
            f"team-{first // TEAM_SIZE:03}",
            {
                "name": f"Team {first // TEAM_SIZE}",
                "zone": "Europe/Berlin",
                "on_call_source": company.source,
                "channels": {"team": "#team", "ops": "#team-ops"},
                "rotations": [_rotation(number) for number in numbers],
            },
        )


def _rotation(number: int) -> dict[str, Any]:
    return {
        "name": f"rotation-{number:05}",
        "schedules": [_schedule_id(number)],
        "user_group": f"@{_handle(number)}",
    }


def _schedule_id(number: int) -> str:
    return str(UUID(int=number + 1))


def _group_id(number: int) -> str:
    return f"S{number:08}"


def _handle(number: int) -> str:
    return f"support-{number:05}"


def _email(number: int) -> str:
    return f"person-{number:05}@acme.example"
