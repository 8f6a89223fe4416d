"""goalie check finds what would go wrong, says what to do, and changes nothing."""

import asyncio
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from rich.console import Console

from cli.check import check_teams, print_findings
from domain.check.finding import Finding, Result
from standins.control import StandIns
from tasks.ledger import MembershipIntent, Settlement, open_ledger
from tests.builders import NOON, OTHER_SCHEDULE, SCHEDULE, a_rotation, a_team
from tests.golden_files import Golden

NIGHTS = "2a6f0f5d-3b0c-4d8a-b2a7-8a5b7f1cc303"
UNKNOWN_SCHEDULE = "00000000-0000-4000-8000-000000000000"
GROUP = "@repo-management-support"
ALIASES = {"acme-corp.example": ["acme.example"]}
SECRET = re.compile(r"xox[bp]-\w|standin-\w+-(key|token)|hunter2")


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


@dataclass(frozen=True, slots=True)
class Checked:
    """What the command printed as JSON, and its exit status."""

    status: int
    findings: list[dict[str, str]]

    def of(self, subject: str) -> dict[str, str]:
        found = [one for one in self.findings if one["subject"] == subject]
        assert len(found) == 1, [one["subject"] for one in self.findings]
        return found[0]

    @property
    def not_well(self) -> dict[str, str]:
        return {one["subject"]: one["result"] for one in self.findings if one["result"] != "ok"}


async def _record_write(url: str) -> None:
    """Leave in the ledger that Goalie once wrote the support group."""
    intent = MembershipIntent(
        team="repo-management",
        rotation="support",
        user_group_id="S0SUPPORT",
        handle=GROUP.removeprefix("@"),
        action="set",
        before=("U0EVA",),
        after=("U0ADA",),
        reasons=(),
    )
    async with open_ledger(url) as ledger:
        (change_id,) = await ledger.intend_changes([intent], NOON)
        done = Settlement(change_id=change_id, outcome="applied")
        await ledger.settle_changes("sync-rotation", [done], [], NOON)


