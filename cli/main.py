"""The goalie command: each job and each check from a terminal; Prefect comes when needed."""

import json
import os
import sys
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer

from domain.errors import BadInputError, GoalieError

app = typer.Typer(
    name="goalie",
    help="Keep a team's support rotation honest.\n\nStart with `goalie demo` (nothing to set up),"
    " then `goalie check` (your own tokens and team files), then `goalie run sync-rotation`.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Job(StrEnum):
    """The jobs there are; each is a file in flows/ and a deployment in prefect.yaml."""

    SYNC_ROTATION = "sync-rotation"


def _instant(text: str) -> datetime:
    """Read an instant with its zone.

    Raises:
        typer.BadParameter: It is no instant, or names no zone.
    """
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise typer.BadParameter(
            f"{text!r} is no instant with a zone; write one such as 2026-11-09T09:00+01:00."
        )
    return at


TeamOption = Annotated[
    str | None, typer.Option(help="One team's file name without .yaml; all teams without it.")
]
AtOption = Annotated[
    datetime | None,
    typer.Option(parser=_instant, metavar="TIME", help="Another instant than now, with its zone."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for a machine.")]


@app.command()
def run(
    job: Annotated[Job, typer.Argument(help="Which job.")],
    team: TeamOption = None,
    at: AtOption = None,
    apply: Annotated[bool, typer.Option("--apply", help="Write; only plan without it.")] = False,  # noqa: FBT002
    as_json: JsonOption = False,  # noqa: FBT002
) -> None:
    """Run one job now; without --apply it only shows the plan.

    The run is recorded by the Prefect server at PREFECT_API_URL, or by a temporary one.

    Exit status: 0 done, 1 something failed or was held, 2 bad input.
    """
    # Prefect's own lines would drown the plan; the server keeps them all the same.
    os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
    from cli.run import run_job  # noqa: PLC0415  imports Prefect

    raise typer.Exit(run_job(job.value, team=team, at=at, apply=apply, as_json=as_json))


@app.command()
def check(team: TeamOption = None, as_json: JsonOption = False) -> None:  # noqa: FBT002
    """Check tokens, scopes, groups, channels, schedules and people; each failure with its remedy.

    Reads only. Looks four weeks ahead: everybody on a coming shift is looked up in Slack now.

    Exit status: 0 all is well, 1 something is not, 2 bad input.
    """
    from cli.check import check_teams  # noqa: PLC0415

    raise typer.Exit(check_teams(team, as_json=as_json))


@app.command()
def schema() -> None:
    """Print the JSON Schema of a team file, for editors.

    In VS Code or any editor with the YAML language server: goalie schema > team.schema.json, and
    begin each team file with `# yaml-language-server: $schema=../team.schema.json`.
    """
    from domain.team import Team  # noqa: PLC0415

    json.dump(Team.model_json_schema(), sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")


@app.command()
def deploy() -> None:
    """Make the Prefect server equal to prefect.yaml: register its jobs, remove those that left.

    Needs PREFECT_API_URL. A worker then runs the jobs: prefect worker start --pool goalie
    """
    from cli.deploy import deploy as deploy_jobs  # noqa: PLC0415  imports Prefect

    raise typer.Exit(deploy_jobs())


@app.command()
def demo(
    stay: Annotated[bool, typer.Option("--stay", help="Keep the servers up until Ctrl-C.")] = False,  # noqa: FBT002
) -> None:
    """Show a week of Goalie on stand-ins: no account, no token, nothing to configure."""
    from cli.demo import run_demo  # noqa: PLC0415

    raise typer.Exit(run_demo(stay=stay))


def main() -> None:
    """Run the command; an error is one sentence on standard error, never a traceback."""
    try:
        app()
    except BadInputError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    except GoalieError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)
