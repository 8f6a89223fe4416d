"""Slack permalinks as people copy them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.permalink import Permalink, permalink, read_permalink

PARENT = "https://acme.slack.com/archives/C0REPO/p1763366400000100"
REPLY = PARENT + "?thread_ts=1763366300.000200&cid=C0REPO"


@pytest.mark.parametrize(
    ("address", "thread_ts"),
    [
        (PARENT, None),
        (f"  {PARENT}\n", None),
        (f"<{PARENT}>", None),
        (f"<{PARENT}|the message>", None),
        (REPLY, "1763366300.000200"),
        (REPLY.replace("&", "&amp;"), "1763366300.000200"),
        (f"{PARENT}?cid=C0REPO&thread_ts=1763366300.000200", "1763366300.000200"),
        (f"{PARENT}?thread_ts=nonsense", None),
        (PARENT.replace("acme.", "acme.enterprise."), None),
    ],
)
def test_a_permalink_names_a_message(address: str, thread_ts: str | None) -> None:
    assert read_permalink(address) == Permalink(
        channel_id="C0REPO", ts="1763366400.000100", thread_ts=thread_ts
    )


@pytest.mark.parametrize(
    "address",
    [
        "",
        "#repo-management",
        "https://acme.slack.com/archives/C0REPO",
        "https://acme.slack.com/archives/C0REPO/1763366400000100",
        "https://acme.slack.com/archives/C0REPO/p17",
        "https://slack.com.example/archives/C0REPO/p1763366400000100",
        "https://acme.slack.com.example/archives/C0REPO/p1763366400000100",
        f"see {PARENT}",
        f"{PARENT} {PARENT}",
    ],
)
def test_anything_else_is_none(address: str) -> None:
    assert read_permalink(address) is None


@pytest.mark.parametrize("address", [PARENT, REPLY])
def test_a_permalink_is_written_as_slack_writes_it(address: str) -> None:
    message = read_permalink(address)
    assert message
    assert permalink("https://acme.slack.com/", message) == address


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    assert read_permalink(text) is None
