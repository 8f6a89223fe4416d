"""Run the stand-ins: ``python -m standins`` serves until it is told to stop."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from aiohttp import web

from standins.seed import SHIPPED_SEED, SeedError, load_seed
from standins.server import build_app

LOOPBACK = "127.0.0.1"
BAD_INPUT = 2
LAST_WORDS = 0.05  # seconds left to open requests; aiohttp takes 0 for no limit at all

TEACHING = """\
what is served, below the address it prints:
  /             a page to watch: channels, user groups, who is on call, every request
  /slack/api/   Slack's Web API            (for https://slack.com/api/)
  /opsgenie     OpsGenie's API             (for https://api.opsgenie.com)
  /jsm          JSM Operations' API        (for https://api.atlassian.com)
  /site         the Jira site's API        (for https://your-site.atlassian.net)
  /github/api/v3  GitHub's REST API        (for https://api.github.com; GraphQL beside it)
  /control/     clock, faults, limits, requests received, state: JSON, for tests

Keys and tokens that open it are in the seed file, as are people, channels and schedules.
Nothing is kept: a new start begins with the seed again. It listens on 127.0.0.1 only.

examples:
  python -m standins                        a free port, Acme as shipped
  python -m standins --port 8700            always the same address
  python -m standins --seed my-company.yaml start from a copy of standins/seed.yaml
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT; 0 then, 2 with a sentence if it cannot start."""
    options = _parser().parse_args(arguments)
    try:
        app = build_app(load_seed(options.seed))
    except SeedError as error:
        sys.stderr.write(f"{error}\n")
        return BAD_INPUT
    try:
        asyncio.run(_serve(app, options.port, guarded=options.while_stdin_open))
    except OSError as error:
        sys.stderr.write(f"Port {options.port} cannot be used ({error.strerror}): name another.\n")
        return BAD_INPUT
    return 0


async def _serve(app: web.Application, port: int, *, guarded: bool) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopped.set)
    if guarded:
        loop.add_reader(sys.stdin.fileno(), stopped.set)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=LAST_WORDS)
    await runner.setup()
    try:
        site = web.TCPSite(runner, LOOPBACK, port)
        await site.start()
        _announce(runner)
        await stopped.wait()
    finally:
        await runner.cleanup()


def _announce(runner: web.AppRunner) -> None:
    port = runner.addresses[0][1]
    sys.stdout.write(f"Stand-ins ready on http://{LOOPBACK}:{port}\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m standins",
        description="Local OpsGenie, JSM Operations and Slack, for the demo and the tests.",
        epilog=TEACHING,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--port", type=_port, default=0, help="port on 127.0.0.1 (default: a free one)"
    )
    parser.add_argument(
        "--seed", type=Path, default=SHIPPED_SEED, help="YAML file to start from (default: Acme)"
    )
    parser.add_argument(
        "--while-stdin-open",
        action="store_true",
        help="also end when standard input ends, that is with the program that started it",
    )
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:  # noqa: PLR2004  the highest port there is
        raise argparse.ArgumentTypeError(f"{text!r} is no port: use 0 to 65535")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
