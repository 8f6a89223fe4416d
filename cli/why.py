"""Why one request stands as it does: each event, each interval of time, what would clear it."""

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cli.why_json import as_json as to_json
from domain.conversation import Thread
from domain.errors import BadInputError
from domain.permalink import read_permalink
from domain.request.no_request import why_no_request
from domain.request_text.why import clock_lines, event_lines, headline, remedies
from domain.sla.explanation import Explanation, explain
from domain.standing import Context
from domain.team_requests import TeamRequests, stand
from tasks.request_history import NotFoundError, ThreadRead, load_asked_teams, read_request
from tasks.settings import read_settings

COPY = 'copy it in Slack with "Copy link" below the message\'s three dots'


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Everything that is known of one request, and why.

    Attributes:
        explanation: The request, its events and its clocks.
        thread: What was said.
        requests: The same request among what was read: findings and what is not known.
    """

    explanation: Explanation
    thread: Thread
    requests: TeamRequests


def explain_request(
    link: str, *, team: str | None, at: datetime | None, as_json: bool, console: Console
) -> int:
    """Read one thread and its issues anew, and print why its request stands as it does.

    Args:
        link: Address of any message of the thread.
        team: One team's file name without ``.yaml``; else the team whose channel it is.
        at: Another instant than now at which to judge it.
        as_json: Print JSON in place of the text.
        console: Where to print the text.

    Returns:
        The exit status: 0, or 1 where a part of it could not be known.

    Raises:
        BadInputError: The link is none.
        NotFoundError: No team watches its channel, it is gone, or it is no request.
    """
    clock = datetime.now(UTC)  # noqa: TID251  a command reads the clock once, as a flow does
    permalink = read_permalink(link)
    if permalink is None:
        raise BadInputError(_no_permalink(link))
    settings = read_settings()
    teams = load_asked_teams(settings, team)
    # What is read now is remembered as of now, unless time itself is pretended.
    reading_at = at if at is not None and settings.is_rehearsal else clock
    host = urlsplit(link.strip(" <>")).hostname or ""
    with Console(stderr=True).status("Reading the thread and its issues …"):
        read = asyncio.run(read_request(teams, permalink, host, reading_at))
    answer = _answer(read, at or clock)
    if as_json:
        json.dump(to_json(*_parts(answer)), sys.stdout, indent=2, ensure_ascii=False)
        sys.stdout.write("\n")
    else:
        print_answer(answer, console)
    return 1 if answer.requests.blind.unknowns else 0


def _no_permalink(link: str) -> str:
    return f"{link!r} is no permalink of a Slack message: {COPY}. A group is written as @handle."


def _answer(read: ThreadRead, now: datetime) -> Answer:
    """Judge the request at an instant.

    Raises:
        NotFoundError: It is no request, or was none yet.
        BadInputError: It is a request of several teams.
    """
    found = {name: _at(one, now) for name, (_, one) in read.teams.items() if one.standings}
    if not found:
        reasons = {
            one.context.team.name: why_no_request(read.thread, watched, one.rules)
            for watched, one in read.teams.values()
        }
        said = "; ".join(f"of {team}: {why}" for team, why in reasons.items())
        raise NotFoundError(f"The thread is no request {said}.")
    if len(found) > 1:
        raise BadInputError(
            f"It is a request of {' and '.join(found)}: name one with --team, such as"
            f" --team {next(iter(found))}."
        )
    (requests,) = found.values()
    request = requests.standings[0].request
    if request.opened_at > now:
        raise NotFoundError("The request was not opened yet at that instant: leave out --at.")
    explanation = explain(request, requests.rules, requests.targets, now)
    return Answer(explanation=explanation, thread=read.thread, requests=requests)


def _at(requests: TeamRequests, now: datetime) -> TeamRequests:
    context = replace(requests.context, now=now)
    return stand(context, requests.rules, requests.targets, requests.facts)


def _parts(answer: Answer) -> tuple[Explanation, Thread, TeamRequests]:
    return answer.explanation, answer.thread, answer.requests


def print_answer(answer: Answer, console: Console) -> None:
    """Show it for a person, without any need of colour."""
    explanation, context = answer.explanation, answer.requests.context
    title, *lines = headline(explanation, context)
    console.print(Text(title, "bold"))
    for line in lines:
        console.print(Text(line), soft_wrap=line.startswith("https://"))
    _print_events(explanation, answer.thread, context, console)
    _head("Clocks", console)
    for clock in explanation.clocks:
        verdict, *rest = clock_lines(clock, context)
        console.print(Padding(Text(verdict, "bold"), (0, 0, 0, 2)))
        for line in rest:
            console.print(Padding(Text(line), (0, 0, 0, 4)))
    findings, unknowns = answer.requests.findings, answer.requests.blind.unknowns
    said = [f"{finding.sentence} {finding.remedy}" for finding in findings]
    _print_list("Missing by the guidelines", said, console)
    said = [f"{unknown.sentence} {unknown.remedy}".strip() for unknown in unknowns]
    _print_list("Not known", said, console)
    clearing = remedies(explanation, findings)
    _print_list("What would clear it", clearing or ["Nothing has to be done."], console)


def _print_events(
    explanation: Explanation, thread: Thread, context: Context, console: Console
) -> None:
    _head("What happened", console)
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column("When", no_wrap=True)
    table.add_column("Who", overflow="fold", max_width=30)
    table.add_column("What", overflow="fold")
    for line in event_lines(explanation, thread, context):
        counts = "counts" if line.counted else "does not count"
        what = Text(f"{line.what}\n→ {counts}: {line.effect}")
        table.add_row(Text(f"  {line.when}"), Text(line.who), what)
    console.print(table)


def _print_list(heading: str, sentences: Sequence[str], console: Console) -> None:
    if not sentences:
        return
    _head(heading, console)
    for sentence in sentences:
        grid = Table.grid()
        grid.add_row(Text("  • "), Text(sentence))
        console.print(grid)


def _head(heading: str, console: Console) -> None:
    console.print(Text(f"\n{heading}", "bold"))
