"""Slack's tokens must be accepted, belong to one workspace, and carry the scopes the jobs use."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from domain.check.finding import Finding, Result, Unread, could_not_read

SLACK = "Slack"
SCOPES_TO_PLAN = ("usergroups:read", "users:read", "users:read.email")
SCOPES_TO_APPLY = ("usergroups:write",)
SCOPES_TO_POST = ("chat:write",)
# Names of channels become ids, and a message whose answer was lost is looked for in its channel.
SCOPES_TO_READ = ("channels:read", "groups:read", "channels:history", "groups:history")
SCOPES_FOR_REQUESTS = ("reactions:read",)
SCOPES_FOR_DIGESTS = ("files:write",)  # pictures of charts
SCOPES_FOR_HANDOFFS = ("im:write",)  # direct messages to the two people
SCOPES_TO_FIND_DIRECTS = ("im:history",)  # and to look for one whose answer was lost
CLOCKS_APART = timedelta(seconds=30)  # more than network and whole seconds explain
UNRESTRICTED_LIMIT = 15  # messages a call gives where a distributed app's limits apply


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenFacts:
    """Whose token it is and what it may do; no scopes at all means Slack did not say."""

    workspace: str
    workspace_id: str
    user: str
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryFacts:
    """How many messages one call gave of a channel, and whether it held back more."""

    channel: str
    messages: int
    has_more: bool


def check_tokens(
    bot: TokenFacts | Unread,
    admin: TokenFacts | Unread | None,
    *,
    watches: bool = False,
    draws: bool = False,
    writes: bool = False,
) -> list[Finding]:
    """Judge the tokens, then the scopes of each step.

    Args:
        bot: Whose the bot token is.
        admin: Whose the admin token is; None where none is set.
        watches: Whether a team watches requests, whose emojis count.
        draws: Whether a team has digests, with pictures of charts.
        writes: Whether a team hands over, with direct messages.
    """
    if isinstance(bot, Unread):
        return [could_not_read(SLACK, "bot token", bot)]
    accepted = _finding("bot token", f"accepted: @{bot.user} in {bot.workspace}")
    plan = _scopes("scopes to plan", SCOPES_TO_PLAN, bot)
    to_post = (
        *SCOPES_TO_POST,
        *(SCOPES_FOR_DIGESTS if draws else ()),
        *(SCOPES_FOR_HANDOFFS if writes else ()),
    )
    post = _scopes("scopes to post", to_post, bot)
    to_read = (
        *SCOPES_TO_READ,
        *(SCOPES_FOR_REQUESTS if watches else ()),
        *(SCOPES_TO_FIND_DIRECTS if writes else ()),
    )
    read = _scopes("scopes to read", to_read, bot)
    return [accepted, *_check_admin(bot, admin), plan, _check_apply(bot, admin), post, read]


def _check_admin(bot: TokenFacts, admin: TokenFacts | Unread | None) -> list[Finding]:
    if admin is None:
        return []
    if isinstance(admin, Unread):
        return [could_not_read(SLACK, "admin token", admin)]
    if admin.workspace_id != bot.workspace_id:
        detail = f"it belongs to {admin.workspace}, the bot token to {bot.workspace}"
        remedy = f"Set SLACK_ADMIN_TOKEN to a token of {bot.workspace}."
        return [_finding("admin token", detail, Result.FAILED, remedy)]
    return [_finding("admin token", f"accepted: @{admin.user}, for writes to user groups")]


def _check_apply(bot: TokenFacts, admin: TokenFacts | Unread | None) -> Finding:
    match admin:
        case None:
            return _scopes("scopes to apply", SCOPES_TO_APPLY, bot)
        case TokenFacts():
            return _scopes("scopes to apply", SCOPES_TO_APPLY, admin, "admin")
        case Unread():
            why = "not checked, because the admin token was not"
            remedy = "Correct the admin token first."
            return _finding("scopes to apply", why, Result.UNKNOWN, remedy)


def _scopes(subject: str, needed: Sequence[str], token: TokenFacts, kind: str = "bot") -> Finding:
    if not token.scopes:
        remedy = "Compare the scopes on the app's page OAuth & Permissions with README.md."
        detail = f"Slack does not say what the {kind} token may do"
        return _finding(subject, detail, Result.UNKNOWN, remedy)
    if missing := _missing(needed, token):
        detail = f"the {kind} token lacks {' '.join(missing)}"
        return _finding(subject, detail, Result.FAILED, _add(missing, kind))
    return _finding(subject, f"granted: {' '.join(needed)}")


def _missing(needed: Iterable[str], token: TokenFacts) -> list[str]:
    return [scope for scope in needed if scope not in token.scopes]


def _add(scopes: Iterable[str], kind: str = "bot") -> str:
    where = "User Token Scopes" if kind == "admin" else "Bot Token Scopes"
    return f"Add {' '.join(scopes)} to the app's {where} and install it again."


def check_writing(changed_before: Sequence[str], *, as_admin: bool) -> Finding:
    """Only a write tells whether Slack lets the token edit groups: an earlier one, or none yet."""
    if changed_before:
        return _finding("editing groups", f"allowed: Goalie has changed {changed_before[0]} before")
    who = "the admin token's owner" if as_admin else "bots"
    return _finding(
        "editing groups",
        f"unknown until the first write: only that shows whether Slack lets {who} edit groups",
        Result.WARNING,
        "Should the first write be refused, let everyone edit user groups in Slack's settings,"
        f" or set SLACK_ADMIN_TOKEN{' to that of an administrator' if as_admin else ''}.",
    )


def check_history(pages: Iterable[HistoryFacts | Unread]) -> Finding:
    """Tell which rate limits apply to reading channels.

    Args:
        pages: What one call with a limit of 200 gave of each channel the app reads.
    """
    subject, told = "rate limits", list(pages)
    read = [page for page in told if isinstance(page, HistoryFacts)]
    if any(page.messages > UNRESTRICTED_LIMIT for page in read):
        return _finding(
            subject, "an internal app's: 50 reads of channels a minute, up to 999 messages each"
        )
    cut = next((page for page in read if page.has_more), None)
    if cut is not None:
        return _finding(
            subject,
            f"{cut.channel} gave {cut.messages} messages of more, 200 were asked for: Slack limits"
            " the app, as a distributed one, to 1 call a minute and 15 messages each",
            Result.WARNING,
            "Use an app of your own workspace with public distribution switched off.",
        )
    if unread := next((page for page in told if isinstance(page, Unread)), None):
        return could_not_read(SLACK, subject, unread)
    return _finding(
        subject,
        f"cannot be told yet: no channel of the app has more than {UNRESTRICTED_LIMIT} messages",
        Result.WARNING,
        "Check again when one of them has.",
    )


def check_clock(ahead: timedelta | None) -> list[Finding]:
    """Judge how far this machine's clock is ahead of Slack's; None where Slack did not say."""
    if ahead is None:
        return []
    if abs(ahead) <= CLOCKS_APART:
        return [_finding("clock", "this machine agrees with Slack")]
    direction = "ahead of" if ahead > timedelta(0) else "behind"
    return [
        _finding(
            "clock",
            f"this machine is {_words(abs(ahead))} {direction} Slack",
            Result.WARNING,
            "Set this machine's clock by the network (NTP): handoffs follow it.",
        )
    ]


def _words(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    return f"{seconds} seconds" if seconds < 120 else f"{seconds // 60} minutes"  # noqa: PLR2004


def _finding(subject: str, detail: str, result: Result = Result.OK, remedy: str = "") -> Finding:
    return Finding(area=SLACK, subject=subject, result=result, detail=detail, remedy=remedy)
