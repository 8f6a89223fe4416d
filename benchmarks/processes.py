"""A process is measured as it would run on any machine that has started it before."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.stage import BenchmarkError

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Seconds:
    """How long a process took: on the wall, and of CPU (user and system)."""

    wall: float
    cpu: float


def clean_environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment without what changes how Python or Prefect starts."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PREFECT_", "PYTHON", "COVERAGE_"))
    }
    return inherited | dict(more or {})


def time_python(*arguments: str) -> Seconds:
    """Run a Python process to its end and take its time.

    Raises:
        BenchmarkError: It ended with an error.
    """
    start = time.monotonic()
    process = subprocess.Popen(  # noqa: S603  our own interpreter and arguments
        [sys.executable, *arguments],
        env=clean_environment(),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise BenchmarkError(f"python {' '.join(arguments)} ended with {process.returncode}.")
    return Seconds(wall=wall, cpu=used.ru_utime + used.ru_stime)


def run_module(
    module: str, *arguments: str, environment: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Run a module in a fresh process and read the JSON object in its last line.

    Raises:
        BenchmarkError: It ended with an error.
    """
    ended = subprocess.run(  # noqa: S603  our own module
        [sys.executable, "-m", module, *arguments],
        env=clean_environment(environment),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        command = " ".join([module, *arguments])
        raise BenchmarkError(f"{command} ended with {ended.returncode}:\n{ended.stderr}")
    said: dict[str, Any] = json.loads((ended.stdout.splitlines() or ["{}"])[-1])
    return said


def imported_by(arguments: Sequence[str]) -> set[str]:
    """Name every module that a Python process imports, as the interpreter itself tells it."""
    ended = subprocess.run(  # noqa: S603  same
        [sys.executable, "-X", "importtime", *arguments],
        env=clean_environment(),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=True,
    )
    told = [line for line in ended.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in told}
