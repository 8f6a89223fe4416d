"""What every job's report has in common is shown in one way, to people and to machines."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from domain.message import Message
from domain.mrkdwn import decode
from tasks.outbox import Delivery


class Report(Protocol):
    """What a run found, did and said."""

    @property
    def sentence(self) -> str:
        """The run in a few sentences."""

    @property
    def exit_status(self) -> int:
        """0 done, 1 something failed or was not seen, 2 bad input."""

    @property
    def applied(self) -> bool:
        """Whether it was allowed to write."""

    @property
    def deliveries(self) -> Sequence[Delivery]:
        """What became of each message."""

    @property
    def refused(self) -> Sequence[str]:
        """A sentence for each team file that could not be used."""

    @property
    def locked(self) -> Sequence[str]:
        """Teams another run was at work on."""


def print_message(place: str, text: str, names: Mapping[str, str], console: Console) -> None:
    """Show a message as it was said, or would be."""
    console.print(f"[yellow]says[/]     [bold]{escape(place)}[/]")
    console.print(Padding(escape(decode(text, names)), (0, 0, 0, 9)))


def print_rows(head: Sequence[str], rows: Sequence[Sequence[str]], console: Console) -> None:
    """Show a table; nothing where it has no rows."""
    if not rows:
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in head:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*map(escape, row))
    console.print(table)


def print_end(report: Report, console: Console) -> None:
    """Show what became of each message, then the run in its sentence."""
    for delivery in report.deliveries:
        console.print(f"message  {escape(delivery.sentence)}")
    console.print(f"\n[bold]{escape(report.sentence)}[/]", soft_wrap=True)


def run_json(report: Report, messages: Iterable[Message], **own: object) -> dict[str, Any]:
    """Say for a machine what was found and said; ``own`` is what one job alone has."""
    return {
        "sentence": report.sentence,
        "exit_status": report.exit_status,
        "applied": report.applied,
        **own,
        "messages": [
            {"team": m.team, "key": m.key, "channel": m.channel, "text": m.text} for m in messages
        ],
        "deliveries": [
            {"key": d.message.key, "outcome": d.outcome, "reason": d.reason}
            for d in report.deliveries
        ],
        "refused": list(report.refused),
        "locked": list(report.locked),
    }
