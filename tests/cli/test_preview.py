"""A preview shows a digest in any terminal and as a page, and posts nothing."""

import json
import re
from io import StringIO
from pathlib import Path
from urllib.parse import unquote

import pytest
from rich.console import Console

from cli.preview.show import BUILDER, builder_address, show_preview
from domain.digest_text import render_digest
from tests.builders_digest_text import BEFORE, a_digest, a_section, rich_digest
from tests.golden_files import Golden

MESSAGES = render_digest(rich_digest(), channel="#team", now=BEFORE)


def preview(folder: Path, width: int, *, terminal: bool = False) -> str:
    console = Console(file=StringIO(), width=width, force_terminal=terminal)
    page = folder / "previews" / "planning.html"
    show_preview(
        rich_digest(), MESSAGES, console=console, html_path=page, names={"U0ADA": "Ada Marin"}
    )
    written = console.file.getvalue()  # type: ignore[attr-defined]
    return str(written).replace(str(page), "planning.html")


@pytest.mark.parametrize("width", [120, 60])
def test_a_digest_in_the_terminal(width: int, golden: Golden, tmp_path: Path) -> None:
    shown = preview(tmp_path, width)
    golden(f"preview_{width}.txt", shown)
    assert max(map(len, shown.splitlines())) <= width


def test_a_terminal_gets_links(tmp_path: Path) -> None:
    shown = preview(tmp_path, 120, terminal=True)
    assert "https://github.com/acme/gitserver/issues/300" in shown
    assert BUILDER in shown


def test_the_page_shows_everything_and_loads_nothing(tmp_path: Path) -> None:
    preview(tmp_path, 120)
    page = (tmp_path / "previews" / "planning.html").read_text()
    assert "@Ada Marin" in page
    assert "&lt;!channel&gt;" in page
    assert page.count("data:image/png;base64,") == 2
    assert page.count("#508") == 1
    assert not re.findall(r'(?:src|href)="(?!https://|data:image/png)[^"]*"', page)
    assert "<script" not in page


def test_block_kit_builder_gets_the_parent_message() -> None:
    address = builder_address(MESSAGES[0])
    assert address.startswith(f"{BUILDER}#%7B%22blocks%22")
    assert json.loads(unquote(address.partition("#")[2])) == {"blocks": list(MESSAGES[0].blocks)}


def test_an_empty_digest_has_a_preview_too(tmp_path: Path) -> None:
    digest = a_digest(a_section("blocked"))
    console = Console(file=StringIO(), width=80)
    messages = render_digest(digest, channel="#team", now=BEFORE)
    show_preview(digest, messages, console=console, html_path=tmp_path / "p.html")
    assert "No reply." in (tmp_path / "p.html").read_text()
    assert "Nothing: blocked." in console.file.getvalue()  # type: ignore[attr-defined]
