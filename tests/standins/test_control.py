"""The controls move the clock, change the company and tell what was received."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient

from standins.control import StandIns, StandInsError

CLOCK = {"clock": "2027-01-01T00:00:00Z"}
START = datetime(2026, 11, 9, 7, 55, tzinfo=UTC)


def test_the_clock_stands_still_until_it_is_moved(standins: StandIns) -> None:
    assert standins.now() == START
    assert standins.advance(timedelta(minutes=5)) == START + timedelta(minutes=5)
    standins.set_clock(datetime.fromisoformat("2026-11-10T09:00:00+01:00"))
    assert standins.now() == datetime(2026, 11, 10, 8, tzinfo=UTC)


def test_a_reset_forgets_everything(standins: StandIns, bot: WebClient) -> None:
    bot.chat_postMessage(channel="C0REPO", text="x")
    bot.usergroups_users_update(usergroup="S0SUPPORT", users=["U0BEN"])
    standins.change_person("ada", deactivated=True)
    standins.advance(timedelta(days=1))
    standins.add_fault("slack", "auth.test", "html_500", times=-1)
    standins.set_latency(5)
    standins.set_limits(slack=True, opsgenie=1)

    standins.reset()

    assert standins.now() == START
    assert standins.messages("#repo-management") == []
    assert standins.members("@repo-management-support") == ["U0ADA"]
    assert standins.requests() == []
    assert bot.users_lookupByEmail(email="ada@acme.example")["ok"]
    assert bot.auth_test()["ok"]


def test_a_reset_takes_another_company(standins: StandIns) -> None:
    standins.reset({"clock": "2027-01-01T00:00:00Z", "people": [{"id": "U1", "name": "One"}]})
    assert [person["id"] for person in standins.state()["people"]] == ["U1"]

    standins.reset()
    assert standins.members("@repo-management-support") == ["U0ADA"]


@pytest.mark.parametrize(
    ("seed", "sentence"),
    [
        ({}, "clock"),
        ({"clock": "2027-01-01T00:00:00"}, "names no zone"),
        ({"clock": "monday"}, "no ISO time"),
        ({**CLOCK, "chanels": []}, "unknown keys chanels"),
        ({**CLOCK, "people": [{"nmae": "x"}]}, "entry 1 has no name"),
        (
            {**CLOCK, "channels": [{"id": "C", "name": "c", "members": ["x"]}]},
            "seed, channels, C: nobody is called 'x'",
        ),
    ],
)
def test_a_contradictory_seed_is_refused_and_nothing_changes(
    standins: StandIns, seed: dict[str, Any], sentence: str
) -> None:
    before = standins.state()

    with pytest.raises(StandInsError, match=sentence):
        standins.reset(seed)

    assert standins.state() == before


def test_every_request_is_listed_without_its_token(standins: StandIns, bot: WebClient) -> None:
    bot.chat_postMessage(channel="C0REPO", text="Hello")
    httpx.get(f"{standins.slack_url}auth.test", params={"token": "xoxb-standin-goalie"})
    httpx.get(f"{standins.opsgenie_url}/v2/schedules/none")
    httpx.get(f"{standins.slack_url}chat.shout")

    received = standins.requests()

    assert [(one["system"], one["method"], one["write"]) for one in received] == [
        ("slack", "chat.postMessage", True),
        ("slack", "auth.test", False),
        ("opsgenie", "GET /v2/schedules/{identifier}", False),
        ("slack", "chat.shout", False),
    ]
    assert [one["status"] for one in received] == [200, 200, 401, 200]
    assert received[0]["arguments"] == {"channel": "C0REPO", "text": "Hello"}
    assert received[0]["at"] == START.isoformat()
    assert received[2]["arguments"] == {"identifier": "none"}
    assert received[3]["error"] == "unknown_method"
    assert "xoxb" not in str(received)
    assert standins.requests(write=True) == received[:1]


def test_an_address_nobody_serves_is_listed_too(standins: StandIns) -> None:
    answer = httpx.get(f"{standins.opsgenie_url}/v3/anything")

    assert answer.status_code == 404
    assert [one["method"] for one in standins.requests("opsgenie")] == ["GET /v3/anything"]


def test_latency_delays_every_answer_but_not_the_controls(
    standins: StandIns, bot: WebClient
) -> None:
    standins.set_latency(0.1)
    start = time.monotonic()
    bot.auth_test()

    assert time.monotonic() - start >= 0.1


def test_the_state_holds_threads_metadata_and_reactions(standins: StandIns, bot: WebClient) -> None:
    root = standins.write_message("#repo-management", "hana@acme.example", "Is it down?")
    standins.react("#repo-management", root, "ada", "eyes")
    metadata = {"event_type": "x", "event_payload": {"key": "k"}}
    bot.chat_postMessage(channel="C0REPO", text="Told.", thread_ts=root, metadata=metadata)

    (message,) = standins.messages("#repo-management")

    assert message["user"] == "U0HANA"
    assert message["reactions"][0]["name"] == "eyes"
    assert message["replies"][0]["metadata"] == metadata


def test_people_groups_and_channels_change(standins: StandIns, bot: WebClient) -> None:
    standins.change_person("U0ADA", email="ada.marin@acme.example")
    standins.change_user_group("S0SUPPORT", members=["ben"], disabled=True)
    standins.change_channel("C0REPO", members=["U0GOALIE"], archived=True)

    assert bot.users_lookupByEmail(email="ada.marin@acme.example")["user"]["id"] == "U0ADA"
    group = bot.usergroups_list(include_disabled=True, include_users=True)["usergroups"][0]
    assert (group["users"], group["date_delete"] > 0) == (["U0BEN"], True)
    assert bot.conversations_info(channel="C0REPO")["channel"]["is_archived"]


@pytest.mark.parametrize(
    ("path", "content", "sentence"),
    [
        ("clock", {}, "now or advance"),
        ("clock", {"advance": "soon"}, "no number"),
        ("people/nobody", {"guest": True}, "Nobody is called 'nobody'"),
        ("people/ada", {"shoe_size": 42}, "unknown keys shoe_size"),
        ("user_groups/S0NONE", {}, "No user group is called 'S0NONE'"),
        ("channels/C0NONE", {}, "No channel is called 'C0NONE'"),
        ("limits", {"slcak": True}, "unknown keys slcak"),
        ("slack/messages", {"channel": "C0REPO", "user": "ada"}, "text is missing"),
    ],
)
def test_a_control_that_means_nothing_is_refused_with_a_sentence(
    standins: StandIns, path: str, content: dict[str, Any], sentence: str
) -> None:
    answer = httpx.post(f"{standins.url}/control/{path}", json=content)

    assert answer.status_code == 400
    assert sentence in answer.json()["error"]
