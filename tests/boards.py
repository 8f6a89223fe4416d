"""A board of the stand-in is read as the digests read it, without waiting between requests."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pydantic import SecretStr

from domain.issue import UnknownBoard
from domain.team import Team
from domain.work_item import BoardRead, WorkItem
from standins.control import StandIns
from tasks.board import BoardQuestion, ask_about, read_board
from tasks.clients.github import Pace, open_github
from tasks.settings import GithubAccess
from tests.builders_digest import DIGESTS, a_digest_team

AT_ONCE = Pace(between_reads=0, between_writes=0, before_read_back=0)
TOKEN = "standin-github-token"


def a_board_team(**changes: object) -> Team:
    """The usual team on the stand-in's board; changes are keys of ``digests``."""
    team = a_digest_team(**changes)
    assert team.requests is not None
    board = team.requests.board.model_copy(update={"owner": "sourcegraph"})
    requests = team.requests.model_copy(update={"board": board})
    return team.model_copy(update={"requests": requests})


def put(standins: StandIns, number: int, happened: str, **details: object) -> None:
    """Let an issue of sourcegraph/sourcegraph, and perhaps its card, have a history."""
    issue = {"issue": f"sourcegraph#{number}", "title": f"Issue {number}", "happened": happened}
    standins.board().add([issue | details])


def a_question(standins: StandIns, *, whole: bool = True, **changes: object) -> BoardQuestion:
    return ask_about(a_board_team(**changes), whole=whole, now=standins.now())


async def try_read(
    standins: StandIns,
    question: BoardQuestion | None = None,
    remembered: Iterable[WorkItem] = (),
    token: str = TOKEN,
) -> BoardRead | UnknownBoard:
    """Read the board with a client of its own."""
    access = GithubAccess(url=standins.github_url, token=SecretStr(token))
    async with open_github(access, AT_ONCE) as client:
        known = {item.id: item for item in remembered}
        return await read_board(client, question or a_question(standins), known)


async def read(
    standins: StandIns,
    question: BoardQuestion | None = None,
    remembered: Iterable[WorkItem] = (),
    token: str = TOKEN,
) -> BoardRead:
    """Read a board that can be read."""
    found = await try_read(standins, question, remembered, token)
    assert isinstance(found, BoardRead), found
    return found


async def read_live(standins: StandIns, before: BoardRead, **changes: object) -> BoardRead:
    """Read the live columns, with what was remembered of an earlier reading."""
    question = a_question(standins, whole=False, **changes)
    return await read(standins, question, before.items)


def card(board: BoardRead, number: int) -> WorkItem:
    """The card of an issue or pull request of this number."""
    (found,) = [one for one in board.items if one.ref and one.ref.number == number]
    return found


def numbers(items: Iterable[WorkItem]) -> list[int | str]:
    """What the cards are about, in order: numbers, else titles."""
    return [one.ref.number if one.ref else one.title for one in items]


def with_columns(**columns: object) -> dict[str, Any]:
    """The usual meaning of columns with changes, as a key of ``digests``."""
    usual = DIGESTS["columns"]
    assert isinstance(usual, dict)
    return {"columns": usual | columns}


def forget(board: BoardRead, *gone: int) -> BoardRead:
    """A reading as if these cards had never been seen."""
    kept = [one for one in board.items if not one.ref or one.ref.number not in gone]
    return replace(board, items=tuple(kept))
