"""Every ceremony starts informed: its digest is posted before planning, sync and retro, once.

Ticks on weekdays for all teams. The first tick of a day, and the first after a ceremony, keeps a
snapshot of each board, because GitHub forgets how it was ranked.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import repeat
from types import MappingProxyType
from typing import Any

from prefect import flow, get_run_logger
from prefect.client.schemas.objects import State
from pydantic import AwareDatetime

from domain.cycle import Due, Occasion, due
from domain.digest.records import Digest
from domain.digest_text import digest_markdown, render_digest
from domain.digest_text.report import render_late, say_digest, say_late, say_next, say_unread
from domain.issue import UnknownBoard
from domain.message import Message
from domain.team import Team
from domain.team_digest import (
    DigestReads,
    how_to_read,
    is_last_call,
    next_digest,
    parts_of,
    team_calendar,
    write_blind_digest,
    write_digest,
)
from domain.work_item import BoardRead
from tasks.artifacts import publish_markdown
from tasks.board import fetch_board_items
from tasks.digests import (
    DigestMemory,
    fetch_digest_reads,
    load_digest_teams,
    recall_digests,
    remember_boards,
)
from tasks.outbox import Delivery
from tasks.reminders import enqueue_messages
from tasks.runs import Asked, Run, run_for_teams
from tasks.slack.messages import deliver_messages

JOB = "post-digest"


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestReport:
    """Everything a run found and said.

    Attributes:
        digests: Team → the digests that are due now.
        messages: Team → their messages, and the word about each that came too late.
        boards: Team → its board, where it was read.
        said: Team → what the run has to say about it.
        names: Slack id → name of whom the digests mention.
        applied: Whether the run was allowed to write.
        deliveries: What became of each message.
        refused: A sentence for each team file that could not be used.
        locked: Teams another run was at work on.
    """

    digests: Mapping[str, Sequence[Digest]]
    messages: Mapping[str, tuple[Message, ...]]
    boards: Mapping[str, BoardRead | UnknownBoard]
    said: Mapping[str, tuple[str, ...]]
    applied: bool
    names: Mapping[str, str] = field(default_factory=dict)
    deliveries: tuple[Delivery, ...] = ()
    refused: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The run in a sentence or two for each team, and what went wrong beside it."""
        parts = [one for said in self.said.values() for one in said]
        parts += [f"Another run is at work on {team}." for team in self.locked]
        parts += [d.sentence for d in self.deliveries if d.is_failure]
        said = " ".join([*parts, *self.refused]) or "No team file has `digests`."
        return said if self.applied else f"Dry run: {said}"

    @property
    def exit_status(self) -> int:
        """0 all was seen and said, 1 something was not, 2 bad input."""
        if self.refused:
            return 2
        blind = any(isinstance(board, UnknownBoard) for board in self.boards.values())
        return 1 if blind or any(d.is_failure for d in self.deliveries) else 0


@flow(name=JOB)
async def post_digest(
    apply: bool = False,  # noqa: FBT001, FBT002  a deployment's parameter
    team: str | None = None,
    at: AwareDatetime | None = None,
) -> State[Any]:
    """Post the digests that are due, and keep a snapshot of each board.

    Args:
        apply: Post and keep; without it what would be said is only published.
        team: One team's file name without ``.yaml``; all teams without it.
        at: Another instant than now, for a dry run or a rehearsal on stand-ins.
    """
    asked = Asked(job=JOB, apply=apply, team=team, at=at, clock=datetime.now(UTC))
    return await run_for_teams(asked, load_digest_teams, _post)


async def _post(run: Run) -> DigestReport:
    """Gather, decide, apply."""
    now = run.now
    memories = await recall_digests(run.teams, now)
    dues = {name: _dues(team, memories[name], now) for name, team in run.teams.items()}
    boards = await _fetch_boards(run, dues, memories)
    readable = MappingProxyType({n: b for n, b in boards.items() if isinstance(b, BoardRead)})
    occasions = {
        name: [d.occasion for d in some if d.state == "due"] for name, some in dues.items()
    }
    about = {n: t for n, t in run.teams.items() if occasions[n] and n in readable}
    reads = await fetch_digest_reads(
        MappingProxyType(about), readable, MappingProxyType(memories), run.at, now
    )
    digests = {
        name: tuple(_write(name, team, occasions[name], boards, reads, now))
        for name, team in run.teams.items()
    }
    names = {u: n for one in reads.values() for u, n in one.requests.context.people.names.items()}
    report = replace(_report(run, dues, boards, digests, memories), names=names)
    await _publish(report)
    if not run.apply:
        return report
    await remember_boards(run.teams, readable)
    await enqueue_messages(JOB, [m for ms in report.messages.values() for m in ms], now)
    deliveries = await deliver_messages(JOB, list(run.teams), run.moment())
    return replace(report, deliveries=tuple(deliveries))


