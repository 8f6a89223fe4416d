"""Messages in the Slack stand-in: posted, threaded, read back as Slack would show them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.web import SlackResponse
from slack_sdk.web.async_client import AsyncWebClient

from standins.control import StandIns

REPO = "C0REPO"

Refusal = Callable[..., dict[str, Any]]


def texts(answer: SlackResponse) -> list[str]:
    return [message["text"] for message in answer["messages"]]


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("fish & chips", "fish &amp; chips"),
        ("fish &amp; chips", "fish &amp; chips"),
        ("1 < 2 > 0", "1 &lt; 2 &gt; 0"),
        ("ask <@U0ADA> or <!subteam^S0SUPPORT>", "ask <@U0ADA> or <!subteam^S0SUPPORT>"),
        ("see https://acme.example/a?b=1&c=2.", "see <https://acme.example/a?b=1&amp;c=2>."),
        ("see <https://acme.example|here>", "see <https://acme.example|here>"),
    ],
)
def test_text_is_read_back_as_slack_rewrites_it(bot: WebClient, sent: str, read: str) -> None:
    posted = bot.chat_postMessage(channel=REPO, text=sent)

    assert posted["message"]["text"] == read
    assert texts(bot.conversations_history(channel=REPO)) == [read]


@pytest.mark.parametrize("channel", ["C0REPO", "#repo-management", "repo-management"])
def test_a_channel_is_named_by_id_or_name(bot: WebClient, channel: str) -> None:
    assert bot.chat_postMessage(channel=channel, text="Hello")["channel"] == "C0REPO"


def test_a_bot_post_shows_user_bot_and_app(bot: WebClient) -> None:
    message = bot.chat_postMessage(channel=REPO, text="Hello")["message"]

    shown = {"type": "message", "user": "U0GOALIE", "bot_id": "B0GOALIE", "app_id": "A0GOALIE"}
    assert shown.items() <= message.items()
    assert "subtype" not in message


def test_time_stamps_follow_the_clock_and_never_repeat(bot: WebClient, standins: StandIns) -> None:
    first, second = (bot.chat_postMessage(channel=REPO, text="x")["ts"] for _ in range(2))
    standins.advance(timedelta(hours=1))
    third = bot.chat_postMessage(channel=REPO, text="x")["ts"]

    assert first < second < third
    assert int(third.partition(".")[0]) - int(first.partition(".")[0]) == 3600


def test_history_gives_roots_newest_first_without_replies(
    bot: WebClient, standins: StandIns
) -> None:
    root = standins.write_message(REPO, "hana", "Is it down?")
    standins.write_message(REPO, "ada", "Looking.", thread_ts=root)
    standins.write_message(REPO, "hana", "Another thing")
    bot.chat_postMessage(channel=REPO, text="Told all", thread_ts=root, reply_broadcast=True)

    answer = bot.conversations_history(channel=REPO)

    assert texts(answer) == ["Told all", "Another thing", "Is it down?"]
    assert answer["messages"][0]["subtype"] == "thread_broadcast"
    assert answer["has_more"] is False


def test_a_root_sums_up_its_thread(bot: WebClient, standins: StandIns) -> None:
    root = standins.write_message(REPO, "hana", "Is it down?")
    for user in ["ada", "hana", "ada", "ben", "chidi", "dana", "eva"]:
        last = standins.write_message(REPO, user, "Hm.", thread_ts=root)

    (message,) = bot.conversations_history(channel=REPO)["messages"]

    assert (message["thread_ts"], message["reply_count"], message["latest_reply"]) == (
        root,
        7,
        last,
    )
    assert (message["reply_users_count"], len(message["reply_users"])) == (6, 5)


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        ({}, "3210"),
        ({"oldest": 1}, "32"),
        ({"latest": 2}, "10"),
        ({"oldest": 0, "latest": 3}, "21"),
        ({"oldest": 0, "latest": 3, "inclusive": True}, "3210"),
        ({"oldest": 1, "latest": 1, "inclusive": True}, "1"),
    ],
)
def test_a_window_excludes_its_ends_unless_told(
    bot: WebClient, standins: StandIns, window: dict[str, int], expected: str
) -> None:
    stamps = [standins.write_message(REPO, "hana", str(number)) for number in range(4)]
    asked = {key: stamps[n] if key != "inclusive" else n for key, n in window.items()}

    assert "".join(texts(bot.conversations_history(channel=REPO, **asked))) == expected


def test_history_is_read_page_by_page_even_while_people_write(
    bot: WebClient, standins: StandIns
) -> None:
    for number in range(5):
        standins.write_message(REPO, "hana", str(number))
    first = bot.conversations_history(channel=REPO, limit=2)
    standins.write_message(REPO, "hana", "in between")
    second = bot.conversations_history(
        channel=REPO, limit=2, cursor=first["response_metadata"]["next_cursor"]
    )

    assert (first["has_more"], texts(first), texts(second)) == (True, ["4", "3"], ["2", "1"])


def test_a_thread_is_read_oldest_first_and_the_parent_opens_every_page(
    bot: WebClient, standins: StandIns
) -> None:
    root = standins.write_message(REPO, "hana", "root")
    for number in range(5):
        standins.write_message(REPO, "ada", str(number), thread_ts=root)

    pages = [texts(page) for page in bot.conversations_replies(channel=REPO, ts=root, limit=3)]

    assert pages == [["root", "0", "1"], ["root", "2", "3"], ["root", "4"]]


def test_a_reply_names_its_thread_and_the_author_of_the_parent(
    bot: WebClient, standins: StandIns
) -> None:
    root = standins.write_message(REPO, "hana", "root")
    bot.chat_postMessage(channel=REPO, text="reply", thread_ts=root)

    reply = bot.conversations_replies(channel=REPO, ts=root)["messages"][1]

    assert (reply["thread_ts"], reply["parent_user_id"]) == (root, "U0HANA")


def test_a_message_without_replies_is_a_thread_of_one(bot: WebClient, standins: StandIns) -> None:
    root = standins.write_message(REPO, "hana", "root")

    assert texts(bot.conversations_replies(channel=REPO, ts=root)) == ["root"]


@pytest.mark.parametrize("asked", [True, False])
def test_metadata_is_read_only_on_request(bot: WebClient, *, asked: bool) -> None:
    metadata = {"event_type": "goalie_post", "event_payload": {"key": "team/kind"}}
    ts = bot.chat_postMessage(channel=REPO, text="x", metadata=metadata)["ts"]
    bot.chat_postMessage(channel=REPO, text="y", metadata=metadata, thread_ts=ts)

    (root,) = bot.conversations_history(channel=REPO, include_all_metadata=asked)["messages"]
    replies = bot.conversations_replies(channel=REPO, ts=ts, include_all_metadata=asked)

    expected = metadata if asked else None
    assert [m.get("metadata") for m in [root, *replies["messages"]]] == [expected] * 3


def test_a_reply_to_a_parent_that_is_gone_lands_in_the_channel(
    bot: WebClient, standins: StandIns
) -> None:
    root = standins.write_message(REPO, "hana", "gone soon")
    standins.delete_message(REPO, root)

    message = bot.chat_postMessage(channel=REPO, text="Too late", thread_ts=root)["message"]

    assert "thread_ts" not in message
    assert texts(bot.conversations_history(channel=REPO)) == ["Too late"]


def test_a_deleted_parent_with_replies_leaves_a_tombstone(
    bot: WebClient, standins: StandIns
) -> None:
    root = standins.write_message(REPO, "hana", "never mind")
    standins.write_message(REPO, "ada", "Looking.", thread_ts=root)
    standins.delete_message(REPO, root)

    (message,) = bot.conversations_history(channel=REPO)["messages"]

    assert (message["subtype"], message["user"]) == ("tombstone", "USLACKBOT")
    assert texts(bot.conversations_replies(channel=REPO, ts=root))[1:] == ["Looking."]


def test_reactions_are_shown_with_names_and_people(bot: WebClient, standins: StandIns) -> None:
    ts = standins.write_message(REPO, "hana", "Is it down?")
    standins.react(REPO, ts, "ada", "eyes")
    standins.react(REPO, ts, "ben", ":eyes:")
    standins.react(REPO, ts, "ben", "+1::skin-tone-3")

    (message,) = bot.conversations_history(channel=REPO)["messages"]

    assert message["reactions"] == [
        {"name": "eyes", "users": ["U0ADA", "U0BEN"], "count": 2},
        {"name": "+1::skin-tone-3", "users": ["U0BEN"], "count": 1},
    ]


def test_an_emoji_is_given_once(standins: StandIns, refusal: Refusal) -> None:
    seed_scopes = ["reactions:write", "channels:history"]
    standins.reset(
        {
            "clock": "2026-11-09T07:55:00Z",
            "slack_tokens": {
                "xoxb-standin-goalie": {"user": "U0G", "kind": "bot", "scopes": seed_scopes}
            },
            "people": [{"id": "U0G", "name": "G", "bot": True}],
            "channels": [{"id": REPO, "name": "x", "members": ["U0G"]}],
        }
    )
    client = WebClient(token="xoxb-standin-goalie", base_url=standins.slack_url)
    ts = standins.write_message(REPO, "U0G", "x")
    reaction = {"channel": REPO, "timestamp": ts, "name": "eyes"}

    client.api_call("reactions.add", data=reaction)

    for wrong, error in [
        ({}, "already_reacted"),
        ({"name": "N O"}, "invalid_name"),
        ({"timestamp": "1"}, "bad_timestamp"),
        ({"timestamp": "1700000000.000000"}, "message_not_found"),
    ]:
        assert refusal(client, "reactions.add", **{**reaction, **wrong})["error"] == error


def test_a_permalink_tells_root_and_reply_apart(bot: WebClient, standins: StandIns) -> None:
    root = standins.write_message(REPO, "hana", "root")
    reply = standins.write_message(REPO, "ada", "reply", thread_ts=root)
    base = "https://acme.slack.com/archives/C0REPO/p"

    links = [
        bot.chat_getPermalink(channel=REPO, message_ts=ts)["permalink"] for ts in (root, reply)
    ]

    assert links == [
        base + root.replace(".", ""),
        f"{base}{reply.replace('.', '')}?thread_ts={root}&cid=C0REPO",
    ]


def test_a_direct_message_is_opened_once(bot: WebClient, standins: StandIns) -> None:
    first = bot.conversations_open(users=["U0ADA"])
    again = bot.conversations_open(users=["U0ADA"], return_im=True)
    bot.chat_postMessage(channel=first["channel"]["id"], text="Hello Ada")

    assert (again["already_open"], again["channel"]["user"]) == (True, "U0ADA")
    assert again["channel"]["id"] == first["channel"]["id"]
    assert [m["text"] for m in standins.messages(first["channel"]["id"])] == ["Hello Ada"]


def test_channels_are_listed_with_membership(bot: WebClient) -> None:
    listed = bot.conversations_list(types="public_channel,private_channel", exclude_archived=True)

    assert {one["name"]: one["is_member"] for one in listed["channels"]} == {
        "repo-management": True,
        "ask-engineering": True,
        "repo-management-ops": True,
        "platform": True,
        "sales": False,
    }
    assert bot.conversations_info(channel="C0SALES")["channel"]["is_member"] is False
    assert "U0GOALIE" in bot.conversations_members(channel=REPO)["members"]


async def test_the_asynchronous_client_speaks_the_same(standins: StandIns) -> None:
    client = AsyncWebClient(token="xoxb-standin-goalie", base_url=standins.slack_url)

    posted = await client.chat_postMessage(channel=REPO, text="Hello", blocks=[{"type": "divider"}])
    found = await client.users_lookupByEmail(email="ben@acme.example")
    await client.usergroups_users_update(usergroup="S0SUPPORT", users=[found["user"]["id"]])

    assert posted["message"]["blocks"][0]["type"] == "divider"
    assert standins.members("S0SUPPORT") == ["U0BEN"]
