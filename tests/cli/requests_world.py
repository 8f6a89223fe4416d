"""A team that watches requests, and a past in its channels, told in the stand-ins line by line."""

from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from domain.team import Team
from standins.control import StandIns
from tests.builders import a_rotation
from tests.builders_requests import CHANNEL, a_requests_team, at, ts_of
from tests.conftest import environment

MEMBERS = [
    {"email": "ada@acme.example", "github": "ada"},
    {"email": "ben@acme.example", "github": "ben"},
    {"email": "frida@acme.example", "role": "em"},
    {"email": "gus@acme.example", "role": "pm"},
]
ON_GITHUB = {
    "issue_repository": "sourcegraph/customer",
    "board": {"owner": "sourcegraph", "number": 209, "support_list": "Support Issues"},
}


@dataclass(frozen=True, slots=True)
class Past:
    """The stand-ins, and the folder of the team files."""

    standins: StandIns
    folder: Path

    def team(self, file: str = "repo-management", **changes: object) -> Path:
        """Write a team's file; changes are keys of ``requests`` or of the team."""
        team = a_policy(**changes)
        path = self.folder / f"{file}.yaml"
        path.write_text(yaml.safe_dump(team.model_dump(mode="json")), encoding="utf-8")
        return path

    def tell(self, *lines: str, channel: str = CHANNEL) -> str:
        """Write a thread; ``Mon 09:00 hana: text``, or ``ben :eyes:`` under the message before."""
        root = ts = ""
        for line in lines:
            if line.endswith(":") and ": " not in line:
                who, _, emoji = line.partition(" :")
                self.standins.react(channel, ts, who, emoji.rstrip(":"))
                continue
            start, _, text = line.partition(": ")
            when, _, who = start.rpartition(" ")
            ts = ts_of(at(when))
            parent = {"thread_ts": root} if root else {}
            self.standins.write_message(channel, who, text, ts=ts, **parent)  # type: ignore[arg-type]
            root = root or ts
        return root


def a_past(standins: StandIns, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Past:
    """An empty past, with a ledger and the team's file in a folder; nobody can be on call."""
    for name, value in environment(standins, f"sqlite:///{folder / 'goalie.sqlite3'}").items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("OPSGENIE_API_KEY")
    monkeypatch.delenv("SLACK_ADMIN_TOKEN", raising=False)
    monkeypatch.setenv("GOALIE_TEAMS", str(folder / "teams"))
    (folder / "teams").mkdir()
    past = Past(standins, folder / "teams")
    past.team()
    return past


def a_policy(**changes: object) -> Team:
    """The usual team, with people and boards as the stand-ins have them."""
    base = {"rotations": [a_rotation(user_group="@repo-management-support").model_dump()]}
    return a_requests_team(**({**base, "members": MEMBERS, **ON_GITHUB} | changes))


def link_to(ts: str, root: str = "", *, channel: str = CHANNEL, workspace: str = "acme") -> str:
    """The address that people copy of a message."""
    query = f"?thread_ts={root}&cid={channel}" if root else ""
    return f"https://{workspace}.slack.com/archives/{channel}/p{ts.replace('.', '')}{query}"
