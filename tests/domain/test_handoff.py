"""Each real handoff is announced exactly once and no other, whatever happens to the runs."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.handoff import (
    Adoption,
    Gap,
    Handoff,
    Last,
    Memory,
    Move,
    Spell,
    ahead,
    find_handoff,
    find_moves,
    read_spells,
)
from domain.on_call import (
    NobodyOnCall,
    OnCall,
    OnCallAnswer,
    Shift,
    Timeline,
    UnknownOnCall,
)
from domain.overlap import add_overlaps, overlaps
from tests.builders import SCHEDULE, a_shift, a_team

BERLIN = "Europe/Berlin"
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
MONDAY = datetime(2026, 11, 9, 8, tzinfo=UTC)  # 09:00 in Berlin
WINDOW = (MONDAY - 3 * WEEK, MONDAY + 5 * WEEK)


def a_timeline(story: str, *, start: datetime = MONDAY - WEEK) -> Timeline:
    """Shifts one after the other, such as ``ada 7d, ben 7d, - 12h``; ``-`` is nobody."""
    shifts, at = [], start
    for part in story.split(", "):
        name, length = part.split()
        amount = timedelta(**{{"d": "days", "h": "hours"}[length[-1]]: int(length[:-1])})
        if name != "-":
            shifts.append(a_shift(name, start=at, end=at + amount))
        at += amount
    return Timeline(shifts=tuple(shifts), start=start - WEEK, end=max(at, WINDOW[1]))


def rows(spells: Sequence[Spell]) -> list[str]:
    return [f"{'+'.join(s.people) or '-'} {(s.end - s.start) / DAY:g}" for s in spells]


@pytest.mark.parametrize(
    ("story", "spells"),
    [
        ("ada 7d, ben 7d, chidi 21d", "ada 7, ben 7, chidi 21"),
        # An override of a day or more counts; a shorter one does not.
        ("ada 2d, dana 1d, ada 4d, ben 28d", "ada 2, dana 1, ada 4, ben 28"),
        ("ada 2d, dana 23h, ada 97h, ben 28d", "ada 7, ben 28"),
        # It leaves a hole where it stands between two others.
        ("ada 7d, dana 4h, ben 28d", "ada 7, ben 28"),
        # Hours of work: nobody at night, and at the weekend.
        ("ada 8h, - 16h, ada 8h, - 16h, ada 8h, - 64h, ben 28d", "ada 2.33333, - 2.66667, ben 28"),
        # Two short covers in a row.
        ("ada 3d, dana 3h, - 3h, ada 90h, ben 28d", "ada 7, ben 28"),
    ],
)
def test_short_covers_and_short_gaps_are_left_out(story: str, spells: str) -> None:
    found = read_spells(a_timeline(story), DAY, BERLIN)
    shown = [row for row in rows(found)[1:] if not row.startswith("-") or row in spells]
    assert ", ".join(shown) == spells


def test_a_day_of_23_hours_is_a_day() -> None:
    spring = datetime(2026, 3, 28, 8, tzinfo=UTC)  # Saturday 09:00; clocks go forward at night
    story = Timeline(
        shifts=(
            a_shift("ada", start=spring - 3 * DAY, end=spring),
            a_shift("ben", start=spring, end=spring + timedelta(hours=23)),
            a_shift("chidi", start=spring + timedelta(hours=23), end=spring + WEEK),
        ),
        start=spring - WEEK,
        end=spring + 2 * WEEK,
    )
    assert [s.people for s in read_spells(story, DAY, BERLIN)][1:4] == [
        ("ada",),
        ("ben",),
        ("chidi",),
    ]


LAST = Last(people=("ada",), start=MONDAY - WEEK)


@pytest.mark.parametrize(
    ("story", "last", "after", "wanted"),
    [
        pytest.param("ada 7d, ben 7d, chidi 7d", LAST, 0, "ada → ben, then chidi", id="weekly"),
        pytest.param("ada 7d, ben 7d, chidi 7d", None, 0, "adopts ben", id="first-run"),
        pytest.param("ada 7d, ben 7d", LAST, 2, "ada → ben, then -", id="two-days-late"),
        pytest.param("ada 7d, ben 21d", LAST, 8, "adopts ben", id="too-late"),
        pytest.param("ada 7d, ben 1d, chidi 7d", LAST, 2, "ben → chidi, then -", id="one-missed"),
        pytest.param("ada 7d, ada 7d, ben 7d", LAST, 0, "nothing", id="same-person"),
        pytest.param("ada 7d, dana 4h, ben 7d", LAST, 0, "nothing", id="short-cover-runs"),
        pytest.param("ada 7d, dana 4h, ben 7d", LAST, 1, "ada → ben, then -", id="after-it"),
        pytest.param("ada 7d, - 2d, ben 7d", LAST, 0, "gap after ada, then ben", id="gap"),
        pytest.param("ada 7d, - 2d, ben 7d", LAST, 3, "ada → ben, then -", id="after-a-gap"),
        pytest.param("ada 7d, - 2d, ada 7d", LAST, 3, "nothing", id="back-after-a-gap"),
        pytest.param(
            "ada 7d, ben 7d",
            Last(people=("ben",), start=MONDAY),
            1,
            "nothing",
            id="told",
        ),
        pytest.param(
            "ada 7d, ben 7d",
            Last(people=("ben",), start=MONDAY - timedelta(hours=2)),
            1,
            "nothing",
            id="start-moved",
        ),
        pytest.param(
            "ada 7d, ben 7d",
            Last(people=("dana",), start=MONDAY + timedelta(hours=2)),
            1,
            "ada → ben, then -",
            id="past-rewritten",
        ),
        pytest.param(
            "ada 7d, ben 2d, ada 7d",
            LAST,
            3,
            "ben → ada, then -",
            id="back-again-after-one-that-was-missed",
        ),
        pytest.param(
            "ben 7d, - 2d, ben 7d",
            Last(people=(), start=MONDAY),
            3,
            "adopts ben",
            id="adopted-in-a-gap",
        ),
    ],
)
def test_what_is_told(story: str, last: Last | None, after: int, wanted: str) -> None:
    spells = read_spells(a_timeline(story), DAY, BERLIN)
    now = MONDAY + after * DAY + timedelta(minutes=5)
    assert say(find_handoff("support", spells, last, now, WEEK)) == wanted


def say(found: Handoff | Gap | Adoption | None) -> str:
    match found:
        case None:
            return "nothing"
        case Adoption(last=last):
            return f"adopts {'+'.join(last.people) or '-'}"
        case Gap():
            after = "+".join(found.following) or "-"
            return f"gap after {'+'.join(found.outgoing)}, then {after}"
        case Handoff():
            pair = f"{'+'.join(found.outgoing)} → {'+'.join(found.incoming)}"
            return f"{pair}, then {'+'.join(found.following) or '-'}"


def test_of_two_on_call_only_the_one_who_changes_hands_over() -> None:
    timeline = Timeline(
        shifts=(
            a_shift("nora", start=MONDAY - WEEK, end=MONDAY + 2 * WEEK),
            a_shift("ada", start=MONDAY - WEEK, end=MONDAY),
            a_shift("ben", start=MONDAY, end=MONDAY + WEEK),
        ),
        start=WINDOW[0],
        end=WINDOW[1],
    )
    spells = read_spells(timeline, DAY, BERLIN)
    found = find_handoff(
        "support", spells, Last(people=("ada", "nora"), start=LAST.start), MONDAY, WEEK
    )
    assert say(found) == "ada → ben, then nora"
    assert isinstance(found, Handoff)
    assert found.subject == f"support/{int(MONDAY.timestamp())}/ben+nora"
    left = find_handoff("support", spells, found.last, MONDAY + WEEK, WEEK)
    assert say(left) == "adopts nora"


# --- the property ---

HOUR = timedelta(hours=1)
PEOPLE = ("ada", "ben", "chidi", "")


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[Spell], tuple[Shift, ...]]:
    """What really happens (spells by construction), and the shifts that a service shows of it.

    Spells last days, some with short covers inside: a shift of somebody else, or nobody.
    """
    truth: list[Spell] = []
    shifts: list[Shift] = []
    at = MONDAY
    for _ in range(draw(st.integers(2, 9))):
        before = truth[-1].people if truth else ("nobody yet",)
        person = draw(st.sampled_from([one for one in PEOPLE if (one,) != (before or ("",))]))
        start, until = at, at + draw(st.integers(24, 200)) * HOUR
        for cover in draw(st.lists(st.integers(2, 22), max_size=2)) if person else ():
            shifts += _shown(person, start, until)
            other = draw(st.sampled_from([one for one in PEOPLE if one != person]))
            start = until + cover * HOUR
            shifts += _shown(other, until, start)
            until = start + draw(st.integers(1, 12)) * HOUR
        until += DAY
        shifts += _shown(person, start, until)
        truth.append(Spell(people=(person,) if person else (), start=at, end=until))
        at = until
    return truth, tuple(shifts)


def _shown(person: str, start: datetime, end: datetime) -> Iterator[Shift]:
    if person:
        yield a_shift(person, start=start, end=end)


def window_of(shifts: Sequence[Shift], now: datetime) -> Timeline:
    """What a service answers: whole weeks of Berlin, cut at both edges and at the present."""
    local = (now - 2 * WEEK).astimezone(ZoneInfo(BERLIN)).replace(tzinfo=None)
    monday = (local - timedelta(days=local.weekday())).replace(hour=0, minute=0, microsecond=0)
    start = monday.replace(tzinfo=ZoneInfo(BERLIN)).astimezone(UTC)
    end = start + 8 * WEEK
    cut = []
    for shift in shifts:
        for low, high, kind in ((start, now, "historical"), (now, end, "base")):
            first, last = max(shift.start, low), min(shift.end, high)
            if first < last:
                cut.append(replace(shift, start=first, end=last, kind=kind))
    return Timeline(shifts=tuple(cut), start=start, end=end)


@settings(max_examples=100, deadline=None)
@given(
    story=stories(),
    ticks=st.lists(st.tuples(st.integers(1, 1500), st.booleans()), min_size=2, max_size=25),
)
def test_each_real_handoff_is_announced_exactly_once_and_no_other(
    story: tuple[list[Spell], tuple[Shift, ...]], ticks: list[tuple[int, bool]]
) -> None:
    """A tick may be missed, repeated, or die after it announced and before it remembers it."""
    truth, shifts = story
    runs = [(MONDAY + hours * HOUR + timedelta(minutes=5), dies) for hours, dies in sorted(ticks)]
    runs = [(at, dies) for at, dies in runs if at < truth[-1].end]
    announced: list[str] = []
    last: Last | None = None
    adopted_at: datetime | None = None
    for at, dies in runs:
        found = find_handoff(
            "support", read_spells(window_of(shifts, at), DAY, BERLIN), last, at, WEEK
        )
        if isinstance(found, Handoff) and found.subject not in announced:  # as the outbox does
            announced.append(found.subject)
        if isinstance(found, Handoff | Adoption) and not dies:
            last = found.last
            adopted_at = adopted_at or at
    assert announced == [
        f"support/{int(stay.start.timestamp())}/{stay.people[0]}"
        for stay in real_handoffs(truth, adopted_at, [at for at, _ in runs])
    ]


def real_handoffs(
    truth: Sequence[Spell], adopted_at: datetime | None, runs: Sequence[datetime]
) -> Iterator[Spell]:
    """Those that still stood at a run, within a week, and were not there at the first one."""
    previous = ""
    stays: list[tuple[Spell, list[Spell]]] = []  # who was on call, and the parts between gaps
    for spell in truth:
        if spell.people and spell.people[0] == previous:
            stays[-1][1].append(spell)
        elif spell.people:
            stays.append((spell, [spell]))
            previous = spell.people[0]
    for begin, parts in stays[0 if truth[0].is_gap else 1 :]:
        seen = any(
            adopted_at < at <= begin.start + WEEK and part.start <= at < part.end
            for at in runs
            for part in parts
            if adopted_at
        )
        if adopted_at and begin.start > adopted_at and seen:
            yield begin


@settings(max_examples=50, deadline=None)
@given(data=st.data(), stories=st.lists(stories(), min_size=2, max_size=4))
def test_whatever_becomes_of_the_schedule_who_was_told_last_is_on_call(
    data: st.DataObject, stories: list[tuple[list[Spell], tuple[Shift, ...]]]
) -> None:
    """Somebody may rewrite the schedule between two runs, its past too, and back again."""
    last: Last | None = None
    subjects: list[str] = []
    for hours in range(60, 240, 20):
        at = MONDAY + hours * HOUR
        truth, shifts = data.draw(st.sampled_from(stories))
        found = find_handoff(
            "support", read_spells(window_of(shifts, at), DAY, BERLIN), last, at, WEEK
        )
        if isinstance(found, Handoff):
            subjects.append(found.subject)
        if isinstance(found, Handoff | Adoption):
            last = found.last
        on_call = next((s.people for s in truth if s.start <= at < s.end and s.people[:1]), None)
        assert on_call is None or (last is not None and last.people == on_call)
    assert len(subjects) == len(set(subjects))


# --- the overlap ---


def test_a_gap_and_what_is_not_known_overlap_with_nobody() -> None:
    team = a_team(handoff={"overlap_minutes": 15})
    ada, ben = (OnCall(schedule="s", people=(one,)) for one in ("ada", "ben"))
    unknown = UnknownOnCall(schedule="s", why="", remedy="")
    nobody = NobodyOnCall(schedule="s")

    def added(now: OnCallAnswer, *around: OnCallAnswer) -> OnCallAnswer:
        answers = [{SCHEDULE: answer} for answer in around]
        return add_overlaps({SCHEDULE: now}, {"t": team}, answers)[SCHEDULE]

    assert overlaps({"t": team, "other": a_team()}) == {timedelta(minutes=15): {"t": team}}
    assert added(ada, ada, ben) == replace(ada, overlapping=("ben",))
    assert added(ada, nobody, unknown) == ada
    assert added(nobody, ada, ben) == nobody
    assert added(unknown, ada, ben) == unknown


# --- coming shifts that moved ---


@pytest.mark.parametrize(
    ("before", "after", "moves"),
    [
        ("ada 7d, ben 7d, chidi 7d", "ada 7d, ben 7d, chidi 7d", []),
        # Two swap.
        (
            "ada 7d, ben 7d, chidi 7d",
            "ada 7d, chidi 7d, ben 7d",
            ["ben: 0-7 to 7-14", "chidi: 7-14 to 0-7"],
        ),
        # A day in the middle goes to somebody else.
        (
            "ada 7d, ben 7d, chidi 7d",
            "ada 7d, ben 2d, dana 1d, ben 4d, chidi 7d",
            ["ben: 0-7 to 0-2 3-7", "dana:  to 2-3"],
        ),
        # The same person stays, and a short cover moves nobody's shift.
        ("ada 7d, ben 7d, chidi 7d", "ada 7d, ben 2d, dana 4h, ben 116h, chidi 7d", []),
        # It falls to nobody.
        ("ada 7d, ben 7d, chidi 7d", "ada 7d, - 7d, chidi 7d", ["ben: 0-7 to "]),
        # What is running ends earlier.
        (
            "ada 7d, ben 7d, chidi 7d",
            "ada 6d, ben 8d, chidi 7d",
            ["ada: -3-0 to -3--1", "ben: 0-7 to -1-7"],
        ),
        # A day of what is running goes to somebody else: the rest is no new shift.
        (
            "ada 7d, ben 7d, chidi 7d",
            "ada 5d, dana 1d, ada 1d, ben 7d, chidi 7d",
            ["ada: -3-0 to -3--2 -1-0", "dana:  to -2--1"],
        ),
        # What has begun for somebody else is a handoff, and told as one.
        ("ada 7d, ben 7d, chidi 7d", "ada 3d, dana 4d, ben 7d, chidi 7d", []),
        (
            "ada 7d, ben 7d, chidi 7d",
            "ada 3d, ben 4d, ada 7d, chidi 7d",
            ["ada: -3-0 to 0-7", "ben: 0-7 to -3-0"],
        ),
    ],
)
def test_whose_coming_shift_moved(before: str, after: str, moves: list[str]) -> None:
    now = MONDAY - 3 * DAY
    old = read_spells(a_timeline(f"{before}, eva 30d"), DAY, BERLIN)
    new = read_spells(a_timeline(f"{after}, eva 30d"), DAY, BERLIN)
    memory = Memory(
        last=LAST,
        seen_at=now - HOUR,
        ahead=ahead(old, now - HOUR, now + 4 * WEEK - HOUR),
        until=now + 4 * WEEK - HOUR,
    )
    assert [show(move) for move in find_moves(memory, new, now)] == moves
    assert find_moves(memory, old, now) == ()
    assert find_moves(memory, old, now + 2 * WEEK) == ()


def show(move: Move) -> str:
    def days(spells: Sequence[Spell]) -> str:
        return " ".join(f"{(s.start - MONDAY) / DAY:g}-{(s.end - MONDAY) / DAY:g}" for s in spells)

    return f"{move.person}: {days(move.lost)} to {days(move.gained)}"
