"""A GitHub issue is recognised in every form in which people paste it into Slack."""

import re
from dataclasses import dataclass
from functools import cache

_FLAGS = re.IGNORECASE | re.ASCII
_OWNER = r"[a-z0-9][a-z0-9_-]{0,38}"
_REPOSITORY = r"[a-z0-9._-]{1,100}"
_NUMBER = r"[1-9][0-9]{0,8}(?![\w-])"
_SHORT = re.compile(
    rf"(?<![\w/.@#&-])(?:(?P<owner>{_OWNER})/(?P<repository>{_REPOSITORY})\#|\#|gh-)"
    rf"(?P<number>{_NUMBER})",
    _FLAGS,
)
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]+`", re.DOTALL)
_MARKUP = re.compile(r"<([^<>|]*)(?:\|[^<>]*)?>")
# A number after one of these words is no issue's.
_OTHER_NUMBER = re.compile(
    r"\b(?:pr|pull(?: request)?|build|run|job|step|line|option):?\s?$", _FLAGS
)
_WORD_BEFORE = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueRef:
    """Which issue is meant; in lower case, as GitHub does not tell cases apart."""

    owner: str
    repository: str
    number: int


def find_issue_links(
    text: str, *, default_repository: str | None = None, host: str = "github.com"
) -> tuple[IssueRef, ...]:
    """Find the issues a message links to, each once, in order.

    Addresses count everywhere, in code too, with or without Slack's markup around them, and so
    does the address of a board with an open card (``?issue=owner|repository|1``). The short forms
    count outside code only: ``owner/repository#1``, and with a default repository also ``#1`` and
    ``GH-1``. Pull requests are no issues, and the label of a link is never read.

    Args:
        text: A message as Slack delivers it.
        default_repository: ``owner/repository`` that a number alone belongs to.
        host: Name of the GitHub server.
    """
    readable = _plain(text)
    found = {match.start(): _reference(match) for match in _addresses(host).finditer(readable)}
    for match in _short_forms(readable):
        if match["owner"]:
            found[match.start()] = _reference(match)
        elif default_repository:
            found[match.start()] = _in_repository(default_repository, match["number"])
    return tuple(dict.fromkeys(found[position] for position in sorted(found)))


def _plain(text: str) -> str:
    """Take Slack's markup away: of a link the address stays, of a mention nothing."""
    readable = _MARKUP.sub(lambda m: f" {m[1]} " if m[1][:1] not in "@#!" else " ", text)
    return readable.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@cache
def _addresses(host: str) -> re.Pattern[str]:
    server = rf"(?<![\w.@/-])(?:https?://)?(?:www\.)?{re.escape(host)}"
    return re.compile(
        rf"{server}/(?:(?P<owner>{_OWNER})/(?P<repository>{_REPOSITORY})/issues/"
        rf"|[^\s<>]{{1,300}}?[?&]issue=(?P<card_owner>{_OWNER})%7c(?P<card_in>{_REPOSITORY})%7c)"
        rf"(?P<number>{_NUMBER})",
        _FLAGS,
    )


def _short_forms(readable: str) -> list[re.Match[str]]:
    code = [match.span() for match in _CODE.finditer(readable)]
    return [
        match
        for match in _SHORT.finditer(readable)
        if not _OTHER_NUMBER.search(readable, max(0, match.start() - _WORD_BEFORE), match.start())
        and not any(start <= match.start() < end for start, end in code)
    ]


def _reference(match: re.Match[str]) -> IssueRef:
    groups = match.groupdict()
    owner = groups["owner"] or groups["card_owner"]
    repository = groups["repository"] or groups["card_in"]
    return _in_repository(f"{owner}/{repository}", groups["number"])


def _in_repository(repository: str, number: str) -> IssueRef:
    owner, _, name = repository.casefold().partition("/")
    return IssueRef(owner=owner, repository=name, number=int(number))
