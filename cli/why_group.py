"""Why people are in a user group: by which shift, until when; who is missing; who changed it."""

import asyncio
import json
import logging
import sys
from datetime import UTC, datetime

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from cli.why_group_json import as_json as to_json
from domain.errors import BadInputError
from domain.group_why import Explanation
from domain.group_why import explain_group as explain
from domain.group_why.text import headline, lay_out
from tasks.group_history import read_group
from tasks.settings import read_settings
from tasks.team_files import load_teams


def explain_group(
    reference: str, *, team: str | None, at: datetime | None, as_json: bool, console: Console
) -> int:
    """Read one user group and its schedules anew, and print why people are in it.

    Args:
        reference: ``@handle`` or the group's id.
        team: The file name, without ``.yaml``, of the team whose group it must be.
        at: Another instant than now at which to ask the schedules.
        as_json: Print JSON in place of the text.
        console: Where to print the text.

    Returns:
        The exit status: 0, or 1 where a part of it could not be known.

    Raises:
        BadInputError: There is no such team, or a variable or file cannot be used.
        NotFoundError: No team file names such a group, Slack has none, or cannot be asked.
    """
    clock = datetime.now(UTC)  # noqa: TID251  a command reads the clock once, as a flow does
    # Retries are told by what comes of them.
    logging.getLogger("stamina").setLevel(logging.CRITICAL)
    folder = read_settings().teams_folder
    if team is not None and (refused := load_teams(folder, team).refused):
        raise BadInputError(refused[team])
    # All of them: a group that two rotations name is nobody's.
    loaded = load_teams(folder)
    if not loaded.teams:
        raise BadInputError("\n".join(loaded.refused.values()))
    with Console(stderr=True).status("Reading the group, its schedules and the ledger …"):
        explanation = explain(asyncio.run(read_group(reference, loaded, team, at, clock)))
    if as_json:
        json.dump(to_json(explanation), sys.stdout, indent=2, ensure_ascii=False)
        sys.stdout.write("\n")
    else:
        print_explanation(explanation, console)
    return 0 if explanation.is_known else 1


def print_explanation(explanation: Explanation, console: Console) -> None:
    """Show it for a person, without any need of colour."""
    title, *lines = headline(explanation)
    console.print(Text(title, "bold"))
    for line in lines:
        console.print(Text(line))
    for part in lay_out(explanation):
        console.print(Text(f"\n{part.heading}", "bold"))
        for item in part.items:
            console.print(Padding(Text(item.text), (0, 0, 0, 2), expand=False))
            for line in item.below:
                console.print(Padding(Text(line), (0, 0, 0, 4), expand=False))
