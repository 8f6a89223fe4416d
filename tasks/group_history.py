"""Everything about one user group is read for a person who asks; the jobs do not read this way."""

import asyncio
import difflib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from domain.group_why import Claim, GroupFacts, LedgerRead, UnknownLedger
from domain.membership import UnknownUserGroups, UserGroup
from domain.on_call import OnCallAnswer, Timeline, UnknownOnCall
from domain.overlap import add_overlaps, overlaps
from domain.people import Found, SlackUser, resolve_people, slack_keys
from domain.rotation import Facts, people_named, plan_membership
from domain.team import Rotation, Team
from tasks.ledger import LedgerUnavailableError, open_ledger
from tasks.on_call import fetch_on_call, fetch_timelines_or_why
from tasks.on_call_source import check_sources
from tasks.request_history import NotFoundError
from tasks.settings import read_settings
from tasks.slack.people import find_people
from tasks.slack.user_groups import fetch_user_groups
from tasks.team_files import LoadedTeams

SYNC_JOB = "sync-rotation"
SLACKBOT = "USLACKBOT"  # edits what Slack itself edits; not every workspace lists it
LOOK_BACK = timedelta(weeks=1)
WEEKS_READ = 7  # of timeline: one behind, and five ahead from any day of one


async def read_group(
    reference: str, loaded: LoadedTeams, team: str | None, at: datetime | None, clock: datetime
) -> GroupFacts:
    """Read a user group, the schedules it follows, its people, and what was done to it.

    Args:
        reference: ``@handle`` or its id.
        loaded: All team files.
        team: The file of the team whose group it must be, or None.
        at: Another instant than now at which to ask the schedules, or None.
        clock: The current time.

    Raises:
        NotFoundError: No team file names such a group, Slack has none, or cannot be asked.
        BadInputError: A variable that is needed is missing or unsafe.
    """
    settings = read_settings()
    groups = await fetch_user_groups.fn()
    if isinstance(groups, UnknownUserGroups):
        raise NotFoundError(f"Slack's user groups could not be read: {groups.why}. {groups.remedy}")
    teams, group = _find(reference, loaded, team, groups)
    check_sources(teams, settings)
    is_now = at is None or settings.is_rehearsal
    instant = at or clock
    on_call, timelines, ledger = await asyncio.gather(
        _read_on_call(teams, instant), _read_timelines(teams, instant), _read_ledger(group, teams)
    )
    facts = GroupFacts(
        group=group,
        claims=(),
        on_call=on_call,
        timelines=timelines,
        people={},
        names={},
        ledger=ledger,
        refused=tuple(loaded.refused.values()),
        at=instant,
        is_now=is_now,
    )
    # What is read now is remembered as of now, unless time itself is pretended.
    return await _with_people(facts, teams, instant if is_now else clock)


def _find(
    reference: str, loaded: LoadedTeams, team: str | None, groups: Sequence[UserGroup]
) -> tuple[dict[str, Team], UserGroup]:
    """Find the group, and the teams that name it, with only those of their rotations that do."""
    group = next((g for g in groups if reference in (g.id, f"@{g.handle}")), None)
    names = {reference} if group is None else {group.id, f"@{group.handle}"}
    claiming = {
        file: tuple(r for r in one.rotations if r.user_group in names)
        for file, one in loaded.teams.items()
    }
    teams = {
        file: loaded.teams[file].model_copy(update={"rotations": rotations})
        for file, rotations in claiming.items()
        if rotations
    }
    if not teams or (team is not None and team not in teams):
        raise NotFoundError(_say_unkept(reference, loaded, team, group))
    if group is None:
        raise NotFoundError(
            f"{reference} does not exist in Slack. Create it there (People → User groups), or"
            f" correct `user_group` in teams/{next(iter(teams))}.yaml."
        )
    return teams, group


def _say_unkept(
    reference: str, loaded: LoadedTeams, team: str | None, group: UserGroup | None
) -> str:
    asked = loaded.teams if team is None else {team: loaded.teams[team]}
    kept = list(dict.fromkeys(r.user_group for one in asked.values() for r in one.rotations))
    close = difflib.get_close_matches(reference, kept, n=1)
    hint = f"Did you mean {close[0]}?" if close else f"Goalie keeps {', '.join(kept)}."
    who = f"teams/{team}.yaml names no" if team else "No team file names a"
    exists = "" if group else ", and Slack has none either"
    return " ".join([f"{who} user group {reference}{exists}. {hint}", *loaded.refused.values()])