def _dues(team: Team, memory: DigestMemory, now: datetime) -> tuple[Due, ...]:
    """Tell what is due or was missed; what was dropped cannot be posted any more."""
    found = due(now, team_calendar(team, now), memory.told)
    return tuple(o for o in found if o.state == "missed" or o.occasion.key not in memory.dropped)


async def _fetch_boards(
    run: Run, dues: Mapping[str, Sequence[Due]], memories: Mapping[str, DigestMemory]
) -> dict[str, BoardRead | UnknownBoard]:
    """Read as much of each board as this run needs."""
    boards = {}
    for name, team in run.teams.items():
        snapshots = memories[name].snapshots
        how = how_to_read(team, dues[name], snapshots, run.now, is_keeping=run.apply)
        if how != "not":
            boards[name] = await fetch_board_items(name, team, whole=how == "whole", now=run.now)
    return boards


def _write(
    name: str,
    team: Team,
    occasions: Sequence[Occasion],
    boards: Mapping[str, BoardRead | UnknownBoard],
    reads: Mapping[str, DigestReads],
    now: datetime,
) -> Iterator[Digest]:
    """Write what is due; without its board a digest waits, until the ceremony is near."""
    for occasion in occasions:
        board = boards[name]
        if not isinstance(board, UnknownBoard):
            yield write_digest(reads[name], occasion)
        elif is_last_call(occasion, now):
            yield write_blind_digest(name, team, occasion, board)


def _report(
    run: Run,
    dues: Mapping[str, Sequence[Due]],
    boards: Mapping[str, BoardRead | UnknownBoard],
    digests: Mapping[str, Sequence[Digest]],
    memories: Mapping[str, DigestMemory],
) -> DigestReport:
    """Put what is to be said into messages and sentences."""
    messages: dict[str, tuple[Message, ...]] = {}
    said: dict[str, tuple[str, ...]] = {}
    for name, team in run.teams.items():
        policy, _ = parts_of(team)
        channel = policy.channel or team.channels.team
        rendered = [render_digest(one, channel=channel, now=run.now) for one in digests[name]]
        late = _late(dues[name], memories[name])
        told = [render_late(name, team, one) for one in late]
        messages[name] = (*(m for some in rendered for m in some), *told)
        sentences = [
            *map(say_digest, digests[name], rendered, repeat(team)),
            *(say_late(one, team) for one in late),
        ]
        if isinstance(board := boards.get(name), UnknownBoard):
            due_now = sum(one.state == "due" for one in dues[name])
            sentences.append(say_unread(board, team, due=due_now, written=len(digests[name])))
        if not sentences:
            done = memories[name].told | memories[name].dropped
            sentences = [say_next(next_digest(team, done, run.now), team)]
        said[name] = tuple(sentences)
    return DigestReport(
        digests=digests,
        messages=messages,
        boards=boards,
        said=said,
        applied=run.apply,
        refused=run.refused,
        locked=run.locked,
    )


def _late(dues: Sequence[Due], memory: DigestMemory) -> list[Occasion]:
    """What began without its digest, and was not told of yet.

    Whoever begins with Goalie in the afternoon is not told of the morning.
    """
    if not memory.told and not memory.dropped:
        return []
    missed = (one.occasion for one in dues if one.state == "missed")
    return [one for one in missed if one.key not in memory.late]


async def _publish(report: DigestReport) -> None:
    """Show each digest, and what reading the board cost, where people look at runs."""
    logger = get_run_logger()
    for name, board in report.boards.items():
        if isinstance(board, BoardRead):
            cost = f"{board.requests} requests, {board.points} points"
            logger.info("%s: board read with %s; gaps: %s", name, cost, list(board.gaps) or "none")
    for name, digests in report.digests.items():
        for digest in digests:
            key = f"{JOB}-{name}-{digest.ceremony}"
            await publish_markdown(key, digest_markdown(digest), digest.first_line)
