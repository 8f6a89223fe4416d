"""All that the messages about one rotation say is in its brief, which names people and times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.handoff.outlook import name_of
from domain.membership_text import local_time
from domain.slack_blocks import inert, mention_user
from domain.words import count_words, enumerate_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from domain.handoff.inventory import Item
    from domain.handoff.outlook import Prospect
    from domain.people import Identity
    from domain.support_figures import SupportFigures
    from domain.team import Team
    from domain.team_requests import TeamRequests
    from domain.work_item import WorkItem

NAME_LIMIT = 60
WARNING_LIMIT = 250
NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """Everything about one rotation at one instant.

    Attributes:
        file: Name of the team's file.
        team: The team.
        rotation: Name of the rotation.
        now: The instant.
        people: Address or account id → who that is in Slack.
        prospects: The next four weeks.
        why: How the incoming people came to be on call, where it is not just their turn: a clause.
        requests: How the team's requests stand; None where it watches none.
        items: What of them is handed over.
        cards: Cards in the support list that nobody owns, and no request is about.
        gaps: A sentence for each thing besides the requests that could not be seen.
        figures: What the shift that ended was like; None where it is not known.
    """

    file: str
    team: Team
    rotation: str
    now: datetime
    people: Mapping[str, Identity]
    prospects: tuple[Prospect, ...] = ()
    why: str = ""
    requests: TeamRequests | None = None
    items: tuple[Item, ...] = ()
    cards: tuple[WorkItem, ...] = ()
    gaps: tuple[str, ...] = ()
    figures: SupportFigures | None = None

    @property
    def what(self) -> str:
        """What the rotation is called, as mrkdwn."""
        return inert(self.rotation, NAME_LIMIT)

    @property
    def unseen(self) -> list[str]:
        """Lines of mrkdwn about what may be open besides, because it could not be seen."""
        if self.requests is None:
            return []
        lines = [f"_{inert(gap, WARNING_LIMIT)}_" for gap in self.gaps]
        if count := self.requests.blind.count:
            things = count_words(count, "thing")
            lines = [f"_{things} could not be seen: more may be open than is listed._", *lines]
        return lines

    def name(self, person: str) -> str:
        """Call a person, as mrkdwn that notifies nobody."""
        return inert(name_of(person, self.people), NAME_LIMIT)

    def names(self, people: Sequence[str]) -> str:
        """Call several people; ``nobody`` where there are none."""
        return enumerate_words([self.name(person) for person in people]) or NOBODY

    def user(self, person: str) -> str:
        """A person's Slack id, or empty."""
        identity = self.people.get(person)
        return identity.user.id if identity and identity.user else ""

    def mentions(self, people: Sequence[str]) -> str:
        """Mention the people who have an account, and name the others."""
        return enumerate_words(
            [mention_user(u) if (u := self.user(p)) else self.name(p) for p in people]
        )

    def when(self, instant: datetime) -> str:
        """Write an instant as the team reads it."""
        return local_time(instant, self.team.zone)
