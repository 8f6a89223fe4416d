"""Around a handoff both people are in the group, so that neither misses what the other saw."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from domain.on_call import OnCall, OnCallAnswer
from domain.team import Team


def overlaps(teams: Mapping[str, Team]) -> dict[timedelta, dict[str, Team]]:
    """Group the teams that want an overlap by how long it is on either side of a handoff."""
    found: dict[timedelta, dict[str, Team]] = defaultdict(dict)
    for name, team in teams.items():
        if team.handoff and team.handoff.overlap_minutes:
            found[timedelta(minutes=team.handoff.overlap_minutes)][name] = team
    return dict(found)


def add_overlaps(
    on_call: Mapping[str, OnCallAnswer],
    teams: Mapping[str, Team],
    around: Sequence[Mapping[str, OnCallAnswer]],
) -> dict[str, OnCallAnswer]:
    """Add to who is on call now who was just before, and who will be just after.

    A gap stays a gap, and what is not known adds nobody.

    Args:
        on_call: Schedule id → who is on call now.
        teams: The teams that want this overlap.
        around: The same answers as of just before and just after.
    """
    # Few teams want an overlap: a run for the others does without all there is about handoffs.
    from domain.handoff.turn import followed_tracks  # noqa: PLC0415

    followed = {t.schedule_id for name, team in teams.items() for t in followed_tracks(name, team)}
    added = dict(on_call)
    for schedule in followed & on_call.keys():
        now = on_call[schedule]
        if not isinstance(now, OnCall):
            continue
        others = [a for answers in around if isinstance(a := answers.get(schedule), OnCall)]
        extra = dict.fromkeys(p for other in others for p in other.people if p not in now.people)
        added[schedule] = replace(now, overlapping=tuple(extra))
    return added
