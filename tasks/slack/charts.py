"""A chart reaches its readers as a block, or as a picture where Slack refuses such blocks."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from domain.errors import GoalieError
from domain.message import Block, Message
from tasks.clients.slack import SlackClient
from tasks.ledger import JSON, Ledger
from tasks.pictures import draw_chart

if TYPE_CHECKING:
    from domain.digest.chart import Chart

CHART_BLOCK = "data_visualization"
REFUSED_FOR = timedelta(days=7)
ALT_LIMIT = 1000  # characters
_REFUSED = "slack_charts/refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadedPicture:
    """A picture that Slack has and nobody sees yet."""

    file_id: str
    title: str


def without_charts(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Leave out the blocks that Slack would draw."""
    return tuple(block for block in blocks if block.get("type") != CHART_BLOCK)


async def are_charts_refused(ledger: Ledger, now: datetime) -> bool:
    """Whether Slack refused a chart block in the last days."""
    return bool(await ledger.recall([_REFUSED], now))


async def leave_out_charts(ledger: Ledger, key: str, now: datetime, *, always: bool) -> None:
    """Remember, before it is posted, that a message goes out without its charts.

    Args:
        ledger: Where it is remembered.
        key: The message's key.
        now: The instant of the run.
        always: Try no chart in any other message either, for some days.
    """
    values: dict[str, JSON] = {_left_out(key): True}
    if always:
        values[_REFUSED] = True
    await ledger.remember(values, now=now, lifetime=REFUSED_FOR)


async def are_charts_left_out(ledger: Ledger, key: str, now: datetime) -> bool:
    """Whether a message was posted without its charts."""
    return bool(await ledger.recall([_left_out(key)], now))


def picture_name(key: str) -> str:
    """The file name by which a message's picture is found again; no two keys share one."""
    return f"goalie-{hashlib.sha256(key.encode()).hexdigest()[:32]}.png"


async def upload_picture(client: SlackClient, message: Message) -> UploadedPicture:
    """Draw the chart of a message and upload it; nobody sees it yet.

    Raises:
        GoalieError: It cannot be drawn, or Slack did not take it.
    """
    chart, content = _draw(message)
    name, alt = picture_name(message.key), chart.alt[:ALT_LIMIT]
    ticket = await client.get_upload_url(name, len(content), alt)
    await client.upload(ticket, content)
    return UploadedPicture(file_id=ticket.file_id, title=chart.title)


async def share_picture(
    client: SlackClient, message: Message, channel_id: str, picture: UploadedPicture
) -> None:
    """Let Slack show an uploaded picture in the message's channel or thread."""
    files = [{"id": picture.file_id, "title": picture.title}]
    arguments: dict[str, Any] = {"channel_id": channel_id, "files": files}
    if message.text:
        arguments["initial_comment"] = message.text
    if message.thread_ts:
        arguments["thread_ts"] = message.thread_ts
    await client.complete_upload(arguments)


def _draw(message: Message) -> "tuple[Chart, bytes]":
    from domain.digest.chart import from_json  # noqa: PLC0415  most messages have no chart

    try:
        chart = from_json(message.chart or {})
        return chart, draw_chart(chart)
    except (ArithmeticError, LookupError, OSError, TypeError, ValueError) as error:
        # Whatever is wrong with one chart, what else there is to say must not wait for it.
        what = type(error).__name__
        raise GoalieError(f"The chart of {message.key} cannot be drawn ({what})") from error


def _left_out(key: str) -> str:
    return f"slack_charts/left_out/{key}"
