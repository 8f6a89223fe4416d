"""The on-call people of every rotation are exactly the members of its Slack user group.

Runs every five minutes for all teams; without ``apply`` it publishes the plan and writes nothing.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Annotated, Any

from prefect import flow, get_run_logger
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from pydantic import AwareDatetime, Field

from domain.errors import BadInputError, GoalieError
from domain.membership import Plan, UnknownUserGroups, UserGroup, Verdict
from domain.membership_text import describe, plan_markdown, reasons, summarize, tag
from domain.on_call import OnCallAnswer, Timeline
from domain.overlap import add_overlaps, overlaps
from domain.people import SlackUser, resolve_people, slack_keys
from domain.problem import Problem
from domain.rotation import Facts, explain, people_named, plan_membership
from domain.rotation_problems import failed_write
from domain.team import Team
from tasks.artifacts import publish_markdown
from tasks.locks import locked_teams
from tasks.memberships import (
    adopt_groups,
    fetch_owned_groups,
    intend_changes,
    settle_changes,
    settle_leftovers,
)
from tasks.on_call import fetch_on_call, fetch_timelines
from tasks.on_call_source import Source, check_sources
from tasks.outbox import Delivery
from tasks.problems import record_problems
from tasks.settings import read_settings
from tasks.slack.messages import deliver_messages
from tasks.slack.people import fetch_people, forget_people
from tasks.slack.user_groups import Written, fetch_user_groups, set_user_groups
from tasks.team_files import load_teams

JOB = "sync-rotation"
MAX_GROUPS_CHANGED = 25
EXPLAINED_AT_MOST = 9  # timelines read in one run: ten changes stay at two requests each
NAMED_AT_MOST = 20  # leavers looked up in one run


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncReport:
    """Everything a run found, wrote and said.

    Attributes:
        plan: The verdict on each rotation.
        zones: Team → the zone in which it reads times.
        names: Slack id → name of those who leave, as far as known.
        applied: Whether the run was allowed to write.
        written: What came of each change, in the order of the plan.
        deliveries: What became of each message.
        refused: A sentence for each team file that could not be used.
        locked: Teams another run was at work on.
    """

    plan: Plan
    zones: Mapping[str, str]
    names: Mapping[str, str]
    applied: bool
    written: tuple[Written, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    refused: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The run in one sentence, or a few where something went wrong beside it."""
        failed = sum(1 for written in self.written if not written.is_right)
        says_nothing = not self.plan.verdicts and (self.refused or self.locked)
        parts = [] if says_nothing else [summarize(self.plan, applied=self.applied, failed=failed)]
        parts += [f"Another run is at work on {team}." for team in self.locked]
        parts += [d.sentence for d in self.deliveries if d.is_failure]
        return " ".join([*parts, *self.refused])

    @property
    def has_failed(self) -> bool:
        """Whether something could not be read, written, posted or used."""
        return bool(
            self.refused
            or any(not written.is_right for written in self.written)
            or any(delivery.is_failure for delivery in self.deliveries)
            or any(hold.is_failure for hold in self.plan.holds)
        )

    @property
    def exit_status(self) -> int:
        """0 done, 1 something failed or was held, 2 bad input."""
        if self.refused:
            return 2
        return 1 if self.has_failed or self.plan.holds else 0


@flow(name=JOB)
async def sync_rotation(
    apply: bool = False,  # noqa: FBT001, FBT002  a deployment's parameter
    team: str | None = None,
    at: AwareDatetime | None = None,
    max_groups_changed: Annotated[int, Field(ge=1)] = MAX_GROUPS_CHANGED,
) -> State[Any]:
    """Make every Slack user group equal to who is on call.

    Args:
        apply: Write; without it the plan is only published.
        team: One team's file name without ``.yaml``; all teams without it.
        at: Another instant than now, for a dry run or a rehearsal on stand-ins.
        max_groups_changed: At most this many groups change in one run.
    """
    clock = datetime.now(UTC)
    try:
        settings = read_settings()
        if apply and at is not None and not settings.is_rehearsal:
            raise BadInputError("An apply run writes what is true now: leave out `at`.")
        loaded = load_teams(settings.teams_folder, team)
        check_sources(loaded.teams, settings)
        async with locked_teams(settings, JOB, loaded.teams, apply=apply) as teams:
            report = await _sync(teams, at or clock, at, max_groups_changed, apply=apply)
    except GoalieError as error:
        return Failed(message=str(error), data=error)
    report = replace(
        report,
        refused=tuple(loaded.refused.values()),
        locked=tuple(name for name in loaded.teams if name not in teams),
    )
    if report.has_failed:
        return Failed(message=report.sentence, data=report)
    name = "Held" if report.plan.holds else "Completed"
    return Completed(message=report.sentence, data=report, name=name)


