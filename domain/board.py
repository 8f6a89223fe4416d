"""What a team's file says about its board, and what the board lacks of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.team.digests import Digests
from domain.team.requests import Board

CYCLES_LOOKED_AT = 11
"""The running cycle and ten before it: nothing older is shown, so nothing older is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFields:
    """The fields of a board as it is.

    Attributes:
        owner: The organisation.
        number: The number in the board's address.
        names: Names of all fields.
        options: Single-select field → its options, as the board shows them.
    """

    owner: str
    number: int
    names: tuple[str, ...]
    options: Mapping[str, tuple[str, ...]]


def board_key(owner: str, number: int) -> str:
    """One name for a board; GitHub ignores the case of the owner's."""
    return f"{owner.casefold()}/{number}"


def live_columns(board: Board, digests: Digests) -> tuple[str, ...]:
    """The columns whose cards wait or are worked on: queue, started, and the support list."""
    columns = digests.columns
    return tuple(dict.fromkeys([*columns.queue, *columns.started, board.support_list]))


def history_begins(now: datetime, digests: Digests) -> datetime:
    """Before this instant nothing is looked at: cards closed earlier need no history."""
    return now - timedelta(days=CYCLES_LOOKED_AT * digests.cycle.length_days)


def missing_from_board(
    fields: BoardFields, board: Board, digests: Digests
) -> tuple[tuple[str, str], ...]:
    """Compare the team file with the board.

    Args:
        fields: The board as it is.
        board: The board as the team file names it.
        digests: What its columns and fields should be called.

    Returns:
        For each field or option that there is not, a sentence that names those there are, and
        the key of the team file to correct.
    """
    columns = digests.columns
    streams = [option for options in digests.kinds.streams.values() for option in options]
    of_status: list[tuple[str, str]] = [
        *((name, "digests.columns.queue") for name in columns.queue),
        *((name, "digests.columns.started") for name in columns.started),
        *((name, "digests.columns.done") for name in columns.done),
        (board.support_list, "requests.board.support_list"),
    ]
    of_stream = [(name, "digests.kinds.streams") for name in streams]
    return (
        *_missing(fields, board.status_field, "requests.board.status_field", of_status),
        *_missing(fields, digests.priority_field, "digests.priority_field", []),
        *_missing(fields, digests.stream_field, "digests.stream_field", of_stream),
    )


def _missing(
    fields: BoardFields, name: str, key: str, wanted: Sequence[tuple[str, str]]
) -> list[tuple[str, str]]:
    options = fields.options.get(name)
    where = f"Board {fields.number} of {fields.owner}"
    if options is None:
        is_other = f' ("{name}" is of another type)' if name in fields.names else ""
        has = _listed(fields.options)
        return [(f'{where} has no single-select field "{name}"{is_other}; it has {has}', key)]
    return [
        (
            f'{where} has no option "{option}" in the field "{name}"; it has {_listed(options)}',
            option_key,
        )
        for option, option_key in dict(wanted).items()
        if option not in options
    ]


def _listed(names: Sequence[str] | Mapping[str, object]) -> str:
    return ", ".join(f'"{name}"' for name in names) or "none"
