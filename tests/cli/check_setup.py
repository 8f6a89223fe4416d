"""A world in which ``goalie check`` finds everything well, to be broken by a test."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from standins.control import StandIns
from tests.builders import SCHEDULE, a_rotation, a_team

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
        base = {"email_domain_aliases": ALIASES, "requests": REQUESTS}
        team = a_team(a_rotation(**{"user_group": GROUP} | rotation), **base | changes)
        self.text(yaml.safe_dump(team.model_dump(mode="json")), name)

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


REQUESTS = {
    "watched_channels": [
        {"channel": "#repo-management", "messages": "all"},
        {"channel": "#ask-engineering", "messages": "ours"},
    ],
    "label": "team/repo-management",
    "issue_repository": "acme/customer",
    "board": {"owner": "acme", "number": 209, "support_list": "Support Issues"},
}
