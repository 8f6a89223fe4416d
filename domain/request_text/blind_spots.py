"""What a run could not see is said: silence about it would read as "all clear"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.conversation import UnreadChannel
    from domain.guideline import Unknown

FEW_ITEMS = (
    "Slack gives this app 15 messages a request, once a minute, so a run may not get through."
    " Install Goalie as an app of your own workspace."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindSpots:
    """All that one run could not see.

    Attributes:
        unread: Channels, and single threads, that could not be read.
        unknowns: What could not be known about single requests.
        few_items: Whether Slack treats Goalie as a distributed app: 15 messages a request.
        board: Why it is not known which cards are missing from the board, and what to do about
            it, in sentences; or empty.
    """

    unread: tuple[UnreadChannel, ...] = ()
    unknowns: tuple[Unknown, ...] = ()
    few_items: bool = False
    board: str = ""

    @property
    def count(self) -> int:
        """How many there are; 0 where everything was seen."""
        return len(self.beyond_requests()) + len(self.unknowns)

    def beyond_requests(self) -> tuple[str, ...]:
        """Say in plain text what is not said about one request already."""
        said = [FEW_ITEMS] if self.few_items else []
        known = {unknown.request_key.rpartition("/")[2] for unknown in self.unknowns}
        for part in self.unread:
            if part.root_ts and part.root_ts in known:
                continue
            which = "A thread in" if part.root_ts else "Channel"
            said.append(f"{which} {part.channel}: {part.why}. {part.remedy}")
        said += [self.board] if self.board else []
        return tuple(said)
