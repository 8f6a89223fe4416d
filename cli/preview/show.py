"""A preview shows a digest as it would be posted; nothing is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

from rich.text import Text

from cli.preview.page import render_page
from cli.preview.terminal import print_messages

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from rich.console import Console

    from domain.digest.records import Digest
    from domain.message import Message

BUILDER = "https://app.slack.com/block-kit-builder/"


def show_preview(
    digest: Digest,
    messages: Sequence[Message],
    *,
    console: Console,
    html_path: Path,
    names: Mapping[str, str] | None = None,
) -> None:
    """Print a digest's messages and write them as a page that looks like Slack.

    Args:
        digest: What the messages say.
        messages: As ``render_digest`` made them, the parent first.
        console: Where to print.
        html_path: Where to write the page; its folder is made.
        names: Slack id → name of people who are mentioned; ids are shown without it.
    """
    known = names or {}
    builder = builder_address(messages[0])
    write_page(digest, messages, known, html_path)
    print_messages(digest, messages, known, console)
    where = Text("As it looks in Slack   ", "bold").append(str(html_path), "not bold")
    console.print(where, soft_wrap=True)  # a path that is broken cannot be copied
    # The address holds the whole message: only a terminal that hides it behind words gets it.
    style = f"link {builder}" if console.is_terminal else ""
    console.print(Text("In Block Kit Builder   ", "bold").append("linked on that page", style))


def write_page(
    digest: Digest, messages: Sequence[Message], names: Mapping[str, str], html_path: Path
) -> None:
    """Write a digest as a page that looks like Slack; the folder is made."""
    page = render_page(digest, messages, names, builder_address(messages[0]))
    html_path.parent.mkdir(parents=True, exist_ok=True)
    html_path.write_text(page, encoding="utf-8")


def builder_address(message: Message) -> str:
    """The address at which Slack's own Block Kit Builder shows a message."""
    return f"{BUILDER}#{quote(json.dumps({'blocks': list(message.blocks)}), safe='')}"
