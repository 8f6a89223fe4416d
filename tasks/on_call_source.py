"""Whoever knows who is on call is asked through one port; it does without Prefect."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol

from domain.on_call import OnCallAnswer, Timeline
from domain.team import Team
from tasks.clients.opsgenie import Schedule
from tasks.jsm import JsmSource
from tasks.opsgenie import OpsGenieSource
from tasks.settings import Settings

Source = Literal["opsgenie", "jsm"]


class OnCallSource(Protocol):
    """What Goalie needs of a service that schedules people."""

    async def fetch_answers(
        self, schedule_ids: Sequence[str], at: datetime | None
    ) -> dict[str, OnCallAnswer]:
        """Tell who is on call in each schedule."""

    async def fetch_schedules(self) -> list[Schedule]:
        """List every visible schedule."""

    async def fetch_timeline(self, schedule_id: str, at: datetime, weeks: int) -> Timeline:
        """Read one schedule's final timeline from an instant on."""

    def remedy(self, error: Exception) -> str:
        """Say what to do about an error of this source."""


def open_source(source: Source, settings: Settings) -> OnCallSource:
    """Choose the adapter.

    Raises:
        BadInputError: The environment lacks what the source needs.
    """
    return (
        OpsGenieSource(settings.opsgenie()) if source == "opsgenie" else JsmSource(settings.jsm())
    )


def check_sources(teams: Mapping[str, Team], settings: Settings) -> None:
    """Refuse early what the environment lacks.

    Raises:
        BadInputError: A variable that one of the teams needs is missing or unsafe.
    """
    settings.slack()
    for source in {team.on_call_source for team in teams.values()}:
        open_source(source, settings)
