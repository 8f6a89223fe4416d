"""The guidelines are looked after by checks; what is not known is said, and is never a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.guideline.checks import CHECKS
from domain.guideline.finding import Finding, Unknown
from domain.guideline.issues import name_issue
from domain.issue import Issue, UnreadableIssue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from domain.conversation import UnreadChannel
    from domain.guideline.finding import CheckName
    from domain.issue import Board, IssueAnswer
    from domain.issue_link import IssueRef
    from domain.standing import Context, Standing


def find_findings(
    standings: Sequence[Standing], board: Board | None, context: Context
) -> tuple[Finding, ...]:
    """Find what the guidelines ask for and a request lacks.

    Args:
        standings: The requests; those that are over or were not read are left out.
        board: The team's board; None where it could not be read: then cards are not missed.
        context: The team and the instant.

    Returns:
        The findings of the checks that are on and whose allowed time is over, oldest first.
    """
    followed = [standing for standing in standings if standing.is_followed]
    found = [
        finding
        for name, check in CHECKS.items()
        if _is_on(name, board, context)
        for standing in followed
        if (finding := check(standing, context)) and finding.since < context.now
    ]
    if context.requests.checks.two_threads.enabled:
        found += _two_threads(followed)
    return tuple(sorted(found, key=lambda f: (f.since, f.request_key, f.check)))


def find_unknowns(
    standings: Iterable[Standing], unread: Iterable[UnreadChannel] = ()
) -> tuple[Unknown, ...]:
    """Say what could not be known about the requests that are not over.

    Args:
        standings: The requests.
        unread: What could not be read; of a whole channel it is said once, not for each request.
    """
    channels = {part.why for part in unread if not part.root_ts}
    return tuple(
        unknown
        for standing in standings
        if not standing.state.is_over and standing.request.unread not in channels
        for unknown in _unknowns(standing)
    )


def _is_on(name: CheckName, board: Board | None, context: Context) -> bool:
    if not getattr(context.requests.checks, name).enabled:
        return False
    if name != "missing_card":
        return True
    # Without the list, every card would be missing from it.
    wanted = context.requests.board.support_list
    return board is not None and any(column.name == wanted for column in board.columns)


def _two_threads(followed: Sequence[Standing]) -> Iterator[Finding]:
    """Point each later thread about an issue at the first."""
    first: dict[IssueRef, Standing] = {}
    for standing in sorted(followed, key=lambda s: (s.request.opened_at, s.key)):
        for issue in standing.request.issues:
            earlier = first.setdefault(issue.ref, standing)
            if earlier is standing:
                continue
            yield Finding(
                request_key=standing.key,
                check="two_threads",
                sentence=(
                    f"{name_issue(issue.ref)} is talked about in an earlier thread too:"
                    f" {earlier.request.permalink}"
                ),
                remedy="Agree on one thread, and mark the other as done.",
                since=standing.request.opened_at,
            )
            break


def _unknowns(standing: Standing) -> Iterator[Unknown]:
    request = standing.request
    if request.unread:
        sentence = f"The thread could not be read: {request.unread}."
        yield Unknown(request_key=standing.key, sentence=sentence)
        return
    unseen = [issue for issue in request.issues if not isinstance(issue, Issue)]
    for issue in unseen:
        yield _unknown_issue(standing.key, issue)
    # Mostly said by now; a clock may be unknown for another reason.
    reasons = [clock.because for clock in standing.clocks if clock.state == "unknown"]
    for reason in dict.fromkeys([*reasons, standing.state.unknown]):
        if reason and not unseen:
            sentence = f"It is not known whether it still waits: {reason}."
            yield Unknown(request_key=standing.key, sentence=sentence)


def _unknown_issue(key: str, issue: IssueAnswer) -> Unknown:
    name = name_issue(issue.ref)
    if isinstance(issue, UnreadableIssue):
        sentence = f"{name} could not be read: {issue.why}."
        return Unknown(request_key=key, sentence=sentence, remedy=issue.remedy)
    return Unknown(
        request_key=key,
        sentence=f"{name} cannot be seen: it does not exist, or the token has no access.",
        remedy=(
            f"Give Goalie's GitHub token access to {issue.ref.owner}/{issue.ref.repository},"
            " or correct the link."
        ),
    )
