"""How a plan reads: a sentence for the run, a line with its reason for each group and member."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.markdown import cell
from domain.membership import Change, Hold, Match, Member, MembershipRecord, Plan, Verdict
from domain.message import Message
from domain.problem import Problem, ProblemRecord, Telling
from domain.slack_blocks import escape, mention_user, sections, truncate

ALL_RIGHT = "Every group already matches its schedule."
TOLD_AT_MOST = 10  # problems of each sort in one message
SENTENCE_LIMIT = 600  # characters, foreign names included
_SHIFT_WORDS = {"base": "", "override": "by an override", "historical": ""}


def summarize(plan: Plan, *, applied: bool, failed: int = 0, label: str = "Dry run") -> str:
    """Say in one sentence what a run did, or, under a label, what it would do."""
    changed, held, right = len(plan.changes) - failed, len(plan.holds), len(plan.matches)
    if not plan.changes and not held:
        return ALL_RIGHT
    parts = []
    if changed or not applied:
        parts.append(f"{_groups(changed)} {'changed' if applied else 'would change'}")
    if failed:
        parts.append(f"{_groups(failed)} could not be changed")
    if held:
        parts.append(f"{_groups(held)} {'is' if held == 1 else 'are'} held")
    if right:
        parts.append(f"{_groups(right)} already {'matches' if right == 1 else 'match'}")
    return ("" if applied else f"{label}: ") + ", ".join(parts) + "."


def _groups(count: int) -> str:
    return f"{count} group" if count == 1 else f"{count} groups"


def describe_member(member: Member, zone: str) -> str:
    """Say why somebody is in the group: schedule, rotation, kind of shift, until when."""
    if member.source == "in the overlap":
        return f"{member.name} is in around the handoff of {member.schedule}"
    if member.source != "on call":
        return f"{member.name} is {'an' if member.source[0] == 'e' else 'a'} {member.source}"
    said = f"{member.name} is on call in {member.schedule}"
    shift = member.shift
    if shift is None:
        return said
    why = _SHIFT_WORDS.get(shift.kind, "")
    if shift.forwarded_from:
        why = f"forwarded from {shift.forwarded_from}"
    inside = ", ".join(part for part in (shift.rotation, why) if part)
    until = f" until {local_time(shift.end, zone)}" if member.end_known else ""
    return f"{said} ({inside}){until}"


def local_time(instant: datetime, zone: str) -> str:
    """Write an instant as the team reads it, such as ``Mon 16 Nov 09:00 CET``."""
    return instant.astimezone(ZoneInfo(zone)).strftime("%a %-d %b %H:%M %Z")


def describe(verdict: Verdict, zone: str, names: Mapping[str, str] | None = None) -> list[str]:
    """Say about one rotation what would be done and why, a line each."""
    match verdict:
        case Hold(problems=problems):
            return [f"{p.sentence} {p.remedy}" for p in problems]
        case Match(wanted=wanted):
            return [describe_member(member, zone) for member in wanted] or ["It stays disabled."]
        case Change(action="disable", problems=problems):
            return [p.sentence for p in problems]
        case Change():
            return list(reasons(verdict, zone, names or {}))


def reasons(change: Change, zone: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Say for everyone concerned why they are in, or that they are out.

    Args:
        change: The change.
        zone: The team's zone.
        names: Slack id → name, as far as known, for those who leave.
    """
    wanted = tuple(describe_member(member, zone) for member in change.wanted)
    unknown = [i for i in change.removed if i not in names]
    out = tuple(f"{names[i]} is no longer in the group" for i in change.removed if i in names)
    if unknown:
        others = "1 former member leaves" if len(unknown) == 1 else f"{len(unknown)} members leave"
        out = (*out, others)
    return (*wanted, *out)


def tag(verdict: Verdict) -> str:
    """Name a verdict in one word."""
    match verdict:
        case Hold():
            return "held"
        case Match():
            return "matches"
        case Change(action="disable"):
            return "disable"
        case Change():
            return "change"


def plan_markdown(plan: Plan, zones: Mapping[str, str], names: Mapping[str, str]) -> str:
    """Lay the plan out as Markdown: what changes and what is held first, then what is right."""
    verdicts: tuple[Verdict, ...] = (*plan.changes, *plan.holds, *plan.matches)
    rows = [
        f"| {cell(v.team)} | {cell(v.rotation)} | {cell(_handle(v))} | {tag(v)} |"
        f" {'<br>'.join(cell(line) for line in describe(v, zones[v.team], names))} |"
        for v in verdicts
    ]
    head = ["| Team | Rotation | User group | Verdict | Why |", "|---|---|---|---|---|"]
    return "\n".join([f"**{summarize(plan, applied=False, label='Plan')}**", "", *head, *rows])


def _handle(verdict: Verdict) -> str:
    return verdict.handle if isinstance(verdict, Hold) else f"@{verdict.group.handle}"


def announce(record: MembershipRecord, channel: str, expires_at: datetime) -> Message:
    """Tell the team's channel once that its group changed; mentions only those who come in."""
    added = ", ".join(mention_user(i) for i in record.after if i not in record.before)
    if record.action == "disable":
        news = "is switched off, because nobody is on call."
    elif record.action == "enable_and_set":
        news = f"is back on, with {', '.join(map(mention_user, record.after))}."
    else:
        news = f"now has {added}." if added else "has fewer members."
    lines = [f"• {escape(truncate(reason, SENTENCE_LIMIT))}" for reason in record.reasons]
    text = "\n".join([f"*@{escape(record.handle)}* {news}", *lines])
    return Message(
        team=record.team,
        kind="membership",
        subject=str(record.id),
        channel=channel,
        text=text,
        blocks=sections([text]),
        expires_at=expires_at,
    )


def tell_problems(telling: Telling, channel: str, now: datetime) -> Message:
    """Tell a team's ops channel in one message what is wrong, still wrong, and right again."""
    paragraphs = [
        *_told(":warning: *Needs somebody*", telling.opened),
        *_told(":warning: *Still needs somebody*", telling.repeated),
        *_recovered(telling.recovered),
    ]
    return Message(
        team=telling.team,
        kind="problems",
        subject=now.isoformat(),
        channel=channel,
        text="\n".join(paragraphs),
        blocks=sections(paragraphs),
    )


def _told(head: str, problems: Sequence[Problem]) -> list[str]:
    if not problems:
        return []
    lines = [
        f"• {escape(truncate(p.sentence, SENTENCE_LIMIT))}"
        f"\n   _{escape(truncate(p.remedy, SENTENCE_LIMIT))}_"
        for p in problems[:TOLD_AT_MOST]
    ]
    more = len(problems) - TOLD_AT_MOST
    if more > 0:
        lines.append(f"… and {more} more: `goalie run sync-rotation` lists them all.")
    return [head, *lines]


def _recovered(recovered: Sequence[ProblemRecord]) -> list[str]:
    if not recovered:
        return []
    lines = [f"• {escape(truncate(t.sentence, SENTENCE_LIMIT))}" for t in recovered[:TOLD_AT_MOST]]
    more = len(recovered) - TOLD_AT_MOST
    if more > 0:
        lines.append(f"… and {more} more.")
    return [":white_check_mark: *Recovered*; this is over:", *lines]
