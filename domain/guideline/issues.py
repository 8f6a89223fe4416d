"""What the guidelines ask of the issue that a requester links; an issue not seen is not judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.issue import Issue
from domain.words import enumerate_words

if TYPE_CHECKING:
    from domain.issue import Card, IssueAnswer
    from domain.issue_link import IssueRef
    from domain.request.records import Request
    from domain.team.requests import Board, Requests


def name_issue(ref: IssueRef) -> str:
    """Name an issue as GitHub does, without its title: ``owner/repository#12``."""
    return f"{ref.owner}/{ref.repository}#{ref.number}"


def name_issues(issues: tuple[IssueAnswer, ...]) -> str:
    """Name several issues in a sentence."""
    return enumerate_words([name_issue(issue.ref) for issue in issues])


def asked_issue(request: Request, requests: Requests) -> Issue | None:
    """Find the open issue that says what is asked.

    It is the first that was linked from where requesters open issues, or else the first at all.
    None where there is none, where it was not seen, and where it is closed: then nothing is asked
    of it any more.
    """
    own = [issue for issue in request.issues if is_requesters(issue.ref, requests)]
    first = next(iter(own or request.issues), None)
    return first if isinstance(first, Issue) and first.state == "OPEN" else None


def is_requesters(ref: IssueRef, requests: Requests) -> bool:
    """Tell whether an issue is where requesters of this team open theirs."""
    return f"{ref.owner}/{ref.repository}" == requests.issue_repository.casefold()


def has_label(issue: Issue, label: str) -> bool:
    """Tell whether an issue carries a label; GitHub does not tell cases apart."""
    return label.casefold() in {known.casefold() for known in issue.labels}


def card_on(issue: IssueAnswer, board: Board) -> Card | None:
    """Find an issue's card on the team's board, unless it was put away."""
    if not isinstance(issue, Issue):
        return None
    for card in issue.cards:
        where = (card.board_owner.casefold(), card.board_number)
        if where == (board.owner.casefold(), board.number) and not card.archived:
            return card
    return None
