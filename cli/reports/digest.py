"""A run about digests shows each as people will read it, then the run in one sentence."""

from typing import Any

from rich.console import Console

from cli.preview.terminal import print_messages
from cli.reports.said import print_end, print_message, run_json
from flows.post_digest import DigestReport
from tasks.digests import DIGEST


def print_report(report: DigestReport, console: Console) -> None:
    """Show each digest, what else is said, what became of it, and the sentence."""
    for team, digests in report.digests.items():
        messages = report.messages[team]
        for digest in digests:
            own = [m for m in messages if (m.kind, m.subject) == (DIGEST, digest.occasion)]
            print_messages(digest, own, report.names, console)
        for message in messages:
            if message.kind != DIGEST:
                print_message(message.channel, message.text, report.names, console)
    print_end(report, console)


def report_json(report: DigestReport) -> dict[str, Any]:
    """Say the same for a machine."""
    return run_json(
        report,
        (message for messages in report.messages.values() for message in messages),
        digests=[
            {
                "team": team,
                "occasion": digest.occasion,
                "starts_at": digest.starts_at.isoformat(),
                "decisions": digest.second_line,
                "withheld": digest.withheld,
                "notes": list(digest.notes),
            }
            for team, digests in report.digests.items()
            for digest in digests
        ],
    )
