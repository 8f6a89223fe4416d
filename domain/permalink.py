"""A Slack permalink names one message: its channel, its ts, and the thread it is a reply in."""

import re
from dataclasses import dataclass

_ADDRESS = re.compile(
    r"https?://[a-z0-9.-]+\.slack\.com/archives/(?P<channel>[CDG][A-Z0-9]+)"
    r"/p(?P<seconds>[0-9]{10,})(?P<micros>[0-9]{6})(?:\?(?P<query>[^\s#]*))?(?:#\S*)?",
    re.ASCII,
)
_THREAD = re.compile(r"(?:^|&)thread_ts=([0-9]{10,}\.[0-9]{6})(?:&|$)", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Permalink:
    """Which message is meant.

    Attributes:
        channel_id: The channel's id.
        ts: The message's ``ts``.
        thread_ts: The parent's ``ts`` where the link is to a reply (or says the parent itself).
    """

    channel_id: str
    ts: str
    thread_ts: str | None = None


def read_permalink(address: str) -> Permalink | None:
    """Read an address as people copy it or as Slack delivers it; None where it is none."""
    plain = address.strip().removeprefix("<").removesuffix(">").partition("|")[0]
    found = _ADDRESS.fullmatch(plain.replace("&amp;", "&"))
    if not found:
        return None
    thread = _THREAD.search(found["query"] or "")
    return Permalink(
        channel_id=found["channel"],
        ts=f"{found['seconds']}.{found['micros']}",
        thread_ts=thread[1] if thread else None,
    )


def permalink(workspace_url: str, message: Permalink) -> str:
    """Write the address of a message, as ``chat.getPermalink`` would.

    Args:
        workspace_url: Address of the workspace, such as ``https://acme.slack.com/``.
        message: Which message.
    """
    path = f"archives/{message.channel_id}/p{message.ts.replace('.', '')}"
    reply = f"?thread_ts={message.thread_ts}&cid={message.channel_id}" if message.thread_ts else ""
    return f"{workspace_url.rstrip('/')}/{path}{reply}"
