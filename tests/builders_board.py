"""Stories make cards: one step for each thing that happened to a card, in Berlin in 2026.

    17 Aug Backlog               it came onto the board, or went to this column; at noon
    17 Aug 09:30 Backlog         … at this time
    9 Nov In Progress & +blocked two things at once; a label that was put on, ``-blocked`` taken off
    9 Nov +by 12                 issue 12 blocks it; ``-by 12`` no longer does
    12 Nov Done & completed      closed; so is ``not planned``, ``duplicate``, ``merged``
    13 Nov reopened
    14 Nov archived              put away
    15 Nov updated               something else changed on it
    3 Aug opened                 the issue was opened; without it, with the first step

Steps are separated by commas. Cycle 7 begins on 9 November.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from domain.delivery.measure import measure_delivery
from domain.delivery.records import Delivery
from domain.delivery.snapshot import take_snapshot
from domain.issue import IssueEvent, IssueEventKind
from domain.issue_link import IssueRef
from domain.team.digests import Digests
from domain.work_item import BoardRead, Snapshot, TrackingIssue, WorkItem
from tests.builders_cycle import OFFICE, a_calendar
from tests.builders_digest import DIGESTS, a_board, a_ref, an_item

BERLIN = ZoneInfo("Europe/Berlin")
BOARD = 209
SUPPORT_LIST = "Support Issues"
POLICY = Digests.model_validate(DIGESTS)
_STEP = re.compile(r"(?P<day>\d+ \w{3})(?: (?P<time>\d\d:\d\d))? (?P<what>.+)")
_CLOSINGS = {
    "completed": "COMPLETED",
    "not planned": "NOT_PLANNED",
    "duplicate": "DUPLICATE",
    "merged": "",
}


def at(text: str) -> datetime:
    """``9 Nov`` (noon) or ``9 Nov 09:30``, in Berlin in 2026."""
    day, time = (text, "12:00") if ":" not in text else text.rsplit(" ", 1)
    local = datetime.strptime(f"{day} 2026 {time}", "%d %b %Y %H:%M")  # noqa: DTZ007  Berlin's
    return local.replace(tzinfo=BERLIN).astimezone(UTC)


@dataclass
class _Told:
    """What a story said so far."""

    events: list[IssueEvent] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    blocked_by: list[IssueRef] = field(default_factory=list)
    changes: dict[str, object] = field(default_factory=dict)

    def add(self, kind: IssueEventKind, when: datetime, subject: str = "") -> None:
        board = BOARD if kind.startswith("card") else None
        event = IssueEvent(kind=kind, at=when, actor="ada-gh", subject=subject, board=board)
        self.events.append(event)


def a_card(number: int, story: str, **changes: object) -> WorkItem:
    """A card of the Scale stream to which a story happened; changes win over the story."""
    steps = [_STEP.fullmatch(step.strip()) for step in story.split(",")]
    told = _Told()
    for step in steps:
        assert step, f"not a step of a story: {story}"
        when = at(f"{step['day']} {step['time'] or '12:00'}")
        told.changes.setdefault("created_at", when)
        told.changes["updated_at"] = when
        for what in step["what"].split(" & "):
            _tell(told, what.strip(), when)
    facts: dict[str, object] = {"column": "", "entered_at": None, "events": tuple(told.events)}
    facts |= {"labels": tuple(told.labels), "blocked_by": tuple(told.blocked_by)}
    return an_item(number, **(facts | told.changes | changes))  # type: ignore[arg-type]


def _tell(told: _Told, what: str, when: datetime) -> None:
    if what in ("opened", "updated"):
        return
    if what == "archived":
        told.changes["archived"] = True
    elif what in _CLOSINGS:
        state = "MERGED" if what == "merged" else "CLOSED"
        told.changes |= {"state": state, "state_reason": _CLOSINGS[what], "closed_at": when}
        told.add("closed", when, _CLOSINGS[what])
    elif what == "reopened":
        told.changes |= {"state": "OPEN", "state_reason": "REOPENED", "closed_at": None}
        told.add("reopened", when)
    elif what[1:].startswith("by "):
        _tell_blocker(told, what, when)
    elif what[0] in "+-":
        (told.labels.append if what[0] == "+" else told.labels.remove)(what[1:])
        told.add("label_added" if what[0] == "+" else "label_removed", when, what[1:])
    else:
        kind: IssueEventKind = "card_moved" if "column" in told.changes else "card_added"
        told.changes |= {"column": what, "entered_at": when}
        told.add(kind, when, what)


def _tell_blocker(told: _Told, what: str, when: datetime) -> None:
    ref = a_ref(int(what[4:]))
    (told.blocked_by.append if what[0] == "+" else told.blocked_by.remove)(ref)
    kind: IssueEventKind = "blocked_by_added" if what[0] == "+" else "blocked_by_removed"
    told.add(kind, when, f"{ref.owner}/{ref.repository}#{ref.number}")


def forgotten(item: WorkItem) -> WorkItem:
    """The same card, of whose history nothing is known."""
    return replace(item, events=())


def cards(*stories: str) -> tuple[WorkItem, ...]:
    """Cards 1, 2, 3 … in queue order."""
    return tuple(a_card(number, story) for number, story in enumerate(stories, start=1))


def the_board(items: Sequence[WorkItem], now: str = "16 Nov 10:00", **changes: object) -> BoardRead:
    """Board 209 at an instant, read as a whole."""
    return a_board(items, **({"read_at": at(now)} | changes))


def the_snapshot(
    items: Sequence[WorkItem], when: str, tracking: Sequence[TrackingIssue] = ()
) -> Snapshot:
    """What was kept of the board at an instant, in the order of the items."""
    ranked = [replace(item, rank=rank) for rank, item in enumerate(items)]
    board = the_board(ranked, when, tracking=tuple(tracking))
    return take_snapshot(board, POLICY, SUPPORT_LIST)


def the_delivery(  # noqa: PLR0913  each test says what it is about
    items: Sequence[WorkItem],
    now: str = "16 Nov 10:00",
    *,
    policy: Digests = POLICY,
    holidays: Sequence[str] = (),
    earlier: Snapshot | None = None,
    known_since: str | None = None,
    tracking: Sequence[TrackingIssue] = (),
    anchor: str = "2026-08-17",
) -> Delivery:
    """What is measured of the board at an instant."""
    calendar = a_calendar(hours=OFFICE, holidays=holidays, anchor=anchor)
    return measure_delivery(
        the_board(items, now, tracking=tuple(tracking)),
        policy,
        calendar,
        calendar.working_time,
        at(now),
        earlier=earlier,
        known_since=at(known_since) if known_since else None,
    )
