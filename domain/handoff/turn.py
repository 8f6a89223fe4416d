"""A turn is what one run decides about one schedule of a rotation, and what it leaves behind."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.handoff.find import Adoption, find_handoff
from domain.handoff.moves import Move, find_moves
from domain.handoff.outlook import AHEAD
from domain.handoff.records import Asked, Gap, Handoff, Last, Memory, Spell
from domain.handoff.spells import ahead, read_spells, running
from domain.on_call import Timeline
from domain.team import Team
from domain.team.handoff import HandoffPolicy
from domain.team.hours import team_working_time

PROMPT = timedelta(hours=1)  # so long after a handoff telling it is no surprise at any hour


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One schedule of a rotation whose handoffs are followed: team file, rotation, schedule id."""

    file: str
    rotation: str
    schedule_id: str

    @property
    def key(self) -> str:
        """Identifies it in the ledger."""
        return f"{self.file}/{self.schedule_id}/{self.rotation}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One schedule at one instant.

    Attributes:
        track: Which schedule of which rotation.
        timeline: As it was read.
        spells: Who covers it.
        memory: What the last run left; None on the first.
        verdict: What has changed hands.
        moves: Whose coming shifts moved since the last run.
        now: The instant.
        waiting: What has changed hands a while ago, and is told when the team works.
    """

    track: Track
    timeline: Timeline
    spells: tuple[Spell, ...]
    memory: Memory | None
    verdict: Handoff | Gap | Adoption | None
    moves: tuple[Move, ...]
    now: datetime
    waiting: Handoff | Gap | None = None

    @property
    def asked(self) -> Asked | None:
        """Who has yet to confirm what they still hold."""
        if self.memory is None or isinstance(self.verdict, Handoff | Adoption):
            return None
        spell = running(self.spells, self.now)
        holds = spell is not None and spell.people == self.memory.last.people
        return self.memory.asked if holds else None

    @property
    def people(self) -> frozenset[str]:
        """Everybody who may be spoken of or to."""
        found = {person for spell in self.spells for person in spell.people}
        found |= {move.person for move in self.moves}
        found |= {one.forwarded_from for one in self.timeline.shifts if one.forwarded_from}
        found |= set(self.memory.last.people) if self.memory else set()
        return frozenset(found.union(self.asked.incoming if self.asked else ()))


def followed_tracks(file: str, team: Team) -> tuple[Track, ...]:
    """The schedules whose handoffs a team wants told; none without a policy."""
    if team.handoff is None:
        return ()
    wanted = team.handoff.rotations
    return tuple(
        Track(file=file, rotation=rotation.name, schedule_id=schedule_id)
        for rotation in team.rotations
        if not wanted or rotation.name in wanted
        for schedule_id in rotation.schedules
    )


def take_turn(
    track: Track, team: Team, timeline: Timeline, memory: Memory | None, now: datetime
) -> Turn:
    """Decide what has changed hands in one schedule, and what moved ahead.

    What changed hands just now is told at any hour. What comes late, as after a weekend without
    ticks, waits until the team works: nobody is woken for it.
    """
    policy = policy_of(team)
    spells = read_spells(timeline, shortest_cover(policy), team.zone)
    look_back = timedelta(days=policy.look_back_days)
    last = memory.last if memory else None
    verdict = find_handoff(track.rotation, spells, last, now, look_back)
    waiting = _not_now(verdict, team, now)
    return Turn(
        track=track,
        timeline=timeline,
        spells=spells,
        memory=memory,
        verdict=None if waiting else verdict,
        waiting=waiting,
        moves=find_moves(memory, spells, now) if memory else (),
        now=now,
    )


def _not_now(
    verdict: Handoff | Gap | Adoption | None, team: Team, now: datetime
) -> Handoff | Gap | None:
    """What comes too late to be told before the team works; None for all else."""
    if not isinstance(verdict, Handoff | Gap) or now - verdict.start <= PROMPT:
        return None
    return None if team_working_time(team, now).is_open(now) else verdict


def leave_out_covered(turns: Sequence[Turn], blind: Collection[Track]) -> list[Turn]:
    """Leave out the gap of a schedule while another one of its rotation has somebody on call.

    Args:
        turns: One for each schedule that was read.
        blind: The schedules that were not: somebody may be on call there.
    """
    covered = {(track.file, track.rotation) for track in blind}
    covered |= {(t.track.file, t.track.rotation) for t in turns if _has_anybody(t)}
    return [
        replace(turn, verdict=None, waiting=None)
        if isinstance(turn.verdict or turn.waiting, Gap)
        and (turn.track.file, turn.track.rotation) in covered
        else turn
        for turn in turns
    ]


def _has_anybody(turn: Turn) -> bool:
    return any(s.person and s.start <= turn.now < s.end for s in turn.timeline.shifts)


def next_memory(turn: Turn, *, told: bool, asked: Asked | None) -> Memory | None:
    """What the next run is to know; None where there is nothing to know yet.

    Args:
        turn: What was decided.
        told: Whether the handoff, if there is one, was told.
        asked: Who has yet to confirm what was told, now or earlier.
    """
    verdict = turn.verdict
    last: Last | None = turn.memory.last if turn.memory else None
    if isinstance(verdict, Adoption) or (isinstance(verdict, Handoff) and told):
        last = verdict.last
    if last is None:
        return None
    until = turn.now + AHEAD
    return Memory(
        last=last,
        seen_at=turn.now,
        ahead=ahead(turn.spells, turn.now, until),
        until=until,
        asked=asked,
    )


def ended(asked: Asked, confirmed: frozenset[str]) -> Asked | None:
    """Whom there is still to wait for; None once all have confirmed."""
    left = tuple(person for person in asked.incoming if person not in confirmed)
    return replace(asked, incoming=left) if left else None


def policy_of(team: Team) -> HandoffPolicy:
    """The part of a team file about handoffs, of a team known to have it."""
    assert team.handoff is not None  # noqa: S101  only such teams come here
    return team.handoff


def shortest_cover(policy: HandoffPolicy) -> timedelta:
    """The shortest cover that counts, in time on the clock."""
    return policy.shortest_cover.working_time(timedelta(days=1))
