"""A card is named by a short label and its title, unless its repository is private."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from domain.digest.draft import Entry
from domain.digest.facts import DigestFacts, Owner
from domain.digest.records import Line
from domain.issue_link import IssueRef
from domain.words import enumerate_words
from domain.work_item import TrackingIssue, WorkItem

DRAFT = "(draft)"
HIDDEN = "A card that is hidden from Goalie"


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """How cards are named in one digest.

    Attributes:
        main: Owner and repository of most cards: there a number is enough.
        owner: Login of the organisation that has the board.
        readable: Private repositories whose titles may be shown, ``owner/name`` in lower case.
        owners: GitHub login in lower case → who that is.
    """

    main: tuple[str, str]
    owner: str
    readable: frozenset[str]
    owners: dict[str, Owner]


def prepare_naming(facts: DigestFacts) -> Naming:
    """Find out once how this digest names its cards."""
    counted = Counter((i.ref.owner, i.ref.repository) for i in facts.board.items if i.ref)
    main = max(counted, key=lambda one: (counted[one], one), default=("", ""))
    return Naming(
        main=main,
        owner=facts.board.owner.casefold(),
        readable=frozenset(name.casefold() for name in facts.policy.show_titles_of),
        owners=dict(facts.owners),
    )


def subject_of(item: WorkItem) -> str:
    """Name what a card is about, the same for its issue wherever that is named."""
    return subject_of_ref(item.ref) if item.ref else item.id


def subject_of_ref(ref: IssueRef) -> str:
    """Name an issue, whatever card it has."""
    return f"{ref.owner}/{ref.repository}#{ref.number}"


def label_of(ref: IssueRef | None, naming: Naming, *, short: bool = True) -> str:
    """Write an issue as people do: ``#301``, ``customer#1201``, ``other-org/tool#3``."""
    if ref is None:
        return ""
    if short and (ref.owner, ref.repository) == naming.main:
        return f"#{ref.number}"
    owner = "" if ref.owner == naming.owner else f"{ref.owner}/"
    return f"{owner}{ref.repository}#{ref.number}"


def labels_of(refs: Iterable[IssueRef], naming: Naming) -> str:
    """Write several issues as people do."""
    return enumerate_words([label_of(ref, naming) for ref in refs])


def entry_of(item: WorkItem, reason: str, naming: Naming, *, mention: bool = False) -> Entry:
    """Name a card with the one reason why; a mention is for its first known owner."""
    withheld = _is_withheld(item.ref, naming, is_private=item.is_private)
    title = "" if withheld else " ".join(item.title.split())
    if item.type == "redacted":
        title = HIDDEN
    return Entry(
        subject=subject_of(item),
        is_withheld=withheld,
        line=Line(
            label=label_of(item.ref, naming, short=not withheld),
            title=f"{title} {DRAFT}" if item.type == "draft" else title,
            url=item.url,
            reason=reason,
            owner=owners_of(item, naming),
            mention=_mention(item.assignees, naming) if mention else "",
        ),
    )


def entry_of_tracking(tracking: TrackingIssue, reason: str, naming: Naming) -> Entry:
    """Name a tracking issue with the one reason why."""
    withheld = _is_withheld(tracking.ref, naming, is_private=tracking.is_private)
    return Entry(
        subject=subject_of_ref(tracking.ref),
        is_withheld=withheld,
        line=Line(
            label=label_of(tracking.ref, naming, short=not withheld),
            title="" if withheld else " ".join(tracking.title.split()),
            url=tracking.url,
            reason=reason,
        ),
    )


def plain_entry(reason: str, *, subject: str = "", title: str = "", url: str = "") -> Entry:
    """Say something that is about no card."""
    return Entry(subject=subject, line=Line(title=title, url=url, reason=reason))


def owners_of(item: WorkItem, naming: Naming) -> str:
    """Name the owners of a card; a login that nobody has is its own name."""
    known = naming.owners
    return enumerate_words(
        [known[a.casefold()].name if a.casefold() in known else a for a in item.assignees]
    )


def _mention(assignees: Collection[str], naming: Naming) -> str:
    people = (naming.owners.get(login.casefold()) for login in assignees)
    return next((person.slack_id for person in people if person and person.slack_id), "")


def _is_withheld(ref: IssueRef | None, naming: Naming, *, is_private: bool) -> bool:
    if not is_private:
        return False
    return ref is None or f"{ref.owner}/{ref.repository}".casefold() not in naming.readable
