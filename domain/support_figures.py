"""What support was like over a while: requests, promises kept, and who asked."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.sla.clock import Clock
from domain.sla.statistics import ENOUGH, Quantile, measure_wait
from domain.standing import Standing
from domain.team_requests import TeamRequests


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportFigures:
    """Requests of one team over a while.

    Attributes:
        since: From when on.
        until: Up to when.
        opened: Requests that came in then.
        closed: Requests that were over then.
        waiting: Requests that wait on the team now, whenever they came, the longest waiting first.
        met: Clocks of requests opened then that were met in time.
        judged: All of their clocks: met, breached, and still running.
        not_due: Those of them that still run and may yet be met.
        share_met: ``met / judged``; None under ten.
        first_response: Median working time to the first response; None under ten.
        first_response_p90: Nine in ten.
        by_organisation: Requesting organisation → requests opened; ``""`` for everybody else.
        gaps: A sentence for each thing that could not be seen.
    """

    since: datetime
    until: datetime
    opened: int
    closed: int
    waiting: tuple[Standing, ...]
    met: int
    judged: int
    share_met: float | None
    first_response: Quantile | None
    first_response_p90: Quantile | None
    by_organisation: Mapping[str, int]
    gaps: tuple[str, ...] = ()
    not_due: int = 0


def measure_support(
    requests: TeamRequests,
    since: datetime,
    until: datetime,
    organisations: Mapping[str, Collection[str]] | None = None,
    gaps: Iterable[str] = (),
) -> SupportFigures:
    """Sum up the requests of a while.

    The first response is the first answer with substance, as the SLA's clock ``answer`` counts it;
    of a reopened request the first one. A clock that still runs counts as not met yet.

    Args:
        requests: How the team's requests stand; threads read since well before ``since``.
        since: First instant of the while.
        until: First instant after it: of a running cycle, now.
        organisations: Requesting organisation → Slack ids of its people.
        gaps: A sentence for each thing besides the requests that could not be seen.
    """
    opened = [s for s in requests.standings if since <= s.request.opened_at < until]
    over = [s.state.resolved_at for s in requests.standings if s.state.is_over]
    judged = [c for s in opened for c in s.clocks if c.state not in {"cancelled", "unknown"}]
    met = sum(clock.state == "met" for clock in judged)
    answers = [clock for standing in opened if (clock := _first_answer(standing))]
    return SupportFigures(
        since=since,
        until=until,
        opened=len(opened),
        closed=sum(at is not None and since <= at < until for at in over),
        waiting=_waiting(requests.standings),
        met=met,
        judged=len(judged),
        not_due=sum(clock.state in {"pending", "at_risk", "paused"} for clock in judged),
        share_met=met / len(judged) if len(judged) >= ENOUGH else None,
        first_response=measure_wait(answers, requests.targets, 50),
        first_response_p90=measure_wait(answers, requests.targets, 90),
        by_organisation=_by_organisation(opened, organisations or {}),
        gaps=(*requests.blind.beyond_requests(), *gaps),
    )


def _waiting(standings: Iterable[Standing]) -> tuple[Standing, ...]:
    pressing = [(one.pressing, one) for one in standings if one.is_followed]
    waiting = [(clock.started_at, one.key, one) for clock, one in pressing if clock]
    return tuple(one for *_, one in sorted(waiting, key=lambda found: found[:2]))


def _first_answer(standing: Standing) -> Clock | None:
    answers = [clock for clock in standing.clocks if clock.kind == "answer"]
    return min(answers, key=lambda clock: clock.started_at, default=None)


def _by_organisation(
    opened: Iterable[Standing], organisations: Mapping[str, Collection[str]]
) -> Mapping[str, int]:
    """Count each request once: for the first organisation that its requester belongs to."""
    asked: Counter[str] = Counter()
    for standing in opened:
        user = standing.request.requester
        asked[next((n for n, people in organisations.items() if user in people), "")] += 1
    return dict(asked)
