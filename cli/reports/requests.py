"""A run about requests reads like a list: each open request, what is said, one sentence."""

from typing import Any

from rich.console import Console

from cli.reports.said import print_end, print_message, print_rows, run_json
from domain.request_text import ROW_HEAD, request_rows
from flows.check_sla import SlaReport
from flows.sweep_questions import SweepReport

Report = SlaReport | SweepReport


def print_report(report: Report, console: Console) -> None:
    """Show each team's open requests, what is said about them, then the run in one sentence."""
    for one in report.requests.values():
        print_rows(ROW_HEAD, request_rows(one.standings, one.findings, one.context), console)
    for name, messages in report.messages.items():
        one = report.requests[name]
        for message in messages:
            watched = one.facts.channels.get(message.channel)
            place = watched.channel if watched else message.channel
            place += ", in the thread" if message.thread_ts or message.thread_of else ""
            print_message(place, message.text, one.context.people.names, console)
    print_end(report, console)


def report_json(report: Report) -> dict[str, Any]:
    """Say the same for a machine."""
    return run_json(
        report,
        (message for messages in report.messages.values() for message in messages),
        requests=[
            {"team": name, **dict(zip(ROW_HEAD, row, strict=True))}
            for name, one in report.requests.items()
            for row in request_rows(one.standings, one.findings, one.context)
        ],
    )
