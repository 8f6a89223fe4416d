"""Nobody's coming shift should fall into their holiday, or follow right after another of theirs."""

from collections.abc import Mapping
from datetime import datetime

from domain.check.finding import Finding, Result
from domain.check.schedules import ScheduleFacts
from domain.handoff.outlook import Prospect, look_ahead
from domain.handoff.spells import read_spells
from domain.handoff.turn import Track, followed_tracks, policy_of, shortest_cover
from domain.membership_text import local_time
from domain.on_call import Timeline
from domain.people import Found, resolve_people, slack_keys
from domain.team import Team

TOLD_AT_MOST = 4  # shifts of each schedule; the others are counted


def check_handoffs(
    name: str,
    team: Team,
    schedules: Mapping[str, ScheduleFacts],
    found: Mapping[str, Found],
    at: datetime,
) -> list[Finding]:
    """Judge the coming shifts of each schedule that is handed over; accounts are judged elsewhere.

    Args:
        name: The team's file.
        team: The team; without ``handoff`` there is nothing to judge.
        schedules: What was read about each schedule; those that were not are told elsewhere.
        found: Slack's answer for every key of the people on call.
        at: The instant of the check.
    """
    return [
        _judge(name, team, track, facts.timeline, found, at)
        for track in followed_tracks(name, team)
        if (facts := schedules.get(track.schedule_id)) is not None
        and facts.enabled
        and isinstance(facts.timeline, Timeline)
    ]


def _judge(
    name: str,
    team: Team,
    track: Track,
    timeline: Timeline,
    found: Mapping[str, Found],
    at: datetime,
) -> Finding:
    spells = read_spells(timeline, shortest_cover(policy_of(team)), team.zone)
    named = {person for spell in spells for person in spell.people}
    known = [p for p in named if all(key in found for key in slack_keys(p, team))]
    identities = resolve_people(known, team, found)
    people = {person: one for person, one in identities.items() if one.user is not None}
    wrong = [one for one in look_ahead(spells, team, people, at) if one.warnings]
    subject = f"{track.rotation}, coming handoffs"
    if not wrong:
        detail = "nobody is away in their shift, or on twice in a row"
        return Finding(area=name, subject=subject, result=Result.OK, detail=detail)
    said = [_say(one, team) for one in wrong[:TOLD_AT_MOST]]
    more = len(wrong) - TOLD_AT_MOST
    return Finding(
        area=name,
        subject=subject,
        result=Result.WARNING,
        detail="; ".join([*said, *([f"{more} more shifts"] if more > 0 else [])]),
        remedy="Swap the shift in the schedule, or correct `handoff.absences` in the team file.",
    )


def _say(prospect: Prospect, team: Team) -> str:
    start = local_time(prospect.spell.start, team.zone)
    return f"{' and '.join(prospect.warnings)} (shift from {start})"
