"""A pytest plugin: what people see is compared with a file, rewritten by ``--update-golden``."""

from collections.abc import Callable
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "golden"

Golden = Callable[[str, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="Rewrite the files in tests/golden with what the tests see now.",
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare a text with ``tests/golden/<name>``, spaces at the ends of lines apart."""
    updating = request.config.getoption("--update-golden")

    def compare(name: str, text: str) -> None:
        file = FOLDER / name
        seen = "\n".join(line.rstrip() for line in text.splitlines()) + "\n"
        if updating:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(seen, encoding="utf-8")
        assert file.exists(), f"There is no {file}; make it with: pytest --update-golden"
        assert seen == file.read_text(encoding="utf-8"), (
            f"{name} differs; if it is meant to, rewrite it with: pytest --update-golden"
        )

    return compare
