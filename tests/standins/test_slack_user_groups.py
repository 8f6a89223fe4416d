"""User groups in the Slack stand-in: replaced whole, read back in one call."""

from datetime import timedelta

import pytest
from slack_sdk import WebClient

from standins.control import StandIns


def test_a_write_replaces_the_whole_list(bot: WebClient, standins: StandIns) -> None:
    standins.advance(timedelta(minutes=5))

    answer = bot.usergroups_users_update(usergroup="S0SUPPORT", users=["U0BEN", "U0DANA"])

    assert answer["usergroup"]["users"] == ["U0BEN", "U0DANA"]
    assert answer["usergroup"]["date_update"] == answer["usergroup"]["date_create"] + 300
    assert answer["usergroup"]["updated_by"] == "U0GOALIE"
    assert bot.usergroups_users_list(usergroup="S0SUPPORT")["users"] == ["U0BEN", "U0DANA"]
    assert standins.members("@repo-management-support") == ["U0BEN", "U0DANA"]


@pytest.mark.parametrize(
    ("asked", "handles"),
    [
        ({}, ["repo-management-support", "platform-support", "acme-engineering"]),
        (
            {"include_disabled": True},
            [
                "repo-management-support",
                "platform-support",
                "acme-engineering",
                "repo-management-oncall",
            ],
        ),
    ],
)
def test_disabled_groups_are_listed_on_request(
    bot: WebClient, asked: dict[str, bool], handles: list[str]
) -> None:
    assert [group["handle"] for group in bot.usergroups_list(**asked)["usergroups"]] == handles


def test_members_and_counts_are_listed_on_request(bot: WebClient) -> None:
    plain = bot.usergroups_list()["usergroups"][0]
    full = bot.usergroups_list(include_users=True, include_count=True)["usergroups"][0]

    assert "users" not in plain
    assert "user_count" not in plain
    assert (full["users"], full["user_count"]) == (["U0ADA"], 1)


def test_a_disabled_group_comes_back_with_its_members(bot: WebClient) -> None:
    disabled = bot.usergroups_disable(usergroup="S0SUPPORT")["usergroup"]
    enabled = bot.usergroups_enable(usergroup="S0SUPPORT")["usergroup"]

    assert disabled["date_delete"] > 0
    assert (enabled["date_delete"], enabled["users"]) == (0, ["U0ADA"])


def test_new_members_join_the_channels_of_the_group(bot: WebClient, standins: StandIns) -> None:
    seed = {
        "clock": "2026-11-09T07:55:00Z",
        "slack_tokens": {
            "xoxb-standin-goalie": {
                "user": "U0GOALIE",
                "kind": "bot",
                "scopes": ["usergroups:write"],
            }
        },
        "people": [{"id": "U0GOALIE", "name": "Goalie", "bot": True}, {"id": "U0X", "name": "X"}],
        "channels": [{"id": "C0X", "name": "x"}],
        "user_groups": [{"id": "S0X", "handle": "x", "channels": ["C0X"]}],
    }
    standins.reset(seed)

    bot.usergroups_users_update(usergroup="S0X", users=["U0X"])

    assert standins.state()["channels"][0]["members"] == ["U0X"]
