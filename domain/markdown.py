"""Foreign text is inert in Markdown tables."""


def cell(plain: str) -> str:
    """Make foreign text one inert cell of a Markdown table."""
    return "".join(f"\\{c}" if c in "|*_`[]<>#\\" else c for c in " ".join(plain.split()))
