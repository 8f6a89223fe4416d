"""A fresh process runs one flow and says what it cost: ``python -m benchmarks.child KIND TIME``.

KIND is ``empty``, a flow without any work, or ``sync``, the job itself, at TIME.
"""

import asyncio
import atexit
import json
import resource
import sys
from datetime import datetime
from pathlib import Path

_STATUS = Path("/proc/self/status")
_KIB_IN_MB = 1000**2 / 1024


def main() -> None:
    """Run the flow; what it cost follows when everything else in the process has ended."""
    kind, at = sys.argv[1], datetime.fromisoformat(sys.argv[2])
    said: dict[str, str] = {}
    atexit.register(_report, said)  # first in, last out
    if kind == "empty":
        asyncio.run(_run_empty(at))
    else:
        said["sentence"] = asyncio.run(_run_sync(at))


async def _run_empty(at: datetime) -> None:
    from benchmarks.empty_flow import do_nothing  # noqa: PLC0415  each kind has its own imports

    await do_nothing(apply=True, at=at)


async def _run_sync(at: datetime) -> str:
    from flows.sync_rotation import sync_rotation  # noqa: PLC0415  same

    state = await sync_rotation(apply=True, at=at, return_state=True)
    return state.message or ""


def _report(said: dict[str, str]) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    costs = {"cpu": used.ru_utime + used.ru_stime, "peak": peak_memory()}
    sys.stdout.write(json.dumps(said | costs) + "\n")


def peak_memory() -> float:
    """The most memory this process ever held, in MB."""
    max_rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if sys.platform == "darwin":
        return max_rss / 1000**2
    # Where there is /proc, ask it: ru_maxrss may be that of whoever started this process.
    lines = _STATUS.read_text().splitlines() if _STATUS.exists() else []
    held = [int(line.split()[1]) for line in lines if line.startswith("VmHWM:")]
    return (held[0] if held else max_rss) / _KIB_IN_MB


if __name__ == "__main__":
    main()
