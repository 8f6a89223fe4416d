"""A brief is prepared from what was read; who hands nothing over needs to know nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from domain.handoff.inventory import cards_without_owner, take_stock
from domain.handoff.outlook import look_ahead, name_of
from domain.handoff.records import Handoff
from domain.handoff_text.brief import Brief
from domain.issue import UnknownBoard
from domain.support_figures import measure_support

if TYPE_CHECKING:
    from collections.abc import Mapping

    from domain.handoff.turn import Turn
    from domain.people import Identity
    from domain.team import Team
    from domain.team_requests import TeamRequests
    from domain.work_item import BoardRead, WorkItem

USUAL_SHIFT = timedelta(days=7)  # measured where the timeline does not tell how long it was


def prepare_brief(
    turn: Turn,
    team: Team,
    people: Mapping[str, Identity],
    requests: TeamRequests | None,
    board: BoardRead | UnknownBoard | None,
) -> Brief:
    """Put together all that the messages about one rotation say.

    Args:
        turn: What was decided.
        team: The team.
        people: Address or account id → who that is in Slack.
        requests: How the team's requests stand; None where nobody read them.
        board: The team's board; None where nobody read it.
    """
    handoff = turn.verdict if isinstance(turn.verdict, Handoff) else None
    brief = Brief(
        file=turn.track.file,
        team=team,
        rotation=turn.track.rotation,
        now=turn.now,
        people=people,
        prospects=look_ahead(turn.spells, team, people, turn.now),
    )
    if handoff is None:
        return brief
    brief = replace(brief, why=_why(turn, handoff, people), gaps=_say_lost(board))
    if requests is None:
        return brief
    since = handoff.since or handoff.start - USUAL_SHIFT
    return replace(
        brief,
        requests=requests,
        items=take_stock(requests.standings, requests.context),
        cards=_unowned(board, requests),
        figures=measure_support(requests, since, handoff.start),
    )


def _unowned(
    board: BoardRead | UnknownBoard | None, requests: TeamRequests
) -> tuple[WorkItem, ...]:
    if board is None or isinstance(board, UnknownBoard):
        return ()
    support_list = requests.context.requests.board.support_list
    return cards_without_owner(board, requests.standings, support_list)


def _say_lost(board: BoardRead | UnknownBoard | None) -> tuple[str, ...]:
    if not isinstance(board, UnknownBoard):
        return ()
    return (f"The board could not be read: {board.why}. {board.remedy}",)


def _why(turn: Turn, handoff: Handoff, people: Mapping[str, Identity]) -> str:
    """Say how the first who takes over came to it, where it is not just their turn."""
    shift = turn.timeline.shift_at(handoff.incoming[0], turn.now)
    if shift is None:
        return ""
    if shift.forwarded_from:
        return f"forwarded from {name_of(shift.forwarded_from, people)}"
    return "by an override" if shift.kind == "override" else ""
