"""Foreign text is inert in Markdown."""

from collections.abc import Iterable, Sequence
from urllib.parse import quote


def cell(plain: str) -> str:
    """Make foreign text one inert cell of a Markdown table."""
    return "".join(f"\\{c}" if c in "|*_`[]<>#\\" else c for c in " ".join(plain.split()))


def link(address: str, plain: str) -> str:
    """Link foreign text to a web address; to any other address it is text alone."""
    safe = "".join(quote(c) if c in "<>()\\|`\"'" else c for c in "".join(address.split()))
    if not safe.startswith(("https://", "http://")):
        return cell(plain)
    return f"[{cell(plain)}]({safe})"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lay foreign text out as a table."""
    lines = [f"| {' | '.join(cell(text) for text in row)} |" for row in (head, *rows)]
    return "\n".join([lines[0], "|---" * len(head) + "|", *lines[1:]])
