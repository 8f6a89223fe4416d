"""Files: nobody sees one before its upload is completed, and not always at once then."""

from typing import Any

import httpx
import pytest
from slack_sdk import WebClient

from standins.control import StandIns
from tests.standins.conftest import Refusal

REPO = "C0REPO"
PICTURE = b"\x89PNG\r\n\x1a\nx"


def start(bot: WebClient, content: bytes = PICTURE, **details: object) -> tuple[str, str]:
    """Announce a file; gives where to send it and its id."""
    sent = {"filename": "throughput.png", "length": len(content), **details}
    answer = bot.api_call("files.getUploadURLExternal", data=sent)
    return answer["upload_url"], answer["file_id"]


def upload(bot: WebClient, **details: object) -> str:
    """Upload a file without showing it to anybody; gives its id."""
    url, file_id = start(bot, **details)
    assert httpx.post(url, content=PICTURE).status_code == 200
    return file_id


def complete(bot: WebClient, file_id: str, **details: object) -> dict[str, Any]:
    sent = {"files": [{"id": file_id, "title": "Throughput"}], "channel_id": REPO, **details}
    answer: dict[str, Any] = bot.api_call("files.completeUploadExternal", json=sent).data
    return answer


def test_a_file_is_shown_in_its_thread_once_it_is_completed(
    bot: WebClient, standins: StandIns
) -> None:
    root = bot.chat_postMessage(channel=REPO, text="Planning")["ts"]
    file_id = upload(bot, alt_txt="Twelve cards were finished.")
    assert standins.messages(REPO)[0]["replies"] == []

    answer = complete(bot, file_id, thread_ts=root, initial_comment="By *kind*:")

    (reply,) = bot.conversations_replies(channel=REPO, ts=root)["messages"][1:]
    assert (reply["subtype"], reply["text"], reply["bot_id"]) == (
        "file_share",
        "By *kind*:",
        "B0GOALIE",
    )
    (file,) = reply["files"]
    assert file == answer["files"][0]
    assert {key: file[key] for key in ("name", "title", "mimetype", "alt_txt")} == {
        "name": "throughput.png",
        "title": "Throughput",
        "mimetype": "image/png",
        "alt_txt": "Twelve cards were finished.",
    }
    page = httpx.get(standins.url).text
    assert f'<img src="/files/{file_id}" alt="Twelve cards were finished."' in page
    shown = httpx.get(f"{standins.url}/files/{file_id}")
    assert (shown.content, shown.headers["content-type"]) == (PICTURE, "image/png")


def test_slacks_own_client_and_forms_are_understood(bot: WebClient, standins: StandIns) -> None:
    bot.files_upload_v2(channel=REPO, filename="throughput.png", content=PICTURE)
    url, file_id = start(bot)
    assert httpx.post(url, files={"filename": PICTURE}).status_code == 200
    complete(bot, file_id)

    for message in standins.messages(REPO):
        shown = httpx.get(f"{standins.url}/files/{message['files'][0]['id']}")
        assert shown.content == PICTURE


def test_a_file_may_be_shown_later_than_it_was_taken(bot: WebClient, standins: StandIns) -> None:
    standins.change_workspace(shows_files=False)
    complete(bot, upload(bot))
    assert standins.messages(REPO) == []

    standins.change_workspace(shows_files=True)

    assert len(standins.messages(REPO)) == 1


def test_the_address_of_an_upload_takes_what_was_announced_and_no_more(bot: WebClient) -> None:
    url, _ = start(bot)

    assert httpx.post(url, content=PICTURE + b"x").status_code == 400
    assert httpx.post(f"{url}x", content=PICTURE).status_code == 404


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("files.getUploadURLExternal", {"filename": "a.png", "length": 0}, "missing_argument"),
        (
            "files.getUploadURLExternal",
            {"filename": "a.png", "length": 1, "alt_txt": "x" * 1001},
            "alt_txt_too_large",
        ),
        ("files.completeUploadExternal", {"files": '[{"id": "F1"}]'}, "file_not_found"),
        ("files.completeUploadExternal", {"files": "[]"}, "invalid_form_data"),
    ],
)
def test_it_refuses(
    bot: WebClient, refusal: Refusal, method: str, arguments: dict[str, object], error: str
) -> None:
    assert refusal(bot, method, **arguments)["error"] == error


@pytest.mark.parametrize(
    ("channel", "error"), [("C0NONE", "channel_not_found"), ("C0SALES", "not_in_channel")]
)
def test_it_shows_a_file_only_where_the_bot_is(
    bot: WebClient, refusal: Refusal, channel: str, error: str
) -> None:
    files = f'[{{"id": "{upload(bot)}"}}]'

    answer = refusal(bot, "files.completeUploadExternal", files=files, channel_id=channel)

    assert answer["error"] == error


def test_an_upload_is_completed_once(bot: WebClient, refusal: Refusal) -> None:
    file_id = upload(bot)
    _, unsent = start(bot)
    complete(bot, file_id)
    for one in (file_id, unsent):
        files = f'[{{"id": "{one}"}}]'
        answer = refusal(bot, "files.completeUploadExternal", files=files, channel_id=REPO)
        assert answer["error"] == "file_not_found"


def test_an_upload_can_fail_like_any_call(bot: WebClient, standins: StandIns) -> None:
    url, _ = start(bot)
    standins.add_fault("slack", "upload", "html_500")
    assert httpx.post(url, content=PICTURE).status_code == 500
    assert [(one["method"], one["status"]) for one in standins.requests("slack")] == [
        ("files.getUploadURLExternal", 200),
        ("upload", 500),
    ]
