"""A run about handoffs reads like a list: each message, the next weeks, one sentence."""

from typing import Any

from rich.console import Console

from cli.reports.said import print_end, print_message, print_rows, run_json
from domain.handoff_text import describe
from domain.handoff_text.report import HEAD, outlook_rows
from domain.message import Message
from flows.hand_off_rotation import HandoffReport


def print_report(report: HandoffReport, console: Console) -> None:
    """Show what is said, what lies ahead, then the run in one sentence."""
    for message in report.messages:
        print_message(_place(message), message.text, report.names, console)
    print_rows(HEAD, outlook_rows(report.outcomes), console)
    print_end(report, console)


def report_json(report: HandoffReport) -> dict[str, Any]:
    """Say the same for a machine."""
    return run_json(
        report,
        report.messages,
        rotations=[
            {"team": outcome.turn.track.file, "says": describe(outcome)}
            for outcome in report.outcomes
        ],
        ahead=[dict(zip(HEAD, row, strict=True)) for row in outlook_rows(report.outcomes)],
        unseen=list(report.unseen),
    )


def _place(message: Message) -> str:
    if not message.channel.startswith("#"):
        return f"{message.channel}, alone"
    return f"{message.channel}{', in the thread' if message.thread_of else ''}"
