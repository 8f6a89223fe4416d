"""Rate limits, once switched on, refuse the call too many and tell when to come back."""

import time

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from standins.control import StandIns

MANY = 200


def calls_before_429(bot: WebClient, method: str, arguments: dict[str, str]) -> int:
    for number in range(MANY):
        try:
            bot.api_call(method, params=arguments)
        except SlackApiError as error:
            return number if int(error.response.headers["Retry-After"]) >= 1 else MANY
    return MANY


@pytest.mark.parametrize(
    ("method", "arguments", "allowed"),
    [
        ("usergroups.list", {}, 20),
        ("conversations.history", {"channel": "C0REPO"}, 50),
        ("users.info", {"user": "U0ADA"}, 100),
        ("chat.postMessage", {"channel": "C0REPO", "text": "x"}, 5),
    ],
)
def test_each_tier_has_its_calls_a_minute(
    standins: StandIns, bot: WebClient, method: str, arguments: dict[str, str], allowed: int
) -> None:
    standins.set_limits(slack=True)

    assert calls_before_429(bot, method, arguments) == allowed


def test_limits_are_off_until_switched_on(bot: WebClient) -> None:
    assert calls_before_429(bot, "usergroups.list", {}) == MANY


def test_each_channel_and_each_method_counts_for_itself(standins: StandIns, bot: WebClient) -> None:
    standins.set_limits(slack=True)
    calls_before_429(bot, "chat.postMessage", {"channel": "C0REPO", "text": "x"})
    calls_before_429(bot, "usergroups.list", {})

    assert bot.chat_postMessage(channel="C0OPS", text="x")["ok"]
    assert bot.usergroups_users_list(usergroup="S0SUPPORT")["ok"]


def test_who_waits_as_told_is_served(standins: StandIns, bot: WebClient) -> None:
    standins.set_limits(slack=True, scale=60)
    bot.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=1))
    start = time.monotonic()

    for _ in range(21):
        assert bot.usergroups_list()["ok"]
    assert time.monotonic() - start >= 0.9


def test_other_systems_have_a_limit_for_all_their_calls(standins: StandIns) -> None:
    standins.set_limits(opsgenie=2)
    key = {"Authorization": "GenieKey standin-opsgenie-key"}
    paths = ["/v2/schedules", "/v2/schedules/on-calls", "/v2/schedules"]

    answers = [httpx.get(f"{standins.opsgenie_url}{path}", headers=key) for path in paths]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
