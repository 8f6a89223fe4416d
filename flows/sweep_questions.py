"""Once a day the team reads in one message all that waits on it, and what Goalie could not see.

Ticks through the day for all teams; each is told from its own ``sweep_at`` on, once a day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any

from prefect import flow, get_run_logger
from prefect.client.schemas.objects import State
from pydantic import AwareDatetime

from domain.guideline import Finding
from domain.issue import Board
from domain.message import Message
from domain.reminder import sweep_day
from domain.request_text import (
    Sweep,
    announce_fix,
    heartbeat,
    render_sweep,
    requests_markdown,
    sweep_key,
)
from domain.team import Team
from domain.team.hours import team_working_time
from domain.team_requests import TeamRequests, look_again
from tasks.artifacts import publish_markdown
from tasks.github import IssueWritten, set_card, set_label
from tasks.outbox import Delivery
from tasks.reminders import (
    enqueue_messages,
    fetch_settled,
    follow_requests,
    remember_silence,
)
from tasks.runs import Asked, Run, run_for_teams
from tasks.slack.channels import fetch_thread
from tasks.slack.messages import deliver_messages
from tasks.standings import fetch_requests, load_watching_teams

JOB = "sweep-questions"
READ_AGAIN_AT_MOST = 50  # threads of one sweep, read once more right before it is posted


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepReport:
    """Everything a run found, mended and said.

    Attributes:
        requests: Team → how its requests stand.
        sweeps: Team → the day's message, for those whose time has come and who have something.
        applied: Whether the run was allowed to write.
        failures: A sentence for each fix that did not work.
        deliveries: What became of each message.
        refused: A sentence for each team file that could not be used.
        locked: Teams another run was at work on.
    """

    requests: Mapping[str, TeamRequests]
    sweeps: Mapping[str, Sweep]
    applied: bool
    failures: tuple[str, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    refused: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()

    @property
    def messages(self) -> Mapping[str, tuple[Message, ...]]:
        """Team → what it would read."""
        return {name: (sweep.parent, *sweep.replies) for name, sweep in self.sweeps.items()}

    @property
    def sentence(self) -> str:
        """The run in one sentence for each team, and what went wrong beside it."""
        parts = [
            heartbeat(one.standings, one.blind, 0, one.context) for one in self.requests.values()
        ]
        parts += [f"Another run is at work on {team}." for team in self.locked]
        parts += [d.sentence for d in self.deliveries if d.is_failure]
        said = " ".join([*parts, *self.failures, *self.refused]) or "No team is to be told now."
        return said if self.applied else f"Dry run: {said}"

    @property
    def exit_status(self) -> int:
        """0 all was seen and said, 1 something was not, 2 bad input."""
        if self.refused:
            return 2
        blind = any(one.blind.count for one in self.requests.values())
        failed = self.failures or any(d.is_failure for d in self.deliveries)
        return 1 if blind or failed else 0


@flow(name=JOB)
async def sweep_questions(
    apply: bool = False,  # noqa: FBT001, FBT002  a deployment's parameter
    team: str | None = None,
    at: AwareDatetime | None = None,
) -> State[Any]:
    """Tell each team, once a day, all that waits on it.

    Args:
        apply: Post, and mend what the team file allows; without it only publish.
        team: One team's file name without ``.yaml``; all teams without it.
        at: Another instant than now, for a dry run or a rehearsal on stand-ins.
    """
    asked = Asked(job=JOB, apply=apply, team=team, at=at, clock=datetime.now(UTC))
    return await run_for_teams(asked, load_watching_teams, _sweep)


async def _sweep(run: Run) -> SweepReport:
    """Gather, decide, apply; a tick at which nobody is to be told reads nothing."""
    now = run.now
    days = {name: day for name, team in run.teams.items() if (day := _due_day(team, now))}
    keys = {name: sweep_key(name, day) for name, day in days.items()}
    settled = await fetch_settled(list(keys.values()), now) if run.apply else frozenset()
    due = {name: run.teams[name] for name, key in keys.items() if key not in settled}
    requests = await fetch_requests(MappingProxyType(due), run.at, now) if due else {}
    fixes: list[Message] = []
    failures: list[str] = []
    if run.apply:
        requests = {name: await _look_again(one, now) for name, one in requests.items()}
        requests = {name: await _mend(one, fixes, failures) for name, one in requests.items()}
    report = SweepReport(
        requests=requests,
        sweeps=_render(requests, days),
        applied=run.apply,
        failures=tuple(failures),
        refused=run.refused,
        locked=run.locked,
    )
    await _publish(report)
    if not run.apply:
        return report
    await follow_requests(MappingProxyType(requests), now)
    pages = [message for said in report.messages.values() for message in said]
    await enqueue_messages(JOB, [*fixes, *pages], now)
    await remember_silence([keys[name] for name in requests if name not in report.sweeps], now)
    deliveries = await deliver_messages(JOB, list(run.teams), run.moment())
    return replace(report, deliveries=tuple(deliveries))


def _due_day(team: Team, now: datetime) -> date | None:
    """The local day whose sweep is due now, if one is."""
    assert team.requests is not None  # noqa: S101  only such teams come here
    return sweep_day(team.requests.sweep_at, team_working_time(team, now), now)


def _render(requests: Mapping[str, TeamRequests], days: Mapping[str, date]) -> dict[str, Sweep]:
    found = {
        name: render_sweep(one.standings, one.findings, one.blind, one.context, days[name])
        for name, one in requests.items()
    }
    return {name: sweep for name, sweep in found.items() if sweep is not None}


async def _look_again(requests: TeamRequests, now: datetime) -> TeamRequests:
    """Read the threads that would be spoken of once more: somebody may just have answered."""
    waiting = [s.request for s in requests.standings if s.is_followed and s.pressing]
    read = {
        one.key: await fetch_thread(one.channel, one.root_ts, now)
        for one in waiting[:READ_AGAIN_AT_MOST]
    }
    there = [thread for thread in read.values() if thread is not None]
    return look_again(requests, there, [key for key, thread in read.items() if thread is None])


async def _mend(requests: TeamRequests, fixes: list[Message], failures: list[str]) -> TeamRequests:
    """Add the labels and cards that the team file allows; what is mended is no finding any more.

    Args:
        requests: How the team's requests stand.
        fixes: Gets the announcement of each fix that was needed.
        failures: Gets a sentence for each fix that did not work.
    """
    left: list[Finding] = []
    for finding in requests.findings:
        if finding.fix is None:
            left.append(finding)
            continue
        written = await _fix(finding, requests)
        if written.changed:
            standing = requests.by_key[finding.request_key]
            fixes.append(announce_fix(standing, finding.fix, requests.context))
        if not written.is_right:
            left.append(finding)
            failures.append(f"{finding.sentence} It could not be mended: {written.why}.")
    return replace(requests, findings=tuple(left))


async def _fix(finding: Finding, requests: TeamRequests) -> IssueWritten:
    fix, board = finding.fix, requests.facts.board
    assert fix is not None  # noqa: S101  the caller looked
    if fix.action == "add_label":
        return await set_label(fix.issue.ref, fix.value)
    assert isinstance(board, Board)  # noqa: S101  without it no card is missed
    return await set_card(board, fix.issue.id, fix.value)


async def _publish(report: SweepReport) -> None:
    """Show how every open request stands; a heartbeat where there is nothing to say."""
    logger = get_run_logger()
    for name, one in report.requests.items():
        for message in report.messages.get(name, ()):
            logger.info("%s: %s", message.channel, message.text)
        markdown = requests_markdown(one.standings, one.findings, one.blind, 0, one.context)
        summary = heartbeat(one.standings, one.blind, 0, one.context)
        await publish_markdown(f"{JOB}-{name}", markdown, summary)
