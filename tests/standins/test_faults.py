"""A fault spoils matching calls in one way; whether the effect happened is part of the fault."""

import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from standins.control import StandIns, StandInsError

Refusal = Callable[..., dict[str, Any]]

UPDATE = "usergroups.users.update"
TOKEN = {"Authorization": "Bearer xoxb-standin-goalie"}
BEN = {"usergroup": "S0SUPPORT", "users": "U0BEN"}


def update(standins: StandIns) -> httpx.Response:
    return httpx.post(f"{standins.slack_url}{UPDATE}", data=BEN, headers=TOKEN)


def test_too_many_requests_tell_when_to_come_back(standins: StandIns) -> None:
    standins.add_fault("slack", UPDATE, "429", retry_after=7)

    answer = update(standins)

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    assert answer.json() == {"ok": False, "error": "ratelimited"}
    assert standins.members("S0SUPPORT") == ["U0ADA"]


def test_an_error_page_is_html_and_nothing_happened(standins: StandIns) -> None:
    standins.add_fault("slack", UPDATE, "html_500")

    answer = update(standins)

    assert (answer.status_code, answer.headers["Content-Type"]) == (500, "text/html; charset=utf-8")
    assert standins.members("S0SUPPORT") == ["U0ADA"]


@pytest.mark.parametrize(("kind", "members"), [("cut_before", "U0ADA"), ("cut_after", "U0BEN")])
def test_a_cut_connection_leaves_the_effect_or_not(
    standins: StandIns, kind: str, members: str
) -> None:
    standins.add_fault("slack", UPDATE, kind)

    with pytest.raises(httpx.TransportError):
        update(standins)

    assert standins.members("S0SUPPORT") == [members]
    (received,) = standins.requests("slack", UPDATE)
    assert (received["status"], received["error"]) == (None, kind)


def test_a_slow_answer_comes_late(standins: StandIns) -> None:
    standins.add_fault("slack", UPDATE, "slow", seconds=0.2)
    start = time.monotonic()

    assert update(standins).json()["ok"]
    assert time.monotonic() - start >= 0.2


def test_a_slow_answer_still_takes_effect_when_nobody_waits(standins: StandIns) -> None:
    standins.add_fault("slack", UPDATE, "slow", seconds=0.3)

    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{standins.slack_url}{UPDATE}", data=BEN, headers=TOKEN, timeout=0.1)
    time.sleep(0.5)

    assert standins.members("S0SUPPORT") == ["U0BEN"]


def test_a_short_page_loses_nobody(standins: StandIns, bot: WebClient) -> None:
    everybody = [member["id"] for member in bot.users_list()["members"]]
    standins.add_fault("slack", "users.list", "short_page", times=-1)

    pages = [page["members"] for page in bot.users_list(limit=10)]

    assert {len(page) for page in pages[:-1]} == {5}
    assert [member["id"] for page in pages for member in page] == everybody


@pytest.mark.parametrize(
    ("rename", "key", "absent"),
    [({}, "usergroups_v2", "usergroups"), ({"usergroups": "groups"}, "groups", "usergroups")],
)
def test_a_changed_shape_has_other_keys(
    standins: StandIns, bot: WebClient, rename: dict[str, str], key: str, absent: str
) -> None:
    standins.add_fault("slack", "usergroups.list", "changed_shape", rename=rename)

    answer = bot.usergroups_list().data

    assert answer["ok"]
    assert key in answer
    assert absent not in answer


@pytest.mark.parametrize(("effect", "members"), [(False, "U0ADA"), (True, "U0BEN")])
def test_an_error_may_be_answered_although_it_happened(
    standins: StandIns, bot: WebClient, refusal: Refusal, *, effect: bool, members: str
) -> None:
    standins.add_fault("slack", UPDATE, "error", error="invalid_users", effect=effect)

    assert refusal(bot, UPDATE, **BEN)["error"] == "invalid_users"
    assert standins.members("S0SUPPORT") == [members]


def test_other_systems_answer_the_status_and_body_asked_for(standins: StandIns) -> None:
    body = {"message": "You are not authorised.", "code": 40301}
    standins.add_fault("opsgenie", "GET /v2/schedules/on-calls", "error", status=403, body=body)

    answer = httpx.get(f"{standins.opsgenie_url}/v2/schedules/on-calls")

    assert (answer.status_code, answer.json()) == (403, body)


def test_a_fault_lets_calls_pass_first_and_ends_after_its_times(
    standins: StandIns, bot: WebClient
) -> None:
    standins.add_fault("slack", "auth.test", "error", after=1, times=2)
    outcomes = []
    for _ in range(5):
        try:
            outcomes.append(bot.auth_test()["ok"])
        except SlackApiError:
            outcomes.append(False)

    assert outcomes == [True, False, False, True, True]


def test_a_fault_without_end_is_removed_by_hand(standins: StandIns, bot: WebClient) -> None:
    standins.add_fault("slack", "*", "error", times=-1)
    for _ in range(3):
        with pytest.raises(SlackApiError):
            bot.auth_test()
    standins.clear_faults()

    assert bot.auth_test()["ok"]


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ({"kind": "explode"}, "No fault is called 'explode'"),
        ({"kind": "slow", "duration": 3}, "unknown keys duration"),
        ({"kind": "slow", "times": 0}, "never happen"),
    ],
)
def test_a_fault_nobody_knows_is_refused(
    standins: StandIns, fault: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(StandInsError, match=sentence):
        standins.add_fault("slack", "auth.test", **fault)
