"""A team's members must be people in Slack, because only their replies are responses."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.check.finding import Finding, Result
from domain.people import Found, SlackUser, Unreadable, slack_keys
from domain.team import Team
from domain.team.requests import Member


def member_keys(team: Team, at: datetime) -> Iterable[str]:
    """Name what to look up in Slack for the members of a team that watches requests."""
    if team.requests:
        for member in _still_there(team, at):
            yield from slack_keys(member.email, team)


def check_members(name: str, team: Team, found: Mapping[str, Found], at: datetime) -> list[Finding]:
    """Judge the members together, each one who is not well alone, and then the leads.

    Args:
        name: The team's file.
        team: A team that watches requests.
        found: Slack's answer for every key of the members; see :func:`member_keys`.
        at: The instant of the check; whoever left before may have no account any more.
    """
    members = _still_there(team, at)
    wrong = [f for m in members if (f := _wrong(name, m, _account(m, team, found)))]
    return [*wrong, *_together(name, members, len(wrong)), *_check_leads(name, members)]


def _still_there(team: Team, at: datetime) -> list[Member]:
    today = at.astimezone(ZoneInfo(team.zone)).date()
    return [m for m in team.members if m.until is None or m.until >= today]


def _account(member: Member, team: Team, found: Mapping[str, Found]) -> Found:
    answers = (found.get(key) for key in slack_keys(member.email, team))
    return next((answer for answer in answers if answer is not None), None)


def _wrong(name: str, member: Member, account: Found) -> Finding | None:
    file = f"teams/{name}.yaml"
    match account:
        case SlackUser(unusable=""):
            return None
        case SlackUser(unusable=unusable, id=user_id):
            detail = f"is {unusable} in Slack ({user_id}); a member of the team"
            remedy = f"Give the member `until` in {file}, or name their account in `identities`."
        case Unreadable(why=why):
            detail = f"could not be looked up in Slack: {why}; a member of the team"
            remedy = "Mend Slack's lines above if one failed; otherwise check again in a minute."
            return _finding(name, member.email, detail, Result.UNKNOWN, remedy)
        case None:
            detail = "has no active Slack account under that address; a member of the team"
            remedy = f"Correct `email` in {file}, or name their account in `identities`."
    return _finding(name, member.email, detail, Result.FAILED, remedy)


def _together(name: str, members: list[Member], wrong: int) -> list[Finding]:
    if not members:
        detail = "the team has none, so that nobody's reply is a response"
        remedy = f"List who belongs to the team under `members` in teams/{name}.yaml."
        return [_finding(name, "members", detail, Result.FAILED, remedy)]
    well = len(members) - wrong
    if not well:
        return []
    of_all = "all" if not wrong else f"{well} of"
    people = "member" if len(members) == 1 else "members"
    return [_finding(name, "members", f"{of_all} {len(members)} {people} are active in Slack")]


def _check_leads(name: str, members: list[Member]) -> list[Finding]:
    titles = {"em": "EM", "pm": "PM"}
    named = {role: [m.email for m in members if m.role == role] for role in titles}
    missing = " and ".join(titles[role] for role, people in named.items() if not people)
    if not missing:
        told = ", ".join(f"{titles[role]} {' '.join(people)}" for role, people in named.items())
        return [_finding(name, "EM and PM", told)]
    there = [titles[role] for role, people in named.items() if people]
    consequence = f"only the {there[0]} is" if there else "nobody is"
    detail = f"no member is {missing}: {consequence} told of what is long past due"
    remedy = f"Give a member `role: em`, and one `role: pm`, in teams/{name}.yaml."
    return [_finding(name, "EM and PM", detail, Result.WARNING, remedy)]


def _finding(
    area: str, subject: str, detail: str, result: Result = Result.OK, remedy: str = ""
) -> Finding:
    return Finding(area=area, subject=subject, result=result, detail=detail, remedy=remedy)
