"""The seed's schedules: Acme as shipped, and what is refused with its place."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from standins.schedules.book import ScheduleBook, on_call_now
from standins.schedules.engine import (
    on_call_at,
)
from standins.schedules.records import (
    NOBODY,
)
from standins.seed import SHIPPED_SEED, SeedError, load_seed
from standins.world import World

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> datetime:
    """Berlin's wall clock, as in `2026-11-09 09:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


def a_world(opsgenie: dict[str, object], **parts: object) -> World:
    people = [{"name": "Ada", "email": "ada@acme.example", "atlassian_id": "712020:ada"}]
    return World({"clock": "2026-11-09T07:55:00Z", "people": people, "opsgenie": opsgenie, **parts})


def a_seed_schedule(**changes: object) -> dict[str, object]:
    rotation = {
        "id": "r1",
        "name": "Weekly",
        "type": "weekly",
        "start": "2026-10-05T07:00:00Z",
        "participants": ["ada"],
    }
    rotation.update(changes)
    return {"id": "s1", "name": "support", "timezone": "Europe/Berlin", "rotations": [rotation]}


def test_the_shipped_seed_hands_off_from_ada_to_ben_on_monday_at_nine_in_berlin() -> None:
    world = World(load_seed(SHIPPED_SEED))
    name = "repo-management-support"
    assert on_call_now(world, at("2026-11-09 08:59"))[name] == ["ada@acme.example"]
    assert on_call_now(world, at("2026-11-09 09:00"))[name] == ["ben@acme.example"]
    assert on_call_now(world, at("2026-11-16 09:00"))[name] == ["chidi@acme-corp.example"]
    assert on_call_now(world, at("2026-11-23 09:00"))[name] == ["dana@acme.example"]
    assert on_call_now(world, at("2026-11-30 09:00"))[name] == ["eva@acme.example"]
    assert on_call_now(world)["platform-support"] == ["nora@acme.example"]


@pytest.mark.parametrize(
    ("opsgenie", "sentence"),
    [
        ({"schedule": []}, "unknown keys schedule"),
        ({"schedules": [a_seed_schedule(participants=["zoe"])]}, "nobody is called 'zoe'"),
        ({"schedules": [a_seed_schedule(participants=[])]}, "nobody takes turns"),
        ({"schedules": [a_seed_schedule(type="monthly")]}, "write hourly, daily or weekly"),
        ({"schedules": [a_seed_schedule(start="2026-10-05T07:15:00Z")]}, "full or half hour"),
        ({"schedules": [a_seed_schedule(length=0)]}, "a length below 1"),
        ({"schedules": [a_seed_schedule(), a_seed_schedule()]}, "two have the id s1"),
        ({"schedules": [{"id": "s1", "name": "x", "timezone": "Mars/Base"}]}, "is no zone"),
        ({"keys": {"k": {"teams": "x"}}}, "unknown keys teams"),
    ],
)
def test_a_seed_that_contradicts_itself_is_refused_with_its_place(
    opsgenie: dict[str, object], sentence: str
) -> None:
    with pytest.raises(SeedError, match=sentence):
        a_world(opsgenie).part(ScheduleBook)


def test_jsm_has_the_same_schedules_and_its_differences() -> None:
    override = {"alias": "o", "user": "none", "start": "2026-11-09T00:00:00Z"}
    differences = {
        "overrides": [{**override, "end": "2026-11-10T00:00:00Z", "schedule": "s1"}],
        "remove": ["s2"],
        "schedules": [{"id": "s3", "name": "new", "timezone": "UTC"}],
    }
    opsgenie = {"schedules": [a_seed_schedule(), {**a_seed_schedule(), "id": "s2"}]}
    world = a_world(opsgenie, jsm={"differences": differences})
    book = world.part(ScheduleBook)
    assert list(book.schedules) == ["s1", "s2"]
    assert list(book.jsm_schedules()) == ["s1", "s3"]
    assert on_call_at(book.schedules["s1"], world.now())[0].user == "ada@acme.example"
    assert on_call_at(book.jsm_schedules()["s1"], world.now())[0].user == NOBODY
