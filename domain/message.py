"""A message is content with a key: what to say, where, and the one identity it is said under."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Block = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One Slack message that must be posted exactly once.

    Attributes:
        team: Name of the team file it belongs to.
        kind: What sort of message, such as ``membership`` or ``problems``.
        subject: What it is about, unique within the kind (a change, a set of problems).
        rung: The step it stands for, where a subject is told more than once.
        channel: Where to post: a channel id or ``#name``.
        text: The whole message as mrkdwn text; it must read well alone.
        blocks: Block Kit blocks, or empty for text only.
        thread_ts: The parent's ``ts``, for a reply.
        thread_of: The key of the message whose thread this one belongs into, where that is not
            posted yet: it follows its parent, waits while that waits, and is dropped with it.
        chart: A chart (``domain.digest.chart.to_json``), posted as a picture with ``text`` above.
        if_charts_refused: Wanted only where Slack refuses the chart blocks of the parent.
        expires_at: After this instant the message would mislead and is dropped unposted.
    """

    team: str
    kind: str
    subject: str
    channel: str
    text: str
    rung: str = ""
    blocks: tuple[Block, ...] = field(default=())
    thread_ts: str | None = None
    thread_of: str = ""
    chart: Mapping[str, Any] | None = None
    if_charts_refused: bool = False
    expires_at: datetime | None = None

    @property
    def key(self) -> str:
        """The unique key under which the message is posted once."""
        # The subject comes last: it alone may hold a slash.
        step = f":{self.rung}" if self.rung else ""
        return f"{self.team}/{self.kind}{step}/{self.subject}"