async def _read_on_call(teams: Mapping[str, Team], at: datetime) -> dict[str, OnCallAnswer]:
    """Ask who is on call; and around a handoff, who just was and is about to be."""
    on_call = await fetch_on_call.fn(teams, at)
    for length, overlapping in overlaps(teams).items():
        around = [await fetch_on_call.fn(overlapping, at + step) for step in (-length, length)]
        on_call = add_overlaps(on_call, overlapping, around)
    return on_call


async def _read_timelines(
    teams: Mapping[str, Team], at: datetime
) -> dict[str, Timeline | UnknownOnCall]:
    sources = {
        schedule: team.on_call_source
        for team in teams.values()
        for rotation in team.rotations
        for schedule in rotation.schedules
    }
    return await fetch_timelines_or_why.fn(sources, at - LOOK_BACK, WEEKS_READ)


async def _read_ledger(group: UserGroup, teams: Mapping[str, Team]) -> LedgerRead | UnknownLedger:
    try:
        async with open_ledger(read_settings().database_url) as ledger:
            last = await ledger.latest_changes([group.id])
            begun = await ledger.unsettled_changes(list(teams))
            problems = await ledger.open_problems(SYNC_JOB, list(teams))
    except LedgerUnavailableError as error:
        return UnknownLedger(why=str(error))
    own = {file: tuple(f"{r.name}/" for r in team.rotations) for file, team in teams.items()}
    return LedgerRead(
        last=last.get(group.id),
        begun=tuple(record for record in begun if record.user_group_id == group.id),
        problems=tuple(p for p in problems if p.fingerprint.startswith(own[p.team])),
    )


async def _with_people(facts: GroupFacts, teams: Mapping[str, Team], now: datetime) -> GroupFacts:
    """Ask who everybody is in Slack, and decide what a sync would do."""
    named = {file: _named(team, facts) for file, team in teams.items()}
    keys = {key for file, team in teams.items() for p in named[file] for key in slack_keys(p, team)}
    found = await find_people(sorted(keys | _users(facts)), now)
    people = {file: resolve_people(named[file], team, found) for file, team in teams.items()}
    facts = replace(facts, people=people, names=_names(found))
    return replace(facts, claims=_claims(facts, teams))


def _named(team: Team, facts: GroupFacts) -> list[str]:
    """Everybody whom the team file or one of its schedules names."""
    named = {p for rotation in team.rotations for p in people_named(rotation, facts.on_call)}
    for rotation in team.rotations:
        timelines = (facts.timelines[schedule] for schedule in rotation.schedules)
        shifts = [s for t in timelines if isinstance(t, Timeline) for s in t.shifts]
        named |= {p for s in shifts for p in (s.person, s.forwarded_from) if p and " " not in p}
    return sorted(named)


def _users(facts: GroupFacts) -> set[str]:
    """Slack ids of everybody in the group now, and in what the ledger knows of it."""
    users = set(facts.group.members)
    if facts.group.edited_by:
        users.add(facts.group.edited_by)
    if isinstance(facts.ledger, LedgerRead) and facts.ledger.last:
        users |= {*facts.ledger.last.before, *facts.ledger.last.after}
    return users


def _names(found: Mapping[str, Found]) -> dict[str, str]:
    users = (user for user in found.values() if isinstance(user, SlackUser))
    return {SLACKBOT: "Slackbot"} | {user.id: user.name for user in users}


def _claims(facts: GroupFacts, teams: Mapping[str, Team]) -> tuple[Claim, ...]:
    """What a sync would do with the group for each rotation that names it."""
    # Where the ledger cannot be read, the first look at a group is not what to explain.
    owned = {facts.group.id: facts.group.disabled}
    if isinstance(facts.ledger, LedgerRead):
        last = facts.ledger.last
        owned = {facts.group.id: last.action == "disable"} if last else {}
    read = Facts(on_call=facts.on_call, groups=[facts.group], people=facts.people, owned=owned)
    pairs: list[tuple[str, Rotation]] = [
        (f, r) for f, team in teams.items() for r in team.rotations
    ]
    plan = plan_membership(teams, read, max_groups_changed=len(pairs))
    return tuple(
        Claim(file=file, team=teams[file], rotation=rotation, verdict=verdict)
        for (file, rotation), verdict in zip(pairs, plan.verdicts, strict=True)
    )
