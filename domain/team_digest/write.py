"""A digest is written from what was read, or says that the board could not be."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from domain.board import history_begins
from domain.cycle import latest, occasions
from domain.delivery.measure import measure_delivery
from domain.digest.ceremonies import make_digest
from domain.digest.facts import DigestFacts, Owner
from domain.digest.records import Digest
from domain.digest.scope import find_scope
from domain.membership import UnknownUserGroups
from domain.membership_text import local_time
from domain.plan_change import compare_plan
from domain.support_figures import measure_support
from domain.team_digest.reads import parts_of, team_calendar
from domain.team_digest.rotation import absences_in, holidays_in, read_turns

if TYPE_CHECKING:
    from datetime import datetime

    from domain.cycle import CycleCalendar, Occasion, Skipped
    from domain.issue import UnknownBoard
    from domain.plan_change import PlanChanges
    from domain.support_figures import SupportFigures
    from domain.team import Team
    from domain.team_digest.reads import DigestReads
    from domain.team_requests import TeamRequests


def write_blind_digest(name: str, team: Team, occasion: Occasion, board: UnknownBoard) -> Digest:
    """Write all that can be said before a ceremony when the board could not be read."""
    begins = local_time(occasion.starts_at, team.zone)
    return Digest(
        team=name,
        ceremony=occasion.ceremony,
        cycle=occasion.cycle,
        occasion=occasion.key,
        starts_at=occasion.starts_at,
        first_line=f"{occasion.ceremony.capitalize()}, cycle {occasion.cycle}: {begins}.",
        second_line="What to decide is not known: the board could not be read.",
        sections=(),
        notes=(f"{board.why[:1].upper()}{board.why[1:].rstrip('.')}.", board.remedy),
    )


def write_digest(reads: DigestReads, occasion: Occasion) -> Digest:
    """Write the digest before one ceremony."""
    policy, _ = parts_of(reads.team)
    now, calendar = reads.now, team_calendar(reads.team, reads.now)
    is_new = occasion.ceremony == "planning"  # the cycle that counts is the one before
    begins = calendar.start_of(occasion.cycle - is_new)
    earlier = find_scope(reads.snapshots, begins, or_first=is_new)

    retro = latest(calendar, "retro", min(now, occasion.starts_at - timedelta.resolution))
    turns, turns_unknown = read_turns(reads, calendar, occasion.cycle)
    return make_digest(
        DigestFacts(
            name=reads.name,
            team=reads.team,
            occasion=occasion,
            now=now,
            last_retro=retro.starts_at if retro else None,
            coming=_coming(calendar, occasion, now),
            board=reads.board,
            delivery=measure_delivery(
                reads.board,
                policy,
                calendar,
                calendar.working_time,
                now,
                earlier=earlier,
                known_since=history_begins(now, policy),
            ),
            since_last=_changes_since(latest(calendar, None, now), reads),
            since_planning=_changes_since(_planning_before(calendar, occasion, now), reads),
            scope_since=earlier.taken_at if earlier else None,
            support=_support(reads, occasion, calendar),
            support_context=reads.requests.context,
            turns=turns,
            turns_unknown=turns_unknown,
            holidays=tuple(holidays_in(calendar, occasion.cycle)),
            absences=tuple(absences_in(reads, calendar, occasion.cycle)),
            owners=_owners(reads.requests),
        )
    )


def _changes_since(last: Occasion | None, reads: DigestReads) -> PlanChanges | None:
    """What changed since a ceremony was over; one that still goes on is taken as over."""
    if last is None:
        return None
    policy, requests = parts_of(reads.team)
    over, support_list = min(last.ends_at, reads.now), requests.board.support_list
    return compare_plan(over, reads.snapshots, reads.board, policy, support_list)


def _planning_before(calendar: CycleCalendar, occasion: Occasion, now: datetime) -> Occasion | None:
    """The planning to look back to: of a retro that of its own cycle, though the next was held."""
    if occasion.ceremony != "retro":
        return latest(calendar, "planning", now)
    over = calendar.start_of(occasion.cycle + 1) - timedelta.resolution
    return latest(calendar, "planning", min(now, over))


def _coming(
    calendar: CycleCalendar, occasion: Occasion, now: datetime
) -> tuple[Occasion | Skipped, ...]:
    """What is held, or not, after this ceremony until the end of the next cycle."""
    until = calendar.start_of(occasion.cycle + 2)
    after = max(now, occasion.starts_at) + timedelta.resolution
    return occasions(calendar, after, until)


def _support(reads: DigestReads, occasion: Occasion, calendar: CycleCalendar) -> SupportFigures:
    """Of the running cycle; at planning that has just begun, so of the one before."""
    is_new = occasion.ceremony == "planning"
    since = calendar.start_of(max(1, occasion.cycle - 1) if is_new else occasion.cycle)
    organisations, gap = _organisations(reads)
    gaps = [gap] if gap and occasion.ceremony == "retro" else []
    return measure_support(reads.requests, since, reads.now, organisations, gaps)


def _organisations(reads: DigestReads) -> tuple[dict[str, frozenset[str]], str]:
    """Requesting organisation → Slack ids of the members of its user groups; or why not known."""
    policy, _ = parts_of(reads.team)
    groups = reads.groups
    if isinstance(groups, UnknownUserGroups):
        return {}, f"Who asks for whom is not known: {groups.why}. {groups.remedy}"
    return {
        name: frozenset(
            user
            for group in groups
            if {group.id, f"@{group.handle}"} & set(handles)
            for user in group.members
        )
        for name, handles in policy.organisations.items()
    }, ""


def _owners(requests: TeamRequests) -> dict[str, Owner]:
    context = requests.context
    logins = context.people.logins()
    return {
        login: Owner(name=context.name_of(user), slack_id=user) for login, user in logins.items()
    }
