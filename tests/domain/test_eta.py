"""What counts as a promise, and until when; and the many sentences that promise nothing."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.eta import read_eta
from domain.eta.phrase import ZONE_OF
from domain.working_time import WorkingTime
from domain.working_time.hours import WEEKDAYS

TEAM = WorkingTime.parse(
    zone="Europe/Berlin",
    hours={day: [["09:00", "12:00"], ["13:00", "17:00"]] for day in WEEKDAYS[:5]},
    holidays=["2026-11-27"],  # a Friday
)
ZONES = ("Europe/Berlin", "America/New_York")
SAID = "2026-11-17T10:00"  # a Tuesday, on the speaker's clock

PROMISES = {  # the speaker's local time by which it must happen
    "2026-11-17T10:30": [
        "ETA 30 min",
        "in half an hour",
        "Will look in 30 minutes",
        "in 20-30 min",
    ],
    "2026-11-17T11:00": ["in an hour", "within the hour", "ETA 1h", "back in 60 minutes"],
    "2026-11-17T11:30": ["Back in 1.5 hours, will review then"],
    "2026-11-17T12:00": [
        "in 2h",
        "ETA ~2h",
        "ETA in 2h",
        "I'll check in 2 hours",
        "in a couple of hours",
        "ETA noon",
        "by noon",
        "before noon",
        "by midday",
        "by 12:00",
        "by 12pm",
        "this morning",
    ],
    "2026-11-17T13:00": ["within 3 hours", "ETA 2-3 hours", "ETA 2 to 3 hours", "in three hours"],
    "2026-11-17T14:00": ["ETA: 2pm", "ETA 2 PM", "by 14:00", "by 2:00", "will reply at 14:00"],
    "2026-11-17T15:00": ["ETA Tuesday 15:00", "ETA 1-3pm", "I can look at it today at 3pm"],
    "2026-11-17T17:00": [
        "EOD",
        "ok, EOD",
        "ETA EOD",
        "by EOD",
        "by COB",
        "by end of day",
        "by the end of the business day",
        "Should be done by EOD",
        "ETA today",
        "ETA this Tuesday",
        "within the day",
        "will look at it this afternoon",
        "I'll look at it later today",
        "let me check this today",
        "Thanks for the report! I'll review it this afternoon.",
    ],
    "2026-11-18T00:00": ["ETA tonight", "by midnight", "will look this evening"],
    "2026-11-18T09:00": ["by 09:00", "ETA 9:00", "by 9am"],  # past today
    "2026-11-18T10:00": ["within 24h", "in 24 hours"],
    "2026-11-18T12:00": ["tomorrow morning", "ETA - tomorrow morning", "by tomorrow noon"],
    "2026-11-18T14:00": [
        "ETA tomorrow 14:00",
        "ETA 14:00 tomorrow",
        "ETA: tomorrow, 2pm",
        "On it, tomorrow 14:00",
        "I\u2019ll have it tomorrow at 2\u00a0pm",
        "Wed 2pm",
    ],
    "2026-11-18T17:00": [
        "tomorrow",
        ":eyes: tomorrow",
        "<@U123> tomorrow, thanks",
        "by tomorrow",
        "Will review tomorrow",
        "Looking at it tomorrow",
        "ETA tomorrow, ok?",
        "ETA EOD tomorrow",
        "ETA: tomorrow afternoon",
        "I will give you an ETA tomorrow",
        "We were busy, will look tomorrow",
        "> can you do it today?\ntomorrow",
        "Review by Wed",
        "ETA 1 day",
    ],
    "2026-11-19T15:00": [
        "by Thursday 3pm",
        "I'm going to do it on Thursday at 3pm",
        "ETA Thu 15:00",
    ],
    "2026-11-19T17:00": [
        "by Thursday",
        "BY THURSDAY",
        "Thursday",
        "ETA is Thursday",
        "eta for the review: Thursday",
        "ETA: *Thursday*",
        "ETA: EOB Thursday",
        "by end of Thursday",
        "in two days",
        "in 2 business days",
        "ETA 2d",
        "I'll have an answer by Thursday",
        "Will be fixed by Thursday.",
        "Fix lands by Thursday",
        "aiming for Thursday",
        "I can check this on Thursday",
        "I'll find out what was broken by Thursday",
    ],
    "2026-11-20T14:00": ["ETA 2026-11-20 14:00", "ETA Friday 20 November, 2pm"],
    "2026-11-20T17:00": [
        "ETA 2026-11-20",
        "ETA Nov 20",
        "ETA 20 November",
        "by 20th of November",
        "ETA: the 20th",
        "ETA November 20th, 2026",
        "ETA 20.11.2026",
        "ETA ~Wednesday~ Friday",
        "no later than Friday",
        "EOW",
        "ETA EOW",
        "by end of week",
        "by the end of the week",
        "We will look into it by Friday, sorry for the delay",
        "ETA by Friday afternoon",
    ],
    "2026-11-21T00:00": ["by Friday midnight"],
    "2026-11-22T00:00": ["by Saturday"],  # closed: until its end
    "2026-11-23T17:00": ["next Monday", "I'll take a look on Monday", "Monday next week"],
    "2026-11-24T17:00": ["ETA Tuesday", "ETA next Tuesday", "in a week"],
    "2026-11-26T17:00": ["next week", "ETA end of next week", "by Thursday next week"],
    "2026-11-28T00:00": ["ETA Friday next week"],  # a holiday
    "2026-11-30T17:00": ["by end of month", "ETA the end of this month"],
    "2026-12-04T17:00": ["in 12 working days"],
    "2027-01-05T17:00": ["ETA Jan 5", "by 5 January 2027"],
}
INSTANTS = {  # the zone is named, whoever speaks
    "ETA Thu 3pm CET": "2026-11-19T14:00Z",
    "ETA Thu 3pm (CET)": "2026-11-19T14:00Z",
    "ETA Thursday 15:00 UTC": "2026-11-19T15:00Z",
    "ETA Thursday 15:00 UTC+2": "2026-11-19T13:00Z",
    "by Thursday 3pm EST": "2026-11-19T20:00Z",
    "ETA 2026-11-20T14:00Z": "2026-11-20T14:00Z",
    "ETA 2026-07-20 15:00 CET": None,  # past
    "ETA 2027-07-20 15:00 CET": "2027-07-20T13:00Z",  # the clock in Berlin shows summer time
}
NO_PROMISES = """
by the way
By the way, tomorrow's release is off
in 2023 we moved this
in 2 days we shipped three fixes
closed 3 days ago
see line 14
v2.1
by 10
by 2 days
increased by 2h
the build took 2h
the build failed in 2h
the build runs in 2 minutes
Tokens expire in 24 hours
retry in 5 minutes
in 30s
in 2 months
in the meantime
in an issue
up to 2 weeks
14:00
2pm
logs at 14:00:03 show it
error code 12:30
The sync job runs at 14:00
It runs every day at 3pm
Every Monday we release
&gt; ETA Thursday
> by Thursday
`ETA tomorrow`
```ETA Thursday```
```never closed by Thursday
https://example.com/eta/tomorrow
<https://example.com|by Thursday>
customer said "by Thursday"
What's the ETA?
ETA?
Any ETA for Thursday?
Is there an ETA by Thursday?
by Thursday?
Can you do it by Thursday?
Could you send the logs by Thursday, please?
Please send the logs by Thursday
send me the logs by Friday
let me know by Friday
Is Thursday ok?
Does by Thursday work for you?
The customer needs this by Friday
They want it by EOD
We need this by Friday
It would be nice to have this by EOD
the deadline is Friday
no ETA yet
No ETA until Thursday
ETA unknown
ETA was Thursday
ETA yesterday
I won't get to it by Thursday
We can't do this tomorrow
I will never do it by Thursday
not before Thursday
not today
I'm out tomorrow
I'll be OOO on Thursday
I'm on vacation until Monday
it was fixed by Thursday
It should have been done by Thursday
We deployed on Monday
we rolled back on Monday
the update on Monday broke it
We're getting this error on Monday
I'm seeing this today
I was looking at it this morning
We were going to review it Monday
It was merged this morning
Reported by Hana on Monday
Since Monday it fails
I'll look at what broke since Monday
I'll look after 3pm
Postponed until next week
Tomorrow is a holiday
This week was busy
Today I learned
today the build is red
Thursday's build is broken
the Thursday meeting
The meeting is at 14:00
If we get the logs tomorrow we can look
Good morning, looking
have a nice evening
see you tomorrow
last Friday
beta Thursday
I sat down
by 2pm your time
ETA 32 Nov
ETA Feb 30
ETA 2026-13-45
ETA 2020-01-01
ETA 2062-01-01
ETA today 09:00
ETA 13pm
ETA 0h
ETA in 999 weeks
thanks!
"""


def at(local: str, zone: str = "Europe/Berlin") -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("due", "text"), [(k, text) for k, v in PROMISES.items() for text in v])
def test_a_promise_is_due(zone: str, due: str, text: str) -> None:
    eta = read_eta(text, at(SAID, zone), zone, TEAM)
    assert eta
    assert eta.due == at(due, zone)
    assert eta.due.tzinfo is UTC


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("text", "due"), INSTANTS.items())
def test_a_promise_may_name_its_zone(zone: str, text: str, due: str | None) -> None:
    eta = read_eta(text, at(SAID, zone), zone, TEAM)
    assert (eta.due if eta else None) == (datetime.fromisoformat(due) if due else None)


@pytest.mark.parametrize("text", NO_PROMISES.strip().splitlines())
def test_nothing_is_promised(text: str) -> None:
    assert read_eta(text, at(SAID), "Europe/Berlin", TEAM) is None


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Thanks! My ETA is next Monday.", "ETA is next Monday"),
        ("I'll have a look by  Thursday\n3pm, ok", "by Thursday 3pm"),
        ("ETA: *Thursday*", "ETA: Thursday"),
        ("ETA ~Wednesday~ Friday", "ETA Friday"),
        ("I'll look tomorrow, ETA for the fix: Friday", "ETA for the fix: Friday"),
        ("a look tomorrow, the fix by Friday", "by Friday"),
        ("\u0130\u0130 \U0001f600 by Thursday", "by Thursday"),
    ],
)
def test_a_promise_is_quoted_as_it_was_written(text: str, quote: str) -> None:
    eta = read_eta(text, at(SAID), "Europe/Berlin", TEAM)
    assert eta
    assert eta.quote == quote


@pytest.mark.parametrize(
    ("text", "local", "due"),
    [
        ("EOD", "2026-11-17T19:00", "2026-11-18T00:00"),  # closed already
        ("EOD", "2026-11-21T12:00", "2026-11-22T00:00"),  # a Saturday
        ("EOW", "2026-11-20T19:00", "2026-11-23T00:00"),
        ("EOW", "2026-11-25T12:00", "2026-11-26T17:00"),  # before the holiday
        ("by 14:00", "2026-11-17T14:00", "2026-11-18T14:00"),
        ("by Thursday", "2026-11-19T08:00", "2026-11-26T17:00"),
        ("by Thursday 15:00", "2026-11-19T16:00", "2026-11-26T15:00"),
        ("in 2h", "2026-03-29T01:30", "2026-03-29T04:30"),  # the clocks go forward
        ("by 02:30", "2026-03-29T01:00", "2026-03-29T03:30"),
        ("by the 31st", "2026-10-31T20:00", "2026-11-01T00:00"),
        ("by the 30th", "2026-11-30T08:00", "2026-11-30T17:00"),
        ("by Feb 29", "2028-02-01T08:00", "2028-02-29T17:00"),
    ],
)
def test_it_depends_on_when_it_is_said(text: str, local: str, due: str) -> None:
    eta = read_eta(text, at(local), "Europe/Berlin", TEAM)
    assert eta
    assert eta.due == at(due)


def test_every_abbreviation_of_a_zone_is_known() -> None:
    assert {ZoneInfo(zone).key for zone in ZONE_OF.values()} == set(ZONE_OF.values())


WORDS = " ".join(text for texts in PROMISES.values() for text in texts).split()
texts = st.text() | st.lists(
    st.sampled_from([*WORDS, "'", "~", "`", ">", "-", "0", "31st", "24:00", "29", "Feb"])
).map(" ".join)


@settings(deadline=None)
@given(texts, st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)), st.sampled_from(ZONES))  # noqa: DTZ001  as Hypothesis wants it
def test_any_text_can_be_read_and_no_promise_lies_in_the_past(
    text: str, local: datetime, zone: str
) -> None:
    said_at = local.replace(tzinfo=UTC)
    eta = read_eta(text, said_at, zone, TEAM)
    assert eta is None or (said_at < eta.due <= said_at + timedelta(days=366) and eta.quote)
