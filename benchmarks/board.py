"""A board of any size: what happened to its cards over ten cycles and a week, always the same."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from standins.control import StandIns

CLOCK = datetime(2026, 11, 9, 7, 55, tzinfo=UTC)
"""The instant up to which it all has happened: on this day, a Monday, cycle 11 begins."""

ANCHOR = date(2026, 6, 22)
DAYS = 147  # of history: ten cycles, and the week before them
LIVE_SHARE = 5  # one card in so many is in a live column
AD_HOC_EVERY, SUPPORT_EVERY = 11, 7
BLOCKED_EVERY, PUT_BACK_EVERY, NOT_PLANNED_EVERY, REOPENED_EVERY = 17, 9, 13, 37
PER_TRACKING = 10  # cards; two of them below an issue of its own
OWNER, NUMBER = "sourcegraph", 209
REPOSITORY = f"{OWNER}/sourcegraph"
FIRST = 10_000  # numbers of cards; those of tracking issues and the ones below come after them
SUPPORT_LIST, SUPPORT_LABEL = "Support Issues", "team/repo-management"
PARTS = 7  # of the live cards: one of them is worked on between two runs

BOARD = {"owner": OWNER, "number": NUMBER, "support_list": SUPPORT_LIST}
"""The board, as the team file names it."""

DIGESTS: dict[str, Any] = {
    "cycle": {
        "anchor": ANCHOR,
        "planning": {"day": 1, "at": "11:00"},
        "sync": {"day": 8, "at": "11:00"},
        "retro": {"day": 12, "at": "15:00"},
    },
    "columns": {
        "queue": ["Backlog"],
        "started": ["In Progress", "Blocked?"],
        "blocked": ["Blocked?"],
        "done": ["Done"],
    },
    "kinds": {
        "support_labels": [SUPPORT_LABEL],
        "ad_hoc_labels": ["ad-hoc"],
        "streams": {"performance": ["Scale"], "product": ["Permissions"]},
        "target": {"performance": 35, "product": 35, "support": 20, "ad hoc": 10},
    },
}
"""What its columns and labels mean, as the team file says it."""

Item = dict[str, Any]


def empty_board() -> dict[str, Any]:
    """The parts of a seed that have the board before anything happened."""
    columns = [SUPPORT_LIST, "Backlog", "In Progress", "Blocked?", "Done"]
    priorities = [f"p{number}" for number in range(4)]
    fields = {"Status": columns, "Priority": priorities, "Stream": ["Scale", "Permissions"]}
    hub = {
        "organisation": OWNER,
        "tokens": {"standin-github-token": {"scopes": ["repo", "project"]}},
        "repositories": [{"name": REPOSITORY.partition("/")[2], "private": False}],
        "boards": [{"number": NUMBER, "fields": fields}],
    }
    return {"clock": CLOCK.isoformat(), "github": hub}


def big_history(cards: int = 1000, tracking: int = 100) -> dict[str, Any]:
    """A history for ``StandIns.board().play()``.

    Args:
        cards: How many cards there are, one in five of them in a live column.
        tracking: How many tracking issues, none of them on the board; each has ten cards below it.
    """
    parents = list(_parents(cards, tracking))
    return {"archive_after_days": 14, "items": [*parents, *_cards(cards, tracking)]}


def card_name(number: int) -> str:
    """How the stand-in calls the issue of a card."""
    return f"{REPOSITORY}#{FIRST + number}"


def go_on(standins: StandIns, cards: int, nth: int) -> None:
    """Let people work: a seventh of the live cards, others each time, is moved on or finished."""
    for number in range(0, cards, LIVE_SHARE)[nth % PARTS :: PARTS]:
        name, is_done = card_name(number), number % 2 == 1
        standins.board(NUMBER).move(name, "Done" if is_done else "In Progress")
        if is_done:
            standins.change_issue(name, state="CLOSED", reason="COMPLETED")


def _parents(cards: int, tracking: int) -> Iterator[Item]:
    for number in range(tracking):
        above, below = _tracking_name(cards, number), _tracking_name(cards, tracking + number)
        opened = f"{_day(0)} opened"
        yield {"issue": above, "title": f"Larger work {number}", "labels": ["tracking"]} | {
            "happened": opened
        }
        yield {"issue": below, "title": f"Part of {number}", "parent": above} | {
            "happened": f"{_day(1)} opened"
        }


def _cards(cards: int, tracking: int) -> Iterator[Item]:
    for number in range(cards):
        yield {
            "issue": card_name(number),
            "title": f"Make fetching of large repositories {number} times faster",
            "assignees": [("ada", "ben", "chidi", "dana", "eva")[number % 5]],
            "labels": list(_labels(number)),
            "values": {
                "Priority": f"p{number % 4}",
                "Stream": ("Scale", "Permissions")[number % 2],
            },
            "happened": ", ".join(_happened(number)),
            **_parent(number, cards, tracking),
        }


def _parent(number: int, cards: int, tracking: int) -> Item:
    place, of = number // PER_TRACKING, number % PER_TRACKING
    if place >= tracking:
        return {}
    is_nested = of >= PER_TRACKING - 2
    return {"parent": _tracking_name(cards, tracking + place if is_nested else place)}


def _labels(number: int) -> Iterator[str]:
    if number % SUPPORT_EVERY == 0:
        yield SUPPORT_LABEL
    if number % AD_HOC_EVERY == 0:
        yield "ad-hoc"


def _happened(number: int) -> Iterator[str]:
    """Two in three live cards wait; the others were finished, each a little later."""
    is_live = number % LIVE_SHARE == 0
    opened = 2 + number % (DAYS - (14 if is_live else 24))
    yield f"{_day(opened)} opened"
    yield f"{_day(opened)} {SUPPORT_LIST if number % SUPPORT_EVERY == 0 else 'Backlog'}"
    if is_live and number % 3:
        return
    yield f"{_day(opened + 5)} In Progress"
    if number % PUT_BACK_EVERY == 0:
        yield f"{_day(opened + 6)} Backlog"
        yield f"{_day(opened + 6)} In Progress"
    if number % BLOCKED_EVERY == 0:
        yield f"{_day(opened + 7)} blocked by {card_name(5)}"
        yield f"{_day(opened + 7)} Blocked?"
    if not is_live:
        yield from _finished(number, opened + 8)


def _finished(number: int, earliest: int) -> Iterator[str]:
    done = earliest + number % 13
    if number % BLOCKED_EVERY == 0:
        yield f"{_day(earliest)} unblocked by {card_name(5)}"
        yield f"{_day(earliest)} In Progress"
    if number % NOT_PLANNED_EVERY == 0:
        yield f"{_day(done)} closed not planned"
        return
    yield f"{_day(done)} Done"
    if number % REOPENED_EVERY == 0:
        yield f"{_day(done + 1)} reopened"
        yield f"{_day(done + 1)} In Progress"
        yield f"{_day(done + 2)} Done"


def _tracking_name(cards: int, number: int) -> str:
    return f"{REPOSITORY}#{FIRST + cards + number}"


def _day(number: int) -> str:
    """A day of the history, the last one just before the clock."""
    return f"{CLOCK - timedelta(days=DAYS - number):%m-%d}"