@pytest.fixture
def setup(standins: StandIns, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Setup:
    folder = tmp_path / "teams"
    folder.mkdir()
    made = Setup(standins, folder, monkeypatch)
    made.set(
        OPSGENIE_API_URL=standins.opsgenie_url,
        OPSGENIE_API_KEY="standin-opsgenie-key",
        JSM_API_URL=standins.jsm_url,
        JSM_SITE_URL=standins.site_url,
        JSM_CLOUD_ID="standin-cloud",
        JSM_EMAIL="goalie@acme.example",
        JSM_API_TOKEN="standin-jsm-token",
        SLACK_API_URL=standins.slack_url,
        SLACK_BOT_TOKEN="xoxb-standin-goalie",
        GOALIE_DATABASE_URL=f"sqlite:///{tmp_path / 'goalie.sqlite3'}",
        GOALIE_TEAMS=str(folder),
    )
    monkeypatch.delenv("SLACK_ADMIN_TOKEN", raising=False)
    made.team()
    return made


Check = Callable[..., Checked]


@pytest.fixture
def check(setup: Setup, capsys: pytest.CaptureFixture[str]) -> Check:
    """Run the command at the stand-ins' instant.

    It never writes, never tells a secret, and whatever is not well has a remedy.
    """

    def run(team: str | None = None) -> Checked:
        status = check_teams(team, as_json=True, at=setup.standins.now())
        said = capsys.readouterr()
        assert SECRET.search(said.out + said.err) is None
        assert setup.standins.requests(write=True) == []
        answer = json.loads(said.out)
        assert answer["exit_status"] == status
        for line in answer["findings"]:
            assert (line["remedy"] == "") == (line["result"] == "ok"), line
            assert re.fullmatch(r"([A-Z].*\.)?", line["remedy"]), line
        return Checked(status, answer["findings"])

    return run


def test_all_is_well_but_for_what_nobody_can_tell_before_the_first_write(check: Check) -> None:
    checked = check()
    assert checked.status == 0
    assert checked.not_well == {"editing groups": "warning", "rate limits": "warning"}
    assert checked.of("ben@acme.example")["detail"] == (
        "Ben Okafor (U0BEN), on call in repo-management-support from Mon 9 Nov 09:00 CET"
    )
    assert checked.of("ada@acme.example")["detail"].endswith(
        "on call in repo-management-support now"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One thing that is wrong, and the line that tells of it."""

    wrong: str
    break_it: Callable[[Setup], object]
    subject: str
    detail: str
    remedy: str
    result: str = "failed"
    status: int = 1
    others: Mapping[str, str] = field(default_factory=dict)


CASES = [
    # Slack's tokens
    Case(
        wrong="wrong bot token",
        break_it=lambda s: s.set(SLACK_BOT_TOKEN="xoxb-wrong"),
        subject="bot token",
        detail="Slack refused auth.test: invalid_auth",
        remedy="Check SLACK_BOT_TOKEN",
        others={"groups, channels, people": "unknown"},
    ),
    Case(
        wrong="missing scopes",
        break_it=lambda s: s.set(SLACK_BOT_TOKEN="xoxp-standin-admin"),
        subject="scopes to plan",
        detail="the bot token lacks users:read users:read.email",
        remedy="Add users:read users:read.email to the app's Bot Token Scopes and install it",
        others={
            "scopes to post": "failed",
            "scopes to read": "failed",
            "channels": "failed",
            "ben@acme.example": "unknown",
        },
    ),
    Case(
        wrong="wrong admin token",
        break_it=lambda s: s.set(SLACK_ADMIN_TOKEN="xoxp-wrong"),
        subject="admin token",
        detail="invalid_auth",
        remedy="Set SLACK_ADMIN_TOKEN to the user token (xoxp-…) of an administrator, or unset it.",
        others={"scopes to apply": "unknown"},
    ),
    Case(
        wrong="user groups need a paid plan",
        break_it=lambda s: s.standins.change_workspace(paid_plan=False),
        subject="user groups",
        detail="plan_upgrade_required",
        remedy="User groups need a paid Slack plan.",
    ),
    Case(
        wrong="Slack answers in another shape",
        break_it=lambda s: s.standins.add_fault(
            "slack", "usergroups.list", "changed_shape", times=-1
        ),
        subject="user groups",
        detail="Slack answered without a list of usergroups",
        remedy="Check again in a minute",
        result="unknown",
    ),
    Case(
        wrong="limited as a distributed app",
        break_it=lambda s: (
            s.standins.change_workspace(distributed_app=True),
            s.write_messages(16),
        ),
        subject="rate limits",
        detail="#repo-management gave 15 messages of more, 200 were asked for: Slack limits",
        remedy="Use an app of your own workspace",
        result="warning",
        status=0,
    ),
    # OpsGenie
    Case(
        wrong="EU account asked at the US host, answered 401",
        break_it=lambda s: s.set(OPSGENIE_API_KEY="standin-of-the-eu"),
        subject="sign-in",
        detail="OpsGenie answered 401",
        remedy="EU accounts are at https://api.eu.opsgenie.com",
        others={"support, next 4 weeks": "unknown"},
    ),
    Case(
        wrong="EU account asked at the US host, answered 403",
        break_it=lambda s: s.standins.add_fault(
            "opsgenie", "GET /v2/schedules", "error", status=403, body={"message": "Forbidden"}
        ),
        subject="sign-in",
        detail="OpsGenie answered 403",
        remedy="EU accounts are at https://api.eu.opsgenie.com",
    ),
    Case(
        wrong="a team's key",
        break_it=lambda s: s.set(OPSGENIE_API_KEY="standin-team-key"),
        subject=f"schedule {SCHEDULE}",
        detail="OpsGenie answered 403",
        remedy="The key belongs to one team's integration",
    ),
    Case(
        wrong="unknown schedule",
        break_it=lambda s: s.team(rotation={"schedules": [UNKNOWN_SCHEDULE]}),
        subject=f"schedule {UNKNOWN_SCHEDULE}",
        detail="there is no such schedule",
        remedy=f"visible: platform-nights ({NIGHTS}), platform-support ({OTHER_SCHEDULE})",
    ),
    Case(
        wrong="disabled schedule",
        break_it=lambda s: s.standins.change_schedule(SCHEDULE, enabled=False),
        subject="repo-management-support",
        detail=f"the schedule {SCHEDULE} is disabled",
        remedy="Enable it in OpsGenie, or name another schedule in the team file.",
    ),
    Case(
        wrong="wrong JSM token",
        break_it=lambda s: (s.team(on_call_source="jsm"), s.set(JSM_API_TOKEN="hunter2")),
        subject="sign-in",
        detail="JSM Operations answered 401",
        remedy="Check JSM_EMAIL and JSM_API_TOKEN",
    ),
    # User groups
    Case(
        wrong="missing group",
        break_it=lambda s: s.team(rotation={"user_group": "@nobody"}),
        subject="@nobody",
        detail="@nobody does not exist in Slack.",
        remedy="correct `user_group` in teams/repo-management.yaml.",
    ),
    Case(
        wrong="disabled group",
        break_it=lambda s: s.standins.change_user_group("S0SUPPORT", disabled=True),
        subject=GROUP,
        detail="is disabled in Slack, and not by Goalie",
        remedy="Enable it in Slack",
    ),
    Case(
        wrong="locked group",
        break_it=lambda s: s.standins.change_user_group("S0SUPPORT", is_idp_group=True),
        subject=GROUP,
        detail="is managed elsewhere (is_idp_group)",
        remedy="that people may edit by hand",
    ),
    Case(
        wrong="a group that fills channels",
        break_it=lambda s: s.standins.change_user_group("S0SUPPORT", channels=["C0SALES"]),
        subject=GROUP,
        detail="Slack adds everyone who comes on call to #sales, and they stay there",
        remedy="Take the default channels off the group in Slack",
        result="warning",
        status=0,
    ),
    # Channels
    Case(
        wrong="channel without the app",
        break_it=lambda s: s.channels("#sales"),
        subject="#sales",
        detail="the app is not a member",
        remedy="Write /invite @goalie in #sales.",
    ),
    Case(
        wrong="archived channel",
        break_it=lambda s: s.channels("#repo-management-2024"),
        subject="#repo-management-2024",
        detail="is archived",
        remedy="Unarchive it, or name another channel in teams/repo-management.yaml.",
    ),
    Case(
        wrong="missing channel",
        break_it=lambda s: s.channels("#team", "#nowhere"),
        subject="#nowhere",
        detail="does not exist, or is private and the app is not in it",
        remedy="Correct it in teams/repo-management.yaml",
        others={"#team": "failed"},
    ),
    # People
    Case(
        wrong="nobody by that address",
        break_it=lambda s: s.turns("milo"),
        subject="milo@acme.example",
        detail="has no active Slack account under that address; on call in repo-management-support",
        remedy="Invite them to Slack",
    ),
    Case(
        wrong="deactivated three weeks before the shift",
        break_it=lambda s: s.turns("ben", "dana", "eva", "lena", "ada"),
        subject="lena@acme.example",
        detail="is deactivated in Slack (U0LENA) and cannot be in a user group; on call in"
        " repo-management-support from Mon 30 Nov 09:00 CET",
        remedy="Change the schedule",
    ),
    Case(
        wrong="a guest",
        break_it=lambda s: s.turns("kai", "ada"),
        subject="kai@partner.example",
        detail="is a guest in Slack (U0KAI)",
        remedy="their full account under `identities` in teams/repo-management.yaml.",
    ),
    Case(
        wrong="a bot",
        break_it=lambda s: s.team(identities={"ben@acme.example": "U0DEPLOY"}),
        subject="ben@acme.example",
        detail="is a bot in Slack (U0DEPLOY)",
        remedy="their full account under `identities` in teams/repo-management.yaml.",
    ),
    Case(
        wrong="an extra member who is not in Slack",
        break_it=lambda s: s.team(rotation={"extra_members": ["milo@acme.example"]}),
        subject="milo@acme.example",
        detail="has no active Slack account under that address; an extra member of support",
        remedy="Invite them to Slack",
    ),
    Case(
        wrong="a gap",
        break_it=lambda s: s.turns("ben", "none", "dana", "eva", "ada"),
        subject="support, next 4 weeks",
        detail="nobody is on call Mon 16 Nov 09:00 CET to Wed 18 Nov 09:00 CET;"
        " Thu 19 Nov 09:00 CET to Mon 23 Nov 09:00 CET",
        remedy="Fill it with an override in the schedule",
        result="warning",
        status=0,
    ),
    # The ledger
    Case(
        wrong="no database server",
        break_it=lambda s: s.set(GOALIE_DATABASE_URL="postgresql://goalie:hunter2@127.0.0.1:1/x"),
        subject="database",
        detail="The ledger in the PostgreSQL database at 127.0.0.1:1/x could not be used",
        remedy="Check that the server is up",
        result="unknown",
    ),
    # Bad input
    Case(
        wrong="no database URL at all",
        break_it=lambda s: s.set(GOALIE_DATABASE_URL="hunter2"),
        subject="database",
        detail="The database URL cannot be read",
        remedy="Write it as sqlite:///",
        status=2,
    ),
    Case(
        wrong="no token",
        break_it=lambda s: s.set(SLACK_BOT_TOKEN=""),
        subject="Slack",
        detail="SLACK_BOT_TOKEN is not set",
        remedy="Put the bot token (xo",
        status=2,
    ),
    Case(
        wrong="several variables missing",
        break_it=lambda s: (s.team(on_call_source="jsm"), s.set(JSM_EMAIL="", JSM_API_TOKEN="")),
        subject="JSM Operations",
        detail="JSM_EMAIL is not set",
        remedy="Also missing: JSM_API_TOKEN.",
        status=2,
    ),
    Case(
        wrong="plain http",
        break_it=lambda s: s.set(OPSGENIE_API_URL="http://opsgenie.example"),
        subject="OpsGenie",
        detail="OPSGENIE_API_URL sends tokens over plain http to opsgenie.example",
        remedy="Write https://.",
        status=2,
    ),
    Case(
        wrong="malformed YAML",
        break_it=lambda s: s.text("name: Platform\nrotations: @nobody\n", "platform"),
        subject="teams/platform.yaml:2",
        detail="this is not YAML",
        remedy="Correct it there",
        status=2,
    ),
    Case(
        wrong="unknown zone",
        break_it=lambda s: s.text(
            (s.folder / "repo-management.yaml").read_text().replace("Europe/Berlin", "Berlin")
        ),
        subject="teams/repo-management.yaml:",
        detail="'Berlin' is no IANA time zone; write one such as Europe/Berlin or UTC.",
        remedy="Correct it there",
        status=2,
    ),
    Case(
        wrong="no team file",
        break_it=lambda s: (s.folder / "repo-management.yaml").unlink(),
        subject="files",
        detail="There is no team file in",
        remedy="Add teams/<team>.yaml",
        status=2,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.wrong)
def test_what_is_wrong_is_a_line_with_its_remedy(case: Case, setup: Setup, check: Check) -> None:
    case.break_it(setup)
    checked = check()
    (line,) = [one for one in checked.findings if one["subject"].startswith(case.subject)]
    assert line["result"] == case.result
    assert case.detail in line["detail"]
    assert case.remedy in line["remedy"]
    assert checked.status == case.status
    assert {subject: checked.of(subject)["result"] for subject in case.others} == case.others


def test_the_other_team_is_checked_when_one_file_is_refused(setup: Setup, check: Check) -> None:
    setup.text("name: 1\n", "broken")
    checked = check()
    assert checked.status == 2
    assert checked.of(GROUP)["result"] == "ok"


def test_a_group_that_two_teams_claim_fails_for_both(setup: Setup, check: Check) -> None:
    setup.team("other")
    checked = check()
    claimed = [one for one in checked.findings if one["subject"] == GROUP]
    assert [one["area"] for one in claimed] == ["other", "repo-management"]
    assert all("other/support and repo-management/support" in one["detail"] for one in claimed)
    assert check("other").of(GROUP)["result"] == "ok"


def test_the_people_of_jsm_are_found_by_their_addresses(setup: Setup, check: Check) -> None:
    setup.team(on_call_source="jsm")
    checked = check()
    assert checked.status == 0
    assert checked.of("ben@acme.example")["detail"].startswith("Ben Okafor (U0BEN)")


def test_many_people_are_found_with_one_list(setup: Setup, check: Check) -> None:
    setup.team(
        rotation={"extra_members": ["ada@acme.example", *(f"p{i}@acme.example" for i in range(20))]}
    )
    checked = check()
    assert checked.of("ada@acme.example")["result"] == "ok"
    assert checked.of("p7@acme.example")["result"] == "failed"
    assert setup.standins.requests("slack", "users.lookupByEmail") == []


def test_a_channel_with_history_tells_an_internal_app(setup: Setup, check: Check) -> None:
    setup.write_messages(16)
    assert check().of("rate limits")["result"] == "ok"


def test_one_timeline_is_read_of_each_schedule(setup: Setup, check: Check) -> None:
    setup.team(rotation={"schedules": [SCHEDULE, OTHER_SCHEDULE]})
    setup.team("other", rotation={"user_group": "@platform-support"})
    check()
    assert len(setup.standins.requests("opsgenie")) == 1 + 2


def test_the_ledger_is_not_made_for_a_check(check: Check, tmp_path: Path) -> None:
    assert check().of("database")["detail"].endswith("is not there yet; the first run prepares it")
    assert not list(tmp_path.glob("goalie.sqlite3*"))


def test_an_earlier_write_tells_that_groups_may_be_edited(check: Check) -> None:
    asyncio.run(_record_write(os.environ["GOALIE_DATABASE_URL"]))
    checked = check()
    assert checked.of("editing groups")["detail"].endswith(f"Goalie has changed {GROUP} before")
    assert checked.of("database")["detail"].endswith("can be read, version 0001")


def test_a_check_looks_like_this(setup: Setup, check: Check, golden: Golden) -> None:
    setup.turns("ben", "none", "dana", "lena")
    setup.channels("#sales")
    shown = {setup.standins.url: "http://127.0.0.1:8000", str(setup.folder.parent): "/srv/goalie"}
    findings = [_finding(line, shown) for line in check().findings]
    golden("check.txt", _printed(findings))


def _finding(line: dict[str, str], shown: Mapping[str, str]) -> Finding:
    detail = line["detail"]
    for here, everywhere in shown.items():
        detail = detail.replace(here, everywhere)
    return Finding(**line | {"result": Result(line["result"]), "detail": detail})  # type: ignore[arg-type]


def _printed(findings: Sequence[Finding]) -> str:
    console = Console(file=io.StringIO(), width=100)
    print_findings(findings, console)
    text: str = console.file.getvalue()  # type: ignore[attr-defined]
    return text


def test_foreign_text_is_never_markup() -> None:
    foreign = "[red]Ops[/red] [/]"
    finding = Finding(
        area=foreign, subject=foreign, result=Result.FAILED, detail=foreign, remedy=foreign
    )
    assert _printed([finding]).count(foreign) == 4


def test_nothing_but_the_answer_is_printed_where_nobody_watches(
    setup: Setup, capfd: pytest.CaptureFixture[str]
) -> None:
    # The first answers are lost, so the clients try again, which is nobody's business.
    for system, method in (("slack", "usergroups.list"), ("opsgenie", "GET /v2/schedules")):
        setup.standins.add_fault(system, method, "cut_before")
    assert check_teams(None, as_json=False, at=setup.standins.now()) == 0
    said = capfd.readouterr()
    assert said.err == ""
    assert said.out.startswith("Environment")


def test_prefect_is_not_imported() -> None:
    """It would make the command take three times as long."""
    code = "import sys, cli.check; sys.exit('prefect' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
