"""The digest before a ceremony as it would be posted now, or at another time; nothing is."""

import asyncio
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from rich.console import Console

from cli.preview.show import show_preview
from domain.cycle import Occasion, upcoming
from domain.digest.records import Digest
from domain.digest_text import render_digest
from domain.errors import BadInputError
from domain.issue import UnknownBoard
from domain.team import Team
from domain.team.digests import CeremonyName
from domain.team_digest import is_whole_needed, parts_of, team_calendar, write_digest
from domain.words import enumerate_words
from tasks.board import fetch_board_items
from tasks.digests import fetch_digest_reads, load_digest_teams, recall_digests
from tasks.settings import read_settings

PAGES = Path(".preview")
"""Where the pages go, in the folder one is in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A digest, and the names of whom it may mention."""

    digest: Digest
    names: Mapping[str, str]


def preview_digest(
    ceremony: CeremonyName,
    *,
    team: str | None,
    at: datetime | None,
    page: Path | None,
    console: Console,
) -> int:
    """Read everything anew and show the digest before the next such ceremony of each team.

    Args:
        ceremony: Which.
        team: One team's file name without ``.yaml``; all teams with digests without it.
        at: Another instant than now.
        page: Where to write the page, for one team; else it goes into ``PAGES``.
        console: Where to print.

    Returns:
        The exit status: 0, or 1 where a board could not be read.

    Raises:
        BadInputError: No team has digests, or none holds the ceremony.
    """
    now = at or datetime.now(UTC)  # noqa: TID251  a command reads the clock once, as a flow does
    loaded = load_digest_teams(read_settings(), team)
    if not loaded.teams:
        none = f"{team} has no digests: add `digests` to the team file."
        none = none if team else "No team file has `digests`; see the README for how to add them."
        raise BadInputError("\n".join(loaded.refused.values()) or none)
    if page is not None and len(loaded.teams) > 1:
        raise BadInputError(f"--html names one page: say --team too, {', '.join(loaded.teams)}.")
    coming = {n: upcoming(team_calendar(t, now), ceremony, now) for n, t in loaded.teams.items()}
    not_held = [_not_held(ceremony, loaded.teams[name]) for name, o in coming.items() if o is None]
    if len(not_held) == len(coming):
        raise BadInputError("\n".join(not_held))
    status = 0
    for name, occasion in coming.items():
        if occasion is not None:
            path = page or PAGES / f"{name}-{ceremony}.html"
            is_shown = _show(name, loaded.teams[name], occasion, path, console, at=at, now=now)
            status = status if is_shown else 1
    sys.stderr.writelines(f"{sentence}\n" for sentence in [*not_held, *loaded.refused.values()])
    return 2 if loaded.refused else status


def _not_held(ceremony: CeremonyName, team: Team) -> str:
    cycle = parts_of(team)[0].cycle
    if getattr(cycle, ceremony) is not None:
        return f"{team.name}: no {ceremony} is ahead; see `digests.cycle.overrides`."
    held = [name for name in ("planning", "sync", "retro") if getattr(cycle, name) is not None]
    return (
        f"{team.name} holds no {ceremony}, only {enumerate_words(held)}: see `digests.cycle` in"
        " its team file."
    )


def _show(
    name: str,
    team: Team,
    occasion: Occasion,
    path: Path,
    console: Console,
    *,
    at: datetime | None,
    now: datetime,
) -> bool:
    """Show one team's digest; False where its board could not be read."""
    with Console(stderr=True).status(f"Reading what {team.name} would read …"):
        written = asyncio.run(_write(name, team, occasion, at, now))
    if isinstance(written, UnknownBoard):
        sys.stderr.write(f"{team.name}: {written.why.rstrip('.')}. {written.remedy}\n")
        return False
    channel = parts_of(team)[0].channel or team.channels.team
    messages = render_digest(written.digest, channel=channel, now=now)
    show_preview(written.digest, messages, console=console, html_path=path, names=written.names)
    return True


async def _write(
    name: str, team: Team, occasion: Occasion, at: datetime | None, now: datetime
) -> Written | UnknownBoard:
    teams = MappingProxyType({name: team})
    memories = await recall_digests.fn(teams, now)
    whole = is_whole_needed([occasion.ceremony])
    board = await fetch_board_items.fn(name, team, whole=whole, now=now)
    if isinstance(board, UnknownBoard):
        return board
    reads = await fetch_digest_reads.fn(teams, {name: board}, memories, at, now)
    return Written(
        digest=write_digest(reads[name], occasion),
        names=reads[name].requests.context.people.names,
    )
