"""Team files and the environment of both services that schedule people, for commands that read."""

from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from domain.team import Rotation
from standins.control import StandIns
from tests.builders import a_team
from tests.conftest import environment
from tests.flows.handoff_scenario import ALIASES


@dataclass(frozen=True, slots=True)
class Schedules:
    """The stand-ins, and the folder of the team files."""

    standins: StandIns
    folder: Path

    def team(self, *rotations: Rotation, **changes: object) -> None:
        """Write the team's file."""
        team = a_team(*rotations, **({"email_domain_aliases": ALIASES} | changes))
        content = yaml.safe_dump(team.model_dump(mode="json"))
        (self.folder / "repo-management.yaml").write_text(content, encoding="utf-8")


def some_schedules(standins: StandIns, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Schedules:
    """An empty folder of team files, and a ledger beside it."""
    for name, value in environment(standins, f"sqlite:///{folder / 'goalie.sqlite3'}").items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("SLACK_ADMIN_TOKEN", raising=False)
    monkeypatch.setenv("GOALIE_TEAMS", str(folder / "teams"))
    (folder / "teams").mkdir()
    return Schedules(standins, folder / "teams")
