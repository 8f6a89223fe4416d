"""All that is known of one team's requests at one instant, and what follows from it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from domain.conversation import Thread, UnreadChannel
from domain.guideline import Finding, find_findings, find_unknowns
from domain.issue import Board, IssueAnswer, UnknownBoard
from domain.issue_link import IssueRef
from domain.request import Rules, attach_issues, find_requests, linked_issues
from domain.request_text import BlindSpots
from domain.sla import Targets, judge
from domain.standing import Context, Standing
from domain.team.requests import Requests, WatchedChannel


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFacts:
    """Everything that was read before deciding.

    Attributes:
        channels: Slack id → the watched channel, for those whose id is known.
        threads: Of these channels, with every post ever seen.
        unread: Channels and threads that could not be read.
        issues: The answer for every linked issue that was asked for.
        board: The team's board, or why it is unknown; None where nothing needed it.
        few_items: Whether Slack gives this app 15 messages a request.
    """

    channels: Mapping[str, WatchedChannel]
    threads: tuple[Thread, ...]
    unread: tuple[UnreadChannel, ...] = ()
    issues: Mapping[IssueRef, IssueAnswer]
    board: Board | UnknownBoard | None = None
    few_items: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamRequests:
    """How the requests of a team stand.

    Attributes:
        context: The team and the instant.
        rules: How requests are told apart.
        targets: The SLA.
        facts: What was read.
        standings: Every request, in the order of the threads.
        findings: What the guidelines ask for and is missing.
        blind: What could not be seen.
    """

    context: Context
    rules: Rules
    targets: Targets
    facts: RequestFacts
    standings: tuple[Standing, ...]
    findings: tuple[Finding, ...]
    blind: BlindSpots

    @property
    def by_key(self) -> dict[str, Standing]:
        """Request key → how it stands."""
        return {standing.key: standing for standing in self.standings}


def stand(context: Context, rules: Rules, targets: Targets, facts: RequestFacts) -> TeamRequests:
    """Work out how every request of a team stands, from what was read alone."""
    requests = find_requests(facts.threads, facts.channels, rules, facts.unread)
    attached = attach_issues(requests, facts.issues, rules)
    standings = tuple(judge(request, rules, targets, context.now) for request in attached)
    board = facts.board if isinstance(facts.board, Board) else None
    return TeamRequests(
        context=context,
        rules=rules,
        targets=targets,
        facts=facts,
        standings=standings,
        findings=find_findings(standings, board, context),
        blind=BlindSpots(
            unread=facts.unread,
            unknowns=find_unknowns(standings, facts.unread),
            few_items=facts.few_items,
            board=_board_unseen(facts.board, context.requests),
        ),
    )


def _board_unseen(board: Board | UnknownBoard | None, policy: Requests) -> str:
    """Say why cards that are missing are not looked for; empty where they are."""
    if board is None or not policy.checks.missing_card.enabled:
        return ""
    name = f"The board {policy.board.owner}/{policy.board.number}"
    if isinstance(board, UnknownBoard):
        return f"{name}: {board.why}. {board.remedy}"
    wanted = policy.board.support_list
    if any(column.name == wanted for column in board.columns):
        return ""
    return (
        f"{name}: it has no column “{wanted}”."
        " Correct `support_list` in the team file, or give the column its old name back."
    )


def look_again(
    requests: TeamRequests,
    reread: Iterable[Thread | UnreadChannel],
    gone: Collection[str] = (),
) -> TeamRequests:
    """Work it out once more with some threads as they are this very moment.

    The instant is that of the newest message: what was said during the run counts as well.

    Args:
        requests: As they stood.
        reread: Threads as they are now, or why they could not be read.
        gone: Keys of threads whose root was deleted since.
    """
    news = list(reread)
    fresh = {thread.key: thread for thread in news if isinstance(thread, Thread)}
    gaps = tuple(gap for gap in news if isinstance(gap, UnreadChannel))
    facts = replace(
        requests.facts,
        threads=tuple(fresh.get(t.key, t) for t in requests.facts.threads if t.key not in gone),
        unread=(*requests.facts.unread, *gaps),
    )
    posts = (post for thread in fresh.values() for post in (thread.root, *thread.replies))
    moment = max([requests.context.now, *(post.at for post in posts)])
    context = replace(requests.context, now=moment)
    return stand(context, requests.rules, requests.targets, facts)


def issues_to_read(
    threads: Collection[Thread],
    channels: Mapping[str, WatchedChannel],
    rules: Rules,
    targets: Targets,
    context: Context,
) -> tuple[IssueRef, ...]:
    """List the issues of the requests that are not over by their threads alone."""
    requests = find_requests(threads, channels, rules)
    open_ones = (r for r in requests if not judge(r, rules, targets, context.now).state.is_over)
    return linked_issues(open_ones)
