"""A world in which ``goalie check`` finds everything well, to be broken by a test."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from standins.control import StandIns
from tests.builders import SCHEDULE, a_rotation, a_team
from tests.builders_requests import POLICY

GROUP = "@repo-management-support"
ALIASES = {"acme-corp.example": ["acme.example"]}


@dataclass(frozen=True, slots=True)
class Setup:
    """The world of one check, to be broken by a test."""

    standins: StandIns
    folder: Path
    monkeypatch: pytest.MonkeyPatch

    def team(self, name: str = "repo-management", **changes: object) -> None:
        """Write a team's file; ``rotation`` changes its only rotation."""
        rotation: Any = changes.pop("rotation", {})
        base = {"email_domain_aliases": ALIASES, "members": MEMBERS, "requests": REQUESTS}
        team = a_team(a_rotation(**{"user_group": GROUP} | rotation), **base | changes)
        self.text(yaml.safe_dump(team.model_dump(mode="json")), name)

    def policy(self, **changes: object) -> None:
        """Write the team's file with another policy for requests."""
        self.team(requests=REQUESTS | changes)

    def board(self, **changes: object) -> None:
        self.policy(board={**REQUESTS["board"], **changes})  # type: ignore[dict-item]

    def checks(self, **checks: object) -> None:
        self.policy(checks=checks)

    def without_member(self, *names: str) -> None:
        self.team(members=[m for m in MEMBERS if m["email"].partition("@")[0] not in names])

    def text(self, text: str, name: str = "repo-management") -> None:
        (self.folder / f"{name}.yaml").write_text(text, encoding="utf-8")

    def set(self, **environment: str) -> None:
        for name, value in environment.items():
            self.monkeypatch.setenv(name, value)

    def turns(self, *participants: str) -> None:
        """Let these take turns in the schedule, a week each."""
        self.standins.change_schedule(SCHEDULE, participants=participants)

    def channels(self, team: str, ops: str = "#repo-management-ops") -> None:
        self.team(channels={"team": team, "ops": ops})

    def write_messages(self, count: int) -> None:
        for number in range(count):
            self.standins.write_message("#repo-management", "U0JO", f"Question {number}")


MEMBERS = [
    {"email": "ada@acme.example"},
    {"email": "ben@acme.example"},
    {"email": "frida@acme.example", "role": "em"},
    {"email": "gus@acme.example", "role": "pm"},
    # Has left, and the account with her.
    {"email": "lena@acme.example", "until": "2026-06-30"},
]
REQUESTS = POLICY | {
    "issue_repository": "sourcegraph/customer",
    "board": {"owner": "sourcegraph", "number": 209, "support_list": "Support Issues"},
}
