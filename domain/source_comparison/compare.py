"""People are the same where their Slack account is; who has none is compared by address.

Whoever cannot be told is never taken for somebody else, nor for nobody: the answer is unknown.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import pairwise

from domain.on_call import Timeline, UnknownOnCall
from domain.people import Found, Identity, SlackUser, slack_keys
from domain.problem import ProblemKind
from domain.source_comparison.records import (
    SERVICES,
    Comparison,
    Gap,
    Party,
    ScheduleRead,
    Stretch,
)
from domain.team import Team

Parties = frozenset[Party]


def identify(identity: Identity, team: Team, found: Mapping[str, Found], file: str) -> Party:
    """Tell who somebody is, whatever a service calls them; an account that is closed counts too.

    Args:
        identity: Who they are in Slack, or why that cannot be said.
        team: The team whose identities and domain aliases apply.
        found: Slack's answer for every key of theirs.
        file: Name of the team's file.
    """
    person = identity.person
    keys = slack_keys(person, team)
    user = next((u for key in keys if isinstance(u := found.get(key), SlackUser)), None)
    if user is not None:
        return Party(key=user.id, name=user.name)
    if " " in person:  # a team or an escalation, by type and name
        remedy = "Put people into the rotation in its place."
        return Party(key=person, name=person, why="is no single person", remedy=remedy)
    # Those whom Slack does not know may still have the same address in both.
    key = keys[-1] if keys else person
    return Party(key=key, name=person, why=identity.why, remedy=_remedy(identity, file))


def _remedy(identity: Identity, file: str) -> str:
    remedy = identity.remedy
    if identity.kind is ProblemKind.UNUSABLE_PERSON and "@" in identity.person:
        remedy = (
            "Give their Slack user id under `identities` in {file}, or the name that their mail"
            " domain has in Slack under `email_domain_aliases`."
        )
    return remedy.replace("{file}", f"teams/{file}.yaml")


def compare_schedule(
    file: str,
    rotation: str,
    schedule_id: str,
    reads: tuple[ScheduleRead, ScheduleRead],
    parties: Mapping[str, Party],
    window: tuple[datetime, datetime],
) -> Comparison:
    """Compare one schedule of a rotation in both services.

    Args:
        file: Name of the team's file.
        rotation: Name of the rotation.
        schedule_id: The schedule's id in the team file.
        reads: The schedule in the one service and in the other.
        parties: Who each named person is.
        window: First instant, and first after it.
    """
    left, right = reads
    start, end = window
    unread = tuple(gap for read in reads for gap in _gaps(read, start, end))
    stretches: tuple[Stretch, ...] = ()
    is_empty = False
    if isinstance(left.timeline, Timeline) and isinstance(right.timeline, Timeline) and not unread:
        stretches = compare_timelines(left.timeline, right.timeline, parties, start, end)
        is_empty = not any(s.person for r in (left.timeline, right.timeline) for s in r.shifts)
    strangers = {
        party.key: Gap(sentence=f"{party.name} {party.why}.", remedy=party.remedy)
        for stretch in stretches
        if not stretch.is_certain
        for party in stretch.strangers
    }
    return Comparison(
        team=file,
        rotation=rotation,
        schedule_id=schedule_id,
        left=left,
        right=right,
        stretches=stretches,
        gaps=(*unread, *strangers.values()),
        is_empty=is_empty,
    )


def _gaps(read: ScheduleRead, start: datetime, end: datetime) -> Iterator[Gap]:
    service, timeline = SERVICES[read.service], read.timeline
    if isinstance(timeline, UnknownOnCall):
        where = "" if service in timeline.why else f"{service}: "
        yield Gap(sentence=f"{where}{timeline.why}.", remedy=timeline.remedy)
    elif timeline.start > start or timeline.end < end:
        days = max((min(timeline.end, end) - start).days, 0)
        yield Gap(
            sentence=f"{service}: the timeline was answered for {days} days only.",
            remedy="Compare fewer weeks with --weeks.",
        )


def compare_timelines(
    left: Timeline,
    right: Timeline,
    parties: Mapping[str, Party],
    start: datetime,
    end: datetime,
) -> tuple[Stretch, ...]:
    """Find when two timelines do not name the same people, or may not.

    Args:
        left: What the one service says, for all of the window.
        right: What the other says.
        parties: Who each named person is.
        start: First instant of the window.
        end: First instant after it.

    Returns:
        Stretches in order that do not overlap; neighbours that touch name other people.
    """
    here, there = _presence(left, parties, start, end), _presence(right, parties, start, end)
    found: list[Stretch] = []
    ours: Parties = frozenset()
    theirs: Parties = frozenset()
    for at, until in pairwise(sorted({start, end, *here, *there})):
        ours, theirs = here.get(at, ours), there.get(at, theirs)
        verdict = _differ(ours, theirs)
        if verdict is None:
            continue
        since = at
        if found and found[-1].end == at and (found[-1].left, found[-1].right) == (ours, theirs):
            since = found.pop().start
        found.append(Stretch(start=since, end=until, left=ours, right=theirs, is_certain=verdict))
    return tuple(found)


def _presence(
    timeline: Timeline, parties: Mapping[str, Party], start: datetime, end: datetime
) -> dict[datetime, Parties]:
    """Each instant of the window at which somebody may come or go → who is on call from then on."""
    steps: dict[datetime, Counter[Party]] = defaultdict(Counter)
    for shift in timeline.shifts:
        since, until = max(shift.start, start), min(shift.end, end)
        if shift.person and since < until:
            steps[since][parties[shift.person]] += 1
            steps[until][parties[shift.person]] -= 1
    present: Counter[Party] = Counter()
    found: dict[datetime, Parties] = {}
    for at in sorted(steps):
        present.update(steps[at])
        found[at] = frozenset(party for party, count in present.items() if count > 0)
    return found


def _differ(left: Parties, right: Parties) -> bool | None:
    """Whether these are certainly different people; None where they are the same ones.

    False where they may be the same: as many on either side, and everybody who is left over may
    be somebody of the other side whom nobody can name.
    """
    ours, theirs = left - right, right - left
    if not ours and not theirs:
        return None
    known = [sum(party.is_known for party in side) for side in (ours, theirs)]
    fits = known[0] <= len(theirs) - known[1] and known[1] <= len(ours) - known[0]
    return not (fits and len(ours) == len(theirs))
