"""A command as a person types it, without a process of its own: imports take seconds."""

import sys
from collections.abc import Callable

import pytest

from cli.main import main

Typed = Callable[..., tuple[int, str, str]]


def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Give what types a command; it answers with exit status, standard output and error."""

    def type_command(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setenv("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
        monkeypatch.setattr(sys, "argv", ["goalie", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return type_command
