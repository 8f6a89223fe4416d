"""A tool that asks issue by issue needs a request for each; a board is read a hundred at a time."""

from benchmarks.digest_requests import NEXT_PLANNING, PLANNING, of_system, show_board
from benchmarks.report import Chapter, Table
from benchmarks.stage import Stage

SIZES, QUICK_SIZES = (100, 500, 1_000), (100,)
PER_PAGE = 100  # issues in a page of its search
HOW = f"""\
[github/issue-metrics](https://github.com/github/issue-metrics) measures how long issues take. Its
requests were not made here: its source was read (`issue_metrics.py`, `search.py`,
`time_to_first_response.py`, `labels.py`) and they were counted. It searches {PER_PAGE} issues a
page, asks for the comments of each issue, and where `LABELS_TO_MEASURE` names a label, for the
events of each as well, one request after the other. Goalie's requests are those to GitHub that the
stand-ins received from the whole job before planning, for a board of as many cards with a tracking
issue for every ten: with an empty ledger, and two weeks later, when nothing had changed since."""
NOTES = (
    (
        "The two do different work. issue-metrics takes the issues of a search and gives times to"
        " first response, to close and in labels. Goalie takes the cards of a board, with the"
        " history of each, what blocks it, and the tracking issues above it; it reads no comments,"
        " because its first responses are those in Slack. What is compared is what a report on as"
        " many issues costs."
    ),
    (
        "Its own count is the least it can be: an issue with more events than one page has costs"
        " further requests. GitHub's search gives 1,000 issues at most."
    ),
)


def measure(stage: Stage, *, quick: bool) -> Chapter:
    """Count both for more and more issues."""
    rows = tuple(_row(stage, size) for size in (QUICK_SIZES if quick else SIZES))
    columns = (
        *("N", "issue-metrics", "issue-metrics, with one label"),
        *("Goalie planning, nothing remembered", "Goalie planning"),
    )
    return Chapter(
        title="Digests beside github/issue-metrics: requests for N issues",
        how=HOW,
        tables=(Table(columns=columns, rows=rows),),
        notes=NOTES,
    )


def requests_of_issue_metrics(issues: int, *, with_label: bool) -> int:
    """Count what it asks: pages of its search, comments and perhaps events of each issue."""
    return -(-issues // PER_PAGE) + issues * (1 + with_label)


def _row(stage: Stage, size: int) -> tuple[str, ...]:
    show_board(stage, size)
    runs = (stage.run_digests(at) for at in (PLANNING, NEXT_PLANNING))
    return (
        f"{size:,}",
        f"{requests_of_issue_metrics(size, with_label=False):,}",
        f"{requests_of_issue_metrics(size, with_label=True):,}",
        *(f"{of_system(run, 'github').total()}" for run in runs),
    )
