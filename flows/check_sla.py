"""Nobody waits unseen: who must act on a request that is late, or about to be, is told once.

Runs every ten minutes for all teams; without ``apply`` it publishes what it would say.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from prefect import flow, get_run_logger
from prefect.client.schemas.objects import State
from pydantic import AwareDatetime

from domain.message import Message
from domain.reminder import (
    Reminder,
    Told,
    outdated,
    plan_reminders,
    request_keys_of,
)
from domain.request_text import heartbeat, render_reminder, requests_markdown
from domain.team_requests import TeamRequests, look_again
from tasks.artifacts import publish_markdown
from tasks.outbox import Delivery
from tasks.reminders import enqueue_messages, fetch_pending, fetch_told, follow_requests
from tasks.runs import Asked, Run, run_for_teams
from tasks.slack.channels import fetch_thread
from tasks.slack.messages import deliver_messages
from tasks.standings import fetch_requests, load_watching_teams

JOB = "check-sla"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaReport:
    """Everything a run found and said.

    Attributes:
        requests: Team → how its requests stand.
        messages: Team → the reminders that are due now.
        applied: Whether the run was allowed to write.
        deliveries: What became of each message.
        refused: A sentence for each team file that could not be used.
        locked: Teams another run was at work on.
    """

    requests: Mapping[str, TeamRequests]
    messages: Mapping[str, tuple[Message, ...]]
    applied: bool
    deliveries: tuple[Delivery, ...] = ()
    refused: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The run in one sentence for each team, and what went wrong beside it."""
        parts = [
            heartbeat(one.standings, one.blind, len(self.messages[team]), one.context)
            for team, one in self.requests.items()
        ]
        parts += [f"Another run is at work on {team}." for team in self.locked]
        parts += [d.sentence for d in self.deliveries if d.is_failure]
        said = " ".join([*parts, *self.refused]) or "No team file has `requests`."
        return said if self.applied else f"Dry run: {said}"

    @property
    def exit_status(self) -> int:
        """0 all was seen and said, 1 something was not, 2 bad input."""
        if self.refused:
            return 2
        blind = any(one.blind.count for one in self.requests.values())
        return 1 if blind or any(d.is_failure for d in self.deliveries) else 0


@flow(name=JOB)
async def check_sla(
    apply: bool = False,  # noqa: FBT001, FBT002  a deployment's parameter
    team: str | None = None,
    at: AwareDatetime | None = None,
) -> State[Any]:
    """Remind whoever must act on a request that is late or about to be.

    Args:
        apply: Post; without it what would be said is only published.
        team: One team's file name without ``.yaml``; all teams without it.
        at: Another instant than now, for a dry run or a rehearsal on stand-ins.
    """
    asked = Asked(job=JOB, apply=apply, team=team, at=at, clock=datetime.now(UTC))
    return await run_for_teams(asked, load_watching_teams, _check)


async def _check(run: Run) -> SlaReport:
    """Gather, decide, apply."""
    teams, now = list(run.teams), run.now
    requests = await fetch_requests(run.teams, run.at, now)
    told = await fetch_told(teams)
    pending = await fetch_pending(JOB, teams)
    planned = {name: _plan(one, told[name]) for name, one in requests.items()}
    if run.apply:
        to_tell = {name: _to_tell(planned[name], pending[name]) for name in requests}
        requests = {
            name: await _look_again(one, to_tell[name], now) for name, one in requests.items()
        }
        planned = {name: _plan(one, told[name], to_tell[name]) for name, one in requests.items()}
    messages = {
        name: tuple(render_reminder(r, one.by_key, one.context) for r in planned[name])
        for name, one in requests.items()
    }
    report = SlaReport(
        requests=requests,
        messages=messages,
        applied=run.apply,
        refused=run.refused,
        locked=run.locked,
    )
    await _publish(report)
    if not run.apply:
        return report
    await follow_requests(MappingProxyType(requests), now)
    await enqueue_messages(JOB, [m for ms in messages.values() for m in ms], now)
    untrue = {m.key for name, one in requests.items() for m in _outdated(pending[name], one)}
    deliveries = await deliver_messages(JOB, teams, run.moment(), frozenset(untrue))
    return replace(report, deliveries=tuple(deliveries))


def _plan(
    requests: TeamRequests, told: Told, among: Collection[str] | None = None
) -> tuple[Reminder, ...]:
    """Decide what is told now, of all requests or of some alone."""
    standings = [s for s in requests.standings if among is None or s.key in among]
    return plan_reminders(standings, requests.findings, requests.context, told)


def _outdated(pending: Sequence[Message], requests: TeamRequests) -> list[Message]:
    """Reminders of earlier runs that could not be posted then and are not true any more."""
    subjects = [message.subject for message in pending]
    found = outdated(subjects, requests.standings, requests.findings, requests.context)
    return [message for message in pending if message.subject in found]


def _to_tell(reminders: Sequence[Reminder], pending: Sequence[Message]) -> frozenset[str]:
    """Keys of the requests that this run may speak of, in reminders of earlier runs as well."""
    new = {key for one in reminders for key in one.request_keys}
    return frozenset(new.union(*(request_keys_of(message.subject) for message in pending)))


async def _look_again(requests: TeamRequests, keys: Collection[str], now: datetime) -> TeamRequests:
    """Read the threads that would be spoken of once more: somebody may just have answered."""
    asked = [s.request for s in requests.standings if s.key in keys]
    if not asked:
        return requests
    read = {one.key: await fetch_thread(one.channel, one.root_ts, now) for one in asked}
    there = [thread for thread in read.values() if thread is not None]
    return look_again(requests, there, [key for key, thread in read.items() if thread is None])


async def _publish(report: SlaReport) -> None:
    """Show how every open request stands, and what is said about it."""
    logger = get_run_logger()
    for name, one in report.requests.items():
        said = report.messages[name]
        for message in said:
            logger.info("%s: %s", message.channel, message.text)
        markdown = requests_markdown(one.standings, one.findings, one.blind, len(said), one.context)
        summary = heartbeat(one.standings, one.blind, len(said), one.context)
        await publish_markdown(f"{JOB}-{name}", markdown, summary)
