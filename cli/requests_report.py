"""A run about requests reads like a list: each open request, what is said, one sentence."""

from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from domain.mrkdwn import decode
from domain.request_text import ROW_HEAD, request_rows
from flows.check_sla import SlaReport
from flows.sweep_questions import SweepReport

Report = SlaReport | SweepReport


def print_report(report: Report, console: Console) -> None:
    """Show each team's open requests, what is said about them, then the run in one sentence."""
    for one in report.requests.values():
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for heading in ROW_HEAD:
            table.add_column(heading, overflow="fold")
        rows = request_rows(one.standings, one.findings, one.context)
        for row in rows:
            table.add_row(*map(escape, row))
        if rows:
            console.print(table)
    print_messages(report, console)
    for delivery in report.deliveries:
        console.print(f"message  {escape(delivery.sentence)}")
    console.print(f"\n[bold]{escape(report.sentence)}[/]", soft_wrap=True)


def print_messages(report: Report, console: Console) -> None:
    """Show every message as it was said, or would be."""
    for name, messages in report.messages.items():
        one = report.requests[name]
        for message in messages:
            watched = one.facts.channels.get(message.channel)
            place = watched.channel if watched else message.channel
            place += ", in the thread" if message.thread_ts else ""
            console.print(f"[yellow]says[/]     [bold]{escape(place)}[/]")
            text = decode(message.text, one.context.people.names)
            console.print(Padding(escape(text), (0, 0, 0, 9)))


def report_json(report: Report) -> dict[str, Any]:
    """Say the same for a machine."""
    return {
        "sentence": report.sentence,
        "exit_status": report.exit_status,
        "applied": report.applied,
        "requests": [
            {"team": name, **dict(zip(ROW_HEAD, row, strict=True))}
            for name, one in report.requests.items()
            for row in request_rows(one.standings, one.findings, one.context)
        ],
        "messages": [
            {"team": name, "key": m.key, "channel": m.channel, "text": m.text}
            for name, messages in report.messages.items()
            for m in messages
        ],
        "deliveries": [
            {"key": d.message.key, "outcome": d.outcome, "reason": d.reason}
            for d in report.deliveries
        ],
        "refused": list(report.refused),
        "locked": list(report.locked),
    }
