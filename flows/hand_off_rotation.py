"""At every change of shift the team reads who takes over what; who must act confirms it.

Ticks through the weekdays for all teams with a ``handoff`` in their file; a tick at which nothing
changed hands says nothing.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from prefect import flow, get_run_logger
from prefect.client.schemas.objects import State
from pydantic import AwareDatetime

from domain.handoff.records import Handoff
from domain.handoff.turn import (
    Track,
    Turn,
    followed_tracks,
    leave_out_covered,
    policy_of,
    take_turn,
)
from domain.handoff_text import (
    Brief,
    Outcome,
    conclude,
    describe,
    leave_out_told,
    outlook_markdown,
    prepare_brief,
)
from domain.handoff_text.conclude import leads_of
from domain.membership_text import local_time
from domain.message import Message
from domain.on_call import UnknownOnCall
from domain.people import Identity, resolve_people, slack_keys
from domain.team import Team
from tasks.artifacts import publish_markdown
from tasks.board import fetch_board_items
from tasks.handoffs import fetch_confirmation, recall_memories, remember_memories
from tasks.on_call import fetch_on_call, fetch_timelines_or_why
from tasks.on_call_source import check_sources
from tasks.outbox import Delivery
from tasks.reminders import enqueue_messages, fetch_settled
from tasks.runs import Asked, Run, run_for_teams
from tasks.settings import Settings
from tasks.slack.messages import deliver_messages
from tasks.slack.people import fetch_people, forget_people
from tasks.standings import fetch_requests
from tasks.team_files import LoadedTeams, load_teams

JOB = "hand-off-rotation"
WEEKS_AHEAD = 6  # of timeline: four are shown, the last spell must not be cut, and weeks are whole


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffReport:
    """Everything a run found and said.

    Attributes:
        outcomes: What was decided and said, for each schedule of each rotation.
        unseen: A sentence for each schedule that could not be read.
        now: The instant.
        applied: Whether the run was allowed to write.
        deliveries: What became of each message.
        refused: A sentence for each team file that could not be used.
        locked: Teams another run was at work on.
    """

    outcomes: tuple[Outcome, ...]
    unseen: tuple[str, ...]
    now: datetime
    applied: bool
    deliveries: tuple[Delivery, ...] = ()
    refused: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()

    @property
    def messages(self) -> tuple[Message, ...]:
        """What is said now, and was not said before."""
        return tuple(message for outcome in self.outcomes for message in outcome.messages)

    @property
    def names(self) -> dict[str, str]:
        """Slack id → name of everybody who is spoken of, as far as known."""
        identities = (i for outcome in self.outcomes for i in outcome.brief.people.values())
        known = {one.user.id: one.user.name for one in identities if one.user}
        for outcome in self.outcomes:
            if outcome.brief.requests is not None:
                known |= outcome.brief.requests.context.people.names
        return known

    @property
    def sentence(self) -> str:
        """The run in one sentence for each rotation, and what went wrong beside it."""
        parts = [f"{describe(outcome)}." for outcome in self.outcomes]
        parts += [sentence for outcome in self.outcomes for sentence in outcome.unseen]
        parts += [f"Another run is at work on {team}." for team in self.locked]
        parts += [d.sentence for d in self.deliveries if d.is_failure]
        said = " ".join([*parts, *self.unseen, *self.refused]) or "No team file has `handoff`."
        return said if self.applied else f"Dry run: {said}"

    @property
    def exit_status(self) -> int:
        """0 all was seen and said, 1 something was not, 2 bad input."""
        if self.refused:
            return 2
        blind = self.unseen or any(outcome.unseen for outcome in self.outcomes)
        return 1 if blind or any(d.is_failure for d in self.deliveries) else 0


@flow(name=JOB)
async def hand_off_rotation(
    apply: bool = False,  # noqa: FBT001, FBT002  a deployment's parameter
    team: str | None = None,
    at: AwareDatetime | None = None,
) -> State[Any]:
    """Tell each real handoff once, with what is open; remind whoever does not confirm it.

    Args:
        apply: Post; without it what would be said is only published.
        team: One team's file name without ``.yaml``; all teams without it.
        at: Another instant than now, for a dry run or a rehearsal on stand-ins.
    """
    asked = Asked(job=JOB, apply=apply, team=team, at=at, clock=datetime.now(UTC))
    return await run_for_teams(asked, _load, _hand_off)


def _load(settings: Settings, team: str | None) -> LoadedTeams:
    """Read the team files, and keep the teams that hand over.

    Raises:
        BadInputError: There is none of that name, or a variable that one needs is missing.
    """
    loaded = load_teams(settings.teams_folder, team)
    handing = {name: one for name, one in loaded.teams.items() if one.handoff}
    check_sources(handing, settings)
    if any(one.requests for one in handing.values()):
        settings.github()
    return LoadedTeams(teams=handing, refused=loaded.refused)


async def _hand_off(run: Run) -> HandoffReport:
    """Gather, decide, apply."""
    turns, unseen = await _gather_turns(run)
    handing = {turn.track.file for turn in turns if isinstance(turn.verdict, Handoff)}
    people = await _gather_people(run, turns, handing)
    briefs = await _gather_briefs(run, turns, handing, people)
    below = [
        await fetch_confirmation(turn.track, turn.asked, people[turn.track.file], run.now)
        for turn in turns
    ]
    outcomes = tuple(map(conclude, turns, briefs, below))
    keys = [message.key for outcome in outcomes for message in outcome.messages]
    told = await fetch_settled(keys, run.now) if keys else frozenset[str]()
    report = HandoffReport(
        outcomes=tuple(leave_out_told(outcome, told) for outcome in outcomes),
        unseen=tuple(unseen),
        now=run.now,
        applied=run.apply,
        refused=run.refused,
        locked=run.locked,
    )
    await _publish(report, run.teams)
    if not run.apply:
        return report
    await enqueue_messages(JOB, report.messages, run.now)
    # After the messages: whoever dies in between finds the same again, under the same keys.
    memories = {o.turn.track: o.memory for o in report.outcomes if o.memory is not None}
    await remember_memories(MappingProxyType(memories), run.now)
    deliveries = await deliver_messages(JOB, list(run.teams), run.moment())
    return replace(report, deliveries=tuple(deliveries))


async def _gather_briefs(
    run: Run,
    turns: Sequence[Turn],
    handing: Collection[str],
    people: Mapping[str, Mapping[str, Identity]],
) -> list[Brief]:
    """Read what is open, for the teams that hand over now alone: that is most of the work."""
    asking = {name: team for name, team in run.teams.items() if name in handing and team.requests}
    requests = await fetch_requests(MappingProxyType(asking), run.at, run.now)
    boards = {
        name: await fetch_board_items(name, team, whole=False, now=run.now)
        for name, team in asking.items()
        if team.digests
    }
    return [
        prepare_brief(turn, run.teams[file], people[file], requests.get(file), boards.get(file))
        for turn in turns
        for file in (turn.track.file,)
    ]


async def _gather_turns(run: Run) -> tuple[list[Turn], list[str]]:
    """Read the timelines and what the last run left; decide for each, or say why it is unknown."""
    teams, now = run.teams, run.now
    tracks = [track for name, team in teams.items() for track in followed_tracks(name, team)]
    if not tracks:
        return [], []
    # A disabled schedule still has a timeline: only this answer tells.
    on_call = await fetch_on_call(teams, run.at)
    days = max(policy_of(team).look_back_days for team in teams.values())
    # A week more: what the window's edge cuts must be older than what is looked for.
    start = now - timedelta(days=days + 7)
    sources = {track.schedule_id: teams[track.file].on_call_source for track in tracks}
    timelines = await fetch_timelines_or_why(sources, start, WEEKS_AHEAD + 1 + -(-days // 7))
    memories = await recall_memories(tracks, now)
    turns: list[Turn] = []
    unseen: dict[Track, str] = {}
    for track in tracks:
        answer, timeline = on_call[track.schedule_id], timelines[track.schedule_id]
        if isinstance(answer, UnknownOnCall) or isinstance(timeline, UnknownOnCall):
            why = answer if isinstance(answer, UnknownOnCall) else timeline
            assert isinstance(why, UnknownOnCall)  # noqa: S101  one of the two is
            unseen[track] = _say_unseen(track, why)
            continue
        turns.append(take_turn(track, teams[track.file], timeline, memories.get(track), now))
    return leave_out_covered(turns, unseen), list(unseen.values())


def _say_unseen(track: Track, why: UnknownOnCall) -> str:
    return f"{track.rotation}: who is on call is unknown ({why.why}). {why.remedy}"


async def _gather_people(
    run: Run, turns: Iterable[Turn], handing: Iterable[str]
) -> dict[str, dict[str, Identity]]:
    """Find everybody in Slack; anew, where somebody takes over: accounts may have changed."""
    teams, now = run.teams, run.now
    named: dict[str, set[str]] = {name: set(leads_of(team, now)) for name, team in teams.items()}
    for turn in turns:
        named[turn.track.file] |= turn.people
    keys = {
        name: {k for person in people for k in slack_keys(person, teams[name])}
        for name, people in named.items()
    }
    if doubted := sorted({key for name in handing for key in keys[name]}):
        await forget_people(doubted)
    wanted = sorted(set().union(*keys.values()))
    found = await fetch_people(wanted, now) if wanted else {}
    return {
        name: resolve_people(sorted(people), teams[name], found) for name, people in named.items()
    }


async def _publish(report: HandoffReport, teams: Mapping[str, Team]) -> None:
    """Show what is said, and the next four weeks."""
    logger = get_run_logger()
    for message in report.messages:
        logger.info("%s: %s", message.channel, message.text)
    for name, team in teams.items():
        mine = [outcome for outcome in report.outcomes if outcome.turn.track.file == name]
        when = local_time(report.now, team.zone)
        summary = f"{team.name}, {when}: {' '.join(f'{describe(one)}.' for one in mine)}".strip()
        await publish_markdown(f"{JOB}-{name}", outlook_markdown(mine, summary), summary)
