"""Everything that was read becomes one list of findings, in the order in which a person mends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.check.channels import ChannelFacts, check_channels
from domain.check.configuration import (
    EnvironmentFacts,
    LedgerFacts,
    check_environment,
    check_ledger,
    check_team_files,
)
from domain.check.digests import check_ceremonies, check_digest_board, check_organisations
from domain.check.finding import Finding, Result, Unread, could_not_read
from domain.check.github import GithubFacts, check_team_github, check_token
from domain.check.handoff import check_handoffs
from domain.check.members import check_members
from domain.check.people import check_coverage, check_people, people_ahead
from domain.check.schedules import ScheduleFacts, SourceFacts, check_source
from domain.check.slack_access import (
    SLACK,
    HistoryFacts,
    TokenFacts,
    check_clock,
    check_history,
    check_tokens,
    check_writing,
)
from domain.check.user_groups import check_user_groups
from domain.membership import MembershipRecord, UserGroup
from domain.people import Found
from domain.team import Team


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackFacts:
    """What was read from Slack.

    Attributes:
        bot: Whose the bot token is; where it could not be read, nothing else was tried.
        admin: Whose the admin token is; None where none is set.
        clock_ahead: How far this machine's clock is ahead; None where Slack did not say.
        groups: Every user group.
        channels: Every channel the app can see.
        history: What one call gave of each channel the app reads.
    """

    bot: TokenFacts | Unread
    admin: TokenFacts | Unread | None = None
    clock_ahead: timedelta | None = None
    groups: Sequence[UserGroup] | Unread = ()
    channels: Sequence[ChannelFacts] | Unread = ()
    history: Sequence[HistoryFacts | Unread] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFacts:
    """Everything that was read.

    Attributes:
        at: The instant from which four weeks are looked ahead.
        teams: The usable teams by the name of their file.
        refused: A sentence for everything that is wrong in team files.
        environment: How each service is configured.
        sources: What each service that schedules people told.
        slack: What Slack told; None where the environment does not say how to reach it.
        github: What GitHub told; None where no team needs it, or the environment does not say how.
        found: Slack's answer for every address or id of the wanted people and of members.
        ledger: The state of the ledger.
        latest_changes: Group id → the last change of it that the ledger knows.
    """

    at: datetime
    teams: Mapping[str, Team]
    refused: Sequence[str]
    environment: Sequence[EnvironmentFacts]
    sources: Sequence[SourceFacts]
    slack: SlackFacts | None
    github: GithubFacts | None
    found: Mapping[str, Found]
    ledger: LedgerFacts
    latest_changes: Mapping[str, MembershipRecord] = field(default_factory=dict)


def check_all(facts: CheckFacts) -> list[Finding]:
    """Judge everything: configuration first, then the services, then team by team."""
    schedules = {i: one for source in facts.sources for i, one in source.schedules.items()}
    return [
        *check_environment(facts.environment),
        *check_team_files(facts.teams, facts.refused),
        *(finding for source in facts.sources for finding in check_source(source)),
        *_check_slack(facts),
        *(check_token(facts.github, facts.teams) if facts.github else ()),
        *_check_teams(facts, schedules),
        check_ledger(facts.ledger),
    ]


def _check_slack(facts: CheckFacts) -> list[Finding]:
    slack = facts.slack
    if slack is None:
        return []
    watches = any(team.requests for team in facts.teams.values())
    draws = any(team.digests for team in facts.teams.values())
    writes = any(team.handoff for team in facts.teams.values())
    tokens = check_tokens(slack.bot, slack.admin, watches=watches, draws=draws, writes=writes)
    if isinstance(slack.bot, Unread):
        return tokens
    changed = [f"@{r.handle}" for r in facts.latest_changes.values() if r.action != "adopt"]
    findings = [*tokens, check_writing(changed, as_admin=slack.admin is not None)]
    if isinstance(slack.groups, Unread):
        findings.append(could_not_read(SLACK, "user groups", slack.groups))
    if isinstance(slack.channels, Unread):
        findings.append(could_not_read(SLACK, "channels", slack.channels))
    else:
        findings.append(check_history(slack.history))
    return [*findings, *check_clock(slack.clock_ahead)]


def _check_teams(facts: CheckFacts, schedules: Mapping[str, ScheduleFacts]) -> list[Finding]:
    groups = _check_groups(facts)
    findings: list[Finding] = []
    for name, team in facts.teams.items():
        findings += groups.get(name, [])
        findings += _check_team_channels(facts, name)
        findings += check_coverage(name, team, schedules, facts.at)
        findings += _check_people(facts, name, schedules)
        findings += check_handoffs(name, team, schedules, facts.found, facts.at)
        findings += _check_github(facts, name)
        findings += _check_digests(facts, name)
    return findings


def _check_groups(facts: CheckFacts) -> dict[str, list[Finding]]:
    slack, groups = facts.slack, _groups(facts)
    if slack is None or groups is None:
        return {}
    known = () if isinstance(slack.channels, Unread) else slack.channels
    names = {channel.id: channel.name for channel in known}
    latest = facts.latest_changes
    disabled = frozenset(i for i, record in latest.items() if record.action == "disable")
    return check_user_groups(facts.teams, groups, names, disabled)


def _groups(facts: CheckFacts) -> Sequence[UserGroup] | None:
    slack = facts.slack
    if slack is None or isinstance(slack.bot, Unread) or isinstance(slack.groups, Unread):
        return None
    return slack.groups


def _check_team_channels(facts: CheckFacts, name: str) -> list[Finding]:
    slack = facts.slack
    if slack is None or isinstance(slack.bot, Unread) or isinstance(slack.channels, Unread):
        return []
    return check_channels(name, facts.teams[name], slack.channels, slack.bot.user)


def _check_people(
    facts: CheckFacts, name: str, schedules: Mapping[str, ScheduleFacts]
) -> list[Finding]:
    team = facts.teams[name]
    if facts.slack is None or isinstance(facts.slack.bot, Unread):
        return [
            Finding(
                area=name,
                subject="groups, channels, people",
                result=Result.UNKNOWN,
                detail="not checked, because Slack could not be asked",
                remedy="Mend what is wrong above first.",
            )
        ]
    wanted = people_ahead(team, schedules, facts.at)
    findings = check_people(name, team, wanted, facts.found, facts.at)
    if not team.requests:
        return findings
    told = {finding.subject for finding in findings}
    members = check_members(name, team, facts.found, facts.at)
    return [*findings, *(one for one in members if one.subject not in told)]


def _check_github(facts: CheckFacts, name: str) -> list[Finding]:
    policy = facts.teams[name].requests
    if facts.github is None or policy is None or name not in facts.github.teams:
        return []
    return check_team_github(name, policy, facts.github.teams[name])


def _check_digests(facts: CheckFacts, name: str) -> list[Finding]:
    team, groups, github = facts.teams[name], _groups(facts), facts.github
    if team.digests is None:
        return []
    findings: list[Finding] = []
    if github is not None and team.requests is not None and name in github.teams:
        findings += check_digest_board(name, team.requests, team.digests, github.teams[name])
    if groups is not None:
        findings += check_organisations(name, team.digests, groups)
    return [*findings, *check_ceremonies(name, team, team.digests, facts.at)]
