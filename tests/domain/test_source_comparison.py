"""Two services are the same only where both were read and name the same people throughout."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.on_call import Shift, Timeline, UnknownOnCall
from domain.people import Found, SlackUser, resolve_people
from domain.source_comparison import (
    Comparison,
    Party,
    ScheduleRead,
    Stretch,
    compare_schedule,
    compare_timelines,
)
from domain.source_comparison.compare import identify
from domain.source_comparison.text import advise, describe, say_shortly, summarize
from tests.builders import NOON, SCHEDULE, a_shift, a_team

DAY = timedelta(days=1)
END = NOON + 28 * DAY
THE_WINDOW = "Wed 11 Nov 13:00 CET to Wed 9 Dec 13:00 CET"
FOUR_WEEKS = "4 weeks from Wed 11 Nov 13:00 CET"
STRANGER = "is an account without a visible email address"
PARTIES = {
    "ada@x.example": Party(key="U0ADA", name="Ada"),
    "ada": Party(key="U0ADA", name="Ada"),
    "ben": Party(key="U0BEN", name="Ben"),
    "dana": Party(key="U0DANA", name="Dana"),
    "712020:pia": Party(key="712020:pia", name="712020:pia", why=STRANGER, remedy="Map it."),
    "team platform": Party(key="team platform", name="team platform", why="is no single person"),
    "712020:omar": Party(key="712020:omar", name="712020:omar", why=STRANGER, remedy="Map it."),
}


def a_timeline(*turns: str) -> Timeline:
    """Turns by the day of the window: ``ada 0-7``."""
    shifts = []
    for turn in turns:
        person, _, days = turn.rpartition(" ")
        first, _, last = days.partition("-")
        start, end = NOON + int(first) * DAY, NOON + int(last) * DAY
        shifts.append(a_shift("" if person == "nobody" else person, start=start, end=end))
    return Timeline(shifts=tuple(shifts), start=NOON - 3 * DAY, end=END + 4 * DAY)


def say(stretches: tuple[Stretch, ...]) -> list[str]:
    def names(parties: frozenset[Party]) -> str:
        return "+".join(sorted(party.name for party in parties)) or "nobody"

    return [
        f"{(s.start - NOON).days}-{(s.end - NOON).days}: {names(s.left)}"
        f" {'≠' if s.is_certain else '?'} {names(s.right)}"
        for s in stretches
    ]


@pytest.mark.parametrize(
    ("left", "right", "said"),
    [
        pytest.param(["ada 0-28"], ["ada 0-28"], [], id="same"),
        pytest.param(["ada 0-28"], ["ada@x.example 0-28"], [], id="two-names-of-one-account"),
        pytest.param(["ada 0-28"], ["ada 0-9", "ada 9-28"], [], id="cut-elsewhere"),
        pytest.param(["ada 0-30"], ["ada 0-29", "ben 29-32"], [], id="only-after-the-window"),
        pytest.param([], ["nobody 0-28"], [], id="nobody-either-way"),
        pytest.param(
            ["ada 0-28"],
            ["ada 0-7", "dana 7-8", "ada 8-28"],
            ["7-8: Ada ≠ Dana"],
            id="an-override-that-did-not-move",
        ),
        pytest.param(
            ["ada 0-7", "ben 7-28"],
            ["ada 0-8", "ben 8-28"],
            ["7-8: Ben ≠ Ada"],
            id="a-handoff-on-another-day",
        ),
        pytest.param(["ada 0-28"], ["ada 0-7"], ["7-28: Ada ≠ nobody"], id="a-gap"),
        pytest.param(
            ["ada 0-28", "ben 0-28"],
            ["ada 0-28"],
            ["0-28: Ada+Ben ≠ Ada"],
            id="one-of-two",
        ),
        pytest.param(
            ["ada 0-14", "ben 14-28"],
            ["dana 0-28"],
            ["0-14: Ada ≠ Dana", "14-28: Ben ≠ Dana"],
            id="sides-change-in-between",
        ),
        pytest.param(
            ["712020:pia 0-28"], ["712020:pia 0-28"], [], id="one-account-that-nobody-knows"
        ),
        pytest.param(
            ["ada 0-28"], ["712020:pia 0-28"], ["0-28: Ada ? 712020:pia"], id="may-be-the-same"
        ),
        pytest.param(
            ["712020:omar 0-28"],
            ["712020:pia 0-28"],
            ["0-28: 712020:omar ? 712020:pia"],
            id="two-that-nobody-knows",
        ),
        pytest.param(
            ["ada 0-28", "ben 0-28"],
            ["712020:pia 0-28"],
            ["0-28: Ada+Ben ≠ 712020:pia"],
            id="two-are-never-one",
        ),
        pytest.param(
            ["ada 0-28", "ben 0-28"],
            ["dana 0-28", "712020:pia 0-28"],
            ["0-28: Ada+Ben ≠ 712020:pia+Dana"],
            id="dana-is-neither",
        ),
        pytest.param(
            ["team platform 0-28"],
            ["ada 0-28"],
            ["0-28: team platform ? Ada"],
            id="a-team-is-on-call",
        ),
        pytest.param(
            ["ada 0-28", "ben 0-28"],
            ["ben 0-28", "712020:pia 0-28"],
            ["0-28: Ada+Ben ? 712020:pia+Ben"],
            id="ben-is-ben-and-the-other-may-be-ada",
        ),
    ],
)
def test_when_two_timelines_differ(left: list[str], right: list[str], said: list[str]) -> None:
    found = compare_timelines(a_timeline(*left), a_timeline(*right), PARTIES, NOON, END)
    assert say(found) == said


people = st.sampled_from(["", *PARTIES])
turns = st.tuples(people, st.integers(-40, 800), st.integers(1, 300))


@st.composite
def timelines(draw: st.DrawFn) -> Timeline:
    """Any timeline, by the hour, with gaps and with people side by side."""
    shifts = [
        a_shift(who, start=NOON + timedelta(hours=since), end=NOON + timedelta(hours=since + long))
        for who, since, long in draw(st.lists(turns, max_size=6))
    ]
    return Timeline(shifts=tuple(shifts), start=NOON - 3 * DAY, end=END + 4 * DAY)


def keys_at(timeline: Timeline, at: datetime) -> set[str]:
    return {PARTIES[s.person].key for s in timeline.shifts if s.person and s.start <= at < s.end}


@settings(max_examples=60, deadline=None)
@given(timelines(), timelines())
def test_what_is_found_is_when_people_differ_and_nothing_else(
    left: Timeline, right: Timeline
) -> None:
    found = compare_timelines(left, right, PARTIES, NOON, END)
    hours = [NOON + timedelta(hours=hour) for hour in range(28 * 24)]
    for at in hours:
        covering = [one for one in found if one.start <= at < one.end]
        ours, theirs = keys_at(left, at), keys_at(right, at)
        assert len(covering) == (ours != theirs)
        for one in covering:
            assert ({p.key for p in one.left}, {p.key for p in one.right}) == (ours, theirs)
    ends = [instant for one in found for instant in (one.start, one.end)]
    assert ends == sorted(ends)
    assert not ends or (ends[0] >= NOON and ends[-1] <= END)


@settings(max_examples=60, deadline=None)
@given(timelines(), timelines())
def test_it_does_not_matter_which_comes_first(left: Timeline, right: Timeline) -> None:
    found = compare_timelines(left, right, PARTIES, NOON, END)
    turned = [replace(one, left=one.right, right=one.left) for one in found]
    assert list(compare_timelines(right, left, PARTIES, NOON, END)) == turned


@settings(max_examples=30, deadline=None)
@given(timelines(), st.integers(0, 800))
def test_a_timeline_is_the_same_as_itself_however_it_is_cut(timeline: Timeline, cut: int) -> None:
    at = NOON + timedelta(hours=cut)
    pieces: list[Shift] = []
    for shift in timeline.shifts:
        inside = shift.start < at < shift.end
        cuts = [shift.start, at, shift.end] if inside else [shift.start, shift.end]
        pieces += [replace(shift, start=a, end=b) for a, b in pairwise(cuts)]
    again = replace(timeline, shifts=tuple(pieces))
    assert compare_timelines(timeline, again, PARTIES, NOON, END) == ()


ALIASES = {"acme-corp.example": ["acme.example"]}
FOUND: dict[str, Found] = {
    "ada@acme.example": SlackUser(id="U0ADA", name="Ada"),
    "lena@acme.example": SlackUser(id="U0LENA", name="Lena", unusable="deactivated"),
    "U0PIA": SlackUser(id="U0PIA", name="Pia"),
}


@pytest.mark.parametrize(
    ("person", "other", "is_one"),
    [
        ("ada@acme-corp.example", "ada@acme.example", True),
        ("lena@acme-corp.example", "lena@acme.example", True),
        ("milo@acme-corp.example", "milo@acme.example", True),
        ("712020:pia", "pia@acme.example", False),
        ("712020:mapped", "712020:mapped", True),
        ("milo@acme.example", "ada@acme.example", False),
    ],
)
def test_one_person_by_two_names(person: str, other: str, *, is_one: bool) -> None:
    team = a_team(email_domain_aliases=ALIASES, identities={"712020:mapped": "U0PIA"})
    identities = resolve_people([person, other], team, _Nobody(FOUND))
    keys = {identify(one, team, FOUND, "repo-management").key for one in identities.values()}
    assert (len(keys) == 1) == is_one


class _Nobody(dict[str, Found]):
    """Slack knows nobody else."""

    def __missing__(self, key: str) -> Found:
        return None


UNREAD = UnknownOnCall(schedule="support", why="JSM answered 403", remedy="Check JSM_API_TOKEN.")


def compared(left: Timeline | UnknownOnCall, right: Timeline | UnknownOnCall) -> Comparison:
    reads = (
        ScheduleRead(service="opsgenie", id=SCHEDULE, name="support", timeline=left),
        ScheduleRead(service="jsm", id=SCHEDULE, name="support", timeline=right),
    )
    return compare_schedule("repo-management", "support", SCHEDULE, reads, PARTIES, (NOON, END))


WEEKS = [f"ada {day}-{day + 1}" for day in range(0, 28, 2)]
SHORT = replace(a_timeline("ada 0-28"), end=NOON + 6 * DAY)


@pytest.mark.parametrize(
    ("left", "right", "result", "shortly", "lines"),
    [
        (
            a_timeline("ada 0-28"),
            a_timeline("ada 0-28"),
            "same",
            "the same people at every instant",
            [],
        ),
        (a_timeline(), a_timeline(), "same", "nobody is ever on call, in either", []),
        (
            a_timeline("ada 0-28"),
            a_timeline("ada 0-1", "ada 2-28"),
            "different",
            "other people once",
            ["Thu 12 Nov 13:00 CET to Fri 13 Nov 13:00 CET: OpsGenie Ada, JSM nobody."],
        ),
        (
            a_timeline("ada 0-28"),
            UNREAD,
            "unknown",
            "it could not be compared",
            ["JSM answered 403. Check JSM_API_TOKEN."],
        ),
        (UNREAD, UNREAD, "unknown", "it could not be compared", None),
        (
            a_timeline("ada 0-28"),
            SHORT,
            "unknown",
            "it could not be compared",
            ["JSM: the timeline was answered for 6 days only. Compare fewer weeks with --weeks."],
        ),
        (
            a_timeline("ada 0-28"),
            a_timeline("712020:pia 0-28"),
            "unknown",
            "perhaps other people once",
            [
                f"{THE_WINDOW}: perhaps the same; OpsGenie Ada, JSM 712020:pia.",
                f"712020:pia {STRANGER}. Map it.",
            ],
        ),
        (a_timeline(*WEEKS), a_timeline(), "different", "other people 14 times", None),
    ],
)
def test_what_is_said_about_a_schedule(
    left: Timeline | UnknownOnCall,
    right: Timeline | UnknownOnCall,
    result: str,
    shortly: str,
    lines: list[str] | None,
) -> None:
    found = compared(left, right)
    said = [" ".join(filter(None, line)) for line in describe(found, "Europe/Berlin")]
    assert (found.result, say_shortly(found)) == (result, shortly)
    assert lines is None or said == lines
    assert len(said) <= 11


SAME = compared(a_timeline("ada 0-28"), a_timeline("ada 0-28"))
DIFFERENT = compared(a_timeline("ada 0-28"), a_timeline("ben 0-28"))
UNKNOWN = compared(a_timeline("ada 0-28"), UNREAD)


@pytest.mark.parametrize(
    ("found", "sentence", "advice"),
    [
        ([SAME], f"1 schedule compared, {FOUR_WEEKS}: 1 is the same.", "jsm"),
        (
            [SAME, SAME, DIFFERENT, UNKNOWN],
            f"4 schedules compared, {FOUR_WEEKS}: 2 are the same, 1 is different, 1 is unknown.",
            "20 weeks",
        ),
    ],
)
def test_the_whole_in_a_sentence(found: list[Comparison], sentence: str, advice: str) -> None:
    assert summarize(found, NOON, 4, "Europe/Berlin") == sentence
    assert advice in advise(found, NOON)


@pytest.mark.parametrize(
    ("at", "says"),
    [
        (NOON, "OpsGenie's API ends on 5 April 2027, in 20 weeks."),
        (
            datetime.fromisoformat("2027-04-01T00:00Z"),
            "OpsGenie's API ends on 5 April 2027, in 4 days",
        ),
        (datetime.fromisoformat("2027-04-06T00:00Z"), "OpsGenie's API ended on 5 April 2027."),
    ],
)
def test_the_end_of_opsgenie_comes_nearer(at: datetime, says: str) -> None:
    assert says in advise([DIFFERENT], at)
