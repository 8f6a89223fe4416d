"""goalie check finds what would go wrong, says what to do, and changes nothing."""

import asyncio
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from rich.console import Console

from cli.check import check_teams, print_findings
from domain.check.finding import Finding, Result
from standins.control import StandIns
from tasks.ledger import MembershipIntent, Settlement, open_ledger
from tests.builders import NOON, OTHER_SCHEDULE, SCHEDULE
from tests.cli.check_cases import CASES, Case
from tests.cli.check_cases_digests import DIGEST_CASES, with_digests
from tests.cli.check_cases_requests import REQUEST_CASES
from tests.cli.check_setup import GROUP, Setup
from tests.golden_files import Golden

SECRET = re.compile(r"xox[bp]-\w|standin-\w+-(key|token|readonly|public|no-boards)|hunter2")


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
        GITHUB_API_URL=standins.github_url,
        GITHUB_TOKEN="standin-github-token",
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


@pytest.mark.parametrize("case", CASES + REQUEST_CASES + DIGEST_CASES, ids=lambda case: case.wrong)
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
    assert checked.of("database")["detail"].endswith("can be read, version 0003")


def test_a_team_that_watches_no_requests_needs_no_github(setup: Setup, check: Check) -> None:
    setup.team(requests=None, members=())
    setup.set(GITHUB_TOKEN="")
    checked = check()
    assert checked.status == 0
    assert not {one["area"] for one in checked.findings} & {"GitHub"}
    assert not [one for one in checked.findings if one["subject"] in {"GitHub", "members"}]
    assert setup.standins.requests("github") == []


def test_github_is_asked_once_and_twice_for_each_team(setup: Setup, check: Check) -> None:
    setup.team("other", rotation={"user_group": "@platform-support"})
    check()
    assert len(setup.standins.requests("github")) == 1 + 2 * 2


def test_digests_need_one_more_answer_and_are_well(setup: Setup, check: Check) -> None:
    with_digests(setup, organisations={"Platform": ["@platform-support"]})
    checked = check()
    assert checked.status == 0
    assert checked.not_well == {"editing groups": "warning", "rate limits": "warning"}
    assert checked.of("scopes to post")["detail"] == "granted: chat:write files:write"
    assert checked.of("#repo-management")["detail"].endswith("announcements, requests and digests")
    assert checked.of("Platform")["detail"] == (
        "1 member in @platform-support, for the support figures"
    )
    assert checked.of("planning, next 2 cycles")["detail"] == (
        "cycle 7: Mon 9 Nov 11:00 CET; cycle 8: Mon 23 Nov 11:00 CET"
    )
    assert len(setup.standins.requests("github")) == 1 + 3


def test_a_token_that_reads_is_enough_where_nothing_is_mended(setup: Setup, check: Check) -> None:
    setup.set(GITHUB_TOKEN="standin-github-readonly")
    assert check().of("token scopes")["result"] == "ok"


def test_the_members_are_told_together(check: Check) -> None:
    checked = check()
    assert checked.of("members")["detail"] == "all 4 members are active in Slack"
    assert checked.of("EM and PM")["detail"] == "EM frida@acme.example, PM gus@acme.example"


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
