"""What is printed fits the terminal, or a page where no terminal is."""

import sys

from rich.console import Console

PAGE_WIDTH = 120


def open_screen() -> Console:
    """Open standard output for text; where nobody watches, lines need not fit a narrow screen."""
    return Console(width=None if sys.stdout.isatty() else PAGE_WIDTH)