async def _sync(
    teams: Mapping[str, Team],
    now: datetime,
    at: datetime | None,
    max_groups_changed: int,
    *,
    apply: bool,
) -> SyncReport:
    """Gather, decide, apply."""
    started = time.monotonic()
    on_call, groups = await asyncio.gather(fetch_on_call(teams, at), fetch_user_groups())
    for length, overlapping in overlaps(teams).items():
        around = [await fetch_on_call(overlapping, now + step) for step in (-length, length)]
        on_call = add_overlaps(on_call, overlapping, around)
    if apply and not isinstance(groups, UnknownUserGroups):
        # First, because what a run that died did is Goalie's own: it bears on what is right now.
        await settle_leftovers(JOB, teams, MappingProxyType({g.id: g for g in groups}), now)
    facts = await _gather_facts(teams, on_call, groups, now)
    plan = plan_membership(teams, facts, max_groups_changed=max_groups_changed)
    plan = explain(plan, await _gather_timelines(plan, teams, now), now)
    report = SyncReport(
        plan=plan,
        zones={name: team.zone for name, team in teams.items()},
        names=await _gather_names(plan, now),
        applied=apply,
    )
    await _publish(report)
    return await _apply(report, teams, facts, now, started) if apply else report


async def _apply(
    report: SyncReport, teams: Mapping[str, Team], facts: Facts, now: datetime, started: float
) -> SyncReport:
    """Write what the plan says, then tell what is wrong, then post what there is to post."""
    plan = report.plan
    if found_right := [m for m in plan.matches if m.group.id not in facts.owned]:
        await adopt_groups(found_right, now)
    written: list[Written] = []
    if plan.changes:
        why = [reasons(c, report.zones[c.team], report.names) for c in plan.changes]
        change_ids = await intend_changes(plan.changes, why, now)
        written = await set_user_groups(plan.changes)
        await settle_changes(JOB, change_ids, written, teams, now)
        await _forget_doubted(plan, written, teams)
    problems = [*plan.problems, *_write_problems(plan, written)]
    await record_problems(JOB, teams, problems, now)
    # What was attempted is judged by its age: a long gathering must not make it look old.
    elapsed = timedelta(seconds=time.monotonic() - started)
    deliveries = await deliver_messages(JOB, list(teams), now + elapsed)
    return replace(report, written=tuple(written), deliveries=tuple(deliveries))


async def _gather_facts(
    teams: Mapping[str, Team],
    on_call: Mapping[str, OnCallAnswer],
    groups: list[UserGroup] | UnknownUserGroups,
    now: datetime,
) -> Facts:
    """Ask who the named people are in Slack and which groups are Goalie's already."""
    named = {
        name: [p for rotation in team.rotations for p in people_named(rotation, on_call)]
        for name, team in teams.items()
    }
    keys = {key for name, team in teams.items() for p in named[name] for key in slack_keys(p, team)}
    found = await fetch_people(sorted(keys), now)
    group_ids = [] if isinstance(groups, UnknownUserGroups) else [group.id for group in groups]
    return Facts(
        on_call=on_call,
        groups=groups,
        people={name: resolve_people(named[name], team, found) for name, team in teams.items()},
        owned=await fetch_owned_groups(group_ids),
    )


async def _gather_timelines(
    plan: Plan, teams: Mapping[str, Team], now: datetime
) -> dict[str, Timeline]:
    """Read why the people of the first changes are on call, and until when."""
    sources: dict[str, Source] = {
        member.schedule_id: teams[change.team].on_call_source
        for change in plan.changes
        for member in change.wanted
        if member.schedule_id
    }
    explained = dict(list(sources.items())[:EXPLAINED_AT_MOST])
    return await fetch_timelines(explained, now) if explained else {}


async def _gather_names(plan: Plan, now: datetime) -> dict[str, str]:
    """Find out what the first of those who leave are called; the others are counted."""
    leaving = sorted({user for change in plan.changes for user in change.removed})
    found = await fetch_people(leaving[:NAMED_AT_MOST], now) if leaving else {}
    return {key: user.name for key, user in found.items() if isinstance(user, SlackUser)}


async def _publish(report: SyncReport) -> None:
    """Show the plan to people: in the run's log and as an artifact."""
    logger = get_run_logger()
    spoken_of: tuple[Verdict, ...] = (*report.plan.changes, *report.plan.holds)
    for verdict in spoken_of:
        for line in describe(verdict, report.zones[verdict.team], report.names):
            logger.info("%s/%s %s: %s", verdict.team, verdict.rotation, tag(verdict), line)
    markdown = plan_markdown(report.plan, report.zones, report.names)
    summary = summarize(report.plan, applied=False, label="Plan")
    await publish_markdown(f"{JOB}-plan", markdown, summary)


async def _forget_doubted(
    plan: Plan, written: Sequence[Written], teams: Mapping[str, Team]
) -> None:
    """Look people up anew in the next run where Slack did not take them."""
    doubted = [c for c, w in zip(plan.changes, written, strict=True) if w.doubts_people]
    keys = {k for c in doubted for m in c.wanted for k in slack_keys(m.person, teams[c.team])}
    if keys:
        await forget_people(sorted(keys))


def _write_problems(plan: Plan, written: Sequence[Written]) -> list[Problem]:
    """Turn each write that did not work into a problem to be told."""
    return [
        failed_write(change, result.why, result.remedy)
        for change, result in zip(plan.changes, written, strict=False)
        if not result.is_right
    ]
