"""Links lead to the live board, filtered to what a line is about."""

from collections.abc import Iterable
from urllib.parse import quote

from domain.delivery.records import Kind
from domain.digest.facts import DigestFacts
from domain.team.digests import Digests
from domain.work_item import BoardRead


def board_url(facts: DigestFacts, *filters: str) -> str:
    """The address of the team's view of the board, with filters as its filter bar takes them."""
    view = view_url(facts.board, facts.policy.board_view)
    wanted = " ".join(part for part in filters if part)
    return f"{view}?filterQuery={quote(wanted, safe=':,/')}" if wanted else view


def issues_url(facts: DigestFacts, label: str) -> str:
    """The address of a search for open issues with a label: they need no card on the board."""
    wanted = f"org:{facts.board.owner} is:issue is:open {label_is([label])}"
    return f"https://github.com/search?type=issues&q={quote(wanted, safe=':,/')}"


def view_url(board: BoardRead, view: int) -> str:
    """The address of one view of a board."""
    return f"https://github.com/orgs/{board.owner}/projects/{board.number}/views/{view}"


def status_is(facts: DigestFacts, columns: Iterable[str]) -> str:
    """Filter by columns; the field of columns has a name of the team's own."""
    return field_is(_status_field(facts), columns)


def field_is(field: str, options: Iterable[str]) -> str:
    """Filter by any of some options of a field: ``stream:"Scale","Search"``."""
    named = ",".join(_quoted(option) for option in options)
    return f"{_key(field)}:{named}" if named else ""


def kind_is(policy: Digests, kind: Kind) -> str:
    """Filter by one kind of work, told apart as ``kind_of`` tells kinds apart."""
    support, ad_hoc = policy.kinds.support_labels, policy.kinds.ad_hoc_labels
    streams = policy.kinds.streams
    every = [option for options in streams.values() for option in options]
    match kind:
        case "support":
            parts = [label_is(support)]
        case "ad hoc":
            parts = [label_is(ad_hoc), _is_not(label_is(support))]
        case _:
            stream = field_is(policy.stream_field, streams.get(kind, every))
            is_one = kind in streams
            parts = [stream if is_one else _is_not(stream), _is_not(label_is((*support, *ad_hoc)))]
    return " ".join(part for part in parts if part)


def field_is_missing(field: str) -> str:
    """Filter by a field that has no value: ``no:stream``."""
    return f"no:{_key(field)}"


def label_is(labels: Iterable[str]) -> str:
    """Filter by any of some labels."""
    return field_is("label", labels)


def untouched_for(days: int) -> str:
    """Filter by cards that nobody changed for so many days."""
    return f"last-updated:{days}days"


def _is_not(wanted: str) -> str:
    return f"-{wanted}" if wanted else ""


def _status_field(facts: DigestFacts) -> str:
    return facts.team.requests.board.status_field if facts.team.requests else "Status"


def _key(field: str) -> str:
    """The filter bar knows a field by its name in lower case, with hyphens for spaces."""
    return "-".join(field.casefold().split())


def _quoted(option: str) -> str:
    inert = option.replace('"', "")
    return f'"{inert}"'
