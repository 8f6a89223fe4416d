"""Slack's real client, speaking to the stand-in."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from standins.control import StandIns

Refusal = Callable[..., dict[str, Any]]


@pytest.fixture
def bot(standins: StandIns) -> WebClient:
    return WebClient(token="xoxb-standin-goalie", base_url=standins.slack_url, retry_handlers=[])


@pytest.fixture
def admin(standins: StandIns) -> WebClient:
    return WebClient(token="xoxp-standin-admin", base_url=standins.slack_url, retry_handlers=[])


@pytest.fixture
def refusal() -> Refusal:
    """Call a method and give what Slack answered instead of doing it."""

    def call(client: WebClient, method: str, **arguments: object) -> dict[str, Any]:
        with pytest.raises(SlackApiError) as caught:
            client.api_call(method, data=arguments)
        answer: dict[str, Any] = caught.value.response.data
        return answer

    return call
