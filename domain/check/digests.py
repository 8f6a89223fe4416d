"""What the digests read must be on the board and in Slack, and their ceremonies are listed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.board import BoardFields, missing_from_board
from domain.check.finding import Finding, Result, Unread, could_not_read
from domain.check.github import RepositoryFacts, TeamGithub
from domain.cycle import CycleCalendar, Occasion, Skipped, occasions, prepare_calendar
from domain.membership import UserGroup
from domain.membership_text import local_time
from domain.team import Team
from domain.team.digests import CeremonyName, Digests
from domain.team.hours import team_working_time
from domain.team.requests import Requests
from domain.words import count_words, enumerate_words

CEREMONIES: tuple[CeremonyName, ...] = ("planning", "sync", "retro")
CYCLES_AHEAD = 2  # the running one and the next


def digest_labels(digests: Digests) -> tuple[str, ...]:
    """Name every label that the digests look for, once."""
    kinds = digests.kinds
    return tuple(
        dict.fromkeys(
            [
                *(*kinds.support_labels, *kinds.ad_hoc_labels, *digests.blocked_labels),
                *(digests.tracking_label, digests.retro_action_label),
            ]
        )
    )


def check_ceremonies(name: str, team: Team, digests: Digests, at: datetime) -> list[Finding]:
    """List when each ceremony of the running cycle and the next is held, or why it is not."""
    calendar = prepare_calendar(digests.cycle, team.zone, team_working_time(team, at))
    last = max(1, calendar.number(at)) + CYCLES_AHEAD
    ahead = occasions(calendar, at, calendar.start_of(last))
    held = [one for one in CEREMONIES if getattr(digests.cycle, one) is not None]
    return [_ceremony(name, calendar, one, [o for o in ahead if o.ceremony == one]) for one in held]


def check_organisations(name: str, digests: Digests, groups: Sequence[UserGroup]) -> list[Finding]:
    """Judge for each requesting organisation whether Slack has its user groups."""
    known = {key: group for group in groups for key in (group.id, f"@{group.handle}")}
    return [_organisation(name, one, refs, known) for one, refs in digests.organisations.items()]


def check_digest_board(
    name: str, policy: Requests, digests: Digests, facts: TeamGithub
) -> list[Finding]:
    """Judge the fields and options that the digests read, and hint at labels.

    A board or repository that could not be read has its own finding.
    """
    findings: list[Finding] = []
    if isinstance(facts.fields, Unread):
        findings.append(
            could_not_read(name, f"fields of board {policy.board.number}", facts.fields)
        )
    elif facts.fields is not None:
        findings += _check_fields(name, policy, digests, facts.fields)
    if isinstance(facts.repository, RepositoryFacts):
        findings.append(_labels(name, policy, digests, facts.repository))
    return findings


def _ceremony(
    name: str,
    calendar: CycleCalendar,
    ceremony: CeremonyName,
    ahead: Sequence[Occasion | Skipped],
) -> Finding:
    subject = f"{ceremony}, next {CYCLES_AHEAD} cycles"
    told = "; ".join(_told(one, calendar) for one in ahead) or "none is left"
    if any(isinstance(one, Occasion) for one in ahead):
        return _finding(name, subject, told)
    remedy = f"Correct `digests.cycle` in teams/{name}.yaml, unless that is wanted."
    return _finding(name, subject, told, Result.WARNING, remedy)


def _told(one: Occasion | Skipped, calendar: CycleCalendar) -> str:
    if isinstance(one, Skipped):
        return f"cycle {one.cycle}: not held on {one.on:%a %-d %b}: {one.why}"
    why = f" ({one.moved_because})" if one.moved_because else ""
    return f"cycle {one.cycle}: {local_time(one.starts_at, str(calendar.zone))}{why}"


def _organisation(
    name: str, organisation: str, references: Sequence[str], known: Mapping[str, UserGroup]
) -> Finding:
    missing = [one for one in references if one not in known]
    if missing:
        told = f"Slack has no user group {enumerate_words(missing, 'or')}"
        remedy = f"Correct `digests.organisations` in teams/{name}.yaml."
        return _finding(name, organisation, told, Result.FAILED, remedy)
    groups = [known[one] for one in references]
    people = {member for group in groups for member in group.members}
    if people:
        handles = enumerate_words([f"@{group.handle}" for group in groups])
        told = f"{count_words(len(people), 'member')} in {handles}, for the support figures"
        return _finding(name, organisation, told)
    told = "nobody is in its user groups, so that no request counts as its own"
    remedy = f"Name a group with members under `digests.organisations` in teams/{name}.yaml."
    return _finding(name, organisation, told, Result.WARNING, remedy)


def _check_fields(
    name: str, policy: Requests, digests: Digests, fields: BoardFields
) -> list[Finding]:
    missing = [
        (what, key)
        for what, key in missing_from_board(fields, policy.board, digests)
        if not key.startswith("requests.")  # these have findings of their own
    ]
    columns = fields.options.get(policy.board.status_field, ())
    if columns:
        missing += _lost_aliases(digests, columns)
    subject = f"fields of board {policy.board.number}"
    if not missing:
        named = [policy.board.status_field, digests.priority_field, digests.stream_field]
        told = f"{enumerate_words(named)} have every option that the digests name"
        return [_finding(name, subject, told)]
    where = f"in teams/{name}.yaml, or rename it on the board."
    return [
        _finding(name, subject, what, Result.FAILED, f"Correct `{key}` {where}")
        for what, key in missing
    ]


def _lost_aliases(digests: Digests, columns: Sequence[str]) -> list[tuple[str, str]]:
    has = ", ".join(f'"{column}"' for column in columns)
    return [
        (f'"{former}" cannot be "{today}" today: the columns are {has}', "digests.columns.aliases")
        for former, today in digests.columns.aliases.items()
        if today not in columns
    ]


def _labels(name: str, policy: Requests, digests: Digests, facts: RepositoryFacts) -> Finding:
    """Only a hint: a label may be in any repository that has cards on the board."""
    here = [one for one in digest_labels(digests) if one in facts.labels]
    other = [one for one in digest_labels(digests) if one not in facts.labels]
    told = f"in {policy.issue_repository}: {', '.join(here) or 'none'}"
    if other:
        told += f"; to be found in other repositories, if anywhere: {', '.join(other)}"
    return _finding(name, "labels of the digests", told)


def _finding(
    area: str, subject: str, detail: str, result: Result = Result.OK, remedy: str = ""
) -> Finding:
    return Finding(area=area, subject=subject, result=result, detail=detail, remedy=remedy)
