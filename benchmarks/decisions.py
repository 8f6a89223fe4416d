"""A fresh process decides and says what it cost: ``python -m benchmarks.decisions KIND COUNT``.

KIND is ``requests``, so many of them from first to last, or ``working-time``, so many answers.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import timedelta
from typing import Any

from benchmarks.child import peak_memory

DAYS = ("mon", "tue", "wed", "thu", "fri")
_SAMPLE = 997  # every so many answers of a column is compared with the one by one


def main() -> None:
    """Decide, and write what it cost as one JSON object."""
    kind, count = sys.argv[1], int(sys.argv[2])
    said = _decide(count) if kind == "requests" else _count_time(count)
    sys.stdout.write(json.dumps(said | {"peak": peak_memory()}) + "\n")


def _decide(count: int) -> dict[str, float]:
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

    team, threads, issues = make_team(), make_threads(count), make_issues(count)
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


def _count_time(count: int) -> dict[str, float]:
    """Ask for the due instants of a column of budgets, then for the spans; CPU seconds of both."""
    import numpy as np  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    from domain.working_time import WorkingTime  # noqa: PLC0415

    hours = {day: [["09:00", "12:30"], ["13:15", "17:30"]] for day in DAYS}
    holidays = [f"{year}-12-{day}" for year in range(2020, 2031) for day in (24, 25, 26, 31)]
    working_time = WorkingTime.parse(zone="Europe/Berlin", hours=hours, holidays=holidays)
    random = np.random.default_rng(1)
    seconds = random.integers(1_577_836_800, 1_893_456_000, count)  # 2020 to 2030
    starts: pd.Series[Any] = pd.Series(pd.to_datetime(seconds, unit="s", utc=True))
    budgets: pd.Series[Any] = pd.Series(
        pd.to_timedelta(random.integers(0, 400_000, count), unit="s")
    )
    started = time.process_time()
    due = working_time.add_many(starts, budgets)
    added = time.process_time()
    spans = working_time.between_many(starts, due)
    counted = time.process_time()
    for nth in range(0, count, _SAMPLE):
        one_by_one = working_time.add(starts[nth].to_pydatetime(), budgets[nth].to_pytimedelta())
        if due[nth] != one_by_one or spans[nth] - budgets[nth] != timedelta():
            sys.exit(f"{starts[nth]} and {budgets[nth]} give {due[nth]}, not {one_by_one}.")
    return {"add": added - started, "between": counted - added}


if __name__ == "__main__":
    main()
