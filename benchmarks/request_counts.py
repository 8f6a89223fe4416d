"""How many requests a run makes depends on what changed, not on how many rotations there are."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.company import CLOCK, HOUR, TICK, Company
from benchmarks.report import Chapter, Table, verdict
from benchmarks.stage import Run, Stage

CHANGED = 10
STEADY = 2  # who is on call, and the user groups
LOOKED_UP_SINGLY = 20
SHORT = {
    "GET /v2/schedules/on-calls": "on-calls",
    "GET /v2/schedules/{identifier}/timeline": "timeline",
    "GET /jsm/ops/api/{cloudId}/v1/schedules": "schedules",
    "GET /jsm/ops/api/{cloudId}/v1/schedules/{scheduleId}/on-calls": "on-calls",
    "GET /rest/api/3/user": "user",
}
HOW = """\
Each row is one applying run of the whole job; the requests are those that the stand-ins received.
A first run knows nobody; the next finds everything remembered and right; then ten rotations hand
off, either to people who are on call elsewhere already or to people never seen before. Allowed are
two requests at steady state; two more for each changed group (one write, one read-back); one
look-up for each person not remembered, or one page of `users.list` for each thousand people where
more than twenty are unknown."""
NOTES = (
    (
        "The job reads all groups back with one request instead of one for each, and spends what"
        " that saves on at most nine timelines, which say why somebody is on call and until when."
    ),
    (
        "JSM Operations has no call for all schedules: the list of schedules costs a request for"
        " each hundred, who is on call one for each schedule, and the address behind an account id"
        " one for each person on call. These runs cannot keep to two requests."
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One run with what it was allowed."""

    company: Company
    what: str
    run: Run
    allowed: int
    writes_allowed: int = 0

    @property
    def total(self) -> int:
        """All requests together."""
        return sum(self.run.requests.values())

    @property
    def is_over(self) -> bool:
        """Whether the run made more requests, or more writes, than it was allowed."""
        return self.total > self.allowed or self.run.writes > self.writes_allowed

    @property
    def row(self) -> tuple[str, ...]:
        """The run as a row of the table."""
        source = "JSM" if self.company.source == "jsm" else "OpsGenie"
        return (
            f"{self.company.rotations}, {source}",
            self.what,
            f"{self.total}",
            f"{self.allowed}",
            f"{self.run.writes}",
            verdict(self.is_over, False),  # noqa: FBT003  over or not
            describe(self.run.requests),
        )


def measure(stage: Stage, *, quick: bool) -> Chapter:
    """Count the requests of first, steady and changing runs."""
    sizes = (1, 20) if quick else (1, 20, 500)
    counted = [one for size in sizes for one in _opsgenie(stage, size)]
    counted += _jsm(stage, 20)
    columns = ("Rotations", "Run", "Requests", "Allowed", "Writes", "Bound", "Which")
    return Chapter(
        title="Requests of a run",
        how=HOW,
        tables=(Table(columns=columns, rows=tuple(one.row for one in counted)),),
        notes=NOTES,
        over=tuple(
            f"{one.what}, {one.company.rotations} rotations: {one.total} requests,"
            f" {one.run.writes} writes."
            for one in counted
            if one.is_over
        ),
    )


def describe(requests: Counter[tuple[str, str]]) -> str:
    """Name the methods, the most frequent first."""
    return ", ".join(
        f"{count} {SHORT.get(method, method)}" for (_, method), count in requests.most_common()
    )


def _opsgenie(stage: Stage, size: int) -> Iterator[Counted]:
    changing = CHANGED if size > CHANGED else 0
    company = Company(rotations=size, changing=changing)
    stage.show(company)
    lookups = size if size <= LOOKED_UP_SINGLY else 1
    first = stage.run(CLOCK)
    yield Counted(company=company, what="first", run=first, allowed=STEADY + lookups)
    steady = stage.run(CLOCK + TICK / 2)
    yield Counted(company=company, what="steady", run=steady, allowed=STEADY)
    if changing:
        yield _changed(stage, company, lookups=0)
        newcomers = Company(rotations=size, changing=changing, newcomers=True)
        stage.show(newcomers)
        stage.run(CLOCK)
        yield _changed(stage, newcomers, lookups=changing)


def _changed(stage: Stage, company: Company, *, lookups: int) -> Counted:
    return Counted(
        company=company,
        what=f"{company.changing} changed" + (", to newcomers" if lookups else ""),
        run=stage.run(CLOCK + HOUR),
        allowed=STEADY + 2 * company.changing + lookups,
        writes_allowed=company.changing,
    )


def _jsm(stage: Stage, size: int) -> Iterator[Counted]:
    company = Company(rotations=size, source="jsm")
    stage.show(company)
    each_run = STEADY + 2 * size
    first, steady = stage.run(CLOCK), stage.run(CLOCK + TICK / 2)
    yield Counted(company=company, what="first", run=first, allowed=each_run + size)
    yield Counted(company=company, what="steady", run=steady, allowed=each_run)
