"""What a reading of a board asks for follows from the team's file and the time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.board import history_begins, live_columns
from domain.team import Team
from domain.team.digests import Digests
from domain.team.requests import Board
from tasks.clients.github.boards import BoardNames, CardFilter, Searches

CLOSED_LATELY = timedelta(days=60)
"""Retro actions that were closed before that are no news in any retro."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardQuestion:
    """Which board is read, and how much of it.

    Attributes:
        board: The board as the team file names it.
        digests: What its columns and fields mean.
        team_label: The label that brings an issue to the team.
        whole: Whether all cards are asked for.
        now: The instant of the run.
    """

    board: Board
    digests: Digests
    team_label: str
    whole: bool
    now: datetime

    @property
    def names(self) -> BoardNames:
        """The fields that each card is asked for."""
        return BoardNames(
            status=self.board.status_field,
            priority=self.digests.priority_field,
            stream=self.digests.stream_field,
        )

    @property
    def live(self) -> tuple[str, ...]:
        """The columns whose cards wait or are worked on."""
        return live_columns(self.board, self.digests)

    @property
    def begins(self) -> datetime:
        """What was closed before it needs no history."""
        return history_begins(self.now, self.digests)

    @property
    def is_filterable(self) -> bool:
        """Whether the board's filter can name the columns; it knows no quotes within a name."""
        return not any('"' in column for column in (*self.live, *self.digests.columns.done))

    def live_filters(self, since: datetime) -> tuple[CardFilter, CardFilter]:
        """The cards of the live columns, and those finished and changed since an instant.

        GitHub counts whole days, by its own clock: one more never hurts.
        """
        days = max(0, (self.now - since).days) + 2
        done = f"{_status(self.digests.columns.done)} -last-updated:{days}days"
        return CardFilter(query=_status(self.live)), CardFilter(query=done)

    def searches(self) -> Searches:
        """The issues that only their labels tell of; tracking issues of this team alone."""
        org, since = self.board.owner, (self.now - CLOSED_LATELY).date().isoformat()
        action = f"org:{org} is:issue {_label(self.digests.retro_action_label)}"
        tracking = f"{_label(self.digests.tracking_label)} {_label(self.team_label)}"
        return Searches(
            open=f"{action} is:open",
            closed=f"{action} is:closed closed:>={since}",
            tracking=f"org:{org} is:issue is:open {tracking}",
        )


def ask_about(team: Team, *, whole: bool, now: datetime) -> BoardQuestion:
    """Make the question from a team that has ``digests``.

    Raises:
        ValueError: It has none.
    """
    if team.digests is None or team.requests is None:
        raise ValueError(f"{team.name} has no digests")
    return BoardQuestion(
        board=team.requests.board,
        digests=team.digests,
        team_label=team.requests.label,
        whole=whole,
        now=now,
    )


def _status(columns: Iterable[str]) -> str:
    return "status:" + ",".join(f'"{column}"' for column in columns)


def _label(name: str) -> str:
    return 'label:"{}"'.format(name.replace('"', '\\"'))
