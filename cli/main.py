"""The goalie command: each job and each check from a terminal; Prefect comes when needed."""

import json
import os
import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
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
    CHECK_SLA = "check-sla"
    SWEEP_QUESTIONS = "sweep-questions"
    POST_DIGEST = "post-digest"
    HAND_OFF_ROTATION = "hand-off-rotation"


class CeremonyChoice(StrEnum):
    """The ceremonies that have a digest."""

    PLANNING = "planning"
    SYNC = "sync"
    RETRO = "retro"


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


def _keep_prefect_quiet() -> None:
    """Prefect's own lines would drown the answer; its server keeps them all the same."""
    os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")


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
    _keep_prefect_quiet()
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
def why(
    what: Annotated[
        str,
        typer.Argument(
            metavar="PERMALINK|@HANDLE",
            help="Address of any message of a thread, or a user group.",
        ),
    ],
    team: Annotated[
        str | None,
        typer.Option(help="One team's file name; else the team whose channel or group it is."),
    ] = None,
    at: AtOption = None,
    as_json: JsonOption = False,  # noqa: FBT002
) -> None:
    """Say why a request stands as it does, or why people are in a user group.

    A request: copy the link in Slack from the three dots of any message of
    the thread. The thread and its issues are read anew; nothing is posted.
    --at asks how it stood, or will stand, at another time. Each event says
    whether it counted, and for what; each clock what was promised, what
    was used, every pause, and when it is due.

    A group: its handle, with or without @. Each member says by which
    schedule and shift they are in it, and until when; then who is missing,
    and who changed the group last. --at asks the schedule of another time.

    Exit status: 0 all is known, 1 not found, no request, or not all is
    known, 2 bad input.
    """
    _keep_prefect_quiet()
    from cli.screen import open_screen  # noqa: PLC0415
    from domain.group_why import read_reference  # noqa: PLC0415

    console = open_screen()
    group = read_reference(what)
    if group is not None:
        from cli.why_group import explain_group  # noqa: PLC0415  imports Prefect

        raise typer.Exit(explain_group(group, team=team, at=at, as_json=as_json, console=console))
    from cli.why import explain_request  # noqa: PLC0415  imports Prefect

    raise typer.Exit(explain_request(what, team=team, at=at, as_json=as_json, console=console))


@app.command()
def preview(
    ceremony: Annotated[CeremonyChoice, typer.Argument(help="Whose digest.")],
    team: TeamOption = None,
    at: AtOption = None,
    page: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", help="Where to write the page; else .preview/."),
    ] = None,
) -> None:
    """Show the digest before the next ceremony, as it would be posted now.

    Nothing is posted and nothing kept. It is printed here, charts as bars,
    and written as a page that looks like Slack, with pictures of the charts
    and a link to Slack's Block Kit Builder. --at writes it as of another time:
    what the board is like now, but which cycle it is then.

    Exit status: 0 shown, 1 the board could not be read, 2 bad input.
    """
    _keep_prefect_quiet()
    from cli.preview.digest import preview_digest  # noqa: PLC0415  imports Prefect
    from cli.screen import open_screen  # noqa: PLC0415

    status = preview_digest(ceremony.value, team=team, at=at, page=page, console=open_screen())
    raise typer.Exit(status)


@app.command()
def replay(
    days: Annotated[int, typer.Option(min=1, max=730, help="How long a past.")] = 90,
    team: Annotated[
        str | None, typer.Option(help="One team's file name; needed where there are several.")
    ] = None,
    policy: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Another team file to try in place of the team's own."),
    ] = None,
    at: Annotated[
        datetime | None,
        typer.Option(parser=_instant, metavar="TIME", help="End of the past, with its zone."),
    ] = None,
    csv_file: Annotated[
        Path | None,
        typer.Option("--csv", metavar="FILE", help="Write one row per request to this file."),
    ] = None,
    as_json: JsonOption = False,  # noqa: FBT002
) -> None:
    """Run a policy over the past, to see what it would say before it is on.

    Reads the watched channels; posts nothing. What was read is kept in the
    ledger, so a second replay is quick: copy the team file, change a
    budget, and compare with --policy.

    It shows reminders per day (one message each, besides the daily sweep),
    by clock and step; how soon requests were taken and answered, with those
    that still wait counted in; and the ten that waited longest. Requests
    opened before the past began are left out.

    Exit status: 0 all was read, 1 something could not be read, 2 bad input.
    """
    _keep_prefect_quiet()
    from cli.replay import replay_policy  # noqa: PLC0415  imports Prefect
    from cli.screen import open_screen  # noqa: PLC0415

    status = replay_policy(
        days,
        team=team,
        policy=policy,
        at=at,
        csv_file=csv_file,
        as_json=as_json,
        console=open_screen(),
    )
    raise typer.Exit(status)


@app.command()
def compare_sources(
    team: TeamOption = None,
    weeks: Annotated[int, typer.Option(min=1, max=26, help="How far ahead.")] = 4,
    at: AtOption = None,
    as_json: JsonOption = False,  # noqa: FBT002
) -> None:
    """Compare OpsGenie with JSM Operations, before a team moves from one to the other.

    Every schedule of every rotation is read from both, and the people on call
    are held together by their Slack accounts: the same throughout, different
    (who and when), or unknown (why, and what to do). Needs the variables of
    both services. Reads only.

    Exit status: 0 all is the same, 1 something is different or unknown, 2 bad
    input.
    """
    _keep_prefect_quiet()
    from cli.compare_sources import compare_teams  # noqa: PLC0415  imports Prefect
    from cli.screen import open_screen  # noqa: PLC0415

    console = open_screen()
    raise typer.Exit(compare_teams(team, weeks=weeks, at=at, as_json=as_json, console=console))


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
    """Show two weeks of Goalie on stand-ins: no account, no token, nothing to configure."""
    from cli.demo.play import run_demo  # noqa: PLC0415

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
