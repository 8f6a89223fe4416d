"""A picture of a page is as high as the page; without a browser it is said what to do."""

from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import imread, imsave

from cli.preview.screenshots import MARGIN, find_browser, take_picture
from domain.errors import BadInputError


def install_browser(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a program on PATH in place of Chromium; it gets the same arguments."""
    browser = folder / "chromium"
    browser.write_text(f"#!/bin/sh\n{script}\n")
    browser.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def test_what_is_empty_below_the_page_is_cut_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = np.ones((900, 40, 3))
    window[100:300, 5:20] = 0.2
    imsave(tmp_path / "window.png", window)
    script = (
        'for option; do case "$option" in'
        f' --screenshot=*) cp "{tmp_path}/window.png" "${{option#--screenshot=}}";; esac; done'
    )
    install_browser(tmp_path, monkeypatch, script)
    picture = tmp_path / "pictures" / "planning.png"
    take_picture(tmp_path / "planning.html", picture)
    assert imread(picture).shape[:2] == (300 + MARGIN - 1, 40)


def test_a_browser_that_takes_no_picture_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_browser(tmp_path, monkeypatch, "echo 'no display' >&2")
    with pytest.raises(BadInputError, match=r"took no picture of .*planning.html: no display"):
        take_picture(tmp_path / "planning.html", tmp_path / "planning.png")


def test_without_a_browser_it_is_said_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BadInputError, match="install the package `chromium`"):
        find_browser()
