"""What people read when a rotation is handed over."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

import pytest

from domain.conversation import UnreadChannel
from domain.handoff import Asked, Gap, Handoff, Last, Memory, Move
from domain.handoff.confirmation import Confirmation
from domain.handoff.inventory import cards_without_owner
from domain.handoff.outlook import Prospect
from domain.handoff_text import conclude, describe, leave_out_told, outlook_markdown
from domain.handoff_text.announcement import announce
from domain.handoff_text.rows import row
from domain.message import Message
from domain.request_text import BlindSpots
from domain.slack_blocks import TEXT_LIMIT
from domain.standing import Standing
from domain.support_figures import measure_support
from tests.builders_digest import a_board, an_item
from tests.builders_handoff import (
    DAY,
    HANDOFF,
    NOW,
    START,
    WEEK,
    a_brief,
    a_turn,
    some_spells,
)
from tests.builders_reminders import a_context, a_good_issue
from tests.builders_requests import (
    LINK,
    a_standing,
    at,
)
from tests.golden_files import Golden

LIST = "Support Issues"


def some_standings() -> list[Standing]:
    """One for each pile, with words that would ping, and a title that nobody may read."""
    stories = [
        ("Wed 08:00 hana: p1 search is down &lt;!channel&gt;",),
        ("Tue 16:00 ivan: How do I *rotate* a token?",),
        ("Mon 15:00 hana: p2 clones fail", "Mon 15:30 ada: Looking, ETA Tue 12:00"),
        ("Mon 11:00 ivan: Where are the docs?", "Mon 11:10 ada: Which ones do you mean?"),
    ]
    asked = (f"Mon 10:00 ivan: {LINK}", "Mon 10:30 ben: On it.", "Mon 11:00 ben: It is a timeout.")
    return [
        *(a_standing(*story, now=NOW) for story in stories),
        a_standing(*asked, now=NOW, issues=(a_good_issue(title="SECRET"),)),
        a_standing(*asked[:1], now=NOW, unread="Slack did not answer"),
    ]


def told(messages: Iterable[Message]) -> str:
    return "\n\n".join(
        f"--- {m.key} in {m.thread_of and 'the thread of '}{m.channel}\n{m.text}" for m in messages
    )


def test_a_handoff_with_all_that_is_open(golden: Golden) -> None:
    unowned = [
        an_item(9, "SECRET", column=LIST, is_private=True, entered_at=at("Mon 10:00")),
        an_item(8, "Sync <!here> stalls", column=LIST, entered_at=at("Tue 10:00")),
    ]
    outcome = conclude(a_turn(HANDOFF), a_brief(some_standings(), cards=unowned), None)
    golden("handoff.txt", told(outcome.messages))
    channel, incoming, outgoing = outcome.messages
    assert re.findall(r"<[@!](?!date)[^>]*>", channel.text) == ["<@U0BEN>", "<@U0BEN>"]
    assert not re.findall(r"<[@!]", incoming.text + outgoing.text)
    assert not any("SECRET" in message.text for message in outcome.messages)
    assert outcome.memory is not None
    assert outcome.memory.asked == Asked(
        subject=HANDOFF.subject, incoming=("ben@acme.example",), start=START
    )
    assert describe(outcome) == "support: Ada Marin → Ben Okafor since Wed 11 Nov 09:00 CET"


def test_cards_without_owner_are_those_that_nobody_would_look_at() -> None:
    asked = a_standing(f"Mon 10:00 ivan: {LINK}", now=NOW, issues=(a_good_issue(),))
    ref = asked.request.issues[0].ref
    cards = [
        an_item(1, column=LIST, entered_at=at("Tue 10:00")),
        an_item(2, column=LIST, entered_at=at("Mon 10:00")),
        an_item(3, column=LIST, assignees=("ada",)),
        an_item(4, column="Backlog"),
        an_item(5, column=LIST, archived=True),
        an_item(6, column=LIST, state="CLOSED"),
        an_item(7, column=LIST, type="redacted"),
        an_item(8, column=LIST, ref=ref),
    ]
    found = cards_without_owner(a_board(cards), [asked], LIST)
    assert [card.rank for card in found] == [2, 1]


def test_the_same_person_by_another_name_is_not_handed_to() -> None:
    """The team has moved from OpsGenie to JSM, where Ben is an account."""
    brief = a_brief()
    brief = replace(brief, people={**brief.people, "712020:ben": brief.people["ben@acme.example"]})
    moved = replace(HANDOFF, incoming=("712020:ben",), people=("712020:ben",), is_rewritten=True)
    shifts = some_spells("-", "-", "ben")[2:]
    moves = (
        Move(person="712020:ben", lost=(), gained=shifts, until=START + 4 * WEEK),
        Move(person="ben@acme.example", lost=shifts, gained=(), until=START + 4 * WEEK),
    )
    turn = a_turn(moved, memory=remembered(), moves=moves)
    assert conclude(turn, brief, None).messages == ()
    other = replace(moved, incoming=("ada@acme.example",), people=("ada@acme.example",))
    assert conclude(a_turn(other, memory=remembered()), brief, None).messages


def test_a_long_list_goes_on_in_the_thread() -> None:
    standings = [
        replace(one, request=replace(one.request, key=f"C0REPO/{number}", title="x" * 80))
        for number in range(60)
        for one in some_standings()[1:2]
    ]
    messages = conclude(a_turn(HANDOFF), a_brief(standings), None).messages
    (parent, *replies) = [m for m in messages if m.channel == "#repo-management"]
    assert len(parent.text) <= TEXT_LIMIT
    assert "_The rest is in the thread._" in parent.text
    assert [(m.thread_of, m.rung) for m in replies] == [
        (parent.key, f"page-{n}") for n in range(2, len(replies) + 2)
    ]
    assert sum(m.text.count("• <") for m in (parent, *replies)) == 60


def test_a_handoff_that_was_written_down_is_not_added_to() -> None:
    """A run died before it could remember; the next one would have a page more, and reminds."""
    outcome = conclude(a_turn(HANDOFF), a_brief(some_standings()), None)
    (parent, *others) = outcome.messages
    moved = replace(parent, kind="shift-moved", rung="U0BEN")
    more = replace(outcome, messages=(*outcome.messages, replace(parent, rung="page-9"), moved))
    assert leave_out_told(more, {parent.key, others[0].key}).messages == (moved,)
    assert leave_out_told(more, {moved.key}).messages == more.messages[:-1]


def test_a_promise_is_told_even_while_something_else_is_due_before() -> None:
    """And a p0 comes before a p1 that is later still."""
    asked = ("Tue 09:00 hana: p1 down", "Tue 09:10 ada: On it. ETA Fri 12:00")
    standings = [a_standing(*asked, now=NOW), a_standing("Wed 09:00 ivan: p0 lost", now=NOW)]
    first, second = (row(item.standing, a_context(NOW)) for item in a_brief(standings).items)
    assert "|p0 lost>" in first
    assert "Ada Marin has it, Ada Marin promised it for Fri 13 Nov 12:00 CET. Next: " in second


@pytest.mark.parametrize(
    ("name", "verdict", "changes"),
    [
        (
            "gap",
            Gap(
                rotation="support",
                outgoing=("ada@acme.example",),
                start=START,
                end=START + 2 * DAY,
                following=("ben@acme.example",),
            ),
            {},
        ),
        (
            "unresolved",
            replace(HANDOFF, incoming=("nova@acme.example",), people=("nova@acme.example",)),
            {},
        ),
        (
            "moved",
            None,
            {
                "moves": (
                    Move(
                        person="ben@acme.example",
                        lost=some_spells("-", "-", "ben")[2:],
                        gained=some_spells("-", "-", "-", "ben")[3:],
                        until=START + 4 * WEEK,
                    ),
                )
            },
        ),
    ],
)
def test_what_is_told_besides(
    golden: Golden, name: str, verdict: object, changes: Mapping[str, object]
) -> None:
    outcome = conclude(a_turn(verdict, **changes), a_brief(), None)
    golden(f"handoff_{name}.txt", told(outcome.messages))
    assert outcome.memory is not None
    assert outcome.memory.last == Last(people=("ada@acme.example",), start=START - WEEK)


def test_what_could_not_be_seen_is_never_called_nothing() -> None:
    brief = a_brief()
    assert brief.requests is not None
    assert "Nothing that Goalie can see is open." in told(announce(HANDOFF, brief, START))
    unread = UnreadChannel(channel="#ask", why="Slack was down", remedy="It tries again.")
    blind = BlindSpots(unread=(unread,))
    figures = measure_support(replace(brief.requests, blind=blind), START - WEEK, START)
    brief = replace(brief, requests=replace(brief.requests, blind=blind), figures=figures)
    unsure = "1 thing could not be seen: more may be open than is listed."
    messages = conclude(a_turn(HANDOFF), brief, None).messages
    assert len(messages) == 3
    for message in messages:
        assert unsure in message.text
        assert "Nothing that Goalie can see is open." not in message.text
    assert "As far as Goalie can see: 0 requests opened" in messages[0].text


def test_of_two_who_take_over_the_one_with_an_account_is_told_and_asked() -> None:
    both = ("ben@acme.example", "nova@acme.example")
    outcome = conclude(a_turn(replace(HANDOFF, incoming=both, people=both)), a_brief(), None)
    text = told(outcome.messages)
    assert "*support cannot be handed over* to everybody who takes over from Ada Marin" in text
    assert "*Handoff of support: Ada Marin → <@U0BEN> and nova@acme.example*" in text
    assert outcome.memory is not None
    assert outcome.memory.asked is not None
    assert outcome.memory.asked.incoming == ("ben@acme.example",)


def test_many_coming_shifts_with_much_wrong_go_on_in_the_thread() -> None:
    """The message stays short, and what comes later is read after what comes first."""
    wrong = tuple(
        Prospect(spell=spell, goes_on=False, warnings=("x" * 240, "y" * 240))
        for spell in some_spells(*["ben"] * 12, length=DAY)
    )
    brief = replace(a_brief(), prospects=wrong)
    (parent, *replies) = announce(HANDOFF, brief, START)
    assert len(parent.text) <= TEXT_LIMIT
    assert "continued" not in parent.text
    assert parent.text.endswith("\n…")
    text = "\n".join(message.text for message in (parent, *replies))
    rows = re.findall(r"• From .+?(?= to )", text)
    assert rows == [f"• From {brief.when(one.spell.start)}" for one in wrong]


ASKED = Asked(subject=HANDOFF.subject, incoming=("ben@acme.example",), start=START)


@pytest.mark.parametrize(
    ("now", "by", "rungs"),
    [
        ("Wed 10:59", (), ()),
        ("Wed 11:00", (), ("reminder",)),
        ("Wed 14:59", (), ("reminder",)),
        ("Wed 15:00", (), ("reminder", "leads")),
        ("Wed 15:00", ("ben@acme.example",), ()),
        ("Wed 20:00", (), ()),  # after hours
    ],
)
def test_the_ladder_of_what_is_not_confirmed(
    now: str, by: tuple[str, ...], rungs: tuple[str, ...]
) -> None:
    turn = a_turn(None, memory=replace(remembered(), asked=ASKED), now=at(now))
    seen = Confirmation(told_at=START, address="https://acme.slack.com/p1", by=frozenset(by))
    outcome = conclude(turn, a_brief(now=at(now)), seen)
    assert tuple(message.rung for message in outcome.messages) == rungs
    assert outcome.memory is not None
    assert outcome.memory.asked == (None if by else ASKED)


def test_the_reminder_and_the_escalation(golden: Golden) -> None:
    turn = a_turn(None, memory=replace(remembered(), asked=ASKED), now=at("Wed 15:00"))
    seen = Confirmation(told_at=START, address="https://acme.slack.com/p1", by=frozenset())
    outcome = conclude(turn, a_brief(now=at("Wed 15:00")), seen)
    golden("handoff_unconfirmed.txt", told(outcome.messages))


@pytest.mark.parametrize(
    ("waiting", "says"),
    [
        (HANDOFF, "Ada Marin → Ben Okafor since Wed 11 Nov 09:00 CET, told when the team works"),
        (
            Gap(rotation="support", outgoing=(), start=START, end=None, following=()),
            "nobody is on call since Wed 11 Nov 09:00 CET",
        ),
    ],
)
def test_what_waits_for_the_team_is_said_in_the_run_and_to_nobody(
    waiting: Handoff | Gap, says: str
) -> None:
    outcome = conclude(a_turn(None, waiting=waiting), a_brief(), None)
    assert (outcome.messages, describe(outcome)) == ((), f"support: {says}")
    assert outcome.memory is not None
    assert outcome.memory.last.people == ("ada@acme.example",)


def test_the_four_weeks_as_an_artifact(golden: Golden) -> None:
    outcome = conclude(a_turn(None), a_brief(), None)
    golden("handoff.md", outlook_markdown([outcome], "Repo Management: no handoff."))


def remembered() -> Memory:
    return Memory(
        last=Last(people=("ben@acme.example",), start=START),
        seen_at=START,
        ahead=(),
        until=START + 4 * WEEK,
    )
