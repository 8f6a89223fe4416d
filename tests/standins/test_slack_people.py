"""People in the Slack stand-in: found by address, listed with those who cannot be members."""

import pytest
from slack_sdk import WebClient

from standins.control import StandIns


@pytest.mark.parametrize("email", ["ada@acme.example", "ADA@Acme.Example"])
def test_somebody_is_found_by_address_whatever_its_case(bot: WebClient, email: str) -> None:
    user = bot.users_lookupByEmail(email=email)["user"]

    assert (user["id"], user["profile"]["email"]) == ("U0ADA", "ada@acme.example")


@pytest.mark.parametrize(
    ("user", "shown"),
    [
        ("U0ADA", {"deleted": False, "is_bot": False, "is_restricted": False}),
        ("U0KAI", {"deleted": False, "is_bot": False, "is_restricted": True}),
        ("U0DEPLOY", {"deleted": False, "is_bot": True, "is_restricted": False}),
        ("U0LENA", {"deleted": True, "is_bot": False}),
    ],
)
def test_what_somebody_is_can_be_read(bot: WebClient, user: str, shown: dict[str, bool]) -> None:
    answer = bot.users_info(user=user)["user"]

    assert shown.items() <= answer.items()


def test_a_zone_comes_with_its_offset_at_the_time(bot: WebClient) -> None:
    user = bot.users_info(user="U0ADA")["user"]

    assert (user["tz"], user["tz_offset"]) == ("Europe/Berlin", 3600)


def test_the_list_holds_everybody_and_slackbot(bot: WebClient) -> None:
    ids = [member["id"] for member in bot.users_list()["members"]]

    assert {"U0ADA", "U0KAI", "U0LENA", "U0DEPLOY", "U0GOALIE", "USLACKBOT"} <= set(ids)


def test_the_list_is_read_page_by_page(bot: WebClient) -> None:
    pages = [page["members"] for page in bot.users_list(limit=7)]

    ids = [member["id"] for page in pages for member in page]
    assert [len(page) for page in pages[:-1]] == [7] * (len(pages) - 1)
    assert ids == [member["id"] for member in bot.users_list()["members"]]


def test_addresses_need_their_own_scope(bot: WebClient, standins: StandIns) -> None:
    standins.reset(
        {
            "clock": "2026-11-09T07:55:00Z",
            "slack_tokens": {
                "xoxb-standin-goalie": {"user": "U0G", "kind": "bot", "scopes": ["users:read"]}
            },
            "people": [
                {"id": "U0G", "name": "G", "bot": True},
                {"id": "U0X", "name": "X", "email": "x@acme.example"},
            ],
        }
    )

    assert "email" not in bot.users_info(user="U0X")["user"]["profile"]


def test_a_token_says_whose_it_is(bot: WebClient, admin: WebClient) -> None:
    assert bot.auth_test()["bot_id"] == "B0GOALIE"
    assert "bot_id" not in admin.auth_test().data
    assert bot.bots_info(bot="B0GOALIE")["bot"]["user_id"] == "U0GOALIE"


def test_api_test_answers_anybody(bot: WebClient) -> None:
    assert bot.api_test(foo="bar")["args"] == {"foo": "bar"}
