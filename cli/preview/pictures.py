"""The pictures in the documents are the demo's digests: ``python -m cli.preview.pictures``."""

import sys
from pathlib import Path

from cli.demo.play import PAGES
from cli.preview.screenshots import take_picture
from domain.errors import GoalieError
from tasks.settings import PROJECT_FOLDER

PICTURES = PROJECT_FOLDER / "docs" / "pictures"


def main() -> None:
    """Take a picture of each page that the last demo left."""
    pages = sorted(PAGES.glob("*.html"))
    if not pages:
        sys.exit("There are no pages: run `make demo` first.")
    for page in pages:
        picture = PICTURES / f"{page.stem}.png"
        try:
            take_picture(page, picture)
        except GoalieError as error:
            sys.exit(str(error))
        sys.stdout.write(f"{picture.relative_to(Path.cwd())} was written.\n")


if __name__ == "__main__":
    main()
