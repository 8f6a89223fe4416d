"""A fresh process decides and says what it cost: ``python -m benchmarks.decisions KIND WHAT``.

KIND is ``requests``, so many of them from first to last, or ``working-time``, so many answers; or
``digest``, written from the file of what was read for it, or ``pictures``, those of that digest.
"""

from __future__ import annotations

import json
import pickle
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.child import peak_memory

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from domain.cycle import Occasion
    from domain.team_digest import DigestReads

DAYS = ("mon", "tue", "wed", "thu", "fri")
_SAMPLE = 997  # every so many answers of a column is compared with the one by one


def main() -> None:
    """Decide, and write what it cost as one JSON object."""
    kind, what = sys.argv[1:]
    said = KINDS[kind](what)
    sys.stdout.write(json.dumps({"peak": peak_memory()} | said) + "\n")


def _decide(count: str) -> dict[str, float]:
    """Understand threads, then decide about their requests; CPU seconds of both."""
    from benchmarks.stories import (  # noqa: PLC0415  each kind has its own imports
        CHANNEL,
        NOW,
        PEOPLE,
        make_issues,
        make_team,
        make_threads,
    )
    from domain.guideline import find_findings, find_unknowns  # noqa: PLC0415
    from domain.request import attach_issues, find_requests, prepare_rules  # noqa: PLC0415
    from domain.sla import judge, prepare_targets  # noqa: PLC0415
    from domain.standing import prepare_context  # noqa: PLC0415
    from domain.team.hours import team_working_time  # noqa: PLC0415

    team, threads, issues = make_team(), make_threads(int(count)), make_issues(int(count))
    assert team.requests is not None  # noqa: S101  it was made so
    working_time = team_working_time(team, NOW)
    rules = prepare_rules("team", team, PEOPLE, working_time)
    targets = prepare_targets(team.requests, working_time)
    context = prepare_context("team", team, PEOPLE, working_time, NOW)
    channels = {CHANNEL: team.requests.watched_channels[0]}
    started = time.process_time()
    requests = attach_issues(find_requests(threads, channels, rules), issues, rules)
    understood = time.process_time()
    standings = [judge(request, rules, targets, NOW) for request in requests]
    findings = find_findings(standings, None, context)
    find_unknowns(standings)
    decided = time.process_time()
    return {
        "requests": len(requests),
        "events": sum(len(request.events) for request in requests),
        "findings": len(findings),
        "understood": understood - started,
        "decided": decided - understood,
    }


def _count_time(count: str) -> dict[str, float]:
    """Ask for the due instants of a column of budgets, then for the spans; CPU seconds of both."""
    import numpy as np  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    from domain.working_time import WorkingTime  # noqa: PLC0415

    hours = {day: [["09:00", "12:30"], ["13:15", "17:30"]] for day in DAYS}
    holidays = [f"{year}-12-{day}" for year in range(2020, 2031) for day in (24, 25, 26, 31)]
    working_time = WorkingTime.parse(zone="Europe/Berlin", hours=hours, holidays=holidays)
    random, answers = np.random.default_rng(1), int(count)
    seconds = random.integers(1_577_836_800, 1_893_456_000, answers)  # 2020 to 2030
    starts: pd.Series[Any] = pd.Series(pd.to_datetime(seconds, unit="s", utc=True))
    budgets: pd.Series[Any] = pd.Series(
        pd.to_timedelta(random.integers(0, 400_000, answers), unit="s")
    )
    started = time.process_time()
    due = working_time.add_many(starts, budgets)
    added = time.process_time()
    spans = working_time.between_many(starts, due)
    counted = time.process_time()
    for nth in range(0, answers, _SAMPLE):
        one_by_one = working_time.add(starts[nth].to_pydatetime(), budgets[nth].to_pytimedelta())
        if due[nth] != one_by_one or spans[nth] - budgets[nth] != timedelta():
            sys.exit(f"{starts[nth]} and {budgets[nth]} give {due[nth]}, not {one_by_one}.")
    return {"add": added - started, "between": counted - added}


def _write(file: str) -> dict[str, float]:
    """Write the digest; CPU seconds of deciding what it says, and of rendering it."""
    from domain.board import history_begins  # noqa: PLC0415  each kind has its own imports
    from domain.delivery.measure import measure_delivery  # noqa: PLC0415
    from domain.digest_text import digest_markdown, render_digest  # noqa: PLC0415
    from domain.team_digest import parts_of, team_calendar, write_digest  # noqa: PLC0415

    reads, occasion = _read(file)
    policy, calendar = parts_of(reads.team)[0], team_calendar(reads.team, reads.now)
    started = time.process_time()
    digest = write_digest(reads, occasion)
    decided = time.process_time()
    render_digest(digest, channel="C0TEAM", now=reads.now)
    digest_markdown(digest)
    rendered = time.process_time()
    peak, begins = peak_memory(), history_begins(reads.now, policy)
    delivery = measure_delivery(
        reads.board, policy, calendar, calendar.working_time, reads.now, known_since=begins
    )
    return {
        "cards": len(reads.board.items),
        "events": sum(len(item.events) for item in reads.board.items),
        "cycles": len(delivery.past),
        "decided": decided - started,
        "rendered": rendered - decided,
        "peak": peak,
    }


def _draw(file: str) -> dict[str, float]:
    """Draw the pictures of the digest; CPU seconds with all they import."""
    from domain.team_digest import write_digest  # noqa: PLC0415  each kind has its own imports

    charts = write_digest(*_read(file)).charts
    started = time.process_time()
    from tasks.pictures import draw_chart  # noqa: PLC0415

    for chart in charts:
        draw_chart(chart)
    return {"pictures": len(charts), "drawn": time.process_time() - started}


def _read(file: str) -> tuple[DigestReads, Occasion]:
    """Give what was read, and the ceremony it was read for."""
    from domain.cycle import upcoming  # noqa: PLC0415  each kind has its own imports
    from domain.team_digest import team_calendar  # noqa: PLC0415

    reads: DigestReads = pickle.loads(Path(file).read_bytes())  # noqa: S301  we wrote it
    occasion = upcoming(team_calendar(reads.team, reads.now), None, reads.now)
    assert occasion is not None  # noqa: S101  it was read for one
    return reads, occasion


KINDS: Mapping[str, Callable[[str], dict[str, float]]] = {
    "requests": _decide,
    "working-time": _count_time,
    "digest": _write,
    "pictures": _draw,
}


if __name__ == "__main__":
    main()
