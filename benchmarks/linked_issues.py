"""Linked issues are read a hundred at a time, with everything a decision needs of them."""

import asyncio
from typing import Any

from benchmarks.company import CLOCK, Company
from benchmarks.report import Chapter, Table, verdict
from benchmarks.stage import BenchmarkError, Stage
from domain.issue import Issue
from domain.issue_link import IssueRef
from tasks.clients.github import BATCH

SIZES, QUICK_SIZES = (1, 100, 101, 1_000), (1, 101)
HOW = f"""\
Issues of one repository, each with labels, an assignee, comments, a card and its timeline, are
read with `fetch_issues`. Allowed is one GraphQL request for each {BATCH} issues. Points are what
GitHub's price list says, of 5,000 an hour."""


def measure(stage: Stage, *, quick: bool) -> Chapter:
    """Count the requests for more and more issues."""
    counted = {size: _count(stage, size) for size in (QUICK_SIZES if quick else SIZES)}
    allowed = {size: -(-size // BATCH) for size in counted}
    rows = tuple(
        (f"{size:,}", f"{made}", f"{allowed[size]}", verdict(made, allowed[size]), f"{points}")
        for size, (made, points) in counted.items()
    )
    return Chapter(
        title="Linked issues",
        how=HOW,
        tables=(Table(columns=("Issues", "Requests", "Allowed", "Bound", "Points"), rows=rows),),
        over=tuple(
            f"{size} issues: {made} requests."
            for size, (made, _) in counted.items()
            if made > allowed[size]
        ),
    )


def _count(stage: Stage, size: int) -> tuple[int, int]:
    """Give requests and points of reading so many issues."""
    stage.show(Company(rotations=1), {"github": _hub(size)})
    asyncio.run(_read(size))
    return len(stage.standins.requests("github", "graphql query")), stage.github_points()


async def _read(size: int) -> None:
    from tasks.github import fetch_issues  # noqa: PLC0415  imports Prefect

    refs = [IssueRef(owner="acme", repository="customer", number=n + 1) for n in range(size)]
    read = await fetch_issues.fn(refs)
    if any(not isinstance(answer, Issue) for answer in read.values()):
        raise BenchmarkError(f"{size} issues were to be read.")


def _hub(size: int) -> dict[str, Any]:
    issues = [
        {
            "number": number + 1,
            "title": f"Clone {number} fails",
            "author": "hana",
            "body": "### Description\nIt fails.",
            "labels": ["team/repo-management", "p2"],
            "assignees": ["ada"],
            "created": CLOCK.isoformat(),
            "comments": [{"author": "ada", "at": CLOCK.isoformat(), "body": "Looking."}],
        }
        for number in range(size)
    ]
    cards = [
        {"issue": f"customer#{number + 1}", "values": {"Status": "Support Issues"}}
        for number in range(size)
    ]
    fields = {"Status": ["Support Issues", "Done"]}
    return {
        "organisation": "acme",
        "tokens": {"standin-github-token": {"scopes": ["repo", "project"]}},
        "repositories": [{"name": "customer", "private": True, "issues": issues}],
        "boards": [{"number": 209, "fields": fields, "cards": cards}],
    }
