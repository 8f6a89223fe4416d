"""What a person does in the Slack stand-in through the controls is seen through Slack's methods."""

from typing import Any

import pytest
from slack_sdk import WebClient

from standins.control import StandIns, StandInsError

REPO = "C0REPO"


def shown(bot: WebClient) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = bot.conversations_history(channel=REPO)["messages"]
    return messages


def test_a_past_is_written_in_one_call_in_any_order(bot: WebClient, standins: StandIns) -> None:
    base = {"channel": REPO, "user": "hana"}
    written = [
        base | {"ts": "1762000000.000002", "text": "second"},
        base | {"ts": "1762000000.000001", "text": "first"},
        base | {"ts": "1762000000.000003", "text": "reply", "thread_ts": "1762000000.000001"},
    ]
    assert standins.write_messages(written) == [one["ts"] for one in written]

    second, first = shown(bot)
    assert (second["text"], first["text"]) == ("second", "first")
    assert (first["reply_count"], first["latest_reply"]) == (1, "1762000000.000003")


@pytest.mark.parametrize("ts", ["1762000000.000001", "yesterday", "1762000000"])
def test_a_time_stamp_is_given_once_and_looks_like_one(standins: StandIns, ts: str) -> None:
    standins.write_message(REPO, "hana", "first", ts="1762000000.000001")
    with pytest.raises(StandInsError, match="taken or no time stamp"):
        standins.write_message(REPO, "hana", "again", ts=ts)


def test_an_edited_message_says_so(bot: WebClient, standins: StandIns) -> None:
    ts = standins.write_message(REPO, "hana", "Is it down?")
    assert "edited" not in shown(bot)[0]
    standins.edit_message(REPO, ts, "Is it up & running?")
    (message,) = shown(bot)
    assert (message["text"], message["ts"]) == ("Is it up &amp; running?", ts)
    assert message["edited"]["user"] == "U0HANA"
    assert message["edited"]["ts"] > ts


def test_an_emoji_can_be_taken_back(bot: WebClient, standins: StandIns) -> None:
    ts = standins.write_message(REPO, "hana", "Is it down?")
    for user in ("ada", "ben"):
        standins.react(REPO, ts, user, "eyes")
    standins.unreact(REPO, ts, "ada", "eyes")
    assert shown(bot)[0]["reactions"] == [{"name": "eyes", "users": ["U0BEN"], "count": 1}]
    standins.unreact(REPO, ts, "ben", "eyes")
    assert "reactions" not in shown(bot)[0]


def test_a_file_needs_no_text(bot: WebClient, standins: StandIns) -> None:
    files = [{"id": "F1", "title": "log.txt"}]
    standins.write_message(REPO, "hana", "", files=files, subtype="file_share")
    (message,) = shown(bot)
    assert (message["files"], message["text"], message["subtype"]) == (files, "", "file_share")
