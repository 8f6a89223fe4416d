"""A cycle that is over is compared with the cycles before it, never with itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from domain.delivery.kinds import AD_HOC
from domain.delivery.percentiles import percentiles
from domain.delivery.records import ENOUGH_CYCLES

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from domain.delivery.records import Delivery


def seen_from(delivery: Delivery, number: int, zone: ZoneInfo) -> Delivery | None:
    """See a delivery from one of its past cycles; None where it is none of them.

    What is known of the running cycle alone stays as it is: work in progress, time by column,
    blocked days, and what moved back or was reopened.
    """
    own = next((cycle for cycle in delivery.past if cycle.number == number), None)
    if own is None:
        return None
    past = tuple(cycle for cycle in delivery.past if cycle.number < number)
    earlier = [
        one for one in delivery.finished if one.finished_at.astimezone(zone).date() < own.first_day
    ]
    cycle_days = (one.cycle_days for one in earlier if one.cycle_days is not None)
    lead_days = (one.lead_days for one in earlier if one.lead_days is not None)
    return replace(
        delivery,
        past=past,
        current=own,
        throughput=percentiles((one.finished for one in past), ENOUGH_CYCLES),
        arrivals=percentiles((one.arrived for one in past), ENOUGH_CYCLES),
        ad_hoc=percentiles((one.arrived_by_kind.get(AD_HOC, 0) for one in past), ENOUGH_CYCLES),
        cycle_time=percentiles(cycle_days),
        lead_time=percentiles(lead_days),
    )
