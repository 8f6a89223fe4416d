"""Why people are in a user group, for a machine: instants in ISO 8601, people by Slack id."""

from typing import Any

from cli.why_json import instant
from domain.group_why import Claim, Explanation, GroupFacts, LedgerRead, Person
from domain.group_why.text import say_reason
from domain.membership import Member, MembershipRecord
from domain.membership_text import tag


def as_json(explanation: Explanation) -> dict[str, Any]:
    """Lay out everything that the text says, and the values it says it from."""
    facts = explanation.facts
    group, ledger = facts.group, facts.ledger
    last = ledger.last if isinstance(ledger, LedgerRead) else None
    return {
        "at": facts.at.isoformat(),
        "is_now": facts.is_now,
        "user_group": {
            "id": group.id,
            "handle": group.handle,
            "disabled": group.disabled,
            "edited_by": group.edited_by or None,
            "edited_at": instant(group.edited_at),
        },
        "rotations": [_claim(claim) for claim in facts.claims],
        "people": [_person(person, facts) for person in explanation.people],
        "last_change": _record(last) if last else None,
        "ledger_is_known": isinstance(ledger, LedgerRead),
        "is_known": explanation.is_known,
        "unknown": [{"sentence": u.sentence, "remedy": u.remedy} for u in explanation.unknowns],
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "team": claim.file,
        "rotation": claim.rotation.name,
        "schedules": list(claim.rotation.schedules),
        "verdict": tag(claim.verdict),
        "problems": [
            {"kind": p.kind.value, "sentence": p.sentence, "remedy": p.remedy}
            for p in claim.verdict.problems
        ],
    }


def _person(person: Person, facts: GroupFacts) -> dict[str, Any]:
    return {
        "slack_id": person.user or None,
        "name": person.name,
        "state": person.state,
        "reasons": [_reason(member, facts) for member in person.reasons],
        "notes": list(person.why),
        "remedy": person.remedy,
        "turns": [
            {
                "schedule": turn.schedule,
                "was_until": instant(turn.was_until),
                "is_from": instant(turn.is_from),
            }
            for turn in person.turns
        ],
    }


def _reason(member: Member, facts: GroupFacts) -> dict[str, Any]:
    shift = member.shift
    return {
        "says": say_reason(member, facts),
        "source": member.source,
        "person": member.person,
        "schedule_id": member.schedule_id or None,
        "schedule": member.schedule or None,
        "rotation": shift.rotation if shift else None,
        "kind": shift.kind if shift else None,
        "forwarded_from": (shift.forwarded_from or None) if shift else None,
        "until": instant(shift.end) if shift else None,
        "until_is_known": member.end_known,
    }


def _record(record: MembershipRecord) -> dict[str, Any]:
    return {
        "at": record.intended_at.isoformat(),
        "team": record.team,
        "rotation": record.rotation,
        "action": record.action,
        "before": list(record.before),
        "after": list(record.after),
        "reasons": list(record.reasons),
    }
