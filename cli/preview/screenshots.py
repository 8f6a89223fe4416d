"""Pages become pictures for the documents with a Chromium that is installed already."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from domain.errors import BadInputError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
WIDTH = 1280
TALLEST = 6000  # pixels of the window; what is empty below the page is cut off
MARGIN = 16
SECONDS = 60
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--virtual-time-budget=8000",
)


def take_picture(page: Path, picture: Path) -> None:
    """Take a picture of an HTML file, as wide as a screen and as high as the page.

    Args:
        page: The file.
        picture: Where to write the PNG; its folder is made.

    Raises:
        BadInputError: There is no Chromium, or it took no picture.
    """
    browser = find_browser()
    picture.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        taken = Path(folder) / "page.png"
        command = [
            browser,
            *FLAGS,
            f"--user-data-dir={folder}/profile",
            f"--window-size={WIDTH},{TALLEST}",
            f"--screenshot={taken}",
            page.resolve().as_uri(),
        ]
        try:
            done = subprocess.run(  # noqa: S603  our own page, no shell
                command, capture_output=True, text=True, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired as late:
            raise BadInputError(
                f"{browser} took no picture of {page} within {SECONDS} seconds: try again."
            ) from late
        if not taken.exists():
            said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
            raise BadInputError(f"{browser} took no picture of {page}: {said}")
        _crop(taken, picture)


def find_browser() -> str:
    """Find a Chromium on PATH.

    Raises:
        BadInputError: There is none.
    """
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    raise BadInputError(
        "There is no Chromium on PATH to take pictures with: install the package `chromium`"
        f" (looked for {', '.join(BROWSERS)})."
    )


def _crop(taken: Path, picture: Path) -> None:
    """Cut off what is empty below the page."""
    # It takes half a second to import, and most commands take no picture.
    from matplotlib.image import imread, imsave  # noqa: PLC0415

    pixels = imread(taken)
    is_empty = (pixels == pixels[-1]).all(axis=(1, 2))
    last = len(pixels) - 1 - int(is_empty[::-1].argmin())
    imsave(picture, pixels[: last + MARGIN, :, :3], pil_kwargs={"optimize": True})
